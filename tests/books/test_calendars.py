"""The team's own days: dates follow at once, the right to change the process is asked for, history tells why."""

from collections.abc import Callable
from datetime import date

import pytest

from store.book import Book
from store.problems import BadInput, Refused

Opened = Callable[..., Book]
FRIDAY, SATURDAY = date(2026, 3, 6), date(2026, 3, 7)


@pytest.fixture
def lead(opened: Opened) -> Book:
    """The board as chen, who may change the process, has it open."""
    return opened("chen")


def test_a_day_off_moves_a_due_date_and_taking_it_back_moves_it_back(lead: Book) -> None:
    customer = lead.customers.add("恒瑞")
    deal = lead.deals.add(customer.id, "ERP")
    lead.tiers.set(deal.id, "opportunity", "S")
    before = {one.rule: one.due for one in lead.due.of(customer.id)}
    rule, due = next(iter(before.items()))
    lead.calendars.add(due, "off", "盘点")
    after = {one.rule: one.due for one in lead.due.of(customer.id)}
    assert after[rule] != due
    assert not lead.calendar.is_work(due)
    lead.calendars.remove(due)
    assert {one.rule: one.due for one in lead.due.of(customer.id)} == before


def test_a_saturday_worked_is_a_working_day_in_every_respect(lead: Book) -> None:
    lead.calendars.add(SATURDAY, "work", "月底冲刺")
    assert lead.calendar.wd(FRIDAY, 1) == SATURDAY


def test_others_see_it_at_their_next_look(lead: Book, opened: Opened) -> None:
    other = opened("li")
    lead.calendars.add(FRIDAY, "off")
    assert other.calendar.is_work(FRIDAY)
    other.refresh()
    assert not other.calendar.is_work(FRIDAY)


def test_a_range_is_listed_with_its_reason_and_who_set_it(lead: Book) -> None:
    made = lead.calendars.add(date(2026, 5, 6), "off", "团建", date(2026, 5, 8))
    assert [(one.day.day, one.kind, one.why, one.by, one.own) for one in made] == [
        (day, "off", "团建", "chen", True) for day in (6, 7, 8)
    ]
    assert lead.calendars.list() == [*made]
    lead.calendars.add(date(2026, 5, 7), "work", "客户来访")
    assert [(one.kind, one.why) for one in lead.calendars.list()] == [
        ("off", "团建"),
        ("work", "客户来访"),
        ("off", "团建"),
    ]
    assert lead.calendars.remove(date(2026, 5, 1), date(2026, 5, 31)) == [one.day for one in made]
    assert lead.calendars.list() == []


def test_history_tells_who_made_a_day_off_and_who_took_it_back(lead: Book) -> None:
    lead.calendars.add(FRIDAY, "off", "盘点")
    lead.calendars.remove(FRIDAY, why="取消了")
    told = lead.history.list("2026-03-06")
    assert [(one.action, one.by, one.why) for one in told] == [("delete", "chen", "取消了"), ("create", "chen", "盘点")]


def test_a_year_says_whether_it_is_announced_and_counts_its_working_days(lead: Book) -> None:
    known, ahead = lead.calendars.year(2026), lead.calendars.year(2031)
    assert known.confirmed
    assert not ahead.confirmed
    assert not ahead.days
    assert date(2026, 2, 14) in [one.day for one in known.days if one.kind == "work"]
    lead.calendars.add(FRIDAY, "off")
    assert lead.calendars.year(2026).workdays == known.workdays - 1
    assert lead.calendars.year().year == 2026


def test_only_who_may_change_the_process_sets_days(book: Book) -> None:
    for wish in (lambda: book.calendars.add(FRIDAY, "off"), lambda: book.calendars.remove(FRIDAY)):
        with pytest.raises(Refused):
            wish()
    assert book.calendars.list() == []


def test_what_is_no_day_is_told(lead: Book) -> None:
    with pytest.raises(BadInput) as kind:
        lead.calendars.add(FRIDAY, "holiday")
    with pytest.raises(BadInput) as back:
        lead.calendars.add(SATURDAY, "off", last=FRIDAY)
    with pytest.raises(BadInput) as long:
        lead.calendars.add(FRIDAY, "off", last=date(2027, 3, 8))
    with pytest.raises(BadInput) as none:
        lead.calendars.remove(FRIDAY)
    with pytest.raises(BadInput) as year:
        lead.calendars.year(9999)
    ids = [one.value.say.id for one in (kind, back, long, none, year)]
    assert ids == ["calendar_kind", "calendar_range", "calendar_range", "calendar_day_unknown", "calendar_year_wrong"]
