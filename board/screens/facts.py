"""The facts of a deal or customer as text: label and value, then dates, tiers and people. Pure, knows no widget."""

from collections.abc import Iterable, Sequence
from datetime import date

from textual.content import Content

from board.screens.prose import Said
from board.screens.readings import CustomerPage, Dated, DealPage, StageMark, TierLine
from board.screens.session import Session
from store.records import Contact, Customer
from store.words import day, money

_LABEL_CELLS = 11
_DUE_STYLES = {"overdue": "$due-overdue", "today": "$due-today", "upcoming": "$due-coming"}


def deal_facts(session: Session, page: DealPage) -> list[Said]:
    """Everything about a deal that is no checklist and no history."""
    words, deal, lang = session.words, page.deal, session.lang
    rows = [
        (words.ask_customer, f"{page.customer.ref} {page.customer.name}"),
        (words.ask_amount, money.full(deal.amount, session.meta.currency)),
        (words.ask_owner, page.owner),
        (words.ask_type, page.type.text(lang) if page.type else ""),
        (words.ask_close, day(words, deal.close_on) if deal.close_on else ""),
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
    return [*_rows(rows), *_more(session, page)]


def customer_facts(session: Session, page: CustomerPage) -> list[Said]:
    """Everything about a customer that is no deal and no history."""
    return [*_customer_rows(session, page.customer, page.owner), *_more(session, page)]


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


def _customer_rows(session: Session, customer: Customer, owner: str) -> list[Said]:
    words, first = session.words, customer.first_signed_on
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


def _rows(rows: Iterable[tuple[str, str]]) -> list[Said]:
    """Label and value in two columns; what is empty is left out."""
    return [Said(value, label=label, hang=_LABEL_CELLS) for label, value in rows if value]


def _more(session: Session, page: DealPage | CustomerPage) -> list[Said]:
    """Dates, tiers and people, each under its title."""
    words = session.words
    chapters = (
        (words.page_dates, [_dated(session, one) for one in page.dates]),
        (words.page_tiers, [_tier(session, one) for one in page.tiers if one.tier_label]),
        (words.page_contacts, [line for one in page.contacts for line in _person(session, one)]),
    )
    return [said for title, lines in chapters if lines for said in (Said(), Said(title, "bold $ink-accent"), *lines)]


def _dated(session: Session, one: Dated) -> Said:
    late = session.words.view_overdue.format(days=one.overdue_days) if one.state == "overdue" else ""
    when = " ".join(part for part in (day(session.words, one.due), late) if part)
    return Said(one.label.text(session.lang), label=when, label_style=_DUE_STYLES.get(one.state, "$ink"), hang=4)


def _tier(session: Session, one: TierLine) -> Said:
    held = one.tier_label.text(session.lang) if one.tier_label else ""
    when = f" · {one.since}" if one.since else ""
    return Said(f"{held}{when}", "$ink-tier", label=one.label.text(session.lang), hang=4)


def _person(session: Session, one: Contact) -> list[Said]:
    words = session.words
    role = getattr(words, f"page_role_{one.role}") if one.role else ""
    left = words.page_left.format(day=one.left_on) if one.left_on else ""
    rest = " · ".join(part for part in (one.post, role, left) if part)
    reach = " · ".join(part for part in (one.phone, one.mail) if part)
    name = Said(rest, "$ink-quiet", one.name, "strike $ink-off" if left else "bold $ink", 4)
    return [name, Said(reach, hang=4)] if reach else [name]
