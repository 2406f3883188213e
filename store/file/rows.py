"""Every question asked of a board, each a named query that returns records; plain sqlite3, no rule.

All functions take the connection they read from: the copy in memory, or the transaction of a save.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from store.records import (
    Activity,
    BoardMeta,
    Change,
    Contact,
    Customer,
    Deal,
    FormEntry,
    Hit,
    ItemState,
    Member,
    Scope,
    SignOff,
    TierNow,
)

Connection = sqlite3.Connection
"""What a question is asked of; the only word of SQLite that the floors above may say."""

_DEAL = """select d.id, d.no, d.title, d.customer, c.name, d.owner, d.type, d.stage, d.state, d.live, d.amount,
    d.close_on, d.created_on, d.entered_on, d.wake_on, d.resumed_on, d.signed_on, d.closed_on, d.reason, d.product,
    d.source, d.region, d.note, d.ext, d.rev, coalesce(d.parent, '')
    from deal d join customer c on c.id = d.customer and d.trashed is null"""
_CUSTOMER = """select id, no, name, kind, owner, sector, size, source, region, note, founded_on, created_on,
    first_signed_on, archived, rev from (select * from customer where trashed is null)"""
_ACTIVITY = """select a.id, a.kind, a.customer,
    (select group_concat(deal, ' ') from activity_deal where activity = a.id),
    a.at, a.day, a."by", a.note, a.aim, a.outcome, a.planned, a.logged_at, a.rev
    from (select * from activity where trashed is null) a"""
_ENTRY = 'select id, form, subject, no, ver, complete, filled, "by", at, rev from form_entry'
_SIGNOFF = 'select id, kind, entry, ver, deal, "by", at, approve, note, void from signoff'
_CHANGE = 'select seq, batch, at, "by", action, entity, subject, field, old, new, why from change'


class Totals(NamedTuple):
    """How many live deals stand in a stage and what they sum to, in minor units."""

    stage: str
    deals: int
    total: int


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _deal(r: Sequence[Any]) -> Deal:
    days = (_day(one) for one in r[14:18])
    made, entered = date.fromisoformat(r[12]), date.fromisoformat(r[13])
    return Deal._make((*r[:9], bool(r[9]), r[10], _day(r[11]), made, entered, *days, *r[18:]))


def _customer(r: Sequence[Any]) -> Customer:
    return Customer._make((*r[:10], _day(r[10]), date.fromisoformat(r[11]), _day(r[12]), bool(r[13]), r[14]))


def _activity(r: Sequence[Any]) -> Activity:
    deals = tuple(r[3].split()) if r[3] else ()
    moments = datetime.fromisoformat(r[4]), date.fromisoformat(r[5])
    return Activity._make((*r[:3], deals, *moments, *r[6:10], bool(r[10]), datetime.fromisoformat(r[11]), r[12]))


def _entry(r: Sequence[Any]) -> FormEntry:
    return FormEntry._make((*r[:5], bool(r[5]), json.loads(r[6]), r[7], datetime.fromisoformat(r[8]), r[9]))


def _signoff(r: Sequence[Any]) -> SignOff:
    return SignOff._make((*r[:6], datetime.fromisoformat(r[6]), bool(r[7]), r[8], bool(r[9])))


def change(r: Sequence[Any]) -> Change:
    """A line of history from its columns in the order of the table."""
    return Change._make((r[0], r[1], datetime.fromisoformat(r[2]), *r[3:]))


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _chunks(values: Iterable[str], size: int = 500) -> Iterator[list[str]]:
    """Lists short enough for one statement's parameters."""
    rest = list(dict.fromkeys(values))
    for start in range(0, len(rest), size):
        yield rest[start : start + size]


# --- the board itself ---------------------------------------------------------------------------------------------


def settings(conn: sqlite3.Connection) -> dict[str, str]:
    """All rows of meta."""
    return dict(conn.execute("select key, value from meta"))


def meta(conn: sqlite3.Connection) -> BoardMeta:
    """The board's own settings."""
    got = settings(conn)
    created = date.fromisoformat(got["created_on"])
    return BoardMeta(got["board_id"], got["team"], got["lang"], got["currency"], got["zone"], created)


def playbook_seq(conn: sqlite3.Connection) -> int:
    """The number of the playbook in force: the newest one taken into use."""
    return int(conn.execute("select max(seq) from playbook").fetchone()[0] or 0)


def playbook_part(conn: sqlite3.Connection, seq: int, part: str) -> str:
    """The JSON text of one part of a playbook; "[]" when the board has none."""
    row = conn.execute("select body from playbook where seq = ? and part = ?", (seq, part)).fetchone()
    return str(row[0]) if row else "[]"


