"""What `dealboard doctor` finds about a board's file and its drive; it looks only, and never stops at a finding."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from store.file import backups, chain, drive, identity, image
from store.file.identity import BOARD, Format
from store.file.lease import Lease
from store.problems import Problem
from store.records import Say

OK, WARN, BAD = "ok", "warn", "bad"

_MOST = 5
"""Broken rows that are named; more are counted only."""


class Finding(NamedTuple):
    """One thing found. `level` is "ok", "warn" (works, but see to it) or "bad" (does not work)."""

    level: str
    say: Say


def findings(path: str | Path, *, form: Format = BOARD) -> list[Finding]:
    """Everything found, in the order one would ask: the file, what is in it, its neighbors, the lock, the drive."""
    board = Path(path).resolve()
    if not board.parent.is_dir():
        return [Finding(BAD, Say("board_no_folder", {"folder": str(board.parent)}))]
    return [*_file(board, form), *_backups(board), *_neighbors(board), *_lock(board), *_folder(board.parent)]


def _file(board: Path, form: Format) -> Iterator[Finding]:
    try:
        head = image.head(board)
        info = board.stat()
        changed = datetime.fromtimestamp(info.st_mtime, UTC).astimezone()
        size = drive.size_text(info.st_size)
        yield Finding(OK, Say("doctor_file", {"path": str(board), "size": size, "at": changed}))
        identity.check(head, board, form)
        data = image.load(board, 0, lambda _: None)
    except Problem as problem:
        yield Finding(BAD, problem.say)
        return
    except OSError as error:
        yield Finding(BAD, drive.problem(error, board, writing=False).say)
        return
    schema = identity.schema_of(data)
    if schema < form.schema:
        yield Finding(WARN, Say("doctor_schema_older", {"theirs": schema, "ours": form.schema}))
    else:
        yield Finding(OK, Say("doctor_schema", {"schema": schema, "version": identity.version(data)}))
    yield from _contents(data, chained=schema == form.schema)


def _contents(data: bytes, *, chained: bool) -> Iterator[Finding]:
    with closing(image.unpack(data)) as conn:
        wrong = image.troubles(conn)
        if wrong:
            yield Finding(BAD, Say("doctor_pages_wrong", {"found": wrong[:_MOST], "count": len(wrong)}))
            return
        yield Finding(OK, Say("doctor_pages"))
        broken = [str(row[0]) for row in conn.execute("PRAGMA foreign_key_check")]
        if broken:
            yield Finding(BAD, Say("doctor_links_wrong", {"tables": sorted(set(broken)), "count": len(broken)}))
        else:
            yield Finding(OK, Say("doctor_links"))
        if chained:
            yield _history(conn)


def _history(conn: sqlite3.Connection) -> Finding:
    broken = chain.verify(conn)
    if broken is None:
        (count,) = conn.execute("select count(*) from change").fetchone()
        return Finding(OK, Say("doctor_chain", {"count": count}))
    blanks = {"seq": broken.seq, "by": broken.by or "?", "at": broken.at or "?"}
    return Finding(BAD, Say("doctor_chain_broken", blanks))


def _backups(board: Path) -> Iterator[Finding]:
    there = backups.kept(board)
    if there:
        yield Finding(OK, Say("doctor_backups", {"count": len(there), "newest": there[0].at.astimezone()}))
    else:
        yield Finding(OK, Say("doctor_backups_none"))


def _neighbors(board: Path) -> Iterator[Finding]:
    """A journal beside the board: some program opened it in place, and may have left a change half done."""
    for ending in ("-journal", "-wal", "-shm"):
        one = board.with_name(board.name + ending)
        if os.path.lexists(one):
            yield Finding(WARN, Say("doctor_foreign_journal", {"name": one.name}))


def _lock(board: Path) -> Iterator[Finding]:
    lease = Lease(board)
    holder = lease.holder()
    clients = [one.told for one in lease.clients()]
    if holder is not None:
        yield Finding(WARN, Say("doctor_lock_held", {"owner": holder.told}))
    else:
        yield Finding(OK, Say("doctor_lock_free"))
    if clients:
        yield Finding(OK, Say("doctor_clients", {"count": len(clients), "owners": clients}))


def _folder(folder: Path) -> Iterator[Finding]:
    try:
        mode = folder.stat().st_mode
        left = drive.free(folder)
    except OSError as error:
        yield Finding(BAD, drive.problem(error, folder, writing=False).say)
        return
    if not os.access(folder, os.W_OK | os.X_OK):
        yield Finding(BAD, Say("board_readonly", {"folder": str(folder)}))
    elif mode & stat.S_ISVTX:
        yield Finding(WARN, Say("doctor_folder_sticky", {"folder": str(folder)}))
    else:
        yield Finding(OK, Say("doctor_folder", {"folder": str(folder), "mode": f"{stat.S_IMODE(mode):o}"}))
    if left is not None:
        yield Finding(OK, Say("doctor_space", {"free": drive.size_text(left)}))
    yield from _drive(folder)


def _drive(folder: Path) -> Iterator[Finding]:
    found = drive.drive_of(folder)
    if found is None:
        return
    blanks = {"kind": found.kind, "mount": found.mount}
    if found.writes_back:
        yield Finding(BAD, Say("doctor_drive_writes_back", blanks))
    elif found.shared:
        yield Finding(OK, Say("doctor_drive_shared", blanks))
    else:
        yield Finding(OK, Say("doctor_drive_local", blanks))
