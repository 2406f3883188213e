"""Touches put right and taken away: dates come anew from what remains (process.md 3.4), history tells old and new."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from store.book import Book
from store.problems import BadInput, Conflict, Refused
from store.records import Deal

Opened = Callable[..., Book]
RULE = "opp_s"


def when(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}:00+08:00")


@pytest.fixture
def deal(opened: Opened) -> Deal:
    """A deal of tier S since Monday 2 March, called on Tuesday and on Wednesday 4 March."""
    book = opened("li", "2026-03-02T09:00:00+08:00")
    customer = book.customers.add("恒瑞")
    deal = book.deals.add(customer.id, "ERP")
    book.tiers.set(deal.id, "opportunity", "S")
    for day in ("2026-03-03T10:00", "2026-03-04T09:00"):
        opened("li", "2026-03-04T09:30:00+08:00").activities.log(customer.id, "call", [deal.id], note="n", at=when(day))
    return deal


def due(book: Book, deal: Deal, rule: str = RULE) -> date:
    return next(one.due for one in book.due.of(deal.id) if one.rule == rule)


def asked(book: Book, deal: Deal) -> dict[str, date]:
    return {one.rule: one.due for one in book.due.of(deal.id) if one.kind == "cadence" and one.deal}


def last(book: Book, deal: Deal) -> str:
    """The id of the newest touch."""
    return book.activities.list(deal.customer)[0].id


def as_if(opened: Opened, days: list[str]) -> dict[str, date]:
    """What the same deal is asked for when only these touches had ever been logged."""
    book = opened("li", "2026-03-02T09:00:00+08:00")
    customer = book.customers.add("另一家")
    deal = book.deals.add(customer.id, "ERP")
    book.tiers.set(deal.id, "opportunity", "S")
    for day in days:
        opened("li", "2026-03-04T09:30:00+08:00").activities.log(customer.id, "call", [deal.id], note="n", at=when(day))
    return asked(opened("li"), deal)


def test_a_touch_removed_gives_the_dates_as_if_it_had_never_been(opened: Opened, deal: Deal) -> None:
    book = opened("li")
    before = asked(book, deal)
    book.activities.remove(last(book, deal), "记错了")
    assert asked(book, deal) == as_if(opened, ["2026-03-03T10:00"])
    assert asked(book, deal) != before


def test_all_touches_removed_counts_from_the_tier_again(opened: Opened, deal: Deal) -> None:
    book = opened("li")
    for one in book.activities.list(deal.customer):
        book.activities.remove(one.id, "记错了")
    assert asked(book, deal) == as_if(opened, [])
    assert book.activities.list(deal.customer) == []


@pytest.mark.parametrize("day", ["2026-03-02T15:00", "2026-03-03T18:00", "2026-03-01T11:00"])
def test_a_touch_moved_to_another_day_gives_the_dates_of_that_day(opened: Opened, deal: Deal, day: str) -> None:
    book = opened("li")
    made = book.activities.correct(last(book, deal), {"at": when(day)})
    assert (made.at, made.day) == (when(day), when(day).date())
    assert asked(book, deal) == as_if(opened, ["2026-03-03T10:00", day])


def test_a_touch_of_a_kind_that_does_not_count_asks_again(opened: Opened, deal: Deal) -> None:
    book = opened("li")
    channels = next(one.channels for one in book.due.of(deal.id) if one.rule == RULE)
    other = next(one.id for one in book.process.activities if one.id not in channels)
    for one in book.activities.list(deal.customer):
        book.activities.correct(one.id, {"kind": other})
    assert due(book, deal) == as_if(opened, [])[RULE]


def test_a_touch_counts_for_the_deals_it_is_linked_to_now(opened: Opened, deal: Deal) -> None:
    book = opened("li")
    for one in book.activities.list(deal.customer):
        book.activities.correct(one.id, {"deals": []})
    assert asked(book, deal) == as_if(opened, [])
    for one in book.activities.list(deal.customer):
        book.activities.correct(one.id, {"deals": [deal.id]})
    assert asked(book, deal) == as_if(opened, ["2026-03-03T10:00", "2026-03-04T09:00"])


def test_what_was_removed_comes_back_from_the_trash(opened: Opened, deal: Deal) -> None:
    book = opened("li")
    before, id = asked(book, deal), last(book, deal)
    book.activities.remove(id, "记错了")
    assert [one.id for one in book.trash.list()] == [id]
    book.trash.restore(id)
    assert asked(book, deal) == before


def test_a_correction_and_a_removal_are_undone(opened: Opened, deal: Deal) -> None:
    book = opened("li")
    before, id = asked(book, deal), last(book, deal)
    book.activities.correct(id, {"at": when("2026-03-02T15:00"), "note": "m"})
    book.undo.undo()
    assert asked(book, deal) == before
    assert book.activities.touch(id).note == "n"
    book.activities.remove(id, "记错了")
    book.undo.undo()
    assert asked(book, deal) == before


def test_undo_leaves_changed_links_alone_and_says_so(opened: Opened, deal: Deal) -> None:
    book = opened("li")
    id = last(book, deal)
    book.activities.correct(id, {"deals": []})
    with pytest.raises(Refused) as no:
        book.undo.undo()
    assert [one.id for one in no.value.reasons] == ["undo_cannot"]
    assert book.activities.touch(id).deals == ()


def test_history_tells_old_and_new_and_why(opened: Opened, deal: Deal) -> None:
    book = opened("li")
    id = last(book, deal)
    book.activities.correct(id, {"note": "问了工期", "kind": "visit"}, why="补充")
    told = {(one.action, one.field): (one.old, one.new, one.why) for one in book.history.list(id)}
    assert told["correct", "note"] == ("n", "问了工期", "补充")
    assert told["correct", "kind"] == ("call", "visit", "补充")
    book.activities.remove(id, "记错了")
    assert [(one.field, one.why) for one in book.history.list(id) if one.action == "trash"] == [("trashed", "记错了")]


def test_nothing_changed_writes_nothing(opened: Opened, deal: Deal) -> None:
    book = opened("li")
    one = book.activities.list(deal.customer)[0]
    before = len(book.history.list(one.id))
    assert book.activities.correct(one.id, {"note": one.note, "at": one.at, "deals": list(one.deals)}) == one
    assert len(book.history.list(one.id)) == before


def test_what_somebody_else_wrote_down_is_for_who_may_edit_the_customer(opened: Opened, deal: Deal) -> None:
    id = last(opened("li"), deal)
    han = opened("han")
    for wish in (lambda: han.activities.correct(id, {"note": "x"}), lambda: han.activities.remove(id, "x")):
        with pytest.raises(Refused):
            wish()
    assert opened("chen").activities.correct(id, {"note": "x"}).note == "x"


def test_an_old_touch_takes_who_could_log_it_now_its_note_does_not(opened: Opened, deal: Deal) -> None:
    id, later = last(opened("li"), deal), "2026-03-20T09:00:00+08:00"
    li = opened("li", later)
    for wish in (
        lambda: li.activities.remove(id, "x"),
        lambda: li.activities.correct(id, {"at": when("2026-03-19T09:00")}),
        lambda: li.activities.correct(id, {"kind": "visit"}),
        lambda: li.activities.correct(id, {"deals": []}),
    ):
        with pytest.raises(Refused) as no:
            wish()
        assert [one.id for one in no.value.reasons] == ["touch_too_old"]
    assert li.activities.correct(id, {"note": "补记"}).note == "补记"
    opened("chen", later).activities.remove(id, "重复")


def test_neither_the_future_nor_a_stale_version_nor_another_customers_deal(opened: Opened, deal: Deal) -> None:
    book = opened("li")
    id = last(book, deal)
    with pytest.raises(Refused):
        book.activities.correct(id, {"at": when("2026-03-05T09:00")})
    with pytest.raises(Conflict):
        book.activities.correct(id, {"note": "x"}, rev=99)
    elsewhere = book.deals.add(book.customers.add("宁德").id, "MES")
    wrong = [
        lambda: book.activities.correct(id, {"deals": [elsewhere.id]}),
        lambda: book.activities.correct(id, {"by": "han"}),
        lambda: book.activities.correct("nobody", {"note": "x"}),
        lambda: book.activities.remove("nobody", "x"),
    ]
    ids = []
    for wish in wrong:
        with pytest.raises(BadInput) as said:
            wish()
        ids.append(said.value.say.id)
    assert ids == ["touch_deal_elsewhere", "touch_field", "touch_unknown", "touch_unknown"]
    with pytest.raises(Refused):
        book.activities.remove(id, "  ")


def test_an_appointment_is_no_touch(opened: Opened, deal: Deal) -> None:
    book = opened("li")
    planned = book.activities.plan(deal.customer, "call", [deal.id], when("2026-03-06T09:00"))
    with pytest.raises(BadInput):
        book.activities.remove(planned.id, "x")
