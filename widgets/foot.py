"""The foot line: the keys that work here and now."""

from collections.abc import Sequence
from typing import NamedTuple

from textual.message import Message
from textual.widget import Widget

from widgets.ink import Look


class Hint(NamedTuple):
    """One key of the foot: the key as shown ("Enter", ">"), its words, whether it works now and if not why.

    `id` is the parent's own name for it, handed back when it is clicked.
    """

    key: str
    words: str
    enabled: bool = True
    why: str = ""
    id: str = ""


class Foot(Widget):
    """One drawn line of hints; those that do not fit are left out whole, the last one (help) stays.

    `note` is a sentence shown instead of the hints until it is set to "" again.
    """

    class Chosen(Message):
        """A hint was clicked."""

        def __init__(self, hint: Hint) -> None:
            super().__init__()
            self.hint = hint

    def __init__(self, look: Look, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.look = look
        self.note = ""

    def show(self, hints: Sequence[Hint]) -> None:
        """Take the hints as they are now."""
        raise NotImplementedError
