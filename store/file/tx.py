"""One transaction on the copy in memory: rows in, history beside them, nothing lost of what somebody else wrote.

Every write of the board goes through here, and from here through sqlite-utils.
"""

import json
import sqlite3
from collections.abc import Mapping
from datetime import date, datetime

from store.file import chain, merge
from store.file.clean import JSON, clean_column, to_json
from store.file.ids import new_id
from store.file.merge import Meeting
from store.file.writer import Key, Op, Value
from store.problems import BadInput, Conflict
from store.records import Reason, Say

FIRST_REV = 1
"""The version of a row that was just made."""

UNTOLD = frozenset({"rev", "search", "body"})
"""Columns that history does not tell: made from others, or (a playbook's text) kept for good where they are."""

REF_LETTERS = {"deal": "D", "customer": "C"}
"""The short numbers that people say aloud; as in records.Deal.ref and records.Customer.ref."""


class Tx:
    """What a use case may do inside one commit (writer.Writer says it in short).

    Rows that are added wait in a buffer until something is read or changed: a thousand of them cost one statement.
    A row's `rev` moves once in a commit, however often the commit changes it: it counts saves.
    """

    def __init__(self, conn: sqlite3.Connection, *, by: str, at: datetime, batch: str = "") -> None:
        # here, not above: the first frame reads the board and must not pay for sqlite-utils (house.md, "Traffic")
        from sqlite_utils import Database

        self.by = by
        self.at = at
        self.batch = batch or new_id(at)
        self.undoes: str | None = None
        self.meetings: list[Meeting] = []
        self.ops: list[Op] = []
        self._conn = conn
        self._db = Database(conn, execute_plugins=False)
        self._tables = {"change": self._db.table("change")}
        self._columns: dict[str, tuple[frozenset[str], tuple[str, ...]]] = {}
        self._waiting: dict[tuple[str, tuple[str, ...]], list[dict[str, Value]]] = {}
        self._lines: list[dict[str, Value]] = []
        self._last: tuple[int, bytes] | None = None
        self._numbers: dict[str, int] = {}
        self._touched: dict[tuple[str, tuple[object, ...]], int] = {}
        # rows wait in groups, so a child can reach its table before its parent; the commit checks all of them
        conn.execute("PRAGMA defer_foreign_keys = ON")

    @property
    def conn(self) -> sqlite3.Connection:
        """The board as it stands inside this transaction; for reading only."""
        self._flush()
        return self._conn

    def insert(self, table: str, row: Mapping[str, object], *, action: str = "create", why: str = "") -> None:
        """Add a row, with one history line that holds it as JSON; `rev` starts at 1 where the table has one.

        An empty `action` leaves no line: for rows that only say again what another line tells (a deal's link).
        Raises BadInput("text_too_long").
        """
        columns, keys = self._shape(table)
        kept = {column: _encode(column, value) for column, value in row.items()}
        if "rev" in columns:
            kept.setdefault("rev", FIRST_REV)
        key = tuple(kept[one] for one in keys)
        self._waiting.setdefault((table, tuple(kept)), []).append(kept)
        self._touched[table, key] = FIRST_REV
        self.ops.append(Op("insert", table, tuple(map(str, key)), kept, {}))
        if action:
            self._tell(table, key, action, why, new=_told(kept, keys))

    def update(
        self,
        table: str,
        key: Key,
        changes: Mapping[str, object],
        *,
        rev: int | None = None,
        action: str = "set",
        why: str = "",
    ) -> bool:
        """Change what differs, with a history line a field; False when nothing does.

        When the row is not in version `rev` any more, from which the change was made, it meets what was saved since
        (merge.py): what met stands in `meetings`. Raises Conflict when both decided something, and
        BadInput("ref_unknown") when there is no such row.
        """
        pk = key if isinstance(key, tuple) else (key,)
        old = self._row(table, pk)
        if old is None:
            raise BadInput("ref_unknown", ref="/".join(map(str, pk)))
        encoded = {column: _encode(column, value) for column, value in changes.items()}
        if rev is not None and rev != old["rev"] and rev != self._touched.get((table, pk)):
            encoded = self._merged(table, pk, old, rev, encoded)
        new = {column: value for column, value in encoded.items() if old[column] != value}
        if not new:
            return False
        for column, value in new.items():
            if column not in UNTOLD:
                self._tell(table, pk, action, why, column=column, old=_text(old[column]), new=_text(value))
        self.ops.append(Op("update", table, pk, dict(new), {column: old[column] for column in new}))
        if "rev" in old and (table, pk) not in self._touched:
            self._touched[table, pk] = int(old["rev"] or 0)
            new["rev"] = self._touched[table, pk] + 1
        self._db.table(table).update(pk if len(pk) > 1 else pk[0], new)
        return True

    def delete(self, table: str, key: Key, *, action: str = "delete", why: str = "") -> None:
        """Take a row away, with one history line that holds it as JSON; nothing happens when it is not there."""
        pk = key if isinstance(key, tuple) else (key,)
        old = self._row(table, pk)
        if old is None:
            return
        self._db.table(table).delete(pk if len(pk) > 1 else pk[0])
        self._touched.pop((table, pk), None)
        self.ops.append(Op("delete", table, pk, {}, old))
        self._tell(table, pk, action, why, old=_told(old, self._shape(table)[1]))

    def next_no(self, kind: str) -> int:
        """The next short number of a kind ("deal" -> the n of D-n); never given twice on one board."""
        self._numbers[kind] = self._last_no(kind) + 1
        return self._numbers[kind]

    def claim_no(self, kind: str, no: int) -> int:
        """A short number that was given before, or the next one when somebody else has it by now."""
        # the kinds are names of tables, our own constants
        taken = self.conn.execute(f'select 1 from "{kind}" where no = ?', (no,)).fetchone()  # noqa: S608
        if taken:
            return self.next_no(kind)
        self._numbers[kind] = max(self._last_no(kind), no)
        return no

    def row(self, table: str, key: Key) -> dict[str, Value] | None:
        """A row as it stands; None when it is not there."""
        return self._row(table, key if isinstance(key, tuple) else (key,))

    def _last_no(self, kind: str) -> int:
        if kind not in self._numbers:
            found = self._conn.execute("select value from meta where key = ?", (f"no.{kind}",)).fetchone()
            self._numbers[kind] = int(found[0]) if found else 0
        return self._numbers[kind]

    def finish(self) -> None:
        """Write what still waits; the board file calls it before it checks and commits."""
        self._flush()
        settings = [(f"no.{kind}", str(number)) for kind, number in self._numbers.items()]
        if self._last:
            settings.append((chain.HEAD, chain.head_text(*self._last)))
        for key, value in settings:
            self._db.table("meta").upsert({"key": key, "value": value}, pk="key")

    # --- rows -----------------------------------------------------------------------------------------------------

    def _shape(self, table: str) -> tuple[frozenset[str], tuple[str, ...]]:
        """The columns of a table and its key, asked once."""
        if table not in self._columns:
            found = self._conn.execute("select name, pk from pragma_table_info(?)", (table,)).fetchall()
            if not found:
                raise LookupError(f"the board has no table {table}")
            keys = sorted((place, name) for name, place in found if place)
            self._columns[table] = frozenset(name for name, _ in found), tuple(name for _, name in keys)
            self._tables[table] = self._db.table(table)
        return self._columns[table]

    def _row(self, table: str, pk: tuple[str, ...]) -> dict[str, Value] | None:
        where = " and ".join(f'"{one}" = ?' for one in self._shape(table)[1])
        # the names are our own constants, never data
        cursor = self.conn.execute(f'select * from "{table}" where {where}', pk)  # noqa: S608
        row = cursor.fetchone()
        return dict(zip((one[0] for one in cursor.description), row, strict=True)) if row else None

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, {}
        for (table, _), rows in waiting.items():
            self._tables[table].insert_all(rows)
        lines, self._lines = self._lines, []
        if lines:
            self._tables["change"].insert_all(self._linked(lines))

    # --- history --------------------------------------------------------------------------------------------------

    def _linked(self, lines: list[dict[str, Value]]) -> list[dict[str, Value | bytes]]:
        """The lines with their numbers, each with its link to the one before (chain.py)."""
        seq, before = self._last or chain.last(self._conn)
        linked: list[dict[str, Value | bytes]] = []
        for line in lines:
            seq += 1
            numbered = {"seq": seq, **line}
            before = chain.link(before, [numbered[column] for column in chain.COLUMNS])
            linked.append({**numbered, "link": before})
        self._last = seq, before
        return linked

    def _tell(
        self,
        table: str,
        pk: tuple[object, ...],
        action: str,
        why: str,
        *,
        column: str = "",
        old: str | None = None,
        new: str | None = None,
    ) -> None:
        """One line of history. Its subject is the first part of the key; further parts stand before the field."""
        self._lines.append(
            {
                "batch": self.batch,
                "at": self.at.isoformat(),
                "by": self.by,
                "action": action,
                "entity": table,
                "subject": str(pk[0]),
                "field": "/".join([*map(str, pk[1:]), *([column] if column else [])]),
                "old": old,
                "new": new,
                "why": clean_column("why", why),
                "undoes": self.undoes,
            }
        )

    def _merged(
        self, table: str, pk: tuple[str, ...], row: Mapping[str, Value], rev: int, wanted: Mapping[str, Value]
    ) -> dict[str, Value]:
        """What is still to be written of a change that was made from version `rev`; raises Conflict."""
        told = merge.since(self.conn, table, pk, int(row["rev"] or 0), rev)
        now = {column: _text(value) for column, value in row.items()}
        yours = {column: _text(value) for column, value in wanted.items()}
        found = merge.met(told, now, yours)
        if found is None:
            raise _conflict(_ref(table, pk, row), told)
        unmeant, meetings = found
        for field, line in meetings.items():
            values = (field, yours[field], now[field], line.old)
            self.meetings.append(Meeting(table, pk[0], str(_ref(table, pk, row)), *values, line.by, line.at))
        return {column: value for column, value in wanted.items() if column not in unmeant}


