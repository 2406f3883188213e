"""Dialogs that only tell: a text to scroll through, and a question to say yes or no to."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from board.screens.dialog import Dialog
from board.screens.prose import Prose, Said
from board.screens.session import Session


class TextDialog(Dialog[None]):
    """A text to read; any of Enter, Escape and q closes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,q,question_mark,f1", "leave", show=False),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]

    def __init__(self, session: Session, title: str, lines: Sequence[Said], *, wide: bool = False) -> None:
        super().__init__(session, title, session.words.ask_keys_text)
        self._lines = lines
        self.set_class(wide, "-broad")

    def body(self) -> ComposeResult:
        """The text."""
        with VerticalScroll(id="text"):
            yield Prose(self._lines)

    def ready(self) -> None:
        """Arrows scroll from the start."""
        self.query_one("#text").focus()

    def action_scroll(self, by: int) -> None:
        """A line up or down."""
        self.query_one("#text").scroll_relative(y=by, animate=False)


class ConfirmDialog(Dialog[bool]):
    """A question; y or Enter says yes, n or Escape no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "agree", show=False),
        Binding("n", "leave", show=False),
    ]

    def __init__(self, session: Session, title: str, question: str) -> None:
        super().__init__(session, title, session.words.ask_keys_confirm)
        self._question = question

    def body(self) -> ComposeResult:
        """The question."""
        yield Static(Content(self._question), id="note")

    def action_agree(self) -> None:
        """Yes."""
        self.dismiss(True)
