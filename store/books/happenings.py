"""What has happened and the program cannot see: a complaint by phone, a customer confirmed dormant, a routine done."""

from datetime import date, datetime, time
from typing import NamedTuple

from store.books.core import Core
from store.books.permissions import require
from store.file import clockrows, rows
from store.file.writer import Writer
from store.problems import BadInput, refuse
from store.process import fired
from store.process.followrules import ready
from store.process.vocabulary import EVENTS

ROUTINE = "routine:"
"""The event "routine:ID" says that a routine of the team was done."""

TAKEN_OVER = "taken_over"
"""The event of a team that comes from elsewhere: what happened before that day starts no timer."""


class Happening(NamedTuple):
    """Something that was said to have happened, to a deal or customer (id), or to the team ("")."""

    subject: str
    name: str
    at: datetime
    note: str


class Events:
    """Events that people tell of; those that papers, touches and tiers fire need no telling."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def names(self) -> list[str]:
        """The events that start or stop something in this process, or are the program's own; for choosing from."""
        asked = fired.wanted(self._core.process).names
        return sorted(asked & EVENTS | {"customer_dormant"})

    def fire(self, subject: str, name: str, at: datetime | None = None, note: str = "") -> Happening:
        """Say that something has happened to a deal or customer at `at` (default: now); `note` is shown with its lines.

        Raises BadInput("event_unknown") for an event that nothing in this process asks for, Refused("event_in_future")
        unless something is due before it.
        """
        core = self._core
        if name not in self.names():
            raise BadInput("event_unknown", name=name, known=self.names())
        deal = rows.deal(core.conn, subject)
        if deal is None and rows.customer(core.conn, subject) is None:
            raise BadInput("ref_unknown", ref=subject)
        at = (at or core.now()).astimezone(core.zone)
        if at > core.now() and all(one.n >= 0 for one in ready(core.process).timers.get(name, ())):
            raise refuse("event_in_future", at=at)
        return self._save(subject, name, at, note, deal.customer if deal else subject)

    def did(self, routine: str, at: datetime | None = None, note: str = "") -> Happening:
        """Say that a routine of the team was done at `at` (default: now)."""
        core = self._core
        known = [one.id for one in core.process.routines]
        if routine not in known:
            raise BadInput("routine_unknown", name=routine, known=known)
        at = (at or core.now()).astimezone(core.zone)
        if at > core.now():
            raise refuse("event_in_future", at=at)
        return self._save("", f"{ROUTINE}{routine}", at, note, "")

    def take_over(self, day: date) -> Happening:
        """Say that the team has come from elsewhere: what happened before the day starts no timer."""
        at = datetime.combine(day, time(), self._core.zone)
        return self._save("", TAKEN_OVER, at, "", "")

    def list(self, subject: str) -> list[Happening]:
        """What was said to have happened to a deal or customer, or to the team (""), oldest first."""
        zone = self._core.zone
        told = clockrows.events(self._core.conn, [subject])
        return [Happening(of, name, at.astimezone(zone), note) for of, name, at, _, note in told]

    def _save(self, subject: str, name: str, at: datetime, note: str, customer: str) -> Happening:
        core = self._core

        def work(writer: Writer) -> None:
            require(core, "activity.log")
            row = {"id": core.new_id(), "name": name, "subject": subject, "at": at.isoformat(), "by": core.login}
            writer.insert("event", {**row, "note": note, "rev": 1}, action="event")

        core.write(work, *([customer] if customer else []))
        return Happening(subject, name, at, note)
