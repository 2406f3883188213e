"""An oracle for timers and routines: process.md 3.3 and 3.4 on obligations and routines, plain and slow.

Written from the text, sharing nothing with store.process but the records of facts and the working days of the cadence
oracle. It knows obligations as the dicts of a playbook and answers, for each event of each, when it is due and how it
stands. Where the text is silent, the reading is said in words at the place.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from store.process.facts import CustomerClock, DealClock, EventFact, Moment, TouchFact
from tests.process.rhythm_naive import ONE, Oracle

Key = tuple[str, str, str, int]  # deal, obligation, source, row


class Answer(NamedTuple):
    """How a timer stands."""

    state: str
    due: date
    at: datetime | None


def the_day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def earlier(one: Moment, other: Moment) -> bool:
    """By the hour where both have one, else by the day."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one.timestamp() < other.timestamp()
    return the_day(one) < the_day(other)


class TimerOracle:
    """The timers of customers under some obligations."""

    def __init__(
        self,
        days: Oracle,
        obligations: Iterable[Mapping[str, Any]],
        fired_by: Mapping[str, str],
        two_way: Iterable[str],
    ) -> None:
        self.days, self.obligations, self.fired_by, self.two_way = days, list(obligations), fired_by, set(two_way)

    def answers(self, clock: CustomerClock, today: date, time: datetime | None) -> dict[Key, Answer]:
        found: dict[Key, Answer] = {}
        for rule in self.obligations:
            for deal in (*clock.deals, None):
                events = self.events(clock, deal, rule["on"], today)
                events = [one for one in events if self.starts(rule, one, deal, clock, today)]
                ended = self.ended(rule, events, clock, deal, today)
                for event, done in ended:
                    key = (deal.id if deal else "", rule["id"], event.source, event.row)
                    assert key not in found, "the histories name every event"
                    found[key] = self.stands(rule, event, deal, done, clock, today, time)
        return found

    # "Every other event starts its own timer."
    def events(self, clock: CustomerClock, deal: DealClock | None, name: str, today: date) -> list[EventFact]:
        found = [one for one in (deal or clock).fired if one.name == name]
        undecided = deal and deal.state == "open" and not deal.signed_on
        if deal and deal.close_on and undecided and name == "decision_delayed" and deal.close_on < today:
            found.append(EventFact(name, deal.close_on + ONE))
        held = sorted((one for one in clock.touches if one.day <= today and one.at), key=lambda one: str(one.at))
        for touch in held:
            counts = name == f"activity:{touch.kind}" or (name == "touch_logged" and touch.kind in self.two_way)
            if counts and self.place(clock, touch) is deal:
                found.append(EventFact(name, touch.at or touch.day, touch.id))
        if name == "first_contact" and deal is None:
            first = next((one for one in held if one.kind in self.two_way), None)
            found += [EventFact(name, first.at, first.id)] if first and first.at else []
        return sorted(found, key=lambda one: self.sorting(one.at))

    def sorting(self, moment: Moment) -> tuple[date, float]:
        return the_day(moment), moment.timestamp() if isinstance(moment, datetime) else 1e12

    # a touch on several deals: its minutes are asked for on the first of them that runs
    def place(self, clock: CustomerClock, touch: TouchFact) -> DealClock | None:
        linked = [deal for deal in clock.deals if deal.id in touch.deals]
        running = [deal for deal in linked if deal.state not in ("lost", "paused")]
        return (running or linked or [None])[0]  # type: ignore[list-item]

    def starts(
        self, rule: Mapping[str, Any], event: EventFact, deal: DealClock | None, clock: CustomerClock, today: date
    ) -> bool:
        when = rule.get("when") or {}
        if "deal_type" in when and not (deal and deal.type in when["deal_type"]):
            return False
        if "tier" in when and not (deal and {fact.tier for fact in deal.tiers} & set(when["tier"])):
            return False
        if the_day(event.at) < clock.timers_from:
            return False
        return rule["due"]["n"] < 0 or the_day(event.at) <= today

    # --- "hours and minutes are counted by the clock and never moved; days, months, years: next(event + n); working
    # days: wd(event, n). Negative n counts back from the event's planned time"
    def due(self, rule: Mapping[str, Any], event: EventFact, deal: DealClock | None) -> tuple[date, datetime | None]:
        n, unit = rule["due"]["n"], rule["due"]["unit"]
        if event.due:
            return event.due, None
        day = the_day(event.at)
        if unit in ("hour", "minute"):
            minutes = n * 60 if unit == "hour" else n
            if not isinstance(event.at, datetime):
                whole = abs(minutes) // 1440
                return (day + whole * ONE if n > 0 else day - whole * ONE), None
            at = datetime.fromtimestamp(event.at.timestamp() + 60 * minutes, UTC).astimezone(event.at.tzinfo)
            return at.date(), at
        # "all its cadences and open timers stop; on resuming T = resume date"
        if deal and deal.resumed_on and n > 0:
            day = max(day, deal.resumed_on)
        if unit == "workday":
            step = ONE if n > 0 else -ONE
            for _ in range(abs(n)):
                day = self.days.walk(day + step, step)
            return day, None
        result = self.days.on(day, n, unit) if n >= 0 else self.back(day, -n, unit)
        if self.days.roll != "none":
            result = self.days.walk(result, ONE if self.days.roll == "next" else -ONE)
        if n > 0 and result <= day:  # rolling back must not reach the day counted from
            result = self.days.working_day_after(day)
        return result, None

    def back(self, day: date, count: int, unit: str) -> date:
        if unit == "day":
            return day - count * ONE
        number = day.day
        for _ in range(count * (12 if unit == "year" else 1)):
            day = day.replace(day=1) - ONE
        return day.replace(day=min(number, day.day))

    # --- done by
    def ended(
        self,
        rule: Mapping[str, Any],
        events: list[EventFact],
        clock: CustomerClock,
        deal: DealClock | None,
        today: date,
    ) -> list[tuple[EventFact, Moment | None]]:
        kind, _, name = rule["done_by"].partition(":")
        how, _, fired = self.fired_by.get(rule["on"], "").partition(":")
        same_form = kind in ("form", "field") and fired and fired.split(".")[0] == name.split(".")[0]
        marks = sorted((one for one in self.marks(rule, clock, deal) if the_day(one[0]) <= today), key=self.of_mark)
        if kind == "signoff":
            return self.checks(events, [one for one, _, _ in marks])
        if rule["due"]["n"] < 0 and not same_form:
            return self.nearest(events, [one for one, _, _ in marks])
        found: list[tuple[EventFact, Moment | None]] = []
        for number, event in enumerate(events):
            counting = []
            for mark, source, row in marks:
                if same_form and event.source:
                    if source != event.source or row != (event.row if how == "row" and kind == "field" else 0):
                        continue
                    floor = event.at if how == "row" and kind == "form" else event.moved
                elif name.split(".")[0] == "once" and number == 0 and how != "row":
                    floor = None  # a form that is filled once has been filled
                else:
                    floor = event.at
                if floor is None or not earlier(mark, floor):
                    counting.append(mark)
            noted = next((one.noted for one in clock.touches if one.id and one.id == event.source), None)
            if noted and the_day(noted) <= today and rule["on"] == "touch_logged" and kind == "form":
                counting.append(noted)
            found.append((event, min(counting, key=self.sorting, default=None)))
        return found

    def of_mark(self, mark: tuple[Moment, str, int]) -> tuple[date, float]:
        return self.sorting(mark[0])

    def marks(
        self, rule: Mapping[str, Any], clock: CustomerClock, deal: DealClock | None
    ) -> Iterable[tuple[Moment, str, int]]:
        kind, _, name = rule["done_by"].partition(":")
        deals = [deal] if deal else list(clock.deals)
        if kind == "activity":
            for touch in clock.touches:
                if touch.kind == name and (deal is None or not touch.deals or deal.id in touch.deals):
                    yield touch.at or touch.day, "", 0
        elif kind == "tier":
            for fact in (*clock.tiers, *(fact for one in deals for fact in one.tiers)):
                if fact.scheme == name:
                    yield fact.since, "", 0
        else:
            for mark in (*clock.done, *(mark for one in deals for mark in one.done)):
                if mark.what == rule["done_by"]:
                    yield mark.at, mark.source, mark.row

    # "While a record check is pending, further changes keep its first due date."
    def checks(self, events: list[EventFact], marks: list[Moment]) -> list[tuple[EventFact, Moment | None]]:
        found: list[tuple[EventFact, Moment | None]] = []
        for event in events:
            if found:
                ended = found[-1][1]
                if ended is None or not earlier(ended, event.at):
                    continue
            found.append((event, next((one for one in marks if not earlier(one, event.at)), None)))
        return found

    # "a briefing dated before the move no longer counts"; of several meetings it counts for the nearest without one
    def nearest(self, events: list[EventFact], marks: list[Moment]) -> list[tuple[EventFact, Moment | None]]:
        ended: dict[int, Moment] = {}
        for mark in marks:
            best: tuple[float, int] | None = None
            for number, event in enumerate(events):
                floor = event.moved or event.known
                if number in ended or (floor and earlier(mark, floor)):
                    continue
                if isinstance(mark, datetime) and isinstance(event.at, datetime):
                    far = abs(mark.timestamp() - event.at.timestamp())
                else:
                    far = abs((the_day(mark) - the_day(event.at)).days) * 86400.0
                if best is None or far < best[0]:
                    best = far, number
            if best:
                ended[best[1]] = mark
        return [(event, ended.get(number)) for number, event in enumerate(events)]

    # --- "upcoming (today < due), today, overdue (today > due; hour timers: now > due), done, done late, cancelled"
    def stands(
        self,
        rule: Mapping[str, Any],
        event: EventFact,
        deal: DealClock | None,
        done: Moment | None,
        clock: CustomerClock,
        today: date,
        time: datetime | None,
    ) -> Answer:
        due, at = self.due(rule, event, deal)
        if done is not None:
            return Answer("done_late" if earlier(at or due, done) else "done", due, at)
        stopped = deal is not None and deal.state in ("lost", "paused") and event.name != deal.state
        if stopped and event.name not in ("issue_opened", "complaint_opened"):
            return Answer("canceled", due, at)
        names: list[tuple[str, Moment]] = [(one.name, one.at) for one in (*clock.fired, *(deal.fired if deal else ()))]
        since = event.at if rule["due"]["n"] >= 0 else event.known
        for name, happened in names:
            over = since is None or not earlier(happened, since)
            if over and name in rule.get("cancel_on", ()) and the_day(happened) <= today:
                return Answer("canceled", due, at)
        if today > due or (at and time and time > at):
            return Answer("overdue", due, at)
        return Answer("upcoming" if today < due else "today", due, at)


