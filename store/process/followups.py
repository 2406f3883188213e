"""Whom to contact and when: the follow-ups of one customer and its deals (process.md 3.3, 3.4).

Nothing here is stored and no clock is asked: the same facts on the same day give the same lines, whoever asks.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from store.process import cadence, festivals
from store.process.cadence import Due, Rule, Start
from store.process.explained import WAKE, explain, label
from store.process.facts import CustomerClock, DealClock, TierFact, TouchFact
from store.process.followrules import Ready, ready
from store.process.lines import REVIEW_TIER, FollowUp, Now, line, standing
from store.process.obligations import appointment, timers
from store.process.playbook import Process
from store.process.workdays import Calendar

__all__ = ["WAKE", "FollowUp", "explain", "followups", "label", "settled"]

RUNNING = ("open", "won")  # the states in which a deal's own rhythms run; paused, lost and completed stop them all


def followups(
    clock: CustomerClock, process: Process, calendar: Calendar, today: date, time: datetime | None = None
) -> list[FollowUp]:
    """Every follow-up of a customer and its deals, earliest first; deals before the customer's own on the same day.

    `time`: now, in the team's zone; without it timers counted by the clock are late on the day after.
    """
    if clock.archived:
        return []
    context = _context(clock, process, calendar, today, time)
    found = [follow for one in clock.deals for follow in context.of_deal(one)]
    found += context.of_customer()
    found += timers(clock, context.rules, context.now, context.touches)
    found.sort(key=_due)
    return found


def settled(
    clock: CustomerClock, process: Process, calendar: Calendar, today: date, time: datetime | None = None
) -> list[FollowUp]:
    """The timers that have ended: done, done late (`done_at` says when, `first_due` by when) or canceled."""
    context = _context(clock, process, calendar, today, time)
    found = timers(clock, context.rules, context.now, context.touches, every=True)
    return sorted((one for one in found if one.state in ("done", "done_late", "canceled")), key=_due)


def _context(
    clock: CustomerClock, process: Process, calendar: Calendar, today: date, time: datetime | None
) -> "_Context":
    rules = ready(process)
    touches = sorted((touch for touch in clock.touches if touch.day <= today), key=_day, reverse=True)
    by_deal: dict[str, list[TouchFact]] = {}
    for touch in touches:
        for deal in touch.deals:
            by_deal.setdefault(deal, []).append(touch)
    now = Now(calendar, today, time, rules.escalate_after)
    return _Context(clock, rules, now, calendar, today, touches, by_deal)


def _day(touch: TouchFact) -> date:
    return touch.day


def _due(follow: FollowUp) -> date:
    return follow.due


class _Context(NamedTuple):
    """One customer on one day; `touches` are those that took place, latest first, `by_deal` those linked to a deal."""

    clock: CustomerClock
    rules: Ready
    now: Now
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
            day = _deal_event(deal, event)
        else:
            day = self.clock.events.get(event) or self._builtin(event)
            if day is None:
                return self._first(event)
        return day if day and day <= self.today else None

    def _first(self, event: str) -> date | None:
        """The first day among the deals on which an event has come."""
        first: date | None = None
        for deal in self.clock.deals:
            day = _deal_event(deal, event)
            if day and day <= self.today and (first is None or day < first):
                first = day
        return first

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
        counted = [touch for touch in touches if touch.kind in channels and touch.day > after]
        due = self._when(rule, start, counted, event)
        if not due:
            return
        clock = self.clock
        shown = due.day - festivals.AHEAD if rule.kind == "festival" else max(due.why.base, start.day)
        put_off = (
            standing(clock.snoozes, rule.id, deal or clock.id, self.today, counted[0] if counted else None)
            if clock.snoozes
            else ()
        )
        planned = (
            appointment(clock.appointments, channels, deal, due.day, shown, self.today) if clock.appointments else None
        )
        yield line(
            self.now, due, rule.id, "cadence", shown, clock.id, deal, rule.who, owner, channels, put_off, planned,
            self._flags(rule, start, due, counted),
        )  # fmt: skip

    def _when(self, rule: Rule, start: Start, counted: Sequence[TouchFact], event: Start | None) -> Due | None:
        """When a rule asks for the next touch, None when for none."""
        if rule.kind == "festival":
            founded = self.clock.founded_on
            return festivals.due(rule, start, counted, self.calendar, self.rules.festivals, founded, self.today)
        if rule.unit in cadence.HOURS and (begun := self._time_of(rule.event, start.day)):
            due = cadence.due(rule, start, counted, self.calendar)
            return due and cadence.by_the_clock(due, begun)
        return cadence.due(rule, start, counted, self.calendar, event.day if event else None)

    def _time_of(self, event: str, day: date) -> datetime | None:
        """The time of an event that happened on a day, where it is known."""
        fired = (*self.clock.fired, *(fact for deal in self.clock.deals for fact in deal.fired))
        times = (fact.at for fact in fired if fact.name == event and isinstance(fact.at, datetime))
        return next((at for at in times if at.date() == day), None)

    def _flags(self, rule: Rule, start: Start, due: Due, counted: Sequence[TouchFact]) -> tuple[str, ...]:
        if not rule.scheme or (rule.kind == "interval" and due.day >= self.today):
            return ()
        days = (touch.day for touch in counted)
        missed = cadence.missed_twice(rule, start.day, due.day, days, self.calendar, self.today)
        return (REVIEW_TIER,) if missed else ()

    def _wake(self, deal: DealClock, wake_on: date) -> FollowUp:
        """The wake-up of a paused deal, on the next working day when its date is off."""
        due = cadence.wake(wake_on, self.calendar)
        clock, owner = self.clock, deal.owner or self.clock.owner
        put_off = standing(clock.snoozes, WAKE, deal.id, self.today)
        shown = min(deal.entered_on, due.day)
        return line(self.now, due, WAKE, WAKE, shown, clock.id, deal.id, "owner", owner, (), put_off)


def _tier_start(fact: TierFact) -> Start:
    return Start(fact.since, "tier", f"{fact.scheme}.{fact.tier}")


def _resumed(deal: DealClock, start: Start) -> Start:
    """The later of the start and the deal's coming back from a pause."""
    back = deal.resumed_on
    return Start(back, "resume", "") if back and back > start.day else start


def _deal_event(deal: DealClock, event: str) -> date | None:
    return deal.events.get(event) or (deal.signed_on if event == "signed" else None)
