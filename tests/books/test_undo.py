"""Undo and redo of my own actions, against what others did since; and the trash."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from store.book import Book
from store.problems import BadInput, Refused
from store.records import Customer, Deal
from store.words import pick, tell

Opened = Callable[..., Book]
FACTS = ("customer", "contact", "deal", "stage_entry", "item_state", "activity", "form_entry", "signoff", "tier")


@pytest.fixture
def customer(book: Book) -> Customer:
    return book.customers.add("Acme")


@pytest.fixture
def deal(book: Book, customer: Customer) -> Deal:
    return book.deals.add(customer.id, "GTX", 50_000_000)


def facts(book: Book) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that is not in the trash, nor of a deal there, but for its version and when it ticked itself."""
    found = {}
    gone = {id for (id,) in book._core.conn.execute("select id from deal where trashed is not null")}
    for table in FACTS:
        cursor = book._core.conn.execute(f"select * from {table} order by 1, 2, 3")
        names = [one[0] for one in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor]
        found[table] = [
            tuple((key, value) for key, value in row.items() if key not in silent(row))
            for row in rows
            if not row.get("trashed") and row.get("deal") not in gone
        ]
    return found


def silent(row: dict[str, Any]) -> set[str]:
    return {"rev", "by", "at"} if row.get("via", "hand") != "hand" else {"rev"}


