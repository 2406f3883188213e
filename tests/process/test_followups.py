"""The follow-ups of a customer: the worked scenarios of process.md 11 by name, and the edge cases of 3.4."""

import time
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from store.process import workdays
from store.process.facts import CustomerClock
from store.process.followups import FollowUp, followups
from store.process.playbook import Process, load, shipped_path
from tests.process.rhythm_facts import cadence, customer, day, deal, process, tier, touch

CN = workdays.load("cn")
WEEKLY = {"kind": "interval", "every": 7, "unit": "day"}


@cache
def playbook(id: str) -> Process:
    return Process.of(load(shipped_path(id)))


def lines(clock: CustomerClock, rules: Process, today: str) -> list[FollowUp]:
    return followups(clock, rules, CN, day(today))


def dues(clock: CustomerClock, rules: Process, today: str) -> dict[str, str]:
    return {one.rule: one.due.isoformat() for one in lines(clock, rules, today)}


def only(clock: CustomerClock, rules: Process, today: str, rule: str) -> FollowUp:
    (found,) = [one for one in lines(clock, rules, today) if one.rule == rule]
    return found


# --- scenarios of process.md, chapter 11


def test_s02_grade_a_over_national_day() -> None:
    rules = playbook("bd-toolkit")
    clock = customer(tier("customer", "A", "2025-09-26"), touches=[touch("call", "2025-09-26")], created="2025-09-26")
    assert only(clock, rules, "2025-09-26", "tier_a").due == day("2025-10-09")
    today = only(clock, rules, "2025-10-09", "tier_a")
    assert (today.state, today.overdue_days) == ("today", 0)
    late = only(clock, rules, "2025-10-10", "tier_a")
    assert (late.state, late.overdue_days, late.escalated) == ("overdue", 1, False)


def test_s07_deal_s_twice_a_week() -> None:
    rules = playbook("sales-guide")

    def line(today: str, *touches: str) -> FollowUp:
        one = deal("d", tier("opportunity", "S", "2025-03-03"))
        kinds = ["visit" if on == "2025-03-07" else "call" for on in touches]
        made = [touch(kind, on, "d") for kind, on in zip(kinds, touches, strict=True)]
        return only(customer(deals=[one], touches=made), rules, today, "opp_s")

    assert line("2025-03-03").due == day("2025-03-05")
    assert line("2025-03-04", "2025-03-04").due == day("2025-03-07")
    assert line("2025-03-07", "2025-03-04", "2025-03-07").due == day("2025-03-12")
    late = line("2025-03-17", "2025-03-04", "2025-03-07")
    assert (late.due, late.overdue_days, late.escalated) == (day("2025-03-12"), 5, True)
    assert not line("2025-03-14", "2025-03-04", "2025-03-07").escalated  # two working days after: 13, 14
    assert line("2025-03-17", "2025-03-04", "2025-03-07", "2025-03-17").due == day("2025-03-21")


def test_s10_tier_change_mid_way() -> None:
    rules = playbook("toolbox")

    def line(name: str, since: str, touched: str, today: str) -> str:
        one = deal("d", tier("opportunity", name, since))
        clock = customer(deals=[one], touches=[touch("call", touched, "d")])
        return only(clock, rules, today, f"opp_{name.lower()}").due.isoformat()

    assert line("B", "2025-05-01", "2025-05-22", "2025-05-26") == "2025-05-29"
    assert line("C", "2025-05-27", "2025-05-22", "2025-05-27") == "2025-06-05"
    assert line("C", "2025-05-01", "2025-05-12", "2025-05-20") == "2025-05-26"
    assert line("B", "2025-05-21", "2025-05-12", "2025-05-21") == "2025-05-22"


def test_s15_two_rhythms_on_one_customer() -> None:
    rules = playbook("default")
    layer = tier("layer", "active", "2025-03-01")
    one = deal("d", tier("opportunity", "S", "2025-04-01"))
    first = touch("call", "2025-03-31", "d")
    clock = customer(layer, deals=[one], touches=[first], created="2025-03-31")
    found = dues(clock, rules, "2025-04-01")
    assert (found["opp_s"], found["active_call"]) == ("2025-04-03", "2025-04-30")
    assert lines(clock, rules, "2025-04-01")[0].rule == "opp_s"
    clock = clock._replace(touches=(first, touch("call", "2025-04-03", "d")))
    found = dues(clock, rules, "2025-04-03")
    assert (found["opp_s"], found["active_call"]) == ("2025-04-09", "2025-05-06")
    lost = clock._replace(deals=(one._replace(state="lost", live=False),))
    found = dues(lost, rules, "2025-04-09")
    assert found["active_call"] == "2025-05-06"
    assert "opp_s" not in found


