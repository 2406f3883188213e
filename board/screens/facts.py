"""The facts of a deal or customer as text: label and value, then dates, tiers and people. Pure, knows no widget."""

from collections.abc import Iterable, Sequence
from datetime import date

from rich.cells import cell_len
from textual.content import Content

from board.screens.readings import CustomerPage, Dated, DealPage, StageMark, TierLine
from board.screens.session import Session
from store.records import Contact, Customer
from store.words import day, money

_LABEL_CELLS = 10
_DUE_STYLES = {"overdue": "$due-overdue", "today": "$due-today", "upcoming": "$due-coming"}

Row = tuple[str, str]


def deal_facts(session: Session, page: DealPage) -> Content:
    """Everything about a deal that is no checklist and no history."""
    words, deal, lang = session.words, page.deal, session.lang
    close = day(words, deal.close_on) if deal.close_on else ""
    rows = [
        (words.ask_customer, f"{page.customer.ref} {page.customer.name}"),
        (words.ask_amount, money.full(deal.amount, session.meta.currency)),
        (words.ask_owner, page.owner),
        (words.ask_type, page.type.text(lang) if page.type else ""),
        (words.ask_close, close),
        (words.page_state, session.words_of_state(deal.state)),
        (words.ask_reason, page.reason.text(lang) if page.reason else deal.reason),
        (words.page_wake, day(words, deal.wake_on) if deal.wake_on else ""),
        (words.page_signed, day(words, deal.signed_on) if deal.signed_on else ""),
        (words.page_entered, since(session, deal.entered_on)),
        (words.page_created, day(words, deal.created_on)),
        (words.ask_product, deal.product),
        (words.ask_region, deal.region),
        (words.ask_source, deal.source),
        (words.ask_note, deal.note),
    ]
    return _chapters(
        (_rows(rows), _dates(session, page.dates), _tiers(session, page.tiers), _people(session, page.contacts))
    )


def customer_facts(session: Session, page: CustomerPage) -> Content:
    """Everything about a customer that is no deal and no history."""
    parts = (_customer_rows(session, page.customer, page.owner), _dates(session, page.dates))
    return _chapters((*parts, _tiers(session, page.tiers), _people(session, page.contacts)))


def stage_line(session: Session, stages: Sequence[StageMark], here: str) -> Content:
    """All stages in order, the present one marked by brackets and colour."""
    names = [stage.label.text(session.lang) for stage in stages]
    at = next((index for index, stage in enumerate(stages) if stage.id == here), -1)
    parts = [
        Content.styled(f"[{name}]", "bold $ink-accent")
        if index == at
        else Content.styled(name, "$stage-done" if index < at else "$ink-quiet")
        for index, name in enumerate(names)
    ]
    return Content.styled(" > " if session.ascii else " › ", "$ink-quiet").join(parts)


def since(session: Session, when: date) -> str:
    """A day and how long ago it is."""
    days = (session.today - when).days
    return f"{when.isoformat()} · {session.words.page_days_ago.format(days=days)}"


def _customer_rows(session: Session, customer: Customer, owner: str) -> Content:
    words = session.words
    first = customer.first_signed_on
    return _rows(
        [
            (words.ask_owner, owner),
            (words.ask_sector, customer.sector),
            (words.page_size, customer.size),
            (words.ask_region, customer.region),
            (words.ask_source, customer.source),
            (words.page_created, day(words, customer.created_on)),
            (words.page_first_signed, day(words, first) if first else ""),
            (words.ask_note, customer.note),
        ]
    )


def _rows(rows: Iterable[Row]) -> Content:
    """Label and value in two columns; what is empty is left out."""
    lines = [
        Content.assemble((label + " " * max(1, _LABEL_CELLS - cell_len(label)), "$ink-quiet"), value)
        for label, value in rows
        if value
    ]
    return Content("\n").join(lines)


def _dates(session: Session, dates: Sequence[Dated]) -> Content:
    words = session.words
    lines = [
        Content.assemble((_when(session, one), _DUE_STYLES.get(one.state, "$ink")), "  ", one.label.text(session.lang))
        for one in dates
    ]
    return _chapter(words.page_dates, lines)


def _when(session: Session, one: Dated) -> str:
    late = session.words.view_overdue.format(days=one.overdue_days) if one.state == "overdue" else ""
    return " ".join(part for part in (day(session.words, one.due), late) if part)


def _tiers(session: Session, tiers: Sequence[TierLine]) -> Content:
    lang = session.lang
    lines = [
        Content.assemble(
            (one.label.text(lang), "$ink-quiet"), "  ", (one.tier_label.text(lang), "$ink-tier"),
            (f"  {since(session, one.since)}" if one.since else "", "$ink-quiet"),
        )
        for one in tiers
        if one.tier_label
    ]  # fmt: skip
    return _chapter(session.words.page_tiers, lines)


def _people(session: Session, contacts: Sequence[Contact]) -> Content:
    words = session.words
    lines = []
    for one in contacts:
        role = getattr(words, f"page_role_{one.role}") if one.role else ""
        left = words.page_left.format(day=one.left_on) if one.left_on else ""
        rest = "  ".join(part for part in (one.post, role, one.phone, one.mail, left) if part)
        lines.append(Content.assemble((one.name, "strike $ink-off" if left else "bold"), ("  " + rest, "$ink-quiet")))
    return _chapter(words.page_contacts, lines)


def _chapter(title: str, lines: Sequence[Content]) -> Content:
    """A title over lines; nothing without lines."""
    if not lines:
        return Content()
    return Content("\n").join([Content.styled(title, "bold $ink-accent"), *lines])


def _chapters(parts: Iterable[Content]) -> Content:
    return Content("\n\n").join([part for part in parts if part])