def refused(call: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as told:
        call()
    for lang in ("zh", "en"):
        for reason in told.value.reasons:
            assert tell(pick(lang), reason.say)
    return told.value


def force(book: Book, deal: Deal) -> None:
    book.deals.move(deal.id, override=True, why="they wait")


ACTIONS: dict[str, Callable[[Book, Customer, Deal], object]] = {
    "set": lambda book, _, deal: book.deals.set(
        deal.id, {"title": "RTX 华为", "amount": 1, "close_on": date(2026, 4, 1)}
    ),
    "set customer": lambda book, customer, _: book.customers.set(customer.id, {"name": "Apex", "archived": 1}),
    "tick": lambda book, _, deal: book.deals.check(deal.id, book.deals.checklist(deal.id)[0][0].id),
    "log": lambda book, customer, deal: book.activities.log(customer.id, "call", [deal.id], note="hm"),
    "lose": lambda book, _, deal: book.deals.lose(deal.id, book.process.lost_reasons[0].id, "gone"),
    "pause": lambda book, _, deal: book.deals.pause(deal.id, date(2026, 3, 20), "budget"),
    "tier": lambda book, _, deal: set_tier(book, deal, 0),
    "fill": lambda book, _, deal: fill(book, deal, "half"),
    "add deal": lambda book, customer, _: book.deals.add(customer.id, "another"),
    "add customer": lambda book, *_: book.customers.add("Other"),
    "add contact": lambda book, customer, _: book.contacts.add(customer.id, "Wang"),
    "trash deal": lambda book, _, deal: book.trash.put(deal.id),
    "trash customer": lambda book, customer, _: book.trash.put(customer.id),
}


def set_tier(book: Book, deal: Deal, number: int) -> None:
    scheme = next(one for one in book.process.tier_schemes if one.subject == "deal")
    book.tiers.set(deal.id, scheme.id, scheme.tiers[number].id)


def fill(book: Book, deal: Deal, text: str) -> None:
    for form in (book.process.form(one.id) for one in book.process.forms):
        texts = [one for one in form.fields if one.type in {"text", "longtext"}]
        if form.subject == "deal" and texts:
            book.forms.fill(deal.id, form.id, {texts[0].id: text})
            return


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_undone_leaves_no_trace_but_in_history(book: Book, customer: Customer, deal: Deal, name: str) -> None:
    before = facts(book)
    ACTIONS[name](book, customer, deal)
    after = facts(book)
    assert after != before
    told = book.undo.last()
    assert told is not None
    for say in told.what:
        assert tell(pick("zh"), say)
        assert tell(pick("en"), say)
    done = book.undo.undo()
    assert done.batch == told.batch
    assert facts(book) == before
    lines = [one for one in book.history.list(limit=60) if one.action == "undo"]
    assert lines
    assert book.verify() is None
    # done again, and taken back again
    again = book.undo.last_undone()
    assert again is not None
    book.undo.redo()
    assert facts(book) == after
    assert book.undo.last_undone() is None
    assert book.undo.undo().batch == told.batch
    assert facts(book) == before


def test_actions_are_undone_one_by_one_the_last_first_also_tomorrow(
    book: Book, opened: Opened, customer: Customer, deal: Deal
) -> None:
    stages = [facts(book)]
    for name in ("set", "tick", "log", "tier", "fill", "pause"):
        ACTIONS[name](book, customer, deal)
        stages.append(facts(book))
    tomorrow = opened("li", "2026-03-05T08:00:00+08:00")
    for expected in stages[-2::-1]:
        tomorrow.undo.undo()
        assert facts(tomorrow) == expected
    tomorrow.undo.undo()  # the deal itself
    tomorrow.undo.undo()  # and its customer
    assert tomorrow.deals.list() == []
    assert tomorrow.customers.list() == []
    assert refused(tomorrow.undo.undo).say.id == "refused"
    assert [one.id for one in refused(tomorrow.undo.undo).reasons] == ["undo_nothing"]
    for _ in range(8):
        tomorrow.undo.redo()
    assert facts(tomorrow) == stages[-1]
    assert [one.id for one in refused(tomorrow.undo.redo).reasons] == ["redo_nothing"]


def test_a_move_and_the_way_back_to_it(opened: Opened, deal: Deal) -> None:
    boss = opened("chen")
    before = facts(boss)
    force(boss, deal)
    moved = boss.deals.get(deal.id).stage
    assert moved != deal.stage
    boss.undo.undo()
    assert facts(boss) == before
    assert boss.deals.get(deal.id).stage == deal.stage
    # on again it goes through the gate, which asks for what is missing
    reasons = refused(boss.undo.redo).reasons
    assert {one.id for one in reasons} == {one.id for one in boss.deals.gate(deal.id)}
    assert boss.deals.get(deal.id).stage == deal.stage


def test_what_somebody_changed_since_is_not_undone(book: Book, opened: Opened, deal: Deal) -> None:
    book.deals.set(deal.id, {"amount": 1, "note": "mine"})
    opened("chen").deals.set(deal.id, {"amount": 2})
    before = facts(book)
    (reason,) = refused(book.undo.undo).reasons
    assert reason.id == "undo_changed"
    assert (reason.say.args["by"], reason.say.args["ref"], reason.say.args["field"]) == ("陈强", "D-1", "amount")
    book.refresh()
    assert facts(book)["customer"] == before["customer"]
    assert (book.deals.get(deal.id).amount, book.deals.get(deal.id).note) == (2, "mine")
    # a field that nobody touched comes back beside a colleague's
    book.deals.set(deal.id, {"note": "again"})
    opened("chen").deals.set(deal.id, {"amount": 3})
    book.undo.undo()
    assert (book.deals.get(deal.id).amount, book.deals.get(deal.id).note) == (3, "mine")


def test_what_others_work_with_is_not_unmade(book: Book, opened: Opened, customer: Customer, deal: Deal) -> None:
    opened("chen").activities.log(customer.id, "call", [deal.id])
    (reason,) = refused(book.undo.undo).reasons
    assert (reason.id, reason.say.args["by"]) == ("undo_in_use", "陈强")
    assert book.deals.get(deal.id) == deal
    batch = next(one.batch for one in book.history.list(customer.id) if one.action == "create")
    assert [one.id for one in refused(lambda: book.undo.undo(batch)).reasons] == ["undo_in_use"]


def test_only_mine_and_only_once(book: Book, opened: Opened, customer: Customer, deal: Deal) -> None:
    opened("chen").deals.set(deal.id, {"amount": 2})
    book.refresh()
    theirs = book.history.list(deal.id)[0].batch
    assert [one.id for one in refused(lambda: book.undo.undo(theirs)).reasons] == ["undo_not_mine"]
    last = book.undo.last()
    assert last is not None
    assert theirs != last.batch
    book.deals.set(deal.id, {"note": "x"})
    done = book.undo.undo().batch
    assert [one.id for one in refused(lambda: book.undo.undo(done)).reasons] == ["undo_twice"]
    assert [one.id for one in refused(lambda: book.undo.undo("none")).reasons] == ["undo_nothing"]


def test_an_older_action_by_its_name(book: Book, deal: Deal) -> None:
    book.deals.set(deal.id, {"amount": 1})
    batch = book.history.list(deal.id)[0].batch
    book.deals.set(deal.id, {"note": "later"})
    book.undo.undo(batch)
    assert (book.deals.get(deal.id).amount, book.deals.get(deal.id).note) == (50_000_000, "later")


def test_doing_something_else_ends_redo(book: Book, deal: Deal) -> None:
    book.deals.set(deal.id, {"amount": 1})
    book.undo.undo()
    assert book.undo.last_undone() is not None
    book.deals.set(deal.id, {"note": "x"})
    assert book.undo.last_undone() is None


def test_a_save_of_many_things_is_undone_as_one(book: Book, customer: Customer) -> None:
    def work() -> None:
        for number in range(5):
            made = book.deals.add(customer.id, f"deal {number}")
            book.deals.set(made.id, {"amount": number + 1})

    book.batch(work)
    told = book.undo.last()
    assert told is not None
    assert len(told.what) == 3
    book.undo.undo()
    assert book.deals.list() == []
    book.undo.redo()
    assert [one.amount for one in book.deals.list()] == [1, 2, 3, 4, 5]


def test_nothing_from_before_a_restore(book: Book, deal: Deal) -> None:
    batch = book.history.list(deal.id)[0].batch
    Book.restore(book.path, "1", login="li")
    book.refresh()
    assert book.undo.last() is None
    assert [one.id for one in refused(lambda: book.undo.undo(batch)).reasons] == ["undo_before_restore"]


def test_the_trash(book: Book, opened: Opened, customer: Customer, deal: Deal) -> None:
    other = book.deals.add(customer.id, "two")
    book.trash.put(other.id, "twice")
    assert [one.id for one in book.deals.list()] == [deal.id]
    assert sum(head.deals for head in book.views.columns()) == 1
    assert [one.id for one in book.views.find("two")] == []
    with pytest.raises(BadInput):
        book.deals.get(other.id)
    with pytest.raises(BadInput):
        book.trash.put(other.id)
    book.trash.put(customer.id)
    assert book.customers.list() == []
    assert book.deals.list() == []
    assert book.due.lines() == []
    assert [one.ref for one in book.trash.list()][-1] == "D-2"
    assert {one.kind for one in book.trash.list()} == {"customer", "deal"}
    assert [one.id for one in refused(lambda: book.trash.restore(other.id)).reasons] == ["trash_customer"]
    book.trash.restore(customer.id)
    assert [one.id for one in book.deals.list()] == [deal.id], "what went before stays in the trash"
    book.trash.restore(other.id)
    assert book.deals.get(other.id).live
    assert book.trash.list() == []
    assert sum(head.deals for head in book.views.columns()) == 2
    with pytest.raises(BadInput):
        book.trash.restore(other.id)
    with pytest.raises(BadInput):
        book.trash.put("nobody")


def test_a_touch_in_the_trash_counts_no_more(book: Book, customer: Customer, deal: Deal) -> None:
    before = [one.due for one in book.due.of(deal.id)]
    ticks = [state for _, state in book.deals.checklist(deal.id)]
    touch = book.activities.log(customer.id, "call", [deal.id])
    book.trash.put(touch.id)
    assert book.activities.list(customer.id) == []
    assert [one.due for one in book.due.of(deal.id)] == before
    assert [state for _, state in book.deals.checklist(deal.id)] == ticks
    book.trash.restore(touch.id)
    assert [one.id for one in book.activities.list(customer.id)] == [touch.id]


def test_a_tick_taken_back_and_a_deal_resumed(book: Book, deal: Deal) -> None:
    item = book.deals.checklist(deal.id)[0][0].id
    book.deals.check(deal.id, item)
    book.deals.pause(deal.id, date(2026, 3, 20), "budget")
    paused = facts(book)
    book.deals.resume(deal.id)
    book.undo.undo()
    assert facts(book) == paused
    book.undo.undo()
    ticked = facts(book)
    book.deals.check(deal.id, item, done=False)
    book.undo.undo()
    assert facts(book) == ticked


def test_a_tick_that_somebody_made_anew_is_theirs(book: Book, opened: Opened, deal: Deal) -> None:
    item = book.deals.checklist(deal.id)[0][0].id
    book.deals.check(deal.id, item)
    boss = opened("chen")
    boss.deals.check(deal.id, item, done=False)
    boss.deals.check(deal.id, item)
    assert [one.id for one in refused(book.undo.undo).reasons] == ["undo_changed"]


def test_a_tier_and_a_paper_that_somebody_changed_since(book: Book, opened: Opened, deal: Deal) -> None:
    set_tier(book, deal, 0)
    set_tier(opened("chen"), deal, 1)
    (reason,) = refused(book.undo.undo).reasons
    assert (reason.id, reason.say.args["by"]) == ("undo_changed", "陈强")
    fill(book, deal, "mine")
    fill(opened("chen"), deal, "better")
    (reason,) = refused(book.undo.undo).reasons
    assert (reason.id, reason.say.args["by"]) == ("undo_changed", "陈强")


def test_the_timeline_tells_of_undo(book: Book, customer: Customer, deal: Deal) -> None:
    for name in ("set", "tick", "tier", "fill", "pause"):
        ACTIONS[name](book, customer, deal)
        book.undo.undo()
    for lang in ("zh", "en"):
        told = [tell(pick(lang), one.say) for one in book.history.timeline(deal.id)]
        assert len(told) >= 10
        assert all(told)


def test_members_and_settings_are_not_undone(opened: Opened) -> None:
    boss = opened("chen")
    boss.members.add("wu", "吴", ["rep"])
    assert [one.id for one in refused(boss.undo.undo).reasons] == ["undo_cannot"]


def test_nobody_takes_away_what_is_somebody_elses(opened: Opened, customer: Customer, deal: Deal) -> None:
    han = opened("han")
    for id in (deal.id, customer.id):
        with pytest.raises(Refused) as told:
            han.trash.put(id)
        assert told.value.reasons[0].id == "may_not_own"
    mine = han.deals.add(customer.id, "han's own")
    with pytest.raises(Refused):
        opened("li").trash.put(customer.id)  # li's customer, but han's deal would go with it
    opened("chen").trash.put(customer.id)
    assert {one.id for one in opened("chen").trash.list()} == {customer.id, deal.id, mine.id}
