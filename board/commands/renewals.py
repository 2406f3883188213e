"""`dealboard deal renew | reopen`: a deal goes on in the next one, or is opened anew (process.md 9.1)."""

from __future__ import annotations

from board.commands.deals import show_deal
from board.commands.naming import named
from board.commands.session import Session
from board.commands.tree import command, value, words
from store.problems import BadInput
from store.words import money


@command("renew", "cmd_help_deal_renew")
@words("REF")
@value("--title", "TEXT", "cmd_opt_renew_title")
@value("--type", "ID", "cmd_opt_type", into="kind")
@value("--amount", "AMOUNT", "cmd_opt_renew_amount")
@value("--close", "DATE", "cmd_opt_close")
@value("--owner", "LOGIN", "cmd_opt_renew_owner")
def renew(session: Session, ref: str, title: str, kind: str, amount: str, close: str, owner: str) -> None:
    """Make the next deal with a customer who bought, with what the old one says unless given anew."""
    book = session.book
    made = book.renewals.renew(
        book.deals.find(ref).id,
        title=title,
        type=named(book.process.deal_types, kind),
        amount=money.parse(amount, book.meta.currency) if amount else None,
        close_on=session.day(close),
        owner=owner,
    )
    show_deal(session, made)


@command("reopen", "cmd_help_deal_reopen")
@words("REF")
@value("--close", "DATE", "cmd_opt_close", must=True)
@value("--reason", "TEXT", "cmd_opt_reason")
def reopen(session: Session, ref: str, close: str, reason: str) -> None:
    """Open a lost deal again in the stage where it was lost."""
    book = session.book
    day = session.day(close)
    if day is None:
        raise BadInput("date_unreadable", text=close)
    show_deal(session, book.renewals.reopen(book.deals.find(ref).id, day, reason))
