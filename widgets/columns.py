"""Where the board's cursor and scrolls stand, over windows of cards; pure, knows no widget and no cell.

A column holds a stretch of its cards, never all of them, and says which stretch it wants next. Rows count from 0.
"""

from collections.abc import Sequence
from typing import NamedTuple

from store.records import Card, ColumnHead


class Window(NamedTuple):
    """A stretch of a column's cards: `limit` cards from the `offset`-th on, counted from 0."""

    stage: str
    offset: int
    limit: int


class Place(NamedTuple):
    """Where a deal stands: its id, its stage, its row in the column from 0."""

    deal_id: str
    stage: str
    row: int


class Column:
    """One stage: its head, the cards held, the row of its cursor, and the row it is drawn from."""

    def __init__(self, head: ColumnHead) -> None:
        self.head = head
        self.offset = 0
        self.cards: Sequence[Card] = ()
        self.row = 0
        self.top = 0
        self.asked: Window | None = None

    def card(self, row: int) -> Card | None:
        """The card of a row, None when its window is not held or there is no such row."""
        index = row - self.offset
        return self.cards[index] if 0 <= index < len(self.cards) and row < self.head.deals else None

    def seen(self, count: int) -> list[Card | None]:
        """The cards of so many rows from the first one drawn; None for those whose window has not come."""
        count = max(0, min(count, self.head.deals - self.top))
        start = self.top - self.offset
        held = self.cards[start : start + count] if start >= 0 else [self.card(self.top + at) for at in range(count)]
        return [*held, *[None] * (count - len(held))]

    def find(self, deal_id: str) -> int | None:
        """The row of a deal among the cards held."""
        for index, card in enumerate(self.cards):
            if card.id == deal_id and self.offset + index < self.head.deals:
                return self.offset + index
        return None

    def in_sight(self, page: int) -> bool:
        """Whether the cursor's row is among those seen; `page` rows fit."""
        return self.top <= self.row < self.top + page

    def reveal(self, page: int) -> None:
        """Scroll just so far that the cursor's row is seen."""
        if self.row < self.top:
            self.top = self.row
        elif self.row >= self.top + page:
            self.top = self.row - page + 1

    def clamp(self, page: int) -> None:
        """Cursor and scroll back to rows there are."""
        self.row = max(0, min(self.row, self.head.deals - 1))
        self.scroll(0, page)

    def scroll(self, rows: int, page: int) -> None:
        """Draw from some rows further down (or up, when negative), the cursor staying where it is."""
        self.top = max(0, min(self.top + rows, self.head.deals - page))

    def take(self, offset: int, cards: Sequence[Card]) -> None:
        """Hold these cards from now on."""
        self.offset, self.cards = offset, cards

    def held(self) -> Window:
        """What is asked for, else what is held."""
        return self.asked or Window(self.head.stage, self.offset, max(len(self.cards), 1))

    def welcomes(self, offset: int, count: int, page: int) -> bool:
        """Whether an answer is still of use: it shows a row in sight, or nothing is held anyway."""
        return not self.cards or (offset < self.top + page and offset + count > self.top) or not count

    def wanted(self, page: int) -> Window | None:
        """The window to ask for now: a page either side of what is seen, once half a page of it is missing."""
        last = self.head.deals
        ahead = max(1, page // 2)
        first_needed, end_needed = max(0, self.top - ahead), min(last, self.top + page + ahead)
        if first_needed >= self.offset and end_needed <= self.offset + len(self.cards):
            return None
        window = Window(self.head.stage, max(0, self.top - page), 3 * page)
        if window == self.asked:
            return None  # asked already; a shorter answer than hoped for must not make it ask for ever
        self.asked = window
        return window


class Columns:
    """The columns side by side: which one the cursor is in and which one is drawn first."""

    def __init__(self) -> None:
        self.all: list[Column] = []
        self.here = 0
        self.first = 0

    @property
    def column(self) -> Column | None:
        """The column the cursor is in."""
        return self.all[self.here] if self.all else None

    @property
    def selected(self) -> Card | None:
        """The card under the cursor."""
        return self.column.card(self.column.row) if self.column else None

    def of(self, stage: str) -> Column | None:
        """The column of a stage."""
        return next((column for column in self.all if column.head.stage == stage), None)

    def place(self, heads: Sequence[ColumnHead]) -> None:
        """Take other heads; columns of the same stage keep their cards, cursor and scroll."""
        stage = self.column.head.stage if self.column else ""
        known = {column.head.stage: column for column in self.all}
        self.all = []
        for head in heads:
            column = known.get(head.stage) or Column(head)
            column.head, column.asked = head, None
            self.all.append(column)
        stages = [head.stage for head in heads]
        self.here = stages.index(stage) if stage in stages else 0

    def in_sight(self, page: int) -> bool:
        """Whether the cursor's row is seen."""
        return self.column is None or self.column.in_sight(page)

    def settle(self, page: int, count: int, follow: bool) -> None:
        """Cursors and scrolls to what there is; `count` columns of `page` rows are seen.

        With `follow` the present column scrolls to its cursor; the column the cursor is in is always among the seen.
        """
        for column in self.all:
            column.clamp(page)
        if follow and self.column:
            self.column.reveal(page)
        self.here = max(0, min(self.here, len(self.all) - 1))
        if self.here < self.first:
            self.first = self.here
        elif self.here >= self.first + count:
            self.first = self.here - count + 1
        self.first = max(0, min(self.first, len(self.all) - count))

    def find(self, deal_id: str) -> tuple[int, int] | None:
        """Column and row of a deal among the cards held, looking where the cursor is first."""
        order = sorted(range(len(self.all)), key=lambda index: abs(index - self.here))
        for index in order:
            row = self.all[index].find(deal_id)
            if row is not None:
                return index, row
        return None
