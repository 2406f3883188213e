"""The head line: program, team, whose view, the month's figures, saving or saved, who and what time it is.

head = Head(look, team="华东团队")
head.set(view="我的", figures="本月 62% (计划 55%)", who="李雷", time="09:42")
head.set(saving="saving")           # "", "saving", "saved", "waiting" (the drive is busy or away)
"""

from typing import NamedTuple

from textual.strip import Strip

from widgets.drawn import Drawn
from widgets.ink import Line, Look, Run, fit, spread, width_of

PROGRAM = "dealboard"


class Heading(NamedTuple):
    """What the head says; every text may be empty. `saving` is "", "saving", "saved" or "waiting"."""

    team: str = ""
    view: str = ""
    figures: str = ""
    saving: str = ""
    who: str = ""
    time: str = ""


class Head(Drawn):
    """One drawn line over the screen; repaints itself only when what it says differs."""

    DEFAULT_CSS = "Head { height: 1; width: 1fr; }"
    BLANK_GROUND = "bar"

    def __init__(self, look: Look, *, team: str = "", id: str | None = None, classes: str | None = None) -> None:
        super().__init__(look, id=id, classes=classes)
        self._heading = Heading(team=team)

    @property
    def heading(self) -> Heading:
        """What the head says now."""
        return self._heading

    def set(self, **changes: str) -> None:
        """Say something else in some of the fields of Heading."""
        heading = self._heading._replace(**changes)
        if heading != self._heading:
            self._heading = heading
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line itself."""
        if y:
            return Strip(self.blank(self.size.width))
        return self.strip(head_line(self._heading, self.size.width, self.look), "bar")


def head_line(heading: Heading, width: int, look: Look) -> Line:
    """The head in exactly `width` cells. What does not fit is left out: figures, view, program, clock; who stays."""
    dot = f" {look.signs.dot} "
    saving = _saving(heading.saving, look)
    name = Run(f" {PROGRAM} ", "accent")
    team = Run(f" {look.cut(heading.team, max(8, width // 3))}", "strong") if heading.team else Run("", "text")
    view = Run(f"{dot}{look.cut(heading.view, 16)}", "text") if heading.view else Run("", "text")
    figures = Run(f"{look.plain(heading.figures, width)}   ", "text") if heading.figures else Run("", "text")
    who = Run(look.cut(heading.who, 16), "text")
    clock = Run(f"{dot if heading.who else ''}{heading.time}", "quiet") if heading.time else Run("", "quiet")
    end = Run(" ", "text")
    for left, right in (
        ((name, team, view), (figures, *saving, who, clock, end)),
        ((name, team, view), (*saving, who, clock, end)),
        ((name, team), (*saving, who, clock, end)),
        ((team, view), (*saving, who, clock, end)),
        ((team,), (*saving, who, end)),
        ((team,), (*saving, end)),
    ):
        if width_of(left) + width_of(right) + 1 <= width:
            return spread(left, right, width)
    return fit((team,), width)


def _saving(state: str, look: Look) -> tuple[Run, ...]:
    """The mark of a save: on its way, on the drive, or waiting for it."""
    words, signs = look.words, look.signs
    said = {
        "saving": (f"{signs.wait} {words.head_saving}", "coming"),
        "saved": (f"{signs.done} {words.head_saved}", "done"),
        "waiting": (f"{signs.escalated} {words.head_waiting}", "overdue"),
    }.get(state)
    return (Run(f"{said[0]}   ", said[1]),) if said else ()
