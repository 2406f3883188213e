"""What a line carries beside its date: snoozes, appointments, flags; and what is looked at beside the lines."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest

from store.process import workdays
from store.process.facts import CustomerClock
from store.process.followups import FollowUp, explain, followups
from store.process.outlook import dormancy, load, without_next_step
from store.process.playbook import Process, shipped_path
from store.process.playbook import load as load_playbook
from store.process.routines import routines
from store.process.snoozes import may_snooze
from store.words import pick, tell
from tests.process.rhythm_facts import (
    cadence,
    customer,
    day,
    deal,
    event,
    obligation,
    planned,
    process,
    snooze,
    tier,
    time,
    touch,
)

CN = workdays.load("cn")
WEEKLY = {"kind": "interval", "every": 7, "unit": "day"}
RULES = process([cadence("r", {"scheme": "deal", "tier": "A"}, WEEKLY, "deal")])


@cache
def playbook(id: str) -> Process:
    return Process.of(load_playbook(shipped_path(id)))


def clock(*touches: str, **more: Any) -> CustomerClock:
    """A deal of tier A since 3 March, called on these days: without a call due on the 10th."""
    one = deal("d", tier("deal", "A", "2025-03-03"))
    return customer(deals=[one], touches=[touch("call", on, "d") for on in touches], **more)


def only(facts: CustomerClock, today: str, rules: Process = RULES) -> FollowUp:
    (found,) = followups(facts, rules, CN, day(today))
    return found


def said(follow: FollowUp, rules: Process) -> tuple[str, str]:
    return tell(pick("zh"), explain(follow, rules)), tell(pick("en"), explain(follow, rules))


# --- snooze


def test_a_snooze_moves_the_line_and_keeps_its_first_date() -> None:
    line = only(clock(snoozes=[snooze("r", "d", "2025-03-22", "2025-03-12 09:00")]), "2025-03-13")
    assert (line.due, line.first_due, line.snoozed_to) == (day("2025-03-24"), day("2025-03-10"), day("2025-03-24"))
    assert (line.state, line.overdue_days, line.escalated, line.snoozes) == ("upcoming", 0, False, 1)
    assert only(clock(), "2025-03-13").first_due == day("2025-03-10")
    late = only(clock(snoozes=[snooze("r", "d", "2025-03-14", "2025-03-12 09:00")]), "2025-03-19")
    assert (late.overdue_days, late.escalated) == (5, True)


def test_the_last_of_several_snoozes_holds() -> None:
    two = [snooze("r", "d", "2025-03-19", "2025-03-14 09:00"), snooze("r", "d", "2025-03-14", "2025-03-12 09:00")]
    line = only(clock(snoozes=two), "2025-03-14")
    assert (line.due, line.snoozes) == (day("2025-03-19"), 2)
    assert only(clock(snoozes=two), "2025-03-13").snoozes == 1  # looked at a day before the second


@pytest.mark.parametrize(
    ("touched", "stands"),
    [
        ([], True),
        (["2025-03-11"], True),  # before the snooze; due on the 18th now
        (["2025-03-12 08:59"], True),
        (["2025-03-12 09:00"], False),
        (["2025-03-12"], False),  # the hour is not known
        (["2025-03-13"], False),
    ],
)
def test_a_touch_ends_a_snooze(touched: list[str], stands: bool) -> None:
    line = only(clock(*touched, snoozes=[snooze("r", "d", "2025-03-21", "2025-03-12 09:00")]), "2025-03-13")
    assert (line.snoozed_to == day("2025-03-21")) is stands
    assert line.snoozes == (1 if stands else 0)


def test_a_touch_that_does_not_count_leaves_the_snooze() -> None:
    facts = clock(snoozes=[snooze("r", "d", "2025-03-21", "2025-03-12 09:00")])
    assert only(facts._replace(touches=(touch("mail", "2025-03-13", "d"),)), "2025-03-13").snoozed_to


def test_a_snooze_is_of_one_line_and_never_brings_it_forward() -> None:
    for other in (
        snooze("x", "d", "2025-03-21", "2025-03-12 09:00"),
        snooze("r", "c", "2025-03-21", "2025-03-12 09:00"),
    ):
        assert only(clock(snoozes=[other]), "2025-03-13").snoozed_to is None
    early = only(clock("2025-03-11", snoozes=[snooze("r", "d", "2025-03-14", "2025-03-12 09:00")]), "2025-03-13")
    assert (early.due, early.snoozed_to) == (day("2025-03-18"), None)


def refused(to: str, reason: str = "busy", times: int = 0, extend: bool = False, **settings: Any) -> list[str]:
    rules = process([cadence("r", {"scheme": "deal", "tier": "A"}, WEEKLY, "deal")], **settings)
    made = [snooze("r", "d", "2025-03-11", f"2025-03-{10 + n} 09:00") for n in range(times)]
    follow = only(clock(snoozes=made), "2025-03-12", rules)
    found = may_snooze(follow, day(to), reason, rules, CN, day("2025-03-12"), extend=extend)
    assert all(tell(pick(lang), one.say) for one in found for lang in ("zh", "en"))
    return [one.id for one in found]


def test_whether_a_line_may_be_put_off() -> None:
    assert refused("2025-03-13") == []
    assert refused("2025-03-26") == []
    ahead = only(clock("2025-03-07"), "2025-03-12")  # due on the 14th
    for to, allowed in (("2025-03-14", False), ("2025-03-15", True)):
        assert (may_snooze(ahead, day(to), "busy", RULES, CN, day("2025-03-12")) == []) is allowed
    assert refused("2025-03-27") == ["snooze_too_far"]
    assert refused("2025-03-12") == ["snooze_not_later"]
    assert refused("2025-03-22", snooze_max_days=11) == ["snooze_too_far"]  # Saturday becomes Monday, the 12th day
    assert refused("2025-03-22", snooze_max_days=12) == []
    assert refused("2025-03-13", "  ") == ["snooze_reason_missing"]
    assert refused("2025-03-13", snooze_max_days=0) == ["snooze_never"]
    assert refused("2025-03-13", times=1) == []
    assert refused("2025-03-13", times=2) == ["snooze_too_often"]
    assert refused("2025-03-13", times=2, extend=True) == []
    assert refused("2025-03-13", times=2, snooze_max_times=3) == []
    assert refused("2025-03-30", "", times=2) == ["snooze_reason_missing", "snooze_too_far", "snooze_too_often"]


# --- appointments


@pytest.mark.parametrize(
    ("appointments", "shown"),
    [
        ([planned("call", "2025-03-10 10:00", "d")], 0),
        ([planned("call", "2025-03-11 10:00", "d")], None),  # after the due date
        ([planned("mail", "2025-03-07 10:00", "d")], None),  # does not settle it
        ([planned("call", "2025-03-07 10:00", "other")], None),
        ([planned("call", "2025-03-10 10:00", "d"), planned("visit", "2025-03-07 10:00", "d")], 1),
        ([planned("call", "2025-03-04 10:00", "d"), planned("visit", "2025-03-05 10:00", "d")], 1),  # not logged yet
        ([planned("call", "2025-03-02 10:00", "d")], None),  # before the line came up
    ],
)
def test_an_appointment_is_shown_with_its_line(appointments: Sequence[Any], shown: int | None) -> None:
    line = only(clock(appointments=appointments), "2025-03-06")
    assert line.appointment == (None if shown is None else appointments[shown])
    assert line.due == day("2025-03-10")


# --- flags


def test_an_interval_overdue_by_more_than_its_length_asks_to_review_the_tier() -> None:
    assert only(clock(), "2025-03-17").flags == ()
    assert only(clock(), "2025-03-18").flags == ("review_tier",)
    off = clock(snoozes=[snooze("r", "d", "2025-03-25", "2025-03-14 09:00")])
    assert only(off, "2025-03-18").flags == ("review_tier",)  # putting off is not following up


def test_a_quota_short_twice_asks_to_review_the_tier() -> None:
    rules = process(
        [cadence("r", {"scheme": "deal", "tier": "A"}, {"kind": "quota", "count": 2, "per": "week"}, "deal")]
    )

    def flagged(today: str, *touches: str) -> bool:
        return only(clock(*touches), today, rules).flags == ("review_tier",)

    assert not flagged("2025-03-14")  # one week is over
    assert flagged("2025-03-17")  # two are
    assert flagged("2025-03-17", "2025-03-04", "2025-03-12")  # one of two, twice
    assert not flagged("2025-03-17", "2025-03-04", "2025-03-11", "2025-03-13")
    assert not flagged("2025-03-17", "2025-03-04", "2025-03-06", "2025-03-12")
    assert flagged("2025-03-17", "2025-03-04", "2025-03-04", "2025-03-12")  # two on one day are one
    rested = clock()._replace(deals=(deal("d", tier("deal", "A", "2025-03-07")),))
    assert only(rested, "2025-03-17", rules).flags == ()  # in its first week nothing was asked


def test_other_rhythms_have_no_tier_to_review() -> None:
    rules = process([cadence("r", {"event": "customer_created"}, WEEKLY)])
    assert only(customer(created="2025-03-03"), "2025-06-03", rules).flags == ()


# --- beside the lines


def test_dormancy_is_suggested_on_day_90() -> None:
    rules = playbook("default")

    def suggested(today: str, *touches: str, **more: Any) -> int | None:
        made = [touch(*one.split(" ", 1)) for one in touches]
        found = dormancy(customer(created="2025-01-01", touches=made, **more), rules, day(today))
        return found.days if found else None

    assert suggested("2025-03-31") is None
    assert suggested("2025-04-01") == 90
    assert suggested("2025-04-01", "call 2025-01-02") is None
    assert suggested("2025-04-02", "call 2025-01-02", "pool_review 2025-03-02") == 90  # no contact
    assert suggested("2025-04-01", deals=[deal()]) is None
    assert suggested("2025-04-01", deals=[deal(state="lost"), deal(state="paused"), deal(state="won")]) == 90
    assert suggested("2025-04-01", events={"customer_dormant": "2025-04-01"}) is None
    assert suggested("2025-04-01", archived=True) is None
    found = dormancy(customer(created="2025-01-01", first_signed="2025-01-01"), rules, day("2025-04-01"))
    assert found is not None
    assert (found.signed, found.last) == (True, day("2025-01-01"))


def test_deals_without_a_next_step() -> None:
    deals = [deal("a", tier("deal", "A", "2025-03-03")), deal("b"), deal("c"), deal("e"), deal("f", state="won")]
    facts = customer(
        deals=deals,
        appointments=[planned("visit", "2025-03-06 10:00", "b"), planned("visit", "2025-03-05 10:00", "c")],
    )
    lines = followups(facts, RULES, CN, day("2025-03-06"))
    assert without_next_step(facts, lines, day("2025-03-06")) == ["c", "e"]


def test_the_load_of_the_coming_days() -> None:
    deals = [deal(f"d{n}", tier("deal", "A", since), owner=who) for n, (since, who) in enumerate(
        [("2025-03-03", "li"), ("2025-03-04", "li"), ("2025-03-04", "han"), ("2025-03-04", "li"), ("2025-03-17", "li"),
         ("2025-03-18", "li")]
    )]  # fmt: skip
    lines = followups(customer(deals=deals), RULES, CN, day("2025-03-18"))
    late = load(lines, day("2025-03-11"))
    assert [(one.owner, one.overdue, one.days) for one in late] == [
        ("han", 0, (1, *[0] * 13)),
        ("li", 1, (2, *[0] * 12, 1)),
    ]
    assert load(lines, day("2025-03-11"), 15)[1].days[-2:] == (1, 1)


# --- explained


def test_why_each_kind_of_line() -> None:
    rules = playbook("default")
    todo = event("todo_agreed", "2025-03-03 11:00", "e", 1, due="2025-03-16", what="寄样品{0}")
    draft = event("deal_agreed", "2025-04-29", "e2")
    talk = event("meeting_planned", "2025-10-15 10:00", "e3", known="2025-10-14 09:00")
    live = deal("d", state="won", signed="2025-03-01", type="major", fired=[todo, draft, talk])
    facts = customer(deals=[live], first_signed="2025-03-01", created="2025-01-02")
    facts = facts._replace(touches=(touch("call", "2025-09-26 16:30", "d"),))
    found = {
        one.rule: said(one, rules) for one in followups(facts, rules, CN, day("2025-10-14"), time("2025-10-14 10:00"))
    }
    assert found["todo"] == (
        "待办默认3个工作日“寄样品{0}”。2025-03-03 周一（约定待办），约定日期 2025-03-16 周日。",
        "To-do: 3 working days by default: “寄样品{0}”. Mon 2025-03-03 (to-do agreed); "
        "the date agreed for it is Sun 2025-03-16.",
    )
    assert found["draft"] == (
        "意向达成后3个工作日内出合同草案。2025-04-29 周二（达成意向），"
        "+3 个工作日 = 2025-05-07 周三（休息日 5 天不计）。",
        "Contract draft within 3 working days of the agreement. Tue 2025-04-29 (deal agreed), "
        "+3 working days = Wed 2025-05-07 (days off not counted: 5).",
    )
    assert found["confirm_time"][0] == (
        "提前3个工作日确认会面并发邀请。2025-10-15 周三（约定会面），提前 3 个工作日 = 2025-10-11 周六"
        "（休息日 1 天不计）。安排时已过这一日期。"
    )
    assert found["arrive"][1] == (
        "15 minutes early. Wed 2025-10-15 10:00 (meeting planned), 15 minutes ahead = Wed 2025-10-15 09:45."
    )
    assert found["thank_mail"][0].endswith("2025-09-26 周五 16:30（首次沟通），+24 小时 = 2025-09-27 周六 16:30。")
    assert found["renewal"][0].endswith(
        "2025-03-01 周六（首次签约），+1 年 = 2026-03-01 周日，休息日顺延 1 天到 2026-03-02 周一。"
    )
    assert found["greetings"] == (
        "节日与司庆问候。春节 2026-02-17 周二，最迟 2026-02-14 周六 问候（当天或之前最后一个工作日）；"
        "2026-02-03 周二 起的问候都算。",
        "Festival and anniversary greetings. Spring Festival is on Tue 2026-02-17: a greeting by Sat 2026-02-14 "
        "(the last working day on or before it); one from Tue 2026-02-03 on counts.",
    )


def test_why_phases_and_the_anniversary() -> None:
    rules = playbook("default")
    live = deal("d", state="won", signed="2025-03-01", events={"go_live": "2025-03-03"})
    facts = customer(
        deals=[live], first_signed="2025-03-01", founded="2010-05-20", touches=[touch("visit", "2025-03-31")]
    )
    found = {one.rule: said(one, rules) for one in followups(facts, rules, CN, day("2025-04-10"))}
    assert found["visits"][0].endswith("。上次跟进 2025-03-31 周一（拜访），+1 个月 = 2025-04-30 周三。")
    assert found["greetings"][0].startswith("节日与司庆问候。司庆 2025-05-20 周二，最迟 2025-05-20 周二 问候；")


def test_why_a_line_was_put_off_planned_and_is_to_be_reviewed() -> None:
    off = [snooze("r", "d", "2025-03-22", "2025-03-12 09:00")]
    facts = clock(snoozes=off, appointments=[planned("visit", "2025-03-10 10:00", "d")])
    zh, en = said(only(facts, "2025-03-20"), RULES)
    assert zh.endswith(
        "+7 天 = 2025-03-10 周一。已推迟：原定 2025-03-10 周一，现为 2025-03-24 周一（连续第 1 次）。"
        "已约 2025-03-10 周一 10:00（visit）。连续两期没有跟进到位，请复核定级。"
    )
    assert (
        "Put off from Mon 2025-03-10 to Mon 2025-03-24 (number 1 in a row). Planned: visit, Mon 2025-03-10 10:00." in en
    )


@pytest.mark.parametrize(
    "id", ["default", "sales-guide", "sales-policy", "bd-toolkit", "toolbox", "negotiation-manual"]
)
def test_every_timer_and_routine_can_be_explained(id: str) -> None:
    rules = playbook(id)
    fired = [event(one.on, "2025-03-03 10:00", "e", 1) for one in rules.obligations]
    levels = [tier(one.id, level.id, "2025-03-03") for one in rules.tier_schemes for level in one.tiers]
    one = deal("d", *levels, type="major", close="2025-03-03", fired=fired)
    made = [touch(kind.id, "2025-03-03 10:00", "d") for kind in rules.activities]
    facts = customer(deals=[one], touches=made, first_signed="2024-03-03")
    lines = [
        *followups(facts, rules, CN, day("2025-04-10")),
        *routines(rules, CN, [], day("2024-03-01"), day("2025-04-10")),
    ]
    for follow in lines:
        assert all("{" not in sentence and "None" not in sentence for sentence in said(follow, rules)), follow
    asked = {follow.rule for follow in lines}
    assert asked >= {one.id for one in rules.routines}
    assert {one.id for one in rules.obligations} - asked <= {
        "thank_mail",
        "survey",
        "renewal",
    }  # the touches ended them


def test_a_timers_days_off_and_a_forms_step_are_told() -> None:
    rules = process(
        obligations=[
            obligation("o", "form:once", 2, "day", "form:many"),
            obligation("s", "stage:needs", 0, "day", "form:many"),
        ]
    )
    facts = customer(deals=[deal("d", fired=[event("form:once", "2025-03-06"), event("stage:needs", "2025-03-06")])])
    found = {one.rule: said(one, rules)[1] for one in followups(facts, rules, CN, day("2025-03-06"))}
    assert found["o"] == (
        "o. Thu 2025-03-06 (“once” complete), +2 days = Sat 2025-03-08, moved on over days off (2) to Mon 2025-03-10."
    )
    assert found["s"] == "s. Thu 2025-03-06 (entered “needs”), on the day itself."
