"""Deeds that make things: a deal, a customer, a contact, a change of a deal's facts, a filled form, a tier."""

from typing import Any

from textual.suggester import Suggester

from board.actions import Context
from board.screens import entered, papers, readings
from board.screens.choices import Option
from board.screens.choose import ChooseDialog, NarrowDialog
from board.screens.entered import Answers
from board.screens.fields import LONG, ONE, Field
from board.screens.filling import fill_paper
from board.screens.form import FormDialog
from board.screens.lines import Line
from board.screens.mending import set_tier
from board.screens.session import Session
from board.screens.work import WorkScreen
from store.book import Book
from store.books.people import CONTACT_ROLES
from store.books.undo import Doing
from store.process.shape import Choice
from store.records import Contact, Customer, Deal, Member, Say
from store.words import money


class CustomerNames(Suggester):
    """Completes the name of a customer from any part of it that is its beginning."""

    def __init__(self, session: Session) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._session = session

    async def get_suggestion(self, value: str) -> str | None:
        """The first customer whose name begins with what is typed."""
        names = await self._session.desk.ask(lambda book: [one.name for one in book.customers.list(value)[:20]])
        return next((name for name in names if name.startswith(value)), None)


async def new_deal(screen: WorkScreen, context: Context) -> None:
    """Record a deal; its customer is made as well when there is none of that name and Enter is pressed again."""
    session, words = screen.session, screen.session.words
    about = context.place != "board" and (context.customer or context.deal)
    name = await screen.read(lambda book: _customer_name(book, context)) if about else ""
    types, members = await screen.read(lambda book: (book.process.deal_types, book.members.list()))
    agreed: set[str] = set()

    async def save(answers: Answers) -> Deal:
        return await screen.save(lambda book: _make_deal(book, answers, agreed))

    fields = (
        Field("customer", words.ask_customer, value=name, required=True, suggester=CustomerNames(session)),
        Field("title", words.ask_title, required=True),
        Field("amount", words.ask_amount, hint=words.ask_hint_money),
        *_type_field(session, types, ""),
        _owner_field(session, members, session.login),
        Field("close", words.ask_close, hint=words.ask_hint_date),
    )
    start = "title" if name else "customer"
    made = await screen.ask(FormDialog(session, words.ask_deal_new, fields, save, start=start))
    if made is not None:
        await screen.reread_all(made.id, made=True)
        screen.tell(Say("page_deal_made", {"ref": made.ref, "title": made.title}))


async def new_customer(screen: WorkScreen, context: Context) -> None:
    """Record a customer, and the first person there."""
    session, words = screen.session, screen.session.words
    members = await screen.read(lambda book: book.members.list())
    agreed: set[str] = set()

    async def save(answers: Answers) -> Customer:
        return await screen.save(lambda book: _make_customer(book, answers, agreed))

    fields = (
        Field("name", words.ask_customer, required=True),
        Field("contact", words.ask_contact),
        Field("phone", words.ask_phone),
        Field("sector", words.ask_sector),
        Field("region", words.ask_region),
        Field("source", words.ask_source),
        _owner_field(session, members, session.login),
        Field("note", words.ask_note),
    )
    made = await screen.ask(FormDialog(session, words.ask_customer_new, fields, save))
    if made is not None:
        await screen.reread_all()
        screen.tell(Say("page_customer_made", {"ref": made.ref, "name": made.name}))


async def new_contact(screen: WorkScreen, context: Context) -> None:
    """Record a person at the customer under the cursor."""
    session, words = screen.session, screen.session.words
    name = await screen.read(lambda book: _customer_name(book, context))

    async def save(answers: Answers) -> Contact:
        def work(book: Book) -> Contact:
            fields = {key: answers[key].strip() for key in ("post", "phone", "mail", "role")}
            return book.contacts.add(_customer_id(book, context), answers["name"], **fields)

        return await screen.save(work)

    roles = tuple(Option(role, getattr(words, f"page_role_{role}")) for role in CONTACT_ROLES)
    fields = (
        Field("name", words.ask_name, required=True),
        Field("post", words.ask_post),
        Field("phone", words.ask_phone),
        Field("mail", words.ask_mail),
        Field("role", words.ask_role, ONE, "", roles),
    )
    title = words.ask_contact_new.format(customer=name)
    made = await screen.ask(FormDialog(session, title, fields, save))
    if made is not None:
        await screen.reread_all(context.deal)
        screen.tell(Say("page_contact_made", {"name": made.name, "customer": name}))


async def edit_deal(screen: WorkScreen, context: Context) -> None:
    """Change the facts of a deal.

    Only what was changed is saved. When somebody was faster on the same field, mine is kept and theirs is told.
    """
    session, words = screen.session, screen.session.words
    deal, types, members = await screen.read(
        lambda book: (book.deals.get(context.deal), book.process.deal_types, book.members.list())
    )
    currency = session.meta.currency
    fields = (
        Field("title", words.ask_title, value=deal.title, required=True),
        Field("amount", words.ask_amount, value=money.full(deal.amount, currency), hint=words.ask_hint_money),
        *_type_field(session, types, deal.type),
        _owner_field(session, members, deal.owner),
        Field("close", words.ask_close, value=str(deal.close_on or ""), hint=words.ask_hint_date),
        Field("product", words.ask_product, value=deal.product),
        Field("region", words.ask_region, value=deal.region),
        Field("note", words.ask_note, LONG, deal.note),
    )
    first = {field.id: field.value for field in fields}

    async def save(answers: Answers) -> tuple[Deal, list[Say]]:
        def work(book: Book) -> tuple[Deal, list[Say]]:
            return _change_deal(book, deal, first, answers), book.meetings.told()

        return await screen.save(work)

    answer = await screen.ask(FormDialog(session, f"{deal.ref} {deal.customer_name}", fields, save))
    if answer is not None:
        changed, met = answer
        await screen.reread_all(deal.id)
        screen.tell(Say("page_deal_changed", {"ref": changed.ref, "title": changed.title}))
        if met:
            screen.notice("\n".join(session.told(say) for say in met), "warning")


