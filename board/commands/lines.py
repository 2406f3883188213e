"""Records as lines of text for people: facts in two columns, checklists, due lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from board.commands.cells import table
from board.commands.session import Session
from store.process.followups import FollowUp
from store.process.playbook import Item
from store.records import Customer, Deal, ItemState
from store.words import day, moment, money


def deal_facts(session: Session, one: Deal) -> list[str]:
    """A deal: its names, then what is known of it."""
    book, words, lang = session.book, session.words, session.lang
    rows = [
        (words.cmd_fact_customer, f"{book.customers.get(one.customer).ref} {one.customer_name}"),
        (words.cmd_fact_stage, book.process.stage(one.stage).label.text(lang)),
        (words.cmd_fact_state, getattr(words, f"state_{one.state}")),
        (words.cmd_fact_amount, money.full(one.amount, book.meta.currency)),
        (words.cmd_fact_tier, _tiers(session, one.id)),
        (words.cmd_fact_owner, _person(session, one.owner)),
        (words.cmd_fact_type, _choice(session, one.type)),
        (words.cmd_fact_close, day(words, one.close_on) if one.close_on else ""),
        (words.cmd_fact_created, day(words, one.created_on)),
        (words.cmd_fact_wake, day(words, one.wake_on) if one.wake_on else ""),
        (words.cmd_fact_signed, day(words, one.signed_on) if one.signed_on else ""),
        (words.cmd_fact_closed, day(words, one.closed_on) if one.closed_on else ""),
        (words.cmd_fact_reason, _reason(session, one.reason)),
        (words.cmd_fact_product, one.product),
        (words.cmd_fact_source, one.source),
        (words.cmd_fact_region, one.region),
        (words.cmd_fact_note, one.note),
    ]
    return [f"{one.ref}  {one.title}", *_facts(rows)]


def customer_facts(session: Session, one: Customer) -> list[str]:
    """A customer: its name, then what is known of it."""
    words = session.words
    rows = [
        (words.cmd_fact_tier, _tiers(session, one.id)),
        (words.cmd_fact_owner, _person(session, one.owner)),
        (words.cmd_fact_kind, one.kind),
        (words.cmd_fact_sector, one.sector),
        (words.cmd_fact_size, one.size),
        (words.cmd_fact_source, one.source),
        (words.cmd_fact_region, one.region),
        (words.cmd_fact_founded, day(words, one.founded_on) if one.founded_on else ""),
        (words.cmd_fact_created, day(words, one.created_on)),
        (words.cmd_fact_signed, day(words, one.first_signed_on) if one.first_signed_on else ""),
        (words.cmd_fact_note, one.note),
    ]
    return [f"{one.ref}  {one.name}", *_facts(rows)]


def checklist_lines(session: Session, items: Iterable[tuple[Item, ItemState | None]]) -> list[str]:
    """A checklist: ticked or not, its name, whether it must be, who ticked it when."""
    words, lang = session.words, session.lang
    return table(
        (
            "[x]" if tick else "[ ]",
            item.id,
            item.label.text(lang),
            words.cmd_required if item.req else "",
            f"{tick.by} {moment(words, tick.at)}" if tick else "",
        )
        for item, tick in items
    )


def due_lines(session: Session, coming: Sequence[FollowUp], more: Sequence[int] = ()) -> list[str]:
    """Due lines: how late, when, whom, by which rule, whose; "+n" for the rest of the customer."""
    book, words, lang = session.book, session.words, session.lang
    rows = []
    for place, one in enumerate(coming):
        line = book.due.line(one)
        others = more[place] if more else 0
        rows.append(
            (
                due_state(session, one),
                moment(words, one.at) if one.at else day(words, one.due),
                line.ref,
                line.customer_name,
                line.deal_title,
                " ".join(part for part in (line.rule_label.text(lang), one.what) if part),
                one.owner,
                f"+{others}" if others else "",
            )
        )
    return table(rows)


def due_state(session: Session, one: FollowUp) -> str:
    """Overdue by so many days, today, or coming."""
    words = session.words
    if one.state == "overdue":
        mark = words.cmd_due_escalated if one.escalated else ""
        return words.cmd_due_overdue.format(days=one.overdue_days) + mark
    return words.cmd_due_today if one.state == "today" else words.cmd_due_upcoming


def _facts(rows: Iterable[tuple[str, str]]) -> list[str]:
    return table((f"  {name}", text) for name, text in rows if text)


def _tiers(session: Session, subject: str) -> str:
    """The tiers that hold, by name; one that is no longer in the playbook stays an id."""
    book = session.book
    held = book.tiers.now(subject)
    names = [
        next((each.label.text(session.lang) for each in scheme.tiers if each.id == held[scheme.id].tier), "")
        or held[scheme.id].tier
        for scheme in book.process.tier_schemes
        if scheme.id in held
    ]
    return session.words.list_separator.join(names)


def _person(session: Session, login: str) -> str:
    names = {one.login: one.name for one in session.book.members.list()}
    return f"{names[login]} ({login})" if names.get(login, login) != login else login


def _choice(session: Session, type: str) -> str:
    found = [one.label.text(session.lang) for one in session.book.process.deal_types if one.id == type]
    return found[0] if found else type


def _reason(session: Session, reason: str) -> str:
    found = [one.label.text(session.lang) for one in session.book.process.lost_reasons if one.id == reason]
    return found[0] if found else reason
