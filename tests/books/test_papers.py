"""Forms through the Book: versions and their differences, drafts, what is filled in beforehand, what a deal follows."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from store.book import Book
from store.problems import BadInput, Busy, Refused
from store.process import playbook
from store.process.permissions import MASK
from store.records import Customer, Deal


@pytest.fixture
def team(tmp_path: Path, clock: Callable[[], datetime], monkeypatch: pytest.MonkeyPatch) -> Book:
    """A board of the default process, opened as li, who sells; chen leads, wang checks records, mo does what mo may."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    rules = playbook.load(playbook.shipped_path("default"))
    book = Book.create(tmp_path / "team.db", playbook=rules, login="chen", clock=clock)
    for login, name, role in (("li", "李雷", "rep"), ("han", "韩梅", "rep"), ("wang", "王芳", "reviewer")):
        book.members.add(login, name, [role])
    book.members.add("mo", "莫言", ["rep", "reviewer"])
    book.close()
    return Book.open(tmp_path / "team.db", login="li", clock=clock)


@pytest.fixture
def customer(team: Book) -> Customer:
    return team.customers.add("宁德启辰", sector="锂电池", region="华东")


@pytest.fixture
def deal(team: Book, customer: Customer) -> Deal:
    return team.deals.add(customer.id, "产线", amount=80_000_000, close_on=date(2026, 5, 1), type="new")


def complete(book: Book, subject: str, form: str, **values: object) -> None:
    """Fill a form with all it needs, and with these values."""
    from random import Random

    from store.demo.plausible import answers

    rule = book.process.form(form)
    made = answers(rule, book.process, ["li"], "text", book.today(), Random(1))  # noqa: S311  a test, not a secret
    entry = book.forms.fill(subject, form, {**made, **values})
    assert entry.complete, book.forms.missing(entry)


# --- versions


def test_each_save_is_a_version_and_the_difference_names_field_and_row(team: Book, deal: Deal) -> None:
    table = team.process.field("agenda", "topics")
    columns = [one.id for one in table.columns or ()]
    text, count = columns[0], next(one.id for one in table.columns or () if one.type == "int")
    (open_, needs, terms, *_) = (one.id for one in team.process.choices((table.columns or ())[0].choices))
    first = [{text: open_, count: 20}, {text: needs, count: 30}]
    entry = team.forms.fill(deal.id, "agenda", {"topics": first})
    team.forms.fill(deal.id, "agenda", {"topics": [{**first[0], count: 25}, first[1], {text: terms, count: 5}]})
    with team.acting("chen"):
        team.forms.fill(deal.id, "agenda", {"topics": [first[1]], "at": "2026-03-10 14:00"})
    one, two, three = team.forms.versions(entry.id)
    assert [(each.ver, each.by) for each in (one, two, three)] == [(1, "li"), (2, "li"), (3, "chen")]
    assert [(each.kind, each.row, each.column, each.old, each.new) for each in team.forms.difference(one, two)] == [
        ("set", 1, count, 20, 25),
        ("added", 3, "", None, {text: terms, count: 5}),
    ]
    changed = team.forms.difference(two, three)
    assert [(each.field, each.kind, each.row) for each in changed if each.field == "topics"] == [
        ("topics", "removed", 1),
        ("topics", "removed", 3),
    ]
    assert [(each.old, each.kind) for each in changed if each.field == "at"] == [(None, "set")]
    assert team.forms.difference(three, three) == []


def test_a_save_that_changes_nothing_is_no_version(team: Book, deal: Deal) -> None:
    entry = team.forms.fill(deal.id, "opportunity", {"need": "扩产"})
    before = team.generation
    team.forms.fill(deal.id, "opportunity", {"need": "扩产"})
    assert len(team.forms.versions(entry.id)) == 1
    assert team.generation == before or team.forms.versions(entry.id)[0].ver == 1


def test_entries_of_a_form_that_repeats_are_numbered_and_an_earlier_one_can_be_mended(team: Book, deal: Deal) -> None:
    for text in ("一", "二", "三"):
        team.forms.fill(deal.id, "minutes", {"aim": text}, again=True)
    assert [(one.no, one.values["aim"]) for one in team.forms.list(deal.id, "minutes")] == [
        (1, "一"),
        (2, "二"),
        (3, "三"),
    ]
    team.forms.fill(deal.id, "minutes", {"aim": "改"}, no=2)
    assert [one.values["aim"] for one in team.forms.list(deal.id, "minutes")] == ["一", "改", "三"]
    with pytest.raises(BadInput, match="form_no_entry"):
        team.forms.fill(deal.id, "minutes", {"aim": "x"}, no=4)


