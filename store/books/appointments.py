"""Activities, those that took place and those planned ahead: an appointment resets no date until it is held (3.4)."""

from collections.abc import Sequence
from datetime import datetime

from store.books.evidence import settle_customer
from store.books.permissions import require
from store.books.touches import Activities
from store.file import rows
from store.file.writer import Writer
from store.problems import BadInput, refuse
from store.records import Activity


class Planned(Activities):
    """Touches and appointments."""

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
        """Record a touch; one of the kind planned for that day with the same deals is held by it."""
        core = self._core
        kind = core.process.activity(kind).id
        day = (at or core.now()).astimezone(core.zone).date()
        for one in self.appointments(customer):
            if (one.kind, one.day) == (kind, day) and {*deals} <= {*one.deals}:
                return self.hold(one.id, at or core.now(), note, outcome, aim=aim)
        return super().log(customer, kind, deals, note, at, aim, outcome)

    def plan(
        self, customer: str, kind: str, deals: Sequence[str] = (), at: datetime | None = None, note: str = ""
    ) -> Activity:
        """Plan an activity that is to end at `at`, linked to deals; raises Refused("plan_in_past")."""
        core = self._core
        kind = core.process.activity(kind).id
        at = self._ahead(at)

        def work(writer: Writer) -> str:
            require(core, "activity.log")
            id = core.new_id()
            row = {
                "id": id, "kind": kind, "customer": customer, "at": at.isoformat(), "day": at.date().isoformat(),
                "by": core.login, "note": note, "planned": 1, "logged_at": core.now().isoformat(), "rev": 1,
            }  # fmt: skip
            writer.insert("activity", row, action="plan")
            for deal in dict.fromkeys(deals):
                writer.insert("activity_deal", {"activity": id, "deal": deal}, action="")
            return id

        return self._one(core.write(work, customer), customer)

    def shift(self, id: str, at: datetime) -> Activity:
        """Move an appointment to another time."""
        one, at = self._appointment(id), self._ahead(at)

        def work(writer: Writer) -> None:
            require(self._core, "activity.log")
            writer.update("activity", id, {"at": at.isoformat(), "day": at.date().isoformat()}, action="plan")

        self._core.write(work, one.customer)
        return self._one(id, one.customer)

    def hold(
        self, id: str, at: datetime | None = None, note: str = "", outcome: str = "", kind: str = "", aim: str = ""
    ) -> Activity:
        """Say that an appointment took place, ending at `at` (default: as planned, at the latest now).

        `note` is added to what was planned. Raises what `log` raises.
        """
        core = self._core
        one = self._appointment(id)
        at = (at or min(one.at, core.now())).astimezone(core.zone)
        self._check_time(at)
        kind = core.process.activity(kind or one.kind).id

        def work(writer: Writer) -> None:
            require(core, "activity.log")
            told = {"note": "\n".join(part for part in (one.note, note) if part), "outcome": outcome, "aim": aim}
            changes = {"planned": 0, "kind": kind, "at": at.isoformat(), "day": at.date().isoformat(), **told}
            writer.update("activity", id, {**changes, "logged_at": core.now().isoformat()}, action="log")
            settle_customer(core, writer, one.customer)

        core.write(work, one.customer)
        return self._one(id, one.customer)

    def cancel(self, id: str, why: str = "") -> None:
        """Call an appointment off; it goes into the trash."""
        core = self._core
        one = self._appointment(id)

        def work(writer: Writer) -> None:
            require(core, "activity.log")
            writer.update(
                "activity", id, {"trashed": f"{core.now().isoformat()} {writer.batch}"}, action="cancel", why=why
            )

        core.write(work, one.customer)

    def appointments(self, customer: str) -> list[Activity]:
        """What is planned with a customer, the next first."""
        return [one for one in rows.activities(self._core.conn, [customer]) if one.planned]

    def _one(self, id: str, customer: str) -> Activity:
        return next(one for one in rows.activities(self._core.conn, [customer]) if one.id == id)

    def _appointment(self, id: str) -> Activity:
        found = next((one for one in rows.activities(self._core.conn) if one.id == id and one.planned), None)
        if found is None:
            raise BadInput("appointment_unknown")
        return found

    def _ahead(self, at: datetime | None) -> datetime:
        core = self._core
        at = (at or core.now()).astimezone(core.zone)
        if at <= core.now():
            raise refuse("plan_in_past", at=at)
        return at
