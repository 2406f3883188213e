"""The application: one window with the board as its first screen, and what is true on every screen of it."""

import gc
import os
import shutil
from collections.abc import Mapping
from importlib import import_module
from pathlib import PurePath
from typing import ClassVar, cast

from rich.console import Group
from rich.segment import Segments
from textual.app import App
from textual.filter import LineFilter
from textual.screen import Screen

from board import actions
from board.desk import SAVED, SAVING, Desk
from board.driver import pick, redraw
from board.screens import readings
from board.screens.board import BOTH_FROM, BoardScreen
from board.screens.defuse import Defuse, PlainSigns
from board.screens.session import Parting, Session, style_sheet
from board.screens.typing_ahead import TypedApp
from board.screens.work import WorkScreen
from store.problems import Problem
from store.records import Say
from themes import STYLE_SHEET, fitting, palettes
from widgets.head import Head

_CARD, _SIDE, _COLUMN = 4, 34, 20
"""Cells of a card with its gap, of the due list, of a column at the least: what the first frame may hold."""
_WIDTHS = [(0, "-thin"), (36, "-slim"), (BOTH_FROM, "-narrow"), (100, "-wide")]
_HEIGHTS = [(0, "-flat"), (8, "-low"), (20, "-high")]
"""Cells from which a screen is called thin, slim …; the style sheets say what that means."""
_POOR = ("linux", "vt100", "vt220")
"""Terminals whose fonts have no signs beyond ASCII."""
_SAVING_SHOWN_AFTER, _SAVED_SHOWN_FOR = 0.15, 1.5
"""Seconds: a save that is quicker is not spoken of; how long the head says that it is done."""
_IDLE_AFTER, _BETWEEN_PIECES, _MINUTE = 0.4, 0.05, 60.0
"""Seconds after the first frame until the dialogs are loaded; from piece to piece; between two looks at the clock."""
_REST = ("textual.widgets.text_area", "board.screens.form", "board.screens.page", "board.screens.deeds")
"""What the first frame can do without, in pieces that load in some ten milliseconds each."""


def show(desk: Desk, *, lang: str, theme: str, throwaway: bool, keys: actions.Keymap) -> int:
    """Run the window until it is left; the exit code, 0 unless the program failed."""
    poor = os.environ.get("TERM", "").startswith(_POOR) or bool(os.environ.get("DEALBOARD_ASCII"))
    session = Session(desk, lang, ascii=poor, throwaway=throwaway, keys=keys)
    window = prepare(session, *shutil.get_terminal_size(), theme=theme, env=os.environ)
    window.run()
    return window.return_code or 0


def prepare(
    session: Session, columns: int, rows: int, *, theme: str = "", env: Mapping[str, str] | None = None
) -> "Window":
    """The window with what its first frame shows; the due list is read once that is drawn."""
    desk = session.desk
    seen = rows // _CARD + 2, max(1, (columns - _SIDE) // _COLUMN)
    first = desk.begin(lambda book: readings.first(book, *seen)).result()
    session.meet(first.standing.meta, first.standing.me, first.standing.now.date())
    return Window(session, BoardScreen(session, first), theme, env)