def playbook_parts(conn: sqlite3.Connection, seq: int) -> dict[str, str]:
    """Every part of a playbook as it is kept."""
    return dict(conn.execute("select part, body from playbook where seq = ?", (seq,)))


def playbook_versions(conn: sqlite3.Connection) -> list[tuple[int, str, str]]:
    """The playbooks taken into use, oldest first: number, the part "head", the part "used"."""
    sql = """select seq, max(body) filter (where part = 'head'), max(body) filter (where part = 'used')
        from playbook group by seq order by seq"""
    return [(r[0], r[1], r[2] or "{}") for r in conn.execute(sql)]


def calendar_days(conn: sqlite3.Connection) -> dict[date, str]:
    """The team's own days: "off" or "work"."""
    return {date.fromisoformat(day): kind for day, kind in conn.execute("select day, kind from calendar_day")}


def members(conn: sqlite3.Connection) -> list[Member]:
    """Everybody in the team, in the order they joined."""
    found = conn.execute("select id, login, name, roles, active, rev from member order by id")
    return [Member(r[0], r[1], r[2], tuple(json.loads(r[3])), bool(r[4]), r[5]) for r in found]


# --- customers ----------------------------------------------------------------------------------------------------


def customer(conn: sqlite3.Connection, id: str) -> Customer | None:
    """One customer by id."""
    row = conn.execute(f"{_CUSTOMER} where id = ?", (id,)).fetchone()
    return _customer(row) if row else None


def customer_by_no(conn: sqlite3.Connection, no: int) -> Customer | None:
    """One customer by short number."""
    row = conn.execute(f"{_CUSTOMER} where no = ?", (no,)).fetchone()
    return _customer(row) if row else None


def customers(conn: sqlite3.Connection, ids: Iterable[str] | None = None) -> list[Customer]:
    """All customers, or those named, by number."""
    if ids is None:
        return [_customer(r) for r in conn.execute(f"{_CUSTOMER} order by no")]
    return [
        _customer(r)
        for some in _chunks(ids)
        for r in conn.execute(f"{_CUSTOMER} where id in ({_marks(some)}) order by no", some)
    ]


def customers_like(conn: sqlite3.Connection, text: str, limit: int = -1) -> list[Customer]:
    """Customers whose search text (already folded) contains `text`, by number."""
    found = conn.execute(f"{_CUSTOMER} where instr(search, ?) > 0 order by no limit ?", (text, limit))
    return [_customer(r) for r in found]


def customer_named(conn: sqlite3.Connection, folded: str) -> Customer | None:
    """The customer whose folded name is exactly this (the search text's first line)."""
    row = conn.execute(
        f"{_CUSTOMER} where search >= ? and search < ? and (search = ? or substr(search, 1, ?) = ?) limit 1",
        (folded, folded + "\U0010ffff", folded, len(folded) + 1, folded + "\n"),
    ).fetchone()
    return _customer(row) if row else None


def customer_ids(conn: sqlite3.Connection, owners: Sequence[str] | None = None) -> list[str]:
    """The customers of the team, or those that these logins own or have, or had, a deal with."""
    if owners is None:
        return [r[0] for r in conn.execute("select id from customer where trashed is null")]
    sql = f"""select id from customer where owner in ({_marks(owners)}) and trashed is null union
        select customer from deal where owner in ({_marks(owners)}) and trashed is null"""
    return [r[0] for r in conn.execute(sql, [*owners, *owners])]


def contacts(conn: sqlite3.Connection, customer: str) -> list[Contact]:
    """The people of a customer, those who left last."""
    found = conn.execute(
        """select id, customer, name, post, phone, mail, role, left_on, rev from contact
        where customer = ? and trashed is null order by left_on is not null, id""",
        (customer,),
    )
    return [Contact._make((*r[:7], _day(r[7]), r[8])) for r in found]


def contact(conn: sqlite3.Connection, id: str) -> Contact | None:
    """One contact by id."""
    row = conn.execute("select customer from contact where id = ?", (id,)).fetchone()
    return next((one for one in contacts(conn, row[0]) if one.id == id), None) if row else None


# --- deals --------------------------------------------------------------------------------------------------------


def deal(conn: sqlite3.Connection, id: str) -> Deal | None:
    """One deal by id."""
    row = conn.execute(f"{_DEAL} where d.id = ?", (id,)).fetchone()
    return _deal(row) if row else None


def deal_by_no(conn: sqlite3.Connection, no: int) -> Deal | None:
    """One deal by short number."""
    row = conn.execute(f"{_DEAL} where d.no = ?", (no,)).fetchone()
    return _deal(row) if row else None


def deal_by_ext(conn: sqlite3.Connection, ext: str) -> Deal | None:
    """The deal that an import made from this row of that system."""
    row = conn.execute(f"{_DEAL} where d.ext = ?", (ext,)).fetchone()
    return _deal(row) if row else None