# --- what counts


def test_a_touch_counts_only_for_the_deals_it_is_linked_to() -> None:
    rules = process([cadence("r", {"scheme": "deal", "tier": "A"}, WEEKLY, "deal")])
    both = [deal(id, tier("deal", "A", "2025-03-03")) for id in "ab"]
    clock = customer(deals=both, touches=[touch("call", "2025-03-05", "a"), touch("call", "2025-03-06")])
    found = {one.deal: one.due for one in lines(clock, rules, "2025-03-07")}
    assert found == {"a": day("2025-03-12"), "b": day("2025-03-10")}
    linked = clock._replace(touches=(touch("call", "2025-03-06", "a", "b"),))
    assert {one.due for one in lines(linked, rules, "2025-03-07")} == {day("2025-03-13")}


def test_a_touch_on_a_deal_counts_for_the_customer() -> None:
    rules = process([cadence("r", {"scheme": "grade", "tier": "A"}, WEEKLY)])
    clock = customer(tier("grade", "A", "2025-03-03"), deals=[deal("d")], touches=[touch("call", "2025-03-05", "d")])
    assert dues(clock, rules, "2025-03-06") == {"r": "2025-03-12"}


def test_only_the_channels_count_and_nothing_ahead_of_today() -> None:
    rules = process([cadence("r", {"scheme": "grade", "tier": "A"}, WEEKLY, channels="visit")])
    clock = customer(
        tier("grade", "A", "2025-03-03"), touches=[touch("call", "2025-03-05"), touch("visit", "2025-03-06")]
    )
    assert dues(clock, rules, "2025-03-05") == {"r": "2025-03-10"}
    assert dues(clock, rules, "2025-03-06") == {"r": "2025-03-13"}


def test_the_latest_day_holds_whatever_the_order_of_entry() -> None:
    rules = process([cadence("r", {"scheme": "grade", "tier": "A"}, WEEKLY)])
    made = [touch("call", "2025-03-12"), touch("call", "2025-03-05")]
    assert dues(customer(tier("grade", "A", "2025-03-03"), touches=made), rules, "2025-03-12") == {"r": "2025-03-19"}


def test_cadences_from_an_event_count_only_touches_after_its_day() -> None:
    rules = process([cadence("r", {"event": "customer_created"}, WEEKLY)])
    clock = customer(touches=[touch("call", "2025-03-03")], created="2025-03-03")
    assert dues(clock, rules, "2025-03-04") == {"r": "2025-03-10"}
    assert only(clock, rules, "2025-03-04", "r").why.base_kind == "event"
    later = clock._replace(touches=(touch("call", "2025-03-04"),))
    assert dues(later, rules, "2025-03-04") == {"r": "2025-03-11"}


# --- when cadences run


@pytest.mark.parametrize(
    ("changes", "runs"),
    [
        ({}, True),
        ({"signed": "2025-03-04"}, False),
        ({"state": "won", "signed": "2025-03-04"}, False),
        ({"state": "paused", "wake": "2025-04-01"}, False),
        ({"state": "lost"}, False),
        ({"state": "completed"}, False),
        ({"live": False}, False),
    ],
)
def test_deal_tiers_run_while_the_deal_is_open_and_unsigned(changes: Mapping[str, Any], runs: bool) -> None:
    rules = process([cadence("r", {"scheme": "deal", "tier": "A"}, WEEKLY, "deal")])
    clock = customer(deals=[deal("d", tier("deal", "A", "2025-03-03"), **changes)])
    assert ("r" in dues(clock, rules, "2025-03-10")) is runs


def test_the_weekly_report_runs_from_delivery_until_acceptance() -> None:
    rules = playbook("default")

    def found(today: str, state: str = "won", **events: str) -> dict[str, str]:
        one = deal("d", state=state, signed="2025-03-03", events=events)
        return {rule: due for rule, due in dues(customer(deals=[one]), rules, today).items() if rule == "weekly_report"}

    started = {"delivery_started": "2025-03-05"}
    assert found("2025-03-05", **started) == {"weekly_report": "2025-03-07"}
    assert found("2025-03-04", **started) == {}
    assert found("2025-03-10", **started, acceptance="2025-03-11") == {"weekly_report": "2025-03-07"}
    assert found("2025-03-11", **started, acceptance="2025-03-11") == {}
    assert found("2025-03-10", state="paused", **started) == {}
    assert found("2025-03-10") == {}


