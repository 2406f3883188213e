"""What was ruled by hand: gates gone over, tiers set beside what was suggested. The queries over these two tables."""

import sqlite3
from datetime import datetime
from typing import NamedTuple


class OverrideRow(NamedTuple):
    """A gate gone over, as kept: `reasons` is the JSON list of what was missing."""

    id: str
    deal: str
    gate: str
    before: str
    reasons: str
    why: str
    by: str
    at: datetime


def overrides(conn: sqlite3.Connection, deal: str = "") -> list[OverrideRow]:
    """The gates gone over, on one deal or on the board, newest first."""
    sql = """select id, deal, gate, before, reasons, why, "by", at from gate_override
        where ? in ('', deal) order by id desc"""
    return [OverrideRow._make((*r[:7], datetime.fromisoformat(r[7]))) for r in conn.execute(sql, (deal,))]


class RulingRow(NamedTuple):
    """A tier set beside what was suggested then; `asks`: it waits for whoever confirms a higher one."""

    id: str
    subject: str
    scheme: str
    tier: str
    suggested: str
    asks: bool
    by: str
    at: datetime
    confirmed_by: str


def rulings(conn: sqlite3.Connection, subject: str = "") -> list[RulingRow]:
    """The tiers set, of one customer or deal or of the board, oldest first."""
    sql = """select id, subject, scheme, tier, suggested, asks, "by", at, coalesce(confirmed_by, '') from tier_ruling
        where ? in ('', subject) order by id"""
    found = conn.execute(sql, (subject,))
    return [RulingRow._make((*r[:5], bool(r[5]), r[6], datetime.fromisoformat(r[7]), r[8])) for r in found]
