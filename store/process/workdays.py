"""Working days: which day is worked, the n-th one from a day, how many lie between (process.md 0.4, 3.3).

Calendars are data in calendars/*.json (made by scripts/gen_calendars.py): days off, make-up days, and the years that
are confirmed. A year that has not been announced counts Monday to Friday, and `confirmed` says so.
"""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from store.problems import BadInput
from store.records import Label

FOLDER = Path(__file__).parent / "calendars"


def plus(day: date, n: int, unit: str) -> date:
    """`n` calendar units on (back when negative): "day", "week", "month" or "year".

    A month keeps the day number, cut to the month's last day (31 January + 1 month = 28 February); a year is
    12 months (process.md 3.3). Raises ValueError for any other unit.
    """
    match unit:
        case "day":
            return day + timedelta(n)
        case "week":
            return day + timedelta(7 * n)
        case "month" | "year":
            years, month = divmod(day.month - 1 + (12 * n if unit == "year" else n), 12)
            year = day.year + years
            return date(year, month + 1, min(day.day, month_length(year, month + 1)))
    raise ValueError(f"no calendar unit: {unit!r}")


def month_length(year: int, month: int) -> int:
    """How many days the month (1-12) has."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


class Calendar:
    """Days off and days worked of one region and team; never changed once made.

    A day is worked when it is in `work`, or Monday to Friday and not in `off`. `years` are the confirmed ones, None
    when nothing has to be announced. Counting runs on day numbers (date.toordinal), because thousands of due dates
    are computed on a start; a plain class, because a dataclass costs a millisecond of it.
    """

    __slots__ = ("_off", "_work", "id", "off", "work", "years")

    def __init__(
        self, id: str, off: frozenset[date], work: frozenset[date], years: frozenset[int] | None = None
    ) -> None:
        self.id: Final = id
        self.off: Final = off
        self.work: Final = work
        self.years: Final = years
        self._off: Final = frozenset(day.toordinal() for day in off)
        self._work: Final = frozenset(day.toordinal() for day in work)

    def is_work(self, day: date) -> bool:
        """Whether the day is worked; a make-up Saturday or Sunday is a working day in every respect."""
        return self._worked(day.toordinal())

    def next(self, day: date) -> date:
        """The day itself when it is worked, else the next working day."""
        return day if self.is_work(day) else self.wd(day, 1)

    def prev(self, day: date) -> date:
        """The day itself when it is worked, else the working day before."""
        return day if self.is_work(day) else self.wd(day, -1)

    def wd(self, day: date, n: int) -> date:
        """The n-th working day strictly after the day (before it when negative); the day itself for 0."""
        number, left, step = day.toordinal(), abs(n), 1 if n > 0 else -1
        off, work = self._off, self._work
        while left:
            number += step
            if number in work or ((number + 6) % 7 < 5 and number not in off):
                left -= 1
        return date.fromordinal(number)

    def between(self, start: date, end: date) -> int:
        """How many working days lie after `start`, up to and with `end`; 0 when `end` is not after `start`."""
        return sum(map(self._worked, range(start.toordinal() + 1, end.toordinal() + 1)))

    def days(self, first: date, last: date) -> tuple[date, ...]:
        """The working days from `first` to `last`, both included."""
        numbers = filter(self._worked, range(first.toordinal(), last.toordinal() + 1))
        return tuple(map(date.fromordinal, numbers))

    def plus(self, day: date, n: int, unit: str) -> date:
        """`n` units on: "workday" counts working days, the others are those of the function `plus`."""
        return self.wd(day, n) if unit == "workday" else plus(day, n, unit)

    def confirmed(self, year: int) -> bool:
        """Whether the year's days off are known; if not, its dates need a warning beside them."""
        return self.years is None or year in self.years

    def _worked(self, number: int) -> bool:
        return number in self._work or ((number + 6) % 7 < 5 and number not in self._off)


def shipped() -> tuple[str, ...]:
    """The ids of the calendars that come with the program."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def load(id: str, extra_off: Iterable[date] = (), extra_work: Iterable[date] = ()) -> Calendar:
    """A shipped calendar with the team's own days; a day named in both is worked.

    Raises BadInput("calendar_unknown").
    """
    table = _read(id)["years"]
    off: set[date] = set()
    work: set[date] = set()
    years: frozenset[int] | None = None
    if table != "every":
        years = frozenset(map(int, table))
        for year, days in table.items():
            off.update(date.fromisoformat(f"{year}-{day}") for day in days["off"].split())
            work.update(date.fromisoformat(f"{year}-{day}") for day in days.get("work", "").split())
    team_off, team_work = frozenset(extra_off), frozenset(extra_work)
    return Calendar(
        id=id,
        off=frozenset(off | team_off) - team_work,
        work=frozenset(work - team_off) | team_work,
        years=years,
    )


class Festival(NamedTuple):
    """A festival that greeting cadences may name: the days themselves, not the days off around them."""

    id: str
    label: Label
    days: tuple[date, ...]


def festivals(id: str) -> tuple[Festival, ...]:
    """The festivals of a shipped calendar, 2007 to 2030. Raises BadInput("calendar_unknown")."""
    return tuple(
        Festival(name, Label(entry["zh"], entry["en"]), tuple(map(date.fromisoformat, entry["days"].split())))
        for name, entry in _read(id)["festivals"].items()
    )


def label(id: str) -> Label:
    """The calendar's name in both languages. Raises BadInput("calendar_unknown")."""
    head = _read(id)
    return Label(str(head["zh"]), str(head["en"]))


def _read(id: str) -> dict[str, Any]:
    """The file of a calendar; only names that are shipped are opened, so that an id never becomes a path."""
    if id not in shipped():
        raise BadInput("calendar_unknown", calendar=id, known=list(shipped()))
    table: dict[str, Any] = json.loads((FOLDER / f"{id}.json").read_text("utf-8"))
    return table
