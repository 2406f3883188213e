"""`dealboard log`, `due` and `why`: what took place, whom to contact next, and how each date came about."""

from __future__ import annotations

from board.commands import documents
from board.commands.lines import due_lines, due_state
from board.commands.naming import linked, named, subject
from board.commands.session import Session
from board.commands.tree import command, switch, value, words
from store.books.due import AHEAD
from store.problems import BadInput
from store.process import followups
from store.process.followups import FollowUp, explain
from store.words import day, moment, tell


@command("log", "cmd_help_log")
@words("REF", "KIND")
@value("--note", "TEXT", "cmd_opt_note")
@value("--deal", "REF", "cmd_opt_deal", many=True)
@value("--at", "TIME", "cmd_opt_at")
@value("--aim", "TEXT", "cmd_opt_aim")
@value("--outcome", "TEXT", "cmd_opt_outcome")
def log(
    session: Session, ref: str, kind: str, note: str, deal: tuple[str, ...], at: str, aim: str, outcome: str
) -> None:
    """Record a touch and say when the next is due and why."""
    book = session.book
    of, customer, deals = linked(book, ref, deal)
    made = book.activities.log(
        customer,
        named(book.process.activities, kind),
        deals=deals,
        note=note,
        at=session.moment(at),
        aim=aim,
        outcome=outcome,
    )
    coming = book.due.of(of.id)
    # what this touch has put on, else what is next
    coming.sort(key=lambda one: made.kind not in one.channels)
    near = sum(one.due <= book.today() + AHEAD for one in coming[1:])
    next_one = documents.follow(book, session.words, coming[0], near) if coming else None
    what = book.process.activity(made.kind).label.text(session.lang)
    session.answer.item(
        {**documents.activity(book, made), "next": next_one},
        lambda: [f"{of.ref}  {what}  {moment(session.words, made.at)}", *_why_lines(session, coming[:1])],
    )


@command("due", "cmd_help_due")
@switch("--mine", "cmd_opt_mine")
@switch("--team", "cmd_opt_team")
@value("--owner", "LOGIN", "cmd_opt_due_owner")
@value("--until", "DATE", "cmd_opt_until")
@switch("--agenda", "cmd_opt_agenda")
@switch("--load", "cmd_opt_load")
@value("--ics", "FILE", "cmd_opt_ics")
def due(session: Session, mine: bool, team: bool, owner: str, until: str, agenda: bool, load: bool, ics: str) -> None:
    """List whom to contact, a line for each customer, earliest first; or the whole agenda, or the load ahead."""
    book = session.book
    if mine + team + bool(owner) > 1:
        raise BadInput("cmd_due_whose")
    login = book.me.login if book.me else ""
    if mine and not login:
        raise BadInput("member_missing", login=session.login, known=[one.login for one in book.members.list()])
    login = book.members.get(owner).login if owner else "" if team else login
    if ics:
        from board.commands.agenda import write_calendar

        return write_calendar(session, login, ics)
    if agenda or load:
        from board.commands.agenda import show_agenda, show_load  # here: who only wants the list need not pay for them

        return (show_agenda if agenda else show_load)(session, login)
    last = session.day(until)
    lines = [line for line in book.due.lines(login) if last is None or line.follow.due <= last]
    session.answer.items(
        lambda: (documents.follow(book, session.words, line.follow, line.more) for line in lines),
        lambda: due_lines(session, [line.follow for line in lines], [line.more for line in lines]),
    )
    if not lines:
        session.answer.talk("cmd_due_none")


@command("why", "cmd_help_why")
@words("REF")
def why(session: Session, ref: str) -> None:
    """Say how each date of a deal or customer came about."""
    book = session.book
    coming = book.due.of(subject(book, ref).id)
    session.answer.items(
        lambda: (
            {**documents.follow(book, session.words, one), "derivation": documents.derivation(one)} for one in coming
        ),
        lambda: _why_lines(session, coming),
    )
    if not coming:
        session.answer.talk("cmd_why_none")


def _why_lines(session: Session, coming: list[FollowUp]) -> list[str]:
    lines = []
    for one in coming:
        name = followups.label(one, session.book.process).text(session.lang)
        lines.append("  ".join((due_state(session, one), day(session.words, one.due), name)))
        lines.append(f"  {tell(session.words, explain(one, session.book.process))}")
    return lines
