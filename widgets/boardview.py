"""The board: one drawn widget over windows of cards, with a cursor and a scroll of its own (speed.md).

The parent gives heads and windows, the view asks for more by message and never sees the Book:

    view = BoardView(look)
    view.show(columns, {stage: (0, cards)})             # first frame, or everything anew
    on WindowWanted(stage, offset, limit)               # the cursor comes near the edge of what is held
        view.put(stage, offset, cards)                  # the answer; only cards that differ are repainted
    after a write:                                      # the cursor stays on its deal
        view.show(columns, {w.stage: (w.offset, cards) for w in view.windows()}, at=Place(deal_id, stage, index))

A key costs what is in sight: what each card's cells show is compared before and after, and only cells that differ
are repainted.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from store.records import Card, ColumnHead
from widgets.cardlines import AWAY, CARD_LINES, HERE, OFF, card_lines, waiting_lines
from widgets.columns import Column, Columns, Place, Window
from widgets.drawn import Drawn
from widgets.grid import CARD_STEP, NARROW_BELOW, Grid
from widgets.headlines import HEAD_LINES, Tab, head_lines, strip_rule, tab_strip
from widgets.ink import Line, Look, Run, fit, wrap

_KEPT = 4000  # cards' lines kept ready; beyond it they are made anew
Shown = dict[Region, object]


class BoardView(Drawn, can_focus=True):
    """The board of deals by stage.

    Keys (ids view.up … view.open, rebound by set_keymap): arrows, home, end, pageup, pagedown, enter.
    Mouse: click selects, double click opens, wheel scrolls, dragging a card to another column posts CardDropped.
    A parent may set at any time: `look`; `new_key`, `move_key`, `clear_key` (keys named in the sentences of what to
    do); `filtered` (the scope leaves deals out, so that an empty board says so).
    """

    DEFAULT_CSS = "BoardView { width: 1fr; height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "", id="view.up", show=False),
        Binding("down", "step(1)", "", id="view.down", show=False),
        Binding("left", "side(-1)", "", id="view.left", show=False),
        Binding("right", "side(1)", "", id="view.right", show=False),
        Binding("pageup", "page(-1)", "", id="view.page_up", show=False),
        Binding("pagedown", "page(1)", "", id="view.page_down", show=False),
        Binding("home", "end(0)", "", id="view.first", show=False),
        Binding("end", "end(1)", "", id="view.last", show=False),
        Binding("enter", "open", "", id="view.open", show=False),
    ]

    class Selected(Message):
        """The cursor stands on another card, or the card has changed. `card` is None in an empty column."""

        def __init__(self, card: Card | None) -> None:
            super().__init__()
            self.card = card

    class Opened(Message):
        """A person wants to see this deal (Enter, double click)."""

        def __init__(self, deal_id: str) -> None:
            super().__init__()
            self.deal_id = deal_id

    class WindowWanted(Message):
        """Cards are missing or will be soon; answer with `put(stage, offset, cards)`."""

        def __init__(self, window: Window) -> None:
            super().__init__()
            self.stage, self.offset, self.limit = window

    class CardDropped(Message):
        """A card was dragged to another stage; nothing is moved until the parent shows it."""

        def __init__(self, card: Card, to_stage: str) -> None:
            super().__init__()
            self.card = card
            self.to_stage = to_stage

    class Edge(Message):
        """The cursor was asked to go beyond the board; `side` is "left" or "right" (the due list may take over)."""

        def __init__(self, side: str) -> None:
            super().__init__()
            self.side = side

    def __init__(self, look: Look, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(look, id=id, classes=classes)
        self.new_key, self.move_key, self.clear_key = "n", ">", "Esc"
        self.filtered = False
        self._columns = Columns()
        self._kept: dict[tuple[Card | None, str, int], list[list[Segment]]] = {}
        self._tabs: list[Tab] = []
        self._told: Card | None = None
        self._pressed: tuple[Card, int, int, int] | None = None
        self._drop: int | None = None

    # what a parent asks and tells

    @property
    def selected(self) -> Card | None:
        """The card under the cursor, None when the column is empty or its window has not come yet."""
        return self._columns.selected

    @property
    def stage(self) -> str:
        """The stage the cursor is in, "" while there are no columns."""
        return self._columns.column.head.stage if self._columns.column else ""

    def show(
        self,
        columns: Sequence[ColumnHead],
        windows: Mapping[str, tuple[int, Sequence[Card]]] | None = None,
        at: Place | tuple[str, str, int] | None = None,
    ) -> None:
        """Take heads and windows (stage -> offset, cards) as they are now; windows not given are kept.

        The cursor goes `at` that place, else stays on its deal where the windows hold it, else on its index.
        """
        before, deal = self._shown(), self.selected
        self._columns.place(columns)
        for stage, (offset, cards) in (windows or {}).items():
            column = self._columns.of(stage)
            if column:
                column.take(offset, cards)
        if at is not None:
            self._aim(Place(*at))
        elif deal is not None and (found := self._columns.find(deal.id)):
            self._columns.here, self._columns.all[found[0]].row = found
        self._settle(before)

    def put(self, stage: str, offset: int, cards: Sequence[Card]) -> None:
        """The cards of one window, counted from `offset`; an answer that came too late to be of use is dropped."""
        column = self._columns.of(stage)
        if column and column.welcomes(offset, len(cards), self.grid.page):
            before = self._shown()
            column.take(offset, cards)
            self._settle(before)

    def windows(self) -> list[Window]:
        """What is held or asked for now, to be read again after a change."""
        return [column.held() for column in self._columns.all if column.cards or column.asked]

    def show_deal(self, deal_id: str, stage: str, index: int) -> None:
        """Put the cursor on a deal that stands at `index` of `stage`, scrolling there and asking for its window."""
        before = self._shown()
        self._aim(Place(deal_id, stage, index))
        self._settle(before)

    # the cursor

    def action_step(self, rows: int) -> None:
        """The cursor some cards down, or up."""
        self._go_row(lambda column: column.row + rows)

    def action_page(self, pages: int) -> None:
        """The cursor a page down, or up."""
        self._go_row(lambda column: column.row + pages * self.grid.page)

    def action_end(self, last: int) -> None:
        """The cursor to the first card of the column, or the last."""
        self._go_row(lambda column: column.head.deals - 1 if last else 0)

    def action_side(self, columns: int) -> None:
        """The cursor some columns to the right, or left; beyond the board somebody else may take over."""
        index = self._columns.here + columns
        if 0 <= index < len(self._columns.all):
            self._go_column(index)
        else:
            self.post_message(self.Edge("left" if columns < 0 else "right"))

    def action_open(self) -> None:
        """Ask for the page of the deal under the cursor."""
        if self.selected:
            self.post_message(self.Opened(self.selected.id))
