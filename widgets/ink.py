"""Text as it is drawn: plain, cut to cells, in runs of one style each; pure, knows no widget.

A drawn widget is made of lines, a line of runs, a run of text and the name of a style. What the styles look like is
decided by the theme (palette.py); what a line says and how wide it is, is decided here and tested without a screen.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from store.words import money
from store.words.shape import Words

# What must never reach a terminal: controls, escapes, bidi and invisible signs, lone surrogates (lessons.md 1.1B).
# The store strips them when they come in; this is the last line before the screen.
# Joiners, variation selectors and skin tones go with them: terminals disagree on how wide a joined emoji is, and
# the line behind it would shift; its parts alone are two cells everywhere.
HOSTILE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U0001f3fb-\U0001f3ff\U000e0000-\U000e01ef]+"
)
_BREAKS = re.compile("[\t-\r\x85\u2028\u2029]+")
_FLAGS = {0x1F1E6 + letter: chr(ord("A") + letter) for letter in range(26)}  # a flag's letters, for the same reason
# Signs of ambiguous width that people do type, for terminals that draw them two cells wide (lessons.md 1.3).
NARROW = _FLAGS | str.maketrans({
    "—": "-", "–": "-", "…": "..", "“": '"', "”": '"', "‘": "'", "’": "'", "·": "-", "•": "-", "×": "x", "→": "->",
    "←": "<-", "●": "*", "○": "o", "★": "*", "☆": "*", "■": "#", "□": "#", "▲": "^", "▼": "v", "°": " deg", "±": "+-",
    "÷": "/", "≥": ">=", "≤": "<=", "№": "No.", "€": "EUR", "§": "S.", "※": "*",
})  # fmt: skip


class Run(NamedTuple):
    """A stretch of text in one style, named as in palette.py."""

    text: str
    style: str


Line = tuple[Run, ...]


class Signs(NamedTuple):
    """The signs a drawn line is made with; each has a word beside it or says nothing a word does not."""

    overdue: str = "●"
    escalated: str = "▲"
    coming: str = "○"
    none: str = "–"
    flag: str = "?"
    done: str = "✓"
    won: str = "★"
    lost: str = "×"
    paused: str = "‖"
    completed: str = "✓"
    cursor: str = "┃"
    edge: str = "▏"
    rule: str = "─"
    rule_here: str = "━"
    wall: str = "│"
    thumb: str = "┃"
    back: str = "‹"
    on: str = "›"
    drop: str = "▼"
    dot: str = "·"
    more: str = "…"
    wait: str = "◌"


UNICODE = Signs()
ASCII = Signs(
    overdue="!", escalated="!!", coming="o", none="-", flag="?", done="v", won="*", lost="x", paused="=", completed="v",
    cursor="|", edge=" ", rule="-", rule_here="=", wall="|", thumb=":", back="<", on=">", drop="v", dot="-",
    more="~", wait="*",
)  # fmt: skip


class Look(NamedTuple):
    """What lines are drawn for: the language, the board's currency, today, and whether signs are ASCII only."""

    words: Words
    currency: str
    today: date
    ascii: bool = False

    @property
    def signs(self) -> Signs:
        """The signs this terminal draws one cell wide."""
        return ASCII if self.ascii else UNICODE

    def plain(self, text: str, width: int) -> str:
        """Text that is safe to draw in `width` cells: one line, no controls; not yet cut to cells.

        A text far longer than its place is shortened by characters first, so that 400 of them cost no more than 40,
        nor can a hundred accents pile up in one cell.
        """
        text = text[: 4 * width + 8]
        if not text.isascii() or not text.isprintable():
            text = HOSTILE.sub("", _BREAKS.sub(" ", text)).translate(NARROW if self.ascii else _FLAGS)
        return text

    def cut(self, text: str, width: int) -> str:
        """The text in at most `width` cells, with a mark where something was left out; no half of a wide character."""
        text = self.plain(text, width).strip()
        if cell_len(text) <= width:
            return text
        mark = self.signs.more
        return set_cell_size(text, width - 1).rstrip() + mark if width > 1 else mark[:width]

    def money(self, minor: int) -> str:
        """An amount in minor units in its short form."""
        return self.plain(money.short(minor, self.currency, self.words.lang), 12)

    def day(self, when: date) -> str:
        """A coming date in at most six cells: the weekday within six days, else month and day, else '27-03."""
        ahead = (when - self.today).days
        if 0 < ahead < 7:
            return self.words.weekdays[when.weekday()]
        return f"{when:%m-%d}" if when.year == self.today.year or ahead < 180 else f"'{when:%y-%m}"


def width_of(runs: Sequence[Run]) -> int:
    """How many cells the runs take."""
    return sum(cell_len(run.text) for run in runs)


def fit(runs: Sequence[Run], width: int, filler: str = "text") -> Line:
    """The runs in exactly `width` cells: cut (never through a wide character) or filled with blanks."""
    left, line = width, []
    for run in runs:
        cells = cell_len(run.text)
        if cells > left:
            line.append(Run(set_cell_size(run.text, left), run.style))
            left = 0
            break
        if cells:
            line.append(run)
            left -= cells
    if left:
        line.append(Run(" " * left, filler))
    return tuple(run for run in line if run.text)


def spread(left: Sequence[Run], right: Sequence[Run], width: int) -> Line:
    """Some runs at the left and some at the right of `width` cells; the right ones give way when both do not fit."""
    gap = width - width_of(left) - width_of(right)
    if gap < (1 if left and right else 0):
        return fit(left, width)
    return fit((*left, Run(" " * gap, "text"), *right), width)


def first_fit(variants: Sequence[tuple[Sequence[Run], Sequence[Run]]], width: int) -> Line:
    """The first of several (left, right) forms of a line, longest first, that fits; the last one is cut."""
    for left, right in variants:
        if width_of(left) + width_of(right) + (1 if left and right else 0) <= width:
            return spread(left, right, width)
    return spread(*variants[-1], width)


@lru_cache(maxsize=32)
def wrap(text: str, width: int) -> tuple[str, ...]:
    """The text in lines of at most `width` cells, broken at blanks and between wide characters."""
    line = ""
    lines: list[str] = []
    for token in _TOKEN.findall(text):
        if line and cell_len(line + token.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        while cell_len(token.rstrip()) > width > 0:
            head = set_cell_size(token, width).rstrip() or token[0]
            lines.append(head)
            token = token[len(head) :]
        line += token
    return (*lines, line.rstrip()) if line.strip() else tuple(lines)


# A word with the blanks after it, or one wide character with the closing punctuation that may not begin a line.
_TOKEN = re.compile(r"[^\s\u2e80-\ufaff\uff00-\uffef]+\s*|[\u2e80-\ufaff\uff00-\uffef][，。、；：！？）》”’…]*\s*|\s+")