async def fill_form(screen: WorkScreen, context: Context) -> None:
    """Choose a form of the playbook and fill it; those of the stage stand first."""
    session = screen.session
    forms = await screen.read(lambda book: papers.listed(book, session.words, context.deal))

    async def search(text: str) -> list[Line]:
        wanted = text.casefold().split()
        return [Line(*one) for one in forms if all(word in f"{one[0]} {one[1]}".casefold() for word in wanted)]

    dialog = NarrowDialog(session, session.words.ask_form, search, session.words.ask_hint_narrow)
    form = await screen.ask(dialog)
    if form is not None:
        await fill_paper(screen, context.deal, form)


async def choose_tier(screen: WorkScreen, context: Context) -> None:
    """Choose a scheme (when there is more than one) and a tier in it."""
    session, words = screen.session, screen.session.words
    lines = await screen.read(lambda book: readings.schemes(book, context.deal, context.customer))
    if not lines:
        screen.tell(Say("ask_tier_none"), "warning")
        return
    scheme: str | None = lines[0].scheme
    if len(lines) > 1:
        shown = [
            Line(one.scheme, one.label.text(session.lang), one.tier_label.text(session.lang) if one.tier_label else "–")
            for one in lines
        ]
        scheme = await screen.ask(ChooseDialog(session, words.ask_scheme, shown))
    if scheme is not None:
        await set_tier(screen, context.deal, scheme, context.customer)


async def undo(screen: WorkScreen, context: Context) -> None:
    """Take my last action back."""
    await _tell_done(screen, "undo_done", await screen.save(lambda book: book.undo.undo()))


async def redo(screen: WorkScreen, context: Context) -> None:
    """Do again what I took back last."""
    await _tell_done(screen, "redo_done", await screen.save(lambda book: book.undo.redo()))


async def _tell_done(screen: WorkScreen, id: str, done: Doing) -> None:
    await screen.reread_all()
    screen.tell(Say(id, {"what": list(done.what)}))


# --- at the desk


def _make_deal(book: Book, answers: Answers, agreed: set[str]) -> Deal:
    """The deal, and its customer when that is agreed; the first time it asks."""
    text = " ".join(answers["customer"].split())
    amount = entered.amount(book, "amount", answers["amount"])
    close = entered.day_or_none(book, "close", answers["close"])
    customer = entered.at("customer", lambda: readings.customer_named(book, text))
    if customer is None and text not in agreed:
        agreed.add(text)
        raise entered.wrong("customer", "ask_customer_unknown", name=text)

    def work() -> Deal:
        whose = customer or book.customers.add(text, owner=answers["owner"])
        more: dict[str, Any] = {"type": answers.get("type", ""), "owner": answers["owner"], "close_on": close}
        return book.deals.add(whose.id, answers["title"], amount, **more)

    return book.batch(work) if customer is None else work()


def _make_customer(book: Book, answers: Answers, agreed: set[str]) -> Customer:
    """The customer and the first contact; one of the same name is told of before it is doubled."""
    name = " ".join(answers["name"].split())
    same = book.customers.by_name(name)
    if same is not None and name not in agreed:
        agreed.add(name)
        raise entered.wrong("name", "ask_customer_known", ref=same.ref, name=same.name)

    def work() -> Customer:
        fields = {key: answers[key].strip() for key in ("sector", "region", "source", "owner", "note")}
        made = book.customers.add(name, **fields)
        if answers["contact"].strip():
            book.contacts.add(made.id, answers["contact"], phone=answers["phone"].strip())
        return made

    return book.batch(work)


def _change_deal(book: Book, deal: Deal, first: Answers, answers: Answers) -> Deal:
    changed = {key: value.strip() for key, value in answers.items() if value != first[key]}
    row: dict[str, object] = dict(changed)
    if "amount" in changed:
        row["amount"] = entered.amount(book, "amount", changed["amount"])
    if "close" in changed:
        del row["close"]
        row["close_on"] = entered.day_or_none(book, "close", changed["close"])
    return book.deals.set(deal.id, row, deal.rev) if row else deal


def _customer_id(book: Book, context: Context) -> str:
    return context.customer or book.deals.get(context.deal).customer


def _customer_name(book: Book, context: Context) -> str:
    return book.customers.get(_customer_id(book, context)).name


def _type_field(session: Session, types: tuple[Choice, ...], value: str) -> tuple[Field, ...]:
    """The deal's type, when the playbook has types."""
    options = tuple(Option(one.id, one.label.text(session.lang)) for one in types)
    return (Field("type", session.words.ask_type, ONE, value, options),) if options else ()


def _owner_field(session: Session, members: list[Member], value: str) -> Field:
    options = tuple(Option(one.login, one.name) for one in members if one.active)
    return Field("owner", session.words.ask_owner, ONE, value, options)
