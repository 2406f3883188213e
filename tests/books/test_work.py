"""Touches, tiers, forms, sign-offs and members, on a real file."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from store.book import Book
from store.problems import BadInput, Refused
from store.process import playbook
from store.process.playbook import Form
from store.records import Customer, Deal

Opened = Callable[..., Book]


@pytest.fixture
def customer(book: Book) -> Customer:
    return book.customers.add("Acme")


@pytest.fixture
def deal(book: Book, customer: Customer) -> Deal:
    return book.deals.add(customer.id, "GTX")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


# --- touches


def test_a_touch_cannot_lie_in_the_future(book: Book, customer: Customer) -> None:
    with pytest.raises(Refused) as told:
        book.activities.log(customer.id, "call", at=at("2026-03-04T09:31:00+08:00"))
    assert told.value.reasons[0].id == "touch_in_future"


def test_reps_enter_touches_up_to_seven_days_late_and_managers_any(opened: Opened, customer: Customer) -> None:
    late = at("2026-02-24T10:00:00+08:00")
    with pytest.raises(Refused) as told:
        opened("li").activities.log(customer.id, "call", at=late)
    assert told.value.reasons[0].id == "touch_too_old"
    assert (
        opened("li").activities.log(customer.id, "call", at=at("2026-02-25T00:00:00+08:00")).day.isoformat()
        == "2026-02-25"
    )
    assert opened("chen").activities.log(customer.id, "call", at=late).day.isoformat() == "2026-02-24"


def test_the_day_of_a_touch_is_the_teams_day(book: Book, customer: Customer) -> None:
    logged = book.activities.log(customer.id, "call", at=at("2026-03-03T17:30:00+00:00"))
    assert logged.day.isoformat() == "2026-03-04"


def test_an_unknown_kind_is_told_with_the_known_ones(book: Book, customer: Customer) -> None:
    with pytest.raises(BadInput) as told:
        book.activities.log(customer.id, "telepathy")
    assert told.value.say.id == "activity_unknown"
    assert "call" in told.value.say.args["known"]  # type: ignore[operator]


# --- tiers


def test_a_tier_keeps_the_day_it_was_set_and_changes_once(book: Book, opened: Opened, deal: Deal) -> None:
    scheme = next(one for one in book.process.tier_schemes if one.subject == "deal")
    first, second = scheme.tiers[0].id, scheme.tiers[1].id
    assert book.tiers.set(deal.id, scheme.id, first).since.isoformat() == "2026-03-04"
    later = opened("li", "2026-03-09T09:00:00+08:00")
    generation = later.generation
    assert later.tiers.set(deal.id, scheme.id, first).since.isoformat() == "2026-03-04"
    assert later.generation == generation  # the same tier again is no change
    assert later.tiers.set(deal.id, scheme.id, second, why="预算没了").since.isoformat() == "2026-03-09"
    line = later.history.list(deal.id)[0]
    assert (line.action, line.why) == ("tier", "预算没了")


def test_a_tier_must_be_of_the_playbook_and_fit_its_subject(book: Book, deal: Deal, customer: Customer) -> None:
    scheme = next(one for one in book.process.tier_schemes if one.subject == "deal")
    for subject, scheme_id, tier, why in (
        (deal.id, scheme.id, "Z", "tier_unknown"),
        (deal.id, "none", "S", "scheme_unknown"),
        (customer.id, scheme.id, scheme.tiers[0].id, "tier_wrong_subject"),
    ):
        with pytest.raises(BadInput) as told:
            book.tiers.set(subject, scheme_id, tier)
        assert told.value.say.id == why


# --- forms and sign-offs


def text_form(book: Book) -> Form:
    """A form of the playbook with a required text field."""
    return next(
        form
        for form in (book.process.form(one.id) for one in book.process.forms)
        if form.subject == "deal" and any(field.req and field.type in {"text", "longtext"} for field in form.fields)
    )


def test_an_incomplete_form_is_kept_and_says_what_it_lacks(book: Book, deal: Deal) -> None:
    form = text_form(book)
    field = next(one for one in form.fields if one.req and one.type in {"text", "longtext"})
    entry = book.forms.fill(deal.id, form.id, {field.id: "写了一半"})
    assert entry.values[field.id] == "写了一半"
    missing = book.forms.missing(entry)
    assert entry.complete is (not missing)
    assert all(reason.goto.startswith(f"form:{form.id}.") for reason in missing)


def test_a_second_save_keeps_the_first_ones_fields_and_counts_up(book: Book, deal: Deal) -> None:
    form = text_form(book)
    texts = [one for one in form.fields if one.type in {"text", "longtext"}]
    book.forms.fill(deal.id, form.id, {texts[0].id: "a"})
    second = book.forms.fill(deal.id, form.id, {texts[-1].id: "b"})
    assert second.ver == 2
    assert second.values[texts[-1].id] == "b"
    assert len(book.forms.list(deal.id)) == 1


def test_unknown_fields_are_refused_with_the_known_ones(book: Book, deal: Deal) -> None:
    with pytest.raises(BadInput) as told:
        book.forms.fill(deal.id, text_form(book).id, {"no_such_field": "x"})
    assert told.value.say.id == "field_unknown"


def signed_board(tmp_path: Path, clock: Callable[[], datetime], owner: str) -> tuple[Book, Deal, str]:
    """A board of process toolbox with a deal and a complete record check waiting for its reviewer."""
    rules = playbook.load(playbook.shipped_path("toolbox"))
    book = Book.create(tmp_path / "sign.db", playbook=rules, login="boss", clock=clock)
    book.members.add("li", "li", ["rep", "reviewer"])
    book.members.add("wang", "wang", ["reviewer"])
    book.members.add("rep", "rep", ["rep"])
    customer = book.customers.add("Acme")
    deal = book.deals.add(customer.id, "GTX", owner=owner)
    return book, deal, "record"


def complete(book: Book, deal: Deal, signoff: str) -> None:
    from random import Random

    from store.demo.plausible import answers

    form = book.process.form(book.process.signoff(signoff).form)
    values = answers(form, book.process, ["li"], "text", book.today(), Random(1))  # noqa: S311  a test, not a secret
    entry = book.forms.fill(book.forms.subject_of(deal, form), form.id, values)
    assert entry.complete, book.forms.missing(entry)


def test_sign_offs_are_given_by_role_by_a_second_person_on_a_complete_form(
    tmp_path: Path, clock: Callable[[], datetime]
) -> None:
    book, deal, signoff = signed_board(tmp_path, clock, owner="li")

    def refused(login: str) -> str:
        with book.acting(login), pytest.raises(Refused) as told:
            book.signoffs.sign(deal.id, signoff)
        return told.value.reasons[0].id

    assert refused("wang") == "signoff_no_form"
    complete(book, deal, signoff)
    assert refused("rep") == "signoff_role"
    assert refused("li") == "signoff_own"
    with book.acting("wang"):
        signed = book.signoffs.sign(deal.id, signoff)
    assert (signed.by, signed.approve, signed.void) == ("wang", True, False)
    ticked = {item.by: state for item, state in book.deals.checklist(deal.id)}
    assert ticked[f"signoff:{signoff}"]


def test_changing_what_was_signed_voids_the_sign_off_and_its_tick(
    tmp_path: Path, clock: Callable[[], datetime]
) -> None:
    book, deal, signoff = signed_board(tmp_path, clock, owner="rep")
    complete(book, deal, signoff)
    with book.acting("wang"):
        book.signoffs.sign(deal.id, signoff)
    form = book.process.form(book.process.signoff(signoff).form)
    text = next(one for one in form.fields if one.type in {"text", "longtext"})
    book.forms.fill(book.forms.subject_of(deal, form), form.id, {text.id: "anders"})
    assert [one.void for one in book.signoffs.list(deal.id)] == [True]
    assert {item.by: state for item, state in book.deals.checklist(deal.id)}[f"signoff:{signoff}"] is None


# --- people


def test_a_member_added_again_is_the_same_person_with_new_roles(opened: Opened) -> None:
    book = opened("chen")
    first = book.members.add("zhao", "赵敏", ["tech"])
    again = book.members.add("zhao", roles=["tech", "service"])
    assert (again.id, again.name, again.roles) == (first.id, "赵敏", ("tech", "service"))
    assert book.members.add("zhao\x1b\x00").id == first.id
    with pytest.raises(BadInput, match="role_unknown"):
        book.members.add("x", roles=["wizard"])


def test_contacts_have_a_role_in_the_chain(book: Book, customer: Customer) -> None:
    contact = book.contacts.add(customer.id, "张伟", post="总经理", role="decider", phone="+86 138")
    assert book.contacts.list(customer.id) == [contact]
    with pytest.raises(BadInput, match="contact_role_unknown"):
        book.contacts.add(customer.id, "x", role="king")
    assert book.contacts.set(contact.id, {"post": "董事长"}).post == "董事长"


def test_a_customer_may_not_be_made_out_of_blanks(book: Book, customer: Customer) -> None:
    with pytest.raises(BadInput, match="text_missing"):
        book.customers.add(" \u3000 ")
    assert book.customers.by_name("ＡＣＭＥ") == customer
    assert book.customers.set(customer.id, {"sector": "Energy"}).sector == "Energy"


def test_a_board_is_never_made_over_another(board: Path, clock: Callable[[], datetime]) -> None:
    before = board.read_bytes()
    with pytest.raises(BadInput, match="board_exists"):
        Book.create(board, playbook=playbook.load(playbook.shipped_path("default")), login="x", clock=clock)
    assert board.read_bytes() == before
