"""What the screens ask of the Book, each a function that runs at the desk and brings back records to draw.

Nothing here is shown by itself: a reading knows no widget, and what it returns may cross from thread to thread.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from store.book import Book, DueLine, Event
from store.problems import BadInput
from store.process import followups
from store.process.shape import Item, Tier
from store.records import (
    BoardMeta,
    Card,
    ColumnHead,
    Contact,
    Customer,
    Deal,
    Hit,
    ItemState,
    Label,
    Member,
    Say,
    Scope,
)
from widgets.columns import Place, Window

_NUMBER = re.compile(r"^\s*([cCdD])\s*-?\s*\d+\s*$")


class Standing(NamedTuple):
    """Whose board this is, who sits here, what time it is there."""

    meta: BoardMeta
    me: Member | None
    now: datetime


class Picture(NamedTuple):
    """The board as it is drawn: heads, windows (stage -> offset, cards) and where the wished deal stands now."""

    columns: Sequence[ColumnHead]
    windows: Mapping[str, tuple[int, Sequence[Card]]]
    at: Place | None


class First(NamedTuple):
    """What the desk has ready when the screen begins."""

    standing: Standing
    scope: Scope
    due_owner: str
    picture: Picture


class Ticked(NamedTuple):
    """An item of a checklist with its tick, and the name of who ticked it."""

    item: Item
    state: ItemState | None
    by: str


class TierLine(NamedTuple):
    """A tier scheme that fits a customer or deal, and the tier that holds in it ("" when none does)."""

    scheme: str
    label: Label
    tier: str
    tier_label: Label | None
    since: date | None


class StageMark(NamedTuple):
    """A stage of the process as a page shows it: its name and its aim."""

    id: str
    label: Label
    goal: Label


class Dated(NamedTuple):
    """A follow-up as a page lists it; `state` is upcoming, today or overdue."""

    label: Label
    due: date
    state: str
    overdue_days: int


class Heading(NamedTuple):
    """What a dialog about a deal says in its title; `next` is the stage it would move on to, None after the last."""

    ref: str
    title: str
    customer: str
    customer_id: str
    stage: Label
    next: Label | None


class TierOffer(NamedTuple):
    """A scheme's tiers to choose from: what holds ("" when nothing), what the rules point to and why."""

    subject: str
    subject_name: str
    label: Label
    tiers: Sequence[Tier]
    now: str
    suggested: str
    reasons: Sequence[Say]


class DealPage(NamedTuple):
    """Everything the page of a deal shows."""

    deal: Deal
    customer: Customer
    owner: str
    type: Label | None
    reason: Label | None
    stages: Sequence[StageMark]
    items: Sequence[Ticked]
    tiers: Sequence[TierLine]
    dates: Sequence[Dated]
    contacts: Sequence[Contact]
    events: Sequence[Event]
    names: Mapping[str, str]


class CustomerPage(NamedTuple):
    """Everything the page of a customer shows."""

    customer: Customer
    owner: str
    deals: Sequence[Deal]
    stages: Mapping[str, Label]
    tiers: Sequence[TierLine]
    dates: Sequence[Dated]
    contacts: Sequence[Contact]
    events: Sequence[Event]
    names: Mapping[str, str]


def standing(book: Book) -> Standing:
    """Whose board, who, when."""
    return Standing(book.meta, book.me, book.now())


def first(book: Book, rows: int, columns: int) -> First:
    """What the first frame shows: my deals, or the team's when I have none; `rows` cards of the first `columns`."""
    now = standing(book)
    mine = now.me.login if now.me else ""
    scope = Scope(owner=mine)
    heads = book.views.columns(scope)
    if scope.owner and not any(head.deals for head in heads):
        scope = Scope()
        heads = book.views.columns(scope)
    windows = [Window(head.stage, 0, rows) for head in heads[:columns]]
    return First(now, scope, mine, picture(book, scope, windows))


