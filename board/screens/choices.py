"""A field to choose in: all choices stand side by side with a digit each, one or several are taken."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click, Key
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

DIGITS = "1234567890"


class Option(NamedTuple):
    """One choice: what is stored and what is read."""

    id: str
    text: str


class _Spot(NamedTuple):
    """Where a choice is drawn: line, first cell, cells."""

    line: int
    start: int
    cells: int


class Choices(Widget, can_focus=True):
    """Choices in flowing lines. A digit takes one; arrows and space do too; with `many` a choice toggles."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "step(1)", show=False),
        Binding("left", "step(-1)", show=False),
        Binding("space", "take", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"choices--taken"}
    DEFAULT_CSS = """
    Choices { height: auto; width: 1fr; }
    Choices > .choices--taken { text-style: bold; color: $ink-accent; }
    """

    cursor: reactive[int] = reactive(0)
    taken: reactive[tuple[str, ...]] = reactive(())

    class Picked(Message):
        """A choice was taken outright, by digit or mouse: one may go on to the next field."""

        def __init__(self, choices: "Choices") -> None:
            super().__init__()
            self.choices = choices

    class Changed(Message):
        """Something else is taken than before."""

        def __init__(self, choices: "Choices") -> None:
            super().__init__()
            self.choices = choices

    def __init__(
        self,
        options: Sequence[Option],
        taken: Sequence[str] = (),
        *,
        many: bool = False,
        digits: str = DIGITS,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.options = list(options)
        self.many = many
        self.digits = digits
        known = [one.id for one in self.options]
        self.set_reactive(Choices.taken, tuple(one for one in taken if one in known))
        self.set_reactive(Choices.cursor, known.index(self.taken[0]) if self.taken else 0)

    @property
    def value(self) -> str:
        """The ids taken, with commas between; "" when none is."""
        return ",".join(self.taken)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the choices need at this width."""
        return self._spots(width)[-1].line + 1 if self.options else 1

    def render(self) -> Content:
        """All choices, the taken ones marked."""
        lines: list[list[Content]] = [[]]
        for index, spot in enumerate(self._spots(self.size.width)):
            while spot.line >= len(lines):
                lines.append([])
            lines[spot.line].append(self._shown(index))
        return Content("\n").join(Content("  ").join(line) for line in lines)

    def on_key(self, event: Key) -> None:
        """A digit takes its choice."""
        index = self.digits.find(event.character) if event.character else -1
        if 0 <= index < len(self.options):
            event.stop()
            self.pick(index)

    def watch_taken(self) -> None:
        """Say so."""
        self.post_message(self.Changed(self))

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()

    def on_click(self, event: Click) -> None:
        """A click takes the choice under it."""
        for index, spot in enumerate(self._spots(self.size.width)):
            if event.y == spot.line and spot.start <= event.x < spot.start + spot.cells:
                self.pick(index)

    def settle(self) -> None:
        """Going on with nothing taken takes what the cursor stands on, where it must be one."""
        if not self.many and not self.taken and self.options:
            self.action_take()

    def pick(self, index: int) -> None:
        """Take a choice outright."""
        self.cursor = index
        self.action_take()
        if not self.many:
            self.post_message(self.Picked(self))

    def action_step(self, by: int) -> None:
        """Move the cursor; where only one may be taken it takes what it stands on."""
        if self.options:
            self.cursor = (self.cursor + by) % len(self.options)
            if not self.many:
                self.taken = (self.options[self.cursor].id,)

    def action_take(self) -> None:
        """Take the choice under the cursor; with `many` once more lets it go."""
        if not self.options:
            return
        id = self.options[self.cursor].id
        if not self.many:
            self.taken = (id,)
        elif id in self.taken:
            self.taken = tuple(one for one in self.taken if one != id)
        else:
            order = [one.id for one in self.options]
            self.taken = tuple(sorted((*self.taken, id), key=order.index))

    def _label(self, index: int) -> str:
        sign = "[x]" if self.many and self.options[index].id in self.taken else "[ ]" if self.many else ""
        text = self.options[index].text
        digit = self.digits[index] if index < len(self.digits) and self.digits[index] != text else ""
        return " ".join(part for part in (digit, sign, text) if part)

    def _shown(self, index: int) -> Content:
        label, id = Content(self._label(index)), self.options[index].id
        if id in self.taken:
            label = label.stylize(self.get_visual_style("choices--taken"))
        if index == self.cursor and self.has_focus:
            label = label.stylize("reverse")
        return label

    def _spots(self, width: int) -> list[_Spot]:
        """Lay the choices out, two cells between them."""
        line = start = 0
        spots = []
        for index in range(len(self.options)):
            cells = min(cell_len(self._label(index)), max(width, 1))
            if start and start + cells > width:
                line, start = line + 1, 0
            spots.append(_Spot(line, start, cells))
            start += cells + 2
        return spots
