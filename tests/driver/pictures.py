"""Random output of Textual's: its own strips and updates, over widgets that lie beside and upon each other."""

import random
from typing import Final, NamedTuple

from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

COLUMNS, LINES = 24, 5
PLAIN: Final = ["a", "b", "x", " ", " ", "  ", "    ", " " * 12, "─", "│", "●", "…", "é", "中", "华", "，", "한", "Ω"]
JOINED: Final = [
    "e\u0301", "n\u0303", "👍", "👍🏽", "👨\u200d👩\u200d👧", "❤\ufe0f", "✔\ufe0f", "☀", "🇨🇳", "🇨", "⭐",
    "ม่", "क्षि", "𠮷",
]  # fmt: skip
LOUD: Final = ["\x1b[2J", "\x1b[K", "\x1b[?1049h", "\x1b[3;4H\x1b[1J", "\x1b[2;3H\x1b[2P", "\x1b[1;1H\x1b[M"]
QUIET: Final = ["\x07", "\x1b]22;pointer\x07", "\x1b]2;中 title\x07", "\x1b[?1003h", "\x1b[?2026h"]
DEPTHS: Final = ["standard", "256", "truecolor"]
_COLORS: Final = [None, None, "default", "red", "bright_blue", "color(208)", "#102030", "#ffeedd"]
_FLAGS: Final = ["bold", "dim", "italic", "underline", "reverse", "strike", "underline2", "blink"]


class Painter:
    """Writes frames at random; the same seed writes the same ones."""

    def __init__(self, seed: int, alphabet: list[str], *, depth: str = "256", marks: bool = False) -> None:
        self.any = random.Random(seed)  # noqa: S311  pictures, not secrets
        self.alphabet = alphabet
        self.marks = marks
        self.console = Console(color_system=depth)
        self.worn = [self._style() for _ in range(3)]

    def _style(self) -> Style:
        flags = {flag: True for flag in _FLAGS if self.any.random() < 0.15}
        return Style(color=self.any.choice(_COLORS), bgcolor=self.any.choice(_COLORS), **flags)

    def _text(self) -> str:
        return "".join(self.any.choices(self.alphabet, k=self.any.randint(1, 10)))

    def strip(self, width: int) -> Strip:
        """A strip just so wide; with marks, some segments begin with one that belongs to the segment before."""
        pieces = []
        for place in range(self.any.randint(1, 4)):
            lead = "\u0301" if self.marks and place and self.any.random() < 0.2 else ""
            pieces.append(Segment(lead + self._text(), self.any.choice(self.worn)))
        return Strip(pieces).adjust_cell_length(width, self.any.choice(self.worn))

    def layout(self) -> str:
        """A region drawn whole, two widgets side by side in it, the right one lying upon the left."""
        x, y = self.any.randrange(COLUMNS), self.any.randrange(LINES)
        width, height = self.any.randint(1, COLUMNS - x), self.any.randint(1, LINES - y)
        cut = self.any.randint(0, width)
        lines = [[self.strip(width).crop(0, cut), self.strip(width - cut)] for _ in range(height)]
        return LayoutUpdate(lines, Region(x, y, width, height)).render_segments(self.console)

    def spans(self) -> str:
        """Parts of lines."""
        chops, ends, changed = [], [], []
        for y in sorted(self.any.sample(range(LINES), self.any.randint(1, LINES))):
            start = self.any.randrange(COLUMNS)
            changed.append((y, start, self.any.randint(start + 1, COLUMNS)))
        for _ in range(LINES):
            cut = self.any.randint(1, COLUMNS - 1)
            chops.append({0: self.strip(cut), cut: self.strip(COLUMNS - cut)})
            ends.append([cut, COLUMNS])
        return ChopsUpdate(chops, changed, ends).render_segments(self.console)

    def whole(self) -> str:
        """The whole screen."""
        lines = [[self.strip(COLUMNS)] for _ in range(LINES)]
        return LayoutUpdate(lines, Region(0, 0, COLUMNS, LINES)).render_segments(self.console) + "\x1b[1;1H"

    def frame(self, *, loud: bool) -> str:
        """One write of Textual's, with the cursor's place at its end."""
        kind = self.any.random()
        if kind < 0.08:
            return self.any.choice(QUIET)
        if loud and kind < 0.16:
            return self.any.choice(LOUD)
        update = self.layout() if kind < 0.6 else self.spans()
        return f"{update}\x1b[{self.any.randint(1, LINES)};{self.any.randint(1, COLUMNS)}H"


class Paint(NamedTuple):
    """What a painting is made from; small enough to be read in a failure."""

    seeds: list[int]
    depth: str

    def frames(self, alphabet: list[str], *, loud: bool = True, marks: bool = False) -> list[str]:
        """Its frames; every third is an earlier one once more, as Textual likes to repaint."""
        made: list[str] = []
        for place, seed in enumerate(self.seeds):
            if place % 3 == 2:
                made.append(made[seed % len(made)])
            else:
                made.append(Painter(seed, alphabet, depth=self.depth, marks=marks).frame(loud=loud))
        return made


paints = st.builds(Paint, st.lists(st.integers(0, 1 << 20), min_size=1, max_size=7), st.sampled_from(DEPTHS))
