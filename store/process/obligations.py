"""One-time timers: started by an event, counted forward or back from it, ended by what was to be done.

Source: process.md 3.3 (obligation, done by), 3.4 (paused, lost, meeting moved). The events and what ends them are
facts; nothing here is stored.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import chain

from store.process.cadence import HOURS, Derivation, Due, Start, rolled, skipped, step, unsure
from store.process.facts import AppointmentFact, CustomerClock, DealClock, EventFact, Moment, TouchFact
from store.process.followrules import Ready, Timer
from store.process.lines import CREATED_OVERDUE, FollowUp, Now, line, standing
from store.process.moments import before, day_of, distance, later, order
from store.process.started import STOPPED, TOUCH_LOGGED, Started, of_facts, of_touches
from store.process.workdays import Calendar, plus

GOES_ON = frozenset({"issue_opened", "complaint_opened"})  # a customer's trouble is answered whatever becomes of a deal
YEARS_AHEAD = 200  # a yearly timer is looked for that far


def timers(
    clock: CustomerClock, rules: Ready, now: Now, touches: Sequence[TouchFact], *, every: bool = False
) -> list[FollowUp]:
    """The open timers of a customer and its deals; with `every` also those done or canceled.

    `touches`: those that took place, latest first. Most customers have none, which is found out first.
    """
    groups = of_facts(clock, rules, now.today)
    if touches:
        groups += of_touches(clock, rules, touches, now.today, every)
    if not groups:
        return []
    context = _Timers(clock, rules, now, touches, every)
    return [follow for started in groups for follow in context.of_name(started)]


def due_of(timer: Timer, event: EventFact, calendar: Calendar, resumed: date | None = None) -> Due:
    """When a timer started by an event is due; days and working days count anew from the day a deal was resumed."""
    day = day_of(event.at)
    if event.due:
        return Due(event.due, _why(timer, "own", Start(day, "event", event.name), event.due, ()))
    base = Start(day, "event", event.name)
    if timer.unit in HOURS and isinstance(event.at, datetime):
        at = later(event.at, timer.n * HOURS[timer.unit])
        why = _why(timer, "obligation", base, at.date(), ())
        return Due(at.date(), why._replace(at=event.at), at)
    if resumed and resumed > day and timer.n > 0 and timer.unit not in HOURS:
        base = Start(resumed, "resume", "")
    return counted(timer, base, calendar)


def counted(timer: Timer, base: Start, calendar: Calendar) -> Due:
    """`n` days, months, years or working days from a day, moved off days off; forward always after the day itself."""
    raw = step(calendar, base.day, timer.n, timer.unit)
    if timer.unit == "workday":
        return Due(raw, _why(timer, "obligation", base, raw, _off(calendar, base.day, raw), calendar))
    day = raw if timer.unit in HOURS else rolled(calendar, raw, timer.roll)
    floor = None
    if timer.n > 0 and day <= base.day and timer.unit not in HOURS:
        floor, day = base, calendar.wd(base.day, 1)
    passed = skipped(raw, day) if day != raw and not floor else ()
    why = _why(timer, "obligation", base, raw, passed, calendar)
    return Due(day, why._replace(floor=floor, unsure=unsure(calendar, raw, day)))


def _why(
    timer: Timer, form: str, base: Start, raw: date, passed: tuple[date, ...], calendar: Calendar | None = None
) -> Derivation:
    doubt = unsure(calendar, base.day, raw) if calendar else ()
    return Derivation(form, base.kind, base.what, base.day, timer.n, timer.unit, raw, passed, unsure=doubt)


def _off(calendar: Calendar, one: date, other: date) -> tuple[date, ...]:
    """The days off between two days, on the way that working days were counted."""
    first, last = min(one, other) + timedelta(1), max(one, other)
    days = (first + timedelta(n) for n in range((last - first).days))
    return tuple(day for day in days if not calendar.is_work(day))


class _Timers:
    """The timers of one customer on one day. Marks are what ends timers, gathered when first asked for."""

    def __init__(self, clock: CustomerClock, rules: Ready, now: Now, touches: Sequence[TouchFact], every: bool) -> None:
        self.clock, self.rules, self.now, self.touches, self.every = clock, rules, now, touches, every
        self._marks: dict[tuple[str, str], list[Moment]] = {}
        self._bound: dict[tuple[str, str, int], list[Moment]] | None = None

    def of_name(self, started: list[Started]) -> Iterator[FollowUp]:
        """The timers that the events of one name have started on one subject."""
        if len(started) > 1:
            started.sort(key=_begun)
        for timer in self.rules.timers[started[0].event.name]:
            if timer.yearly:
                for one in started:
                    yield from self._yearly(timer, one)
                continue
            recent = (one for one in started if day_of(one.event.at) >= self.clock.timers_from)
            mine = [one for one in recent if _fits(timer, one) and (timer.n < 0 or self._come(one.event))]
            for one, done in self._settled(timer, mine):
                yield from self._line(timer, one, done)

    def _come(self, event: EventFact) -> bool:
        return day_of(event.at) <= self.now.today

    # --- what ends a timer

    def _settled(self, timer: Timer, started: list[Started]) -> Iterator[tuple[Started, Moment | None]]:
        """Each event with the moment its timer ended, None while it is open."""
        if timer.means == "signoff":
            yield from self._checked(timer, started)
        elif timer.n < 0 and not timer.bound:
            yield from self._nearest(timer, started)
        else:
            for number, one in enumerate(started):
                yield one, self._ended(timer, one, first=number == 0)

    def _ended(self, timer: Timer, one: Started, *, first: bool) -> Moment | None:
        """The first mark that counts for this event.

        A form that is filled once counts whenever it was filled, for the first event that asks for it; all else must
        not be older than the event.
        """
        event = one.event
        if timer.bound and event.source:
            row = event.row if timer.by_row and timer.means == "field" else 0
            marks = self._of_entry(timer.done_by, event.source, row)
            floor = event.at if timer.by_row and timer.means == "form" else event.moved
        else:
            marks = self._marks_of(timer, one.deal)
            floor = None if timer.single and first and not timer.by_row else event.at
        found = [mark for mark in marks if floor is None or not before(mark, floor)]
        if one.noted and timer.means == "form" and timer.on == TOUCH_LOGGED and day_of(one.noted) <= self.now.today:
            found.append(one.noted)
        return min(found, key=order, default=None)

    def _checked(self, timer: Timer, started: list[Started]) -> Iterator[tuple[Started, Moment | None]]:
        """A check that is pending keeps its first date whatever else changes meanwhile (process.md 3.3)."""
        open_until: Moment | None = None
        pending = False
        for one in started:
            if pending and (open_until is None or not before(open_until, one.event.at)):
                continue
            open_until = self._ended(timer, one, first=False)
            pending = True
            yield one, open_until

    def _nearest(self, timer: Timer, started: list[Started]) -> Iterator[tuple[Started, Moment | None]]:
        """What is done before a planned time counts for the planned time nearest to it that has none yet."""
        done: dict[int, Moment] = {}
        for mark in self._marks_of(timer, started[0].deal) if started else ():
            waiting = [n for n, one in enumerate(started) if n not in done and _known(one.event, mark)]
            if waiting:
                done[_closest(started, waiting, mark)] = mark
        yield from ((one, done.get(n)) for n, one in enumerate(started))

    def _of_entry(self, what: str, source: str, row: int) -> list[Moment]:
        if self._bound is None:
            self._bound = {}
            for facts in (self.clock.done, *(deal.done for deal in self.clock.deals)):
                for fact in facts:
                    if day_of(fact.at) <= self.now.today:
                        self._bound.setdefault((fact.what, fact.source, fact.row), []).append(fact.at)
        return self._bound.get((what, source, row), [])

    def _marks_of(self, timer: Timer, deal: DealClock | None) -> list[Moment]:
        """What may end a timer of a deal (the deal's and its customer's) or of the customer (everybody's)."""
        key = (timer.done_by, deal.id if deal else "")
        if key not in self._marks:
            name = timer.done_by.partition(":")[2]
            deals = (deal,) if deal else self.clock.deals
            found: list[Moment]
            match timer.means:
                case "activity":
                    found = [_moment(one) for one in self.touches if one.kind == name and _reaches(one, deal)]
                case "tier":
                    tiers = chain(self.clock.tiers, *(one.tiers for one in deals))
                    found = [fact.since for fact in tiers if fact.scheme == name]
                case _:
                    done = chain(self.clock.done, *(one.done for one in deals))
                    found = [fact.at for fact in done if fact.what == timer.done_by]
            found = [one for one in found if day_of(one) <= self.now.today]
            if len(found) > 1:
                found.sort(key=order)
            self._marks[key] = found
        return self._marks[key]

    # --- the lines

    def _line(self, timer: Timer, one: Started, done: Moment | None) -> Iterator[FollowUp]:
        if done is not None and not self.every:
            return
        event, deal = one.event, one.deal
        ended = done is None and (self._stopped(one) or self._canceled(timer, one))
        if ended and not self.every:
            return
        due = due_of(timer, event, self.now.calendar, deal.resumed_on if deal else None)
        flags = (CREATED_OVERDUE,) if timer.n < 0 and event.known and before(due.at or due.day, event.known) else ()
        begun = day_of(event.at) if timer.n >= 0 else day_of(event.known) if event.known else due.day
        yield self._made(timer, one, due, begun, done, ended, flags)

    def _yearly(self, timer: Timer, one: Started) -> Iterator[FollowUp]:
        """The first anniversary that has not had its own; those passed over by a late one are not asked for again.

        What is done counts for an anniversary from the day after the one before.
        """
        if not _fits(timer, one) or not self._come(one.event):
            return
        begun = day_of(one.event.at)
        marks = [day_of(mark) for mark in self._marks_of(timer, one.deal)]
        done: date | None = None
        for years in range(YEARS_AHEAD):
            raw = _anniversary(begun, years, timer)
            if raw < self.clock.timers_from or (done and raw <= done):
                continue
            opened = _anniversary(begun, years - 1, timer) if years else begun
            mark = next((day for day in marks if day > opened and (done is None or day > done)), None)
            ended = mark is None and (self._stopped(one) or self._canceled(timer, one))
            if self.every or not (mark or ended):
                due = _yearly_due(timer, one.event, raw, years, self.now.calendar)
                yield self._made(timer, one, due, opened, mark, ended, ())
            if mark is None:
                return
            done = mark

    def _made(
        self,
        timer: Timer,
        one: Started,
        due: Due,
        begun: date,
        done: Moment | None,
        ended: bool,
        flags: tuple[str, ...],
    ) -> FollowUp:
        clock, event = self.clock, one.event
        deal = one.deal.id if one.deal else ""
        shown = due.day - timedelta(timer.lead) if timer.lead is not None else min(begun, due.day)
        owner = event.owner or (one.deal.owner if one.deal else "") or clock.owner
        channels = (timer.done_by.partition(":")[2],) if timer.means == "activity" else ()
        today, put_off, planned = self.now.today, [], None
        if clock.snoozes:
            put_off = standing(clock.snoozes, timer.id, deal or clock.id, today, None, event.source, event.row)
        if clock.appointments:
            planned = appointment(clock.appointments, channels, deal, due.day, begun, today)
        made = line(
            self.now, due, timer.id, "obligation", shown, clock.id, deal, "" if event.owner else timer.who, owner,
            channels, put_off, planned, flags, event.source, event.row, event.what, timer.blocks,
        )  # fmt: skip
        if ended:
            return made._replace(state="canceled", overdue_days=0, escalated=False)
        if done is None:
            return made
        state = "done_late" if before(due.at or due.day, done) else "done"
        return made._replace(state=state, overdue_days=0, escalated=False, done_at=done)

    def _stopped(self, one: Started) -> bool:
        """Whether the deal is lost or paused; what that very event starts, and a customer's trouble, goes on."""
        state = one.deal.state if one.deal else ""
        return state in STOPPED and one.event.name != state and one.event.name not in GOES_ON

    def _canceled(self, timer: Timer, one: Started) -> bool:
        """Whether an event that ends the timer has come since it started: on its deal or on the customer."""
        if not timer.cancel_on:
            return False
        since = one.event.at if timer.n >= 0 else one.event.known
        fired = (*self.clock.fired, *(one.deal.fired if one.deal else ()))
        days = (*self.clock.events.items(), *(one.deal.events.items() if one.deal else ()))
        happened = [(fact.name, fact.at) for fact in fired] + [(name, day) for name, day in days]
        return any(
            name in timer.cancel_on and day_of(at) <= self.now.today and not (since and before(at, since))
            for name, at in happened
        )


def appointment(
    planned: Iterable[AppointmentFact], channels: tuple[str, ...], deal: str, due: date, base: date, today: date
) -> AppointmentFact | None:
    """The activity planned for a line on or before its due date: the next one, else the latest not yet logged."""
    found = [
        one
        for one in planned
        if one.kind in channels and base <= one.at.date() <= due and (not deal or deal in one.deals)
    ]
    ahead = [one for one in found if one.at.date() >= today]
    if ahead:
        return min(ahead, key=lambda one: one.at)
    return max(found, key=lambda one: one.at, default=None)


def _yearly_due(timer: Timer, event: EventFact, raw: date, years: int, calendar: Calendar) -> Due:
    """When an anniversary is due: on its day, moved off days off."""
    day = rolled(calendar, raw, timer.roll)
    base = Start(day_of(event.at), "event", event.name)
    why = _why(timer, "obligation", base, raw, skipped(raw, day) if day != raw else (), calendar)
    return Due(day, why._replace(n=timer.n + years) if timer.unit == "year" else why)


def _anniversary(begun: date, years: int, timer: Timer) -> date:
    """The day of a yearly timer so many years on; 29 February counts from the very day each time."""
    if timer.unit == "year":
        return plus(begun, timer.n + years, "year")
    return plus(plus(begun, years, "year"), timer.n, timer.unit)


def _fits(timer: Timer, one: Started) -> bool:
    """Whether the deal is one the timer is for (`when`)."""
    deal = one.deal
    if timer.deal_types and (deal is None or deal.type not in timer.deal_types):
        return False
    return not timer.tiers or (deal is not None and any(fact.tier in timer.tiers for fact in deal.tiers))


def _closest(started: Sequence[Started], waiting: Iterable[int], mark: Moment) -> int:
    return min(waiting, key=lambda n: distance(started[n].event.at, mark))


def _known(event: EventFact, mark: Moment) -> bool:
    """Whether what was done could have been done for this planned time: not before it was set, or last moved."""
    floor = event.moved or event.known
    return floor is None or not before(mark, floor)


def _begun(one: Started) -> tuple[date, float]:
    return order(one.event.at)


def _moment(touch: TouchFact) -> Moment:
    return touch.at or touch.day


def _reaches(touch: TouchFact, deal: DealClock | None) -> bool:
    """Whether a touch may end a timer of the deal: linked to it, or to no deal at all."""
    return deal is None or not touch.deals or deal.id in touch.deals
