"""The rights of roles hold on every path through the Book; sensitive values are hidden from whom no set names."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from store.book import Book
from store.problems import BadInput, Refused
from store.process import permissions, playbook
from store.process.permissions import MASK, Matter
from store.process.playbook import Process
from store.records import Deal, Member

ROLES = {"li": ["rep"], "han": ["rep"], "wang": ["legal"], "zhao": ["tech"], "qian": ["finance"], "sun": ["supervisor"],
         "zhou": ["reviewer"], "wu": ["recorder"], "mo": ["rep", "legal"]}  # fmt: skip


@pytest.fixture
def team(tmp_path: Path, clock: Callable[[], datetime]) -> Book:
    """A board of the default process with one person in each role, opened as chen, who leads; li has a deal."""
    rules = playbook.load(playbook.shipped_path("default"))
    book = Book.create(tmp_path / "team.db", playbook=rules, login="chen", clock=clock)
    for login, roles in ROLES.items():
        book.members.add(login, login.upper(), roles)
    with book.acting("li"):
        book.deals.add(book.customers.add("Acme").id, "GTX", amount=100)
    return book


@pytest.fixture
def deal(team: Book) -> Deal:
    return team.deals.find("GTX")


def refused(book: Book, login: str, work: Callable[[], object]) -> str:
    with book.acting(login), pytest.raises(Refused) as told:
        work()
    return told.value.reasons[0].id


# --- what each role may do, through the Book


def test_a_rep_changes_what_is_its_own_and_a_manager_everything(team: Book, deal: Deal) -> None:
    def changed(login: str, amount: int) -> int:
        with team.acting(login):
            return team.deals.set(deal.id, {"amount": amount}).amount

    assert refused(team, "han", lambda: team.deals.set(deal.id, {"amount": 1})) == "may_not_own"
    assert team.deals.get(deal.id).amount == 100
    assert (changed("li", 2), changed("chen", 3)) == (2, 3)


@pytest.mark.parametrize("login", ["wang", "zhao", "qian", "sun", "zhou", "wu"])
def test_who_only_supports_neither_makes_nor_moves_deals(team: Book, deal: Deal, login: str) -> None:
    tries: list[Callable[[], object]] = [
        lambda: team.deals.add(deal.customer, "X"),
        lambda: team.customers.add("X"),
        lambda: team.deals.set(deal.id, {"title": "X"}),
        lambda: team.deals.move(deal.id),
        lambda: team.deals.win(deal.id),
        lambda: team.deals.lose(deal.id, team.process.lost_reasons[0].id),
        lambda: team.deals.pause(deal.id, date(2026, 3, 20), "x"),
        lambda: team.customers.set(deal.customer, {"sector": "X"}),
        lambda: team.deals.put("x:1", {"customer": deal.customer, "title": "X", "stage": deal.stage}),
        lambda: team.members.add("new", roles=["manager"]),
        lambda: team.members.add(login, roles=["manager"]),
    ]
    before = team.generation
    assert [refused(team, login, one) for one in tries] == ["may_not"] * len(tries)
    assert team.generation == before


def test_touches_are_logged_by_whoever_may_whoever_owns_the_deal(team: Book, deal: Deal) -> None:
    for login in ("li", "han", "wu", "chen"):
        with team.acting(login):
            assert team.activities.log(deal.customer, "call", [deal.id]).by == login
    assert refused(team, "wang", lambda: team.activities.log(deal.customer, "call")) == "may_not"


def test_an_item_is_ticked_by_its_roles_its_owner_and_who_leads(team: Book, deal: Deal) -> None:
    item = next(one for one, _ in team.deals.checklist(deal.id) if one.by == "tick" and one.who == ("rep",))
    for login in ("li", "han", "chen"):
        with team.acting(login):
            team.deals.check(deal.id, item.id)
            team.deals.check(deal.id, item.id, done=False)
    assert refused(team, "wang", lambda: team.deals.check(deal.id, item.id)) == "may_not"


def test_several_roles_have_the_rights_of_all(team: Book) -> None:
    assert team.permissions.rights("mo") == team.permissions.rights("han") | team.permissions.rights("wang")


def test_nobody_gives_roles_that_can_more_than_themselves(team: Book) -> None:
    with team.acting("li"):
        assert team.members.add("new", "New", ["rep"]).roles == ("rep",)
        assert team.members.add("li", "李雷").name == "李雷"
    assert refused(team, "li", lambda: team.members.add("li", roles=["rep", "manager"])) == "may_not"
    assert refused(team, "li", lambda: team.members.add("han", "X")) == "may_not"
    assert team.members.add("li", roles=["rep", "tech"]).roles == ("rep", "tech")


def test_the_refusal_names_the_roles_that_may(team: Book, deal: Deal) -> None:
    with team.acting("han"):
        reason = team.permissions.may("deal.edit", deal.id)[0]
    assert reason.say.args["owner"] == ["li"]
    assert reason.say.args["roles"] == [team.process.role("manager").label]
    assert team.permissions.may("deal.edit", deal.id) == []


def test_a_stranger_is_told_to_be_no_member(team: Book, deal: Deal) -> None:
    with team.acting("nobody"), pytest.raises(BadInput, match="member_missing"):
        team.deals.set(deal.id, {"amount": 1})


# --- pure


def process(name: str) -> Process:
    return Process.of(playbook.load(playbook.shipped_path(name)))


def member(*roles: str, login: str = "me") -> Member:
    return Member("M", login, "Me", roles, True, 1)


@pytest.mark.parametrize("name", playbook.shipped())
def test_whoever_makes_a_board_can_make_deals_on_it_and_change_its_rules(name: str) -> None:
    rules = process(name)
    first = member(*rules.roles_with("deal.create")[:1], *rules.roles_with("playbook.edit")[:1])
    for action in ("deal.create", "deal.edit", "customer.edit", "form.fill", "activity.log", "member.edit"):
        assert permissions.may(rules, first, action) == []


@pytest.mark.parametrize("name", playbook.shipped())
def test_every_right_of_every_role_is_granted_and_no_other(name: str) -> None:
    rules = process(name)
    for role in rules.roles:
        held = permissions.rights(rules, member(role.id))
        assert set(role.can) <= held
        assert held == set(role.can) or "deal.edit_all" in role.can
        for right in ("gate.override", "tier.confirm", "customer.review", "playbook.edit", "snooze.extend"):
            assert bool(permissions.may(rules, member(role.id), right)) is (right not in role.can)


def test_who_is_away_has_no_rights() -> None:
    gone = member("manager")._replace(active=False)
    assert permissions.rights(process("default"), gone) == frozenset()
    assert permissions.may(process("default"), gone, "deal.create")[0].id == "may_not"


def test_a_rep_fills_forms_of_its_own_deals_and_of_those_it_is_in_the_team_of() -> None:
    rules = process("default")
    theirs = Matter(frozenset({"li"}), form="opportunity")
    assert permissions.may(rules, member("rep"), "form.fill", theirs)[0].id == "may_not_own"
    assert permissions.may(rules, member("rep"), "form.fill", theirs._replace(team=frozenset({"me"}))) == []
    assert permissions.may(rules, member("rep", login="li"), "form.fill", theirs) == []
    assert permissions.may(rules, member("tech"), "form.fill", theirs) == []
    assert permissions.may(rules, member("finance"), "form.fill", theirs)[0].id == "may_not"


def test_who_signs_a_form_may_fill_it_and_a_guarded_form_asks_for_its_right() -> None:
    rules = process("default")
    assert permissions.may(rules, member("reviewer"), "form.fill", Matter(form="record_check")) == []
    assert permissions.may(rules, member("rep"), "form.fill", Matter(form="inspection"))[0].id == "may_not"
    assert permissions.may(rules, member("supervisor"), "form.fill", Matter(form="inspection")) == []


@pytest.mark.parametrize("name", playbook.shipped())
def test_each_sensitive_field_is_seen_by_those_its_set_names_and_nobody_else(name: str) -> None:
    rules = process(name)
    for one in rules.permissions:
        for path in one.fields:
            form, _, field = path.partition(".")
            rule = rules.form(form)
            matter = Matter(frozenset({"owner"}), frozenset({"team"}))
            people = {role.id: member(role.id) for role in rules.roles}
            people |= {login: member(login=login) for login in ("owner", "team", "none")}
            sees = {who for who, each in people.items() if field not in permissions.hidden(rules, rule, each, matter)}
            sets = [each.see for each in rules.permissions if path in each.fields]
            allowed = {who for who in people if any(who in see for see in sets)}
            assert sees == (allowed if not form.startswith("breach") else {"supervisor"}), path


def test_hidden_values_are_masked_and_what_is_blank_stays_blank() -> None:
    rules = process("default")
    form = rules.form("negotiation_prep")
    veiled = permissions.hidden(rules, form, member("rep"), Matter(frozenset({"li"})))
    values = {"min_price": "800000", "max_days": 30, "fixed": ""}
    assert permissions.masked(values, veiled) == {"min_price": MASK, "max_days": MASK, "fixed": ""}
    assert permissions.masked(values, frozenset()) == values
    rows = {"rows": [{"a": 1, "b": 2}, {"a": 3}]}
    assert permissions.masked(rows, frozenset({"rows.b"})) == {"rows": [{"a": 1, "b": MASK}, {"a": 3}]}