class Window(TypedApp):
    """News from the desk, language, theme, and leaving."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [STYLE_SHEET, style_sheet("screens"), style_sheet("board")]
    ENABLE_COMMAND_PALETTE = False  # its sentences are English; ours comes from the table of actions
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    VERTICAL_BREAKPOINTS = _HEIGHTS

    def __init__(self, session: Session, board: BoardScreen, theme: str, env: Mapping[str, str] | None = None) -> None:
        no_color = "NO_COLOR" in (env or {})
        super().__init__(session.ahead, ansi_color=True if no_color else None, driver_class=pick(env or {}))
        self.session = session
        self._board = board
        # the very same objects for every line: Textual keeps what a filter made of a line by the filter's identity
        self._last_filters = [*([PlainSigns()] if session.ascii else []), Defuse()]
        self._rest = list(_REST)
        self._leaving = False
        for palette in palettes():
            self.register_theme(palette)
        self.theme = fitting(theme, self.console.color_system, no_color=no_color)
        self.animation_level = "none"
        wished = {id: keys for id, keys in session.keys.items() if keys != actions.OURS[id]}
        self.set_keymap({id: actions.textual(keys) for id, keys in wished.items()})

    def get_default_screen(self) -> Screen[None]:
        """The board."""
        return self._board

    def get_line_filters(self) -> list[LineFilter]:
        """Whatever is drawn goes through Defuse last."""
        return [*super().get_line_filters(), *self._last_filters]

    def on_mount(self) -> None:
        """Hear from the desk; what can wait waits until the first frame is drawn."""
        self.session.desk.listen(self._heard, self._marked)
        self.call_after_refresh(gc.enable)
        self.set_timer(_IDLE_AFTER, self._load_the_rest)
        self.set_interval(_MINUTE, self._tick)

    def _load_the_rest(self) -> None:
        """Dialogs and pages, a piece at a time, so that no key waits for more than one of them."""
        if self._rest:
            import_module(self._rest.pop(0))
            self.set_timer(_BETWEEN_PIECES, self._load_the_rest)
            return
        gc.freeze()
        if self.session.throwaway:
            self._board.tell(Say("page_throwaway"))

    def about_to_press(self) -> None:
        """What good news the foot tells has been read."""
        if isinstance(self.screen, WorkScreen):
            self.screen.quiet()

    def on_resize(self) -> None:
        """Another size may have room for other parts."""
        for screen in self.screen_stack:
            if isinstance(screen, WorkScreen):
                screen.fit()

    # --- news from the desk

    def _heard(self, problem: Problem | None) -> None:
        """Others have saved, or the drive went away or came back."""
        head = self._board.query_one(Head)
        head.set(saving="waiting" if problem else "")
        if problem is not None:
            self._board.tell_problem(problem)
        else:
            self.run_worker(self._reread(), group="news", exclusive=True)

    async def _reread(self) -> None:
        await self._board.reread_standing()
        for screen in self.screen_stack:
            if isinstance(screen, WorkScreen):
                await screen.reread()

    def _tick(self) -> None:
        self.run_worker(self._board.reread_standing(), group="clock", exclusive=True)

    def _marked(self, state: str) -> None:
        """A save begins or has ended; only one that takes its time is spoken of."""
        if state == SAVING:
            self.set_timer(_SAVING_SHOWN_AFTER, self._show_saving)
            return
        if self._board.head.heading.saving == SAVING:
            self._board.head.set(saving=state)
            self.set_timer(_SAVED_SHOWN_FOR, self._forget_saved)
        if self._leaving:
            self.exit()

    def _show_saving(self) -> None:
        if self.session.desk.saving:
            self._board.head.set(saving=SAVING)

    def _forget_saved(self) -> None:
        if self._board.head.heading.saving == SAVED:
            self._board.head.set(saving="")

    # --- the program's own actions

    def action_switch_language(self) -> None:
        """From Chinese to English and back, on every screen that stands."""
        self.session.switch_language()
        for screen in self.screen_stack:
            if isinstance(screen, WorkScreen):
                screen.relabel()

    def action_switch_theme(self) -> None:
        """The next theme of ours."""
        names = [palette.name for palette in palettes()]
        here = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(here + 1) % len(names)]

    def action_redraw(self) -> None:
        """Draw everything anew, for a terminal that something else has written on."""
        redraw(cast("App[object]", self))

    def action_leave(self) -> None:
        """Leave; while a save is under way first wait for it, but a second time leave at once."""
        if self.session.desk.saving and not self._leaving:
            self._leaving = True
            self._board.tell(Say("page_leaving"), "warning")
        else:
            for screen in self.screen_stack:
                if isinstance(screen, Parting):
                    screen.part()
            self.session.desk.leave()
            self.exit()

    async def action_quit(self) -> None:
        """Textual's own key for leaving."""
        self.action_leave()

    def action_help_quit(self) -> None:
        """Ctrl+C does not end the program: say which key does."""
        self._board.tell(Say("page_how_to_quit"))

    def _fatal_error(self) -> None:
        """Our failure: say so, and show where, but never the values of variables, which are customers' data."""
        self.bell()
        trace = import_module("rich.traceback").Traceback(show_locals=False, width=None)
        told = self.console.render_str(self.session.words.page_failed, markup=False)
        self._exit_renderables.append(Segments(self.console.render(Group(told, trace), self.console.options)))
        self._close_messages_no_wait()
