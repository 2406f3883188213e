"""One line of the terminal: what it shows, what has been changed of it, and the fewest bytes to bring it there."""

from itertools import repeat
from operator import ne, or_
from typing import Self

from board.driver.cells import is_loose, spread
from board.driver.grammar import erasable
from board.driver.pen import Pen

_BRIDGE = 5
"""Cells that may be written again rather than stepped over; stepping over them is three or four bytes."""
_ERASED_INSIDE, _ERASED_LAST, _ERASED_TO_END = 11, 6, 4
"""Blanks from which erasing is shorter than writing: with a step over them, with none, with no count either."""


class Line:
    """The text and the style of each cell, "" for the further cells of a wide character; None where nobody knows."""

    __slots__ = ("data", "styles", "texts")

    def __init__(self, texts: list[str | None], styles: list[str | None]) -> None:
        self.texts = texts
        self.styles = styles
        self.data = ""
        """What was written on it last; "" when it has been written on otherwise since."""

    @classmethod
    def unknown(cls, columns: int) -> Self:
        """A line nobody knows anything of."""
        return cls([None] * columns, [None] * columns)

    def shows(self, x: int, cells: list[str], style: str) -> bool:
        """Whether these cells stand at column x in this style."""
        end = x + len(cells)
        return self.texts[x:end] == cells and self.styles[x:end] == [style] * len(cells)

    def put(self, x: int, cells: list[str], style: str) -> None:
        """Write cells at column x. Of a wide character written over in part the terminal keeps nobody knows what."""
        texts, end = self.texts, x + len(cells)
        self.data = ""
        if texts[x] == "":
            self._clear_left(x - 1)
        right = end
        while right < len(texts) and texts[right] == "":
            texts[right] = None
            right += 1
        texts[x:end] = cells
        self.styles[x:end] = [style] * len(cells)

    def _clear_left(self, x: int) -> None:
        while self.texts[x] == "":
            self.texts[x] = None
            x -= 1
        self.texts[x] = None

    def mark(self, x: int, marks: str) -> None:
        """Add marks to the character that ends before column x."""
        self.data = ""
        x -= 1
        while x > 0 and self.texts[x] == "":
            x -= 1
        if x >= 0 and self.texts[x] is not None:
            self.texts[x] = f"{self.texts[x]}{marks}"

    def blanked(self) -> Self:
        """The same with a blank where half a wide character was lost."""
        texts = [text if text is not None or style is None else " "
                 for text, style in zip(self.texts, self.styles, strict=True)]  # fmt: skip
        return type(self)(texts, self.styles)


class Change:
    """What a line showed before it was written on, and between which columns that was."""

    __slots__ = ("_end", "_start", "_styles", "_texts")

    def __init__(self, before: Line, start: int, end: int) -> None:
        self._texts, self._styles = before.texts[:], before.styles[:]
        self._start, self._end = start, end

    def widen(self, start: int, end: int) -> None:
        """It was written on between these columns, too."""
        self._start, self._end = min(start, self._start), max(end, self._end)

    def differs(self, after: Line) -> list[bool]:
        """For each cell whether the terminal is to be told; then a True and a False, for whoever looks for either."""
        width, part = len(after.texts), slice(self._start, self._end)
        texts, styles = after.texts[part], after.styles[part]
        other = map(or_, map(ne, texts, self._texts[part]), map(ne, styles, self._styles[part]))
        found = [*repeat(False, self._start), *other, *repeat(False, width - self._end), True, False]
        if None in texts:
            for x, text in enumerate(texts, self._start):
                found[x] = found[x] and text is not None
        return found


class Diff:
    """A line on its way from what the terminal shows to what it is to show.

    `erases`: the terminal erases with the background that is set.
    """

    def __init__(self, pen: Pen, y: int, change: Change, after: Line, *, erases: bool) -> None:
        self._pen, self._y, self._erases = pen, y, erases
        self._texts, self._styles = after.texts, after.styles
        self._width = len(after.texts)
        self._differs = change.differs(after)

    def send(self) -> None:
        """Write the cells that differ."""
        x = self._differs.index(True)
        while x < self._width:
            x = self._differs.index(True, self._run(x))

    def _run(self, x: int) -> int:
        """Write from here to the next cell that stands; the column after it."""
        while self._texts[x] == "":
            x -= 1
        self._reach(x)
        end = min(self._differs.index(False, x), self._width)
        while x < end:
            x = self._stretch(x, end)
        return x

    def _reach(self, x: int) -> None:
        """Go to a column; over a few cells by writing them again, when that is shorter."""
        pen = self._pen
        if pen.y == self._y and 0 <= pen.x < x <= pen.x + _BRIDGE and self._texts[pen.x]:
            between = [text for text in self._texts[pen.x : x] if text is not None]
            known = len(between) == x - pen.x and not any(map(is_loose, between))
            alike = all(one == pen.style for one in self._styles[pen.x : x])
            if known and alike and len("".join(between).encode()) < len(pen.way(x, self._y)):
                pen.write(between)
        pen.go(x, self._y)

    def _stretch(self, x: int, end: int) -> int:
        """Write the cells of one style; the column after them."""
        texts, styles = self._texts, self._styles
        style, stop = styles[x], x + 1
        while stop < end and styles[stop] == style:
            stop += 1
        while stop < self._width and texts[stop] == "":
            stop += 1
        cells = [text or "" for text in texts[x:stop]]
        self._pen.go(x, self._y)
        self._pen.dip(style or "")
        if "    " in (text := "".join(cells)) and self._erases and erasable(style or ""):
            self._write_gaps(x, cells, last=stop >= end)
        else:
            self._pen.write(cells)
        if not text.isascii():
            self._doubt(x, cells)
        return stop

    def _write_gaps(self, x: int, cells: list[str], *, last: bool) -> None:
        """Write cells, the long blanks among them by erasing."""
        begun = place = 0
        count = len(cells)
        while place < count:
            stop = place
            while stop < count and cells[stop] == " ":
                stop += 1
            closing = last and stop == count
            least = _ERASED_TO_END if x + stop == self._width else _ERASED_LAST if closing else _ERASED_INSIDE
            if stop - place >= least:
                self._write_from(x + begun, cells[begun:place])
                self._pen.go(x + place, self._y)
                self._pen.erase(stop - place)
                begun = stop
            place = max(stop, place + 1)
        self._write_from(x + begun, cells[begun:])

    def _write_from(self, x: int, cells: list[str]) -> None:
        if cells:
            self._pen.go(x, self._y)
            self._pen.write(cells)

    def _doubt(self, x: int, cells: list[str]) -> None:
        """What follows a character that a terminal may think wider is told anew."""
        for place, text in enumerate(cells, x):
            if is_loose(text):
                for after in range(place + 1, min(place + spread(text), self._width)):
                    self._differs[after] = self._texts[after] is not None
