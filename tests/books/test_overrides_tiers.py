"""Gates gone over are kept with what was missing; tiers above the suggestion wait; deals renewed and opened again."""

from collections.abc import Callable
from datetime import date

import pytest

from store.book import Book
from store.problems import Refused
from store.records import Customer, Deal
from store.words import pick, tell

Opened = Callable[..., Book]
SCHEME = "opportunity"


@pytest.fixture
def boss(opened: Opened) -> Book:
    """The board of process sales-guide as chen has it open, who leads and sells."""
    return opened("chen")


@pytest.fixture
def customer(boss: Book) -> Customer:
    return boss.customers.add("Acme", owner="li")


@pytest.fixture
def deal(boss: Book, customer: Customer) -> Deal:
    return boss.deals.add(customer.id, "GTX", amount=500_00, owner="li", close_on=date(2026, 3, 20), product="P")


def reasons(told: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.id for one in told.value.reasons]


# --- overrides


def test_an_override_is_kept_with_gate_missing_reasons_person_and_why(boss: Book, deal: Deal) -> None:
    asked = boss.deals.gate(deal.id)
    boss.deals.move(deal.id, override=True, why="客户明天开标")
    (kept,) = boss.overrides.list(deal.id)
    assert (kept.ref, kept.by, kept.why, kept.before) == (
        "D-1",
        "chen",
        "客户明天开标",
        f"stage:{boss.deals.get(deal.id).stage}",
    )
    assert [(one[0], one[1]) for one in kept.missing] == [(one.id, one.goto) for one in asked]
    assert [one[2] for one in kept.missing] == [tell(pick("zh"), one.say) for one in asked]
    assert kept.label == boss.process.gate(kept.gate).label


def test_overrides_are_counted_by_person_and_refused_moves_are_not(boss: Book, deal: Deal, opened: Opened) -> None:
    with pytest.raises(Refused):
        boss.deals.move(deal.id)
    li = opened("li")
    with pytest.raises(Refused):
        li.deals.move(deal.id, override=True, why="x")
    assert boss.overrides.count() == {}
    boss.deals.move(deal.id, override=True, why="x")
    boss.deals.move(deal.id, override=True, why="y")
    assert boss.overrides.count() == {"chen": 2}
    assert [one.why for one in boss.overrides.list(login="chen")] == ["y", "x"]
    assert boss.overrides.list(login="li") == []


def test_a_move_through_an_open_gate_is_no_override_though_one_was_offered(boss: Book, deal: Deal) -> None:
    for item, _ in boss.deals.checklist(deal.id):
        boss.deals.check(deal.id, item.id)
    boss.deals.move(deal.id, override=True, why="x")
    assert boss.overrides.list() == []


# --- tiers


def graded(book: Book, deal: Deal) -> None:
    """Each fact worth one point of three (S08): three points, level A; sixteen days to close do not cap it."""
    points = book.process.scheme(SCHEME).points
    facts = {one["fact"]: one["value"] for one in points if one["pts"] == 1 and "value" in one}
    assert len(facts) == 3
    book.forms.fill(deal.id, SCHEME, facts)


def test_the_suggested_tier_is_taken_by_one_call(boss: Book, deal: Deal) -> None:
    with pytest.raises(Refused) as told:
        boss.tiers.accept(deal.id, SCHEME)
    assert reasons(told) == ["may_tier_unsuggested"]
    graded(boss, deal)
    assert boss.tiers.suggest(deal.id, SCHEME).tier == "A"
    assert boss.tiers.accept(deal.id, SCHEME).tier == "A"
    (change,) = boss.tiers.history(deal.id)
    assert (change.old, change.new, change.suggested, change.asks) == ("", "A", "A", False)


