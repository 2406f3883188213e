"""Phases, greetings, single touches by the hour, the team's routines: scenario S04 and tables by hand."""

from functools import cache

import pytest

from store.process import workdays
from store.process.facts import CustomerClock, RoutineFact
from store.process.followups import FollowUp, followups
from store.process.playbook import Process, load, shipped_path
from store.process.routines import routines
from tests.process.rhythm_facts import cadence, customer, day, deal, event, process, routine, snooze, tier, time, touch

CN = workdays.load("cn")


@cache
def playbook(id: str) -> Process:
    return Process.of(load(shipped_path(id)))


def only(clock: CustomerClock, rules: Process, today: str, rule: str) -> FollowUp:
    (found,) = [one for one in followups(clock, rules, CN, day(today)) if one.rule == rule]
    return found


# --- phases


@pytest.mark.parametrize(
    ("visited", "due"),
    [
        ([], "2025-03-10"),
        (["2025-03-10"], "2025-03-17"),
        (["2025-03-10", "2025-03-17", "2025-03-24"], "2025-03-31"),
        (["2025-03-10", "2025-03-17", "2025-03-24", "2025-03-31"], "2025-04-30"),
        (["2025-03-27"], "2025-04-03"),  # the last day of month one still belongs to it
        (["2025-03-28"], "2025-04-28"),
        (["2025-04-30"], "2025-05-30"),
        (["2025-03-03"], "2025-03-10"),  # on the day of go-live: does not count
    ],
)
def test_s04_visits_after_go_live(visited: list[str], due: str) -> None:
    live = deal("d", state="won", signed="2025-02-01", events={"go_live": "2025-03-03"})
    clock = customer(deals=[live], touches=[touch("visit", on, "d") for on in visited])
    assert only(clock, playbook("bd-toolkit"), "2025-05-01", "visits").due == day(due)


def test_the_lengths_of_phases_add_up() -> None:
    written = [
        {"every": 7, "unit": "day", "last": 1, "last_unit": "month"},
        {"every": 14, "unit": "day", "last": 2, "last_unit": "month"},
        {"every": 3, "unit": "month"},
    ]
    rules = process([cadence("r", {"event": "go_live"}, {"kind": "phases", "phases": written})])

    def due(last: str) -> str:
        live = deal("d", events={"go_live": "2025-03-03"})
        clock = customer(deals=[live], touches=[touch("call", last)])
        return only(clock, rules, "2025-12-01", "r").due.isoformat()

    assert due("2025-03-24") == "2025-03-31"
    assert due("2025-03-31") == "2025-04-14"
    assert due("2025-05-19") == "2025-06-03"  # 2 June is a day off; month three ends on the 3rd
    assert due("2025-05-21") == "2025-08-21"


# --- greetings

GREETING = {"kind": "festival", "festivals": ["spring_festival", "mid_autumn", "customer_anniversary"], "roll": "prev"}


def greeting(today: str, *greeted: str, founded: str | None = None, since: str = "2024-12-02") -> FollowUp | None:
    rules = process([cadence("r", {"event": "go_live"}, GREETING)])
    clock = customer(
        deals=[deal("d", events={"go_live": since})], touches=[touch("call", on) for on in greeted], founded=founded
    )
    found = followups(clock, rules, CN, day(today))
    return found[0] if found else None


