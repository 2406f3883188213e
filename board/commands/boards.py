"""`dealboard new`, `demo`, `history` and `doctor`: boards as a whole."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from board.commands import documents
from board.commands.cells import table
from board.commands.naming import subject
from board.commands.session import Session
from board.commands.tree import command, switch, value, word, words
from board.commands.wishes import HOME_ZONE, read_path, read_zone
from store.book import Book
from store.file.doctor import BAD, OK, WARN, findings
from store.problems import BadInput, Busy, Unusable
from store.words import moment, tell

HISTORY_LINES = 200
"""Lines of history that are shown when nobody says how many."""

_NUMBERED = {"deal", "customer", "tier", "item_state", "form_entry", "contact"}
_TELLING = {
    "no",
    "title",
    "name",
    "login",
    "kind",
    "stage",
    "amount",
    "owner",
    "tier",
    "item",
    "form",
    "note",
    "approve",
}
_SIGNS = {OK: "✓", WARN: "!", BAD: "✗"}
_NUMBER = re.compile(r"\d{1,9}")
_CURRENCY = re.compile(r"[A-Z]{3}")


@command("new", "cmd_help_new")
@words("FILE")
@value("--process", "ID", "cmd_opt_process", into="playbook")
@value("--lang", "zh|en", "cmd_opt_new_lang")
@value("--currency", "CODE", "cmd_opt_currency")
@value("--team", "NAME", "cmd_opt_team_name")
@value("--name", "NAME", "cmd_opt_my_name")
@value("--zone", "ZONE", "cmd_opt_zone")
def new(session: Session, file: str, playbook: str, lang: str, currency: str, team: str, name: str, zone: str) -> None:
    """Make a board; who makes it is its first member."""
    from board.commands.playbooks import START, find

    if lang:
        session.wish("lang", lang)
    session.clock.zone = read_zone(zone or HOME_ZONE)
    if currency and not _CURRENCY.fullmatch(currency.upper()):
        raise BadInput("cmd_currency_unknown", currency=currency)
    rules, text = find(playbook or START)
    book = session.adopt(
        Book.create(
            read_path(file),
            playbook=rules,
            source=text,
            login=session.login,
            name=name,
            team=team,
            lang=session.lang,
            currency=currency.upper() or "CNY",
            zone=zone or HOME_ZONE,
            clock=session.clock,
        )
    )
    session.answer.item(_board(book), lambda: _board_lines(session, book))


@command("demo", "cmd_help_demo")
@switch("--check", "cmd_opt_check")
def demo(session: Session, check: bool) -> int:
    """Build a team that looks real on a throw-away copy and open it; --check does everything but the screen."""
    from store.demo import build, cast, first_login, show_day

    session.clock.zone = read_zone(cast(session.lang)["zone"])
    now = session.clock()
    if show_day(now.date()) != now.date():
        session.clock.said = datetime.combine(show_day(now.date()), now.time())
    login = session.said("login") or first_login(session.lang)
    with throwaway_folder() as folder:
        path = folder / "demo.dealboard"
        build(path, session.lang, session.clock().date())
        if not check:
            return session.screen(session, path, login, True)
        book = session.adopt(Book.open(path, login=login, clock=session.clock))
        heads = book.views.columns()
        figures = {
            **_board(book),
            "members": len(book.members.list()),
            "customers": len(book.customers.list()),
            "deals": len(book.deals.list()),
            "live": sum(head.deals for head in heads),
            "cards": sum(len(book.views.cards(head.stage)) for head in heads),
            "due": len(book.due.lines()),
            "found": len(book.views.find(book.customers.list()[0].name)),
        }
        session.answer.item(figures, lambda: table((key, str(text)) for key, text in figures.items()))
        return 0


@contextmanager
def throwaway_folder() -> Iterator[Path]:
    """A folder that is gone afterwards, also when the terminal is closed or the program is ended from outside."""
    with tempfile.TemporaryDirectory(prefix="dealboard-") as name:

        def leave(number: int, _frame: object) -> None:
            shutil.rmtree(name, ignore_errors=True)
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)

        before = {number: signal.signal(number, leave) for number in (signal.SIGHUP, signal.SIGTERM)}
        try:
            yield Path(name)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


@command("history", "cmd_help_history")
@word("REF")
@value("--limit", "N", "cmd_opt_limit")
@switch("--verify", "cmd_opt_verify")
def history(session: Session, ref: str, limit: str, verify: bool) -> int:
    """Say who did what when, newest first: on the whole board, or on one deal or customer; or check all of it."""
    book = session.book
    if verify and ref:
        raise BadInput("cmd_extra", words=[ref], command="dealboard history")
    if verify:
        from board.commands.safety import show_verified

        return show_verified(session)
    if limit and not _NUMBER.fullmatch(limit):
        raise BadInput("cmd_number_unreadable", text=limit)
    of = subject(book, ref) if ref else None
    found = book.history.list(of.id if of else "", int(limit or HISTORY_LINES))
    session.answer.items(
        lambda: ({**documents.change(one), "ref": documents.ref_of(book, one.subject)} for one in found),
        lambda: table(
            (
                moment(session.words, one.at),
                one.by,
                one.action,
                documents.ref_of(book, one.subject) if one.entity in _NUMBERED else one.entity,
                one.field,
                f"{one.old or ''} → {one.new or ''}" if one.field else _row(one.new or one.old or ""),
                one.why,
            )
            for one in found
        ),
    )
    return 0


def _row(text: str) -> str:
    """A whole row of history as a person reads it: what stands in it, without ids and machine times."""
    row = json.loads(text or "{}")
    return " ".join(f"{key}={documents.text(value)}" for key, value in row.items() if key in _TELLING and value)


@command("doctor", "cmd_help_doctor")
def doctor(session: Session) -> int:
    """Look the board over: is it whole, of our format, where it can be saved, and does all in it hold together?"""
    board = session.board
    found = findings(board)
    session.answer.items(
        lambda: ({"id": one.say.id, "level": one.level, "text": tell(session.words, one.say)} for one in found),
        lambda: (f"{_SIGNS[one.level]} {tell(session.words, one.say)}" for one in found),
    )
    if all(one.level != BAD for one in found):
        return 0
    return Unusable.exit_code if board.exists() else Busy.exit_code


def _board(book: Book) -> documents.Document:
    """A board as a whole."""
    return {
        "path": str(book.path),
        "team": book.meta.team,
        "process": book.process.id,
        "process_version": book.process.version,
        "lang": book.meta.lang,
        "currency": book.meta.currency,
        "zone": book.meta.zone,
        "created": book.meta.created_on,
        "me": book.me.login if book.me else None,
    }


def _board_lines(session: Session, book: Book) -> list[str]:
    name = book.process.label.text(session.lang)
    return [session.words.cmd_board_made.format(path=book.path, process=name, login=session.login)]
