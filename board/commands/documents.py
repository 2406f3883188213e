"""Records as JSON documents (docs/json.md holds every field) and as lines of text.

Amounts are decimal strings in major units beside their currency, dates ISO 8601, labels in both languages beside their
id; what is not there is null for dates and things, "" for text.
"""

from __future__ import annotations

from collections.abc import Mapping

from board.commands.naming import Labeled
from store.book import Book
from store.problems import BadInput
from store.process import followups, forms
from store.process.followups import FollowUp, explain
from store.process.playbook import FieldDef, Item
from store.records import (
    Activity,
    Change,
    Contact,
    Customer,
    Deal,
    FormEntry,
    ItemState,
    Label,
    Member,
    SignOff,
    TierNow,
)
from store.words import money, tell
from store.words.shape import Words

Document = dict[str, object]


def label(of: Label) -> Document:
    """A name in both languages."""
    return {"zh": of.zh, "en": of.en}


def member(one: Member) -> Document:
    """A person of the team."""
    return {"login": one.login, "name": one.name, "roles": list(one.roles), "active": one.active}


def customer(book: Book, one: Customer) -> Document:
    """A customer with the tiers that hold."""
    return {
        "ref": one.ref,
        "id": one.id,
        "name": one.name,
        "kind": one.kind,
        "owner": one.owner,
        "sector": one.sector,
        "size": one.size,
        "source": one.source,
        "region": one.region,
        "note": one.note,
        "founded": one.founded_on,
        "created": one.created_on,
        "first_signed": one.first_signed_on,
        "archived": one.archived,
        "tiers": tiers(book.tiers.now(one.id)),
        "version": one.rev,
    }


def contact(one: Contact, of: Customer) -> Document:
    """A person at a customer."""
    return {
        "id": one.id,
        "customer": of.ref,
        "customer_name": of.name,
        "name": one.name,
        "post": one.post,
        "phone": one.phone,
        "mail": one.mail,
        "role": one.role,
        "left": one.left_on,
        "version": one.rev,
    }


def deal(book: Book, one: Deal) -> Document:
    """A deal with its customer, stage and tiers."""
    currency = book.meta.currency
    return {
        "ref": one.ref,
        "id": one.id,
        "title": one.title,
        "customer": book.customers.get(one.customer).ref,
        "customer_name": one.customer_name,
        "stage": one.stage,
        "stage_label": label(book.process.stage(one.stage).label),
        "state": one.state,
        "live": one.live,
        "amount": money.major(one.amount, currency),
        "currency": currency,
        "tiers": tiers(book.tiers.now(one.id)),
        "type": one.type,
        "owner": one.owner,
        "close": one.close_on,
        "created": one.created_on,
        "entered": one.entered_on,
        "wake": one.wake_on,
        "resumed": one.resumed_on,
        "signed": one.signed_on,
        "closed": one.closed_on,
        "reason": one.reason,
        "product": one.product,
        "source": one.source,
        "region": one.region,
        "note": one.note,
        "version": one.rev,
    }


def tiers(now: Mapping[str, TierNow]) -> dict[str, str]:
    """The tier that holds in each scheme."""
    return {scheme: one.tier for scheme, one in now.items()}


def item(one: Item, stage: str, tick: ItemState | None) -> Document:
    """An item of a checklist and who ticked it."""
    return {
        "id": one.id,
        **label(one.label),
        "stage": stage,
        "required": one.req,
        "by": one.by,
        "done": tick is not None,
        "done_by": tick.by if tick else "",
        "done_at": tick.at if tick else None,
        "via": tick.via if tick else "",
    }


def activity(book: Book, one: Activity) -> Document:
    """A touch with a customer."""
    return {
        "id": one.id,
        "kind": one.kind,
        "kind_label": label(book.process.activity(one.kind).label),
        "customer": book.customers.get(one.customer).ref,
        "deals": [book.deals.get(id).ref for id in one.deals],
        "at": one.at,
        "by": one.by,
        "note": one.note,
        "aim": one.aim,
        "outcome": one.outcome,
        "planned": one.planned,
    }


def change(one: Change) -> Document:
    """A line of history."""
    return {
        "seq": one.seq,
        "batch": one.batch,
        "at": one.at,
        "by": one.by,
        "action": one.action,
        "entity": one.entity,
        "subject": one.subject,
        "field": one.field,
        "old": one.old,
        "new": one.new,
        "why": one.why,
    }


def follow(book: Book, words: Words, one: FollowUp, more: int = 0) -> Document:
    """A follow-up: whom to contact when, by which rule, and why then; `more` counts the others of the customer."""
    line = book.due.line(one)
    return {
        "ref": line.ref,
        "customer": line.customer_ref or None,
        "customer_name": line.customer_name,
        "deal": line.deal_ref or None,
        "deal_title": line.deal_title,
        "rule": one.rule,
        "rule_label": label(followups.label(one, book.process)),
        "kind": one.kind,
        "what": one.what,
        "due": one.at or one.due,
        "shown_from": one.shown_from,
        "state": one.state,
        "overdue_days": one.overdue_days,
        "escalated": one.escalated,
        "owner": one.owner,
        "channels": list(one.channels),
        "first_due": one.first_due,
        "snoozed_to": one.snoozed_to,
        "snoozes": one.snoozes,
        "appointment": one.appointment.at if one.appointment else None,
        "flags": list(one.flags),
        "more": more,
        "why": tell(words, explain(one, book.process)),
    }


def entry(book: Book, one: FormEntry) -> Document:
    """A filled form; `score` is null for a form without points."""
    form = book.process.form(one.form)
    score = forms.score(form, one.values)
    return {
        "form": one.form,
        "form_label": label(form.label),
        "subject": ref_of(book, one.subject),
        "no": one.no,
        "version": one.ver,
        "complete": one.complete,
        "score": None if score is None else float(score),
        "values": dict(one.values),
        "by": one.by,
        "at": one.at,
    }


def signoff(one: SignOff) -> Document:
    """An approval or refusal of a filled form's version."""
    return {
        "signoff": one.kind,
        "approve": one.approve,
        "by": one.by,
        "at": one.at,
        "note": one.note,
        "form_version": one.ver,
        "void": one.void,
    }


def ref_of(book: Book, id: str) -> str:
    """The short number of a deal or customer known by id; the id itself of anything else."""
    for chapter in (book.deals, book.customers):
        try:
            return chapter.get(id).ref
        except BadInput:
            continue
    return id


def derivation(one: FollowUp) -> Document:
    """How a due date came about, step by step."""
    why = one.why
    floor = why.floor
    return {
        **why._asdict(),
        "skipped": list(why.skipped),
        "slots": list(why.slots),
        "unsure": list(why.unsure),
        "floor": {"day": floor.day, "kind": floor.kind, "what": floor.what} if floor else None,
    }


def named(one: Labeled) -> Document:
    """A thing of the playbook: its id and its name."""
    return {"id": one.id, **label(one.label)}


def field(book: Book, one: FieldDef) -> Document:
    """A field of a form: what it is called, of which type, whether it must be, what may be chosen."""
    choices = book.process.choices(one.choices) if one.choices else ()
    return {
        "id": one.id,
        **label(one.label),
        "type": one.type,
        "required": one.req,
        "choices": [{"id": each.id, **label(each.label)} for each in choices],
    }


def text(value: object) -> str:
    """A value as people read it in a line: nothing for nothing, lists with commas."""
    match value:
        case None:
            return ""
        case list() | tuple():
            return ", ".join(text(one) for one in value)
        case Mapping():
            return " ".join(f"{key}={text(one)}" for key, one in value.items())
        case _:
            return str(value)
