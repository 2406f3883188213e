"""What a team should look at beside its lines: idle deals, customers falling asleep, the load of the coming days."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from store.process.facts import CustomerClock
from store.process.followrules import ready
from store.process.lines import FollowUp
from store.process.playbook import Process
from store.records import Reason, Say


class Dormancy(NamedTuple):
    """A suggestion that a person confirms: nobody has been in touch with the customer for so long.

    `last`: the day of the last touch, or of entering the customer; `days` since then. `signed`: it has ordered before,
    so that it is the layer that falls silent rather than the customer that sleeps (process.md 3.5, C13).
    """

    customer: str
    last: date
    days: int
    signed: bool


class Load(NamedTuple):
    """What one person has ahead: `overdue` lines, and how many are due on each of the coming days, today first."""

    owner: str
    overdue: int
    days: tuple[int, ...]


def dormancy(clock: CustomerClock, process: Process, today: date) -> Dormancy | None:
    """Whether to suggest that a customer is dormant: no touch for the days of the setting and no open deal.

    Source: process.md 3.4. Only kinds of activity that are contact count; who is dormant or archived already is not
    suggested again.
    """
    if clock.archived or clock.events.get("customer_dormant", date.max) <= today:
        return None
    if any(deal.state == "open" for deal in clock.deals):
        return None
    touching = ready(process).touching
    held = (touch.day for touch in clock.touches if touch.kind in touching and touch.day <= today)
    last = max(held, default=clock.created_on)
    days = (today - last).days
    if days < process.settings["dormant_after_days"]:
        return None
    return Dormancy(clock.id, last, days, bool(clock.first_signed_on and clock.first_signed_on <= today))


def without_next_step(clock: CustomerClock, follows: Iterable[FollowUp], today: date) -> list[str]:
    """The ids of the customer's open deals that have no line of their own and nothing planned from today on."""
    kept = {follow.deal for follow in follows}
    for planned in clock.appointments:
        if planned.at.date() >= today:
            kept.update(planned.deals)
    return [deal.id for deal in clock.deals if deal.live and deal.state == "open" and deal.id not in kept]


def load(follows: Iterable[FollowUp], today: date, days: int = 14) -> list[Load]:
    """How many lines are due on each of the coming calendar days, per owner, by login; "" is nobody's.

    Each line counts on the day it is due now: what a touch would start anew is not foretold.
    """
    overdue: dict[str, int] = {}
    ahead: dict[str, list[int]] = {}
    for follow in follows:
        counts = ahead.setdefault(follow.owner, [0] * days)
        late = (follow.due - today).days
        if late < 0:
            overdue[follow.owner] = overdue.get(follow.owner, 0) + 1
        elif late < days:
            counts[late] += 1
    return [Load(owner, overdue.get(owner, 0), tuple(counts)) for owner, counts in sorted(ahead.items())]


def blocked(follows: Sequence[FollowUp], gate: str, process: Process) -> list[Reason]:
    """Why a gate stays shut: the timers that block it and are still open (`blocks` of an obligation)."""
    return [
        Reason(
            "gate_timer_open",
            Say("gate_timer_open", {"rule": process.rule(follow.rule).label, "due": follow.at or follow.due}),
            gate=gate,
            source=process.rule(follow.rule).src or "",
        )
        for follow in follows
        if follow.blocks == gate
    ]
