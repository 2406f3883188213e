"""`dealboard check` and `dealboard gate`: the checklist of a stage, and what is missing before the next."""

from __future__ import annotations

from board.commands import documents
from board.commands.answer import reason_document, told
from board.commands.lines import checklist_lines
from board.commands.naming import named
from board.commands.session import Session
from board.commands.tree import command, switch, word, words


@command("check", "cmd_help_check")
@words("REF", "ITEM")
@switch("--undo", "cmd_opt_undo")
def check(session: Session, ref: str, item: str, undo: bool) -> None:
    """Tick an item of the checklist, or take the tick back."""
    book = session.book
    deal = book.deals.find(ref)
    all_items = [one for stage in book.process.stages for one, _ in book.deals.checklist(deal.id, stage.id)]
    id = named(all_items, item)
    deal = book.deals.check(deal.id, id, done=not undo)
    stages = [deal.stage, *(stage.id for stage in book.process.stages)]
    stage, found, tick = next(
        (stage, one, tick) for stage in stages for one, tick in book.deals.checklist(deal.id, stage) if one.id == id
    )
    document = {"deal": deal.ref, **documents.item(found, stage, tick)}
    session.answer.item(document, lambda: checklist_lines(session, [(found, tick)]))


@command("gate", "cmd_help_gate")
@words("REF")
@word("STAGE")
def gate(session: Session, ref: str, stage: str) -> None:
    """Say what is missing before a deal may go to a stage, reason by reason."""
    book = session.book
    to = named(book.process.stages, stage) if stage else ""
    missing = book.deals.gate(book.deals.find(ref).id, to)
    if not missing:
        session.answer.talk("cmd_gate_open")
    session.answer.items(
        lambda: (reason_document(session.words, one) for one in missing), lambda: told(session.words, missing)
    )
