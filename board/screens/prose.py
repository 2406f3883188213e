"""Text of several lines, wrapped at the width it has; Chinese may break between any two characters."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from widgets.ink import wrap

_LEAST = 6
"""Cells of text beside a label, however long that is."""


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
        hang, text = min(line.hang, width // 2), line.text.strip()
        gap = 1 if line.label and text else 0
        head = line.label + " " * max(hang - cell_len(line.label), gap)
        first = next(iter(wrap(text, max(_LEAST, width - cell_len(head)))), "")
        rest = wrap(text[len(first) :].lstrip(), max(_LEAST, width - hang))
        drawn.append(Content.assemble((head, line.label_style), (first, line.style)))
        drawn += [Content.assemble(" " * hang, (more, line.style)) for more in rest]
    return drawn


class Prose(Widget):
    """Lines of text; it draws them itself, whatever their number."""

    DEFAULT_CSS = "Prose { height: auto; width: 1fr; }"

    def __init__(self, lines: Sequence[Said] = (), *, id: str | None = None, classes: str = "") -> None:
        super().__init__(id=id, classes=classes)
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
