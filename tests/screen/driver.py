"""The one driver of the screen's tests: it speaks the words of the business, presses keys, and counts them.

It awaits the desk being idle instead of sleeping, at a fixed size and a fixed now.
"""

from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.events import Key, Paste
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from board.actions import keymap
from board.desk import Desk
from board.screens.board import BoardScreen
from board.screens.dialog import Dialog
from board.screens.lines import Lines
from board.screens.session import Session
from board.window import prepare
from store.book import Book
from store.records import Card

NOW = datetime(2026, 3, 4, 9, 42, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Wednesday
HOURS = 3600.0  # the desk looks for others' changes when it is told to
_MOST_ROUNDS, _QUIET_ROUNDS = 500, 4


class Rep:
    """A person at the board. `async with Rep(path) as rep:` opens it; the end leaves it."""

    def __init__(
        self,
        board: Path,
        login: str = "li",
        lang: str = "zh",
        size: tuple[int, int] = (160, 48),
        theme: str = "",
        keys: Mapping[str, str] | None = None,
        open_book: Callable[..., Book] = Book.open,
    ) -> None:
        self.desk = Desk(lambda: open_book(board, login=login, clock=lambda: NOW), tick=HOURS)
        self.presses = 0
        self._lang, self._size, self._theme, self._keys = lang, size, theme, keymap(keys or {})
        self._open = AsyncExitStack()
        self.pilot: Pilot[None]

    async def __aenter__(self) -> Self:
        self.desk.start().opened()
        self.app = prepare(Session(self.desk, self._lang, keys=self._keys), *self._size, theme=self._theme)
        self.pilot = await self._open.enter_async_context(self.app.run_test(size=self._size))
        await self.settle()
        return self

    async def __aexit__(self, *stop: Any) -> None:
        self.desk.leave()
        await self._open.aclose()

    # --- hands

    async def press(self, *keys: str) -> None:
        """Press keys one after the other; each is counted."""
        for key in keys:
            self._strike(key)
            await self.settle()

    async def type_fast(self, *keys: str) -> None:
        """Press keys without waiting for what they bring."""
        for key in keys:
            self._strike(key)
        await self.settle()

    def _strike(self, key: str) -> None:
        """What the terminal sends for a key: the character it is printed with, or the key's name."""
        self.presses += 1
        name = _character_to_key(key) if len(key) == 1 else key
        self.app.post_message(Key(name, key if len(key) == 1 else None))

    async def clicks(self, words: str, inside: str = "*", times: int = 1) -> None:
        """Click where these words stand on the screen, inside the part with that selector."""
        region = self.app.screen.query(inside).first().region if inside != "*" else self.app.screen.region
        rows = self.screen.split("\n")
        for y in range(region.y, min(region.bottom, len(rows))):
            x = cell_len(rows[y][: rows[y].find(words)]) if words in rows[y] else -1
            if region.x <= x < region.right:
                await self.pilot.click(offset=(x, y), times=times)
                await self.settle()
                return
        raise AssertionError(f"{words} not on the screen:\n{self.screen}")

    async def types(self, text: str) -> None:
        """Type text where the cursor is; not counted, as in the hands budget."""
        self.app.post_message(Paste(text))
        await self.settle()

    async def clears(self) -> None:
        """Empty the field under the cursor."""
        focused = self.app.focused
        assert isinstance(focused, Input | TextArea)
        focused.clear()
        await self.settle()

    async def settle(self) -> None:
        """Until nothing is asked, nothing held, and everything that was said among the widgets is done and drawn.

        Textual's own `pause` watches the processor clock and takes 40 ms a key; this asks what is really waited for.
        """
        quiet = 0
        for _ in range(_MOST_ROUNDS):
            await self.pilot._wait_for_screen()
            self.app.screen._on_timer_update()
            if self.desk.pending:
                await self.desk.ask(lambda book: None)
            quiet = 0 if self._busy else quiet + 1
            if quiet == _QUIET_ROUNDS:
                return
        raise AssertionError("the screen does not come to rest")

    @property
    def _busy(self) -> bool:
        """Something is asked or held, a dialog saves, or a deed runs that has not come to its dialog yet."""
        if self.desk.pending or self.app.session.ahead.holding:
            return True
        if self.dialog is not None:
            return self.dialog.working
        return any(not worker.is_finished for worker in self.app.workers)

    # --- the words of the business

    async def goes_to_the_board(self) -> None:
        """From the due list to the deals."""
        if self.board.due.has_focus:
            await self.press("tab")

    async def selects(self, words: str) -> Card:
        """Put the board's cursor on the deal whose title or customer contains the words."""
        self.board.deals.focus()
        hits = await self.desk.ask(lambda book: [hit for hit in book.views.find(words) if hit.kind == "deal"])
        assert hits, f"no deal with {words}"
        place = await self.desk.ask(lambda book: book.views.locate(hits[0].id, self.board.scope))
        assert place, f"{words} does not stand on the board"
        self.board.deals.show_deal(hits[0].id, *place)
        await self.settle()
        return self.card

    async def logs(self, kind: str, note: str = "") -> None:
        """Log a touch of the kind with that digit."""
        await self.press("a", kind)
        if note:
            await self.types(note)
        await self.press("enter")

    async def moves_on(self) -> None:
        """Move the selected deal to its next stage."""
        await self.press(">")

    async def fills(self, **fields: str) -> None:
        """Type into the fields of the dialog, by their ids; choices by their digit."""
        for field, text in fields.items():
            control = self.app.screen.query_one(f"#field-{field}")
            control.focus()
            await self.settle()
            if isinstance(control, Input | TextArea):
                await self.clears()
                await self.types(text)
            else:
                for digit in text:
                    self._strike(digit)
                    await self.settle()

    async def hears_of_others(self) -> None:
        """Let the desk look whether somebody else has saved."""
        await self.desk.ask(self.desk.look)
        await self.settle()

    # --- eyes

    @property
    def board(self) -> BoardScreen:
        """The board."""
        screen = self.app.screen_stack[0]
        assert isinstance(screen, BoardScreen)
        return screen

    @property
    def card(self) -> Card:
        """The card under the cursor."""
        card = self.board.deals.selected
        assert card, "no card under the cursor"
        return card

    @property
    def stage(self) -> str:
        """The stage the cursor is in."""
        return self.board.deals.stage

    @property
    def dialog(self) -> Dialog[Any] | None:
        """The dialog on top, if there is one."""
        screen = self.app.screen
        return screen if isinstance(screen, Dialog) else None

    @property
    def lines(self) -> list[str]:
        """The lines of the list in the dialog or page on top."""
        return [line.text for line in self.app.screen.query(Lines).first().lines]

    @property
    def screen(self) -> str:
        """Everything on the screen as text. The compositor is private to Textual 8.2.8: looked at here alone."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    @property
    def told(self) -> str:
        """What was last said to the person: in the foot, in the corner, or in the dialog's line of what is wrong."""
        notices = [notice.message for notice in self.app._notifications]
        return "\n".join([self.board.query_one("Foot").note, *notices])  # type: ignore[attr-defined]

    def sees(self, *words: str) -> None:
        """Fails unless all of these are on the screen."""
        plain = "".join(self.screen.split())
        missing = [word for word in words if "".join(word.split()) not in plain]
        assert not missing, f"{missing} not on the screen:\n{self.screen}"

    def does_not_see(self, *words: str) -> None:
        """Fails if any of these is on the screen."""
        plain = "".join(self.screen.split())
        there = [word for word in words if "".join(word.split()) in plain]
        assert not there, f"{there} on the screen:\n{self.screen}"

    async def knows(self, work: Callable[[Book], Any]) -> Any:
        """What the Book says."""
        return await self.desk.ask(work)

    async def deal(self, words: str) -> Any:
        """A deal as it stands in the Book."""
        return await self.desk.ask(lambda book: book.deals.find(words))
