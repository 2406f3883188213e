"""Text laid out by terminal cells: a Chinese character takes two, a combining mark none."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

WIDEST = 60
"""Cells a column is filled up to at most; what is longer pushes its own row only."""

_WIDE = {"W", "F"}
_NO_WIDTH = {"Mn", "Me", "Cf"}
_PIECES = re.compile(
    r"\s+|[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef]+"
)
_NOT_FIRST = set("，。、；：？！）】》”’…")  # closing marks stay on the line of the word before them


def width(text: str) -> int:
    """The cells `text` takes in a terminal."""
    if text.isascii():
        return len(text)
    return sum(_cells(letter) for letter in text)


def _cells(letter: str) -> int:
    if unicodedata.category(letter) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in _WIDE else 1


def pad(text: str, cells: int, *, right: bool = False) -> str:
    """The text filled up with spaces to `cells`; `right` puts it to the right, for figures."""
    blank = " " * (cells - width(text))
    return blank + text if right else text + blank


def table(rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> list[str]:
    """Rows in aligned columns, two spaces between; the columns numbered in `right` are set to the right."""
    rows = [tuple(row) for row in rows]
    figures = set(right)
    columns = max((len(row) for row in rows), default=0)
    widths = [
        min(max((width(row[column]) for row in rows if column < len(row)), default=0), WIDEST)
        for column in range(columns)
    ]
    used = [column for column in range(columns) if widths[column]]
    return [
        "  ".join(
            pad(row[column], widths[column], right=column in figures) for column in used if column < len(row)
        ).rstrip()
        for row in rows
    ]


def wrap(text: str, cells: int) -> list[str]:
    """The text in lines of at most `cells`; Chinese may break between any two characters."""
    lines = [""]
    for piece in _PIECES.findall(text):
        fits = width(lines[-1]) + width(piece.rstrip()) <= cells
        if fits or piece in _NOT_FIRST or not lines[-1]:
            lines[-1] += piece if lines[-1] else piece.lstrip()
        else:
            lines[-1] = lines[-1].rstrip()
            lines.append(piece.lstrip())
    return [line.rstrip() for line in lines]
