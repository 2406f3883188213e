"""Whom to contact and when: the follow-ups of one customer and its deals (process.md 3.3, 3.4).

Nothing here is stored and no clock is asked: the same facts on the same day give the same lines, whoever asks.
Cadences of kind phases and festival yield no line yet; `unsupported` names them.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from weakref import WeakKeyDictionary

from store.process import cadence
from store.process.cadence import Derivation, Due, Rule, Start
from store.process.facts import CustomerClock, DealClock, TierFact, TouchFact
from store.process.playbook import Cadence, Process
from store.process.workdays import Calendar
from store.records import Label, Say

RUNNING = ("open", "won")  # the states in which a deal's own rhythms run; paused, lost and completed stop them all
WAKE = "wake"


class FollowUp(NamedTuple):
    """Something to do with a customer, and by when.

    `deal` is "" when it is the customer's own. `kind` is cadence or wake; `who` a role of the playbook or "owner";
    `owner` a login or "". `state` is upcoming, today or overdue, `overdue_days` in calendar days, `escalated` when it
    is overdue by the working days of the setting. `channels`: the activities that settle it.
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


class _Rules(NamedTuple):
    """A playbook's cadences made ready: those of a tier by (subject, scheme, tier), the others by subject.

    `ends`: scheme -> the event with which its cadences stop. `resting`: the tiers whose own rhythm asks for no contact.
    """

    tiers: Mapping[tuple[str, str, str], tuple[Rule, ...]]
    others: Mapping[str, tuple[Rule, ...]]
    ends: Mapping[str, str]
    resting: frozenset[tuple[str, str]]
    escalate_after: int


_READY: WeakKeyDictionary[Process, _Rules] = WeakKeyDictionary()


def followups(clock: CustomerClock, process: Process, calendar: Calendar, today: date) -> list[FollowUp]:
    """Every follow-up of a customer and its deals, earliest first; deals before the customer's own on the same day."""
    if clock.archived:
        return []
    rules = _ready(process)
    touches = sorted((touch for touch in clock.touches if touch.day <= today), key=_day, reverse=True)
    by_deal: dict[str, list[TouchFact]] = {}
    for touch in touches:
        for deal in touch.deals:
            by_deal.setdefault(deal, []).append(touch)
    context = _Context(clock, rules, calendar, today, touches, by_deal)
    found = [follow for one in clock.deals for follow in context.of_deal(one)]
    found += context.of_customer()
    found.sort(key=_due)
    return found


def unsupported(process: Process) -> list[Cadence]:
    """The cadences that yield no follow-up yet, because of their kind or a clock in hours."""
    return [one for one in process.cadences if not _computable(one)]


def _day(touch: TouchFact) -> date:
    return touch.day


def _due(follow: FollowUp) -> date:
    return follow.due


def _computable(one: Cadence) -> bool:
    return one.rule["kind"] in cadence.KINDS and one.rule.get("unit") not in ("minute", "hour")


def _ready(process: Process) -> _Rules:
    """The playbook's cadences made ready, once for each Process."""
    rules = _READY.get(process)
    if rules is None:
        rules = _READY[process] = _prepare(process)
    return rules


def _prepare(process: Process) -> _Rules:
    quiet = {one.id for one in process.activities if not one.touch}
    tiers: dict[tuple[str, str, str], tuple[Rule, ...]] = {}
    others: dict[str, tuple[Rule, ...]] = {}
    contact: dict[tuple[str, str], bool] = {}
    for one in process.cadences:
        scheme, tier = str(one.applies.get("scheme", "")), str(one.applies.get("tier", ""))
        if scheme and one.subject == "customer":
            contact[scheme, tier] = contact.get((scheme, tier), False) or not quiet.issuperset(one.channels)
        if not _computable(one):
            continue
        rule = cadence.ready(one, process.settings["roll"])
        if scheme:
            key = (one.subject, scheme, tier)
            tiers[key] = (*tiers.get(key, ()), rule)
        else:
            others[one.subject] = (*others.get(one.subject, ()), rule)
    return _Rules(
        tiers=tiers,
        others=others,
        ends={one.id: one.until for one in process.tier_schemes if one.until},
        resting=frozenset(key for key, asks in contact.items() if not asks),
        escalate_after=process.settings["escalate_after_workdays"],
    )