def deals_of(conn: sqlite3.Connection, customers: Iterable[str]) -> list[Deal]:
    """The deals of these customers, closed ones too; those of one customer stand together."""
    sql = _DEAL + " where d.customer in ({}) order by d.customer, d.no"
    return [_deal(r) for some in _chunks(customers) for r in conn.execute(sql.format(_marks(some)), some)]


def _where(scope: Scope, live: bool | None) -> tuple[str, list[object]]:
    parts: list[str] = []
    values: list[object] = []
    if live is not None:
        parts.append("d.live = ?")
        values.append(int(live))
    for column in ("owner", "stage", "state", "customer"):
        value = getattr(scope, column)
        if value:
            parts.append(f"d.{column} = ?")
            values.append(value)
    if scope.tier:
        parts.append("exists (select 1 from tier t where t.tier = ? and t.subject in (d.id, d.customer))")
        values.append(scope.tier)
    for word in scope.text.split():
        parts.append("(instr(d.search, ?) > 0 or d.customer in (select id from customer where instr(search, ?) > 0))")
        values += [word, word]
    return " and ".join(parts) or "1", values


def deals(conn: sqlite3.Connection, scope: Scope, limit: int = -1) -> list[Deal]:
    """The deals in scope, whatever their state, by number; words of `scope.text` must be folded already."""
    where, values = _where(scope, None)
    return [_deal(r) for r in conn.execute(f"{_DEAL} where {where} order by d.no limit ?", [*values, limit])]


def window(conn: sqlite3.Connection, scope: Scope, offset: int, limit: int) -> list[Deal]:
    """A window of the live deals of one stage in the board's order: newest in the stage first."""
    where, values = _where(scope, True)
    sql = f"{_DEAL} where {where} order by d.entered_on desc, d.no desc limit ? offset ?"
    return [_deal(r) for r in conn.execute(sql, [*values, limit, offset])]


def totals(conn: sqlite3.Connection, scope: Scope) -> list[Totals]:
    """Count and sum of the live deals by stage."""
    where, values = _where(scope, True)
    sql = f"select d.stage, count(*), sum(d.amount) from deal d where {where} group by d.stage"
    return [Totals._make(r) for r in conn.execute(sql, values)]


def held_stages(conn: sqlite3.Connection) -> dict[str, int]:
    """How many deals stand in each stage, live or paused."""
    return dict(conn.execute("select stage, count(*) from deal where live = 1 or state = 'paused' group by stage"))


def held_refs(conn: sqlite3.Connection, stage: str, limit: int) -> list[str]:
    """The first of the live or paused deals of a stage, as people call them."""
    sql = "select no from deal where (live = 1 or state = 'paused') and stage = ? order by no limit ?"
    return [f"D-{r[0]}" for r in conn.execute(sql, (stage, limit))]


def live_deals(conn: sqlite3.Connection) -> list[str]:
    """The deals on the board."""
    return [r[0] for r in conn.execute("select id from deal where live = 1 order by no")]


def position(conn: sqlite3.Connection, scope: Scope, one: Deal) -> int | None:
    """Where a deal stands in its column (0 is the top), None when it is not in scope."""
    where, values = _where(scope._replace(stage=one.stage), True)
    if not conn.execute(f"select 1 from deal d where {where} and d.id = ?", [*values, one.id]).fetchone():
        return None
    sql = f"select count(*) from deal d where {where} and (d.entered_on, d.no) > (?, ?)"
    return int(conn.execute(sql, [*values, one.entered_on.isoformat(), one.no]).fetchone()[0])


def hits(conn: sqlite3.Connection, words: Sequence[str], limit: int) -> list[Hit]:
    """Customers, then deals, whose search text contains every word (folded); live deals before closed ones."""
    kinds = " and ".join(["instr(search, ?) > 0"] * len(words))
    found = conn.execute(
        f"select id, no, name, sector from customer where {kinds} and trashed is null limit ?", [*words, limit]
    )
    result = [Hit("customer", r[0], f"C-{r[1]}", r[2], r[3] or "", "") for r in found]
    both = " and ".join(["instr(d.search || c.search, ?) > 0"] * len(words))
    sql = f"""select d.id, d.no, d.title, c.name, d.state from deal d join customer c on c.id = d.customer
        where {both} and d.trashed is null order by d.live desc, d.no desc limit ?"""
    result += [Hit("deal", r[0], f"D-{r[1]}", r[2], r[3], r[4]) for r in conn.execute(sql, [*words, limit])]
    return result[:limit]


# --- what happened ------------------------------------------------------------------------------------------------


