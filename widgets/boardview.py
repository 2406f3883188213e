"""The board: one drawn widget over windows of cards, with a cursor and a scroll of its own (speed.md).

The parent gives heads and windows, the view asks for more by message and never sees the Book:

    view = BoardView(look)
    view.show(columns, {stage: (0, cards)})             # first frame, or everything anew
    on WindowWanted(stage, offset, limit)               # the cursor comes near the edge of what is held
        view.put(stage, offset, cards)                  # the answer; only cards that differ are repainted
    after a write:                                      # the cursor stays on its deal
        view.show(columns, {w.stage: (w.offset, cards) for w in view.windows()}, at=Place(deal_id, stage, row))
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar, NamedTuple

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from store.records import Card, ColumnHead
from widgets.boardpicture import BoardPicture, Shown
from widgets.columns import Place, Window
from widgets.headlines import HEAD_LINES
from widgets.ink import Look

_DRAG_FROM = 2  # cells the mouse moves with the button down before it is a drag and no click


class Grip(NamedTuple):
    """A card the mouse button went down on: the card, the index of its column, and the cell."""

    card: Card
    column: int
    x: int
    y: int


class BoardView(BoardPicture, can_focus=True):
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
        self._told: Card | None = None
        self._pressed: Grip | None = None

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
        follow = at is not None or self._columns.in_sight(self.grid.page)
        self._columns.place(columns)
        for stage, (offset, cards) in (windows or {}).items():
            column = self._columns.of(stage)
            if column:
                column.take(offset, cards)
        if at is not None:
            self._aim(Place(*at))
        elif deal is not None and (found := self._columns.find(deal.id)):
            self._columns.here, self._columns.all[found[0]].row = found
        self._settle(before, follow)

    def put(self, stage: str, offset: int, cards: Sequence[Card]) -> None:
        """The cards of one window, counted from `offset`; an answer that came too late to be of use is dropped."""
        column = self._columns.of(stage)
        if column and column.welcomes(offset, len(cards), self.grid.page):
            before = self._shown()
            column.take(offset, cards)
            self._settle(before, follow=False)

    def windows(self) -> list[Window]:
        """What is held or asked for now, to be read again after a change."""
        return [column.held() for column in self._columns.all if column.cards or column.asked]

    def show_deal(self, deal_id: str, stage: str, row: int) -> None:
        """Put the cursor on a deal that stands at `row` of `stage`, scrolling there and asking for its window."""
        before = self._shown()
        self._aim(Place(deal_id, stage, row))
        self._settle(before)

    # the cursor

    def action_step(self, rows: int) -> None:
        """The cursor some cards down, or up."""
        if column := self._columns.column:
            self._go(column.row + rows)

    def action_page(self, pages: int) -> None:
        """The cursor some pages down, or up."""
        if column := self._columns.column:
            self._go(column.row + pages * self.grid.page)

    def action_end(self, last: int) -> None:
        """The cursor to the first card of the column, or the last."""
        if column := self._columns.column:
            self._go(column.head.deals - 1 if last else 0)

    def action_side(self, columns: int) -> None:
        """The cursor some columns to the right, or left; beyond the board somebody else may take over."""
        index = self._columns.here + columns
        if 0 <= index < len(self._columns.all):
            before = self._shown()
            self._columns.here = index
            self._settle(before)
        else:
            self.post_message(self.Edge("left" if columns < 0 else "right"))

    def action_open(self) -> None:
        """Ask for the page of the deal under the cursor."""
        if self.selected:
            self.post_message(self.Opened(self.selected.id))

    def _go(self, row: int) -> None:
        """The cursor to a row of its column, or the nearest there is."""
        if column := self._columns.column:
            before = self._shown()
            column.row = row
            self._settle(before)

    def _aim(self, place: Place) -> None:
        """The cursor to a deal: where it is held, else where it is said to stand."""
        stages = [column.head.stage for column in self._columns.all]
        if place.stage in stages:
            self._columns.here = stages.index(place.stage)
            column = self._columns.all[self._columns.here]
            row = column.find(place.deal_id)
            column.row = place.row if row is None else row

    def _settle(self, before: Shown, follow: bool = True) -> None:
        """After any change: cursors and scrolls within bounds, what differs repainted, what is missing asked for.

        `follow` scrolls to where the cursor is; without it a person who looks elsewhere by wheel is left alone.
        """
        grid = self.grid
        self._columns.settle(grid.page, grid.columns, follow)
        if not self.is_mounted:
            return  # told and asked for once there is a size
        self._repaint(before)
        self._ask()
        if self.selected != self._told:
            self._told = self.selected
            self.post_message(self.Selected(self._told))

    def _ask(self) -> None:
        """Ask for the windows of the columns in sight, once each."""
        grid = self.grid
        if grid.height > HEAD_LINES:
            for column in self._columns.all[grid.first : grid.first + grid.columns]:
                if window := column.wanted(grid.page):
                    self.post_message(self.WindowWanted(window))

    # the mouse

    def on_resize(self) -> None:
        """Another size shows other cards; the cursor stays in sight."""
        self._settle(self._shown())

    def _hit(self, x: int, y: int) -> tuple[int, int | None] | None:
        """The index of the column at a cell and the row of the card there, None for its head."""
        grid = self.grid
        if not self._columns.all or not 0 <= x < grid.width:
            return None
        if grid.narrow and y == 0:
            return next(((tab.column, None) for tab in self._tabs if tab.start <= x < tab.end), None)
        index, slot = grid.column_at(x), grid.slot_at(y)
        row = None if slot is None else self._columns.all[index].top + slot
        return index, row

    def _card_at(self, x: int, y: int) -> Grip | None:
        """The card at a cell."""
        hit = self._hit(x, y)
        card = self._columns.all[hit[0]].card(hit[1]) if hit and hit[1] is not None else None
        return Grip(card, hit[0], x, y) if hit and card else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A button on a card may become a click or a drag."""
        self._pressed = self._card_at(event.x, event.y) if event.button == 1 else None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """A card held by the button is dragged: the column under it says so in its head."""
        held = self._pressed
        if held is None or max(abs(event.x - held.x), abs(event.y - held.y)) < _DRAG_FROM:
            return
        hit = self._hit(event.x, event.y)
        target = hit[0] if hit and hit[0] != held.column else None
        if self.app.mouse_captured is not self:
            self.capture_mouse()
        if target != self._drop:
            before = self._shown()
            self._drop = target
            self._repaint(before)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """The end of a drag: over another column the card is dropped there."""
        held, target, self._pressed = self._pressed, self._drop, None
        if self.app.mouse_captured is self:
            self.release_mouse()
            self.suppress_click()
        if target is not None:
            before = self._shown()
            self._drop = None
            self._repaint(before)
        if held and target is not None:
            self.post_message(self.CardDropped(held.card, self._columns.all[target].head.stage))

    def on_click(self, event: events.Click) -> None:
        """A click selects a card or a column, a double click opens the card."""
        event.stop()
        hit = self._hit(event.x, event.y)
        if hit is None:
            return
        before = self._shown()
        self._columns.here, row = hit
        column = self._columns.all[hit[0]]
        if row is not None and row < column.head.deals:
            column.row = row
        self._settle(before, follow=row is not None)
        if event.chain == 2 and row is not None and self.selected:
            self.post_message(self.Opened(self.selected.id))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the column under it by a card; the cursor stays where it is."""
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the column under it back by a card."""
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, rows: int) -> None:
        event.stop()
        if hit := self._hit(event.x, event.y):
            before = self._shown()
            self._columns.all[hit[0]].scroll(rows, self.grid.page)
            self._repaint(before)
            self._ask()
