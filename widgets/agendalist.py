"""The agenda's list and table, each drawn in one widget.

agenda = AgendaList(look); agenda.now = now
agenda.show_lines(lines)            # in the order of their sections; the cursor stays on its follow-up
agenda.why = "…"                    # how the selected line's date came about: two rows beneath it
table = LoadTable(look); table.show(loads, names, off)
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import ClassVar

from textual.strip import Strip

from widgets.agendalines import AgendaLine, PersonLoad, agenda_line, load_lines
from widgets.drawn import Drawn
from widgets.duelines import DueLine, Row
from widgets.duelist import DueList
from widgets.ink import Line, Look, Run, fit, wrap

SECTIONS = ("overdue", "escalated", "today", "week", "later", "idle", "routines", "asleep")
"""The parts of the agenda, in their order; each is named by the field agenda_… of the words."""
_HANG = 10
"""Cells before what stands beneath the selected line."""


class AgendaList(DueList, can_focus=True):
    """Follow-ups and what else is to be looked at, in sections; what the selected line is about hangs under it."""

    DEFAULT_CSS = "AgendaList { width: 1fr; height: 1fr; }"
    NAMES: ClassVar[str] = "agenda_"
    BELOW: ClassVar[int] = 2

    def __init__(self, look: Look, *, id: str | None = None) -> None:
        super().__init__(look, id=id)
        self._agenda: Sequence[AgendaLine] = ()
        self._why = ""

    @property
    def chosen(self) -> AgendaLine | None:
        """The line under the cursor, None in an empty list."""
        row = self._rows[self._at[self._here]] if self._at else None
        return self._agenda[row.line] if row and row.line is not None else None

    @property
    def why(self) -> str:
        """What is said beneath the selected line."""
        return self._why

    @why.setter
    def why(self, why: str) -> None:
        if why != self._why:
            before = self._drawn()
            self._why = why
            self._repaint(before)

    def show_lines(self, lines: Sequence[AgendaLine]) -> None:
        """Take the lines as they are now."""
        self._agenda = lines
        self.show(lines)

    def _order(self) -> None:
        sections: dict[str, list[int]] = {name: [] for name in SECTIONS}
        for index, line in enumerate(self._agenda):
            sections[line.section].append(index)
        self._rows = []
        for name, indexes in sections.items():
            if indexes:
                self._rows.append(Row(name, None, len(indexes)))
                self._rows += (Row(name, index, len(indexes)) for index in indexes)
        self._at = [index for index, row in enumerate(self._rows) if row.line is not None]
        self._here = max(0, min(self._here, len(self._at) - 1))

    def _nearest(self, wanted: DueLine) -> int:
        """The place of the same follow-up of the same day; one that was worked is left where it stood."""
        key = _key(wanted)
        same = (place for place, at in enumerate(self._at) if _key(self._agenda[self._rows[at].line or 0]) == key)
        return next(same, self._here)

    def _more(self) -> object:
        return self._why

    def _line(self, index: int, section: str, width: int, edge: Run) -> Line:
        return agenda_line(self._agenda[index], width, self.look, edge=edge, team=self.team, now=self.now)

    def _beneath(self, number: int, width: int, edge: Run) -> Line:
        room = max(4, width - _HANG - 1)
        why = self.look.plain(self._why, 2 * room)
        first = next(iter(wrap(why, room)), "")
        text = first if number == 1 else self.look.cut(why[len(first) :], room)
        return fit((edge, Run(" " * (_HANG - 1), "text"), Run(text, "quiet")), width)


def _key(line: DueLine) -> tuple[object, ...]:
    follow = line.follow
    return (follow.customer, follow.deal, follow.rule, follow.source, follow.row, follow.due, follow.state)


class LoadTable(Drawn):
    """How many touches are due per person on each of the coming days, as numbers."""

    DEFAULT_CSS = "LoadTable { width: 1fr; height: 4; }"

    def __init__(self, look: Look, *, id: str | None = None) -> None:
        super().__init__(look, id=id)
        self._loads: Sequence[PersonLoad] = ()
        self._names: Mapping[str, str] = {}
        self._off: Collection[date] = ()
        self._most = 1

    def show(self, loads: Sequence[PersonLoad], names: Mapping[str, str], off: Collection[date], most: int) -> None:
        """Take what is ahead; the table is as high as it needs, with at most so many people."""
        self._loads, self._names, self._off, self._most = loads, names, off, most
        self.styles.height = 3 + min(len(loads), most) if loads else 0
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """A line of the table, under a rule."""
        width = self.size.width
        if y == 0:
            return self.strip((Run(self.look.signs.rule * width, "rule"),), "panel")
        lines = load_lines(self._loads, self._names, self._off, width, self.look, self._most)
        return self.strip(lines[y - 1], "panel") if y <= len(lines) else Strip(self.blank(width, "panel"))
