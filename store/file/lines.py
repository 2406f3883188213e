"""History read commit by commit, newest first, and rows as the table has them: what undo and the trash ask for."""

import sqlite3
from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from store.file import rows
from store.file.backups import ACTION, MARK
from store.records import Change

Row = dict[str, str | int | None]
"""A row as its table has it, by column."""


class Batch(NamedTuple):
    """The lines of one commit, in the order they were written. `undoes` names the commit that it took back, or ""."""

    id: str
    undoes: str
    lines: tuple[Change, ...]

    @property
    def restores(self) -> bool:
        """Whether it put an older version of the board back: what is before it is another story."""
        return any((one.entity, one.subject, one.action) == ("meta", MARK, ACTION) for one in self.lines)


class Trashed(NamedTuple):
    """A row in the trash: which table, its id, its short number (0 when it has none), name, and when it went there."""

    kind: str
    id: str
    no: int
    name: str
    at: str


_WHOLE = 'select seq, batch, at, "by", action, entity, subject, field, old, new, why, undoes from change'
_NAMES = {"customer": ("no", "name"), "deal": ("no", "title"), "contact": ("0", "name"), "activity": ("0", "kind")}
TRASHABLE = tuple(_NAMES)
"""The tables whose rows can go into the trash."""


def batches(conn: sqlite3.Connection) -> Iterator[Batch]:
    """Commit after commit, the newest first; only as many are read as are asked for."""
    found = conn.execute(f"{_WHOLE} order by seq desc")
    for id, some in groupby(found, key=lambda row: row[1]):
        yield _batch(id, list(some)[::-1])


def batch(conn: sqlite3.Connection, id: str) -> Batch | None:
    """One commit by its id."""
    found = conn.execute(f"{_WHOLE} where batch = ? order by seq", (id,)).fetchall()
    return _batch(id, found) if found else None


def _batch(id: str, found: list[tuple[Any, ...]]) -> Batch:
    return Batch(id, found[0][11] or "", tuple(rows.change(row[:11]) for row in found))


def since(conn: sqlite3.Connection, seq: int, subject: str) -> list[Change]:
    """What history tells about one thing after a line, oldest first."""
    sql = f"{_WHOLE} where subject = ? and seq > ? order by seq"
    return [rows.change(row[:11]) for row in conn.execute(sql, (subject, seq))]


def keys(conn: sqlite3.Connection, table: str) -> tuple[str, ...]:
    """The columns of a table's key, in their order; none when there is no such table."""
    found = conn.execute("select name from pragma_table_info(?) where pk > 0 order by pk", (table,))
    return tuple(name for (name,) in found)


def row(conn: sqlite3.Connection, table: str, pk: tuple[str, ...]) -> Row | None:
    """A row as it stands, in the trash or not; None when it is not there."""
    names = keys(conn, table)
    if len(names) != len(pk):
        return None
    where = " and ".join(f'"{one}" = ?' for one in names)
    cursor = conn.execute(f'select * from "{table}" where {where}', pk)
    found = cursor.fetchone()
    return dict(zip((one[0] for one in cursor.description), found, strict=True)) if found else None


def trashed(conn: sqlite3.Connection, table: str = "") -> list[Trashed]:
    """What lies in the trash, the newest first; of one table or of all."""
    found = [
        Trashed(kind, *one)
        for kind, (no, name) in _NAMES.items()
        if table in ("", kind)
        for one in conn.execute(f"select id, {no}, {name}, trashed from {kind} where trashed is not null")
    ]
    return sorted(found, key=lambda one: (one.at, one.kind == "customer", one.no), reverse=True)


def table_of(conn: sqlite3.Connection, id: str) -> str:
    """In which of the tables with a trash a row with this id is; "" when in none."""
    for kind in _NAMES:
        if conn.execute(f"select 1 from {kind} where id = ?", (id,)).fetchone():
            return kind
    return ""


def deals_with(conn: sqlite3.Connection, customer: str, *, trashed_at: str = "") -> list[str]:
    """The deals of a customer that are not in the trash, or those that went there at one moment."""
    when, value = ("trashed = ?", [trashed_at]) if trashed_at else ("trashed is null", [])
    found = conn.execute(f"select id from deal where customer = ? and {when} order by no", [customer, *value])
    return [id for (id,) in found]


def last_entry(conn: sqlite3.Connection, deal: str, stage: str) -> str:
    """The id of the latest entering of a stage by a deal; "" when there is none."""
    found = conn.execute("select max(id) from stage_entry where deal = ? and stage = ?", (deal, stage)).fetchone()
    return found[0] or ""


def used_by_others(conn: sqlite3.Connection, id: str, login: str) -> tuple[str, str] | None:
    """Who else worked with a customer or deal, and when: touches and papers, the latest; None when nobody did."""
    found: tuple[str, str] | None = conn.execute(
        """select "by", at from (
               select a."by", a.logged_at as at from activity a left join activity_deal l on l.activity = a.id
               where a.trashed is null and ? in (a.customer, l.deal)
               union all select "by", at from form_entry where subject = ?)
           where "by" <> ? order by at desc limit 1""",
        (id, id, login),
    ).fetchone()
    return found


def signed(conn: sqlite3.Connection, entry: str) -> tuple[str, str] | None:
    """Who signed a paper last and when, void or not; None when nobody did."""
    sql = 'select "by", at from signoff where entry = ? order by id desc limit 1'
    found: tuple[str, str] | None = conn.execute(sql, (entry,)).fetchone()
    return found