def test_signing_starts_what_follows_it() -> None:
    one = deal("d", state="won", signed="2025-03-05", stage="contract")
    assert dues(customer(deals=[one]), playbook("sales-policy"), "2025-03-06")["tracking"] == "2025-03-07"
    assert dues(customer(deals=[one]), playbook("negotiation-manual"), "2025-03-06") == {"after": "2025-04-07"}


def test_resuming_starts_the_rhythm_anew() -> None:
    rules = process([cadence("r", {"scheme": "deal", "tier": "A"}, WEEKLY, "deal")])
    since = tier("deal", "A", "2025-03-03")
    untouched = customer(deals=[deal("d", since, resumed="2025-05-19")])
    assert dues(untouched, rules, "2025-05-19") == {"r": "2025-05-26"}
    assert only(untouched, rules, "2025-05-19", "r").why.base_kind == "resume"
    touched = untouched._replace(touches=(touch("call", "2025-03-05", "d"),))
    assert dues(touched, rules, "2025-05-19") == {"r": "2025-05-20"}


def test_stage_cadences_run_through_the_listed_stages() -> None:
    rules = process([cadence("r", {"stages": ["needs", "close"]}, WEEKLY, "deal")])
    path = {"stage:lead": "2025-03-03", "stage:needs": "2025-03-05"}
    here = deal("d", stage="needs", entered="2025-03-05", events=path)
    assert dues(customer(deals=[deal("d", stage="lead")]), rules, "2025-03-06") == {}
    assert dues(customer(deals=[here]), rules, "2025-03-06") == {"r": "2025-03-12"}
    on = deal("d", stage="close", entered="2025-03-11", events={**path, "stage:close": "2025-03-11"})
    assert dues(customer(deals=[on]), rules, "2025-03-11") == {
        "r": "2025-03-12"
    }  # moving on within them changes nothing
    back = on._replace(events={**on.events, "stage:lead": day("2025-03-10")})
    assert dues(customer(deals=[back]), rules, "2025-03-11") == {"r": "2025-03-18"}  # it had left them in between
    plain = deal("d", stage="close", entered="2025-03-11")
    assert dues(customer(deals=[plain]), rules, "2025-03-11") == {"r": "2025-03-18"}


def test_the_grade_stops_with_the_first_win() -> None:
    rules = playbook("default")
    grade, layer = tier("customer", "A", "2025-03-03"), tier("layer", "active", "2025-03-03")
    before = customer(grade, layer, first_signed="2025-03-10")
    assert {"cust_a", "active_call"} <= set(dues(before, rules, "2025-03-09"))
    assert "cust_a" not in dues(before, rules, "2025-03-10")
    assert "active_call" in dues(before, rules, "2025-03-10")


def test_grade_d_rests_but_for_its_pool_review() -> None:
    rules = playbook("default")
    clock = customer(tier("customer", "D", "2025-03-03"), created="2025-03-03", events={"go_live": "2025-03-04"})
    assert dues(clock, rules, "2025-03-05") == {"cust_d": "2025-09-03"}
    assert only(clock, rules, "2025-03-05", "cust_d").who == "manager"
    assert {"info_quarter", "value_push"} <= set(dues(clock._replace(tiers=()), rules, "2025-03-05"))
    won = clock._replace(first_signed_on=day("2025-03-04"))
    assert "info_quarter" in dues(won, rules, "2025-03-05")  # the grade no longer governs


def test_dormant_customers_have_their_own_rhythm_only() -> None:
    rules = playbook("toolbox")
    awake = customer(created="2025-01-02")
    assert set(dues(awake, rules, "2025-03-10")) == {"info_month"}
    dormant = customer(created="2025-01-02", events={"customer_dormant": "2025-03-10"})
    assert dues(dormant, rules, "2025-03-10") == {"dormant_retry": "2025-04-10"}


def test_archived_customers_ask_for_nothing() -> None:
    rules = playbook("default")
    asleep = deal("d", state="paused", wake="2025-03-05")
    clock = customer(tier("customer", "A", "2025-03-03"), deals=[asleep])
    assert lines(clock, rules, "2025-03-10")
    assert lines(clock._replace(archived=True), rules, "2025-03-10") == []


