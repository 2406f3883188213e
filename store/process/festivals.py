"""When a greeting is due: by the last working day on or before a festival or the customer's anniversary.

Source: process.md 3.3, festival. What was missed is not asked for later: after the festival the next one holds.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from heapq import merge

from store.process.cadence import Derivation, Due, Rule, Start, rolled, skipped, unsure
from store.process.facts import TouchFact
from store.process.vocabulary import ANNIVERSARY
from store.process.workdays import Calendar, plus

AHEAD = timedelta(days=7)  # how long before it is due a greeting is shown
REACH = timedelta(days=14)  # a greeting that long before the festival counts for it

Days = Mapping[str, Sequence[date]]


def due(
    rule: Rule,
    start: Start,
    touches: Sequence[TouchFact],
    calendar: Calendar,
    days: Days,
    founded: date | None,
    today: date,
) -> Due | None:
    """The first festival to come that lies after the start and has no greeting; None when there is none on record.

    `touches` are those that count; `days`: festival id -> its days in order.
    """
    greeted = [touch.day for touch in touches if touch.day >= today - REACH]
    for day, name in _coming(rule, days, founded, today):
        if day <= start.day or any(day - REACH <= one <= day for one in greeted):
            continue
        due_day = rolled(calendar, day, rule.roll)
        why = Derivation(
            form="festival",
            base_kind="festival",
            base_what=name,
            base=day,
            n=0,
            unit="day",
            raw=day,
            skipped=skipped(day, due_day) if due_day != day else (),
            first=day - REACH,
            last=day,
            unsure=unsure(calendar, due_day, day),
        )
        return Due(due_day, why)
    return None


def _coming(rule: Rule, days: Days, founded: date | None, today: date) -> Iterator[tuple[date, str]]:
    """The festivals of a rule from today on, in order; of two on one day the calendar's comes first in the rule."""
    streams = [_listed(days[name], name, today) for name in rule.festivals if name in days]
    if founded and ANNIVERSARY in rule.festivals:
        streams.append(_anniversaries(founded, today))
    return merge(*streams, key=lambda one: one[0])


def _listed(days: Sequence[date], name: str, today: date) -> Iterator[tuple[date, str]]:
    for index in range(bisect_left(days, today), len(days)):
        yield days[index], name


def _anniversaries(founded: date, today: date) -> Iterator[tuple[date, str]]:
    """Month and day of the founding each year after it; 29 February is the 28th in a common year."""
    years = max(today.year - founded.year, 1)
    for n in range(years, years + 4):
        day = plus(founded, n, "year")
        if day >= today:
            yield day, ANNIVERSARY
