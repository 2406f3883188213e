"""`dealboard plan`, `snooze`, `event`, `routine`: appointments, lines put off, what the program cannot see itself."""

from __future__ import annotations

from board.commands import documents
from board.commands.naming import linked, named, subject
from board.commands.session import Session
from board.commands.tree import command, value, words
from store.problems import BadInput
from store.process import followups
from store.process.followups import explain
from store.words import day, moment, tell


@command("plan", "cmd_help_plan")
@words("REF", "KIND")
@value("--at", "TIME", "cmd_opt_plan_at", must=True)
@value("--note", "TEXT", "cmd_opt_note")
@value("--deal", "REF", "cmd_opt_deal", many=True)
def plan(session: Session, ref: str, kind: str, at: str, note: str, deal: tuple[str, ...]) -> None:
    """Plan an appointment; it resets no date until it is logged."""
    book = session.book
    of, customer, deals = linked(book, ref, deal)
    made = book.activities.plan(customer, named(book.process.activities, kind), deals, session.ahead(at), note)
    what = book.process.activity(made.kind).label.text(session.lang)
    session.answer.item(documents.activity(book, made), lambda: [f"{of.ref}  {what}  {moment(session.words, made.at)}"])


@command("snooze", "cmd_help_snooze")
@words("REF", "RULE")
@value("--to", "DATE", "cmd_opt_snooze_to", must=True)
@value("--reason", "TEXT", "cmd_opt_reason")
def snooze(session: Session, ref: str, rule: str, to: str, reason: str) -> None:
    """Put a line off; it needs a reason."""
    book = session.book
    of, until = subject(book, ref), session.day(to)
    if until is None:
        raise BadInput("date_unreadable", text=to)
    rules = [*book.process.cadences, *book.process.obligations]
    line = book.due.snooze(book.due.find(of.id, named(rules, rule)), until, reason)
    session.answer.item(
        documents.follow(book, session.words, line),
        lambda: [
            f"{of.ref}  {followups.label(line, book.process).text(session.lang)}  {day(session.words, line.due)}",
            f"  {tell(session.words, explain(line, book.process))}",
        ],
    )


@command("event", "cmd_help_event")
@words("REF", "EVENT")
@value("--at", "TIME", "cmd_opt_event_at")
@value("--note", "TEXT", "cmd_opt_note")
def event(session: Session, ref: str, event: str, at: str, note: str) -> None:
    """Say that something has happened that the program cannot see; says what is due for it."""
    book = session.book
    of = subject(book, ref)
    told = book.events.fire(of.id, event, session.ahead(at), note)
    coming = [one for one in book.due.of(of.id) if one.why.base_what == told.name and one.kind == "obligation"]
    session.answer.item(
        {
            "ref": of.ref,
            "event": told.name,
            "at": told.at,
            "note": told.note,
            "due": [documents.follow(book, session.words, one) for one in coming],
        },
        lambda: [
            f"{of.ref}  {told.name}  {moment(session.words, told.at)}",
            *(f"  {tell(session.words, explain(one, book.process))}" for one in coming),
        ],
    )


@command("routine", "cmd_help_routine")
@words("ROUTINE")
@value("--at", "TIME", "cmd_opt_routine_at")
@value("--note", "TEXT", "cmd_opt_note")
def routine(session: Session, routine: str, at: str, note: str) -> None:
    """Say that a routine of the team was done; says when it is due again."""
    book = session.book
    id = named(book.process.routines, routine)
    told = book.events.did(id, session.moment(at), note)
    coming = next((one for one in book.due.routines() if one.rule == id), None)
    session.answer.item(
        {
            "routine": id,
            "at": told.at,
            "next": documents.follow(book, session.words, coming) if coming else None,
        },
        lambda: [tell(session.words, explain(coming, book.process))] if coming else [id],
    )