def test_a_tier_above_the_suggestion_holds_and_waits_for_who_may_confirm(
    boss: Book, deal: Deal, opened: Opened
) -> None:
    graded(boss, deal)
    li = opened("li")
    assert li.tiers.set(deal.id, SCHEME, "S", why="老板亲自谈").tier == "S"
    (waiting,) = li.tiers.unconfirmed()
    assert (waiting.subject, waiting.new, waiting.suggested, waiting.by) == (deal.id, "S", "A", "li")
    with pytest.raises(Refused) as told:
        li.tiers.confirm(deal.id, SCHEME)
    assert reasons(told) == ["may_not"]
    boss.refresh()
    assert boss.tiers.confirm(deal.id, SCHEME).tier == "S"
    assert boss.tiers.unconfirmed() == []
    with pytest.raises(Refused) as told:
        boss.tiers.confirm(deal.id, SCHEME)
    assert reasons(told) == ["may_tier_unasked"]
    change = boss.tiers.history(deal.id)[0]
    assert (change.new, change.suggested, change.why, change.confirmed_by) == ("S", "A", "老板亲自谈", "chen")


def test_what_asks_for_no_confirmation(boss: Book, deal: Deal, opened: Opened) -> None:
    li = opened("li")
    li.tiers.set(deal.id, SCHEME, "S")
    assert li.tiers.unconfirmed() == [], "nothing is suggested while no form says anything"
    graded(li, deal)
    li.tiers.set(deal.id, SCHEME, "B")
    assert li.tiers.unconfirmed() == [], "a lower one needs nobody"
    boss.refresh()
    boss.tiers.set(deal.id, SCHEME, "S")
    assert boss.tiers.unconfirmed() == [], "who confirms tiers has confirmed it"
    assert [one.new for one in boss.tiers.history(deal.id)] == ["S", "B", "S"]


def test_a_rep_grades_its_own_and_not_a_colleagues(boss: Book, deal: Deal, opened: Opened) -> None:
    with pytest.raises(Refused) as told:
        opened("han").tiers.set(deal.id, SCHEME, "S")
    assert reasons(told) == ["may_not_own"]


# --- renewed, opened again


def test_a_bought_deal_is_renewed_into_the_second_stage_with_its_facts(boss: Book, deal: Deal) -> None:
    with pytest.raises(Refused) as told:
        boss.renewals.renew(deal.id)
    assert reasons(told) == ["may_renew_bought"]
    last = boss.process.stages[-1].id
    boss.deals.put("x:1", {"customer": deal.customer, "title": "Old", "owner": "li", "stage": last, "state": "won",
                           "amount": 700_00, "product": "P", "signed_on": date(2026, 1, 5)})  # fmt: skip
    old = boss.deals.find("Old")
    new = boss.renewals.renew(old.id, title="New", close_on=date(2026, 6, 1))
    assert (new.parent, new.customer, new.stage, new.state) == (old.id, old.customer, boss.process.stages[1].id, "open")
    assert (new.title, new.amount, new.owner, new.product, new.close_on) == ("New", 700_00, "li", "P", date(2026, 6, 1))
    assert boss.deals.get(old.id) == old
    assert "event_renew" in [one.say.id for one in boss.history.timeline(new.id)]


def test_a_lost_deal_is_opened_again_by_who_leads_with_reason_and_date(boss: Book, deal: Deal, opened: Opened) -> None:
    day = date(2026, 4, 1)
    with pytest.raises(Refused) as told:
        boss.renewals.reopen(deal.id, day, "x")
    assert reasons(told) == ["may_reopen_lost"]
    boss.deals.lose(deal.id, boss.process.lost_reasons[0].id)
    tries: list[tuple[str, date, str, str]] = [
        ("li", day, "x", "may_not"),
        ("chen", day, " ", "reason_needed"),
        ("chen", date(2026, 3, 3), "x", "may_close_passed"),
    ]
    for login, on, why, refusal in tries:
        with pytest.raises(Refused) as told:
            opened(login).renewals.reopen(deal.id, on, why)
        assert reasons(told) == [refusal]
    again = boss.renewals.reopen(deal.id, day, "预算批了")
    assert (again.state, again.live, again.stage, again.close_on) == ("open", True, deal.stage, day)
    assert (again.closed_on, again.reason, again.resumed_on) == (None, "", boss.today())
    told_of = boss.history.timeline(deal.id)[0]
    assert (told_of.say.id, told_of.note) == ("event_reopen", "预算批了")
