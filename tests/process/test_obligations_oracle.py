"""Timers and routines agree with the plain reading of process.md on thousands of made-up histories and calendars.

DEALBOARD_HISTORIES sets how many (2,000 in the normal suite; 10,000 before a release).
"""

import random
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from store.process.facts import (
    CustomerClock,
    DealClock,
    DoneFact,
    EventFact,
    Moment,
    RoutineFact,
    TierFact,
    TouchFact,
)
from store.process.followups import FollowUp, followups, settled
from store.process.routines import routines
from store.process.workdays import Calendar
from tests.process.rhythm_facts import ZONE, customer, deal, obligation, process, routine
from tests.process.rhythm_naive import Oracle
from tests.process.test_followups_oracle import A_BOARD, DAYS, HISTORIES, START, made_up_days, plainly_worked
from tests.process.timers_naive import Answer, RoutineOracle, TimerOracle

EVENTS = {
    "signed": "field:once.signed_on",
    "raised": "field:many.raised_at",
    "meeting": "field:many.at",
    "todo": "row:many.todos",
    "changed": "row:once.changes",
}
UNITS = ("minute", "hour", "day", "workday", "month", "year")
ENDS = ("form:once", "form:many", "field:many.replied", "activity:call", "signoff:record", "tier:deal", "routine:tidy")
ASKED = {
    "signed": ENDS,
    "raised": ("field:many.replied", "form:many", "activity:visit"),
    "meeting": ("field:many.replied", "form:once", "activity:call"),
    "todo": ("field:many.todos",),
    "changed": ("form:once", "signoff:record"),
    "customer_changed": ("signoff:record",),
    "issue_opened": ("field:many.replied", "activity:call"),
    "touch_logged": ("form:many", "form:once"),
    "first_contact": ("activity:mail", "form:many"),
    "activity:visit": ("field:many.replied", "tier:deal"),
    "decision_delayed": ("form:many", "activity:call"),
    "lost": ("form:many",),
    "paused": ("form:once",),
}


def test_timers_agree_with_the_plain_reading() -> None:
    chance = random.Random("timers")  # noqa: S311
    seen: dict[str, int] = {}
    for board in range(0, HISTORIES, A_BOARD):
        off, work = made_up_days(chance)
        roll = chance.choice(("next", "next", "prev", "none"))
        asked = [made_up_obligation(chance, on) for on in ASKED]
        rules = process(obligations=asked, events=EVENTS, roll=roll)
        calendar = Calendar("made-up", off, work)
        oracle = TimerOracle(Oracle(plainly_worked(off, work), roll, None), asked, EVENTS, ("call", "visit"))
        for number in range(board, min(board + A_BOARD, HISTORIES)):
            clock, today = made_up_history(chance, number)
            time = chance.choice((None, moment(today, chance)))
            found = [*followups(clock, rules, calendar, today, time), *settled(clock, rules, calendar, today, time)]
            answers = {key(one): Answer(one.state, one.due, one.at) for one in found if one.kind == "obligation"}
            expected = oracle.answers(clock, today, time)
            assert answers == expected, (board, number, today, roll, clock)
            for answer in expected.values():
                seen[answer.state] = seen.get(answer.state, 0) + 1
    assert all(seen[state] > HISTORIES / 8 for state in ("upcoming", "overdue", "done", "done_late", "canceled")), seen


def key(one: FollowUp) -> tuple[str, str, str, int]:
    return one.deal, one.rule, one.source, one.row


def made_up_obligation(chance: random.Random, on: str) -> dict[str, Any]:
    unit = chance.choice(UNITS)
    n = chance.randrange(1, 3 if unit == "year" else 6 if unit == "month" else 60)
    n = chance.choice((n, n, n, 0 if unit == "workday" else n))
    if on == "meeting" or chance.random() < 0.1:
        n = -chance.randrange(1, 20)
    more: dict[str, Any] = {}
    if chance.random() < 0.2:
        more["when"] = chance.choice(({"deal_type": ["major", "new"]}, {"tier": ["A", "B"]}))
    if chance.random() < 0.2:
        more["cancel_on"] = ["signed", "stopped"]
    return obligation(on, on, n, unit, chance.choice(ASKED[on]), **more)


def moment(day: date, chance: random.Random) -> datetime:
    """Some time of the day, in steps that make equal times likely."""
    return datetime(
        day.year, day.month, day.day, chance.choice((0, 9, 12, 16, 23)), chance.choice((0, 30)), tzinfo=ZONE
    )


