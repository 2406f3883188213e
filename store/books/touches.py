"""Touches: what took place between us and a customer."""

from collections.abc import Sequence
from datetime import datetime

from store.books.core import Core
from store.books.evidence import settle_customer
from store.books.permissions import require
from store.file import rows
from store.file.writer import Writer
from store.problems import refuse
from store.records import Activity


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
