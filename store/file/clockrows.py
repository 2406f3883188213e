"""What due dates need to know of the board: each fact in one query for any number of customers; plain sqlite3.

`customers` and `subjects` may be None: then everybody's. Rows are plain tuples, as there may be a hundred thousand.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

Connection = sqlite3.Connection
_MOST = 500


class TouchRow(NamedTuple):
    """An activity that took place: `deals` are ids joined by a blank; `noted` when it was logged with a summary."""

    customer: str
    kind: str
    day: str
    deals: str | None
    id: str
    at: str
    noted: str | None
    rev: int


class PaperRow(NamedTuple):
    """A form entry as it stands."""

    id: str
    form: str
    subject: str
    ver: int
    complete: bool
    values: Mapping[str, Any]
    at: datetime


class Save(NamedTuple):
    """An entry as one save left it; what a save did not change is as the save before left it."""

    at: datetime
    complete: bool
    values: Mapping[str, Any]


class SnoozeRow(NamedTuple):
    """A line put off, as records keep it."""

    rule: str
    subject: str
    until: str
    reason: str
    by: str
    at: datetime
    source: str
    row: int


def _chunks(values: Iterable[str] | None) -> Iterator[list[str] | None]:
    """Lists short enough for one statement; a single None for everything."""
    if values is None:
        yield None
        return
    rest = list(dict.fromkeys(values))
    for start in range(0, len(rest), _MOST):
        yield rest[start : start + _MOST]


def _all(
    conn: Connection, sql: str, column: str, values: Iterable[str] | None, fixed: Sequence[str] = ()
) -> Iterator[tuple[Any, ...]]:
    """The rows of a statement with "{}" where `column` is narrowed to the values; `fixed` are its other blanks."""
    for some in _chunks(values):
        if some is None:
            yield from conn.execute(sql.format(""), fixed)
        else:
            yield from conn.execute(sql.format(f"and {column} in ({_marks(some)})"), [*fixed, *some])


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def touches(conn: Connection, customers: Iterable[str] | None) -> dict[str, list[tuple[Any, ...]]]:
    """The activities that took place, by customer, as the columns of a TouchRow; there are a great many."""
    sql = """select a.customer, a.kind, a.day,
            (select group_concat(deal, ' ') from activity_deal l where l.activity = a.id),
            a.id, a.at, case when a.note <> '' then a.logged_at end, a.rev
        from activity a where a.planned = 0 and a.trashed is null {}"""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for some in _chunks(customers):
        where = "" if some is None else f"and a.customer in ({_marks(some)})"
        for row in conn.execute(sql.format(where), some or ()):
            mine = found.get(row[0])
            if mine is None:
                found[row[0]] = [row]
            else:
                mine.append(row)
    return found


def noted_later(conn: Connection, activities: Iterable[str]) -> dict[str, datetime]:
    """When activities that had no summary at first got theirs."""
    sql = """select subject, at from change where entity = 'activity' and field = 'note' and coalesce(old, '') = '' {}
        order by seq"""
    return {id: datetime.fromisoformat(at) for id, at in _all(conn, sql, "subject", activities)}


def planned(conn: Connection, customers: Iterable[str] | None) -> list[tuple[str, str, str, datetime, str | None]]:
    """The appointments: customer, id, kind, time, deal ids joined by a blank."""
    sql = """select a.customer, a.id, a.kind, a.at,
            (select group_concat(deal, ' ') from activity_deal l where l.activity = a.id)
        from activity a where a.planned = 1 and a.trashed is null {}"""
    return [(r[0], r[1], r[2], datetime.fromisoformat(r[3]), r[4]) for r in _all(conn, sql, "a.customer", customers)]


def papers(conn: Connection, subjects: Iterable[str] | None, forms: Sequence[str]) -> list[PaperRow]:
    """The entries of these forms, by number."""
    sql = f"""select id, form, subject, ver, complete, filled, at from form_entry
        where form in ({_marks(forms)}) {{}} order by no"""
    return [
        PaperRow(r[0], r[1], r[2], r[3], bool(r[4]), json.loads(r[5]), datetime.fromisoformat(r[6]))
        for r in _all(conn, sql, "subject", subjects, forms)
    ]


def saves(conn: Connection, entries: Iterable[str]) -> dict[str, list[Save]]:
    """Every save of these entries, oldest first, told from history."""
    sql = """select subject, batch, at, field, new from change
        where entity = 'form_entry' and field in ('', 'filled', 'complete') {} order by subject, seq"""
    found: dict[str, list[Save]] = {}
    batches: dict[str, str] = {}
    for id, batch, at, field, new in _all(conn, sql, "subject", entries):
        some = found.setdefault(id, [])
        moment = datetime.fromisoformat(at)
        now = some[-1]._replace(at=moment) if some else Save(moment, False, {})
        if field == "" and new:
            row = json.loads(new)
            now = now._replace(complete=bool(row.get("complete")), values=row.get("filled") or {})
        elif field == "filled":
            now = now._replace(values=json.loads(new or "{}"))
        elif field == "complete":
            now = now._replace(complete=new == "1")
        if some and batches.get(id) == batch:
            some[-1] = now
        else:
            some.append(now)
        batches[id] = batch
    return found


def naming(conn: Connection, forms: Sequence[str], texts: Sequence[str]) -> list[str]:
    """The customers of whom (or of whose deals) an entry of these forms has one of the texts in it."""
    has = " or ".join(["instr(e.filled, ?) > 0"] * len(texts))
    sql = f"""select distinct coalesce(d.customer, e.subject) from form_entry e left join deal d on d.id = e.subject
        where e.form in ({_marks(forms)}) and ({has})"""
    return [r[0] for r in conn.execute(sql, [*forms, *texts])]


def approvals(
    conn: Connection, subjects: Iterable[str] | None, kinds: Sequence[str]
) -> list[tuple[str, str, str, datetime]]:
    """The sign-offs given on papers, also those void since: subject of the paper, kind, entry, when."""
    sql = f"""select e.subject, s.kind, s.entry, s.at from signoff s join form_entry e on e.id = s.entry
        where s.approve = 1 and s.kind in ({_marks(kinds)}) {{}}"""
    return [(r[0], r[1], r[2], datetime.fromisoformat(r[3])) for r in _all(conn, sql, "e.subject", subjects, kinds)]


def record_changes(conn: Connection, customers: Iterable[str] | None) -> list[tuple[str, bool, datetime]]:
    """When the records of customers and of their people were made or changed: customer, whether made, when.

    Handing a customer over, or filing it away, says nothing about it that could be wrong.
    """
    told = "action in ('create', 'set') and field not in ('owner', 'archived')"
    own = f"select subject, field = '', at from change where entity = 'customer' and {told} {{}}"
    people = f"""select c.customer, 0, h.at from contact c join change h on h.subject = c.id
        where h.entity = 'contact' and h.{told.replace("and field", "and h.field")} {{}}"""
    found = [*_all(conn, own, "subject", customers), *_all(conn, people, "c.customer", customers)]
    return [(r[0], bool(r[1]), datetime.fromisoformat(r[2])) for r in found]


def turned(conn: Connection, deals: Iterable[str] | None, state: str) -> list[tuple[str, datetime]]:
    """When deals came into a state, oldest first."""
    sql = "select subject, at from change where entity = 'deal' and field = 'state' and new = ? {} order by seq"
    return [(r[0], datetime.fromisoformat(r[1])) for r in _all(conn, sql, "subject", deals, [state])]


def snoozes(conn: Connection, subjects: Iterable[str] | None) -> list[SnoozeRow]:
    """The lines that were put off, oldest first; subject "" is the team."""
    sql = """select rule, subject, until, reason, "by", at, source, "row" from snooze
        where trashed is null {} order by id"""
    return [
        SnoozeRow._make((*r[:5], datetime.fromisoformat(r[5]), *r[6:])) for r in _all(conn, sql, "subject", subjects)
    ]


def events(conn: Connection, subjects: Iterable[str] | None) -> list[tuple[str, str, datetime, str, str]]:
    """What was said to have happened, oldest first: subject, name, when, id, note."""
    sql = "select subject, name, at, id, note from event where trashed is null {} order by at"
    return [(r[0], r[1], datetime.fromisoformat(r[2]), r[3], r[4]) for r in _all(conn, sql, "subject", subjects)]
