"""Touches: what took place between us and a customer, and what is put right about it afterwards.

A touch is never changed or taken away in silence: history tells the old and the new, and every date is computed anew
from what remains (process.md 3.4, "touch deleted or changed").
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from store.books.core import Core
from store.books.evidence import settle_customer
from store.books.permissions import customer_matter, require
from store.file import lines, rows
from store.file.writer import Writer
from store.problems import BadInput, refuse
from store.records import Activity

TEXTS = ("note", "aim", "outcome")
"""What is said about a touch; the rest decides dates."""

CORRECTABLE = ("kind", "at", *TEXTS, "deals")


class Activities:
    """Touches: what took place between us and a customer."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def log(
        self,
        customer: str,
        kind: str,
        deals: Sequence[str] = (),
        note: str = "",
        at: datetime | None = None,
        aim: str = "",
        outcome: str = "",
    ) -> Activity:
        """Record a touch with a customer, linked to deals, that ended at `at` (default: now).

        Raises Refused for a touch in the future, or too far back for somebody who may not edit all deals (3.4).
        """
        core = self._core
        kind = core.process.activity(kind).id
        at = (at or core.now()).astimezone(core.zone)
        self._check_time(at)

        def work(writer: Writer) -> str:
            require(core, "activity.log")
            id = core.new_id()
            row = {
                "id": id, "kind": kind, "customer": customer, "at": at.isoformat(), "day": at.date().isoformat(),
                "by": core.login, "note": note, "aim": aim, "outcome": outcome, "planned": 0,
                "logged_at": core.now().isoformat(), "rev": 1,
            }  # fmt: skip
            writer.insert("activity", row, action="log")
            for deal in dict.fromkeys(deals):
                writer.insert("activity_deal", {"activity": id, "deal": deal}, action="")
            settle_customer(core, writer, customer)
            return id

        id = core.write(work, customer)
        return next(one for one in rows.activities(core.conn, [customer]) if one.id == id)

    def correct(self, id: str, changes: Mapping[str, object], rev: int | None = None, why: str = "") -> Activity:
        """Put a touch right: `kind`, `at` (a datetime), `note`, `aim`, `outcome`, `deals` (ids; replaces them all).

        What dates depend on (kind, time, deals) may be put right as long as a touch of that day could be logged, both
        of the day it had and of the one it gets; a touch that somebody else logged takes the right to edit its
        customer. Raises Refused for that, Conflict when `rev` is not its version any more, BadInput("touch_unknown"),
        "touch_field" and "touch_deal_elsewhere".
        """
        core = self._core
        for field in changes.keys() - {*CORRECTABLE}:
            raise BadInput("touch_field", field=field, known=[*CORRECTABLE])
        one = self._held(id)
        fields = self._fields(one, changes)
        deals = self._deals(one, changes.get("deals", one.deals))
        if {"kind", "at"} & fields.keys() or {*deals} != {*one.deals}:
            self._check_time(one.at)

        def work(writer: Writer) -> None:
            now = self._held(id)
            self._may(now)
            writer.update("activity", id, fields, rev=rev, action="correct", why=why)
            linked = {*deals} if "deals" in changes else {*now.deals}
            for deal in sorted({*now.deals} - linked):
                writer.delete("activity_deal", (id, deal), action="correct", why=why)
            for deal in sorted(linked - {*now.deals}):
                writer.insert("activity_deal", {"activity": id, "deal": deal}, action="correct", why=why)
            settle_customer(core, writer, one.customer)

        core.write(work, one.customer)
        return self._held(id)

    def remove(self, id: str, why: str = "") -> Activity:
        """Take away a touch that did not take place; it goes into the trash and counts no more. Rights as `correct`.

        Raises Refused("reason_needed") without `why`, and what `correct` raises.
        """
        core = self._core
        one = self._held(id)
        if not why.strip():
            raise refuse("reason_needed")
        self._check_time(one.at)

        def work(writer: Writer) -> None:
            self._may(self._held(id))
            stamp = f"{core.now().isoformat()} {writer.batch}"
            writer.update("activity", id, {"trashed": stamp}, action="trash", why=why)
            settle_customer(core, writer, one.customer)

        core.write(work, one.customer)
        return one

    def touch(self, id: str) -> Activity:
        """A touch by id; raises BadInput("touch_unknown") for none, one in the trash, and an appointment."""
        return self._held(id)

    def _held(self, id: str) -> Activity:
        conn = self._core.conn
        row = lines.row(conn, "activity", (id,))
        found = rows.activities(conn, [str(row["customer"])]) if row else []
        for one in found:
            if one.id == id and not one.planned:
                return one
        raise BadInput("touch_unknown", id=id)

    def _may(self, one: Activity) -> None:
        """As for logging; what somebody else wrote down is changed by who may edit the customer."""
        core = self._core
        require(core, "activity.log")
        customer = rows.customer(core.conn, one.customer)
        if one.by != core.login and customer:
            require(core, "customer.edit", customer_matter(core, customer))

    def _fields(self, one: Activity, changes: Mapping[str, object]) -> dict[str, object]:
        """The columns to write, of those that differ."""
        core = self._core
        fields: dict[str, object] = {name: changes[name] for name in TEXTS if name in changes}
        kind = core.process.activity(str(changes.get("kind", one.kind))).id if "kind" in changes else one.kind
        if kind != one.kind:
            fields["kind"] = kind
        at = changes.get("at", one.at)
        if isinstance(at, datetime) and at != one.at:
            at = at.astimezone(core.zone)
            self._check_time(at)
            fields |= {"at": at.isoformat(), "day": at.date().isoformat()}
        return fields

    def _deals(self, one: Activity, deals: object) -> list[str]:
        """The deals it is to be linked to, each of its customer."""
        wanted = [str(deal) for deal in deals] if isinstance(deals, Sequence) and not isinstance(deals, str) else []
        for id in wanted:
            deal = rows.deal(self._core.conn, id)
            if deal is None or deal.customer != one.customer:
                raise BadInput("touch_deal_elsewhere", ref=deal.ref if deal else id)
        return wanted

    def _check_time(self, at: datetime) -> None:
        core = self._core
        if at > core.now():
            raise refuse("touch_in_future", at=at)
        most = int(core.process.settings.get("backdate_max_days", 7))
        if (core.today() - at.date()).days > most and not core.can("deal.edit_all"):
            raise refuse("touch_too_old", days=most, at=at.date())

    def list(self, customer: str) -> list[Activity]:
        """All activities of a customer, newest first."""
        return rows.activities(self._core.conn, [customer])[::-1]
