"""What I saved, kept on my own computer for seven days: a drive that forgets a save it confirmed is put right.

A write-back cache, a power cut on a server that ignores fsync, a sync service or an old file copied over the board can
take a save away that everybody was told of. So each client keeps its own saves, row by row, before the board has them,
looks after each refresh whether the board still knows them, and writes what is missing once more.

One small SQLite file of the user's own; it lies on a local disk, where SQLite keeps its word. Trouble with it never
stops a save of the board.
"""

import json
import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from store.file.backups import ACTION, MARK
from store.file.writer import Op, Writer

KEPT = timedelta(days=7)
"""How long a save is kept after the board had it."""

PUT_BACK = "putback"
"""The action of history lines that write a forgotten save once more."""

NUMBERED = frozenset({"deal", "customer"})
"""Tables whose `no` is the short number that people say aloud; it may be somebody else's by now."""

_TABLE = """create table if not exists sent(batch text primary key, board text not null, "by" text not null,
    at text not null, ops text not null, done text) strict"""


class Sent(NamedTuple):
    """One save of mine: its batch, who and when, row by row."""

    batch: str
    by: str
    at: datetime
    ops: tuple[Op, ...]


class Outbox:
    """My saves of the last days, on one file that may serve many boards."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def keep(self, board: str, sent: Sent) -> None:
        """Note a save before the board is written; durable when this returns."""
        ops = json.dumps([list(one) for one in sent.ops], ensure_ascii=False, separators=(",", ":"))
        row = (sent.batch, board, sent.by, sent.at.isoformat(), ops)
        self._write('insert or replace into sent(batch, board, "by", at, ops) values (?, ?, ?, ?, ?)', row)

    def done(self, batch: str, now: datetime) -> None:
        """The board has it; from now on it is looked for. Saves that are old enough are forgotten."""
        self._write("update sent set done = ? where batch = ?", (_utc(now), batch))
        self._write("delete from sent where coalesce(done, at) < ?", (_utc(now - KEPT),))

    def drop(self, batch: str) -> None:
        """The save failed and its person was told so."""
        self._write("delete from sent where batch = ?", (batch,))

    def missing(self, board: str, conn: sqlite3.Connection) -> list[Sent]:
        """My saves that the board had and does not know any more, oldest first.

        None from before somebody restored a backup on purpose: what that took away is to stay away.
        """
        found = self._read('select batch, "by", at, ops, done from sent where board = ? and done is not null', (board,))
        if not found:
            return []
        known = {batch for (batch,) in conn.execute("select distinct batch from change")}
        sql = "select max(at) from change where entity = 'meta' and subject = ? and action = ?"
        (restored,) = conn.execute(sql, (MARK, ACTION)).fetchone()
        since = _utc(datetime.fromisoformat(restored)) if restored else ""
        gone = [row for row in found if row[0] not in known and row[4] >= since]
        return [Sent(batch, by, datetime.fromisoformat(at), _ops(ops)) for batch, by, at, ops, _ in sorted(gone)]

    # --- the file

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # ours alone, and no link that somebody laid to elsewhere
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
        conn = sqlite3.connect(self.path, timeout=2, isolation_level=None)
        conn.execute("PRAGMA synchronous = FULL")
        conn.execute("PRAGMA journal_mode = TRUNCATE")
        conn.execute(_TABLE)
        return conn

    def _write(self, sql: str, values: Iterable[object]) -> None:
        with suppress(OSError, sqlite3.Error), closing(self._open()) as conn:
            conn.execute(sql, tuple(values))

    def _read(self, sql: str, values: Iterable[object]) -> list[tuple[str, ...]]:
        if not self.path.exists():
            return []
        with suppress(OSError, sqlite3.Error), closing(self._open()) as conn:
            return conn.execute(sql, tuple(values)).fetchall()
        return []


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _ops(text: str) -> tuple[Op, ...]:
    return tuple(Op(kind, table, tuple(key), values, base) for kind, table, key, values, base in json.loads(text))


def put_back(sent: Sent, writer: Writer) -> bool:
    """Write a forgotten save once more, beside what others wrote since; False when the newest version knows it.

    A field that somebody changed since stays as it is now; mine stands in history.
    """
    if writer.conn.execute("select 1 from change where batch = ? limit 1", (sent.batch,)).fetchone():
        return False
    for one in sent.ops:
        row = writer.row(one.table, one.key)
        if one.kind == "insert" and row is None:
            values = dict(one.values)
            if one.table in NUMBERED:
                values["no"] = writer.claim_no(one.table, int(values["no"] or 0))
            writer.insert(one.table, values, action=PUT_BACK)
        elif one.kind == "delete" and row is not None:
            writer.delete(one.table, one.key, action=PUT_BACK)
        elif one.kind == "update" and row is not None:
            theirs = {column: row[column] for column, was in one.base.items() if row[column] != was}
            writer.update(one.table, one.key, one.values, action=PUT_BACK)
            writer.update(one.table, one.key, theirs, action=PUT_BACK)
    return True