class RoutineOracle:
    """The team's calendar, walked through day by day."""

    def __init__(self, days: Oracle) -> None:
        self.days = days
        self.known: dict[tuple[str, date], bool] = {}

    def due(self, rule: Mapping[str, Any], done: list[date], since: date) -> date:
        if rule["kind"] == "quota":
            return self.days.quota([day for day in done if day >= since], since, rule["count"], rule["per"])
        first = since + ONE
        while not self.falls(rule, first):
            first += ONE
        return self.after(rule, done, first)

    def after(self, rule: Mapping[str, Any], done: list[date], first: date) -> date:
        """From the first day of the routine on: what is done in its period or later does it; then the next day."""
        waiting = first
        for day in sorted(done):
            if self.same_period(rule, waiting)(day) or day >= waiting:
                after = max(day, waiting)
                waiting = after + ONE
                while not self.falls(rule, waiting):
                    waiting += ONE
        return waiting

    def same_period(self, rule: Mapping[str, Any], waiting: date) -> Callable[[date], bool]:
        per = {"weekly": "week", "after_month": "month", "after_quarter": "quarter"}.get(rule["kind"], "year")
        return lambda day: self.days.period(day, per) == self.days.period(waiting, per)

    def falls(self, rule: Mapping[str, Any], day: date) -> bool:
        """Whether the routine is on this day; remembered, as one calendar is asked again and again."""
        key = (str(rule), day)
        if key not in self.known:
            self.known[key] = self.is_on(rule, day)
        return self.known[key]

    def is_on(self, rule: Mapping[str, Any], day: date) -> bool:
        works = self.days.works
        if not works(day):
            return False
        if rule["kind"] == "weekly":  # "on the chosen weekday, moved to the next working day of the same week when off"
            chosen = ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(rule["weekday"])
            between = [day - n * ONE for n in range(1, day.weekday() - chosen + 1)]
            return day.weekday() >= chosen and not any(works(one) for one in between)
        if rule["kind"] == "yearly":
            if day.month != rule["month"]:
                return False
            month = [day.replace(day=1) + n * ONE for n in range(31)]
            worked = [one for one in month if one.month == day.month and works(one)]
            return bool(abs(rule["n"]) <= len(worked)) and day == worked[rule["n"] - 1 if rule["n"] > 0 else rule["n"]]
        per = {"after_month": "month", "after_quarter": "quarter", "after_year": "year"}[rule["kind"]]
        count, one = 0, day
        while count <= rule["n"] and self.days.period(one, per) == self.days.period(day, per):
            count += works(one)
            one -= timedelta(1)
        return bool(count == rule["n"])
