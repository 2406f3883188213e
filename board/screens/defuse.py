"""The last line before the terminal: nothing that a person typed may command it, nothing is drawn that it cannot draw.

Sources: design/lessons.md 1.1B (what commands a terminal) and 1.3 (signs that poor terminals draw two cells wide).
"""

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_HOSTILE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Controls, escapes, bidi and tag signs; all of them take no cell, so that a line without them is as wide."""

_PLAIN = str.maketrans(
    "·…–—“”‘’•×→←↑↓●○★☆▲▼›‹✓✗╭╮╰╯┌┐└┘├┤┬┴┼│┃┆─━┄▏▎▌▐█▇▆▅▄▃▂▁",
    "-~--\"\"''-x><^v*o**^v><vx+++++++++++++|||---||||######__",
)
"""Signs of one cell each, for terminals that have no font for them."""


class Defuse(LineFilter):
    """Takes out of every drawn line what is no text."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments, harmless."""
        if all(segment.text.isprintable() for segment in segments):  # which nearly all are, and it is quickly seen
            return segments
        return [Segment(_HOSTILE.sub("", one.text), one.style, one.control) for one in segments]


class PlainSigns(LineFilter):
    """Draws frames, arrows and dots in ASCII; Chinese stays Chinese."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same cells in plainer signs."""
        return [
            one if one.control or one.text.isascii() else Segment(one.text.translate(_PLAIN), one.style)
            for one in segments
        ]
