"""Which cell of the board belongs to which column and card; pure arithmetic of cells.

two lines of heads, then cards of three lines with a blank line between; a column's last cell is its scroll mark
"""

from typing import NamedTuple

from textual.geometry import Region

from widgets.cardlines import CARD_LINES
from widgets.headlines import HEAD_LINES

CARD_STEP = CARD_LINES + 1
# Cells of a column in which customer and title, money and next step can still be read, by language.
COLUMN_LEAST = {"zh": 20, "en": 24}
NARROW_BELOW = 100  # cells of the terminal: under it one column and a tab strip (house.md, The screen)


class Grid(NamedTuple):
    """The board's area in cells, and how many columns stand in it from the `first` one on."""

    width: int
    height: int
    columns: int
    first: int
    narrow: bool
    page: int
    """How many cards are wholly seen in a column."""
    slots: int
    """How many cards are seen at all, the last one perhaps cut."""

    @classmethod
    def of(cls, width: int, height: int, columns: int, first: int, narrow: bool, lang: str) -> "Grid":
        """As many columns as fit; one in a narrow terminal."""
        fitting = 1 if narrow else max(1, width // COLUMN_LEAST.get(lang, 24))
        seen = max(1, min(columns, fitting))
        page = max(1, (height - HEAD_LINES + 1) // CARD_STEP)
        slots = max(0, -(-(height - HEAD_LINES) // CARD_STEP))
        return cls(width, height, seen, max(0, min(first, columns - seen)), narrow, page, slots)

    @property
    def seen(self) -> range:
        """The indexes of the columns in sight."""
        return range(self.first, self.first + self.columns)

    def span(self, index: int) -> tuple[int, int]:
        """The first cell of a column in sight and its width, scroll mark included."""
        at = index - self.first
        left = at * self.width // self.columns
        return left, (at + 1) * self.width // self.columns - left

    def column_at(self, x: int) -> int:
        """The index of the column a cell belongs to."""
        at = next((i for i in range(self.columns) if x < (i + 1) * self.width // self.columns), self.columns - 1)
        return self.first + at

    def slot_at(self, y: int) -> int | None:
        """The slot of the card a line belongs to, None for heads and the lines between cards."""
        slot, line = divmod(y - HEAD_LINES, CARD_STEP)
        return slot if y >= HEAD_LINES and line < CARD_LINES else None

    def head(self, index: int) -> Region:
        """The cells of a column's head."""
        left, width = self.span(index)
        return Region(left, 0, width, HEAD_LINES)

    def card(self, index: int, slot: int) -> Region:
        """The cells of a card."""
        left, width = self.span(index)
        return Region(left, HEAD_LINES + slot * CARD_STEP, width - 1, CARD_LINES)

    def mark(self, index: int) -> Region:
        """The cells of a column's scroll mark."""
        left, width = self.span(index)
        return Region(left + width - 1, HEAD_LINES, 1, max(0, self.height - HEAD_LINES))

    def thumb(self, deals: int, top: int) -> range:
        """The lines (of the scroll mark) that say which part of a column is seen; none when all of it is."""
        if deals <= self.page:
            return range(0)
        lines = max(1, self.height - HEAD_LINES)
        size = max(1, self.page * lines // deals)
        start = top * (lines - size) // max(1, deals - self.page)
        return range(start, start + size)
