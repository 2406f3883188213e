"""An older version of a board put back: a save like any other, whose content comes from a backup.

The present version goes to the backups first, or, when it is damaged, beside the board under a name that says so.
History is not put back: what was written since stays in it, followed by the line that tells of the restore. Short
numbers are not given twice, and whoever still has a row open as it was before the restore is told (its version moved).
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from store.file import backups, drive, identity, image
from store.file.backups import ACTION, MARK, Restored
from store.file.identity import BOARD, Format
from store.file.ids import new_id
from store.file.lease import TTL, Lease, LeaseLost
from store.file.tx import Tx
from store.problems import BadInput, Busy, Unusable
from store.records import Say

REV_STEP = 1_000_000
"""By how much a restore moves the version of every row: no row that was open then has the version of one from now."""

REDO = 20


def restore(
    board: Path, which: str, *, by: str, at: datetime, form: Format = BOARD, wait: float = 10.0, ttl: float = TTL
) -> Restored:
    """Make a version of the board the present one: `which` names a backup (see backups.find) or any file of it.

    Raises BadInput("backup_unknown" | "backup_other_board"), Busy, Unusable when the version itself is damaged or the
    present board is newer than this program or no board at all.
    """
    source = backups.find(board, which)
    # read before the lock is taken, and before thinning could take it away
    old = _read(source, form)
    if not os.path.lexists(board):
        with closing(_unpacked(old, source, form)) as conn:
            backups.copy_to(_marked(conn, board, source, by=by, at=at), board)
        return Restored(source, None)
    lease = Lease(board, ttl=ttl)
    try:
        for _ in range(REDO):
            with suppress(LeaseLost), lease.hold(wait) as place:
                return _put_back(board, source, old, place, by=by, at=at, form=form)
    finally:
        lease.close()
    raise Busy("drive_away", path=str(board), why=Say("board_why_fenced"))


def _put_back(board: Path, source: Path, old: bytes, place: Path, *, by: str, at: datetime, form: Format) -> Restored:
    with _present(board, place, form) as (data, present), closing(_unpacked(old, source, form)) as conn:
        if present is not None:
            if _board_id(present) != _board_id(conn):
                raise BadInput("backup_other_board", path=str(source))
            _carry_on(conn, present)
        new = _marked(conn, board, source, by=by, at=at)
        quarantined = None
        if present is None:
            quarantined = _quarantine(board, data, place)
        else:
            backups.keep(board, data, place)
        drive.need_room(board.parent, len(new))
        try:
            image.replace(board, _stamped(new, identity.version(data) + 1), place)
        except OSError as error:
            raise drive.problem(error, board, size=len(new)) from error
        backups.thin(board)
        return Restored(source, quarantined)


def _read(path: Path, form: Format) -> bytes:
    identity.check(image.head(path), path, form)
    return image.load(path, 0, lambda _: None)


def _unpacked(data: bytes, path: Path, form: Format) -> sqlite3.Connection:
    """A version in memory, checked, with the tables of today."""
    from sqlite_utils import Database  # here: who only looks does not pay for it

    identity.check(data[: identity.HEADER], path, form)
    conn = image.unpack(data)
    try:
        image.verify(conn, path)
        if identity.schema_of(data) < form.schema:
            with image.doubting(path):
                form.migrate(Database(conn, execute_plugins=False))
                conn.execute(f"PRAGMA user_version = {form.schema:d}")
    except BaseException:
        conn.close()
        raise
    return conn


@contextmanager
def _present(board: Path, place: Path, form: Format) -> Iterator[tuple[bytes, sqlite3.Connection | None]]:
    """The bytes of the present board, and what is in them unless they are damaged."""
    try:
        data = image.load(board, 0, lambda _: place)
        conn = _unpacked(data, board, form)
    except Unusable as problem:
        if problem.say.id != "board_damaged":
            raise
        yield board.read_bytes(), None
        return
    with closing(conn):
        yield data, conn


def _board_id(conn: sqlite3.Connection) -> str:
    row = conn.execute("select value from meta where key = 'board_id'").fetchone()
    return str(row[0]) if row else ""


def _carry_on(conn: sqlite3.Connection, present: sqlite3.Connection) -> None:
    """Into the old version: the history since, when it is the continuation of the old one's, and the numbers given."""
    from sqlite_utils import Database

    db = Database(conn, execute_plugins=False)
    conn.execute("BEGIN")
    last = conn.execute("select seq, link from change order by seq desc limit 1").fetchone() or (0, None)
    there = present.execute("select link from change where seq = ?", (last[0],)).fetchone()
    if last[0] == 0 or (there and there[0] == last[1]):
        found = present.execute("select * from change where seq > ? order by seq", (last[0],))
        names = [one[0] for one in found.description]
        db.table("change").insert_all([dict(zip(names, row, strict=True)) for row in found])
    numbers = "select key, value from meta where key like 'no.%'"
    ours = dict(conn.execute(numbers))
    for key, value in present.execute(numbers).fetchall():
        if int(value) > int(ours.get(key, 0)):
            db.table("meta").upsert({"key": key, "value": value}, pk="key")
    conn.execute("COMMIT")


def _marked(conn: sqlite3.Connection, board: Path, source: Path, *, by: str, at: datetime) -> bytes:
    """The old version with the line that tells of the restore, as the bytes of a board."""
    with image.trusting(board):
        conn.execute("PRAGMA foreign_keys = ON")
        conn.execute("BEGIN")
        for (table,) in conn.execute("select name from sqlite_master where type = 'table'").fetchall():
            if conn.execute("select 1 from pragma_table_info(?) where name = 'rev'", (table,)).fetchone():
                # the names come from the board's own schema, quoted
                quoted = table.replace('"', '""')
                conn.execute(f'update "{quoted}" set rev = rev + {REV_STEP:d}')  # noqa: S608
        tx = Tx(conn, by=by, at=at, batch=new_id(at))
        if conn.execute("select 1 from meta where key = ?", (MARK,)).fetchone():
            tx.update("meta", MARK, {"value": f"{source.name} {tx.batch}"}, action=ACTION)
        else:
            tx.insert("meta", {"key": MARK, "value": f"{source.name} {tx.batch}"}, action=ACTION)
        tx.finish()
        conn.execute("COMMIT")
    image.verify(conn, board)
    return conn.serialize()


def _stamped(data: bytes, version: int) -> bytes:
    """The same board as a later version than any that was there: everybody who looks sees that it changed."""
    number = max(version, identity.version(data)).to_bytes(4, "big")
    return data[:24] + number + data[28:92] + number + data[96:]


def _quarantine(board: Path, data: bytes, place: Path) -> Path:
    """Leave the damaged file beside the board, whole, before anything takes its name."""
    stamp = datetime.fromtimestamp(board.stat().st_mtime, UTC).strftime("%Y%m%dT%H%M%SZ")
    target = board.with_name(f"{board.stem}.damaged-{stamp}{board.suffix}")
    try:
        try:
            target.hardlink_to(board)
        except FileExistsError:
            return target
        except OSError:
            image.keep_copy(data, board, target, place)
    except OSError as error:
        raise drive.problem(error, board, size=len(data)) from error
    return target
