"""A list of lines to choose from by arrows, by digit or by mouse; every line is plain text, never markup."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.css.styles import RulesMap
from textual.events import Key
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from widgets.ink import wrap

DIGITS = "1234567890"
_LEAST = 12
"""Cells that a line needs."""


class Line(NamedTuple):
    """One line: its id, its text, what stands quietly at its end, a sign before it, its style, what hangs under it."""

    id: str
    text: str
    detail: str = ""
    sign: str = ""
    style: str = ""
    below: str = ""


class LineVisual(Visual):
    """A line that lays itself out at the width it is drawn with."""

    def __init__(self, digit: str, line: Line) -> None:
        self._digit, self._line = digit, line

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """All there is: the detail stands at the right end."""
        return container_width

    def get_minimal_width(self, rules: RulesMap) -> int:
        """The least that a line is readable in."""
        return _LEAST

    def get_height(self, rules: RulesMap, width: int) -> int:
        """Rows at this width."""
        return laid_out(self._digit, self._line, width).plain.count("\n") + 1

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        """The rows."""
        return laid_out(self._digit, self._line, width).render_strips(width, height, style, options)


class Lines(OptionList):
    """Lines with a cursor. Enter, space, a digit or a click chooses (OptionList.OptionSelected)."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
        Binding("space", "select", show=False),
    ]

    def __init__(self, lines: Sequence[Line] = (), *, numbered: bool = False, id: str | None = None) -> None:
        super().__init__(id=id, compact=True)
        self.numbered = numbered
        self.lines: list[Line] = []
        self._first = lines

    def on_mount(self) -> None:
        """The lines given at the start."""
        self.show(self._first)

    def show(self, lines: Iterable[Line], at: int | None = None) -> None:
        """Take these lines; the cursor goes to `at`, else stays on its line by id, else on its number."""
        here = self.chosen.id if self.chosen else ""
        index = self.highlighted or 0
        before, self.lines = self.lines, list(lines)
        ids = [line.id for line in self.lines]
        if at is not None:
            index = at
        elif before == self.lines:
            return
        elif here in ids:
            index = ids.index(here)
        self.set_options(Option(LineVisual(self._digit(number), line)) for number, line in enumerate(self.lines))
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

    def _digit(self, number: int) -> str:
        if not self.numbered:
            return ""
        return f"{DIGITS[number]} " if number < len(DIGITS) else "  "


def laid_out(digit: str, line: Line, width: int) -> Content:
    """A line in `width` cells: text that is too long hangs under its beginning, the detail stands at the right end."""
    head = Content.assemble((digit, "$ink-quiet"), f"{line.sign} " if line.sign else "")
    hang = head.cell_length
    room = max(8, width - hang)
    texts = wrap(line.text, room) or ("",)
    rows = [Content.styled(text, line.style) for text in texts]
    if line.detail:
        gap = room - cell_len(texts[-1]) - cell_len(line.detail)
        if gap >= 2:
            rows[-1] += Content(" " * gap) + Content.styled(line.detail, "$ink-quiet")
        else:
            rows += [Content.styled(text, "$ink-quiet") for text in wrap(line.detail, room)]
    rows += [Content.styled(text, "$ink-quiet") for text in wrap(line.below, room)]
    return Content("\n").join([head + rows[0], *(Content(" " * hang) + row for row in rows[1:])])
