"""Two people, one row: what happens when somebody saved it while somebody else had it open.

Different fields: both win. The same field: the later wins, the earlier stands in history, and whoever saves is told
yours, theirs and what it was before. A value that was only sent along and not changed is no change. Where both decided
something (a stage, a sign-off), no merge can be right: the later one is refused and looks again.
"""

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

DECIDED = frozenset(
    {"stage", "state", "live", "entered_on", "wake_on", "signed_on", "closed_on", "tier", "since", "void", "approve"}
)
"""Columns that a rule decides on, seen together: two of them from two people make no sense side by side."""

SOURCES = {"search": ("name", "title")}
"""Columns made from others: written when one of those is written."""


class Meeting(NamedTuple):
    """A field that two people changed at the same time: the values as history has them, the later one was kept.

    `by` and `at`: who changed it in between, and when; `ref` is what people call the row.
    """

    entity: str
    subject: str
    ref: str
    field: str
    yours: str | None
    theirs: str | None
    former: str | None
    by: str
    at: datetime


class Line(NamedTuple):
    """A field changed since somebody read the row; `old` is what the reader saw if it is the first of its field."""

    by: str
    at: datetime
    field: str
    old: str | None


class Since(NamedTuple):
    """What was saved since a version of a row, oldest first; `whole` when history tells all of it."""

    lines: tuple[Line, ...]
    whole: bool


def since(conn: sqlite3.Connection, table: str, pk: tuple[str, ...], now: int, rev: int) -> Since:
    """What history tells about a row from version `rev` to version `now`: one commit for each version."""
    commits = now - rev
    prefix = "".join(f"{one}/" for one in pk[1:])
    found = conn.execute(
        """with mine as (select seq, batch, "by", at, field, old from change
                         where entity = ? and subject = ? and substr(field, 1, ?) = ?),
                latest as (select batch from mine group by batch order by max(seq) desc limit ?)
           select batch, "by", at, substr(field, ?), old from mine where batch in latest order by seq""",
        (table, pk[0], len(prefix), prefix, max(commits, 1), len(prefix) + 1),
    ).fetchall()
    lines = tuple(Line(by, datetime.fromisoformat(at), field, old) for _, by, at, field, old in found if field)
    return Since(lines, rev > 0 and 0 < commits == len({row[0] for row in found}))


def met(
    told: Since, now: Mapping[str, str | None], wanted: Mapping[str, str | None]
) -> tuple[frozenset[str], dict[str, Line]] | None:
    """Of the columns `wanted` (their new values as text): those to leave alone, and those that met, with who was there.

    None when no merge can be right: both decided something, or history does not tell what was changed in between.
    """
    if not told.whole:
        return None
    first: dict[str, Line] = {}
    last: dict[str, Line] = {}
    for line in told.lines:
        first.setdefault(line.field, line)
        last[line.field] = line
    unmeant = {column for column, value in wanted.items() if column in first and first[column].old == value}
    for column, sources in SOURCES.items():
        if unmeant.intersection(sources):
            unmeant.add(column)
    meant = {column for column, value in wanted.items() if column not in unmeant and value != now[column]}
    if meant & DECIDED and last.keys() & DECIDED:
        return None
    return frozenset(unmeant), {
        column: last[column]._replace(old=first[column].old) for column in sorted(meant) if column in last
    }
