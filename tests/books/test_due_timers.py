"""Facts of every kind through the Book: what starts and ends timers, who is asked, what a save or an hour changes."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from store.book import Book
from store.books import due
from store.problems import BadInput, Refused
from store.process import playbook
from store.process.followups import FollowUp


class Team:
    """A board on which time can be set: li leads and sells, han sells, wang serves."""

    def __init__(self, path: Path, process: str) -> None:
        self.path = path
        self.now = datetime.fromisoformat("2025-03-03T09:00:00+08:00")
        rules = playbook.load(playbook.shipped_path(process))
        self.book = Book.create(path, playbook=rules, login="li", clock=lambda: self.now)
        self.book.members.add("han", "韩梅", ["rep"])
        self.book.members.add("wang", "王芳", ["service"])
        self.customer = self.book.customers.add("Acme").id
        self.deal = self.book.deals.add(self.customer, "D").id

    def at(self, text: str) -> Book:
        self.now = datetime.fromisoformat(f"{text if 'T' in text else text + 'T09:00'}:00+08:00")
        return self.book

    def of(self, rule: str, subject: str = "") -> list[FollowUp]:
        return [one for one in self.book.due.of(subject or self.customer) if one.rule == rule]


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team(tmp_path / "team.db", "default")


def test_an_hour_that_comes_turns_a_line_without_any_save(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    book = team.at("2025-03-03T10:00")
    book.activities.log(team.customer, "call", note="n")
    asked: list[str] = []
    real: Callable[..., list[FollowUp]] = due.followups
    monkeypatch.setattr(due, "followups", lambda clock, *rest: (asked.append(clock.id), real(clock, *rest))[1])
    team.at("2025-03-04T09:59")
    assert [one.state for one in team.of("thank_mail")] == ["today"]
    team.at("2025-03-04T10:00")
    assert [one.state for one in team.of("thank_mail")] == ["today"]
    assert len(asked) == 1
    team.at("2025-03-04T10:01")
    assert [one.state for one in team.of("thank_mail")] == ["overdue"]
    assert len(asked) == 2
    team.at("2025-03-04T11:00")
    team.of("thank_mail")
    assert len(asked) == 2


def test_what_is_asked_of_a_role_goes_to_who_has_it(team: Team) -> None:
    book = team.at("2025-03-04T10:00")
    book.forms.fill(team.customer, "complaint", {"at": "2025-03-04T09:30"})
    [reply] = team.of("complaint_reply")
    assert (reply.owner, reply.at) == ("wang", datetime.fromisoformat("2025-03-05T09:30+08:00"))
    assert "Acme" in [line.customer_name for line in book.due.lines("wang")]
    assert not book.due.lines("han")


def test_nobody_is_asked_for_a_second_look_when_there_is_no_second_person(team: Team) -> None:
    [check] = team.of("record_check")
    assert check.owner == ""
    team.book.members.add("han", roles=["rep", "reviewer"])
    [check] = team.of("record_check")
    assert check.owner == "han"


def test_a_row_that_names_somebody_is_theirs(team: Team) -> None:
    book = team.at("2025-03-04T10:00")
    todos = [{"what": "报价", "who": "韩梅", "due": "2025-03-06"}]
    book.forms.fill(team.deal, "minutes", {"todos": todos})
    assert [line.follow.what for line in book.due.lines("han")] == ["报价"]
    book.forms.fill(team.deal, "minutes", {"todos": [{**todos[0], "done": True}]})
    assert book.due.lines("han") == []


def test_what_a_form_said_first_counts_from_then(team: Team) -> None:
    """A later save of the same form does not start its timers anew."""
    book = team.at("2025-03-04T10:00")
    book.forms.fill(team.deal, "proposal_feedback", {"actions": [{"what": "参数表", "who": "li"}]})
    assert [one.due for one in team.of("supplement")] == [date(2025, 3, 7)]
    book = team.at("2025-03-06T10:00")
    two = [{"what": "参数表", "who": "li"}, {"what": "报价", "who": "li"}]
    book.forms.fill(team.deal, "proposal_feedback", {"actions": two})
    assert [one.due for one in team.of("supplement")] == [date(2025, 3, 7), date(2025, 3, 11)]


def test_signed_is_what_the_field_says_and_ends_the_rhythm_of_the_tier(team: Team) -> None:
    book = team.at("2025-03-04")
    book.tiers.set(team.deal, "opportunity", "A")
    assert team.of("opp_a")
    book.forms.fill(team.deal, "order_entry", {"signed_on": "2025-03-03"})
    assert not team.of("opp_a")
    assert [one.due for one in team.of("handover")] == [date(2025, 3, 6)]
    assert [one.due for one in team.of("renewal")] == [date(2026, 3, 3)]
    assert book.deals.get(team.deal).state == "open"  # it is won through the gate


def test_a_low_mark_is_followed_up(team: Team) -> None:
    book = team.at("2025-03-04T10:00")
    marks = [one.id for one in book.process.form("satisfaction_survey").fields if one.type in ("rating", "score")]
    book.forms.fill(team.deal, "satisfaction_survey", dict.fromkeys(marks, 4))
    assert team.of("survey_low") == []
    book = team.at("2025-03-04T11:00")
    book.forms.fill(team.deal, "satisfaction_survey", {marks[0]: 2})
    [line] = team.of("survey_low")
    assert (line.at, line.owner) == (datetime.fromisoformat("2025-03-05T11:00+08:00"), "wang")


def test_a_touch_undone_starts_and_ends_nothing(team: Team) -> None:
    book = team.at("2025-03-04T10:00")
    book.activities.log(team.customer, "call", [team.deal])
    assert team.of("thank_mail")
    assert team.of("minutes")
    book.undo.undo()
    assert not team.of("thank_mail")
    assert not team.of("minutes")


def test_a_snooze_and_an_event_can_be_undone(team: Team) -> None:
    book = team.at("2025-03-04T10:00")
    book.tiers.set(team.deal, "opportunity", "A")
    [line] = team.of("opp_a")
    assert [one.id for one in book.due.may_snooze(line, date(2025, 5, 1), "x")] == ["snooze_too_far"]
    assert book.due.snooze(line, date(2025, 3, 13), "出差").due == date(2025, 3, 13)
    book.undo.undo()
    assert team.of("opp_a") == [line]
    book.events.fire(team.customer, "complaint_opened")
    assert team.of("complaint_close")
    book.undo.undo()
    assert not team.of("complaint_close")
    assert book.events.list(team.customer) == []


def test_a_complaint_by_phone_is_answered_in_its_form(team: Team) -> None:
    book = team.at("2025-03-04T10:00")
    book.events.fire(team.customer, "complaint_opened", note="停机")
    assert [one.what for one in team.of("complaint_reply")] == ["停机"]
    book = team.at("2025-03-04T12:00")
    book.forms.fill(team.customer, "complaint", {"at": "2025-03-04T10:00", "replied_at": "2025-03-04T11:30"})
    assert all(one.source for one in team.of("complaint_close"))


def test_what_a_team_brought_along_starts_no_timer(team: Team) -> None:
    book = team.at("2025-03-04T10:00")
    book.activities.log(team.customer, "call")
    assert team.of("thank_mail")
    book.events.take_over(date(2025, 3, 10))
    assert not team.of("thank_mail")
    assert not team.of("record_check")


def test_an_imported_deal_starts_nothing_it_had_behind_it(team: Team) -> None:
    book = team.at("2025-03-04")
    signed = {"customer": team.customer, "title": "old", "stage": book.process.stages[-1].id, "state": "won"}
    _, old = book.deals.put("crm:1", {**signed, "signed_on": date(2024, 11, 1)})
    assert not [one for one in book.due.of(old.id) if one.rule in ("order", "handover", "retrospective")]


def test_a_paused_deals_timers_stop_and_count_anew(team: Team) -> None:
    book = team.at("2025-03-04")
    book.forms.fill(team.deal, "loi", {"signed_on": "2025-03-04"})
    assert [one.due for one in team.of("draft")] == [date(2025, 3, 7)]
    book.deals.pause(team.deal, date(2025, 3, 20), "等预算")
    assert not team.of("draft")
    book = team.at("2025-03-20")
    book.deals.resume(team.deal)
    assert [one.due for one in team.of("draft")] == [date(2025, 3, 25)]


def test_an_appointment_is_shifted_held_or_called_off(team: Team) -> None:
    book = team.at("2025-03-04T10:00")
    one = book.activities.plan(team.customer, "visit", [team.deal], datetime.fromisoformat("2025-03-06T14:00+08:00"))
    book.activities.shift(one.id, datetime.fromisoformat("2025-03-07T14:00+08:00"))
    assert [each.day for each in book.activities.appointments(team.customer)] == [date(2025, 3, 7)]
    with pytest.raises(Refused):
        book.activities.hold(one.id, datetime.fromisoformat("2025-03-07T15:00+08:00"))
    book.activities.cancel(one.id)
    assert book.activities.appointments(team.customer) == []
    with pytest.raises(BadInput):
        book.activities.hold(one.id)
    book.undo.undo()
    book = team.at("2025-03-07T16:00")
    assert book.activities.hold(one.id, note="谈了").day == date(2025, 3, 7)


def test_the_questions_do_not_grow_with_the_customers(team: Team) -> None:
    def questions(count: int) -> int:
        asked: list[str] = []
        book = Book.open(team.path, login="li", clock=lambda: team.now)
        book._core.file.memory.set_trace_callback(asked.append)
        assert len(book.due.lines("")) >= count
        book.close()
        return len(asked)

    few = questions(1)
    for n in range(30):
        other = team.book.customers.add(f"C{n}")
        team.book.tiers.set(team.book.deals.add(other.id, "D").id, "opportunity", "A")
    assert questions(30) <= few + 2


def test_todays_load_is_per_person(team: Team) -> None:
    book = team.at("2025-03-04")
    book.tiers.set(team.deal, "opportunity", "A")
    loads = {one.owner: one for one in book.agenda.load(7)}
    # a week after the tier was set lies beyond seven days
    assert sum(loads["li"].days) == 0
    assert sum({one.owner: one for one in book.agenda.load(14)}["li"].days) == 1
    assert len(loads[""].days) == 7  # the second look nobody can be asked for


def test_a_due_list_far_ahead_is_not_on_the_agenda(team: Team) -> None:
    book = team.at("2025-03-04")
    shown = [line.follow.due for line in book.agenda.page("li").later]
    assert all(day <= date(2025, 3, 4) + timedelta(days=30) for day in shown)
    assert "info_quarter" not in [line.follow.rule for line in book.agenda.page("li").later]
