"""Whom to contact and when: the follow-ups of every customer, computed from facts and kept until a fact changes.

Nothing here is stored. A line is computed by the pure `store.process.followups`; this chapter gathers the facts,
finds the person, and remembers the answer per customer so that a save recomputes one customer only.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from store.books.core import Core
from store.file import rows
from store.process.facts import CustomerClock, DealClock, TierFact, TouchFact
from store.process.followups import FollowUp, followups, label
from store.records import Customer, Deal, Label, NextStep, TierNow

AHEAD = timedelta(days=30)
"""What else is due by then is counted as "+n" beside a customer's earliest line; a yearly meeting is not."""


class DueLine(NamedTuple):
    """One customer on the due list: its earliest follow-up, and how many more there are.

    `rule_label` names the rule, `step` says in a word or two what is to be done: the tier and the first channel.
    """

    follow: FollowUp
    ref: str
    customer_id: str
    customer_name: str
    deal_id: str
    deal_ref: str
    deal_title: str
    rule_label: Label
    step: Label
    tier: str
    owner: str
    owner_name: str
    more: int


class Due:
    """The due list of a person or of the team."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._kept: dict[str, tuple[FollowUp, ...]] = {}
        self._names: dict[str, tuple[Customer, Mapping[str, Deal], Mapping[str, str]]] = {}
        self._complete = False
        self._day: date | None = None
        core.listeners.append(self._forget)

    def lines(self, owner: str = "") -> list[DueLine]:
        """One line a customer, earliest first: of one person's follow-ups, or (no owner) of the whole team's."""
        self._load(None if not owner else self._customers_of(owner))
        found = []
        for customer, follows in self._kept.items():
            mine = [one for one in follows if not owner or one.owner == owner]
            if mine:
                near = sum(one.due <= self._core.today() + AHEAD for one in mine[1:])
                found.append(self._line(customer, mine[0], near))
        return sorted(found, key=lambda line: (line.follow.due, line.customer_name, line.ref))

    def of(self, subject: str) -> list[FollowUp]:
        """The follow-ups of a customer, or of one deal with those of its customer, earliest first."""
        deal = rows.deal(self._core.conn, subject)
        customer = deal.customer if deal else subject
        self._load([customer])
        return [one for one in self._kept.get(customer, ()) if not deal or one.deal in ("", deal.id)]

    def next_steps(self, deals: Sequence[Deal]) -> dict[str, NextStep]:
        """The earliest follow-up of each of these deals (its own, else its customer's), as a card shows it."""
        self._load(dict.fromkeys(deal.customer for deal in deals))
        result = {}
        for deal in deals:
            for one in self._kept.get(deal.customer, ()):
                if one.deal in ("", deal.id):
                    result[deal.id] = NextStep(one.rule, one.kind, one.due, one.state, one.overdue_days)
                    break
        return result

    # --- within

    def _forget(self, customers: frozenset[str] | None) -> None:
        if customers is None:
            self._kept.clear()
            self._names.clear()
            self._complete = False
        for customer in customers or ():
            self._kept.pop(customer, None)
            self._names.pop(customer, None)
            self._complete = False

    def _customers_of(self, login: str) -> list[str]:
        """The customers that may hold a follow-up of this person: own ones, and those of people stood in for."""
        core = self._core
        asked = {one.who for one in core.process.cadences}
        people = core.members.values()
        logins = {login} | {
            one.login for one in people for role in asked - set(one.roles) if self._first_with(role) == login
        }
        return rows.customer_ids(core.conn, sorted(logins))

    def _first_with(self, role: str) -> str:
        """Who does what a role is asked to do: the first active member that has it; "" when nobody has."""
        return next((one.login for one in self._core.members.values() if one.active and role in one.roles), "")

    def _load(self, customers: Iterable[str] | None) -> None:
        """Compute what is asked for and not there yet (None: everything)."""
        core = self._core
        if self._day != core.today():
            self._forget(None)
            self._day = core.today()
        if self._complete:
            return
        wanted = rows.customer_ids(core.conn) if customers is None else list(customers)
        fresh = [one for one in wanted if one not in self._kept]
        for clock in self._clocks(fresh):
            found = followups(clock, core.process, core.calendar, core.today())
            self._kept[clock.id] = tuple(self._with_owner(one) for one in found)
        self._complete = customers is None

    def _with_owner(self, follow: FollowUp) -> FollowUp:
        """The person who is asked: the owner, unless the rule asks for a role that the owner does not have."""
        core = self._core
        owner = core.members.get(follow.owner)
        if not owner or not follow.who or follow.who in owner.roles:
            return follow
        other = self._first_with(follow.who)
        return follow._replace(owner=other) if other else follow

    def _line(self, customer: str, follow: FollowUp, more: int) -> DueLine:
        one, deals, tiers = self._names[customer]
        deal = deals.get(follow.deal)
        owner = self._core.members.get(follow.owner)
        return DueLine(
            follow=follow,
            ref=deal.ref if deal else one.ref,
            customer_id=customer,
            customer_name=one.name,
            deal_id=follow.deal,
            deal_ref=deal.ref if deal else "",
            deal_title=deal.title if deal else "",
            rule_label=label(follow, self._core.process),
            step=self._step(follow),
            tier=tiers.get(follow.deal or customer, ""),
            owner=follow.owner,
            owner_name=owner.name if owner else follow.owner,
            more=more,
        )

    def _step(self, follow: FollowUp) -> Label:
        process = self._core.process
        rule = next((one for one in process.cadences if one.id == follow.rule), None)
        if rule is None or not rule.channels:
            return label(follow, process)
        tier, channel = str(rule.applies.get("tier", "")), process.activity(rule.channels[0]).label
        return Label(*(f"{tier} {one}".strip() for one in channel))

    def _clocks(self, customers: Sequence[str]) -> list[CustomerClock]:
        """The facts of these customers, in a handful of queries whatever their number."""
        conn = self._core.conn
        known = {one.id: one for one in rows.customers(conn, customers)}
        deals = rows.deals_of(conn, known)
        by_customer = {key: list(some) for key, some in groupby(deals, key=lambda one: one.customer)}
        tiers: dict[str, list[TierNow]] = {}
        for tier in rows.tiers(conn, [*known, *(one.id for one in deals)]):
            tiers.setdefault(tier.subject, []).append(tier)
        touches: dict[str, list[TouchFact]] = {}
        for customer, kind, day, linked in rows.touches(conn, known):
            fact = TouchFact(kind, date.fromisoformat(day), tuple(linked.split()) if linked else ())
            touches.setdefault(customer, []).append(fact)
        events = self._events(deals)
        result = []
        for one in known.values():
            own = by_customer.get(one.id, [])
            clocks = tuple(self._deal_clock(deal, tiers.get(deal.id, []), events.get(deal.id, {})) for deal in own)
            result.append(self._customer_clock(one, clocks, tiers.get(one.id, []), touches.get(one.id, [])))
            shown = {key: tiers[key][0].tier for key in (one.id, *(deal.id for deal in own)) if key in tiers}
            self._names[one.id] = (one, {deal.id: deal for deal in own}, shown)
        return result

    def _events(self, deals: Sequence[Deal]) -> dict[str, dict[str, date]]:
        """The days of the playbook's events on each deal, from stages entered (process.md 9.2)."""
        process = self._core.process
        by_stage: dict[str, list[str]] = {}
        for event, fired in process.events.items():
            kind, _, arg = fired.partition(":")
            if kind == "stage":
                by_stage.setdefault(arg, []).append(event)
        result: dict[str, dict[str, date]] = {}
        for deal, stage, on in rows.stage_entries(self._core.conn, [one.id for one in deals if one.live]):
            days = result.setdefault(deal, {})
            days[f"stage:{stage}"] = on  # where a cadence that runs in several stages began
            for event in by_stage.get(stage, ()):
                days[event] = on
        return result

    def _deal_clock(self, deal: Deal, tiers: Sequence[TierNow], events: Mapping[str, date]) -> DealClock:
        return DealClock(
            id=deal.id,
            owner=deal.owner,
            stage=deal.stage,
            state=deal.state,
            live=deal.live,
            entered_on=deal.entered_on,
            signed_on=deal.signed_on,
            resumed_on=deal.resumed_on,
            wake_on=deal.wake_on,
            tiers=tuple(TierFact(one.scheme, one.tier, one.since) for one in tiers),
            events={"deal_created": deal.created_on, **({"won": deal.signed_on} if deal.signed_on else {}), **events},
        )

    def _customer_clock(
        self, one: Customer, deals: tuple[DealClock, ...], tiers: Sequence[TierNow], touches: Sequence[TouchFact]
    ) -> CustomerClock:
        events = {"customer_created": one.created_on}
        if one.first_signed_on:
            events["first_signed"] = one.first_signed_on
        owner = one.owner or next((deal.owner for deal in deals if deal.live), "")
        return CustomerClock(
            id=one.id,
            owner=owner,
            created_on=one.created_on,
            first_signed_on=one.first_signed_on,
            founded_on=one.founded_on,
            archived=one.archived,
            tiers=tuple(TierFact(tier.scheme, tier.tier, tier.since) for tier in tiers),
            events=events,
            deals=deals,
            touches=tuple(touches),
        )
