"""The team's own calendar: when its next meeting, review or tidying-up is due (process.md 3.3, routine)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from store.process import cadence
from store.process.cadence import Derivation, Due, Rule, Start, period, skipped, unsure
from store.process.facts import RoutineFact, SnoozeFact, TouchFact
from store.process.lines import FollowUp, Now, line, standing
from store.process.playbook import Process, Routine
from store.process.vocabulary import WORDS
from store.process.workdays import Calendar, month_length

ROUTINE = "routine"
PERIODS = {"weekly": "week", "after_month": "month", "after_quarter": "quarter", "after_year": "year", "yearly": "year"}
AHEAD = 60  # periods looked at for one that has a day: a routine on a weekday may be off for weeks


def routines(
    process: Process,
    calendar: Calendar,
    done: Iterable[RoutineFact],
    since: date,
    today: date,
    time: datetime | None = None,
    snoozes: Iterable[SnoozeFact] = (),
) -> list[FollowUp]:
    """The next date of every routine, earliest first; customer, deal and owner are "", `who` is the role asked.

    `since`: the day the board was taken into use, before which nothing was asked. A day left out stands overdue until
    the routine is done; those passed over meanwhile are not asked for again.
    """
    held = {fact.routine: sorted(day for day in fact.days if day <= today) for fact in done}
    now = Now(calendar, today, time, process.settings["escalate_after_workdays"])
    put_off = tuple(snoozes)
    found = []
    for one in process.routines:
        days = held.get(one.id, [])
        due = _quota(one, days, since, calendar) if one.rule["kind"] == "quota" else _due(one, days, since, calendar)
        if due:
            touch = TouchFact(one.id, days[-1], ()) if days else None
            stands = standing(put_off, one.id, "", today, touch)
            shown = min(max(due.why.first or due.day, due.why.base), due.day)
            found.append(line(now, due, one.id, ROUTINE, shown, "", "", one.who, "", (), stands))
    return sorted(found, key=lambda follow: follow.due)


def _quota(one: Routine, days: list[date], since: date, calendar: Calendar) -> Due:
    """So often in each period: the quota rule with the days the routine was done."""
    rule = Rule(
        one.id, ROUTINE, "quota", int(one.rule["count"]), str(one.rule["per"]), "none", (), "", "", "", "", "", ()
    )
    touches = [TouchFact(one.id, day, ()) for day in reversed(days)]
    due = cadence.due(rule, Start(since, "board", ""), touches, calendar)
    if due is None:
        raise AssertionError("a quota always has a next day")
    why = due.why
    return due._replace(why=why._replace(base_kind=ROUTINE)) if why.base_kind == "touch" else due


def _due(one: Routine, days: list[date], since: date, calendar: Calendar) -> Due | None:
    """The first day of the routine after the start that has not been done.

    Doing it within the period of that day, or later, is doing it; the next one is then the first day after both.
    """
    pending = next(_occurrences(one, since, calendar), None)
    base = Start(since, "board", "")
    for day in days:
        if pending and pending[1] <= day:
            base = Start(day, ROUTINE, "")
            pending = next(_occurrences(one, max(day, pending[0]), calendar), None)
    if pending is None:
        return None
    at, first, last, raw = pending
    passed = skipped(raw, at) if raw != at else ()
    why = Derivation(ROUTINE, base.kind, base.what, base.day, 0, "day", raw, passed, first=first, last=last)
    return Due(at, why._replace(unsure=unsure(calendar, first, last)))


def _occurrences(one: Routine, after: date, calendar: Calendar) -> Iterator[tuple[date, date, date, date]]:
    """The days of a routine after a day, each with the first and last day of its period and the day before moving."""
    kind = str(one.rule["kind"])
    on_day = _weekly if kind == "weekly" else _nth
    first, last = period(after, PERIODS[kind])
    for _ in range(AHEAD):
        found = on_day(one, first, last, calendar)
        if found and found[0] > after:
            yield found[0], first, last, found[1]
        first, last = period(last + timedelta(1), PERIODS[kind])


def _weekly(one: Routine, first: date, last: date, calendar: Calendar) -> tuple[date, date] | None:
    """The weekday of this week, or the next working day of the same week; None when none is left."""
    raw = first + timedelta(WORDS["weekday"].index(str(one.rule["weekday"])))
    day = calendar.next(raw)
    return (day, raw) if day <= last else None


def _nth(one: Routine, first: date, last: date, calendar: Calendar) -> tuple[date, date] | None:
    """The n-th working day of the period, or of the month named (from its end when negative)."""
    n = int(one.rule["n"])
    if one.rule["kind"] == "yearly":
        month = int(one.rule["month"])
        first, last = date(first.year, month, 1), date(first.year, month, month_length(first.year, month))
    days = calendar.days(first, last)
    if not 1 <= abs(n) <= len(days):
        return None
    day = days[n - 1] if n > 0 else days[n]
    return day, day