@pytest.mark.parametrize(
    ("today", "greeted", "founded", "due"),
    [
        ("2024-12-10", [], None, "2025-01-27"),  # the Spring Festival of 29 January; off from the 28th on
        ("2025-01-29", [], None, "2025-01-27"),
        ("2025-01-30", [], None, "2025-09-30"),  # it is over: Mid-Autumn on 6 October, off from the 1st on
        ("2025-01-20", ["2025-01-15"], None, "2025-09-30"),  # 14 days before counts
        ("2025-01-20", ["2025-01-14"], None, "2025-01-27"),
        ("2025-01-29", ["2025-01-29"], None, "2025-09-30"),
        ("2025-02-03", [], "2010-03-16", "2025-03-14"),  # a Sunday
        ("2025-03-16", [], "2010-03-16", "2025-03-14"),
        ("2025-03-17", [], "2010-03-16", "2025-09-30"),
        ("2025-02-03", [], "2016-02-29", "2025-02-28"),
        ("2028-02-03", [], "2016-02-29", "2028-02-29"),
        ("2025-09-22", ["2025-09-25"], "2010-10-08", "2025-09-30"),  # not held yet
        ("2025-09-26", ["2025-09-25"], "2010-10-08", "2026-02-14"),  # one greeting does for both
    ],
)
def test_when_a_greeting_is_due(today: str, greeted: list[str], founded: str | None, due: str) -> None:
    line = greeting(today, *greeted, founded=founded)
    assert line is not None
    assert line.due == day(due)
    assert (line.due - line.shown_from).days == 7


def test_festivals_before_the_start_are_skipped() -> None:
    line = greeting("2025-01-10", since="2025-01-29")
    assert line is None  # not yet begun
    begun = greeting("2025-01-29", since="2025-01-29")
    assert begun is not None
    assert begun.due == day("2025-09-30")
    eve = greeting("2025-01-28", since="2025-01-28")
    assert eve is not None
    assert (eve.due, eve.state) == (day("2025-01-27"), "overdue")


def test_no_festival_no_line() -> None:
    rules = process([cadence("r", {"event": "go_live"}, {"kind": "festival", "festivals": ["customer_anniversary"]})])
    clock = customer(deals=[deal("d", events={"go_live": "2025-01-02"})])
    assert followups(clock, rules, CN, day("2025-03-03")) == []
    (line,) = followups(clock._replace(founded_on=day("2025-03-03")), rules, CN, day("2025-03-03"))
    assert line.due == day("2026-03-03")  # in the year it was founded there is nothing to celebrate


# --- a single touch by the hour


def test_a_single_touch_by_the_hour() -> None:
    rules = process([cadence("r", {"event": "go_live"}, {"kind": "once", "n": 26, "unit": "hour"}, "deal")])
    live = deal("d", events={"go_live": "2025-03-07"}, fired=[event("go_live", "2025-03-07 16:30")])
    line = only(customer(deals=[live]), rules, "2025-03-07", "r")
    assert (line.at, line.due) == (time("2025-03-08 18:30"), day("2025-03-08"))
    assert only(customer(deals=[live._replace(fired=())]), rules, "2025-03-07", "r").due == day("2025-03-08")
    late = followups(customer(deals=[live]), rules, CN, day("2025-03-08"), time("2025-03-08 18:31"))
    assert late[0].state == "overdue"


# --- routines of the team


