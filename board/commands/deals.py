"""`dealboard deal …`: record, list, show and change deals. Moving them is in moves.py, renewing in renewals.py."""

from __future__ import annotations

from board.commands import documents
from board.commands.cells import table
from board.commands.lines import checklist_lines, deal_facts, due_lines
from board.commands.naming import named, pairs
from board.commands.session import Session
from board.commands.tree import Family, Place, command, rest, value, words
from store.book import Book
from store.books.deals import STATES
from store.problems import BadInput
from store.records import Deal, Scope
from store.words import money

deal = Family(
    "deal",
    "cmd_help_deal",
    {
        "add": Place("deals:add", "cmd_help_deal_add"),
        "list": Place("deals:show_all", "cmd_help_deal_list"),
        "show": Place("deals:show", "cmd_help_deal_show"),
        "set": Place("deals:change", "cmd_help_deal_set"),
        "move": Place("moves:move", "cmd_help_deal_move"),
        "back": Place("moves:back", "cmd_help_deal_back"),
        "win": Place("moves:win", "cmd_help_deal_win"),
        "lose": Place("moves:lose", "cmd_help_deal_lose"),
        "pause": Place("moves:pause", "cmd_help_deal_pause"),
        "resume": Place("moves:resume", "cmd_help_deal_resume"),
        "renew": Place("renewals:renew", "cmd_help_deal_renew"),
        "reopen": Place("renewals:reopen", "cmd_help_deal_reopen"),
    },
)

_STORED = {"close": "close_on"}  # names of the document -> names of the record
_FILTERS = ("owner", "stage", "state", "tier", "customer")


@command("add", "cmd_help_deal_add")
@value("--customer", "REF", "cmd_opt_customer", must=True)
@value("--title", "TEXT", "cmd_opt_title", must=True)
@value("--amount", "AMOUNT", "cmd_opt_amount")
@value("--type", "ID", "cmd_opt_type", into="kind")
@value("--owner", "LOGIN", "cmd_opt_owner")
@value("--close", "DATE", "cmd_opt_close")
@value("--stage", "STAGE", "cmd_opt_stage")
@value("--product", "TEXT", "cmd_opt_product")
@value("--source", "TEXT", "cmd_opt_source")
@value("--region", "TEXT", "cmd_opt_region")
@value("--note", "TEXT", "cmd_opt_note")
def add(session: Session, customer: str, title: str, amount: str, kind: str, **given: str) -> None:
    """Record a deal of a customer."""
    book = session.book
    made = book.deals.add(
        book.customers.find(customer).id,
        title,
        amount=money.parse(amount, book.meta.currency) if amount else 0,
        type=named(book.process.deal_types, kind),
        owner=given.pop("owner"),
        close_on=session.day(given.pop("close")),
        stage=named(book.process.stages, given.pop("stage")),
        **{field: text for field, text in given.items() if text},
    )
    show_deal(session, made)


@command("list", "cmd_help_deal_list")
@rest("FILTER", "filters")
def show_all(session: Session, filters: tuple[str, ...]) -> None:
    """List the deals that fit every filter: words of the title or customer, and key:value."""
    book = session.book
    found = book.deals.list(scope(book, filters))
    session.answer.items(
        lambda: (documents.deal(book, one) for one in found),
        lambda: table(([one.ref, one.title, one.customer_name, *_standing(session, one)] for one in found), right=(5,)),
    )


@command("show", "cmd_help_deal_show")
@words("REF")
def show(session: Session, ref: str) -> None:
    """Show one deal with the checklist of its stage, its papers and the dates that come."""
    book = session.book
    one = book.deals.find(ref)
    items = book.deals.checklist(one.id)
    coming = book.due.of(one.id)
    entries = [*book.forms.list(one.id), *book.forms.list(one.customer)]
    signs = book.signoffs.list(one.id)
    document = {
        **documents.deal(book, one),
        "checklist": [documents.item(item, one.stage, tick) for item, tick in items],
        "forms": [documents.entry(book, entry) for entry in entries],
        "signoffs": [documents.signoff(sign) for sign in signs],
        "due": [documents.follow(book, session.words, follow) for follow in coming],
    }
    session.answer.item(
        document,
        lambda: [*deal_facts(session, one), "", *checklist_lines(session, items), "", *due_lines(session, coming)],
    )


@command("set", "cmd_help_deal_set")
@words("REF")
@rest("KEY=VALUE", "given")
def change(session: Session, ref: str, given: tuple[str, ...]) -> None:
    """Change fields of a deal."""
    book = session.book
    one = book.deals.find(ref)
    changes: dict[str, object] = {_STORED.get(key, key): text for key, text in pairs(given).items()}
    if "amount" in changes:
        changes["amount"] = money.parse(str(changes["amount"]), book.meta.currency)
    if "close_on" in changes:
        changes["close_on"] = session.day(str(changes["close_on"]))
    if "type" in changes:
        changes["type"] = named(book.process.deal_types, str(changes["type"]))
    show_deal(session, book.deals.set(one.id, changes))


def show_deal(session: Session, one: Deal) -> None:
    """What a command that changed a deal answers: the deal as it stands now."""
    session.answer.item(
        documents.deal(session.book, one),
        lambda: ["  ".join(part for part in (one.ref, one.title, one.customer_name, *_standing(session, one)) if part)],
    )


def scope(book: Book, filters: tuple[str, ...]) -> Scope:
    """What `deal list` is asked for; raises BadInput for a filter on what a deal does not have."""
    texts: list[str] = []
    asked: dict[str, str] = {}
    for word in filters:
        key, colon, wanted = word.replace("：", ":", 1).partition(":")
        if colon and key in _FILTERS:
            asked[key] = wanted
        elif colon and key.isascii() and key.isalpha() and not wanted.startswith("//"):
            raise BadInput("cmd_filter_unknown", key=key, known=list(_FILTERS))
        else:
            texts.append(word)
    if "stage" in asked:
        asked["stage"] = book.process.stage(named(book.process.stages, asked["stage"])).id
    if asked.get("state", STATES[0]) not in STATES:
        raise BadInput("state_unknown", state=asked["state"], known=list(STATES))
    if "owner" in asked:
        asked["owner"] = book.members.get(asked["owner"]).login
    if "customer" in asked:
        asked["customer"] = book.customers.find(asked["customer"]).id
    return Scope(text=" ".join(texts), **asked)


def _standing(session: Session, one: Deal) -> list[str]:
    """Stage, state, amount, tiers, owner: the columns after the names."""
    book = session.book
    return [
        book.process.stage(one.stage).label.text(session.lang),
        getattr(session.words, f"state_{one.state}"),
        money.full(one.amount, book.meta.currency),
        " ".join(held.tier for held in book.tiers.now(one.id).values()),
        one.owner,
    ]
