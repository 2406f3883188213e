"""`dealboard undo | backup | restore | trash` and `history --verify`: nothing that was done is lost.

What is taken back, kept and put back is written down in docs/reliability.md.
"""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from board.commands import documents
from board.commands.cells import table
from board.commands.naming import subject
from board.commands.session import Session
from board.commands.tree import Family, Place, command, switch, value, words
from board.commands.wishes import read_path
from store.book import Book
from store.books.searching import fold
from store.books.trash import Trashed
from store.books.undo import Doing
from store.file import backups
from store.file.backups import Backup
from store.problems import BadInput, Problem, Unusable
from store.records import Say
from store.words import moment, tell

trash = Family(
    "trash",
    "cmd_help_trash",
    {
        "put": Place("safety:put", "cmd_help_trash_put"),
        "list": Place("safety:show_trash", "cmd_help_trash_list"),
        "restore": Place("safety:take_back", "cmd_help_trash_restore"),
    },
)

_NUMBERED = re.compile(r"\s*([CDcd])\s*[-－]?\s*(\d+)\s*")


# --- undo


@command("undo", "cmd_help_undo")
@switch("--redo", "cmd_opt_redo")
@click.option("--list", "only_list", is_flag=True, help="cmd_opt_undo_list")
def undo(session: Session, redo: bool, only_list: bool) -> None:
    """Take my newest action back, or do again what I undid last; or say what these would be."""
    deeds = session.book.undo
    if only_list:
        _show_doings(session, {"undo": deeds.last(), "redo": deeds.last_undone()})
        return
    done = deeds.redo() if redo else deeds.undo()
    sentence = Say("redo_done" if redo else "undo_done", {"what": done.what})
    session.answer.item(_doing(session, "redo" if redo else "undo", done), lambda: [tell(session.words, sentence)])


def _show_doings(session: Session, ways: dict[str, Doing | None]) -> None:
    there = {do: one for do, one in ways.items() if one is not None}
    told = {"undo": "cmd_undo_next", "redo": "cmd_redo_next"}
    session.answer.items(
        lambda: (_doing(session, do, one) for do, one in there.items()),
        lambda: (tell(session.words, Say(told[do], {"what": one.what, "at": one.at})) for do, one in there.items()),
    )
    if not there:
        session.answer.talk("undo_nothing")


def _doing(session: Session, do: str, one: Doing) -> documents.Document:
    return {"do": do, "batch": one.batch, "at": one.at, "what": [tell(session.words, say) for say in one.what]}


# --- old versions


@command("backup", "cmd_help_backup")
@value("--to", "FILE", "cmd_opt_backup_to")
def backup(session: Session, to: str) -> None:
    """Keep the present version until somebody removes it, or copy it to a file of its own."""
    kept = session.book.backup(read_path(to) if to else None)
    session.answer.item({"file": str(kept)}, lambda: [session.words.backup_made.format(path=kept)])


@command("restore", "cmd_help_restore")
@click.argument("which", metavar="FILE|N", required=False, default="")
@click.option("--list", "only_list", is_flag=True, help="cmd_opt_restore_list")
def restore(session: Session, which: str, only_list: bool) -> None:
    """Put an older version back; works where the board itself cannot be opened any more."""
    board = session.board.resolve()
    if only_list:
        _show_backups(session, backups.kept(board))
        return
    if not which:
        raise BadInput("cmd_restore_which")
    # at the time of the wall clock, whatever --on says: by it everybody's outbox knows what was taken away on purpose
    now = datetime.now(_zone(session))
    done = Book.restore(board, str(read_path(which)), login=session.login, at=now)
    document = {"file": str(done.source), "damaged": str(done.quarantined) if done.quarantined else None}
    session.answer.item(document, lambda: [session.words.backup_restored.format(name=done.source.name)])
    if done.quarantined:
        session.answer.talk("backup_quarantined", path=done.quarantined)


