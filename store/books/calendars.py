"""The team's own days: off where the calendar works, worked where it rests (issue 4, "a team adds days off").

They lie over the shipped calendar, and every date on the board follows at the next look. Nothing is computed here.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from store.books.core import Core
from store.books.permissions import require
from store.file import rows
from store.file.writer import Writer
from store.problems import BadInput
from store.process import workdays
from store.records import Label

TABLE = "calendar_day"
OFF, WORK = "off", "work"
KINDS = (OFF, WORK)
RIGHT = "playbook.edit"
MOST = 366
"""Days that one range may have: a slip of the year is no holiday."""


class SpecialDay(NamedTuple):
    """A day that is not as its weekday says: `kind` is off or work.

    `own`: the team's, with the reason, who set it and when; else the shipped calendar's ("" and None then).
    """

    day: date
    kind: str
    own: bool
    why: str = ""
    by: str = ""
    at: datetime | None = None


class CalendarYear(NamedTuple):
    """A year of the calendar in force: whether its days off are announced, its working days, and what is special."""

    id: str
    label: Label
    year: int
    confirmed: bool
    workdays: int
    days: tuple[SpecialDay, ...]


class Calendars:
    """The team's own days off and days worked."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def year(self, year: int = 0) -> CalendarYear:
        """A year with its special days (0: this one). Raises BadInput("calendar_year_wrong") outside 1900 to 2199."""
        core = self._core
        year = year or core.today().year
        if not 1900 <= year < 2200:
            raise BadInput("calendar_year_wrong", year=year)
        calendar, first, last = core.calendar, date(year, 1, 1), date(year, 12, 31)
        found = {day: SpecialDay(day, OFF, False) for day in calendar.off if day.year == year}
        found |= {day: SpecialDay(day, WORK, False) for day in calendar.work if day.year == year}
        found |= {one.day: one for one in self.list() if one.day.year == year}
        special = tuple(found[day] for day in sorted(found))
        worked = len(calendar.days(first, last))
        return CalendarYear(
            calendar.id, workdays.label(calendar.id), year, calendar.confirmed(year), worked, special
        )  # fmt: skip

    def list(self) -> list[SpecialDay]:
        """The team's own days, earliest first, each as it was last set."""
        core = self._core
        own = rows.calendar_days(core.conn)
        told: dict[str, tuple[str, str, datetime]] = {}
        for line in rows.changes(core.conn, [day.isoformat() for day in own]):
            if line.entity == TABLE:
                told.setdefault(line.subject, (line.why, line.by, line.at.astimezone(core.zone)))
        return [
            SpecialDay(day, own[day], True, *told.get(day.isoformat(), ("", "", None)))
            for day in sorted(own)
        ]  # fmt: skip

    def add(self, first: date, kind: str, why: str = "", last: date | None = None) -> Sequence[SpecialDay]:
        """Make a day, or every day of a range, off or worked; dates follow at once. What stood there is replaced.

        Raises Refused without the right to change the process, BadInput "calendar_kind" and "calendar_range".
        """
        core = self._core
        if kind not in KINDS:
            raise BadInput("calendar_kind", kind=kind, known=[*KINDS])
        wanted = _range(first, last)

        def work(writer: Writer) -> None:
            require(core, RIGHT)
            own = rows.calendar_days(writer.conn)
            for day in wanted:
                if day in own:
                    writer.delete(TABLE, day.isoformat(), action="replace")
                writer.insert(TABLE, {"day": day.isoformat(), "kind": kind}, why=why)

        core.write(work)
        return [one for one in self.list() if one.day in wanted]

    def remove(self, first: date, last: date | None = None, why: str = "") -> Sequence[date]:
        """Let the shipped calendar decide again about a day or a range; the days it did that for.

        Raises BadInput("calendar_day_unknown") when none of them is the team's own, and what `add` raises.
        """
        core = self._core
        wanted = _range(first, last)

        def work(writer: Writer) -> list[date]:
            require(core, RIGHT)
            own = rows.calendar_days(writer.conn)
            gone = [day for day in wanted if day in own]
            if not gone:
                raise BadInput("calendar_day_unknown", day=first)
            for day in gone:
                writer.delete(TABLE, day.isoformat(), why=why)
            return gone

        return core.write(work)


def _range(first: date, last: date | None) -> Sequence[date]:
    """The days from `first` to `last`, both included; raises BadInput("calendar_range")."""
    last = last or first
    size = (last - first).days + 1
    if not 1 <= size <= MOST:
        raise BadInput("calendar_range", first=first, last=last, days=MOST)
    return [first + timedelta(n) for n in range(size)]
