"""The agenda's lines as pure text: a follow-up with its day, customer, rule and deal; and the load ahead as a table."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol

from rich.cells import cell_len

from store.records import Label
from widgets.duelines import DueLine, counts_down, planned_words, when_words
from widgets.ink import Line, Look, Run, fit, width_of

WIDE = 100
"""Cells of a line from which the deal has a column of its own."""
_WHEN, _DAY, _TIME, _OWNER = 9, 6, 12, 9
"""Cells of how late or how soon, of the day, of the day with a time, of whose line it is."""
_DAYS, _CELL, _LATE, _LEAST_NAME = 14, 4, 6, 8
"""The load ahead: days, cells of a day, cells of what is late, cells of a name at the least."""


class AgendaLine(DueLine, Protocol):
    """What the agenda shows of a line, beside what the due list does."""

    @property
    def section(self) -> str:
        """The part of the agenda it stands in; its name is the field agenda_SECTION of the words."""

    @property
    def rule_label(self) -> Label | None:
        """The rule that asks for it, None where none does: a deal without a next step, a customer asleep."""

    @property
    def silence(self) -> int:
        """Days since the last touch with a customer asleep, else 0."""

    @property
    def ref(self) -> str:
        """The short number of the deal or customer."""

    @property
    def dated(self) -> bool:
        """Whether it has a day on which something is to be done; a deal without a next step has none."""


class PersonLoad(Protocol):
    """What one person has ahead (store/process/outlook.py counts it)."""

    @property
    def owner(self) -> str:
        """The login, "" for what is nobody's."""

    @property
    def overdue(self) -> int:
        """How many lines are late."""

    @property
    def days(self) -> tuple[int, ...]:
        """How many are due on each day, today first."""


class Load(NamedTuple):
    """A row of the table."""

    owner: str
    overdue: int
    days: tuple[int, ...]


def agenda_line(
    line: AgendaLine, width: int, look: Look, *, edge: Run, team: bool = False, now: datetime | None = None
) -> Line:
    """One line in exactly `width` cells: how soon, the day, whom, by which rule, about which deal, whose."""
    wide = width >= WIDE
    owner = fit((Run(look.cut(line.owner_name, _OWNER - 1), "quiet"),), _OWNER) if team else ()
    lead = (edge, *_when(line, look, now), *fit(_day(line, wide), _TIME if wide else _DAY))
    room = max(1, width - width_of(lead) - width_of(owner) - 1)
    shares = (room * 3 // 10, room * 4 // 10) if wide else (room * 5 // 10, room - room * 5 // 10)
    name = Run(look.cut(line.customer_name, shares[0] - 1), "strong" if edge.text.strip() else "text")
    rule = [Run(look.cut(_what(line, look), shares[1] - 1), "text")]
    planned = line.follow.appointment
    if planned:
        rule = [Run(f"{planned_words(planned.at, look)} ", "accent"), *rule]
    parts = [*lead, *fit((name,), shares[0]), *fit(rule, shares[1] - 1), Run(" ", "text")]
    if wide:
        rest = room - sum(shares)
        about = f"{line.ref} {line.deal_title}" if line.deal_title else line.ref
        parts += fit((Run(look.cut(about, rest - 1), "quiet"),), rest)
    return fit((*parts, *owner), width)


def _when(line: AgendaLine, look: Look, now: datetime | None) -> Line:
    """How soon or how late, sign first; nothing but a sign where no day is set."""
    if not line.dated:
        sign = Run(look.signs.none, "none") if line.silence else Run(look.signs.flag, "today")
        return fit((sign,), _WHEN)
    follow = line.follow
    style, words = when_words(follow, follow.state, look, now)
    if follow.state == "upcoming" and counts_down(follow, now) is None:
        words = look.signs.coming + look.words.weekdays[follow.due.weekday()]  # the date stands beside it
    return fit((Run(words, style),), _WHEN)


def _what(line: AgendaLine, look: Look) -> str:
    """The rule, or what is the matter where none asks for anything."""
    if line.rule_label is not None:
        return line.rule_label.text(look.words.lang)
    return look.words.agenda_days.format(days=line.silence) if line.silence else look.words.view_none


def _day(line: AgendaLine, wide: bool) -> tuple[Run, ...]:
    if not line.dated:
        return ()
    follow = line.follow
    time = f" {follow.at:%H:%M}" if wide and follow.at else ""
    return (Run(f"{follow.due:%m-%d}{time}", "quiet"),)


def load_lines(
    loads: Sequence[PersonLoad], names: Mapping[str, str], off: Collection[date], width: int, look: Look, most: int
) -> list[Line]:
    """The table of the load ahead: two lines of heads, then at most `most` people, whoever has most first.

    On a day that is worked a nought is a dot, on a day off nothing stands. People beyond `most` are summed up.
    """
    words = look.words
    days = [look.today + timedelta(days=ahead) for ahead in range(_fitting(width))]
    short = words.page_load_days.split()
    tops = [short[day.weekday()] for day in days]
    numbers = [f"{day.day}" for day in days]
    lines = [
        _table_row(words.page_load, "accent", words.page_load_late, tops, words.page_load_total, width, look, "quiet"),
        _table_row("", "quiet", "", numbers, "", width, look, "quiet"),
    ]
    for load in shortened(loads, most):
        name = names.get(load.owner, load.owner) or words.page_load_nobody
        if load.owner == _REST:
            name = words.page_load_rest.format(count=len(loads) - most + 1)
        counts = [
            str(count) if count else "" if day in off else look.signs.dot
            for day, count in zip(days, load.days, strict=False)
        ]
        late = str(load.overdue) if load.overdue else look.signs.dot
        total = str(load.overdue + sum(load.days))
        lines.append(_table_row(name, "text", late, counts, total, width, look, "text"))
    return lines


_REST = "\n"
"""Whose load a row is that sums up several people: no login is a line break."""


def shortened(loads: Sequence[PersonLoad], most: int) -> list[PersonLoad]:
    """Whoever has most to do first; beyond `most` rows the rest in one."""
    ranked = sorted(loads, key=lambda one: (-one.overdue - sum(one.days), one.owner))
    if len(ranked) <= most:
        return ranked
    rest = ranked[most - 1 :]
    days = tuple(map(sum, zip(*(one.days for one in rest), strict=True)))
    return [*ranked[: most - 1], Load(_REST, sum(one.overdue for one in rest), days)]


def _fitting(width: int) -> int:
    """How many days there is room for."""
    return max(0, min(_DAYS, (width - _LEAST_NAME - 2 * _LATE - 2) // _CELL))


def _table_row(
    name: str, style: str, late: str, cells: Sequence[str], total: str, width: int, look: Look, ink: str
) -> Line:
    """One row of the table, numbers at the right of their cells."""
    room = min(20, width - _CELL * len(cells) - 2 * _LATE - 2)
    late_style = "overdue" if late.isdigit() else "quiet"
    runs = [Run(" ", "text"), *fit((Run(look.cut(name, room - 1), style),), room), Run(_right(late, _LATE), late_style)]
    runs += [Run(_right(cell, _CELL), ink if cell.isdigit() else "quiet") for cell in cells]
    return fit((*runs, Run(_right(total, _LATE), "strong" if total.isdigit() else "quiet")), width)


def _right(text: str, cells: int) -> str:
    return " " * max(0, cells - cell_len(text)) + text
