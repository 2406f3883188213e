"""When the next touch of one cadence is due: intervals, quotas and single touches (process.md 3.3, 3.4).

A cadence of the playbook is made ready once (`ready`); from then on a due date is a pure function of the day the
cadence began to apply, the touches that count, and the calendar. Every answer carries the way it came about.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from store.process.facts import TouchFact
from store.process.playbook import Cadence
from store.process.workdays import Calendar, month_length

KINDS = ("interval", "quota", "once")  # the kinds computed here; phases and festivals are not yet
_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_PAIR = date(2024, 1, 1).toordinal()  # a Monday: two-week periods are counted from it, both ways


class Rule(NamedTuple):
    """A cadence made ready for computing.

    `n` and `unit`: interval and once: how many days, weeks, months, years or working days; quota: how many touches
    in each week, two_weeks, month, quarter, half_year or year. `roll`: what a day off does (next, prev or none).
    `scheme`, `tier`, `event`, `until` and `stages` say when it applies, "" or empty when it does not ask.
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


class Start(NamedTuple):
    """Since when a cadence applies (the T of process.md 3.3) and by what.

    `kind` is tier, event, stage or resume; `what` the tier ("scheme.tier"), the event or the stage.
    """

    day: date
    kind: str
    what: str


class Derivation(NamedTuple):
    """How a due date came about; `followups.explain` puts it into a sentence.

    `form`: interval, once, quota or wake. `base` is the day counted from, `base_kind` "touch" or the kind of the
    start, `base_what` the activity, tier, event or stage. `n` and `unit` as in Rule. `raw` is the day before days off
    were looked at, `skipped` the days off stepped over. `floor`: the day the result would have come before, so that
    the first working day after it holds; None when that did not happen. Quotas: `first` to `last` is the period,
    `slots` its days, `done` the touch days in the period of `base`, `later` whether that is an earlier one.
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


class Due(NamedTuple):
    """A due date and its derivation."""

    day: date
    why: Derivation


def ready(cadence: Cadence, roll: str) -> Rule:
    """A cadence made ready; `roll` is the playbook's, unless the rule has its own. Its kind must be one of KINDS."""
    rule, applies = cadence.rule, cadence.applies
    kind = str(rule["kind"])
    quota = kind == "quota"
    return Rule(
        id=cadence.id,
        subject=cadence.subject,
        kind=kind,
        n=int(rule["count"] if quota else rule["every"] if kind == "interval" else rule["n"]),
        unit=str(rule["per"] if quota else rule["unit"]),
        roll=str(rule.get("roll", roll)),
        channels=tuple(cadence.channels),
        who=cadence.who,
        scheme=str(applies.get("scheme", "")),
        tier=str(applies.get("tier", "")),
        event=str(applies.get("event", "")),
        until=str(applies.get("until", "")),
        stages=tuple(applies.get("stages", ())),
    )


def due(rule: Rule, start: Start, touches: Iterable[TouchFact], calendar: Calendar) -> Due | None:
    """When the next touch is due; None when no more is asked for.

    `touches` are those that count for the rule, none in the future, latest first.
    """
    match rule.kind:
        case "interval":
            return _interval(rule, start, next(iter(touches), None), calendar)
        case "quota":
            return _quota(rule, start, list(touches), calendar)
    done = any(touch.day > start.day for touch in touches)
    return None if done else _interval(rule, start, None, calendar)


def _interval(rule: Rule, start: Start, touch: TouchFact | None, calendar: Calendar) -> Due:
    """next(L + n), without a touch next(T + n); a result before the change is the first working day after it.

    Rolling backwards may also reach the touch itself: then the first working day after that holds.
    """
    base = Start(touch.day, "touch", touch.kind) if touch else start
    raw = calendar.plus(base.day, rule.n, rule.unit)
    day = raw if rule.roll == "none" else calendar.prev(raw) if rule.roll == "prev" else calendar.next(raw)
    floor = None
    if day < start.day or day <= base.day:
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
            skipped=() if floor or day == raw else _skipped(raw, day),
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
            skipped=_skipped(day, due_day),
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


def _skipped(raw: date, day: date) -> tuple[date, ...]:
    """The days off stepped over on the way from `raw` to the due day, in the order of the calendar."""
    first, size = (raw, (day - raw).days) if day > raw else (day + timedelta(1), (raw - day).days)
    return tuple(first + timedelta(n) for n in range(size))