def _show_backups(session: Session, there: list[Backup]) -> None:
    """The versions with the number that `restore` takes."""
    zone = _zone(session)
    numbered = [(no, one, one.at.astimezone(zone)) for no, one in enumerate(there, 1)]
    session.answer.items(
        lambda: (
            {
                "no": no,
                "name": one.name,
                "file": str(one.path),
                "at": at,
                "version": one.version,
                "by_hand": one.by_hand,
            }
            for no, one, at in numbered
        ),
        lambda: table(
            (
                str(no),
                moment(session.words, at),
                one.name,
                session.words.cmd_kept_by_hand if one.by_hand else "",
            )
            for no, one, at in numbered
        ),
    )
    if not there:
        session.answer.talk("doctor_backups_none")


def _zone(session: Session) -> ZoneInfo | None:
    """The team's time zone; None, which is this machine's, when the board cannot be opened."""
    try:
        return ZoneInfo(session.book.meta.zone)
    except Problem:
        return None


def show_verified(session: Session) -> int:
    """Whether every line of history follows from the one before; exit code 4 when one does not, as `doctor` has it."""
    book = session.book
    broken = book.verify()
    count = next((one.seq for one in book.history.list(limit=1)), 0)
    say = Say("doctor_chain", {"count": count})
    if broken:
        say = Say("doctor_chain_broken", {"seq": broken.seq, "by": broken.by or "?", "at": broken.at or "?"})
    document = {
        "whole": broken is None,
        "lines": count,
        "seq": broken.seq if broken else None,
        "by": broken.by if broken else "",
        "at": datetime.fromisoformat(broken.at) if broken and broken.at else None,
        "text": tell(session.words, say),
    }
    session.answer.item(document, lambda: [tell(session.words, say)])
    return Unusable.exit_code if broken else 0


# --- trash


@command("put", "cmd_help_trash_put")
@words("REF")
@click.option("--reason", "--why", "reason", metavar="TEXT", default="", help="cmd_opt_reason")
def put(session: Session, ref: str, reason: str) -> None:
    """Take a deal or customer away, or a contact or touch by its id; it stays in the trash."""
    book = session.book
    id = _id(book, ref)
    book.trash.put(id, reason)
    _show_one(session, "trash_put", next(one for one in book.trash.list() if one.id == id))


@command("list", "cmd_help_trash_list")
def show_trash(session: Session) -> None:
    """List what lies in the trash, the newest first."""
    found = session.book.trash.list()
    session.answer.items(
        lambda: (one._asdict() for one in found),
        lambda: table((one.ref or one.id, _name(session, one), moment(session.words, one.at)) for one in found),
    )
    if not found:
        session.answer.talk("trash_empty")


@command("restore", "cmd_help_trash_restore")
@words("REF")
def take_back(session: Session, ref: str) -> None:
    """Take something back from the trash."""
    book = session.book
    one = _in_trash(book, ref)
    book.trash.restore(one.id)
    _show_one(session, "trash_back", one)


def _show_one(session: Session, sentence: str, one: Trashed) -> None:
    said = Say(sentence, {"ref": " ".join(part for part in (one.ref, _name(session, one)) if part)})
    session.answer.item(one._asdict(), lambda: [tell(session.words, said)])


def _name(session: Session, one: Trashed) -> str:
    """What the thing is called; a touch by the name of its kind."""
    if one.kind != "activity":
        return one.name
    kinds = {kind.id: kind.label.text(session.lang) for kind in session.book.process.activities}
    return kinds.get(one.name, one.name)


def _id(book: Book, ref: str) -> str:
    """The id of the deal or customer that REF names, else REF itself as the id of a contact or touch."""
    try:
        return subject(book, ref).id
    except BadInput as problem:
        if problem.say.id != "ref_unknown":
            raise
        return ref.strip()


def _in_trash(book: Book, ref: str) -> Trashed:
    """The thing in the trash of that number, id or name; raises BadInput "ref_unknown" or "ref_ambiguous"."""
    there = book.trash.list()
    numbered = _NUMBERED.fullmatch(ref)
    exact = f"{numbered[1].upper()}-{int(numbered[2])}" if numbered else ref.strip()
    text = fold(ref)
    for fits in (
        [one for one in there if exact in (one.id, one.ref)],
        [one for one in there if text and fold(one.name) == text],
        [one for one in there if text and text in fold(one.name)],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise BadInput("ref_ambiguous", ref=ref, hits=[f"{one.ref or one.id} {one.name}" for one in fits[:6]])
    raise BadInput("ref_unknown", ref=ref)
