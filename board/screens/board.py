"""The board: whom to contact today beside the team's deals by stage. It opens on my due list and my deals."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import DescendantFocus
from textual.widget import Widget

from board.actions import BOARD, DUE, Context
from board.screens import readings
from board.screens.readings import First
from board.screens.session import Session
from board.screens.work import WorkScreen, at_line, bindings
from store.book import Book, DueLine
from store.records import Card, Say, Scope
from widgets.boardview import BoardView
from widgets.columns import Window
from widgets.duelist import DueList
from widgets.foot import Foot
from widgets.head import Head

BOTH_FROM = 72
"""Cells of the terminal from which due list and deals stand side by side."""


class Floor(Widget):
    """Due list and deals side by side; Textual's own container would bring its whole family into the first frame."""

    DEFAULT_CSS = "Floor { layout: horizontal; height: 1fr; width: 1fr; }"


class BoardScreen(WorkScreen):
    """Head, due list, board and foot: four drawn widgets, whatever the number of deals."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(BOARD, DUE)

    def __init__(self, session: Session, first: First) -> None:
        super().__init__(session, "board")
        self.scope = first.scope
        """Whose deals are seen: mine (owner is my login) or the team's."""
        self._first = first
        self.due_owner = first.due_owner
        """Whose due list is seen, "" for the team's; mine also beside the team's deals when I have no deal."""
        self._touched = False

    def compose(self) -> ComposeResult:
        """The four parts; the board has its cards before it is drawn for the first time."""
        look = self.look
        board = BoardView(look, id="deals")
        board.new_key, board.move_key = self.session.key("deal.new"), self.session.key("deal.move")
        board.clear_key = self.session.key("scope.switch")
        board.filtered = bool(self.scope.owner)
        board.show(self._first.picture.columns, self._first.picture.windows)
        head = Head(look, team=self.session.meta.team)
        head.set(time=f"{self._first.standing.now:%H:%M}")
        yield head
        due = DueList(look, id="due")
        due.now = self._first.standing.now
        with Floor(id="floor"):
            yield due
            yield board
        yield Foot(look)
        yield self.too_small()

    def on_mount(self) -> None:
        """The due list has the cursor: whom to contact is the first question of the day."""
        self._relabel_parts()
        self.due.focus()
        self.show_foot()
        # the desk would take the interpreter from the first frame: the list is read when that is seen
        self.call_after_refresh(lambda: self.run_worker(self._begin(), group="due"))

    # --- its parts

    @property
    def deals(self) -> BoardView:
        """The board."""
        return self.query_one(BoardView)

    @property
    def due(self) -> DueList:
        """The due list."""
        return self.query_one(DueList)

    @property
    def head(self) -> Head:
        """The line above."""
        return self.query_one(Head)

    def context(self) -> Context:
        """The card or line under the cursor, wherever the focus is."""
        member = self.session.me is not None
        if self.due.has_focus:
            line = self.due.selected
            if line is None:
                return Context(DUE, member=member)
            return at_line(DUE, line, member)
        card = self.deals.selected
        return Context(BOARD, card.id, card.state, "", member) if card else Context(BOARD, member=member)

    # --- drawing what is so now

    async def reread(self, at: str = "") -> None:
        """Read windows and due list again; both draw only what differs, the cursor stays on its deal."""
        board, scope = self.deals, self.scope
        windows, wanted = board.windows(), at or self._selected
        picture = await self.read(lambda book: readings.picture(book, scope, windows, wanted))
        if scope == self.scope:  # else somebody has turned to the team meanwhile
            follow = at or wanted == self._selected  # else the cursor has gone on meanwhile
            board.show(picture.columns, picture.windows, picture.at if follow else None)
        await self._read_due()

    @property
    def _selected(self) -> str:
        return self.deals.selected.id if self.deals.selected else ""

    async def reread_standing(self) -> None:
        """The clock of the head; a new day moves every date."""
        standing = await self.read(readings.standing)
        day = self.session.today
        self.session.meet(standing.meta, standing.me, standing.now.date())
        self.head.set(time=f"{standing.now:%H:%M}")
        self.due.now = standing.now
        if self.session.today != day:
            self._relabel_parts()
            await self.reread()
        elif self.due.turned:
            await self._read_due()

    async def _begin(self) -> None:
        """The due list; with nobody to contact the cursor goes to the deals.

        Who has no deal sees the team's, but still the own due list, if anything is asked of that person.
        """
        lines = await self._read_due()
        if not lines and self.due_owner != self.scope.owner:
            self.due_owner = self.scope.owner
            self._relabel_parts()
            lines = await self._read_due()
        if lines is not None and not lines and not self._touched:
            self.deals.focus()
        self.show_foot()

    async def _read_due(self) -> Sequence[DueLine] | None:
        """Read the due list and show it, unless somebody has turned to another one meanwhile (None)."""
        owner = self.due_owner
        lines = await self.read(lambda book: readings.due(book, owner))
        if owner != self.due_owner:
            return None
        self.due.show(lines)
        self.show_foot()
        return lines

    def relabel(self) -> None:
        """Every word in the language switched on."""
        self._relabel_parts()
        self.run_worker(self.reread(), group="deeds")
        self.show_foot()

    def _relabel_parts(self) -> None:
        session, words = self.session, self.session.words
        for part in (self.head, self.due, self.deals, self.query_one(Foot)):
            part.look = self.look
        self.due.title, self.due.team = words.due_title, not self.due_owner
        who = session.me.name if session.me else words.page_guest
        self.head.set(view=words.head_mine if self.scope.owner else words.head_team, who=who)

    # --- what the parts say

    def on_board_view_window_wanted(self, event: BoardView.WindowWanted) -> None:
        """The cursor comes near the edge of what is held."""
        event.stop()
        self._touched = True
        window = Window(event.stage, event.offset, event.limit)
        self.run_worker(self._put(window, self.scope), group="windows")

    async def _put(self, window: Window, scope: Scope) -> None:
        cards: Sequence[Card] = await self.read(lambda book: readings.cards(book, scope, window))
        if scope == self.scope:
            self.deals.put(window.stage, window.offset, cards)

    def on_board_view_selected(self, event: BoardView.Selected) -> None:
        """Another card, other keys."""
        event.stop()
        self.show_foot()

    def on_due_list_selected(self, event: DueList.Selected) -> None:
        """Another line, other keys."""
        event.stop()
        self.show_foot()

    def on_descendant_focus(self, _: DescendantFocus) -> None:
        """Another place, other keys."""
        self.fit()
        self.show_foot()

    def fit(self) -> None:
        """In a small terminal the place in use is the one that is seen; elsewhere a class more would cost a repaint."""
        if self.is_mounted:
            self.set_class(self.app.size.width < BOTH_FROM and self.due.has_focus, "-at-due")

    def on_board_view_opened(self, event: BoardView.Opened) -> None:
        """The page of the deal."""
        event.stop()
        self.action_run("deal.open")

    def on_due_list_opened(self, event: DueList.Opened) -> None:
        """The page of what the line is about."""
        event.stop()
        self.action_run("deal.open")

    def on_board_view_edge(self, event: BoardView.Edge) -> None:
        """Beyond the first column stands the due list."""
        event.stop()
        if event.side == "left":
            self.due.focus()

    def on_due_list_edge(self, event: DueList.Edge) -> None:
        """Beyond the due list stands the board."""
        event.stop()
        if event.side == "right":
            self.deals.focus()

    def on_board_view_card_dropped(self, event: BoardView.CardDropped) -> None:
        """A card was dragged to another stage: the same door as the key, with the same reasons."""
        event.stop()
        self.start("deal.drop", Context(BOARD, event.card.id, event.card.state, to=event.to_stage))

    # --- what only the board does

    async def own(self, id: str) -> None:
        """Turn between mine and the team's, between due list and board; the rest is the app's."""
        self._touched = True
        if id == "panel.switch":
            (self.deals if self.due.has_focus else self.due).focus()
        elif id == "scope.switch":
            await self._switch_scope()
        else:
            await super().own(id)

    async def _switch_scope(self) -> None:
        if not self.session.login:
            self.tell(Say("act_no_member"), "warning")
            return
        board, at = self.deals, self._selected
        mine = not self.due_owner  # whoever sees the team's list everywhere goes back to what is their own
        self.scope = Scope(owner=self.session.login if mine else "")
        self.due_owner = self.scope.owner
        board.filtered = bool(self.scope.owner)
        self._relabel_parts()
        scope, windows = self.scope, [window._replace(offset=0) for window in board.windows()]

        def work(book: Book) -> readings.Picture:
            return readings.picture(book, scope, windows, at)

        picture = await self.read(work)
        board.show(picture.columns, picture.windows, picture.at)
        await self._read_due()
