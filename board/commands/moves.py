"""`dealboard deal move | back | win | lose | pause | resume`: a deal through its stages and states."""

from __future__ import annotations

from board.commands.deals import show_deal
from board.commands.naming import named
from board.commands.session import Session
from board.commands.tree import command, switch, value, word, words
from store.book import Book
from store.problems import BadInput


@command("move", "cmd_help_deal_move")
@words("REF")
@word("STAGE")
@switch("--override", "cmd_opt_override")
@value("--reason", "TEXT", "cmd_opt_reason")
def move(session: Session, ref: str, stage: str, override: bool, reason: str) -> None:
    """Move a deal on to its next stage, through the gate."""
    deals = session.book.deals
    to = _stage(session.book, stage)
    show_deal(session, deals.move(deals.find(ref).id, to, override=override, why=reason))


@command("back", "cmd_help_deal_back")
@words("REF")
@word("STAGE")
@value("--reason", "TEXT", "cmd_opt_reason")
def back(session: Session, ref: str, stage: str, reason: str) -> None:
    """Move a deal back to an earlier stage."""
    deals = session.book.deals
    show_deal(session, deals.back(deals.find(ref).id, _stage(session.book, stage), why=reason))


@command("win", "cmd_help_deal_win")
@words("REF")
@switch("--override", "cmd_opt_override")
@value("--reason", "TEXT", "cmd_opt_reason")
def win(session: Session, ref: str, override: bool, reason: str) -> None:
    """Mark a deal as signed."""
    deals = session.book.deals
    show_deal(session, deals.win(deals.find(ref).id, override=override, why=reason))


@command("lose", "cmd_help_deal_lose")
@words("REF")
@value("--reason", "ID", "cmd_opt_lost_reason", must=True)
@value("--note", "TEXT", "cmd_opt_note")
def lose(session: Session, ref: str, reason: str, note: str) -> None:
    """Close a deal as lost, for one of the playbook's reasons."""
    book = session.book
    show_deal(session, book.deals.lose(book.deals.find(ref).id, named(book.process.lost_reasons, reason), why=note))


@command("pause", "cmd_help_deal_pause")
@words("REF")
@value("--until", "DATE", "cmd_opt_wake", must=True)
@value("--reason", "TEXT", "cmd_opt_reason")
def pause(session: Session, ref: str, until: str, reason: str) -> None:
    """Rest a deal until a date."""
    deals = session.book.deals
    day = session.day(until)
    if day is None:
        raise BadInput("date_unreadable", text=until)
    show_deal(session, deals.pause(deals.find(ref).id, day, reason))


@command("resume", "cmd_help_deal_resume")
@words("REF")
@value("--reason", "TEXT", "cmd_opt_reason")
def resume(session: Session, ref: str, reason: str) -> None:
    """Take a paused deal up again."""
    deals = session.book.deals
    show_deal(session, deals.resume(deals.find(ref).id, why=reason))


def _stage(book: Book, text: str) -> str:
    """The id of a stage, or of the state a deal ends in; "" lets the book choose the next."""
    return named([*book.process.stages, *book.process.closed_states], text) if text else ""