class Maker:
    """Makes the facts of one history; every event has a source of its own."""

    def __init__(self, chance: random.Random, begun: date) -> None:
        self.chance, self.begun, self.made = chance, begun, 0

    def day(self) -> date:
        return self.begun + timedelta(self.chance.randrange(120))

    def at(self) -> Moment:
        return self.chance.choice((self.day(), moment(self.day(), self.chance)))

    def perhaps(self, likely: float) -> Moment | None:
        return self.at() if self.chance.random() < likely else None

    def event(self, name: str) -> EventFact:
        self.made += 1
        row = self.chance.randrange(1, 3) if EVENTS.get(name, "").startswith("row:") else 0
        due = self.day() if row and self.chance.random() < 0.4 else None
        return EventFact(name, self.at(), f"e{self.made}", row, due, known=self.perhaps(0.7), moved=self.perhaps(0.2))

    def done(self, sources: list[tuple[str, int]]) -> DoneFact:
        what = self.chance.choice((*ENDS, "field:many.replied", "field:many.todos", "form:many"))
        source, row = self.chance.choice([("", 0), ("x", 1), *sources])
        return DoneFact(what, self.at(), source, row if what == "field:many.todos" else 0)


def made_up_history(chance: random.Random, number: int) -> tuple[CustomerClock, date]:
    today = START + timedelta(number % DAYS)
    make = Maker(chance, today - timedelta(chance.randrange(30, 200)))
    deals: list[DealClock] = []
    for id in ("a", "b")[: chance.randrange(3)]:
        state = chance.choice(("open", "open", "won", "completed", "paused", "lost"))
        names = [
            chance.choice(("signed", "raised", "meeting", "meeting", "todo", "changed", "stopped")) for _ in range(5)
        ]
        fired = [make.event(name) for name in (*names, *([state] if state in ("lost", "paused") else []))]
        sources = [(one.source, one.row) for one in fired]
        deals.append(
            deal(id, state=state, type=chance.choice(("major", "old", "")))._replace(
                tiers=(TierFact("deal", chance.choice("ABC"), make.day()),),
                resumed_on=make.day() if chance.random() < 0.2 else None,
                close_on=make.day() if chance.random() < 0.5 else None,
                fired=tuple(fired),
                done=tuple(make.done(sources) for _ in range(chance.randrange(8))),
            )
        )
    own = [make.event(chance.choice(("customer_changed", "issue_opened", "raised", "stopped"))) for _ in range(4)]
    ids = [one.id for one in deals]
    touches = []
    for n in range(chance.randrange(8)):
        at = moment(make.day(), chance) + timedelta(minutes=n)  # no two at the same time: which was first is a toss
        linked = tuple(chance.sample(ids, chance.randrange(len(ids) + 1)))
        noted = at + timedelta(hours=chance.randrange(60)) if chance.random() < 0.3 else None
        touches.append(TouchFact(chance.choice(("call", "visit", "mail")), at.date(), linked, at, f"t{n}", noted))
    clock = customer(deals=deals, touches=touches, fired=own)
    sources = [(one.source, one.row) for one in own]
    return clock._replace(
        done=tuple(make.done(sources) for _ in range(chance.randrange(6))),
        timers_from=make.day() if chance.random() < 0.2 else date.min,
    ), today


@pytest.mark.parametrize("kind", ["quota", "weekly", "after_month", "after_quarter", "after_year", "yearly"])
def test_routines_agree_with_the_plain_reading(kind: str) -> None:
    chance = random.Random(f"routine {kind}")  # noqa: S311
    overdue = 0
    for board in range(0, HISTORIES, A_BOARD):
        off, work = made_up_days(chance)
        calendar = Calendar("made-up", off, work)
        oracle = RoutineOracle(Oracle(plainly_worked(off, work), "next", None))
        rule = made_up_routine(chance, kind)
        rules = process(routines=[routine("r", **rule)])
        for number in range(board, min(board + A_BOARD, HISTORIES)):
            today = START + timedelta(number % DAYS)
            since = today - timedelta(chance.randrange(30, 300))
            done = [since + timedelta(chance.randrange((today - since).days + 1)) for _ in range(chance.randrange(5))]
            (found,) = routines(rules, calendar, [RoutineFact("r", tuple(done))], since, today)
            assert found.due == oracle.due(rule, done, since), (rule, since, done, today)
            overdue += found.state == "overdue"
    assert overdue > HISTORIES / 50  # some are left out


def made_up_routine(chance: random.Random, kind: str) -> dict[str, Any]:
    match kind:
        case "quota":
            per = chance.choice(("week", "month", "quarter", "half_year", "year"))
            return {"kind": kind, "count": chance.choice((1, 1, 2, 3)), "per": per}
        case "weekly":
            return {"kind": kind, "weekday": chance.choice(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
        case "yearly":
            return {
                "kind": kind,
                "month": chance.randrange(1, 13),
                "n": chance.choice((-2, -1, 1, 5)),
                "unit": "workday",
            }
    return {"kind": kind, "n": chance.randrange(1, 12), "unit": "workday"}