# --- drafts


def test_a_draft_outlives_the_program_is_mine_alone_and_goes_with_the_save(
    team: Book, deal: Deal, clock: Callable[[], datetime]
) -> None:
    typed = {"need": "写到一半", "amount": "80万"}
    before = team.path.read_bytes()
    team.forms.draft(deal.id, "opportunity", typed)
    assert team.path.read_bytes() == before
    with Path(team.path).open():
        again = Book.open(team.path, login="li", clock=clock)
    draft = again.forms.drafted(deal.id, "opportunity")
    assert draft is not None and draft.values == typed and draft.ver == 0
    assert [one.form for one in again.forms.drafts(deal.id)] == ["opportunity"]
    with again.acting("han"):
        assert again.forms.drafted(deal.id, "opportunity") is None
    again.forms.fill(deal.id, "opportunity", typed)
    assert team.forms.drafted(deal.id, "opportunity") is None
    assert team.forms.drafts() == []
    again.close()


def test_a_draft_is_thrown_away_and_a_torn_one_is_none(team: Book, deal: Deal, tmp_path: Path) -> None:
    team.forms.draft(deal.id, "opportunity", {"need": "x"})
    (path,) = (tmp_path / "state").rglob("*.json")
    assert path.stat().st_mode & 0o077 == 0, "what is typed may be sensitive"
    path.write_text(path.read_text()[:20])
    assert team.forms.drafted(deal.id, "opportunity") is None
    assert team.forms.drafts() == []
    team.forms.undraft(deal.id, "opportunity")
    assert not path.exists()


