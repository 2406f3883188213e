"""A table typed as lines, "a | b | c" a row: rows are added, moved and removed by key."""

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import TextArea

BETWEEN = "|｜\t"
"""What stands between two cells, as the store reads them."""


class RowsArea(TextArea):
    """The rows of a table; the row under the cursor is moved or removed, a new one begins under it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "add_row", show=False),
        Binding("f6,alt+up", "move_row(-1)", show=False),
        Binding("f7,alt+down", "move_row(1)", show=False),
        Binding("f8", "remove_row", show=False),
    ]

    @property
    def column(self) -> int:
        """The column of the table that the cursor stands in, from 0."""
        row, at = self.cursor_location
        return sum(char in BETWEEN for char in self.document.get_line(row)[:at])

    def action_add_row(self) -> None:
        """A new row under this one."""
        row = self.cursor_location[0]
        self._change(lambda lines: lines.insert(row + 1, ""), row + 1)

    def action_move_row(self, by: int) -> None:
        """This row up or down."""
        row = self.cursor_location[0]
        if 0 <= row + by < self.document.line_count:
            self._change(lambda lines: lines.insert(row + by, lines.pop(row)), row + by)

    def action_remove_row(self) -> None:
        """Away with this row; what was in it comes back with undo (ctrl+z)."""
        row = self.cursor_location[0]
        self._change(lambda lines: lines.pop(row), row)

    def _change(self, work: Callable[[list[str]], object], row: int) -> None:
        lines = self.text.split("\n")
        work(lines)
        self.replace("\n".join(lines), (0, 0), self.document.end, maintain_selection_offset=False)
        row = min(row, self.document.line_count - 1)
        self.move_cursor((row, len(self.document.get_line(row))))