class _Context(NamedTuple):
    """One customer on one day; `touches` are those that took place, latest first, `by_deal` those linked to a deal."""

    clock: CustomerClock
    rules: _Rules
    calendar: Calendar
    today: date
    touches: Sequence[TouchFact]
    by_deal: Mapping[str, Sequence[TouchFact]]

    # --- which cadences apply, and since when

    def of_deal(self, deal: DealClock) -> Iterator[FollowUp]:
        """Tier cadences while the deal is open and unsigned, the others while it runs, the wake-up while it pauses."""
        if deal.state == "paused" and deal.wake_on:
            yield self._wake(deal, deal.wake_on)
        if not deal.live or deal.state not in RUNNING:
            return
        owner = deal.owner or self.clock.owner
        if deal.state == "open" and deal.signed_on is None:
            for fact in deal.tiers:
                for rule in (
                    self.rules.tiers.get(("deal", fact.scheme, fact.tier), ()) if fact.since <= self.today else ()
                ):
                    yield from self._follow(rule, _resumed(deal, _tier_start(fact)), deal.id, owner)
        for rule in self.rules.others.get("deal", ()):
            start = self._stage_start(rule, deal) if rule.stages else self._event_start(rule, deal)
            if start:
                yield from self._follow(rule, _resumed(deal, start), deal.id, owner, start)

    def of_customer(self) -> Iterator[FollowUp]:
        """Tier cadences until their scheme ends; those started by an event rest with a resting tier or dormancy."""
        clock, owner = self.clock, self.clock.owner
        dormant = self._happened("customer_dormant") is not None
        resting = dormant
        for fact in clock.tiers:
            end = self.rules.ends.get(fact.scheme)
            if fact.since > self.today or (end and self._happened(end)):
                continue
            resting = resting or (fact.scheme, fact.tier) in self.rules.resting
            for rule in self.rules.tiers.get(("customer", fact.scheme, fact.tier), ()):
                yield from self._follow(rule, _tier_start(fact), "", owner)
        for rule in self.rules.others.get("customer", ()):
            if resting and not (dormant and rule.event == "customer_dormant"):
                continue
            if start := self._event_start(rule, None):
                yield from self._follow(rule, start, "", owner, start)

    def _event_start(self, rule: Rule, deal: DealClock | None) -> Start | None:
        """Since the event, unless it has not come yet or the event that ends it has (also on that very day)."""
        begun = self._happened(rule.event, deal)
        if begun is None:
            return None
        ended = self._happened(rule.until, deal) if rule.until else None
        return None if ended and ended >= begun else Start(begun, "event", rule.event)

    def _stage_start(self, rule: Rule, deal: DealClock) -> Start | None:
        """Since the deal came into the listed stages, however many of them it has passed since.

        The days of earlier stages are the events "stage:ID" (the last time it was entered); without them it is the
        day the present stage was entered.
        """
        if deal.stage not in rule.stages:
            return None
        entered = {name[6:]: day for name, day in deal.events.items() if name.startswith("stage:")}
        outside = max((day for stage, day in entered.items() if stage not in rule.stages), default=date.min)
        inside = [(day, stage) for stage, day in entered.items() if stage in rule.stages and day >= outside]
        day, stage = min((*inside, (deal.entered_on, deal.stage)))
        return Start(day, "stage", stage)

    def _happened(self, event: str, deal: DealClock | None = None) -> date | None:
        """The day of an event that has come: the deal's, or the customer's, else the first among its deals."""
        if deal:
            days = [_deal_event(deal, event)]
        else:
            days = [self.clock.events.get(event) or self._builtin(event)]
            if days == [None]:
                days = [_deal_event(one, event) for one in self.clock.deals]
        return min((day for day in days if day and day <= self.today), default=None)

    def _builtin(self, event: str) -> date | None:
        match event:
            case "customer_created":
                return self.clock.created_on
            case "first_signed":
                return self.clock.first_signed_on
        return None

    # --- the lines

    def _follow(
        self, rule: Rule, start: Start, deal: str, owner: str, event: Start | None = None
    ) -> Iterator[FollowUp]:
        """The line of a rule, if it asks for one. Cadences started by an event count only touches after its day."""
        channels = rule.channels
        after = event.day if event and event.kind == "event" else date.min
        touches = self.by_deal.get(deal, ()) if deal else self.touches
        counted = (touch for touch in touches if touch.kind in channels and touch.day > after)
        due = cadence.due(rule, start, counted, self.calendar)
        if due:
            shown = max(due.why.base, start.day)
            yield self._line(due, rule.id, "cadence", shown, deal, rule.who, owner, channels)

    def _wake(self, deal: DealClock, wake_on: date) -> FollowUp:
        """The wake-up of a paused deal, on the next working day when its date is off."""
        due = cadence.wake(wake_on, self.calendar)
        owner = deal.owner or self.clock.owner
        return self._line(due, WAKE, WAKE, min(deal.entered_on, due.day), deal.id, "owner", owner, ())

    def _line(
        self, due: Due, rule: str, kind: str, shown: date, deal: str, who: str, owner: str, channels: tuple[str, ...]
    ) -> FollowUp:
        late = (self.today - due.day).days
        return FollowUp(
            customer=self.clock.id,
            deal=deal,
            rule=rule,
            kind=kind,
            due=due.day,
            shown_from=shown,
            state="upcoming" if late < 0 else "overdue" if late else "today",
            overdue_days=max(late, 0),
            escalated=late > 0 and self.calendar.wd(due.day, self.rules.escalate_after) <= self.today,
            who=who,
            owner=owner,
            channels=channels,
            why=due.why,
        )


