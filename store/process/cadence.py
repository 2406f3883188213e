"""When the next touch of one cadence is due: intervals, phases, quotas and single touches (process.md 3.3, 3.4).

A cadence of the playbook is made ready once (`ready`); from then on a due date is a pure function of the day the
cadence began to apply, the touches that count, and the calendar. Every answer carries the way it came about.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from store.process.facts import TouchFact
from store.process.moments import later
from store.process.playbook import Cadence
from store.process.workdays import Calendar, month_length

HOURS = {"minute": 60, "hour": 3600}  # units counted by the clock, in seconds
_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_PAIR = date(2024, 1, 1).toordinal()  # a Monday: two-week periods are counted from it, both ways


class Phase(NamedTuple):
    """A stretch of a cadence: every `n` units, while that is due not later than its end; the last one has none.

    The end lies `months` and then `days` after the day the cadence began to apply, earlier phases included.
    """

    n: int
    unit: str
    months: int = 0
    days: int = 0
    last: bool = False


class Rule(NamedTuple):
    """A cadence made ready for computing.

    `n` and `unit`: interval and once: how many days, weeks, months, years or working days; quota: how many touches
    in each week, two_weeks, month, quarter, half_year or year. `roll`: what a day off does (next, prev or none).
    `scheme`, `tier`, `event`, `until` and `stages` say when it applies, "" or empty when it does not ask.
    `phases`: of a cadence in phases, in their order. `festivals`: of a greeting, the ids it names.
    """

    id: str
    subject: str
    kind: str
    n: int
    unit: str
    roll: str
    channels: tuple[str, ...]
    who: str
    scheme: str
    tier: str
    event: str
    until: str
    stages: tuple[str, ...]
    phases: tuple[Phase, ...] = ()
    festivals: tuple[str, ...] = ()


class Start(NamedTuple):
    """Since when a cadence applies (the T of process.md 3.3) and by what.

    `kind` is tier, event, stage or resume; `what` the tier ("scheme.tier"), the event or the stage.
    """

    day: date
    kind: str
    what: str


class Derivation(NamedTuple):
    """How a due date came about; `followups.explain` puts it into a sentence.

    `form`: interval, phases, once, quota, festival, obligation, own (a row's own date), routine or wake. `base` is the
    day counted from (a festival's own day), `base_kind` "touch" or the kind of the start, `base_what` the activity,
    tier, event, stage or festival; `at` the time counted from, of hour timers. `n` and `unit` as in Rule. `raw` is the
    day before days off were looked at, `skipped` the days off stepped over (of working days: those not counted).
    `floor`: the day the result would have come before, so that the first working day after it holds; None when that
    did not happen. Quotas: `first` to `last` is the period, `slots` its days, `done` the touch days in the period of
    `base`, `later` whether that is an earlier one. Festivals: a greeting from `first` to `last` counts.
    `unsure`: the years without a confirmed calendar.
    """

    form: str
    base_kind: str
    base_what: str
    base: date
    n: int
    unit: str
    raw: date
    skipped: tuple[date, ...] = ()
    floor: Start | None = None
    first: date | None = None
    last: date | None = None
    slots: tuple[date, ...] = ()
    done: int = 0
    later: bool = False
    unsure: tuple[int, ...] = ()
    at: datetime | None = None


class Due(NamedTuple):
    """A due date and its derivation; `at` is the time, of timers counted by the clock."""

    day: date
    why: Derivation
    at: datetime | None = None


def ready(cadence: Cadence, roll: str) -> Rule:
    """A cadence made ready; `roll` is the playbook's, unless the rule has its own."""
    rule, applies = cadence.rule, cadence.applies
    kind = str(rule["kind"])
    count, unit = {"interval": ("every", "unit"), "quota": ("count", "per"), "once": ("n", "unit")}.get(kind, ("", ""))
    return Rule(
        id=cadence.id,
        subject=cadence.subject,
        kind=kind,
        n=int(rule.get(count, 0)),
        unit=str(rule.get(unit, "day")),
        roll=str(rule.get("roll", roll)),
        channels=tuple(cadence.channels),
        who=cadence.who,
        scheme=str(applies.get("scheme", "")),
        tier=str(applies.get("tier", "")),
        event=str(applies.get("event", "")),
        until=str(applies.get("until", "")),
        stages=tuple(applies.get("stages", ())),
        phases=_phases(rule.get("phases", ())),
        festivals=tuple(rule.get("festivals", ())),
    )


def _phases(written: Iterable[Mapping[str, Any]]) -> tuple[Phase, ...]:
    """The phases one after the other; their ends add up, months (a year is twelve) and days apart."""
    months = days = 0
    found = []
    for one in written:
        size, unit = int(one.get("last", 0)), one.get("last_unit", "day")
        months += size * {"month": 1, "year": 12}.get(unit, 0)
        days += size if unit == "day" else 0
        found.append(Phase(int(one["every"]), str(one["unit"]), months, days, "last" not in one))
    return tuple(found)


def due(
    rule: Rule, start: Start, touches: Iterable[TouchFact], calendar: Calendar, since: date | None = None
) -> Due | None:
    """When the next touch is due; None when no more is asked for. Every kind but festival.

    `touches` are those that count for the rule, none in the future, latest first. `since`: the day phases are counted
    from, that of the event; the start itself when not given.
    """
    match rule.kind:
        case "interval":
            return _interval(rule, start, next(iter(touches), None), calendar)
        case "quota":
            return _quota(rule, start, list(touches), calendar)
        case "phases":
            touch = next(iter(touches), None)
            phase = _phase(rule, since or start.day, touch.day if touch else start.day, calendar)
            return _interval(rule._replace(n=phase.n, unit=phase.unit), start, touch, calendar)
    done = any(touch.day > start.day for touch in touches)
    return None if done else _interval(rule, start, None, calendar)


def _phase(rule: Rule, since: date, base: date, calendar: Calendar) -> Phase:
    """The first phase within whose end the next touch would still be due (process.md 3.3, phases)."""
    for phase in rule.phases:
        end = calendar.plus(calendar.plus(since, phase.months, "month"), phase.days, "day")
        if phase.last or calendar.plus(base, phase.n, phase.unit) <= end:
            return phase
    return rule.phases[-1]


def step(calendar: Calendar, day: date, n: int, unit: str) -> date:
    """`n` units on from a day; hours and minutes of a day without a time are counted from its beginning."""
    if unit in HOURS:
        return day + timedelta(days=int(n * HOURS[unit] / 86400))
    return calendar.plus(day, n, unit)


def by_the_clock(due: Due, begun: datetime) -> Due:
    """A single touch asked for some hours or minutes after a time that is known: never moved."""
    at = later(begun, due.why.n * HOURS[due.why.unit])
    return Due(at.date(), due.why._replace(raw=at.date(), at=begun), at)


def rolled(calendar: Calendar, day: date, roll: str) -> date:
    """Where a day off goes: next, prev, or nowhere (none)."""
    return day if roll == "none" else calendar.prev(day) if roll == "prev" else calendar.next(day)


def _interval(rule: Rule, start: Start, touch: TouchFact | None, calendar: Calendar) -> Due:
    """next(L + n), without a touch next(T + n); a result before the change is the first working day after it.

    Rolling backwards may also reach the touch itself: then the first working day after that holds.
    """
    base = Start(touch.day, "touch", touch.kind) if touch else start
    raw = step(calendar, base.day, rule.n, rule.unit)
    hours = rule.unit in HOURS
    day = raw if hours else rolled(calendar, raw, rule.roll)
    floor = None
    if not hours and (day < start.day or day <= base.day):
        floor = max(base, start, key=lambda one: one.day)
        day = calendar.wd(floor.day, 1)
    return Due(
        day,
        Derivation(
            form=rule.kind,
            base_kind=base.kind,
            base_what=base.what,
            base=base.day,
            n=rule.n,
            unit=rule.unit,
            raw=raw,
            skipped=() if floor or day == raw else skipped(raw, day),
            floor=floor,
            unsure=unsure(calendar, raw, day),
        ),
    )


def _quota(rule: Rule, start: Start, touches: list[TouchFact], calendar: Calendar) -> Due:
    """The first free slot after A, the later of the last touch and the start; if none is left, the next period's first.

    Touch days in A's period use up its first slots, also those before the start; what was missed is not asked again.
    """
    base = start
    if touches and touches[0].day >= start.day:
        base = Start(touches[0].day, "touch", touches[0].kind)
    first, last = period(base.day, rule.unit)
    done = len({touch.day for touch in touches if touch.day >= first})
    here = slots(calendar, first, last, rule.n)
    day = next((slot for slot in here[done:] if slot > base.day), None)
    later = day is None
    while day is None:
        first, last = period(last + timedelta(1), rule.unit)
        here = slots(calendar, first, last, rule.n)
        day = here[0] if here else None
    return Due(
        day,
        Derivation(
            form=rule.kind,
            base_kind=base.kind,
            base_what=base.what,
            base=base.day,
            n=rule.n,
            unit=rule.unit,
            raw=day,
            first=first,
            last=last,
            slots=here,
            done=done,
            later=later,
            unsure=unsure(calendar, first, last),
        ),
    )


def wake(day: date, calendar: Calendar) -> Due:
    """When a paused deal wakes: on its date, or the next working day when that is off (process.md 3.4)."""
    due_day = calendar.next(day)
    return Due(
        due_day,
        Derivation(
            form="wake",
            base_kind="wake",
            base_what="",
            base=day,
            n=0,
            unit="day",
            raw=day,
            skipped=skipped(day, due_day),
            unsure=unsure(calendar, day, due_day),
        ),
    )


@lru_cache(maxsize=2048)
def slots(calendar: Calendar, first: date, last: date, count: int) -> tuple[date, ...]:
    """The days of a period on which a touch is asked for: working day number ceil(k * W / count) for k = 1..count.

    Equal ones are one slot; a period without a working day has none.
    """
    days = calendar.days(first, last)
    return tuple(
        days[number - 1] for number in sorted({-(-k * len(days) // count) for k in range(1, count + 1)}) if days
    )


def period(day: date, per: str) -> tuple[date, date]:
    """The first and last day of the period that `day` lies in.

    Weeks run Monday to Sunday. two_weeks are pairs of them counted without a break from Monday 2024-01-01 (ISO week 1),
    so that they never shift at a turn of the year. Raises KeyError for an unknown period.
    """
    if per == "week":
        first = day - timedelta(day.weekday())
        return first, first + timedelta(6)
    if per == "two_weeks":
        first = day - timedelta((day.toordinal() - _PAIR) % 14)
        return first, first + timedelta(13)
    size = _MONTHS[per]
    begin = (day.month - 1) // size * size + 1
    end = begin + size - 1
    return date(day.year, begin, 1), date(day.year, end, month_length(day.year, end))


def missed_twice(rule: Rule, start: date, due_day: date, days: Iterable[date], calendar: Calendar, today: date) -> bool:
    """Whether two periods in a row were missed, so that the tier is to be reviewed (process.md 3.3).

    An interval: overdue by more than its own length. A quota: short in each of the two last whole periods.
    """
    if rule.kind == "interval":
        return today > due_day and today > calendar.plus(due_day, rule.n, rule.unit)
    if rule.kind != "quota":
        return False
    first, _ = period(today, rule.unit)
    held = list(days)
    for _ in range(2):
        first, last = period(first - timedelta(1), rule.unit)
        if start >= last:
            return False
        asked = sum(slot > start for slot in slots(calendar, first, last, rule.n))
        if not asked or min(asked, len({day for day in held if first <= day <= last})) >= asked:
            return False
    return True


def tally(rule: Rule, start: date, days: Iterable[date], calendar: Calendar, when: date) -> tuple[int, int]:
    """What a report says of a quota in the period of `when`: (done, asked). Only slots after `start` are asked for."""
    first, last = period(when, rule.unit)
    asked = sum(slot > start for slot in slots(calendar, first, last, rule.n))
    return min(asked, len({day for day in days if first <= day <= last})), asked


def unsure(calendar: Calendar, first: date, last: date) -> tuple[int, ...]:
    """The years of these two days whose calendar is not confirmed."""
    if calendar.confirmed(first.year) and (first.year == last.year or calendar.confirmed(last.year)):
        return ()
    return tuple(year for year in sorted({first.year, last.year}) if not calendar.confirmed(year))


def skipped(raw: date, day: date) -> tuple[date, ...]:
    """The days off stepped over on the way from `raw` to the due day, in the order of the calendar."""
    first, size = (raw, (day - raw).days) if day > raw else (day + timedelta(1), (raw - day).days)
    return tuple(first + timedelta(n) for n in range(size))
