"""The due list as the Book keeps it: right after every save, and computed for one customer only."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from store.book import Book
from store.books import due
from store.process import playbook
from store.process.facts import CustomerClock
from store.records import Customer

Opened = Callable[..., Book]
SHANGHAI = "+08:00"


class Board:
    """A board of process default on which time can be set."""

    def __init__(self, path: Path) -> None:
        self.now = datetime.fromisoformat("2025-04-01T09:00:00+08:00")
        rules = playbook.load(playbook.shipped_path("default"))
        self.book = Book.create(path, playbook=rules, login="li", clock=lambda: self.now)
        self.book.members.add("han", "han", ["rep"])

    def on(self, day: str) -> Book:
        self.now = datetime.fromisoformat(f"{day}T09:00:00+08:00")
        return self.book

    def known(self, name: str) -> Customer:
        """A customer that was first called, and thanked for it, in March."""
        book = self.on("2025-03-24")
        customer = book.customers.add(name)
        for kind in ("call", "thank_mail"):
            book.activities.log(customer.id, kind, note="n")
        return customer


@pytest.fixture
def board(tmp_path: Path) -> Board:
    return Board(tmp_path / "due.db")


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The customers whose follow-ups were computed, in order."""
    asked: list[str] = []
    real = due.followups

    def counting(clock: CustomerClock, *rest: object) -> object:
        asked.append(clock.id)
        return real(clock, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(due, "followups", counting)
    return asked


def test_s15_two_rhythms_on_one_customer(board: Board) -> None:
    customer = board.known("Acme")
    book = board.on("2025-03-31")
    deal = book.deals.add(customer.id, "D")
    book.tiers.set(customer.id, "layer", "active")
    book.activities.log(customer.id, "call", [deal.id], note="n")
    book = board.on("2025-04-01")
    book.tiers.set(deal.id, "opportunity", "S")
    line = book.due.lines("li")[0]
    assert (line.follow.due.isoformat(), line.ref, line.more) == ("2025-04-03", "D-1", 1)
    dates = {one.rule: one.due.isoformat() for one in book.due.of(customer.id)}
    assert dates["active_call"] == "2025-04-30"
    book = board.on("2025-04-03")
    book.activities.log(customer.id, "call", [deal.id], note="n")
    dates = {one.rule: one.due.isoformat() for one in book.due.of(customer.id)}
    assert (dates["opp_s"], dates["active_call"]) == ("2025-04-09", "2025-05-06")
    book = board.on("2025-04-09")
    book.deals.lose(deal.id, book.process.lost_reasons[0].id)
    dates = {one.rule: one.due.isoformat() for one in book.due.of(customer.id)}
    assert "opp_s" not in dates
    assert (dates["active_call"], dates["retrospective_lost"]) == ("2025-05-06", "2025-04-14")


def test_a_save_computes_the_customer_it_touches_and_no_other(board: Board, counted: list[str]) -> None:
    book = board.on("2025-04-01")
    customers = [book.customers.add(f"Customer {n}") for n in range(5)]
    book.due.lines()
    counted.clear()
    book.activities.log(customers[2].id, "call")
    book.due.lines()
    assert counted == [customers[2].id]
    book.due.lines()
    assert counted == [customers[2].id]


def test_somebody_elses_save_and_a_new_day_are_seen(board: Board, tmp_path: Path) -> None:
    customer = board.known("Acme")
    book = board.on("2025-04-01")
    book.tiers.set(customer.id, "customer", "A")
    assert book.due.lines("li")[0].follow.due.isoformat() == "2025-04-02"
    other = Book.open(tmp_path / "due.db", login="han", clock=lambda: board.now)
    board.on("2025-04-02")
    other.activities.log(customer.id, "call", note="n")
    assert book.refresh() is True
    assert book.due.lines("li")[0].follow.due.isoformat() == "2025-04-09"
    assert book.refresh() is False
    assert board.on("2025-04-10").due.lines("li")[0].follow.overdue_days == 1


def test_my_list_is_mine_and_the_teams_is_everybodys(board: Board) -> None:
    book = board.on("2025-04-01")
    mine, theirs = book.customers.add("Mine"), book.customers.add("Theirs", owner="han")
    for one in (mine, theirs):
        book.tiers.set(one.id, "customer", "A")

    def names(owner: str) -> set[str]:
        return {line.customer_name for line in book.due.lines(owner)}

    assert names("li") == {"Mine"}
    assert names("han") == {"Theirs"}
    assert names("") == {"Mine", "Theirs"}


def test_a_rule_that_asks_for_a_role_falls_to_who_has_it(board: Board) -> None:
    book = board.on("2025-04-01")
    customer = book.customers.add("Theirs", owner="han")
    book.tiers.set(customer.id, "customer", "D")  # its rhythm asks the manager, who is li
    rules = {one.rule: one.owner for one in book.due.of(customer.id)}
    assert rules["cust_d"] == "li"
    assert "Theirs" in {line.customer_name for line in book.due.lines("li")}


def test_cards_show_the_earliest_step_of_the_deal_or_its_customer(board: Board) -> None:
    book = board.on("2025-04-01")
    customer: Customer = book.customers.add("Acme")
    deal = book.deals.add(customer.id, "D")
    book.tiers.set(deal.id, "opportunity", "A")
    card = book.views.card(deal.id)
    assert card
    assert card.next
    assert (card.next.rule, card.next.due.isoformat(), card.tier) == ("opp_a", "2025-04-08", "A")


def test_rhythms_share_a_line_and_what_events_started_has_its_own(board: Board) -> None:
    """S15 as it is written: nobody thanked, no touch has a note; these timers stand beside the one line."""
    book = board.on("2025-03-31")
    customer = book.customers.add("Acme")
    deal = book.deals.add(customer.id, "D")
    book.tiers.set(customer.id, "layer", "active")
    book.activities.log(customer.id, "call", [deal.id])
    book = board.on("2025-04-01")
    book.tiers.set(deal.id, "opportunity", "S")
    lines = book.due.lines("li")
    rhythms = [(one.follow.rule, one.follow.due.isoformat(), one.more) for one in lines if one.follow.kind == "cadence"]
    assert rhythms == [("opp_s", "2025-04-03", 1)]
    assert {one.follow.rule for one in lines if one.follow.kind == "obligation"} >= {"thank_mail", "minutes"}
    assert all(one.more == 0 for one in lines if one.follow.kind == "obligation")


def test_what_is_not_to_be_seen_yet_is_in_no_list_but_why_knows_it(board: Board) -> None:
    """A greeting is shown 7 days ahead (process.md 3.3): Mid-Autumn 2025 is Monday 6 October, a day off."""
    book = board.on("2025-09-15")
    customer = book.customers.add("Acme")
    deal = book.deals.add(customer.id, "D")
    signed = {"customer": customer.id, "state": "won", "signed_on": book.today()}
    book.deals.put("x:1", {**signed, "title": "W", "owner": "li", "stage": deal.stage})

    def rules() -> set[str]:
        return {one.follow.rule for one in book.due.lines("li")}

    assert "greetings" not in rules()
    assert "greetings" in {one.rule for one in book.due.of(customer.id)}
    board.on("2025-09-29")
    assert "greetings" in rules()