def _tier_start(fact: TierFact) -> Start:
    return Start(fact.since, "tier", f"{fact.scheme}.{fact.tier}")


def _resumed(deal: DealClock, start: Start) -> Start:
    """The later of the start and the deal's coming back from a pause."""
    back = deal.resumed_on
    return Start(back, "resume", "") if back and back > start.day else start


def _deal_event(deal: DealClock, event: str) -> date | None:
    return deal.events.get(event) or (deal.signed_on if event == "signed" else None)


# --- why a date is what it is


def label(follow: FollowUp, process: Process) -> Label:
    """The short name of a follow-up, for cards and the due list; a wake-up has that of the state it wakes from."""
    if follow.kind != WAKE:
        return process.rule(follow.rule).label
    pool = process.closed("pool")
    return pool.label if pool else Label(follow.rule, follow.rule)


def explain(follow: FollowUp, process: Process) -> Say:
    """How the date came about, in a sentence or two; with a warning when a year's days off are not announced."""
    why = follow.why
    say = _explain_quota(follow, process) if why.form == "quota" else _explain_count(follow, process)
    return Say("why_unsure", {"why": say, "years": list(why.unsure)}) if why.unsure else say


def _explain_count(follow: FollowUp, process: Process) -> Say:
    """Intervals, single touches and wake-ups: base + step, then what moved it."""
    why = follow.why
    then: Say | str = ""
    if why.floor:
        floor = {"floor": why.floor.day, "cause": _cause(why.floor.kind, why.floor.what, process), "due": follow.due}
        then = Say("why_floored", floor)
    elif why.skipped:
        moved = "why_moved_on" if follow.due > why.raw else "why_moved_back"
        then = Say(moved, {"days": len(why.skipped), "due": follow.due})
    args = {"rule": label(follow, process), "raw": why.raw, "then": then}
    if follow.kind == WAKE:
        return Say("why_wake", args)
    base = _base(why, process)
    base = base if why.base_kind == "touch" else Say("why_no_touch", {"since": base})
    step = Say(f"why_{why.unit}" if why.n == 1 else f"why_{why.unit}s", {"n": why.n})
    return Say("why_interval", {**args, "base": base, "step": step})


def _explain_quota(follow: FollowUp, process: Process) -> Say:
    """Quotas: the days of the period on which a touch is asked for, and which of them is free."""
    why = follow.why
    args: dict[str, object] = {"rule": label(follow, process), "base": _base(why, process)}
    args |= {"first": why.first, "last": why.last, "slots": why.slots, "done": why.done, "due": follow.due}
    return Say("why_quota_later" if why.later else "why_quota", args)


def _base(why: Derivation, process: Process) -> Say:
    """What was counted from: the last touch, or since when the cadence applies."""
    if why.base_kind == "touch":
        return Say("why_last_touch", {"day": why.base, "kind": process.activity(why.base_what).label})
    return Say("why_since", {"day": why.base, "cause": _cause(why.base_kind, why.base_what, process)})


def _cause(kind: str, what: str, process: Process) -> Say:
    """What happened on a day that counts: a touch, a tier set, an event, a stage entered, a pause ended."""
    match kind:
        case "tier":
            return Say("why_cause_tier", {"tier": process.tier(*what.split(".", 1)).label})
        case "stage":
            return Say("why_cause_stage", {"stage": process.stage(what).label})
        case "event":
            return Say(f"why_event_{what}")
        case "resume":
            return Say("why_cause_resume")
    return Say("why_cause_touch")
