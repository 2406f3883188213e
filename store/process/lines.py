"""A follow-up as everybody gets it: sidebar, agenda page, stand-up, command line, calendar file."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from store.process.cadence import Derivation, Due
from store.process.facts import AppointmentFact, Moment, SnoozeFact, TouchFact
from store.process.workdays import Calendar

REVIEW_TIER = "review_tier"  # two periods missed in a row: the tier is to be reviewed
CREATED_OVERDUE = "created_overdue"  # it was late already when it came up


class FollowUp(NamedTuple):
    """Something to do with a customer, and by when.

    `deal` is "" when it is the customer's own; both are "" for a routine of the team. `kind` is cadence, obligation,
    routine or wake; `who` a role of the playbook, "owner", or "" when `owner` is the very person that is asked;
    `owner` a login or "". `state` is upcoming, today or overdue; done, done_late or canceled where those are asked for.
    `overdue_days` in calendar days; `escalated` when it is overdue by the working days of the setting. `channels`: the
    activities that settle it.

    `at`: the time it is due, of timers counted by the clock. `first_due`: the day before any snooze, which the on-time
    figure goes by. `snoozed_to`: where the last snooze that stands moved it, `snoozes` how many stand in a row.
    `appointment`: what is planned for it on or before the due date. `flags`: REVIEW_TIER, CREATED_OVERDUE. `source`,
    `row`: which timer of its rule it is; with customer, deal and rule they make an id that stays. `what`: what the row
    says, user data. `blocks`: the gate that stays shut while it is open. `done_at`: when it was done.
    """

    customer: str
    deal: str
    rule: str
    kind: str
    due: date
    shown_from: date
    state: str
    overdue_days: int
    escalated: bool
    who: str
    owner: str
    channels: tuple[str, ...]
    why: Derivation
    at: datetime | None = None
    first_due: date | None = None
    snoozed_to: date | None = None
    snoozes: int = 0
    appointment: AppointmentFact | None = None
    flags: tuple[str, ...] = ()
    source: str = ""
    row: int = 0
    what: str = ""
    blocks: str = ""
    done_at: Moment | None = None


class Now(NamedTuple):
    """The day that is looked at, and the time where the hour matters (None: the day alone decides)."""

    calendar: Calendar
    today: date
    time: datetime | None
    escalate_after: int


def line(
    now: Now,
    due: Due,
    rule: str,
    kind: str,
    shown: date,
    customer: str,
    deal: str,
    who: str,
    owner: str,
    channels: tuple[str, ...],
    snoozes: Iterable[SnoozeFact] = (),
    appointment: AppointmentFact | None = None,
    flags: tuple[str, ...] = (),
    source: str = "",
    row: int = 0,
    what: str = "",
    blocks: str = "",
) -> FollowUp:
    """The line of a due date as it stands now; `snoozes` are those that still stand, in the order they were made."""
    off = [now.calendar.next(one.to) for one in snoozes]
    to = off[-1] if off and off[-1] > due.day else None
    day, at = (to, None) if to else (due.day, due.at)
    late = (now.today - day).days
    over = late > 0 or bool(at and now.time and now.time > at)
    state = "overdue" if over else "upcoming" if late < 0 else "today"
    escalated = day < _escalated_before(now.calendar, now.today, now.escalate_after)
    asked = (who, owner, channels, due.why, at, due.day, to, len(off), appointment)
    named = (flags, source, row, what, blocks)
    return FollowUp(customer, deal, rule, kind, day, shown, state, max(late, 0), escalated, *asked, *named)


@lru_cache(maxsize=64)
def _escalated_before(calendar: Calendar, today: date, workdays: int) -> date:
    """A line due before this day is overdue by that many working days: today, when worked, is one of them."""
    return calendar.wd(today + timedelta(1), -workdays)


def standing(
    snoozes: Iterable[SnoozeFact],
    rule: str,
    subject: str,
    today: date,
    touch: TouchFact | None = None,
    source: str = "",
    row: int = 0,
) -> list[SnoozeFact]:
    """The snoozes of a line that still stand, oldest first: a touch on the day or later ends them.

    `touch` is the latest that counts for the line; on the day of the snooze its time decides, where it has one.
    """
    found = [
        one
        for one in snoozes
        if (one.rule, one.subject, one.source, one.row) == (rule, subject, source, row)
        and one.at.date() <= today
        and not (touch and _ended(one, touch))
    ]
    return sorted(found, key=lambda one: one.at)


def _ended(snooze: SnoozeFact, touch: TouchFact) -> bool:
    made = snooze.at.date()
    return touch.day > made or (touch.day == made and (touch.at is None or touch.at >= snooze.at))
