"""What Textual writes to a terminal, taken apart: styled text, places of the cursor, line ends, and all the rest."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

_TEXT = r"[^\x00-\x1f\x7f-\x9f]+"
TOKEN: Final = re.compile(
    rf"\x1b\[([\d;:]+)m({_TEXT})\x1b\[0m"  # style, text: a segment, as Textual's strips write it
    r"|\x1b\[(\d+);(\d+)H"  # line, column
    rf"|({_TEXT})"  # text
    r"|(\x1b\[[\d;:]*m)"  # a style alone
    r"|(\n)"
    r"|(\x1b\[[<=>?]?[\d;:]*[ -/]*[@-~]"  # any other: CSI,
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC and its like,
    r"|\x1b[ -/]*[0-~]|.)",  # two characters, a control character, a sequence cut short
    re.DOTALL,
)
"""One token of output; `findall` gives a tuple of eight texts, of which those of one kind are filled."""

QUIET: Final = re.compile(
    r"(?:\x07"
    r"|\x1b\[\?(?:7|12|25|100[0-6]|101[56]|2004|2026|2048)[hl]"  # wrap, cursor shown, mouse, focus, paste, sync, size
    r"|\x1b\[[?>]?[\d;]*\$?[cnpq]|\x1b\[\d* q|\x1b\[[<>=][\d;]*[um]|\x1b\[[\d;]*t"  # questions, shapes, keyboards
    r"|\x1b\](?!8;)\d+[^\x07\x1b]*(?:\x07|\x1b\\)"  # title, clipboard, pointer; not a link
    r")+"
)
"""Sequences that change no cell, nor the cursor's place, nor the style it writes in."""

PLACE: Final = re.compile(r"\x1b\[(\d+);\d+H")
STRING: Final = re.compile(r"\x1b[\]PX^_]")
"""The beginning of a sequence that may be long and hold anything, also the end of a line."""

SYNC_START: Final = "\x1b[?2026h"
SYNC_END: Final = "\x1b[?2026l"
LINK: Final = re.compile(r"\x1b\]8;([^\x07\x1b]*)(?:\x07|\x1b\\)")
"""The beginning of a link, or its end, which is one to nowhere."""

_OFF: Final = {
    "1": "22", "2": "22", "3": "23", "4": "24", "21": "24", "5": "25", "6": "25", "7": "27", "8": "28", "9": "29",
    "51": "54", "52": "54", "53": "55",
}  # fmt: skip
"""What ends an attribute. Two that share their end go together."""
_ENDS: Final = frozenset(_OFF.values())
_SEEN_ON_BLANKS: Final = frozenset(("4", "21", "7", "8", "9", "51", "52", "53"))
"""Attributes that show on a space, too, or change which color does."""


class Style(NamedTuple):
    """A style in parts: attributes, the codes of the two colors ("" the terminal's own), the link ("" none)."""

    attributes: frozenset[str]
    fore: str
    back: str
    link: str

    def codes(self) -> list[str]:
        """The codes that make it from nothing."""
        return [*sorted(self.attributes), *filter(None, (self.fore, self.back))]


@lru_cache(4096)
def style(codes: str, link: str = "") -> str:
    """The name of a style: equal names look alike. Codes may follow each other, a later one wins.

    >>> style("1;31;0;4;39;48;5;7")
    '4;48;5;7'
    """
    attributes, fore, back = _parse(codes)
    name = ";".join(Style(attributes, fore, back, "").codes())
    return f"{name}\x1b{link}" if link else name


def _parse(codes: str) -> tuple[frozenset[str], str, str]:
    attributes: set[str] = set()
    fore = back = ""
    parts = iter(codes.split(";"))
    for part in parts:
        if part in ("38", "48", "58"):
            kind = next(parts, "")
            color = ";".join([part, kind, *(next(parts, "") for _ in range(3 if kind == "2" else 1))])
            if part == "58":
                attributes.add(color)
            else:
                fore, back = (color, back) if part == "38" else (fore, color)
        elif part.lstrip("0") == "":
            attributes.clear()
            fore = back = ""
        elif part in _ENDS:
            attributes -= {one for one in attributes if _OFF.get(one) == part}
        elif part in ("39", "49"):
            fore, back = ("", back) if part == "39" else (fore, "")
        elif _is_color(part, "39"):
            fore = part
        elif _is_color(part, "410"):
            back = part
        else:
            attributes.add(part)
    return frozenset(attributes), fore, back


def _is_color(code: str, tens: str) -> bool:
    """30-37 and 90-97 for the front, 40-47 and 100-107 for the back."""
    return len(code) > 1 and code[-1] in "01234567" and code[:-1] in (tens[0], tens[1:])


@lru_cache(4096)
def parts(name: str) -> Style:
    """A style's parts, from its name."""
    codes, _, link = name.partition("\x1b")
    return Style(*_parse(codes), link)


@lru_cache(8192)
def change(before: str | None, after: str) -> str:
    """The shortest text that changes the terminal's style; `before` is None when nobody knows it."""
    new = parts(after)
    if before is None:
        return f"\x1b[{';'.join(['0', *new.codes()]) if new.codes() else ''}m{_link('', new.link)}"
    old = parts(before)
    whole = ";".join(["0", *new.codes()]) if new.codes() else ""
    steps = _steps(old, new)
    short = whole if steps is None or len(steps) > len(whole) else steps
    if old[:3] == new[:3]:
        return _link(old.link, new.link)
    return f"\x1b[{short}m{_link(old.link, new.link)}"


def _steps(old: Style, new: Style) -> str | None:
    """The codes from one style to the other without beginning anew; None where an attribute has no known end."""
    gone = old.attributes - new.attributes
    if not all(one in _OFF for one in gone):
        return None
    ends = {_OFF[one] for one in gone}
    begun = {one for one in new.attributes if one not in old.attributes or _OFF.get(one) in ends}
    codes = [*sorted(ends), *sorted(begun)]
    if new.fore != old.fore:
        codes.append(new.fore or "39")
    if new.back != old.back:
        codes.append(new.back or "49")
    return ";".join(codes)


def _link(before: str, after: str) -> str:
    return "" if before == after else f"\x1b]8;{after or ';'}\x1b\\"


@lru_cache(4096)
def ground(name: str) -> str:
    """What a blank in this style shows: its background and lines. Blanks of equal ground look alike."""
    one = parts(name)
    seen = one.attributes & _SEEN_ON_BLANKS
    return name if seen else one.back + one.link


@lru_cache(4096)
def erasable(name: str) -> bool:
    """Whether erasing leaves what a blank in this style is: a background and nothing else."""
    one = parts(name)
    return not (one.attributes & _SEEN_ON_BLANKS or one.link)