def test_a_disk_that_takes_no_draft_says_so(team: Book, deal: Deal, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    with pytest.raises(Busy, match="form_draft_unkept"):
        team.forms.draft(deal.id, "opportunity", {"need": "x"})


# --- what is filled in beforehand


def test_what_is_known_is_filled_in_and_the_cursor_starts_at_what_is_not(
    team: Book, deal: Deal, customer: Customer
) -> None:
    known = team.forms.prefilled(deal.id, "opportunity")
    assert known["customer"] == "宁德启辰"
    assert (known["owner"], known["amount"], known["close_on"]) == ("李雷", "800000", "2026-05-01")
    assert "budget_amount" not in known
    assert team.forms.first_open("opportunity", known) not in {*known, ""}
    register = team.forms.prefilled(customer.id, "customer_register")
    assert (register["name"], register["industry"]) == ("宁德启辰", "锂电池")
    card = team.forms.prefilled(deal.id, "screening_score")
    assert (card["scored_by"], card["scored_on"]) == ("李雷", "2026-03-04")


def test_the_only_contact_is_filled_in_and_none_when_there_is_doubt(team: Book, deal: Deal, customer: Customer) -> None:
    team.contacts.add(customer.id, "林峰", phone="13800000000", role="user")
    assert team.forms.prefilled(deal.id, "requirement_statement")["confirmed_by"] == "林峰"
    team.contacts.add(customer.id, "陈静", role="user")
    assert "confirmed_by" not in team.forms.prefilled(deal.id, "requirement_statement")
    team.contacts.add(customer.id, "黄总", role="decider")
    assert team.forms.prefilled(deal.id, "requirement_statement")["confirmed_by"] == "黄总"


def test_what_another_paper_said_under_the_same_name_is_said_again(team: Book, deal: Deal, customer: Customer) -> None:
    team.forms.fill(customer.id, "customer_register", {"depth": "core"})
    assert team.forms.prefilled(customer.id, "layer")["depth"] == "core"


def test_what_is_saved_already_stands_before_what_is_guessed(team: Book, deal: Deal) -> None:
    team.forms.fill(deal.id, "opportunity", {"amount": "12345"})
    assert team.forms.prefilled(deal.id, "opportunity")["amount"] == "12345"


def test_what_fires_an_event_is_never_filled_in(team: Book, deal: Deal, customer: Customer) -> None:
    fired = {one.removeprefix("field:") for one in team.process.events.values() if one.startswith("field:")}
    for form in team.process.forms:
        subject = customer.id if form.subject == "customer" else deal.id
        assert not {f"{form.id}.{name}" for name in team.forms.prefilled(subject, form.id)} & fired


@pytest.mark.parametrize("process", playbook.shipped())
def test_everything_filled_in_is_a_value_the_form_takes(
    process: str, tmp_path: Path, clock: Callable[[], datetime]
) -> None:
    rules = playbook.load(playbook.shipped_path(process))
    book = Book.create(tmp_path / "x.db", playbook=rules, login="chen", clock=clock)
    book.members.add("chen", roles=[one.id for one in book.process.roles])
    customer = book.customers.add("Acme", sector="IT", size="large", source="web", region="East", kind="company")
    book.contacts.add(customer.id, "Ann", phone="+86 138", mail="ann@acme.com", role="decider")
    deal = book.deals.add(customer.id, "GTX", amount=100, close_on=date(2026, 5, 1))
    for form in book.process.forms:
        subject = customer.id if form.subject == "customer" else deal.id
        known = book.forms.prefilled(subject, form.id)
        wrong = {one.goto.partition(".")[2] for one in book.forms.missing(book.forms.fill(subject, form.id, known))}
        assert not wrong & set(known), form.id
    book.close()


# --- what the deal follows


def test_a_complete_form_that_states_amount_and_close_takes_the_deal_along_once(team: Book, deal: Deal) -> None:
    team.forms.fill(deal.id, "opportunity", {"amount": "500000", "close_on": "2026-06-01"})
    assert team.deals.get(deal.id).amount == 80_000_000, "an unfinished form says nothing yet"
    said = {"customer": "宁德启辰", "tier_reason": "x", "amount": "500000", "close_on": "2026-06-01"}
    complete(team, deal.id, "opportunity", **said)
    followed = team.deals.get(deal.id)
    assert (followed.amount, followed.close_on) == (50_000_000, date(2026, 6, 1))
    lines = [one for one in team.history.list(deal.id) if one.entity == "deal" and one.field in ("amount", "close_on")]
    assert {(one.field, one.new, one.why) for one in lines} == {
        ("amount", "50000000", team.process.form("opportunity").label.zh),
        ("close_on", "2026-06-01", team.process.form("opportunity").label.zh),
    }
    team.deals.set(deal.id, {"amount": 1_00})
    team.forms.fill(deal.id, "opportunity", {"need": "别的"})
    assert team.deals.get(deal.id).amount == 1_00, "what the form said before is not said again"


# --- checked records


def test_a_change_of_a_checked_record_asks_for_a_new_check(team: Book, deal: Deal, customer: Customer) -> None:
    complete(team, customer.id, "customer_register")
    with team.acting("wang"):
        complete(team, customer.id, "record_check", result="pass")
        team.signoffs.sign(deal.id, "record")

    def void() -> bool:
        return [one.void for one in team.signoffs.list(deal.id) if one.kind == "record"][-1]

    team.customers.set(customer.id, {"owner": "han"})
    assert not void(), "who looks after it is not what is known of it"
    team.customers.set(customer.id, {"sector": "光伏"})
    assert void()
    with team.acting("wang"):
        team.signoffs.sign(deal.id, "record")
    assert not void()
    team.forms.fill(customer.id, "customer_register", {"industry": "储能"})
    assert void()


def test_a_record_is_checked_by_somebody_else_than_who_changed_it(team: Book, deal: Deal, customer: Customer) -> None:
    with team.acting("wang"):
        complete(team, customer.id, "record_check", result="pass")
    with team.acting("chen"):
        team.deals.set(deal.id, {"owner": "mo"})
    with team.acting("mo"):
        team.customers.set(customer.id, {"sector": "x"})
    with team.acting("chen"):
        team.deals.set(deal.id, {"owner": "li"})
    with team.acting("mo"), pytest.raises(Refused) as told:
        team.signoffs.sign(deal.id, "record")
    assert told.value.reasons[0].id == "sign_own_record"
    with team.acting("wang"):
        assert team.signoffs.sign(deal.id, "record").approve


def test_only_the_check_of_the_record_minds_who_changed_it(team: Book, deal: Deal, customer: Customer) -> None:
    """The bottom line stands on the deal's paper: the manager who tidied the customer's record may sign it off."""
    with team.acting("chen"):
        complete(team, deal.id, "negotiation_prep")
        team.customers.set(customer.id, {"sector": "光伏"})
        team.signoffs.sign(deal.id, "line")
    team.customers.set(customer.id, {"sector": "储能"})
    assert [one.void for one in team.signoffs.list(deal.id) if one.kind == "line"] == [False]


# --- values as facts, and what is hidden


def test_a_field_is_listed_counted_and_found_over_the_whole_board(team: Book, deal: Deal, customer: Customer) -> None:
    other = team.deals.add(customer.id, "二期")
    team.forms.fill(deal.id, "opportunity", {"need": "甲", "urgency": "high"})
    team.forms.fill(other.id, "opportunity", {"need": "乙", "urgency": "high"})
    assert team.forms.values("opportunity", "need") == [("D-1", "甲"), ("D-2", "乙")]
    assert team.forms.count("opportunity", "urgency") == {"high": 2}
    assert team.forms.where("opportunity", "need", "乙") == [other.id]
    with pytest.raises(BadInput, match="field_unknown"):
        team.forms.values("opportunity", "nothing")


def test_cells_of_tables_are_facts_with_row_and_column(team: Book, deal: Deal) -> None:
    column = (team.process.field("agenda", "topics").columns or ())[0]
    first, second, *_ = (one.id for one in team.process.choices(column.choices))
    team.forms.fill(deal.id, "agenda", {"topics": [{column.id: first}, {column.id: second}]})
    told = [(one.ref, one.row, one.column, one.value) for one in team.forms.facts("agenda", "topics")]
    assert told == [("D-1", 1, column.id, first), ("D-1", 2, column.id, second)]


def test_what_is_hidden_is_masked_everywhere_and_typed_back_changes_nothing(team: Book, deal: Deal) -> None:
    entry = team.forms.fill(deal.id, "opportunity", {"budget_amount": "990000", "need": "甲"})
    assert entry.values["budget_amount"] == "990000", "the owner sees it"
    with team.acting("han"):
        seen = team.forms.entry(deal.id, "opportunity")
        assert seen is not None and (seen.values["budget_amount"], seen.values["need"]) == (MASK, "甲")
        assert team.forms.list(deal.id)[0].values["budget_amount"] == MASK
        assert team.forms.versions(entry.id)[0].values["budget_amount"] == MASK
        assert team.forms.values("opportunity", "budget_amount") == [("D-1", MASK)]
        assert team.forms.where("opportunity", "budget_amount", "990000") == []
        assert MASK not in team.forms.prefilled(deal.id, "requirement_statement").values()
        with pytest.raises(Refused):
            team.forms.fill(deal.id, "opportunity", {"need": "乙"})
    with team.acting("chen"):
        team.members.add("zhao", roles=["tech"])
    with team.acting("zhao"):
        changed = team.forms.fill(deal.id, "opportunity", {**seen.values, "need": "丙"})
        assert changed.values["budget_amount"] == MASK
    kept = team.forms.entry(deal.id, "opportunity")
    assert kept is not None and (kept.values["budget_amount"], kept.values["need"]) == ("990000", "丙")


def test_a_report_of_a_breach_is_kept_from_all_but_its_writer_and_the_supervisor(team: Book, deal: Deal) -> None:
    entry = team.forms.fill("team", "breach_report", {"text": "x"})
    assert [one.id for one in team.forms.list("team")] == [entry.id]
    with team.acting("chen"):
        assert team.forms.entry("team", "breach_report") is None
        assert team.forms.versions(entry.id) == []
        team.members.add("sun", roles=["supervisor"])
    with team.acting("sun"):
        assert team.forms.entry("team", "breach_report") is not None


def test_history_hides_what_the_forms_hide(team: Book, deal: Deal) -> None:
    entry = team.forms.fill(deal.id, "opportunity", {"budget_amount": "990000", "need": "甲"})
    team.forms.fill(deal.id, "opportunity", {"budget_amount": "880000"})
    report = team.forms.fill("team", "breach_report", {"text": "x"})

    def told(subject: str) -> str:
        return "".join(f"{one.old}{one.new}" for one in team.history.list(subject, 100))

    assert "990000" in told(entry.id) and "880000" in told(entry.id)
    with team.acting("han"):
        assert "990000" not in told("") and "880000" not in told("")
        assert "甲" in told(entry.id) and MASK in told(entry.id)
        assert [one.field for one in team.history.list(report.id)] == []
