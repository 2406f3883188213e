"""Text of several lines, wrapped at the width it has; Chinese may break between any two characters."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from widgets.ink import wrap


class Said(NamedTuple):
    """A line of prose: a text in a style, after a label that it hangs beside; too long a text goes on under itself."""

    text: str = ""
    style: str = ""
    label: str = ""
    label_style: str = "$ink-quiet"
    hang: int = 0
    """Cells before the text; a longer label pushes its own first line."""


def lay_out(lines: Sequence[Said], width: int) -> list[Content]:
    """The lines as they are drawn in `width` cells."""
    drawn = []
    for line in lines:
        hang = min(line.hang, width // 2)
        head = line.label + " " * max(hang - cell_len(line.label), 1 if line.label and line.text else 0)
        room = max(6, width - hang)
        first, *more = wrap(line.text, room) or ("",)
        if cell_len(head) + cell_len(first) > width:
            first, *more = wrap(line.text, max(6, width - cell_len(head))) or ("",)
            more = list(wrap("".join(more), room)) if more else []
        drawn.append(Content.assemble((head, line.label_style), (first, line.style)))
        drawn += [Content.assemble(" " * hang, (rest, line.style)) for rest in more]
    return drawn


class Prose(Widget):
    """Lines of text; it draws them itself, whatever their number."""

    DEFAULT_CSS = "Prose { height: auto; width: 1fr; }"

    def __init__(self, lines: Sequence[Said] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines = tuple(lines)

    def show(self, lines: Sequence[Said]) -> None:
        """Say this instead."""
        if tuple(lines) != self.lines:
            self.lines = tuple(lines)
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the text takes."""
        return len(lay_out(self.lines, width))

    def render(self) -> Content:
        """The text."""
        return Content("\n").join(lay_out(self.lines, self.size.width))
