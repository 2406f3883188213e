"""The engine and the plain reading of process.md agree on thousands of made-up histories, on made-up calendars.

DEALBOARD_HISTORIES sets how many for each kind (2,000 in the normal suite; 10,000 before a release).
"""

import os
import random
from datetime import date, timedelta
from typing import Any

import pytest

from store.process.facts import CustomerClock, DealClock, TierFact, TouchFact
from store.process.followups import followups
from store.process.workdays import Calendar, festivals
from tests.process.rhythm_facts import cadence, process
from tests.process.rhythm_naive import Oracle, Works

HISTORIES = int(os.environ.get("DEALBOARD_HISTORIES", "2000"))
A_BOARD = 25  # histories that share a calendar and a playbook
START = date(2024, 1, 1)
DAYS = (date(2028, 1, 1) - START).days  # 2024 to 2027, every one of which is looked at
FESTIVALS = {one.id: one.days for one in festivals("cn")}
KINDS = ("call", "visit", "mail", "review")
APPLIES: list[tuple[str, dict[str, Any]]] = [
    *(("customer", {"scheme": "grade", "tier": name}) for name in "ABCD"),
    *(("customer", {"scheme": "level", "tier": name}) for name in "AB"),
    *(("deal", {"scheme": "deal", "tier": name}) for name in "ABC"),
    ("customer", {"event": "customer_created"}),
    ("customer", {"event": "go_live"}),
    ("customer", {"event": "customer_dormant"}),
    ("deal", {"event": "delivery_started", "until": "acceptance"}),
    ("deal", {"stages": ["needs", "close"]}),
]


@pytest.mark.parametrize("kind", ["interval", "quota", "once", "phases", "festival"])
def test_engine_agrees_with_the_plain_reading(kind: str) -> None:
    chance = random.Random(f"rhythm {kind}")  # noqa: S311
    lines = 0
    for board in range(0, HISTORIES, A_BOARD):
        off, work = made_up_days(chance)
        calendar = Calendar("made-up", off, work)
        roll = chance.choice(("next", "next", "prev", "none"))
        until = chance.choice(("first_signed", None))
        cadences = [made_up_cadence(chance, kind, number) for number in range(len(APPLIES))]
        engine = process(cadences, until=until, roll=roll)
        oracle = Oracle(plainly_worked(off, work), roll, until, FESTIVALS)
        for number in range(min(A_BOARD, HISTORIES - board)):
            clock, today = made_up_history(chance, board + number)
            found = {(one.deal, one.rule): one.due for one in followups(clock, engine, calendar, today)}
            assert found == oracle.lines(clock, cadences, today), (kind, board, number, clock, today, roll)
            lines += len(found)
    assert lines > HISTORIES  # the histories do ask for something


def plainly_worked(off: frozenset[date], work: frozenset[date]) -> Works:
    """What a working day is, said once more."""
    return lambda day: day in work or (day.isoweekday() < 6 and day not in off)


def made_up_days(chance: random.Random) -> tuple[frozenset[date], frozenset[date]]:
    """Weekdays off in clusters, weekend days worked, now and then a whole week off."""
    off, work = set(), set()
    for week in range(310):
        monday = date(2023, 1, 2) + timedelta(7 * week)
        kind = chance.random()
        if kind < 0.04:
            off |= {monday + timedelta(n) for n in range(5)}
        elif kind < 0.3:
            off |= {monday + timedelta(chance.randrange(5)) for _ in range(chance.randrange(1, 4))}
        if chance.random() < 0.2:
            work.add(monday + timedelta(chance.choice((5, 6))))
    return frozenset(off), frozenset(work)