def _conflict(ref: object, told: merge.Since) -> Conflict:
    """Who changed the row since, when, which fields."""
    by, at = (told.lines[-1].by, told.lines[-1].at) if told.lines else (Say("board_somebody"), "?")
    fields = tuple(dict.fromkeys(line.field for line in told.lines))
    blanks = {"by": by, "at": at, "ref": ref, "fields": fields or "?"}
    return Conflict([Reason("conflict", Say("conflict", blanks))], "conflict", **blanks)


def _encode(column: str, value: object) -> Value:
    """A value as its column keeps it: text cleaned, times in ISO, yes and no as 1 and 0, lists and maps as JSON."""
    match value:
        case None:
            return None
        case str():
            return clean_column(column, value)
        case int():
            return int(value)
        case date():
            return value.isoformat()
        case Mapping() | list() | tuple():
            return to_json(value)
        case _:
            raise TypeError(f"{column}: no column holds a {type(value).__name__}")


def _text(value: Value) -> str | None:
    return None if value is None else str(value)


def _told(row: Mapping[str, Value], keys: tuple[str, ...]) -> str:
    """A whole row for history, without its key and what is empty."""
    silent = UNTOLD.union(keys)
    told = {
        column: json.loads(value) if column in JSON and isinstance(value, str) else value
        for column, value in row.items()
        if value not in (None, "") and column not in silent
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _ref(table: str, pk: tuple[str, ...], row: Mapping[str, Value]) -> object:
    """What people call the row."""
    if table in REF_LETTERS:
        return f"{REF_LETTERS[table]}-{row['no']}"
    return row.get("name") or row.get("login") or row.get("item") or "/".join(pk)