@pytest.mark.parametrize(
    ("rule", "since", "done", "due"),
    [
        ({"kind": "weekly", "weekday": "mon"}, "2025-03-05", [], "2025-03-10"),
        ({"kind": "weekly", "weekday": "mon"}, "2025-03-03", [], "2025-03-10"),
        ({"kind": "weekly", "weekday": "mon"}, "2025-03-05", ["2025-03-11"], "2025-03-17"),
        ({"kind": "weekly", "weekday": "fri"}, "2025-03-05", ["2025-03-05"], "2025-03-14"),  # early, in its week
        ({"kind": "weekly", "weekday": "mon"}, "2025-03-05", ["2025-03-19"], "2025-03-24"),  # one passed over
        ({"kind": "weekly", "weekday": "mon"}, "2025-05-28", [], "2025-06-03"),  # Monday off: Tuesday
        ({"kind": "weekly", "weekday": "mon"}, "2025-09-29", [], "2025-10-09"),  # 6 October off: Thursday
        ({"kind": "weekly", "weekday": "wed"}, "2025-09-28", [], "2025-10-09"),  # 1 to 5 October: none is left
        ({"kind": "after_month", "n": 3}, "2025-04-10", [], "2025-05-08"),  # 1 to 5 May off: 6, 7, 8
        ({"kind": "after_month", "n": 5}, "2025-09-10", [], "2025-10-14"),  # 9, 10, the 11th worked, 13, 14
        ({"kind": "after_quarter", "n": 1}, "2025-07-10", [], "2025-10-09"),
        ({"kind": "after_year", "n": 10}, "2025-02-10", [], "2026-01-15"),  # the 4th is worked
        ({"kind": "yearly", "month": 12, "n": -1}, "2025-02-10", [], "2025-12-31"),
        ({"kind": "yearly", "month": 12, "n": -1}, "2025-02-10", ["2026-01-05"], "2026-12-31"),  # late
        ({"kind": "yearly", "month": 12, "n": -1}, "2025-02-10", ["2025-11-20"], "2026-12-31"),  # early
        ({"kind": "quota", "count": 1, "per": "month"}, "2025-02-10", [], "2025-02-28"),
        ({"kind": "quota", "count": 1, "per": "quarter"}, "2025-02-10", ["2025-03-05"], "2025-06-30"),
        ({"kind": "quota", "count": 1, "per": "half_year"}, "2025-02-10", ["2025-03-05"], "2025-12-31"),
    ],
)
def test_when_a_routine_is_due(rule: dict[str, object], since: str, done: list[str], due: str) -> None:
    rules = process(routines=[routine("r", **rule)])
    facts = [RoutineFact("r", tuple(map(day, done)))]
    (line,) = routines(rules, CN, facts, day(since), day("2026-03-01"))
    assert line.due == day(due)
    assert (line.kind, line.customer, line.deal, line.who, line.owner) == ("routine", "", "", "manager", "")


def test_routines_of_the_default_playbook() -> None:
    found = {
        one.rule: one.due.isoformat()
        for one in routines(playbook("default"), CN, [], day("2025-04-01"), day("2025-04-10"))
    }
    assert found == {
        "weekly_meeting": "2025-04-07",
        "monthly_review": "2025-04-03",
        "record_cleaning": "2025-04-30",
        "appraisal_month": "2025-04-08",
        "appraisal_year": "2026-01-15",
        "breakdown": "2025-12-31",
        "cross_meeting": "2025-04-30",
        "inspection": "2025-04-30",
        "audit": "2025-06-30",
    }


def test_a_routine_may_be_put_off_until_it_is_done() -> None:
    rules = process(routines=[routine("r", kind="weekly", weekday="mon")])
    off = [snooze("r", "", "2025-03-12", "2025-03-10 09:00")]
    (line,) = routines(rules, CN, [], day("2025-03-05"), day("2025-03-11"), snoozes=off)
    assert (line.due, line.first_due, line.state) == (day("2025-03-12"), day("2025-03-10"), "upcoming")
    held = [RoutineFact("r", (day("2025-03-11"),))]
    (line,) = routines(rules, CN, held, day("2025-03-05"), day("2025-03-11"), snoozes=off)
    assert (line.due, line.snoozed_to) == (day("2025-03-17"), None)


def test_days_still_to_come_do_nothing() -> None:
    rules = process(routines=[routine("r", kind="weekly", weekday="mon")])
    (line,) = routines(rules, CN, [RoutineFact("r", (day("2025-03-12"),))], day("2025-03-05"), day("2025-03-11"))
    assert (line.due, line.state) == (day("2025-03-10"), "overdue")


def test_tiers_may_have_phases_too() -> None:
    written = [{"every": 7, "unit": "day", "last": 10, "last_unit": "day"}, {"every": 1, "unit": "month"}]
    rules = process([cadence("r", {"scheme": "grade", "tier": "A"}, {"kind": "phases", "phases": written})])
    clock = customer(tier("grade", "A", "2025-03-03"), touches=[touch("call", "2025-03-06")])
    assert only(clock, rules, "2025-03-07", "r").due == day("2025-03-13")
    later = clock._replace(touches=(touch("call", "2025-03-07"),))
    assert only(later, rules, "2025-03-07", "r").due == day("2025-04-07")