def test_what_lies_ahead_has_not_happened() -> None:
    rules = process(
        [
            cadence("tier", {"scheme": "grade", "tier": "A"}, WEEKLY),
            cadence("event", {"event": "go_live"}, WEEKLY),
            cadence("deal", {"scheme": "deal", "tier": "A"}, WEEKLY, "deal"),
        ]
    )
    one = deal("d", tier("deal", "A", "2025-03-20"), events={"go_live": "2025-03-20"})
    clock = customer(tier("grade", "A", "2025-03-20"), deals=[one])
    assert dues(clock, rules, "2025-03-19") == {}
    assert set(dues(clock, rules, "2025-03-20")) == {"tier", "event", "deal"}


def test_an_event_of_any_deal_starts_the_customers_cadence_once() -> None:
    rules = process([cadence("r", {"event": "go_live"}, WEEKLY)])
    both = [deal("a", events={"go_live": "2025-03-10"}), deal("b", events={"go_live": "2025-03-03"})]
    assert dues(customer(deals=both), rules, "2025-03-10") == {"r": "2025-03-10"}


# --- the wake-up


def test_a_paused_deal_wakes_on_a_working_day() -> None:
    rules = playbook("default")
    asleep = deal("d", tier("opportunity", "S", "2025-03-03"), state="paused", wake="2025-10-03")
    clock = customer(deals=[asleep], created="2025-09-01", owner="")
    (line,) = [one for one in lines(clock, rules, "2025-09-26") if one.deal]
    assert (line.kind, line.rule, line.due, line.state) == ("wake", "wake", day("2025-10-09"), "upcoming")
    assert (line.who, line.owner, line.channels) == ("owner", "li", ())
    assert line.shown_from <= day("2025-09-26")


# --- the line


def test_owner_state_and_order() -> None:
    rules = process(
        [
            cadence("mine", {"scheme": "grade", "tier": "A"}, WEEKLY),
            cadence("ours", {"scheme": "deal", "tier": "A"}, WEEKLY, "deal"),
        ]
    )
    two = [deal("a", tier("deal", "A", "2025-03-05")), deal("b", tier("deal", "A", "2025-03-03"), owner="")]
    found = lines(customer(tier("grade", "A", "2025-03-05"), deals=two), rules, "2025-03-12")
    assert [(one.deal, one.rule, one.owner) for one in found] == [
        ("b", "ours", "han"),  # nobody's deal falls to the customer's owner
        ("a", "ours", "li"),
        ("", "mine", "han"),
    ]
    assert [(one.state, one.overdue_days) for one in found] == [("overdue", 2), ("today", 0), ("today", 0)]
    assert {one.shown_from for one in found} == {day("2025-03-03"), day("2025-03-05")}
    assert found[0].channels == ("call", "visit")
    assert (found[0].kind, found[0].who, found[0].customer) == ("cadence", "rep", "c")


@pytest.mark.parametrize(("today", "escalated"), [("2025-10-09", False), ("2025-10-11", False), ("2025-10-13", True)])
def test_escalation_counts_working_days(today: str, escalated: bool) -> None:
    """Due on 9 October: the 10th, the make-up Saturday and Monday the 13th are three working days."""
    rules = process([cadence("r", {"scheme": "grade", "tier": "A"}, WEEKLY)], escalate_after_workdays=3)
    clock = customer(tier("grade", "A", "2025-09-26"))
    assert only(clock, rules, today, "r").escalated is escalated


def test_the_setting_says_how_days_off_move_a_date() -> None:
    for roll, due in (("next", "2025-10-09"), ("prev", "2025-09-30"), ("none", "2025-10-03")):
        rules = process([cadence("r", {"scheme": "grade", "tier": "A"}, WEEKLY)], roll=roll)
        assert dues(customer(tier("grade", "A", "2025-09-26")), rules, "2025-09-26") == {"r": due}


def test_a_customer_costs_next_to_nothing() -> None:
    rules = playbook("default")
    kinds = ("call", "visit", "mail", "push")
    made = [touch(kinds[n % 4], f"2025-03-{n + 3:02}", "abd"[n % 3]) for n in range(20)]
    two = [deal(id, tier("opportunity", level, "2025-01-10")) for id, level in (("a", "S"), ("b", "A"))]
    won = deal("d", state="won", signed="2025-03-01", events={"delivery_started": "2025-03-03"})
    clock = customer(
        tier("customer", "A", "2025-01-10"), tier("layer", "active", "2025-01-10"), deals=[*two, won], touches=made
    )
    assert len(lines(clock, rules, "2025-04-10")) == 6
    took = []
    for _ in range(200):
        began = time.perf_counter()
        lines(clock, rules, "2025-04-10")
        took.append(time.perf_counter() - began)
    assert sorted(took)[len(took) // 2] < 0.000_200
