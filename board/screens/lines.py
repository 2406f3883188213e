"""A list of lines to choose from by arrows, by digit or by mouse; every line is plain text, never markup."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Key
from textual.widgets import OptionList
from textual.widgets.option_list import Option

DIGITS = "1234567890"


class Line(NamedTuple):
    """One line: its id, its text, what stands dimmed behind it, and a sign before it."""

    id: str
    text: str
    detail: str = ""
    sign: str = ""
    style: str = ""


class Lines(OptionList):
    """Lines with a cursor. Enter, a digit or a click chooses (OptionList.OptionSelected)."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
        Binding("space", "select", show=False),
    ]

    def __init__(self, lines: Sequence[Line] = (), *, numbered: bool = False, id: str | None = None) -> None:
        super().__init__(id=id, markup=False, compact=True)
        self.numbered = numbered
        self.lines: list[Line] = []
        self._first = lines

    def on_mount(self) -> None:
        """The lines given at the start."""
        self.show(self._first)

    def show(self, lines: Iterable[Line], at: int | None = None) -> None:
        """Take these lines; the cursor stays on its line by id, else goes to `at`, else stays on its number."""
        here = self.chosen.id if self.chosen else ""
        index = self.highlighted or 0
        before, self.lines = self.lines, list(lines)
        if before == self.lines and at is None and before:
            return
        self.set_options(Option(self._prompt(number, line), id=None) for number, line in enumerate(self.lines))
        ids = [line.id for line in self.lines]
        if at is not None:
            index = at
        elif here in ids:
            index = ids.index(here)
        self.highlighted = max(0, min(index, len(ids) - 1)) if ids else None

    @property
    def chosen(self) -> Line | None:
        """The line under the cursor."""
        at = self.highlighted
        return self.lines[at] if at is not None and at < len(self.lines) else None

    def on_key(self, event: Key) -> None:
        """A digit chooses its line."""
        if self.numbered and event.character and event.character in DIGITS:
            index = DIGITS.index(event.character)
            if index < len(self.lines):
                event.stop()
                self.highlighted = index
                self.action_select()

    def _prompt(self, number: int, line: Line) -> Content:
        digit = f"{DIGITS[number]} " if self.numbered and number < len(DIGITS) else "  " if self.numbered else ""
        parts = [Content.styled(digit, "$ink-quiet"), Content(f"{line.sign} " if line.sign else "")]
        parts.append(Content.styled(line.text, line.style) if line.style else Content(line.text))
        if line.detail:
            parts.append(Content.styled(f"  {line.detail}", "$ink-quiet"))
        return Content("").join(parts)
