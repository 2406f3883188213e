"""The trash: deals, customers, contacts and touches that somebody took away, and that can be taken back.

Nothing is deleted: a thing in the trash keeps its history, its papers and its number; it only stands in no list.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from store.books.core import Core
from store.books.deals import OPEN, WON
from store.books.evidence import settle_customer
from store.books.permissions import require
from store.file import lines, rows
from store.file.rows import Connection
from store.file.writer import Writer
from store.problems import BadInput, refuse
from store.process.permissions import Matter

LETTERS = {"deal": "D", "customer": "C"}


class Trashed(NamedTuple):
    """A thing in the trash. `kind` is deal, customer, contact or activity; `ref` its short number, or ""."""

    kind: str
    id: str
    ref: str
    name: str
    at: datetime


def live_again(row: lines.Row) -> int:
    """Whether a deal stands on the board once it is not in the trash: open, or won and not done (process.md 9.1)."""
    return int(row["state"] == OPEN or (row["state"] == WON and not row["closed_on"]))


class Trash:
    """What was taken away and can be taken back."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def put(self, id: str, why: str = "") -> None:
        """Take a deal, a contact, a touch or a customer (with its deals) away; raises BadInput("ref_unknown")."""
        core = self._core

        def work(writer: Writer) -> None:
            kind, row = self._row(writer.conn, id)
            if row["trashed"]:
                raise BadInput("ref_unknown", ref=id)
            self._may(writer.conn, kind, row)
            stamp = stamp_of(core, writer)
            for deal in lines.deals_with(writer.conn, id) if kind == "customer" else ():
                writer.update("deal", deal, {"trashed": stamp, "live": 0}, action="trash", why=why)
            changes = {"trashed": stamp} | ({"live": 0} if kind == "deal" else {})
            writer.update(kind, id, changes, action="trash", why=why)
            self._settle(writer, kind, row)

        core.write(work)

    def restore(self, id: str) -> None:
        """Take something back, a customer with the deals that went with it; raises BadInput("ref_unknown"), Refused.

        A deal or a contact of a customer that is in the trash needs its customer first (Refused "trash_customer").
        """
        core = self._core

        def work(writer: Writer) -> None:
            kind, row = self._row(writer.conn, id)
            if not row["trashed"]:
                raise BadInput("ref_unknown", ref=id)
            self._may(writer.conn, kind, row)
            give_back(writer, kind, id, row)
            self._settle(writer, kind, row)

        core.write(work)

    def list(self) -> list[Trashed]:
        """What lies in it, the newest first."""
        return [
            Trashed(
                one.kind,
                one.id,
                f"{LETTERS[one.kind]}-{one.no}" if one.no else "",
                one.name,
                datetime.fromisoformat(one.at.split()[0]),
            )
            for one in lines.trashed(self._core.conn)
        ]

    @staticmethod
    def _row(conn: Connection, id: str) -> tuple[str, lines.Row]:
        kind = lines.table_of(conn, id)
        row = lines.row(conn, kind, (id,)) if kind else None
        if row is None:
            raise BadInput("ref_unknown", ref=id)
        return kind, row

    def _may(self, conn: Connection, kind: str, row: lines.Row) -> None:
        """Whose a thing is decides who takes it away: with a customer go its deals, so all of them must be mine.

        Raises Refused for those whose roles may not change them.
        """
        whole = kind == "customer"
        customer = lines.row(conn, "customer", (str(row["id"] if whole else row["customer"]),)) or {}
        deals = (lines.row(conn, "deal", (one,)) for one in (lines.deals_with(conn, str(row["id"])) if whole else ()))
        require(
            self._core, "deal.edit" if kind == "deal" else "customer.edit", _of(row if kind == "deal" else customer)
        )
        for deal in deals:
            if deal:
                require(self._core, "deal.edit", _of(deal))

    def _settle(self, writer: Writer, kind: str, row: lines.Row) -> None:
        customer = str(row["id"] if kind == "customer" else row["customer"])
        if rows.customer(writer.conn, customer):
            settle_customer(self._core, writer, customer)


def _of(row: Mapping[str, object]) -> Matter:
    return Matter(frozenset((str(row.get("owner") or ""),)) - {""})


def stamp_of(core: Core, writer: Writer) -> str:
    """What stands in a row that goes into the trash: when, and in which commit, so that what went together is known."""
    return f"{core.now().isoformat()} {writer.batch}"


def give_back(writer: Writer, kind: str, id: str, row: lines.Row) -> None:
    """Take one row out of the trash, a customer with the deals that went with it; raises Refused("trash_customer")."""
    if kind != "customer":
        need_customer(writer, row)
    writer.update(kind, id, {"trashed": None} | ({"live": live_again(row)} if kind == "deal" else {}), action="untrash")
    for deal in lines.deals_with(writer.conn, id, trashed_at=str(row["trashed"])) if kind == "customer" else ():
        found = lines.row(writer.conn, "deal", (deal,))
        if found:
            writer.update("deal", deal, {"trashed": None, "live": live_again(found)}, action="untrash")


def need_customer(writer: Writer, row: lines.Row) -> None:
    """Raise Refused("trash_customer") when the customer that a row belongs to is in the trash."""
    owner = lines.row(writer.conn, "customer", (str(row["customer"]),))
    if owner and owner["trashed"]:
        raise refuse("trash_customer", customer=str(owner["name"]))
