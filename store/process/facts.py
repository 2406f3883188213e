"""What the rules may look at: the facts of one deal and of one customer, handed in by the Book.

Rules never read anything else, so that the same answer comes from every door: key, command line, import, test.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from store.records import Customer, Deal, FormEntry, SignOff


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
    """An activity that took place: its kind, its local day, the ids of the deals it is linked to."""

    kind: str
    day: date
    deals: tuple[str, ...]


class DealClock(NamedTuple):
    """What the dates of one deal depend on. `events`: name of a playbook event -> the day it happened."""

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


class CustomerClock(NamedTuple):
    """What the dates of one customer depend on: its own facts, its deals, every touch (any order, any day)."""

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
