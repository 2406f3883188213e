"""The events that start timers: those on record, and those that touches and a passed closing date fire themselves.

Source: process.md 9.2.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from store.process.facts import CustomerClock, DealClock, EventFact, Moment, TouchFact
from store.process.followrules import Ready
from store.process.moments import day_of, order

STOPPED = ("lost", "paused")  # the states of a deal in which its timers stop, but for those that state starts itself
DELAYED = "decision_delayed"
FIRST_SIGNED = "first_signed"
FIRST_CONTACT = "first_contact"
TOUCH_LOGGED = "touch_logged"


class Started(NamedTuple):
    """An event of one subject; `deal` is None when it is the customer's. `noted`: when its touch got its summary."""

    event: EventFact
    deal: DealClock | None
    noted: Moment | None = None


def of_facts(clock: CustomerClock, rules: Ready, today: date) -> list[list[Started]]:
    """The events on record that start timers, those of one name and subject together."""
    found: dict[tuple[str, str], list[Started]] = {}
    asked = rules.timers
    for deal in clock.deals:
        for event in deal.fired:
            if event.name in asked:
                found.setdefault((event.name, deal.id), []).append(Started(event, deal))
        if DELAYED in asked and deal.close_on and deal.close_on < today and _undecided(deal):
            event = EventFact(DELAYED, deal.close_on + timedelta(1))
            found.setdefault((DELAYED, deal.id), []).append(Started(event, deal))
    for event in clock.fired:
        if event.name in asked:
            found.setdefault((event.name, ""), []).append(Started(event, None))
    if clock.first_signed_on and FIRST_SIGNED in asked:
        found.setdefault((FIRST_SIGNED, ""), []).append(Started(EventFact(FIRST_SIGNED, clock.first_signed_on), None))
    return list(found.values())


def _undecided(deal: DealClock) -> bool:
    """Whether a decision is still to come: it is delayed from the day after the expected close (process.md 9.2)."""
    return deal.state == "open" and deal.signed_on is None


def of_touches(
    clock: CustomerClock, rules: Ready, touches: Sequence[TouchFact], today: date, every: bool
) -> list[list[Started]]:
    """The events that touches fire themselves, those of one name and subject together: the first contact, each two-way
    touch, each kind that is asked for.
    """
    found: dict[tuple[str, str], list[Started]] = {}
    logged, two_way, kinds = rules.timers.get(TOUCH_LOGGED), rules.two_way, rules.kinds
    settled = bool(logged) and not every and rules.noted
    for touch in touches:
        asks = logged and touch.kind in two_way and not (settled and touch.noted and day_of(touch.noted) <= today)
        if (not asks and touch.kind not in kinds) or not touch.at or touch.day < clock.timers_from:
            continue
        if asks:
            _add(found, _started(clock, TOUCH_LOGGED, touch))
        if touch.kind in kinds:
            _add(found, _started(clock, kinds[touch.kind], touch))
    if FIRST_CONTACT in rules.timers:
        first = _first_contact(touches, two_way)
        if first and first.at and first.day >= clock.timers_from:
            _add(found, Started(EventFact(FIRST_CONTACT, first.at, first.id), None))
    return list(found.values())


def _first_contact(touches: Sequence[TouchFact], two_way: frozenset[str]) -> TouchFact | None:
    """The first two-way touch, of several on one day the earliest; `touches` are latest first."""
    first: TouchFact | None = None
    for touch in reversed(touches):
        if first and touch.day > first.day:
            break
        if touch.kind in two_way and (first is None or _order(touch) < _order(first)):
            first = touch
    return first


def _add(found: dict[tuple[str, str], list[Started]], one: Started) -> None:
    found.setdefault((one.event.name, one.deal.id if one.deal else ""), []).append(one)


def _order(touch: TouchFact) -> tuple[date, float]:
    return order(touch.at or touch.day)


def _started(clock: CustomerClock, name: str, touch: TouchFact) -> Started:
    """A touch as an event: of the first of its deals that still runs, else of the first, else of the customer."""
    linked = [deal for deal in clock.deals if deal.id in touch.deals]
    deal = next((one for one in linked if one.state not in STOPPED), linked[0] if linked else None)
    return Started(EventFact(name, touch.at or touch.day, touch.id), deal, touch.noted)
