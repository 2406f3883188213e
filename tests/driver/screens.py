"""Terminals to compare on: pyte's own, one that joins characters as Textual does, one that draws each by itself."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import pyte
from pyte.screens import Char
from rich.cells import get_character_cell_size

from board.driver.cells import is_loose, split

START = "\x1b[?1049h\x1b[?25l\x1b[?7l"
"""What the driver says first: no wrapping."""
HALF = "?"
"""What is left of half a wide character. Real terminals show a blank; a sign is easier to tell from one."""
Row = tuple[Char, ...]


class Joining(pyte.Screen):
    """Joins marks, flags and emoji into one character, and leaves HALF of a wide one that is written over in part."""

    def draw(self, data: str) -> None:
        cells, marks = split(data)
        if marks:
            self._mark(marks)
        for place, text in enumerate(cells):
            if text:
                self._put(text, 1 + sum(1 for _ in _halves(cells, place)))

    def erase_characters(self, count: int | None = None) -> None:
        self._blank_half(self.cursor.x)
        self._blank_half(self.cursor.x + (count or 1))
        super().erase_characters(count)

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        self._blank_half(self.cursor.x)
        super().erase_in_line(how, private)

    def _put(self, text: str, width: int) -> None:
        line, x = self.buffer[self.cursor.y], self.cursor.x
        if x + width > self.columns:  # Textual's strips fit, but for emoji it has cut in two
            text, width = " ", self.columns - x
        if not width:
            return
        self._blank_half(x)
        self._blank_half(x + width)
        line[x] = self.cursor.attrs._replace(data=text)
        for half in range(x + 1, min(x + width, self.columns)):
            line[half] = self.cursor.attrs._replace(data="")
        self.cursor.x = min(x + width, self.columns)

    def _blank_half(self, x: int) -> None:
        """If x is in the middle of a wide character, blank all of that."""
        line = self.buffer[self.cursor.y]
        if x >= self.columns or line[x].data != "":
            return
        start, end = x, x
        while line[start].data == "":
            start -= 1
        while end < self.columns and line[end].data == "":
            end += 1
        for half in range(start, end):
            line[half] = line[half]._replace(data=HALF)

    def _mark(self, marks: str) -> None:
        line, x = self.buffer[self.cursor.y], self.cursor.x - 1
        while x > 0 and line[x].data == "":
            x -= 1
        if x >= 0:
            line[x] = line[x]._replace(data=line[x].data + marks)


class Single(Joining):
    """Draws each character by itself: a family of emoji takes six cells, a heart with a selector one."""

    def draw(self, data: str) -> None:
        for char in data:
            if width := get_character_cell_size(char):
                self._put(char, width)
            else:
                self._mark(char)


def _halves(cells: list[str], place: int) -> Iterator[str]:
    for text in cells[place + 1 :]:
        if text:
            return
        yield text


class Shown(NamedTuple):
    """What a terminal shows and where its cursor is."""

    rows: tuple[Row, ...]
    cursor: tuple[int, int]

    @property
    def text(self) -> str:
        return "\n".join("".join(cell.data for cell in row) for row in self.rows)


def shown(screen: pyte.Screen) -> Shown:
    columns = range(screen.columns)
    rows = tuple(tuple(map(screen.buffer[y].__getitem__, columns)) for y in range(screen.lines))
    return Shown(rows, (min(screen.cursor.x, screen.columns - 1), screen.cursor.y))


def healed(seen: Shown) -> Shown:
    """With a blank where half a character is left."""
    rows = (tuple(cell._replace(data=" ") if cell.data == HALF else cell for cell in row) for row in seen.rows)
    return Shown(tuple(rows), seen.cursor)


def visible(row: Sequence[Char]) -> Row:
    """A row as eyes see it: on a plain blank only the background shows."""
    lined = (cell.data != " " or cell.underscore or cell.reverse or cell.strikethrough for cell in row)
    return tuple(cell if seen else Char(" ", bg=cell.bg) for cell, seen in zip(row, lined, strict=True))


class Seen:
    """A terminal with whoever feeds it."""

    def __init__(self, kind: Callable[[int, int], pyte.Screen], columns: int, lines: int) -> None:
        self.screen = kind(columns, lines)
        self._stream = pyte.Stream(self.screen)
        self.feed(START)

    def feed(self, data: str) -> None:
        self._stream.feed(data)

    @property
    def now(self) -> Shown:
        return shown(self.screen)


def loose_places(row: Row) -> set[int]:
    """The columns of a row that hold a character whose width is disputed, or what is left of one."""
    found: set[int] = set()
    loose = False
    for x, cell in enumerate(row):
        loose = is_loose(cell.data) or cell.data == HALF if cell.data else loose
        if loose:
            found.add(x)
    return found