def activities(conn: sqlite3.Connection, customers: Iterable[str] | None = None) -> list[Activity]:
    """Activities of the customers named (of all when None), oldest first."""
    if customers is None:
        return [_activity(r) for r in conn.execute(f"{_ACTIVITY} order by a.at")]
    return [
        _activity(r)
        for some in _chunks(customers)
        for r in conn.execute(f"{_ACTIVITY} where a.customer in ({_marks(some)}) order by a.at", some)
    ]


def touches(conn: sqlite3.Connection, customers: Iterable[str] | None) -> list[tuple[str, str, str, str | None]]:
    """What the dates need of the activities that took place: customer, kind, day, deal ids joined by a blank."""
    sql = """select a.customer, a.kind, a.day, group_concat(l.deal, ' ') from activity a
        left join activity_deal l on l.activity = a.id where a.planned = 0 and a.trashed is null {} group by a.id"""
    if customers is None:
        return list(conn.execute(sql.format("")))
    return [
        row
        for some in _chunks(customers)
        for row in conn.execute(sql.format(f"and a.customer in ({_marks(some)})"), some)
    ]


def stage_entries(conn: sqlite3.Connection, deals: Iterable[str]) -> list[tuple[str, str, date]]:
    """When each deal entered each stage, oldest first: deal, stage, day."""
    return [
        (r[0], r[1], date.fromisoformat(r[2]))
        for some in _chunks(deals)
        for r in conn.execute(
            f"select deal, stage, entered_on from stage_entry where deal in ({_marks(some)}) order by id", some
        )
    ]


def items(conn: sqlite3.Connection, deals: Iterable[str]) -> list[ItemState]:
    """The ticked checklist items of these deals."""
    sql = 'select deal, stage, item, "by", at, via from item_state where deal in ({})'
    return [
        ItemState(r[0], r[1], r[2], r[3], datetime.fromisoformat(r[4]), r[5])
        for some in _chunks(deals)
        for r in conn.execute(sql.format(_marks(some)), some)
    ]


def tiers(conn: sqlite3.Connection, subjects: Iterable[str] | None) -> list[TierNow]:
    """The tiers that hold for these customers and deals (for all when None)."""
    sql = "select subject, scheme, tier, since from tier"
    if subjects is None:
        found = list(conn.execute(sql))
    else:
        found = [
            r for some in _chunks(subjects) for r in conn.execute(f"{sql} where subject in ({_marks(some)})", some)
        ]
    return [TierNow(r[0], r[1], r[2], date.fromisoformat(r[3])) for r in found]


def entries(conn: sqlite3.Connection, subjects: Iterable[str], form: str = "") -> list[FormEntry]:
    """The filled forms of these subjects, by form and number."""
    also, value = ("and form = ?", [form]) if form else ("", [])
    return [
        _entry(r)
        for some in _chunks(subjects)
        for r in conn.execute(f"{_ENTRY} where subject in ({_marks(some)}) {also} order by form, no", [*some, *value])
    ]


def entries_of(conn: sqlite3.Connection, form: str) -> list[FormEntry]:
    """Everything filled into one form on the whole board, oldest first."""
    return [_entry(r) for r in conn.execute(f"{_ENTRY} where form = ? order by id", (form,))]


def entry(conn: sqlite3.Connection, id: str) -> FormEntry | None:
    """One filled form by id."""
    row = conn.execute(f"{_ENTRY} where id = ?", (id,)).fetchone()
    return _entry(row) if row else None


def signoffs(conn: sqlite3.Connection, subjects: Sequence[str]) -> list[SignOff]:
    """Every sign-off on the papers of these subjects (a deal, its customer), oldest first, void ones too."""
    sql = f"{_SIGNOFF} where entry in (select id from form_entry where subject in ({_marks(subjects)})) order by id"
    return [_signoff(r) for r in conn.execute(sql, list(subjects))]


def signoffs_on(conn: sqlite3.Connection, entry: str) -> list[SignOff]:
    """Every sign-off on one form entry, oldest first, void ones too."""
    return [_signoff(r) for r in conn.execute(f"{_SIGNOFF} where entry = ? order by id", (entry,))]


def changes(conn: sqlite3.Connection, subjects: Iterable[str] | None = None, limit: int = -1) -> list[Change]:
    """History, newest first: of these subjects, or of everything."""
    if subjects is None:
        return [change(r) for r in conn.execute(f"{_CHANGE} order by seq desc limit ?", (limit,))]
    found = [
        change(r)
        for some in _chunks(subjects)
        for r in conn.execute(f"{_CHANGE} where subject in ({_marks(some)}) order by seq desc limit ?", [*some, limit])
    ]
    return sorted(found, key=lambda one: -one.seq)[: limit if limit >= 0 else None]
