"""Dialogs in which one line is chosen: a list with digits, and a list that narrows while one types."""

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from board.screens.dialog import Dialog
from board.screens.lines import Line, Lines
from board.screens.session import Session


class ChooseDialog(Dialog[str]):
    """A short list; answers with the id of the line."""

    def __init__(
        self, session: Session, title: str, lines: Sequence[Line], *, at: int = 0, note: str = "", keys: str = ""
    ) -> None:
        super().__init__(session, title, keys or session.words.ask_keys_choose)
        self._lines = lines
        self._at = at
        self._note = note

    def body(self) -> ComposeResult:
        """What it is about, and the lines."""
        if self._note:
            yield Static(Content(self._note), id="note")
        yield Lines(self._lines, numbered=True)

    def ready(self) -> None:
        """The cursor on the line that is likely meant."""
        lines = self.query_one(Lines)
        lines.show(self._lines, at=self._at)
        lines.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """That is the one."""
        event.stop()
        chosen = self.query_one(Lines).chosen
        self.dismiss(chosen.id if chosen else None)


class NarrowDialog(Dialog[str]):
    """A line to type in over a list that narrows; Enter takes the line under the cursor.

    `search` gives the lines for what has been typed; an answer that comes late is passed over for a newer one.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", show=False, priority=True),
        Binding("up", "step(-1)", show=False, priority=True),
        Binding("pagedown", "step(8)", show=False, priority=True),
        Binding("pageup", "step(-8)", show=False, priority=True),
    ]

    def __init__(
        self, session: Session, title: str, search: Callable[[str], Awaitable[Sequence[Line]]], hint: str = ""
    ) -> None:
        super().__init__(session, title, session.words.ask_keys_narrow)
        self._search = search
        self._hint = hint
        self._asked = 0
        self._shown = 0
        self._wanted = False
        self.add_class("-narrowing")

    def body(self) -> ComposeResult:
        """The line to type in and what it finds."""
        yield Input(placeholder=self._hint, compact=True)
        yield Lines()

    def ready(self) -> None:
        """Typing begins at once, with what there is to choose from."""
        self.query_one(Lines).can_focus = False
        self.query_one(Input).focus()
        self._look("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        event.stop()
        self._look(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the line under the cursor, of the list that belongs to what is typed now."""
        event.stop()
        self._wanted = True
        self._take()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A line was clicked."""
        event.stop()
        self._wanted = True
        self._take()

    def action_step(self, by: int) -> None:
        """Move the cursor of the list while typing goes on in the line."""
        lines = self.query_one(Lines)
        if lines.lines:
            lines.highlighted = max(0, min((lines.highlighted or 0) + by, len(lines.lines) - 1))

    def _look(self, text: str) -> None:
        self._asked += 1
        self.run_worker(self._find(text, self._asked), group="find")

    async def _find(self, text: str, number: int) -> None:
        found = await self._search(text)
        if number <= self._shown or not self.is_attached:
            return
        self._shown = number
        self.query_one(Lines).show(found, at=0)
        self.say("" if found or not text.strip() else self.words.ask_nothing_found)
        self._take()

    def _take(self) -> None:
        """Answer, once asked to and once the list is the one of the text."""
        chosen = self.query_one(Lines).chosen
        if self._wanted and self._shown == self._asked:
            self._wanted = False
            if chosen is not None:
                self.dismiss(chosen.id)
