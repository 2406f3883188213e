"""A list of lines to choose from by arrows, by digit or by mouse; every line is plain text, never markup."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Key
from textual.geometry import Size
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from widgets.ink import wrap

DIGITS = "1234567890"
_PADDING = 2
"""Cells beside a line (themes/dialogs.tcss)."""


class Line(NamedTuple):
    """One line: its id, its text, what stands quietly at its end, a sign before it, its style, what hangs under it."""

    id: str
    text: str
    detail: str = ""
    sign: str = ""
    style: str = ""
    below: str = ""


class Lines(OptionList):
    """Lines with a cursor. Enter, space, a digit or a click chooses (OptionList.OptionSelected)."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
        Binding("space", "select", show=False),
    ]

    def __init__(self, lines: Sequence[Line] = (), *, numbered: bool = False, id: str | None = None) -> None:
        super().__init__(id=id, markup=False, compact=True)
        self.numbered = numbered
        self.lines: list[Line] = list(lines)
        self._laid_out_for = 0

    def on_mount(self) -> None:
        """The lines given at the start."""
        self._lay_out(0)

    def on_show(self) -> None:
        """A panel that comes into sight may have another width than when it went."""
        self.on_resize()

    def on_resize(self) -> None:
        """What stands at the end of a line stands at the end again."""
        if self._laid_out_for != self._width:
            self._lay_out(self.highlighted)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the lines take at this width."""
        prompts = (self._prompt(number, line, width - _PADDING) for number, line in enumerate(self.lines))
        return sum(prompt.plain.count("\n") + 1 for prompt in prompts)

    def show(self, lines: Iterable[Line], at: int | None = None) -> None:
        """Take these lines; the cursor goes to `at`, else stays on its line by id, else on its number."""
        here = self.chosen.id if self.chosen else ""
        index = self.highlighted or 0
        before, self.lines = self.lines, list(lines)
        if before == self.lines and at is None:
            return
        ids = [line.id for line in self.lines]
        if at is not None:
            index = at
        elif here in ids:
            index = ids.index(here)
        self._lay_out(index)

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

    @property
    def _width(self) -> int:
        return max(10, (self.scrollable_content_region.width or 60) - _PADDING)

    def _lay_out(self, at: int | None) -> None:
        self._laid_out_for = self._width
        self.set_options(Option(self._prompt(number, line, self._width)) for number, line in enumerate(self.lines))
        self.highlighted = max(0, min(at or 0, len(self.lines) - 1)) if self.lines else None

    def _prompt(self, number: int, line: Line, width: int) -> Content:
        digit = f"{DIGITS[number]} " if self.numbered and number < len(DIGITS) else "  " if self.numbered else ""
        return laid_out(digit, line, width)


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
