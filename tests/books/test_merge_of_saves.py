"""Two people save the same deal or customer through the Book, and what they are told."""

from collections.abc import Callable

import pytest

from store.book import Book
from store.file.merge import Meeting
from store.problems import Conflict, Refused
from store.records import Customer, Deal
from store.words import pick, tell

Opened = Callable[..., Book]


@pytest.fixture
def customer(book: Book) -> Customer:
    return book.customers.add("Acme")


@pytest.fixture
def deal(book: Book, customer: Customer) -> Deal:
    return book.deals.add(customer.id, "GTX", 50_000_000)


def test_different_fields_of_a_deal_both_win(book: Book, opened: Opened, deal: Deal) -> None:
    opened("chen").deals.set(deal.id, {"amount": 90_000_000}, rev=deal.rev)
    after = book.deals.set(deal.id, {"note": "call back"}, rev=deal.rev)
    assert (after.amount, after.note) == (90_000_000, "call back")
    assert book.meetings.list() == []


def test_the_same_field_is_told_per_field_in_both_languages(book: Book, opened: Opened, deal: Deal) -> None:
    opened("chen").deals.set(deal.id, {"amount": 90_000_000, "note": "cheaper"}, rev=deal.rev)
    after = book.deals.set(deal.id, {"amount": 70_000_000, "note": "dearer"}, rev=deal.rev)
    assert (after.amount, after.note) == (70_000_000, "dearer")
    assert [(one.field, one.theirs, one.former) for one in book.meetings.list()] == [
        ("amount", "90000000", "50000000"),
        ("note", "cheaper", ""),
    ]
    english = [tell(pick("en"), one) for one in book.meetings.told()]
    assert "陈强 changed the amount of D-1" in english[0]
    assert "cheaper" in english[1]
    owners = Meeting("deal", deal.id, "D-1", "owner", "li", "han", "", "chen", book.now())
    assert "韩梅" in tell(pick("zh"), book.meetings.say(owners))
    for say in book.meetings.told():
        assert "D-1" in tell(pick("zh"), say)
    # the earlier value stands in history, and the next save begins with a clean sheet
    assert ("90000000", "70000000") in [(one.old, one.new) for one in book.history.list(deal.id)]
    book.deals.set(deal.id, {"note": "x"}, rev=after.rev)
    assert book.meetings.told() == []


def test_one_deal_is_not_moved_twice_by_two_people(book: Book, opened: Opened, deal: Deal) -> None:
    first, second = (one.id for one in book.process.stages[:2])
    opened("chen").deals.pause(deal.id, until=book.today().replace(day=20), why="budget")
    with pytest.raises(Refused):
        book.deals.move(deal.id, second, rev=deal.rev)
    book.refresh()
    assert book.deals.get(deal.id).stage == first
    with pytest.raises((Conflict, Refused)):
        book.deals.pause(deal.id, until=book.today().replace(day=21), why="mine", rev=deal.rev)


def test_a_customer_and_a_contact_meet_in_the_same_way(book: Book, opened: Opened, customer: Customer) -> None:
    contact = book.contacts.add(customer.id, "Wang", phone="1")
    other = opened("chen")
    other.customers.set(customer.id, {"name": "Apex", "region": "North"}, rev=customer.rev)
    other.contacts.set(contact.id, {"phone": "2"}, rev=contact.rev)
    after = book.customers.set(customer.id, {"name": "Acme", "sector": "Steel"}, rev=customer.rev)
    assert (after.name, after.region, after.sector) == ("Apex", "North", "Steel")
    assert [one.id for one in book.customers.list("apex")] == [customer.id]
    assert book.contacts.set(contact.id, {"phone": "3", "post": "CEO"}, rev=contact.rev).phone == "3"
    assert [(one.field, one.theirs) for one in book.meetings.list()] == [("phone", "2")]