def picture(book: Book, scope: Scope, windows: Sequence[Window], at: str = "") -> Picture:
    """Heads and these windows of the board.

    `at` is the deal the cursor stays on; when it has left its window, one around it is read instead.
    """
    place = book.views.locate(at, scope) if at else None
    shown: dict[str, tuple[int, Sequence[Card]]] = {}
    for one in windows:
        window = one
        if place and place[0] == one.stage and not one.offset <= place[1] < one.offset + one.limit:
            window = one._replace(offset=max(0, place[1] - one.limit // 2))
        shown[one.stage] = (window.offset, cards(book, scope, window))
    return Picture(book.views.columns(scope), shown, Place(at, *place) if place else None)


def cards(book: Book, scope: Scope, window: Window) -> Sequence[Card]:
    """The cards of one window."""
    return book.views.cards(window.stage, scope, window.offset, window.limit)


def due(book: Book, owner: str) -> Sequence[DueLine]:
    """The due list of one person, or of the team."""
    return book.due.lines(owner)


def found(book: Book, text: str) -> Sequence[Hit]:
    """Customers and deals that contain what was typed; the one with that number first."""
    hits = book.views.find(text)
    try:
        first = _numbered(book, text)
    except BadInput:
        return hits
    return [*first, *(hit for hit in hits if hit not in first)]


def _numbered(book: Book, text: str) -> Sequence[Hit]:
    """The deal or customer with this number; raises BadInput when there is none."""
    number = _NUMBER.match(unicodedata.normalize("NFKC", text))
    if number is None:
        return ()
    if number[1] in "dD":
        deal = book.deals.find(text)
        return (Hit("deal", deal.id, deal.ref, deal.title, deal.customer_name, deal.state),)
    customer = book.customers.find(text)
    return (Hit("customer", customer.id, customer.ref, customer.name, customer.sector, ""),)


def names(book: Book) -> dict[str, str]:
    """Login -> name of everybody in the team."""
    return {one.login: one.name for one in book.members.list()}


def ticked(book: Book, deal: str) -> Sequence[Ticked]:
    """The checklist of a deal's stage, with who did what."""
    known = names(book)
    return [
        Ticked(item, state, known.get(state.by, state.by) if state else "")
        for item, state in book.deals.checklist(deal)
    ]


def tiers(book: Book, subject: str, kind: str) -> Sequence[TierLine]:
    """The tier schemes for a "deal" or a "customer", with what holds now."""
    now = book.tiers.now(subject)
    lines = []
    for scheme in book.process.tier_schemes:
        if scheme.subject == kind:
            held = now.get(scheme.id)
            label = next((tier.label for tier in scheme.tiers if held and tier.id == held.tier), None)
            lines.append(
                TierLine(scheme.id, scheme.label, held.tier if held else "", label, held.since if held else None)
            )
    return lines


def dates(book: Book, subject: str) -> Sequence[Dated]:
    """The follow-ups of a deal or customer: rule, due date, state, days overdue."""
    return [
        Dated(followups.label(one, book.process), one.due, one.state, one.overdue_days) for one in book.due.of(subject)
    ]


def deal_page(book: Book, id: str) -> DealPage:
    """The page of a deal; raises BadInput when there is no such deal."""
    deal = book.deals.get(id)
    known = names(book)
    process = book.process
    return DealPage(
        deal=deal,
        customer=book.customers.get(deal.customer),
        owner=known.get(deal.owner, deal.owner),
        type=next((one.label for one in process.deal_types if one.id == deal.type), None),
        reason=next((one.label for one in process.lost_reasons if one.id == deal.reason), None),
        stages=[StageMark(one.id, one.label, one.goal) for one in process.stages],
        items=ticked(book, id),
        tiers=[*tiers(book, id, "deal"), *tiers(book, deal.customer, "customer")],
        dates=dates(book, id),
        contacts=book.contacts.list(deal.customer),
        events=book.history.timeline(id),
        names=known,
    )


def customer_page(book: Book, id: str) -> CustomerPage:
    """The page of a customer; raises BadInput when there is no such customer."""
    customer = book.customers.get(id)
    known = names(book)
    return CustomerPage(
        customer=customer,
        owner=known.get(customer.owner, customer.owner),
        deals=book.deals.list(Scope(customer=id)),
        stages={one.id: one.label for one in book.process.stages},
        tiers=tiers(book, id, "customer"),
        dates=dates(book, id),
        contacts=book.contacts.list(id),
        events=touches(book, id),
        names=known,
    )


def touches(book: Book, customer: str) -> Sequence[Event]:
    """Every touch of a customer, newest first."""
    return [
        Event(each.at, each.by, "log", Say("event_log", {"what": book.process.activity(each.kind).label}), each.note)
        for each in book.activities.list(customer)
    ]


def reasons_for_dates(book: Book, subject: str) -> Sequence[tuple[Label, date, Say]]:
    """How each follow-up of a deal or customer came about: rule, due date, the sentence."""
    return [
        (followups.label(one, book.process), one.due, followups.explain(one, book.process))
        for one in book.due.of(subject)
    ]


def next_why(book: Book, subject: str) -> tuple[date, Say] | None:
    """The earliest follow-up of a deal or customer and how it came about, None when there is none."""
    return next(((due, say) for _, due, say in reasons_for_dates(book, subject)), None)


def next_date(book: Book, subject: str) -> Dated | None:
    """The earliest follow-up of a deal or customer, None when there is none."""
    return next(iter(dates(book, subject)), None)


def heading(book: Book, deal: str) -> Heading:
    """What a dialog about a deal calls it."""
    one = book.deals.get(deal)
    stages = book.process.stages
    here = book.process.stage_index(one.stage)
    after = stages[here + 1].label if here + 1 < len(stages) else None
    return Heading(one.ref, one.title, one.customer_name, one.customer, stages[here].label, after)


def earlier(book: Book, deal: str) -> Sequence[StageMark]:
    """The stages a deal may be moved back to, first to last."""
    here = book.process.stage_index(book.deals.get(deal).stage)
    return [StageMark(one.id, one.label, one.goal) for one in book.process.stages[:here]]


def item(book: Book, deal: str, id: str) -> tuple[Item, bool]:
    """A checklist item by id, of the deal's stage or of another, and whether it is done."""
    stages = [book.deals.get(deal).stage, *(stage.id for stage in book.process.stages)]
    for stage in stages:
        for one, state in book.deals.checklist(deal, stage):
            if one.id == id:
                return one, state is not None
    raise BadInput("item_unknown", stage=book.process.stage(stages[0]).label, item=id, known=[])


def schemes(book: Book, deal: str, customer: str) -> Sequence[TierLine]:
    """The tier schemes one may set from a deal (its own and its customer's) or from a customer."""
    if deal:
        return [*tiers(book, deal, "deal"), *tiers(book, book.deals.get(deal).customer, "customer")]
    return tiers(book, customer, "customer")


def tier_offer(book: Book, deal: str, customer: str, scheme: str) -> TierOffer:
    """The tiers of a scheme for a deal or its customer; what the rules point to is worked out on a deal only."""
    rule = book.process.scheme(scheme)
    one = book.deals.get(deal) if deal else None
    whose = book.customers.get(one.customer if one else customer)
    subject, name = (one.id, one.title) if one and rule.subject == "deal" else (whose.id, whose.name)
    held = book.tiers.now(subject).get(scheme)
    suggestion = book.tiers.suggest(deal, scheme) if deal else None
    return TierOffer(
        subject,
        name,
        rule.label,
        rule.tiers,
        held.tier if held else "",
        suggestion.tier if suggestion else "",
        suggestion.reasons if suggestion else (),
    )


def customer_named(book: Book, text: str) -> Customer | None:
    """The customer meant by a name or number, None when there is none of that kind.

    Raises BadInput when the text could mean several.
    """
    try:
        return book.customers.by_name(text) or book.customers.find(text)
    except BadInput as problem:
        if problem.say.id == "ref_unknown":
            return None
        raise
