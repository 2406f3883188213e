"""Whom to contact and when: the follow-ups of every customer, computed from facts and kept until a fact changes.

Nothing here is stored. A line is computed by the pure `store.process.followups`; this chapter finds the person, and
remembers the answer per customer so that a save, or a timer whose time has come, recomputes one customer only.
"""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import NamedTuple

from store.books import clocks, snoozing
from store.books.clocks import Known
from store.books.core import Core
from store.books.happenings import ROUTINE
from store.file import clockrows, rows
from store.problems import BadInput
from store.process import fired
from store.process.facts import RoutineFact, SnoozeFact
from store.process.followups import FollowUp, followups, label
from store.process.outlook import Dormancy, dormancy, without_next_step
from store.process.routines import routines
from store.process.vocabulary import STAND_INS
from store.records import Deal, Label, NextStep, Reason

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
    customer_ref: str = ""


class Kept(NamedTuple):
    """What is remembered of a customer: its facts, its follow-ups, and what a person should look at."""

    known: Known
    follows: tuple[FollowUp, ...]
    idle: tuple[str, ...]
    asleep: Dormancy | None


class Due:
    """The due list of a person or of the team."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._kept: dict[str, Kept] = {}
        self._turns: dict[str, datetime] = {}
        self._told: dict[tuple[str, str], tuple[Label, Label]] = {}
        self._complete = False
        self._at: datetime | None = None
        core.listeners.append(self._forget)

    def lines(self, owner: str = "") -> list[DueLine]:
        """What is to be done, earliest first: one person's, or (no owner) the whole team's.

        The rhythms of a customer stand in one line, the earliest, with "+n" for the rest (process.md 3.4, "two
        cadences on one customer"); a timer that an event started is something else to do and has a line of its own.
        What is not to be seen yet (a renewal until 30 days before, a greeting until 7) is left out.
        """
        found, today = [], self._core.today()
        for kept in self.kept(owner):
            mine = [one for one in kept.follows if (not owner or one.owner == owner) and one.shown_from <= today]
            rhythms = [one for one in mine if one.kind == "cadence"]
            if rhythms:
                near = sum(one.due <= today + AHEAD for one in rhythms[1:])
                found.append(self.line(rhythms[0], near))
            found += [self.line(one) for one in mine if one.kind != "cadence"]
        return sorted(found, key=place)

    def of(self, subject: str) -> list[FollowUp]:
        """The follow-ups of a customer, or of one deal with those of its customer, earliest first."""
        deal = rows.deal(self._core.conn, subject)
        customer = deal.customer if deal else subject
        self._load([customer])
        kept = self._kept.get(customer)
        return [one for one in kept.follows if not deal or one.deal in ("", deal.id)] if kept else []

    def next_steps(self, deals: Sequence[Deal]) -> dict[str, NextStep]:
        """The earliest follow-up of each of these deals (its own, else its customer's), as a card shows it.

        What nobody is asked to do is no next step.
        """
        self._load(dict.fromkeys(deal.customer for deal in deals))
        result = {}
        for deal in deals:
            kept = self._kept.get(deal.customer)
            for one in kept.follows if kept else ():
                if one.deal in ("", deal.id) and (one.owner or not deal.owner):
                    result[deal.id] = NextStep(one.rule, one.kind, one.due, one.state, one.overdue_days)
                    break
        return result

    def idle(self, deals: Sequence[Deal]) -> frozenset[str]:
        """Which of these deals are open without a next step of their own; the agenda lists the same ones."""
        customers = dict.fromkeys(deal.customer for deal in deals)
        self._load(customers)
        return frozenset(id for one in customers if one in self._kept for id in self._kept[one].idle)

    def routines(self, owner: str = "") -> list[FollowUp]:
        """The next date of each routine of the team (those that a person's roles are asked for), earliest first."""
        core = self._core
        held: dict[str, list[date]] = {}
        for _, name, at, _, _ in clockrows.events(core.conn, [""]):
            if name.startswith(ROUTINE):
                held.setdefault(name.removeprefix(ROUTINE), []).append(at.astimezone(core.zone).date())
        put_off = [
            SnoozeFact(row.rule, "", date.fromisoformat(row.until), row.reason, row.by, row.at.astimezone(core.zone))
            for row in clockrows.snoozes(core.conn, [""])
        ]
        done = [RoutineFact(id, tuple(days)) for id, days in held.items()]
        since = core.meta.created_on
        found = routines(core.process, core.calendar, done, since, core.today(), core.now(), put_off)
        roles = core.members[owner].roles if owner in core.members else ()
        return [one for one in found if not owner or one.who in roles]

    def find(self, subject: str, rule: str) -> FollowUp:
        """The line of a rule on a deal, a customer or (subject "") the team; the earliest when it has several.

        Raises BadInput("rule_not_due") with the rules that have one.
        """
        found = self.of(subject) if subject else self.routines()
        for one in found:
            if one.rule == rule:
                return one
        raise BadInput("rule_not_due", ref=subject, rule=rule, known=list(dict.fromkeys(one.rule for one in found)))

    def may_snooze(self, follow: FollowUp, to: date, reason: str) -> list[Reason]:
        """Why I may not put a line off to a day for a reason; empty means go."""
        return snoozing.lacks(self._core, follow, to, reason)

    def snooze(self, follow: FollowUp, to: date, reason: str) -> FollowUp:
        """Put a line off to a day, for a reason; the line as it stands then. Raises Refused with the reasons."""
        snoozing.put_off(self._core, follow, to, reason)
        found = self.of(follow.deal or follow.customer) if follow.customer else self.routines()
        same = (follow.deal, follow.rule, follow.source, follow.row)
        return next(one for one in found if (one.deal, one.rule, one.source, one.row) == same)

    # --- for the chapters beside it

    def kept(self, owner: str = "") -> Iterator[Kept]:
        """What is known of every customer, or at least of those that may ask something of a person."""
        self._load(None if not owner else self._customers_of(owner))
        yield from [*self._kept.values()]

    def line(self, follow: FollowUp, more: int = 0) -> DueLine:
        """A follow-up with the names that a list shows; a routine of the team has none of a customer."""
        kept = self._kept.get(follow.customer)
        one = kept.known.customer if kept else None
        deal = kept.known.deals.get(follow.deal) if kept else None
        owner = self._core.members.get(follow.owner)
        rule = (follow.kind, follow.rule)
        if rule not in self._told:
            self._told[rule] = (label(follow, self._core.process), self._step(follow))
        name, step = self._told[rule]
        return DueLine(
            follow=follow,
            ref=deal.ref if deal else one.ref if one else "",
            customer_id=follow.customer,
            customer_name=one.name if one else "",
            deal_id=follow.deal,
            deal_ref=deal.ref if deal else "",
            deal_title=deal.title if deal else "",
            rule_label=name,
            step=step,
            tier=kept.known.tiers.get(follow.deal or follow.customer, "") if kept else "",
            owner=follow.owner,
            owner_name=owner.name if owner else follow.owner,
            more=more,
            customer_ref=one.ref if one else "",
        )

    # --- within

    def _forget(self, customers: frozenset[str] | None) -> None:
        if customers is None:
            self._kept.clear()
            self._turns.clear()
            self._told.clear()
        for customer in customers or ():
            self._kept.pop(customer, None)
            self._turns.pop(customer, None)
        self._complete = False

    def _keep_up(self) -> None:
        """Forget what the time that has passed makes wrong: everything on a new day, timers whose hour has come."""
        now, before = self._core.now(), self._at
        self._at = now
        if before is None or before.date() != now.date() or before > now:
            self._forget(None)
        elif turned := frozenset(customer for customer, at in self._turns.items() if at < now):
            self._forget(turned)

    def _customers_of(self, login: str) -> list[str]:
        """The customers that may hold a follow-up of this person: own ones, those of people stood in for, and those
        where a row of a paper names the person.
        """
        core = self._core
        asked = {one.who for one in core.process.cadences} | {one.who for one in core.process.obligations}
        people = core.members.values()
        logins = {login} | {
            one.login for one in people for role in asked - STAND_INS - {*one.roles} if self._first_with(role) == login
        }
        found = rows.customer_ids(core.conn, sorted(logins))
        with_rows = fired.wanted(core.process).with_rows
        if with_rows and login in core.members:
            found += clockrows.naming(core.conn, with_rows, [login, core.members[login].name])
        return list(dict.fromkeys(found))

    def _first_with(self, role: str) -> str:
        """Who does what a role is asked to do: the first active member that has it; "" when nobody has."""
        return next((one.login for one in self._core.members.values() if one.active and role in one.roles), "")

    def _load(self, customers: Iterable[str] | None) -> None:
        """Compute what is asked for and not there yet (None: everything)."""
        core = self._core
        self._keep_up()
        if self._complete:
            return
        wanted = None if customers is None else [one for one in customers if one not in self._kept]
        if customers is None and self._kept:
            wanted = [one for one in rows.customer_ids(core.conn) if one not in self._kept]
        if wanted is None or wanted:
            self._compute(wanted)
        self._complete = customers is None

    def _compute(self, customers: Sequence[str] | None) -> None:
        core = self._core
        today, now = core.today(), core.now()
        signed = {f"signoff:{one.id}": one.role for one in core.process.signoffs}
        checks = {one.id: signed[one.done_by] for one in core.process.obligations if one.done_by in signed}
        with _unswept():
            for known in clocks.gather(core, customers):
                clock = known.clock
                found = followups(clock, core.process, core.calendar, today, now)
                follows = tuple([self._with_owner(one, checks) for one in found])
                coming = [one.at for one in follows if one.at and one.at >= now and one.due == today]
                if coming:
                    self._turns[clock.id] = min(coming)
                idle = without_next_step(clock, follows, today)
                self._kept[clock.id] = Kept(known, follows, tuple(idle), dormancy(clock, core.process, today))

    def _with_owner(self, follow: FollowUp, checks: dict[str, str]) -> FollowUp:
        """The person who is asked: the owner, unless the rule asks for a role that the owner does not have.

        A check by a second person that nobody else may do is nobody's (process.md 4.2).
        """
        core = self._core
        if follow.rule in checks:
            return follow._replace(owner=self._second(checks[follow.rule], follow.owner))
        if not follow.who or follow.who in STAND_INS:
            return follow
        owner = core.members.get(follow.owner)
        if not owner or follow.who in owner.roles:
            return follow
        other = self._first_with(follow.who)
        return follow._replace(owner=other) if other else follow

    def _second(self, role: str, owner: str) -> str:
        """Who may sign as the second person."""
        people = [one for one in self._core.members.values() if one.active and role in one.roles]
        others = [one.login for one in people if one.login != owner]
        alone = [one.login for one in people] if self._core.process.settings["self_signoff"] else []
        return (others or alone or [""])[0]

    def _step(self, follow: FollowUp) -> Label:
        process = self._core.process
        rule = next((one for one in process.cadences if one.id == follow.rule), None)
        if rule is None or not rule.channels:
            return label(follow, process)
        tier, channel = str(rule.applies.get("tier", "")), process.activity(rule.channels[0]).label
        return Label(*(f"{tier} {one}".strip() for one in channel))


@contextmanager
def _unswept() -> Iterator[None]:
    """Without looking for garbage: a hundred thousand facts are made and kept, and sweeping takes as long again."""
    sweeps = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if sweeps:
            gc.enable()


def place(line: DueLine) -> tuple[object, ...]:
    """The order of a due list: by day, by the hour where there is one, then by name."""
    at = line.follow.at
    return (line.follow.due, at.timestamp() if at else float("inf"), line.customer_name, line.ref)
