"""The terminal's pen: where it stands, in which style it writes, and the fewest bytes that change either."""

from collections.abc import Sequence
from typing import Final

from board.driver import cells as cell
from board.driver.grammar import change, parts

UNKNOWN: Final = -1


class Pen:
    """Collects what is to be sent to a terminal of `columns` columns."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.x = self.y = UNKNOWN
        self.style: str | None = None
        """The name of the style; None when nobody knows it."""
        self.sent: list[str] = []

    def take(self) -> str:
        """What has been collected; begins anew."""
        text = "".join(self.sent)
        self.sent = []
        return text

    def lose(self) -> None:
        """From here on nobody knows where the pen stands and how it writes; a link is ended first."""
        if self.style is not None and parts(self.style).link:
            self.dip("")
        self.x = self.y = UNKNOWN
        self.style = None

    def dip(self, style: str) -> None:
        """Write in this style from now on."""
        if style != self.style:
            self.sent.append(change(self.style, style))
            self.style = style

    def go(self, x: int, y: int) -> None:
        """Stand in column x of line y, counted from 0."""
        if x == self.x and y == self.y:
            return
        self.sent.append(self.way(x, y))
        self.x, self.y = x, y

    def way(self, x: int, y: int) -> str:
        """The shortest way there."""
        if self.x == UNKNOWN or (y != self.y and x != self.x):
            return f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H" if y else "\x1b[H"
        if y == self.y:
            if x > self.x:
                return _csi(x - self.x, "C")
            back = _csi(self.x - x, "D")
            anew = f"\r{_csi(x, 'C')}" if x else "\r"
            return back if len(back) <= len(anew) else anew
        return _csi(y - self.y, "B") if y > self.y else _csi(self.y - y, "A")

    def write(self, cells: Sequence[str]) -> None:
        """Write these cells from where the pen stands."""
        text = "".join(cells)
        if not text.isascii() and any(map(cell.is_loose, cells)):
            self._write_loose(cells)
            return
        self.sent.append(text)
        self._step(len(cells))

    def _write_loose(self, cells: Sequence[str]) -> None:
        """The same where a terminal may think otherwise of a width: what follows is placed, not left to follow."""
        x, y = self.x, self.y
        for place, text in enumerate(cells):
            if not text:
                continue
            self.go(x + place, y)
            if not cell.is_loose(text):
                self.sent.append(text)
                self._step(1 + _halves(cells, place))
                continue
            self.sent.append(" " * (1 + _halves(cells, place)))  # where the terminal thinks it narrower
            self.x = UNKNOWN
            self.go(x + place, y)
            self.sent.append(text)
            self.x = UNKNOWN
        self.y = y

    def erase(self, count: int) -> None:
        """Blank this many cells in the style's background and stay; all to the end of the line when they reach it."""
        self.sent.append("\x1b[K" if self.x + count >= self.columns else _csi(count, "X"))

    def _step(self, count: int) -> None:
        """In the last column terminals differ on where the cursor then is."""
        self.x = self.x + count if self.x + count < self.columns else UNKNOWN


def _csi(count: int, letter: str) -> str:
    return f"\x1b[{count}{letter}" if count > 1 else f"\x1b[{letter}"


def _halves(cells: Sequence[str], place: int) -> int:
    """The further cells of the character at `place`."""
    end = place + 1
    while end < len(cells) and not cells[end]:
        end += 1
    return end - place - 1
