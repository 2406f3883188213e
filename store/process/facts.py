"""What the rules may look at: the facts of one deal and of one customer, handed in by the Book.

Rules never read anything else, so that the same answer comes from every door: key, command line, import, test.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple, TypeAlias

from store.records import Customer, Deal, FormEntry, SignOff

Moment: TypeAlias = date | datetime
"""A local day, or an aware time in the team's zone where the hour is known: what is compared is what both know."""


class DealFacts(NamedTuple):
    """Everything a gate, a checklist or a tier suggestion may look at on one deal.

    `done`: items ticked in the deal's stages, as (stage, item). `tiers`: scheme -> tier, of the deal and of its
    customer. `entries`: form id -> entries by number, of the deal and of its customer. `activities`: the kinds held
    so far, linked to the deal (or to its customer without any deal). `signoffs`: the latest by kind, not void.
    """

    deal: Deal
    customer: Customer
    tiers: Mapping[str, str]
    done: frozenset[tuple[str, str]]
    entries: Mapping[str, tuple[FormEntry, ...]]
    signoffs: Mapping[str, SignOff]
    activities: frozenset[str]


class TierFact(NamedTuple):
    """A tier that holds, and since when (the T of process.md 3.3)."""

    scheme: str
    tier: str
    since: date


class TouchFact(NamedTuple):
    """An activity that took place: its kind, its local day, the ids of the deals it is linked to.

    `at`: its end, in the team's zone; without it the touch starts no timer (first contact, minutes, feedback).
    `id`: the activity's id, the `source` of the timers it starts. `noted`: when its summary was saved, None while it
    has none: that settles the minutes it asks for (process.md 3.5, C6).
    """

    kind: str
    day: date
    deals: tuple[str, ...]
    at: datetime | None = None
    id: str = ""
    noted: datetime | None = None


class EventFact(NamedTuple):
    """Something that happened, or is planned, and starts timers: an event of the playbook, on a deal or a customer.

    `name`: the event ("signed"), or "form:ID", "stage:ID" as an obligation may name them. `at`: the value of the field
    that fires it, not the moment of typing (process.md 9.2); a time in the team's zone where the field has one.
    `source`: id of the form entry (or other row) that fired it, "" when none; `row`: number of the row in its table,
    from 1, 0 when it is no row. `due`: the row's own date. `owner`: the login of the person a row names, "" for the
    deal's owner. `what`: the row's text, shown with the line; user data. `known`: since when it was on record,
    `moved`: when its time was last changed; both matter for what is due before a planned time.
    """

    name: str
    at: Moment
    source: str = ""
    row: int = 0
    due: date | None = None
    owner: str = ""
    what: str = ""
    known: Moment | None = None
    moved: Moment | None = None


class DoneFact(NamedTuple):
    """Something done that may end a timer: `what` is written as in `done_by` ("form:handover", "signoff:record").

    `at`: of a date field its value, of a row its date or the moment it was ticked, of a form the moment it became
    complete (and one more fact for its last complete save), of other fields the moment they were filled, of a sign-off
    the moment of approval (also of those void since). `source`, `row`: as in EventFact. Activities and tiers need no
    such fact: they are read from touches and tiers.
    """

    what: str
    at: Moment
    source: str = ""
    row: int = 0


class AppointmentFact(NamedTuple):
    """A planned activity that has not been logged as held: its kind, its time in the team's zone, its deals."""

    id: str
    kind: str
    at: datetime
    deals: tuple[str, ...] = ()


class SnoozeFact(NamedTuple):
    """A line put off: the rule, its subject (deal or customer id), to which day, why, by whom, when (team's zone).

    `source` and `row` are those of the follow-up, so that each timer is put off by itself.
    """

    rule: str
    subject: str
    to: date
    reason: str
    by: str
    at: datetime
    source: str = ""
    row: int = 0


class DealClock(NamedTuple):
    """What the dates of one deal depend on.

    `events`: name of a playbook event -> the day it happened, for cadences ("stage:ID" -> the day it was entered).
    `fired`: every event that starts a timer, one by one; `lost` only while the deal is lost. `done`: what ends timers.
    `type`: the deal type; `close_on`: the expected close.
    """

    id: str
    owner: str
    stage: str
    state: str
    live: bool
    entered_on: date
    signed_on: date | None
    resumed_on: date | None
    wake_on: date | None
    tiers: tuple[TierFact, ...]
    events: Mapping[str, date]
    type: str = ""
    close_on: date | None = None
    fired: tuple[EventFact, ...] = ()
    done: tuple[DoneFact, ...] = ()


class CustomerClock(NamedTuple):
    """What the dates of one customer depend on: its own facts, its deals, every touch (any order, any day).

    `fired` and `done`: as of a deal, those of the customer itself. `timers_from`: what happened before that day starts
    no timer (the day an imported board was taken into use).
    """

    id: str
    owner: str
    created_on: date
    first_signed_on: date | None
    founded_on: date | None
    archived: bool
    tiers: tuple[TierFact, ...]
    events: Mapping[str, date]
    deals: tuple[DealClock, ...]
    touches: tuple[TouchFact, ...]
    fired: tuple[EventFact, ...] = ()
    done: tuple[DoneFact, ...] = ()
    appointments: tuple[AppointmentFact, ...] = ()
    snoozes: tuple[SnoozeFact, ...] = ()
    timers_from: date = date.min


class RoutineFact(NamedTuple):
    """The days on which a routine of the team was done, in any order."""

    routine: str
    days: tuple[date, ...]
