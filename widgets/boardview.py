"""The board: one drawn widget over windows of cards, with a cursor and a scroll of its own (speed.md).

The parent gives heads and windows, the view asks for more by message and never sees the Book:

    view = BoardView(look)
    view.show(columns, {stage: (0, cards)})             # first frame, or everything anew
    on WindowWanted(stage, offset, limit)               # the cursor comes near the edge of what is held
        view.put(stage, offset, cards)                  # the answer; only rows that differ are repainted
    after a write:                                      # the cursor stays on its deal
        view.show(columns, {w.stage: (w.offset, cards) for w in view.windows()}, at=(deal_id, stage, index))
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from textual.message import Message
from textual.widget import Widget

from store.records import Card, ColumnHead
from widgets.ink import Look


class Window(NamedTuple):
    """A stretch of a column's cards: `limit` cards from the `offset`-th on, counted from 0."""

    stage: str
    offset: int
    limit: int


class Place(NamedTuple):
    """Where a deal stands: its id, its stage, its index in the column from 0."""

    deal_id: str
    stage: str
    index: int


class BoardView(Widget, can_focus=True):
    """The board of deals by stage.

    Keys (BINDINGS with ids view.up, view.down, view.left, view.right, view.first, view.last, view.page_up,
    view.page_down, view.open; not shown in the foot; rebind by set_keymap): arrows, home, end, pageup, pagedown, enter.
    Mouse: click selects, double click opens, wheel scrolls, dragging a card to another column posts CardDropped.
    Attributes a parent may set at any time: `look`, `new_key`, `move_key`, `filtered` (for the sentences of what to do).
    """

    class Selected(Message):
        """The cursor stands on another card, or on none. `card` is None in an empty column."""

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

    def __init__(self, look: Look, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.look = look

    @property
    def selected(self) -> Card | None:
        """The card under the cursor, None when the column is empty or its window has not come yet."""
        raise NotImplementedError

    @property
    def stage(self) -> str:
        """The stage the cursor is in, "" while there are no columns."""
        raise NotImplementedError

    def show(
        self,
        columns: Sequence[ColumnHead],
        windows: Mapping[str, tuple[int, Sequence[Card]]] = {},
        at: Place | tuple[str, str, int] | None = None,
    ) -> None:
        """Take heads and windows (stage -> offset, cards) as they are now; windows not given are kept.

        The cursor goes `at` that place, else stays on its deal where the windows hold it, else on its index.
        """
        raise NotImplementedError

    def put(self, stage: str, offset: int, cards: Sequence[Card]) -> None:
        """The cards of one window, counted from `offset`; repaints only cards that differ."""
        raise NotImplementedError

    def windows(self) -> list[Window]:
        """What is held or asked for now, to be read again after a change."""
        raise NotImplementedError

    def show_deal(self, deal_id: str, stage: str, index: int) -> None:
        """Put the cursor on a deal that stands at `index` of `stage`, scrolling there and asking for its window."""
        raise NotImplementedError
