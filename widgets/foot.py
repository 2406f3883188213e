"""The foot line: the keys that work here and now, or for a moment a sentence.

foot.show([Hint("Enter", "打开"), Hint(">", "推进", enabled=False, why="…"), Hint("?", "帮助", id="help")])
foot.note = "已推进到 方案"          # shown instead of the hints until it is set to ""
"""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.strip import Strip

from widgets.drawn import Drawn
from widgets.ink import Line, Look, Run, fit, width_of


class Hint(NamedTuple):
    """One key of the foot: the key as shown ("Enter", ">"), its words, whether it works now and if not why.

    `id` is the parent's own name for it, handed back when it is clicked.
    """

    key: str
    words: str
    enabled: bool = True
    why: str = ""
    id: str = ""


class Spot(NamedTuple):
    """Where a hint stands: cells from `start` up to, not including, `end`."""

    hint: Hint
    start: int
    end: int


class Foot(Drawn):
    """One drawn line of hints; those that do not fit are left out whole, the last one (help) stays."""

    DEFAULT_CSS = "Foot { height: 1; width: 1fr; }"
    BLANK_GROUND = "bar"

    class Chosen(Message):
        """A hint was clicked; also one that does not work now, so that the parent can say why."""

        def __init__(self, hint: Hint) -> None:
            super().__init__()
            self.hint = hint

    def __init__(self, look: Look, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(look, id=id, classes=classes)
        self._hints: tuple[Hint, ...] = ()
        self._note = ""

    @property
    def note(self) -> str:
        """A sentence shown instead of the hints, "" for none."""
        return self._note

    @note.setter
    def note(self, note: str) -> None:
        if note != self._note:
            self._note = note
            self.refresh()

    def show(self, hints: Sequence[Hint]) -> None:
        """Take the hints as they are now."""
        if tuple(hints) != self._hints:
            self._hints = tuple(hints)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line itself."""
        width = self.size.width
        if y:
            return Strip(self.blank(width))
        if self._note:
            return self.strip(fit((Run(f" {self.look.cut(self._note, width - 2)}", "strong"),), width), "bar")
        return self.strip(foot_line(self._hints, width, self.look)[0], "bar")

    def on_click(self, event: events.Click) -> None:
        """A click on a hint is its key."""
        spots = () if self._note else foot_line(self._hints, self.size.width, self.look)[1]
        for spot in spots:
            if spot.start <= event.x < spot.end:
                self.post_message(self.Chosen(spot.hint))


def foot_line(hints: Sequence[Hint], width: int, look: Look) -> tuple[Line, list[Spot]]:
    """The hints that fit in exactly `width` cells, the last one always among them, and where each stands."""
    parts = [_hint(hint, width, look) for hint in hints]
    sizes = [width_of(part) for part in parts]
    keep = len(hints)
    while keep > 1 and sum(sizes[: keep - 1]) + sizes[-1] > width:
        keep -= 1
    chosen = [*range(keep - 1), len(hints) - 1] if hints else []
    runs, spots, at = [], [], 0
    for index in chosen:
        runs += parts[index]
        spots.append(Spot(hints[index], at, at + sizes[index]))
        at += sizes[index]
    return fit(runs, width), spots


def _hint(hint: Hint, width: int, look: Look) -> Line:
    """A hint's runs; one that does not work now stands in brackets as well as in another style."""
    key, words = look.cut(hint.key, 12), look.cut(hint.words, max(4, width // 2))
    if hint.enabled:
        return (Run(f" {key} ", "key"), Run(f"{words} ", "text"))
    lead = "(" if cell_len(key) else ""
    return (Run(f" {lead}{key} ", "key-off"), Run(f"{words}{')' if lead else ''} ", "off"))