def made_up_cadence(chance: random.Random, kind: str, number: int) -> dict[str, Any]:
    subject, applies = APPLIES[number]
    if kind == "quota":
        per = chance.choice(("week", "week", "two_weeks", "month", "quarter", "half_year", "year"))
        rule: dict[str, Any] = {"kind": kind, "count": chance.randrange(1, 9), "per": per}
    elif kind == "interval":
        every, unit = chance.choice(((7, "day"), (14, "day"), (1, "month"), (3, "month"), (1, "year")))
        rule = {"kind": kind, "every": chance.choice((every, chance.randrange(1, 40) if unit == "day" else every))}
        rule["unit"] = unit
    elif kind == "phases":
        rule = {"kind": kind, "phases": made_up_phases(chance)}
    elif kind == "festival":
        names = chance.sample((*FESTIVALS, "customer_anniversary"), chance.randrange(1, 4))
        rule = {"kind": kind, "festivals": names, **chance.choice(({}, {"roll": "prev"}, {"roll": "next"}))}
    else:
        rule = {
            "kind": kind,
            "n": chance.randrange(1, 9),
            "unit": chance.choice(("day", "workday", "month", "year", "hour")),
        }
    channels = "review" if applies.get("tier") == "D" else chance.choice(("call visit", "call", "visit mail", "mail"))
    return cadence(f"r{number}", applies, rule, subject, channels)


def made_up_phases(chance: random.Random) -> list[dict[str, Any]]:
    """Some phases one after the other, and one that goes on."""
    found: list[dict[str, Any]] = []
    for _ in range(chance.randrange(3)):
        last, last_unit = chance.choice(((1, "month"), (2, "month"), (1, "year"), (chance.randrange(5, 40), "day")))
        found.append({"every": chance.randrange(1, 20), "unit": "day", "last": last, "last_unit": last_unit})
    every, unit = chance.choice(((1, "month"), (2, "month"), (chance.randrange(5, 40), "day"), (1, "year")))
    return [*found, {"every": every, "unit": unit}]


def made_up_history(chance: random.Random, number: int) -> tuple[CustomerClock, date]:
    """A customer of about a year, looked at on one of the days of 2024 to 2027, each in its turn."""
    today = START + timedelta(number % DAYS)
    begun = today - timedelta(chance.randrange(60, 300))

    def some_day() -> date:
        return begun + timedelta(chance.randrange(260))

    def perhaps(likely: float) -> date | None:
        return some_day() if chance.random() < likely else None

    deals = []
    for number in range(chance.randrange(4)):
        state = chance.choice(("open", "open", "open", "won", "paused", "lost", "completed"))
        events = {
            name: on
            for name in ("delivery_started", "acceptance", "go_live")
            if (on := perhaps(0.4 if state == "won" else 0.2))
        }
        deals.append(
            DealClock(
                id=f"d{number}",
                owner="li",
                stage=chance.choice(("lead", "needs", "close")),
                state=state,
                live=state in ("open", "won") and chance.random() < 0.9,
                entered_on=some_day(),
                signed_on=some_day() if state == "won" else perhaps(0.1),
                resumed_on=perhaps(0.25),
                wake_on=some_day() if state == "paused" else None,
                tiers=(TierFact("deal", chance.choice("ABC"), some_day()),) if chance.random() < 0.8 else (),
                events=events,
            )
        )
    ids = [one.id for one in deals]
    touches = [
        TouchFact(chance.choice(KINDS), some_day(), tuple(chance.sample(ids, chance.randrange(len(ids) + 1))))
        for _ in range(chance.randrange(14))
    ]
    touches += [one._replace(kind="call") for one in touches[:2]]  # several on one day
    resumed = [one._replace(resumed_on=min(one.resumed_on, today)) if one.resumed_on else one for one in deals]
    clock = CustomerClock(
        id="c",
        owner="han",
        created_on=some_day(),
        first_signed_on=perhaps(0.3),
        founded_on=chance.choice((None, date(2016, 2, 29), today - timedelta(chance.randrange(-200, 2000)))),
        archived=chance.random() < 0.03,
        tiers=tuple(
            TierFact(scheme, chance.choice("ABCD"), some_day())
            for scheme in ("grade", "level")
            if chance.random() < 0.7
        ),
        events={"customer_dormant": some_day()} if chance.random() < 0.1 else {},
        deals=tuple(resumed),
        touches=tuple(touches),
    )
    return clock, today
