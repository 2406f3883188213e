"""Scenarios of process.md, chapter 11, that are about timers, through the command line; snoozes, plans, events."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def board(board_of: Any) -> Any:
    """A board of a process with one customer and one deal of li, recorded in time."""

    def make(process: str, on: str, **more: str) -> Any:
        cli = board_of(process).at(on)
        cli.as_(more.get("owner", "li")).do("customer add 恒瑞 --field owner=li")
        extra = [f"--{key}={value}" for key, value in more.items()]
        cli.do("deal add --customer C-1 --title ERP", *extra)
        return cli

    return make


def due(cli: Any, ref: str, rule: str) -> str:
    """When a rule is due, "" when it asks for nothing."""
    return next((one["due"] for one in cli(f"why {ref}").items if one["rule"] == rule), "")


def complete(cli: Any, form: str) -> None:
    """Fill all a form of D-1 asks for."""
    values = {"text": "x", "longtext": "x", "money": "1000", "file": "a.pdf", "bool": "yes", "date": "2025-04-28"}
    for field in cli(f"form show D-1 {form}").item["fields"]:
        value = field["choices"][0]["id"] if field["choices"] else values.get(field["type"], "")
        if field["required"] and value:
            cli.do(f"fill D-1 {form}", f"{field['id']}={value}")


def state(cli: Any, ref: str, rule: str) -> tuple[str, int]:
    return next((one["state"], one["overdue_days"]) for one in cli(f"why {ref}").items if one["rule"] == rule)


def test_s03_survey_after_acceptance(board: Any) -> None:
    cli = board("bd-toolkit", "2025-09-01")
    cli.at("2025-09-30T11:00").do("fill D-1 acceptance_report accepted_on=2025-09-30")
    october = cli.at("2025-10-09")
    assert due(october, "D-1", "survey") == "2025-10-11"
    assert state(cli.at("2025-10-13T09:00"), "D-1", "survey") == ("overdue", 2)
    cli.at("2025-10-11T17:00").do("log D-1 survey_sent")
    assert due(cli.at("2025-10-11T18:00"), "D-1", "survey") == ""


def test_s04_visits_after_go_live(board: Any) -> None:
    cli = board("bd-toolkit", "2025-01-06")
    cli.at("2025-03-03T10:00").do("fill D-1 acceptance_report go_live_on=2025-03-03")
    assert due(cli.at("2025-03-03T11:00"), "C-1", "visits") == "2025-03-10"
    for day in ("2025-03-10", "2025-03-17", "2025-03-24", "2025-03-31"):
        cli.at(f"{day}T15:00").do("log C-1 visit --note n")
    assert due(cli.at("2025-04-01"), "C-1", "visits") == "2025-04-30"
    cli.at("2025-04-30T15:00").do("log C-1 visit --note n")
    assert due(cli.at("2025-04-30T16:00"), "C-1", "visits") == "2025-05-30"


@pytest.mark.parametrize(("at", "said"), [("16:30", "today"), ("16:31", "overdue")])
def test_s05_thank_mail_within_24_hours(board: Any, at: str, said: str) -> None:
    cli = board("sales-guide", "2025-09-26T09:00", stage="contact").at("2025-09-26T16:30")
    cli.do("log D-1 call")
    assert due(cli, "D-1", "thank_mail") == "2025-09-27T16:30+08:00"
    saturday = cli.at(f"2025-09-27T{at}")
    assert state(saturday, "D-1", "thank_mail") == (said, 0)
    saturday.do("log D-1 thank_mail")
    assert due(saturday, "D-1", "thank_mail") == ""
    [item] = [one for one in saturday("deal show D-1").item["checklist"] if one["id"] == "thank"]
    assert item["done"]


@pytest.mark.parametrize(("signed", "on"), [("2026-02-11", "2026-02-14"), ("2026-02-13", "2026-02-25")])
def test_s06_handover_around_spring_festival(board: Any, signed: str, on: str) -> None:
    cli = board("sales-guide", "2026-01-05")
    cli.at(f"{signed}T10:00").do(f"fill D-1 contract signed_on={signed}")
    assert due(cli.at(f"{signed}T11:00"), "D-1", "handover") == on


def test_s06_winning_a_deal_starts_the_handover_too(board: Any) -> None:
    cli = board("light", "2026-01-05", owner="han").at("2026-02-11T10:00")
    complete(cli.as_("han"), "contract_review")
    cli.do("sign D-1 contract_sales --approve")
    cli.as_("han").do("deal win D-1")
    assert due(cli, "D-1", "handover") == "2026-02-14"


def test_s11_retrospective_and_minutes(board: Any) -> None:
    cli = board("toolbox", "2025-04-01", owner="han").at("2025-04-28T10:15")
    cli.do("log D-1 call")
    assert due(cli, "D-1", "minutes") == "2025-04-29T10:15+08:00"
    complete(cli.as_("han"), "contract")
    cli.do("sign D-1 contract --approve")
    cli.as_("han").do("deal win D-1")
    assert due(cli, "D-1", "retrospective") == "2025-05-06"


def test_a_summary_saved_with_the_touch_is_its_minutes(board: Any) -> None:
    cli = board("toolbox", "2025-04-01").at("2025-04-28T10:15")
    cli.do("log D-1 call --note 问了预算")
    assert due(cli, "D-1", "minutes") == ""


def test_s12_a_complaint_from_its_form(board: Any) -> None:
    cli = board("sales-policy", "2025-06-01").at("2025-06-27T17:30")
    cli.do("fill C-1 complaint at=2025-06-27T17:00")
    assert due(cli, "C-1", "complaint_reply") == "2025-06-28T17:00+08:00"
    assert due(cli, "C-1", "complaint_close") == "2025-07-04"
    saturday = cli.at("2025-06-28T17:01")
    assert state(saturday, "C-1", "complaint_reply") == ("overdue", 0)
    saturday.do("fill C-1 complaint replied_at=2025-06-28T16:00")
    assert due(saturday, "C-1", "complaint_reply") == ""
    assert due(saturday, "C-1", "complaint_close") == "2025-07-04"


def test_s12_a_complaint_by_phone(board: Any) -> None:
    cli = board("sales-policy", "2025-06-01").at("2025-06-27T17:30")
    told = cli("event C-1 complaint_opened --at '2025-06-27 17:00' --note 设备停机").item
    assert told["event"] == "complaint_opened"
    assert {one["rule"]: one["due"] for one in told["due"]} == {
        "complaint_reply": "2025-06-28T17:00+08:00",
        "complaint_close": "2025-07-04",
    }
    assert "设备停机" in told["due"][0]["why"]


def test_s13_meeting_three_working_days_ahead(board: Any) -> None:
    cli = board("negotiation-manual", "2025-09-01").at("2025-09-30T15:00")
    cli.do("fill D-1 agenda at=2025-10-15T10:00")
    found = {one["rule"]: one["due"] for one in cli("why D-1").items if one["kind"] == "obligation"}
    assert found == {
        "confirm_time": "2025-10-11",
        "invite": "2025-10-11",
        "briefing": "2025-10-14",
        "arrive": "2025-10-15T09:45+08:00",
    }
    cli.at("2025-10-09").do("fill D-1 agenda confirmed_on=2025-10-09")
    assert due(cli.at("2025-10-10"), "D-1", "confirm_time") == ""
    moved = cli.at("2025-10-10T09:00")
    moved.do("fill D-1 agenda at=2025-10-22T10:00")
    assert due(moved, "D-1", "confirm_time") == "2025-10-17"  # what was confirmed was another time


def test_a_meeting_that_was_held_asks_for_its_minutes(board: Any) -> None:
    cli = board("negotiation-manual", "2025-09-01")
    cli.do("fill D-1 agenda at=2025-10-15T10:00")
    held = cli.at("2025-10-15T12:00")
    held.do("log D-1 talk")
    assert due(held, "D-1", "minutes") == "2025-10-16T12:00+08:00"


def test_each_todo_has_its_own_date(board: Any, tmp_path: Any) -> None:
    cli = board("default", "2025-03-03T10:00")
    rows = tmp_path / "todos.json"
    rows.write_text('{"todos": [{"what": "报价", "who": "han"}, {"what": "样品", "who": "li", "due": "2025-03-20"}]}')
    assert cli.text(f"fill D-1 minutes --json {rows}").item
    lines = {one["what"]: (one["due"], one["owner"]) for one in cli("why D-1").items if one["rule"] == "todo"}
    assert lines == {"报价": ("2025-03-06", "han"), "样品": ("2025-03-20", "li")}
    assert "报价" in [one["what"] for one in cli.as_("han")("due --agenda").item["week"]]
    rows.write_text('{"todos": [{"what": "报价", "who": "han", "done": true}, {"what": "样品", "who": "li"}]}')
    later = cli.at("2025-03-05T10:00")
    assert later.text(f"fill D-1 minutes --json {rows}").item
    assert [one["what"] for one in later("why D-1").items if one["rule"] == "todo"] == ["样品"]


def test_a_lost_deal_cancels_its_timers_and_starts_the_retrospective(board: Any) -> None:
    cli = board("default", "2025-04-01")
    cli.do("fill D-1 loi signed_on=2025-04-01")
    assert due(cli, "D-1", "draft") == "2025-04-07"
    lost = cli.at("2025-04-09T10:00")
    lost.do("deal lose D-1 --reason price")
    assert due(lost, "D-1", "draft") == ""
    assert due(lost, "D-1", "retrospective_lost") == "2025-04-14"


def test_a_record_is_checked_by_a_second_person(board: Any) -> None:
    cli = board("toolbox", "2025-09-26T10:00")
    assert due(cli, "C-1", "record_check") == "2025-09-29"  # the 28th is a make-up Sunday
    cli.at("2025-09-28").do("customer set C-1 sector=医药")
    assert due(cli.at("2025-09-28"), "C-1", "record_check") == "2025-09-29"  # pending, it keeps its first date


# --- put off, planned


def test_a_line_is_put_off_with_a_reason_and_within_limits(board: Any) -> None:
    cli = board("default", "2025-03-03T10:00")
    cli.do("tier set D-1 opportunity A")
    assert due(cli, "D-1", "opp_a") == "2025-03-10"
    assert cli("snooze D-1 opp_a --to 2025-03-14").refused == ["snooze_reason_missing"]
    assert cli("snooze D-1 opp_a --to 2025-04-14 --reason 出差").refused == ["snooze_too_far"]
    assert cli("snooze D-1 opp_s --to 2025-03-14 --reason 出差").wrong == "rule_not_due"
    put_off = cli("snooze D-1 opp_a --to 2025-03-15 --reason 出差").item
    assert (put_off["due"], put_off["first_due"], put_off["snoozes"]) == ("2025-03-17", "2025-03-10", 1)
    assert "2025-03-10" in put_off["why"]
    cli.at("2025-03-12T10:00").do("log D-1 call --note n")
    after = next(one for one in cli.at("2025-03-12T11:00")("why D-1").items if one["rule"] == "opp_a")
    assert (after["due"], after["snoozes"]) == ("2025-03-19", 0)


def test_a_third_time_takes_a_manager(board: Any) -> None:
    cli = board("default", "2025-03-03T10:00", owner="han")
    cli.do("tier set D-1 opportunity A")
    han = cli.as_("han")
    for day in ("2025-03-11", "2025-03-12"):
        han.do(f"snooze D-1 opp_a --to {day} --reason 出差")
    assert han("snooze D-1 opp_a --to 2025-03-13 --reason 出差").refused == ["snooze_too_often"]
    assert cli("snooze D-1 opp_a --to 2025-03-13 --reason 出差").item["due"] == "2025-03-13"


def test_nobody_puts_off_what_is_somebody_elses(board: Any) -> None:
    cli = board("default", "2025-03-03T10:00")
    cli.do("tier set D-1 opportunity A")
    assert cli.as_("han")("snooze D-1 opp_a --to 2025-03-12 --reason x").refused == ["may_not_own"]


def test_an_appointment_is_shown_and_resets_nothing_until_it_is_held(board: Any) -> None:
    cli = board("default", "2025-03-03T10:00")
    cli.do("tier set D-1 opportunity A")
    assert cli("plan D-1 visit --at '2025-03-03 09:00'").refused == ["plan_in_past"]
    planned = cli("plan D-1 visit --at '2025-03-06 14:00' --note 现场").item
    assert planned["planned"] is True
    line = next(one for one in cli("why D-1").items if one["rule"] == "opp_a")
    assert (line["due"], line["appointment"]) == ("2025-03-10", "2025-03-06T14:00+08:00")
    held = cli.at("2025-03-06T16:00")("log D-1 visit --note 谈了").item
    assert (held["id"], held["planned"], held["note"]) == (planned["id"], False, "现场\n谈了")
    line = next(one for one in cli.at("2025-03-06T17:00")("why D-1").items if one["rule"] == "opp_a")
    assert (line["due"], line["appointment"]) == ("2025-03-13", None)


# --- the agenda


def test_the_agenda_has_its_sections(board: Any) -> None:
    cli = board("default", "2025-03-03T10:00", owner="han")
    cli.do("customer add 宁德 --field owner=han")
    cli.do("deal add --customer C-2 --title 二 --owner han")
    cli.do("tier set D-1 opportunity A")
    monday = cli.at("2025-03-17T09:00")
    page = monday.as_("han")("due --agenda").item
    assert [one["ref"] for one in page["overdue"] if one["rule"] == "opp_a"] == ["D-1"]
    assert [one["ref"] for one in page["idle"]] == ["D-2"]
    assert [one["rule"] for one in monday("due --agenda").item["escalated"] if one["owner"] == "han"] == ["opp_a"]
    assert "weekly_meeting" in [one["rule"] for one in monday("due --agenda").item["routines"]]
    assert page["escalated"] == []
    june = cli.at("2025-06-02T09:00").as_("han")
    assert june("due --agenda").item["asleep"] == []  # with an open deal nobody sleeps
    cli.at("2025-06-02T08:00").as_("han").do("deal lose D-2 --reason price")
    assert [one["ref"] for one in june("due --agenda").item["asleep"]] == ["C-2"]
    june.do("event C-2 customer_dormant")
    assert june("due --agenda").item["asleep"] == []
    assert due(june, "C-2", "activation") == "2025-06-09"
    assert "overdue" in june.text("due --agenda").ok.out


def test_the_load_ahead_per_person(board: Any) -> None:
    cli = board("default", "2025-03-03T10:00")
    cli.do("tier set D-1 opportunity A")
    [mine] = [one for one in cli("due --load").items if one["owner"] == "li"]
    assert (mine["from"], mine["overdue"], mine["days"][7], len(mine["days"])) == ("2025-03-03", 0, 1, 14)
    assert "03-10" in cli.text("due --load").ok.out


def test_a_routine_done_is_due_again(cli: Any) -> None:
    monday = cli.at("2025-03-03T09:30")
    done = monday("routine weekly_meeting").item
    assert done["next"]["due"] == "2025-03-10"
    assert monday("routine nonsense").wrong == "routine_unknown"


def test_events_that_nothing_asks_for_are_not_taken(board: Any) -> None:
    cli = board("default", "2025-03-03T10:00")
    assert cli("event C-1 nonsense").wrong == "event_unknown"
    assert cli("event C-1 complaint_opened --at 2025-04-01").refused == ["event_in_future"]
    cli.do("event D-1 meeting_planned --at '2025-03-20 10:00'")  # what is due before it makes it worth knowing early
    assert due(cli, "D-1", "arrive") == "2025-03-20T09:45+08:00"
