"""A dialog: a small box over the board with a title, a body, a line for what is wrong and a line of keys.

The board behind it is not dimmed: a box alone costs half the bytes (design/speed.md). A dialog that saves does so
itself, so that nothing typed is lost when the answer is no: it says why and stays open.
"""

from collections.abc import Awaitable, Callable
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from board.screens.session import Session, sentences, style_sheet
from store.problems import Problem

T = TypeVar("T")
R = TypeVar("R")


class Dialog(ModalScreen[T | None], Generic[T]):
    """What all dialogs have in common; `dismiss(None)` means that the person went away."""

    CSS_PATH = style_sheet("dialogs")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def __init__(self, session: Session, title: str, keys: str = "") -> None:
        super().__init__()
        self.session = session
        self.words = session.words
        self._title = title
        self._keys = keys
        self.working = False
        """A save is under way: keys must not start another."""

    def compose(self) -> ComposeResult:
        """The box with its parts."""
        with Vertical(id="box") as box:
            box.border_title = Content(self._title)
            yield from self.body()
            with Vertical(id="ends"):
                yield Static(id="aside")
                yield Static(id="problem")
                yield Static(Content(self._keys), id="keys")

    def body(self) -> ComposeResult:
        """What stands between title and keys."""
        yield from ()

    def on_mount(self) -> None:
        """All parts are there; unless the program is being left at this very moment."""
        if self.query("#box"):
            self.ready()

    def ready(self) -> None:
        """Put the cursor where one begins."""

    def say(self, sentence: str) -> None:
        """Show what is wrong; "" takes it away."""
        self.query_one("#problem", Static).update(Content(sentence))
        self.set_class(bool(sentence), "-wrong")

    def add(self, sentence: str) -> None:
        """Say something quietly beside the body; "" takes it away."""
        aside = self.query_one("#aside", Static)
        aside.update(Content(sentence))
        aside.display = bool(sentence)

    def complain(self, problem: Problem) -> None:
        """Show a problem with all its reasons."""
        self.say(sentences(self.session, problem))

    def attempt(self, save: Callable[[], Awaitable[R]], done: Callable[[R], None]) -> None:
        """Run a save; when it is refused the dialog stays as it is and says why. Keys wait until it is over."""
        if not self.working:
            self.working = True
            self.session.ahead.hold("save")
            self.run_worker(self._attempt(save, done), group="save")

    async def _attempt(self, save: Callable[[], Awaitable[R]], done: Callable[[R], None]) -> None:
        try:
            result = await save()
        except Problem as problem:
            self.complain(problem)
        else:
            done(result)
        finally:
            self.working = False
            self.app.call_later(self.session.ahead.free, "save")

    def action_leave(self) -> None:
        """Go back without an answer."""
        self.dismiss(None)
