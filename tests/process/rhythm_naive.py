"""An oracle for due dates: process.md 3.3 and 3.4 read sentence by sentence, day by day, slow and plain.

Written from the text alone, sharing nothing with store.process but the records of facts, so that an error would have to
be made twice. It knows cadences as the dicts of a playbook and answers {(deal or "", cadence): due date}.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import Any

from store.process.facts import CustomerClock, DealClock, TouchFact

ONE = timedelta(days=1)
Works = Callable[[date], bool]


class Oracle:
    """The rules for one calendar and one roll setting ("next", "prev", "none")."""

    def __init__(
        self, works: Works, roll: str, until: str | None, festivals: Mapping[str, Iterable[date]] | None = None
    ) -> None:
        self.works, self.roll, self.until = works, roll, until
        self.festivals = {name: frozenset(days) for name, days in (festivals or {}).items()}
        self.known_slots: dict[tuple[object, int], list[date]] = {}

    # "next(d) = d if working, else the next working day; prev(d) likewise backwards."
    def walk(self, day: date, step: timedelta) -> date:
        while not self.works(day):
            day += step
        return day

    # "wd(d, 1) = the first working day strictly after d"
    def working_day_after(self, day: date) -> date:
        return self.walk(day + ONE, ONE)

    # "same day number n months on, cut to the month's last day. A year is 12 months."
    def on(self, day: date, count: int, unit: str) -> date:
        if unit == "workday":
            for _ in range(count):
                day = self.working_day_after(day)
            return day
        if unit == "day":
            for _ in range(count):
                day += ONE
            return day
        number, year, month = day.day, day.year, day.month
        for _ in range(count * (12 if unit == "year" else 1)):
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        return date(year, month, min(number, monthrange(year, month)[1]))

    # --- interval
    def interval(self, last: date | None, began: date, count: int, unit: str) -> date:
        counted_from = began if last is None else last
        result = self.on(counted_from, count, unit)
        if self.roll == "next":
            result = self.walk(result, ONE)
        elif self.roll == "prev":
            result = self.walk(result, -ONE)
        # "If a touch exists but is older than T and the result would lie before T, due = wd(T, 1)."
        if last is not None and last < began and result < began:
            return self.working_day_after(began)
        # rolling back must not reach the day counted from (ours: the manuals only roll forward)
        if result <= counted_from:
            return self.working_day_after(max(counted_from, began))
        return result

    # --- quota
    def period(self, day: date, per: str) -> object:
        """A name of the period the day lies in, equal for all its days."""
        match per:
            case "week":
                return day.isocalendar()[:2]
            case "two_weeks":
                return (day - date(2024, 1, 1)).days // 14, "pair"
            case "month":
                return day.year, day.month, "month"
            case "quarter":
                return day.year, ceil(day.month / 3), "quarter"
            case "half_year":
                return day.year, day.month > 6, "half"
            case "year":
                return day.year, "year"
        raise AssertionError(per)

    def slots(self, day: date, per: str, count: int) -> list[date]:
        """The slots of the day's period, found by walking to both of its ends."""
        name = self.period(day, per)
        if (name, count) not in self.known_slots:
            first = last = day
            while self.period(first - ONE, per) == name:
                first -= ONE
            while self.period(last + ONE, per) == name:
                last += ONE
            worked = [first + n * ONE for n in range((last - first).days + 1) if self.works(first + n * ONE)]
            found: list[date] = []
            for k in range(1, count + 1):
                if worked:
                    slot = worked[ceil(Fraction(k * len(worked), count)) - 1]
                    if slot not in found:
                        found.append(slot)
            self.known_slots[name, count] = found
        return self.known_slots[name, count]

    def quota(self, days: list[date], began: date, count: int, per: str) -> date:
        a = max([began, *days])
        n = len({day for day in days if self.period(day, per) == self.period(a, per)})
        candidate = a + ONE
        while True:
            slots = self.slots(candidate, per, count)
            if candidate in slots:
                number = slots.index(candidate) + 1
                if self.period(candidate, per) != self.period(a, per) or number >= n + 1:
                    return candidate
            candidate += ONE

    # --- phases: "with base B = L, or the start event S: candidate = B + 7 days; if candidate <= plus(S, 1, month)
    # then due = next(candidate), else due = next(plus(B, 1, month))", for any list of phases one after the other
    def phases(self, written: list[Mapping[str, Any]], last: date | None, began: date, since: date) -> date:
        months = days = 0
        for phase in written:
            if "last" not in phase:
                break
            if phase["last_unit"] == "day":
                days += phase["last"]
            else:
                months += phase["last"] * (12 if phase["last_unit"] == "year" else 1)
            end = self.on(self.on(since, months, "month"), days, "day")
            if self.on(last or began, phase["every"], phase["unit"]) <= end:
                break
        return self.interval(last, began, phase["every"], phase["unit"])

    # --- festival: "due = prev(festival day); done by a greeting dated within the 14 days up to the festival; festivals
    # before the start event are skipped". What is over is not asked for; on the day of the start nothing could count.
    def festival(
        self, rule: Mapping[str, Any], days: list[date], began: date, today: date, founded: date | None
    ) -> date | None:
        day = today
        while day.year < 2031:
            named = any(day in self.festivals.get(name, ()) for name in rule["festivals"])
            if founded and "customer_anniversary" in rule["festivals"] and day.year > founded.year:
                length = monthrange(day.year, founded.month)[1]
                named = named or (day.month, day.day) == (founded.month, min(founded.day, length))
            if named and day > began and not any(day - 14 * ONE <= one <= day for one in days):
                roll = rule.get("roll", self.roll)
                return day if roll == "none" else self.walk(day, ONE if roll == "next" else -ONE)
            day += ONE
        return None

    # --- one cadence
    def due(
        self,
        rule: Mapping[str, Any],
        days: list[date],
        began: date,
        today: date,
        since: date,
        founded: date | None,
    ) -> date | None:
        if rule["kind"] == "interval":
            return self.interval(max(days, default=None), began, rule["every"], rule["unit"])
        if rule["kind"] == "quota":
            return self.quota(days, began, rule["count"], rule["per"])
        if rule["kind"] == "phases":
            return self.phases(rule["phases"], max(days, default=None), began, since)
        if rule["kind"] == "festival":
            return self.festival(rule, days, began, today, founded)
        if any(day > began for day in days):
            return None
        if rule["unit"] == "hour":  # of a day whose hour is not known
            return began + timedelta(days=rule["n"] // 24)
        return self.interval(None, began, rule["n"], rule["unit"])

    # --- a customer
    def lines(
        self, clock: CustomerClock, cadences: Iterable[Mapping[str, Any]], today: date
    ) -> dict[tuple[str, str], date]:
        found: dict[tuple[str, str], date] = {}
        if clock.archived:
            return found
        held = [touch for touch in clock.touches if touch.day <= today]
        for one in cadences:
            if one["subject"] == "customer":
                self.of_customer(clock, one, held, today, found)
            for deal in clock.deals if one["subject"] == "deal" else ():
                self.of_deal(deal, one, held, today, found, clock.founded_on)
        for deal in clock.deals:
            if deal.state == "paused" and deal.wake_on:
                found[deal.id, "wake"] = self.walk(deal.wake_on, ONE)
        return found

    def of_customer(
        self,
        clock: CustomerClock,
        one: Mapping[str, Any],
        held: list[TouchFact],
        today: date,
        found: dict[tuple[str, str], date],
    ) -> None:
        applies, days = one["applies"], [touch.day for touch in held if touch.kind in one["channels"]]
        signed = clock.first_signed_on is not None and clock.first_signed_on <= today
        graded = [fact for fact in clock.tiers if fact.since <= today]
        graded = [fact for fact in graded if not (signed and fact.scheme == "grade" and self.until == "first_signed")]
        dormant = clock.events.get("customer_dormant", date.max) <= today
        if "scheme" in applies:
            for fact in graded:
                if (fact.scheme, fact.tier) == (applies["scheme"], applies["tier"]):
                    found["", one["id"]] = self.due(  # type: ignore[assignment]
                        one["rule"], days, fact.since, today, fact.since, clock.founded_on
                    )
        else:
            event = applies["event"]
            # "only their own rhythm runs": grade D (pool review alone) and dormant customers
            rests = dormant or any((fact.scheme, fact.tier) == ("grade", "D") for fact in graded)
            if rests and not (dormant and event == "customer_dormant"):
                return
            began = self.began(event, clock, today)
            if began is not None:
                found["", one["id"]] = self.due(  # type: ignore[assignment]
                    one["rule"],
                    [one_day for one_day in days if one_day > began],
                    began,
                    today,
                    began,
                    clock.founded_on,
                )
        if found.get(("", one["id"]), 0) is None:
            del found["", one["id"]]

    def began(self, event: str, clock: CustomerClock, today: date) -> date | None:
        if event == "customer_created":
            return clock.created_on if clock.created_on <= today else None
        if event in clock.events:
            return clock.events[event] if clock.events[event] <= today else None
        days = [deal.events[event] for deal in clock.deals if event in deal.events and deal.events[event] <= today]
        return min(days) if days else None

    def of_deal(
        self,
        deal: DealClock,
        one: Mapping[str, Any],
        held: list[TouchFact],
        today: date,
        found: dict[tuple[str, str], date],
        founded: date | None,
    ) -> None:
        applies = one["applies"]
        days = [touch.day for touch in held if touch.kind in one["channels"] and deal.id in touch.deals]
        began: date | None = None
        if "scheme" in applies:
            if deal.state == "open" and deal.signed_on is None and deal.live:
                for fact in deal.tiers:
                    if (fact.scheme, fact.tier) == (applies["scheme"], applies["tier"]) and fact.since <= today:
                        began = fact.since
        elif deal.live and deal.state in ("open", "won"):
            if "stages" in applies:
                began = deal.entered_on if deal.stage in applies["stages"] else None
            else:
                began = deal.events.get(applies["event"])
                began = None if began is None or began > today else began
                ended = deal.events.get(applies.get("until", ""))
                if began is not None and ended is not None and began <= ended <= today:
                    began = None
                days = [] if began is None else [one_day for one_day in days if one_day > began]
        if began is None:
            return
        since = began
        if deal.resumed_on is not None:
            began = max(began, deal.resumed_on)
        due = self.due(one["rule"], days, began, today, since if "scheme" not in applies else began, founded)
        if due is not None:
            found[deal.id, one["id"]] = due
