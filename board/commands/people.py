"""`dealboard member`, `customer` and `contact`: who sells, and to whom."""

from __future__ import annotations

from board.commands import documents
from board.commands.cells import table
from board.commands.lines import customer_facts
from board.commands.naming import named, pairs
from board.commands.session import Session
from board.commands.tree import Family, Place, command, rest, value, words
from store.problems import BadInput
from store.records import Contact, Customer, Member

member = Family(
    "member",
    "cmd_help_member",
    {"add": Place("people:add_member", "cmd_help_member_add"), "list": Place("people:members", "cmd_help_member_list")},
)

customer = Family(
    "customer",
    "cmd_help_customer",
    {
        "add": Place("people:add_customer", "cmd_help_customer_add"),
        "list": Place("people:customers", "cmd_help_customer_list"),
        "show": Place("people:show_customer", "cmd_help_customer_show"),
        "set": Place("people:set_customer", "cmd_help_customer_set"),
    },
)

contact = Family(
    "contact",
    "cmd_help_contact",
    {
        "add": Place("people:add_contact", "cmd_help_contact_add"),
        "list": Place("people:contacts", "cmd_help_contact_list"),
    },
)

_STORED = {"founded": "founded_on"}  # names of the document -> names of the record
_YES, _NO = {"true", "yes", "1", "是"}, {"false", "no", "0", "否"}


@command("add", "cmd_help_member_add")
@words("LOGIN")
@value("--name", "NAME", "cmd_opt_name")
@value("--role", "ID", "cmd_opt_role", many=True)
def add_member(session: Session, login: str, name: str, role: tuple[str, ...]) -> None:
    """Take somebody into the team, or change name and roles of somebody who is in it."""
    book = session.book
    roles = [
        named(book.process.roles, one.strip())
        for text in role
        for one in text.replace("，", ",").split(",")
        if one.strip()
    ]
    made = book.members.add(login, name, roles)
    session.answer.item(documents.member(made), lambda: _member_lines(session, [made]))


@command("list", "cmd_help_member_list")
def members(session: Session) -> None:
    """List the team."""
    found = session.book.members.list()
    session.answer.items(lambda: map(documents.member, found), lambda: _member_lines(session, found))


@command("add", "cmd_help_customer_add")
@words("NAME")
@value("--field", "KEY=VALUE", "cmd_opt_field", many=True)
def add_customer(session: Session, name: str, field: tuple[str, ...]) -> None:
    """Record a customer."""
    made = session.book.customers.add(name, **_customer_fields(session, field))
    session.answer.item(documents.customer(session.book, made), lambda: _customer_lines(session, [made]))


@command("list", "cmd_help_customer_list")
@rest("FILTER", "texts")
def customers(session: Session, texts: tuple[str, ...]) -> None:
    """List the customers, all or those whose name contains the words."""
    book = session.book
    found = book.customers.list(" ".join(texts))
    session.answer.items(
        lambda: (documents.customer(book, one) for one in found), lambda: _customer_lines(session, found)
    )


@command("show", "cmd_help_customer_show")
@words("REF")
def show_customer(session: Session, ref: str) -> None:
    """Show one customer with its contacts."""
    book = session.book
    one = book.customers.find(ref)
    people = book.contacts.list(one.id)
    session.answer.item(
        {**documents.customer(book, one), "contacts": [documents.contact(each, one) for each in people]},
        lambda: [*customer_facts(session, one), *_contact_lines(people)],
    )


@command("set", "cmd_help_customer_set")
@words("REF")
@rest("KEY=VALUE", "given")
def set_customer(session: Session, ref: str, given: tuple[str, ...]) -> None:
    """Change fields of a customer."""
    book = session.book
    one = book.customers.set(book.customers.find(ref).id, _customer_fields(session, given))
    session.answer.item(documents.customer(book, one), lambda: _customer_lines(session, [one]))


@command("add", "cmd_help_contact_add")
@words("CUSTOMER", "NAME")
@value("--role", "ROLE", "cmd_opt_contact_role")
@value("--post", "TEXT", "cmd_opt_post")
@value("--phone", "TEXT", "cmd_opt_phone")
@value("--mail", "TEXT", "cmd_opt_mail")
def add_contact(session: Session, customer: str, name: str, **fields: str) -> None:
    """Record a person at a customer."""
    book = session.book
    of = book.customers.find(customer)
    made = book.contacts.add(of.id, name, **{field: text for field, text in fields.items() if text})
    session.answer.item(documents.contact(made, of), lambda: _contact_lines([made]))


@command("list", "cmd_help_contact_list")
@words("CUSTOMER")
def contacts(session: Session, customer: str) -> None:
    """List the people at a customer."""
    book = session.book
    of = book.customers.find(customer)
    found = book.contacts.list(of.id)
    session.answer.items(lambda: (documents.contact(one, of) for one in found), lambda: _contact_lines(found))


def _customer_fields(session: Session, given: tuple[str, ...]) -> dict[str, object]:
    """key=value words as fields of a customer, dates and yes or no read."""
    fields: dict[str, object] = {_STORED.get(key, key): text for key, text in pairs(given).items()}
    if "founded_on" in fields:
        fields["founded_on"] = session.day(str(fields["founded_on"]))
    if "archived" in fields:
        fields["archived"] = _yes(str(fields["archived"]))
    return fields


def _yes(text: str) -> bool:
    folded = text.strip().casefold()
    if folded not in _YES | _NO:
        raise BadInput("cmd_yes_or_no", text=text)
    return folded in _YES


def _member_lines(session: Session, found: list[Member]) -> list[str]:
    process, lang = session.book.process, session.lang
    return table(
        (one.login, one.name, ", ".join(process.role(role).label.text(lang) for role in one.roles)) for one in found
    )


def _customer_lines(session: Session, found: list[Customer]) -> list[str]:
    tiers = session.book.tiers
    return table(
        (
            one.ref,
            one.name,
            " ".join(held.tier for held in tiers.now(one.id).values()),
            one.sector,
            one.region,
            one.owner,
        )
        for one in found
    )


def _contact_lines(found: list[Contact]) -> list[str]:
    return table((one.name, one.post, one.role, one.phone, one.mail) for one in found)
