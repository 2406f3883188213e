"""Text as it may be kept: no control, escape or bidi characters, one normal form, not longer than its column allows.

User data is never a terminal escape (design: lessons, 1.1 B): what a colleague types or imports reaches other people's
terminals, so it is cleaned here, on its way into the file, and not only where it is drawn.
"""

import json
import re
import unicodedata
from collections.abc import Mapping

from store.problems import BadInput

UNSAFE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
"""C0 and C1 controls, marks and overrides of writing direction, lone surrogates, byte order marks, tag characters."""

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")

MULTILINE = frozenset({"note", "aim", "outcome", "why", "value"})
"""Columns that keep their line breaks; in every other one a run of white space is one space."""

JSON = frozenset({"roles", "filled", "body"})
"""Columns that hold JSON: cleaned value by value, so that an escape cannot hide behind a backslash."""

FREE = frozenset({"search", "old", "new"})
"""Columns made from what has been cleaned already; as long as they have to be."""

NAME_LIMIT = 200
NOTE_LIMIT = 20_000
LIMITS: Mapping[str, int] = {
    "title": NAME_LIMIT,
    "name": NAME_LIMIT,
    "login": 64,
    "owner": 64,
    "by": 64,
    "note": NOTE_LIMIT,
    "outcome": NOTE_LIMIT,
    "aim": NOTE_LIMIT,
    "why": 2_000,
    "value": NOTE_LIMIT,
}
"""Characters a column may have, counted after cleaning."""

OTHER_LIMIT = 1_000
"""Characters of a column that LIMITS does not name."""


def clean(text: str, *, multiline: bool = False) -> str:
    """The text without what a terminal could take for an order, in NFC; one line unless `multiline`."""
    text = _LINE_ENDS.sub("\n", text)
    # first taken away, then composed: what stood between a letter and its accent may be gone now
    text = unicodedata.normalize("NFC", UNSAFE.sub("", text))
    if multiline:
        return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
    return " ".join(text.split())


def clean_column(column: str, text: str) -> str:
    """The text as this column keeps it; raises BadInput("text_too_long") naming the column."""
    if column in FREE:
        return text
    if column in JSON:
        return to_json(json.loads(text))
    kept = clean(text, multiline=column in MULTILINE)
    most = LIMITS.get(column, OTHER_LIMIT)
    if len(kept) > most:
        raise BadInput("text_too_long", field=column, most=most, count=len(kept))
    return kept


def clean_deep(value: object, field: str = "") -> object:
    """A JSON value with every text in it cleaned; answers in forms may have several lines.

    `field` is the one that BadInput("text_too_long") names.
    """
    match value:
        case str():
            kept = clean(value, multiline=True)
            if len(kept) > NOTE_LIMIT:
                raise BadInput("text_too_long", field=field, most=NOTE_LIMIT, count=len(kept))
            return kept
        case Mapping():
            return {str(key): clean_deep(one, str(key)) for key, one in value.items()}
        case list() | tuple():
            return [clean_deep(one, field) for one in value]
        case _:
            return value


def to_json(value: object) -> str:
    """Cleaned, as compact JSON text."""
    return json.dumps(clean_deep(value), ensure_ascii=False, separators=(",", ":"))
