"""Timers: the worked scenarios of process.md 11 by name, tables by hand, and the edge cases of 3.3 and 3.4."""

from functools import cache
from typing import Any

import pytest

from store.process import workdays
from store.process.facts import CustomerClock, DealClock, DoneFact, TouchFact
from store.process.followups import FollowUp, followups, settled
from store.process.outlook import blocked
from store.process.playbook import Process, load, shipped_path
from tests.process.rhythm_facts import (
    customer,
    day,
    deal,
    done,
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


@cache
def playbook(id: str) -> Process:
    return Process.of(load(shipped_path(id)))


def lines(clock: CustomerClock, rules: Process, now: str) -> list[FollowUp]:
    found = followups(clock, rules, CN, day(now[:10]), time(now) if ":" in now else None)
    return [one for one in found if one.kind == "obligation"]


def only(clock: CustomerClock, rules: Process, now: str, rule: str) -> FollowUp:
    (found,) = [one for one in lines(clock, rules, now) if one.rule == rule]
    return found


def ended(clock: CustomerClock, rules: Process, now: str, rule: str) -> FollowUp:
    assert rule not in {one.rule for one in lines(clock, rules, now)}
    (found,) = [one for one in settled(clock, rules, CN, day(now[:10])) if one.rule == rule]
    return found


def shown(follow: FollowUp) -> str:
    return f"{follow.at:%Y-%m-%d %H:%M}" if follow.at else follow.due.isoformat()


# --- scenarios of process.md, chapter 11


def test_s03_survey_after_acceptance() -> None:
    rules = playbook("bd-toolkit")
    accepted = event("acceptance", "2025-09-30", "e")
    clock = customer(deals=[deal("d", state="won", signed="2025-08-01", fired=[accepted])])
    line = only(clock, rules, "2025-10-09", "survey")
    assert (line.due, line.state, line.channels) == (day("2025-10-11"), "upcoming", ("survey_sent",))
    for sent, state in (("2025-10-11", "done"), ("2025-10-13", "done_late")):
        sent_clock = clock._replace(touches=(touch("survey_sent", sent, "d"),))
        assert ended(sent_clock, rules, "2025-10-20", "survey").state == state


def test_s05_thank_mail() -> None:
    rules = playbook("sales-guide")
    first = touch("call", "2025-09-26 16:30")
    clock = customer(touches=[first], created="2025-09-26")
    line = only(clock, rules, "2025-09-26 17:00", "thank_mail")
    assert (shown(line), line.state, line.due) == ("2025-09-27 16:30", "upcoming", day("2025-09-27"))
    assert only(clock, rules, "2025-09-27 16:30", "thank_mail").state == "today"
    late = only(clock, rules, "2025-09-27 16:31", "thank_mail")
    assert (late.state, late.overdue_days) == ("overdue", 0)
    for mailed, state in (("16:30", "done"), ("16:31", "done_late")):
        made = clock._replace(touches=(first, touch("thank_mail", f"2025-09-27 {mailed}")))
        assert ended(made, rules, "2025-09-28", "thank_mail").state == state


def test_s06_handover_around_spring_festival() -> None:
    rules = playbook("sales-guide")
    for signed, due in (("2026-02-11", "2026-02-14"), ("2026-02-13", "2026-02-25")):
        one = deal("d", state="won", signed=signed, fired=[event("signed", signed, "e")])
        line = only(customer(deals=[one]), rules, signed, "handover")
        assert (line.due, line.deal, line.owner) == (day(due), "d", "li")
        filled = one._replace(done=(done("form:handover", f"{due} 18:00"),))
        assert ended(customer(deals=[filled]), rules, due, "handover").state == "done"


def test_s11_retrospective_and_minutes() -> None:
    rules = playbook("toolbox")
    one = deal("d", state="won", signed="2025-04-28", fired=[event("won", "2025-04-28")])
    followed = touch("call", "2025-04-28 10:15", "d", id="a")
    clock = customer(deals=[one], touches=[followed])
    assert only(clock, rules, "2025-04-28", "retrospective").due == day("2025-05-06")
    assert shown(only(clock, rules, "2025-04-28 11:00", "minutes")) == "2025-04-29 10:15"


def test_s12_complaint() -> None:
    rules = playbook("sales-policy")
    clock = customer(fired=[event("complaint_opened", "2025-06-27 17:00", "e")])
    assert shown(only(clock, rules, "2025-06-27 18:00", "complaint_reply")) == "2025-06-28 17:00"
    assert shown(only(clock, rules, "2025-06-27 18:00", "complaint_close")) == "2025-07-04"
    other = clock._replace(done=(done("field:complaint.replied_at", "2025-06-28 09:00", "another"),))
    assert only(other, rules, "2025-06-28 10:00", "complaint_reply").state == "today"  # that was another complaint
    replied = clock._replace(done=(done("field:complaint.replied_at", "2025-06-28 09:00", "e"),))
    assert ended(replied, rules, "2025-06-28", "complaint_reply").state == "done"
    assert only(replied, rules, "2025-06-28", "complaint_close").who == "service"


def test_s13_meeting_three_working_days_ahead() -> None:
    rules = playbook("negotiation-manual")
    talk = event("meeting_planned", "2025-10-15 10:00", "e", known="2025-09-30 15:00")
    clock = customer(deals=[deal("d", fired=[talk])])
    found = {one.rule: shown(one) for one in lines(clock, rules, "2025-10-09")}
    assert found == {
        "confirm_time": "2025-10-11",
        "invite": "2025-10-11",
        "briefing": "2025-10-14",
        "arrive": "2025-10-15 09:45",
    }
    assert only(clock, rules, "2025-10-15 09:46", "arrive").state == "overdue"


def test_s15_the_retrospective_of_a_lost_deal() -> None:
    rules = playbook("default")
    agreed = event("deal_agreed", "2025-04-08", "e")
    one = deal("d", state="lost", fired=[event("lost", "2025-04-09"), agreed])
    found = {one.rule: shown(one) for one in lines(customer(deals=[one]), rules, "2025-04-09")}
    assert found == {"retrospective_lost": "2025-04-14"}  # the contract draft is no longer asked for
    assert ended(customer(deals=[one]), rules, "2025-04-09", "draft").state == "canceled"


# --- when a timer is due

NEW_YEAR = [
    (1, "day", "2025-09-30", "2025-10-09"),
    (3, "day", "2025-04-24", "2025-04-27"),  # a make-up Sunday is a working day
    (30, "day", "2025-03-03", "2025-04-02"),
    (1, "month", "2025-01-31", "2025-02-28"),
    (1, "month", "2025-09-01", "2025-10-09"),
    (1, "year", "2024-02-29", "2025-02-28"),
    (1, "workday", "2025-04-30", "2025-05-06"),
    (1, "workday", "2025-04-25", "2025-04-27"),
    (3, "workday", "2025-04-04", "2025-04-09"),  # started on a day off
    (10, "workday", "2026-02-12", "2026-03-04"),
    (0, "workday", "2025-04-04", "2025-04-04"),
    (-3, "workday", "2025-10-15", "2025-10-11"),
    (-1, "workday", "2025-10-09", "2025-09-30"),
    (-2, "day", "2025-10-15", "2025-10-13"),
    (-1, "month", "2025-03-31", "2025-02-28"),
    (24, "hour", "2025-09-26 16:30", "2025-09-27 16:30"),
    (-15, "minute", "2025-10-15 00:10", "2025-10-14 23:55"),
    (36, "hour", "2025-09-26", "2025-09-27"),  # of a day without a time
    (-15, "minute", "2025-10-15", "2025-10-15"),
]


@pytest.mark.parametrize(("n", "unit", "at", "due"), NEW_YEAR)
def test_when_a_timer_is_due(n: int, unit: str, at: str, due: str) -> None:
    rules = process(obligations=[obligation("o", "signed", n, unit, "form:once")])
    clock = customer(deals=[deal("d", fired=[event("signed", at)])])
    assert shown(only(clock, rules, at[:10], "o")) == due


def test_the_hours_are_those_of_the_clock_whatever_the_zone_does() -> None:
    """Berlin goes to summer time on 30 March 2025: 24 hours are 24 hours."""
    from zoneinfo import ZoneInfo

    at = time("2025-03-29 16:30").replace(tzinfo=ZoneInfo("Europe/Berlin"))
    rules = process(obligations=[obligation("o", "signed", 24, "hour", "form:once")])
    clock = customer(deals=[deal("d", fired=[event("signed", "2025-03-29")._replace(at=at)])])
    assert shown(only(clock, rules, "2025-03-29", "o")) == "2025-03-30 17:30"


def test_what_has_not_happened_starts_nothing() -> None:
    rules = process(
        obligations=[
            obligation("o", "signed", 1, "day", "form:once"),
            obligation("b", "meeting", -1, "day", "form:many"),
        ]
    )
    ahead = [event("signed", "2025-03-12"), event("meeting", "2025-03-12")]
    clock = customer(deals=[deal("d", fired=ahead)])
    assert {one.rule for one in lines(clock, rules, "2025-03-11")} == {"b"}
    assert {one.rule for one in lines(clock, rules, "2025-03-12")} == {"b", "o"}


def test_every_row_is_its_own_timer() -> None:
    rules = playbook("default")
    rows = [
        event("todo_agreed", "2025-03-03 11:00", "e", 1, what="send the sample"),
        event("todo_agreed", "2025-03-03 11:00", "e", 2, due="2025-03-16", owner="zhao"),
        event("todo_agreed", "2025-03-03 11:00", "e", 3),
    ]
    ticked = done("field:minutes.todos", "2025-03-05 09:00", "e", 3)
    clock = customer(deals=[deal("d", fired=rows, done=[ticked])])
    found = {one.row: one for one in lines(clock, rules, "2025-03-05") if one.rule == "todo"}
    assert {row: shown(one) for row, one in found.items()} == {1: "2025-03-06", 2: "2025-03-16"}  # a Sunday, as agreed
    assert (found[1].what, found[1].who, found[1].owner) == ("send the sample", "rep", "li")
    assert (found[2].who, found[2].owner, found[2].why.form) == ("", "zhao", "own")


# --- what ends a timer


def one_timer(*given: Any, on: str = "signed", n: int = 3, done_by: str = "form:many", **more: Any) -> list[FollowUp]:
    rules = process(obligations=[obligation("o", on, n, "workday", done_by)], events=more.pop("events", None))
    touches = [one for one in given if isinstance(one, TouchFact)]
    marks = [one for one in given if isinstance(one, DoneFact)]
    starts = [one for one in given if not isinstance(one, TouchFact | DoneFact)]
    clock = customer(deals=[deal("d", fired=starts, done=marks, **more), deal("other")], touches=touches)
    return [*lines(clock, rules, "2025-03-14"), *settled(clock, rules, CN, day("2025-03-14"))]


def states(*given: Any, **more: Any) -> list[str]:
    return [one.state for one in one_timer(*given, **more)]


SIGNED = event("signed", "2025-03-10")  # due on the 13th


def test_a_form_filled_once_counts_whenever_it_was_filled() -> None:
    assert states(SIGNED, done("form:once", "2025-03-03 10:00"), done_by="form:once") == ["done"]
    assert states(SIGNED, done("form:many", "2025-03-03 10:00")) == ["overdue"]
    assert states(SIGNED, done("form:many", "2025-03-10 10:00")) == ["done"]
    assert states(SIGNED, done("form:many", "2025-03-14 10:00")) == ["done_late"]
    assert states(SIGNED, done("form:many", "2025-03-15 10:00")) == ["overdue"]  # not yet
    assert states(SIGNED, done("form:other", "2025-03-11 10:00")) == ["overdue"]


def test_the_second_time_a_form_filled_once_has_to_be_looked_at_again() -> None:
    again = event("signed", "2025-03-12")
    marks = done("form:once", "2025-03-11 10:00")
    assert sorted(states(SIGNED, again, marks, done_by="form:once")) == ["done", "upcoming"]


def test_activities_end_a_timer_when_they_are_the_deals_or_nobodys() -> None:
    for linked, state in ((("d",), "done"), ((), "done"), (("other",), "overdue")):
        assert states(SIGNED, touch("call", "2025-03-11", *linked), done_by="activity:call") == [state]
    assert states(SIGNED, touch("call", "2025-03-07", "d"), done_by="activity:call") == ["overdue"]


def test_a_tier_set_ends_a_timer() -> None:
    rules = process(obligations=[obligation("o", "signed", 3, "workday", "tier:deal")])
    for since, open_ in (("2025-03-07", True), ("2025-03-11", False)):
        clock = customer(deals=[deal("d", tier("deal", "A", since), fired=[SIGNED])])
        assert bool(lines(clock, rules, "2025-03-12")) is open_


def test_a_routine_ends_a_timer() -> None:
    assert states(SIGNED, done("routine:tidy", "2025-03-12"), done_by="routine:tidy") == ["done"]


def test_of_one_form_only_the_very_entry_ends_its_timer() -> None:
    asked = {"on": "signed", "done_by": "field:many.replied", "events": {"signed": "field:many.raised"}}
    two = [event("signed", "2025-03-10", "e1"), event("signed", "2025-03-10", "e2")]
    found = one_timer(*two, done("field:many.replied", "2025-03-11", "e2"), **asked)
    assert {one.source: one.state for one in found} == {"e1": "overdue", "e2": "done"}


def test_a_register_is_updated_after_the_row_not_before() -> None:
    asked = {"on": "signed", "done_by": "form:once", "events": {"signed": "row:once.changes"}}
    row = event("signed", "2025-03-10", "e", 1)
    assert states(row, done("form:once", "2025-03-03", "e"), **asked) == ["overdue"]
    assert states(row, done("form:once", "2025-03-12", "e"), **asked) == ["done"]


def test_an_event_beside_the_form_is_ended_by_a_later_save_of_it() -> None:
    """A contact marked as gone: the register names no row for it, and being complete already is not enough."""
    asked = {"on": "signed", "done_by": "form:once", "events": {"signed": "row:once.changes"}}
    assert states(SIGNED, done("form:once", "2025-03-03", "e"), **asked) == ["overdue"]
    assert states(SIGNED, done("form:once", "2025-03-10", "e"), **asked) == ["done"]


def test_rolling_back_never_reaches_the_day_counted_from() -> None:
    rules = process(obligations=[obligation("o", "signed", 1, "day", "form:once")], roll="prev")
    clock = customer(deals=[deal("d", fired=[event("signed", "2025-03-07")])])  # a Friday
    assert shown(only(clock, rules, "2025-03-07", "o")) == "2025-03-10"


def test_a_pending_check_keeps_its_first_date() -> None:
    changes = [event("signed", f"2025-03-{n:02} 10:00") for n in (3, 4, 10)]
    found = one_timer(*changes, done_by="signoff:record")
    assert [shown(one) for one in found] == ["2025-03-06"]
    checked = one_timer(*changes, done("signoff:record", "2025-03-05 09:00"), done_by="signoff:record")
    assert [(shown(one), one.state) for one in checked] == [("2025-03-13", "overdue"), ("2025-03-06", "done")]


# --- meetings


def meeting(*marks: DoneFact, moved: str = "", at: str = "2025-10-15 10:00") -> DealClock:
    talk = event("meeting_planned", at, "e", known="2025-09-25 15:00", moved=moved)
    return deal("d", fired=[talk], done=marks)


def test_a_moved_meeting_asks_anew() -> None:
    rules = playbook("negotiation-manual")
    confirmed = done("field:agenda.confirmed_on", "2025-09-29", "e")
    clock = customer(deals=[meeting(confirmed)])
    assert "confirm_time" not in {one.rule for one in lines(clock, rules, "2025-10-09")}
    moved = customer(deals=[meeting(confirmed, moved="2025-09-30 09:00", at="2025-10-17 10:00")])
    assert only(moved, rules, "2025-10-09", "confirm_time").due == day("2025-10-14")
    again = customer(deals=[meeting(done("field:agenda.confirmed_on", "2025-09-30", "e"), moved="2025-09-30 09:00")])
    assert "confirm_time" not in {one.rule for one in lines(again, rules, "2025-10-09")}
    briefed = done("form:briefing", "2025-09-29 16:00")
    assert "briefing" not in {one.rule for one in lines(customer(deals=[meeting(briefed)]), rules, "2025-10-09")}
    late = customer(deals=[meeting(briefed, moved="2025-09-30 09:00")])
    assert only(late, rules, "2025-10-09", "briefing").due == day("2025-10-14")


def test_a_meeting_planned_too_late_is_created_overdue() -> None:
    rules = playbook("negotiation-manual")
    talk = event("meeting_planned", "2025-10-15 10:00", "e", known="2025-10-14 09:00")
    line = only(customer(deals=[deal("d", fired=[talk])]), rules, "2025-10-14 09:00", "confirm_time")
    assert (line.state, line.flags, line.shown_from) == ("overdue", ("created_overdue",), day("2025-10-11"))
    assert only(customer(deals=[deal("d", fired=[talk])]), rules, "2025-10-14", "briefing").flags == ()
    for known, flags in (("2025-10-15 09:45", ()), ("2025-10-15 09:46", ("created_overdue",))):
        late = customer(deals=[deal("d", fired=[event("meeting_planned", "2025-10-15 10:00", "e", known=known)])])
        assert only(late, rules, "2025-10-15", "arrive").flags == flags


def test_a_briefing_counts_for_the_nearest_meeting_without_one() -> None:
    rules = playbook("negotiation-manual")
    talks = [
        event("meeting_planned", "2025-10-15 10:00", "e1", known="2025-09-25"),
        event("meeting_planned", "2025-10-22 10:00", "e2", known="2025-09-25"),
    ]

    def waiting(*marks: str) -> set[str]:
        one = deal("d", fired=talks, done=[done("form:reception", at) for at in marks])
        return {line.source for line in lines(customer(deals=[one]), rules, "2025-10-23") if line.rule == "arrive"}

    assert waiting() == {"e1", "e2"}
    assert waiting("2025-10-15 10:05") == {"e2"}
    assert waiting("2025-10-22 09:40") == {"e1"}
    assert waiting("2025-10-15 09:40", "2025-10-15 11:00") == set()
    assert waiting("2025-09-24 09:40") == {"e1", "e2"}  # before either was planned


def test_only_deals_of_a_type_are_asked() -> None:
    rules = playbook("default")
    talk = event("meeting_planned", "2025-10-15 10:00", "e", known="2025-09-25")
    for kind, asked in (("major", True), ("new", False), ("", False)):
        found = lines(customer(deals=[deal("d", type=kind, fired=[talk])]), rules, "2025-10-09")
        assert ("briefing" in {one.rule for one in found}) is asked


# --- what touches start


def test_each_two_way_touch_asks_for_minutes() -> None:
    rules = playbook("default")
    made = [touch("call", "2025-03-03 10:00", "d", id="a"), touch("visit", "2025-03-04 10:00", "d", id="b")]
    clock = customer(deals=[deal("d")], touches=made, created="2025-01-02")
    found = {one.source: one for one in lines(clock, rules, "2025-03-04") if one.rule == "minutes"}
    assert {id: shown(one) for id, one in found.items()} == {"a": "2025-03-04 10:00", "b": "2025-03-05 10:00"}
    assert found["a"].deal == "d"
    push = clock._replace(touches=(touch("push", "2025-03-03 10:00", "d"),))
    assert "minutes" not in {one.rule for one in lines(push, rules, "2025-03-04")}
    written = clock._replace(deals=(deal("d", done=[done("form:minutes", "2025-03-03 12:00")]),))
    assert {one.source for one in lines(written, rules, "2025-03-04") if one.rule == "minutes"} == {"b"}


def test_a_touch_saved_with_its_summary_needs_no_minutes() -> None:
    rules = playbook("default")
    for noted, state in (("2025-03-04 10:00", "done"), ("2025-03-04 10:01", "done_late")):
        made = touch("call", "2025-03-03 10:00", "d", id="a", noted=noted)
        clock = customer(deals=[deal("d")], touches=[made])
        assert ended(clock, rules, "2025-03-04", "minutes").state == state


def test_the_first_contact_is_the_first_two_way_touch() -> None:
    rules = playbook("default")
    made = [touch("call", "2025-03-05 09:00"), touch("call", "2025-03-03 15:00"), touch("push", "2025-03-01 09:00")]
    assert shown(only(customer(touches=made), rules, "2025-03-05", "thank_mail")) == "2025-03-04 15:00"
    older = [*made, touch("visit", "2025-02-20")]  # at an unknown time: no timer, and the later ones are not the first
    assert "thank_mail" not in {one.rule for one in lines(customer(touches=older), rules, "2025-03-05")}


def test_an_activity_asks_for_what_follows_it() -> None:
    rules = playbook("default")
    clock = customer(
        deals=[deal("d")], touches=[touch("presentation", "2025-03-07 15:00", "d", id="a", noted="2025-03-07 16:00")]
    )
    line = only(clock, rules, "2025-03-07", "feedback_send")
    assert (shown(line), line.deal, line.source) == ("2025-03-10", "d", "a")


# --- states of deals


@pytest.mark.parametrize(
    ("state", "expected"),
    [("open", ["agreed", "issue"]), ("won", ["agreed", "issue"]), ("completed", ["agreed", "issue"]),
     ("paused", ["issue", "paused"]), ("lost", ["issue", "lost"])],
)  # fmt: skip
def test_timers_stop_with_the_deal_but_for_what_goes_on(state: str, expected: list[str]) -> None:
    rules = process(
        obligations=[
            obligation("agreed", "deal_agreed", 3, "workday", "form:once"),
            obligation("issue", "issue_opened", 24, "hour", "form:many"),
            obligation("lost", "lost", 3, "workday", "form:many"),
            obligation("paused", "paused", 3, "workday", "form:many"),
        ]
    )
    fired = [event("deal_agreed", "2025-03-03"), event("issue_opened", "2025-03-03 09:00")]
    fired += [event(state, "2025-03-04")] if state in ("lost", "paused") else []
    clock = customer(deals=[deal("d", state=state, fired=fired)])
    assert sorted(one.rule for one in lines(clock, rules, "2025-03-05")) == expected


def test_a_customers_issue_goes_on_whatever_becomes_of_its_deals() -> None:
    rules = playbook("default")
    clock = customer(deals=[deal("d", state="lost")], fired=[event("issue_opened", "2025-03-03 09:00", "e")])
    assert shown(only(clock, rules, "2025-03-03", "issue_reply")) == "2025-03-04 09:00"


def test_a_resumed_deal_counts_its_days_anew() -> None:
    rules = process(
        obligations=[
            obligation("days", "signed", 3, "workday", "form:many"),
            obligation("hours", "signed", 24, "hour", "form:many"),
        ]
    )
    clock = customer(deals=[deal("d", resumed="2025-03-10", fired=[event("signed", "2025-02-03 10:00")])])
    assert {one.rule: shown(one) for one in lines(clock, rules, "2025-03-10")} == {
        "days": "2025-03-13",
        "hours": "2025-02-04 10:00",
    }


def test_events_that_end_a_timer() -> None:
    rules = process(obligations=[obligation("o", "signed", 3, "workday", "form:many", cancel_on=["acceptance"])])
    for on, open_ in (("2025-03-09", True), ("2025-03-10", False), ("2025-03-12", False), ("2025-03-13", True)):
        one = deal("d", fired=[SIGNED, event("acceptance", on)])
        assert bool(lines(customer(deals=[one]), rules, "2025-03-12")) is open_
        days = deal("d", fired=[SIGNED], events={"acceptance": on})
        assert bool(lines(customer(deals=[days]), rules, "2025-03-12")) is open_


def test_what_was_before_the_board_starts_nothing() -> None:
    rules = process(obligations=[obligation("o", "signed", 3, "workday", "form:many")])
    for since, open_ in (("2025-03-10", True), ("2025-03-11", False)):
        clock = customer(deals=[deal("d", fired=[SIGNED])], timers_from=since)
        assert bool(lines(clock, rules, "2025-03-12")) is open_


def test_touches_before_the_board_start_nothing() -> None:
    clock = customer(deals=[deal("d")], touches=[touch("call", "2025-03-10 10:00", "d", id="a")])
    for since, open_ in (("2025-03-10", True), ("2025-03-11", False)):
        found = lines(clock._replace(timers_from=day(since)), playbook("default"), "2025-03-12")
        assert {"minutes", "thank_mail"} & {one.rule for one in found} == (
            {"minutes", "thank_mail"} if open_ else set()
        )


def test_archived_customers_have_no_timers() -> None:
    rules = process(obligations=[obligation("o", "signed", 3, "workday", "form:many")])
    clock = customer(deals=[deal("d", fired=[SIGNED])])
    assert lines(clock, rules, "2025-03-12")
    assert not lines(clock._replace(archived=True), rules, "2025-03-12")


# --- renewal, delayed decisions


def test_the_renewal_is_shown_30_days_ahead_and_comes_again() -> None:
    rules = playbook("default")

    def renewal(today: str, *talks: str, since: str = "0001-01-01") -> FollowUp:
        made = [touch("renewal_talk", on) for on in talks]
        return only(customer(first_signed="2024-02-29", touches=made, timers_from=since), rules, today, "renewal")

    first = renewal("2024-06-03")
    assert (first.due, first.shown_from) == (day("2025-02-28"), day("2025-01-29"))
    assert renewal("2024-06-03", "2024-02-29").due == day("2025-02-28")  # a talk on the day of signing is not the next
    assert renewal("2024-06-03", "2024-03-01").due == day("2026-02-28")
    assert renewal("2026-06-03").due == day("2025-02-28")  # left out, it stands
    assert renewal("2025-01-20", "2025-01-15").due == day("2026-02-28")  # a make-up Saturday
    assert renewal("2025-05-20", "2025-05-15").due == day("2026-02-28")
    assert renewal("2027-05-20", "2027-05-15").due == day("2028-02-29")  # those passed over are not asked for
    assert renewal("2027-05-20", "2025-01-15", "2026-01-15", "2027-01-15").due == day("2028-02-29")
    assert renewal("2026-05-20", since="2026-03-01").due == day("2027-03-01")


def test_a_delayed_decision_of_a_top_deal() -> None:
    rules = playbook("default")

    def asked(level: str, close: str, today: str = "2025-03-10", **more: Any) -> list[str]:
        one = deal("d", tier("opportunity", level, "2025-01-10"), close=close, **more)
        return [shown(line) for line in lines(customer(deals=[one]), rules, today) if line.rule == "delay_reason"]

    assert asked("S", "2025-03-07") == ["2025-03-11"]  # from the 8th on: Monday, Tuesday
    assert asked("S", "2025-03-09") == ["2025-03-12"]
    assert asked("S", "2025-03-10") == []
    assert asked("A", "2025-03-07") == []
    assert asked("S", "2025-03-07", signed="2025-03-06") == []
    assert asked("S", "2025-03-07", state="paused") == []
    assert asked("S", "2025-03-07", done=[done("form:delay_note", "2025-03-10 09:00")]) == []
    assert asked("S", "2025-03-07", done=[done("form:delay_note", "2025-03-07 09:00")]) == ["2025-03-11"]


# --- the line


def test_escalation_of_a_timer() -> None:
    rules = process(obligations=[obligation("o", "issue_opened", 24, "hour", "form:many")])
    clock = customer(fired=[event("issue_opened", "2025-09-29 16:30")])  # due on the 30th; 9, 10, 11 October
    assert not only(clock, rules, "2025-10-10", "o").escalated
    assert only(clock, rules, "2025-10-11", "o").escalated


def test_a_timer_put_off_and_one_that_blocks() -> None:
    rules = process(obligations=[obligation("o", "signed", 3, "workday", "form:many", blocks="g")])
    clock = customer(
        deals=[deal("d", fired=[event("signed", "2025-03-10", "e1"), event("signed", "2025-03-10", "e2")])],
        snoozes=[snooze("o", "d", "2025-03-22", "2025-03-13 09:00", "e1")],
    )
    found = {one.source: one for one in lines(clock, rules, "2025-03-14")}
    assert (found["e1"].due, found["e1"].first_due, found["e1"].state) == (
        day("2025-03-24"),
        day("2025-03-13"),
        "upcoming",
    )
    assert (found["e2"].due, found["e2"].snoozed_to, found["e2"].state) == (day("2025-03-13"), None, "overdue")
    assert [one.id for one in blocked(list(found.values()), "g", rules)] == ["gate_timer_open"] * 2
    assert blocked(list(found.values()), "other", rules) == []


def test_an_appointment_is_shown_with_the_timer_it_settles() -> None:
    rules = process(obligations=[obligation("o", "signed", 3, "workday", "activity:visit")])
    clock = customer(
        deals=[deal("d", fired=[SIGNED])],
        appointments=[planned("visit", "2025-03-12 10:00", "d"), planned("call", "2025-03-11 10:00", "d")],
    )
    line = only(clock, rules, "2025-03-11", "o")
    assert line.appointment == clock.appointments[0]
    assert line.due == day("2025-03-13")
