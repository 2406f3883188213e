"""A shadow of the terminal's screen: takes what Textual writes, gives what of it the terminal does not show yet.

No terminal is needed to use it: text goes in, text comes out. The shadow never claims more than it knows. A cell whose
content is unknown is always sent, and after anything it does not understand it knows nothing.
"""

from board.driver.cells import split
from board.driver.grammar import LINK, PLACE, QUIET, STRING, TOKEN, style
from board.driver.line import Change, Diff, Line
from board.driver.pen import Pen

_AS_AT_START = "\x1b[r\x1b[?6l\x1b(B\x1b[m\x1b[?7l\x1b[?25l\x1b[2J"
"""Whole screen, its corner, plain letters and style, no wrapping, no cursor, nothing shown."""


class Shadow:
    """The screen of a terminal of `columns` by `lines` cells.

    `erases`: the terminal erases with the background that is set, so that blanks may be erased instead of written.
    """

    def __init__(self, columns: int, lines: int, *, erases: bool = False) -> None:
        self._erases = erases
        self._pen = Pen(columns)
        self.resize(columns, lines)

    def resize(self, columns: int, lines: int) -> None:
        """The terminal has this size now, and nobody knows what it shows."""
        self.columns, self.lines = columns, lines
        self._pen.columns = columns
        self._x = self._y = 0
        self._placed = self._following = False
        self._codes = self._link = self._style = ""
        self.forget()

    def forget(self) -> None:
        """Know nothing of what the terminal shows: whatever is written next is sent."""
        self._rows = [Line.unknown(self.columns) for _ in range(self.lines)]
        self._changes: dict[int, Change] = {}
        self._pen.lose()

    def take(self, data: str) -> str:
        """What is to be sent so that the terminal shows what it would after `data`; "" when it does already."""
        *lines, last = [data] if STRING.search(data) else data.split("\n")
        for line in lines:
            self._read_line(line)
            self._end_line()
        self._read(last)
        self._send()
        return self._pen.take()

    def _read_line(self, data: str) -> None:
        """Take in one line, unless it is the one that was written there last: Textual likes to repaint everything."""
        place = PLACE.match(data)
        y = max(0, int(place[1]) - 1) if place else self.lines
        if y >= self.lines or self._codes or self._link:
            self._read(data)
        elif self._rows[y].data == data:
            self._place(0, y)
        elif self._read(data) and not self._codes:
            self._rows[y].data = data

    def _read(self, data: str) -> bool:
        """Take in what Textual says; whether it was nothing but text on one line."""
        rows: set[str] = set()
        passed = False
        for codes, text, row, column, plain, alone, end, other in TOKEN.findall(data):
            if codes and not self._codes:
                self._put(text, style(codes, self._link))
            elif codes:
                self._wear(codes)
                self._put(text, self._style)
                self._wear("0")
            elif row:
                rows.add(row)
                self._place(max(0, int(column) - 1), max(0, int(row) - 1))
            elif plain:
                self._put(plain, self._style)
            elif alone:
                self._wear(alone[2:-1] or "0")
            elif end:
                self._end_line()
            else:
                self._pass(other)
                passed = True
        return len(rows) == 1 and not passed

    def redraw(self) -> str:
        """Everything known once more, for a terminal that something else has written on."""
        known = [line.blanked() for line in self._rows]
        self.forget()
        self._pen.sent.append(_AS_AT_START)
        self._changes = {y: Change(line, 0, self.columns) for y, line in enumerate(self._rows)}
        self._rows = known
        self._send()
        return self._pen.take()

    # --- what Textual says

    def _wear(self, codes: str) -> None:
        self._codes = style(f"{self._codes};{codes}" if self._codes else codes)
        self._style = style(self._codes, self._link)

    def _place(self, x: int, y: int) -> None:
        self._x, self._y = x, y
        self._placed = True
        self._following = False

    def _end_line(self) -> None:
        """Textual ends a line, then says where the next one is; at the foot of the screen nothing may scroll."""
        if self._placed:
            self._place(0, self._y + 1)
        else:
            self._pen.sent.append("\n")

    def _pass(self, other: str) -> None:
        """Whatever is not text, place or style goes through; if it may touch the screen nothing is known after it."""
        if found := LINK.fullmatch(other):
            self._link = found[1] if found[1].partition(";")[2] else ""
            self._style = style(self._codes, self._link)
        elif QUIET.fullmatch(other):
            self._pen.sent.append(other)
        else:
            self._send()
            self._pen.dip(self._style)  # what erases may do so in the style that is set
            self._pen.lose()
            self._pen.sent.append(other)
            self.forget()
            self._placed = self._following = False

    def _put(self, text: str, worn: str) -> None:
        """Text at the place where Textual stands, in a style. Marks that follow no text of its own have nobody."""
        if not self._placed:  # after something unknown: wherever the terminal is
            self._pen.dip(worn)
            self._pen.sent.append(text)
            return
        x, y = self._x, self._y
        cells, marks = split(text)
        if y >= self.lines:
            return
        line = self._rows[y]
        if marks and self._following:
            self._change(y, line, 0, self.columns)
            line.mark(x, marks)
        self._x = x + len(cells)
        self._following = True
        _cut(cells, self.columns - x)
        if cells and not line.shows(x, cells, worn):
            self._change(y, line, x, x + len(cells))
            line.put(x, cells, worn)

    def _change(self, y: int, line: Line, start: int, end: int) -> None:
        """Remember what a line showed, before it is written on."""
        if (change := self._changes.get(y)) is None:
            self._changes[y] = Change(line, start, end)
        else:
            change.widen(start, end)

    # --- what the terminal is told

    def _send(self) -> None:
        """Bring the terminal from what it shows to what it is to show, and its cursor where Textual left it."""
        for y in sorted(self._changes):
            Diff(self._pen, y, self._changes[y], self._rows[y], erases=self._erases).send()
        self._changes.clear()
        if self._placed:
            self._pen.go(min(self._x, self.columns - 1), min(self._y, self.lines - 1))


def _cut(cells: list[str], room: int) -> None:
    """Shorten to the room there is; of a wide character cut in two at the edge blanks are left."""
    if len(cells) <= room:
        return
    half = room > 0 and not cells[room]
    del cells[max(0, room) :]
    for place in reversed(range(len(cells))):
        if not half:
            return
        half = not cells[place]
        cells[place] = " "
