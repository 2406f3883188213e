"""The facts that dates are computed from, gathered for any number of customers in a handful of queries (process.md 9).

Only what the playbook's own rules ask for is read: a board without papers reads none.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple, TypeVar

from store.books.core import Core
from store.books.happenings import TAKEN_OVER
from store.file import clockrows, rows
from store.file.clockrows import TouchRow
from store.process import fired
from store.process.facts import (
    AppointmentFact,
    CustomerClock,
    DealClock,
    DoneFact,
    EventFact,
    SnoozeFact,
    TierFact,
    TouchFact,
)
from store.process.fired import Version, Wanted
from store.process.followrules import Ready, ready
from store.process.moments import day_of, order
from store.records import Customer, Deal

T = TypeVar("T")
CHANGED, HELD, PLANNED = "customer_changed", "meeting_held", "meeting_planned"
_BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Known(NamedTuple):
    """A customer with its deals and the tiers shown with them, and the facts of both."""

    customer: Customer
    deals: Mapping[str, Deal]
    tiers: Mapping[str, str]
    clock: CustomerClock


def gather(core: Core, customers: Sequence[str] | None, *, every: bool = False) -> Iterator[Known]:
    """The facts of these customers (of all when None). `every`: also what only timers that have ended ask for."""
    return _Gathering(core, customers, every).customers()


class _Gathering:
    """One go: the queries first, then customer by customer."""

    def __init__(self, core: Core, customers: Sequence[str] | None, every: bool) -> None:
        self._core, self._every = core, every
        self._asked: Wanted = fired.wanted(core.process)
        self._ready: Ready = ready(core.process)
        conn = core.conn
        self._known = {one.id: one for one in rows.customers(conn, customers)}
        self._deals = rows.deals_of(conn, self._known)
        ids = None if customers is None else list(self._known)
        subjects = None if customers is None else [*self._known, *(one.id for one in self._deals)]
        self._tiers = _grouped((one.subject, one) for one in rows.tiers(conn, subjects))
        self._snoozes = _grouped((one.subject, one) for one in clockrows.snoozes(conn, subjects))
        self._said = _grouped((one[0], one) for one in clockrows.events(conn, subjects))
        self._appointments = _grouped((one[0], one) for one in clockrows.planned(conn, ids))
        taken = [one[2].astimezone(core.zone).date() for one in clockrows.events(conn, [""]) if one[1] == TAKEN_OVER]
        self._from = max(taken, default=date.min)
        self._stages = self._entered()
        self._fired: dict[str, list[EventFact]] = {}
        self._done: dict[str, list[DoneFact]] = {}
        self._papers(subjects)
        self._approvals(subjects)
        self._changes(ids)
        self._turned("paused", None if ids is None else [one.id for one in self._deals])
        self._touches = clockrows.touches(conn, ids)
        self._links: dict[str, tuple[str, ...]] = {}
        self._noted = self._noted_later()

    def customers(self) -> Iterator[Known]:
        """Customer by customer."""
        mine = {key: list(some) for key, some in groupby(self._deals, key=lambda one: one.customer)}
        for one in self._known.values():
            deals = mine.get(one.id, [])
            tiers = {id: self._tiers[id][0].tier for id in (one.id, *(deal.id for deal in deals)) if id in self._tiers}
            yield Known(one, {deal.id: deal for deal in deals}, tiers, self._customer(one, deals))

    # --- queries

    def _entered(self) -> dict[str, dict[str, date]]:
        """deal -> stage -> the last day it was entered."""
        running = [one.id for one in self._deals if one.live or one.state == "paused"]
        found: dict[str, dict[str, date]] = {}
        for deal, stage, on in rows.stage_entries(self._core.conn, running):
            found.setdefault(deal, {})[stage] = on
        return found

    def _papers(self, subjects: Sequence[str] | None) -> None:
        """What forms have fired and ended; the saves of an entry are read only when there was more than one."""
        core, asked = self._core, self._asked
        if not asked.forms:
            return
        found = clockrows.papers(core.conn, subjects, asked.forms)
        saves = clockrows.saves(core.conn, [one.id for one in found if one.ver > 1])
        people = {fired.folded(name): one.login for one in core.members.values() for name in (one.name, one.login)}
        rules = {id: core.process.form(id) for id in {one.form for one in found}}
        for one in found:
            told = [
                Version(save.at.astimezone(core.zone), save.complete, save.values) for save in saves.get(one.id, ())
            ]
            told = told or [Version(one.at.astimezone(core.zone), one.complete, one.values)]
            told[-1] = told[-1]._replace(complete=one.complete, values=one.values)
            rule = rules[one.form]
            for event in fired.events(asked, rule, one.id, told, people, core.zone):
                self._fired.setdefault(one.subject, []).append(event)
            for end in fired.done(asked, rule, one.id, told, core.zone):
                self._done.setdefault(one.subject, []).append(end)

    def _approvals(self, subjects: Sequence[str] | None) -> None:
        if not self._asked.signoffs:
            return
        for subject, kind, entry, at in clockrows.approvals(self._core.conn, subjects, self._asked.signoffs):
            done = DoneFact(f"signoff:{kind}", at.astimezone(self._core.zone), entry)
            self._done.setdefault(subject, []).append(done)

    def _changes(self, customers: Sequence[str] | None) -> None:
        """The changes of customers' records, but for their making by an import: nobody typed that."""
        if CHANGED not in self._asked.names:
            return
        imported = {one.customer for one in self._deals if one.ext and self._made(one.id) == self._made(one.customer)}
        for customer, made, at in clockrows.record_changes(self._core.conn, customers):
            if customer in self._known and not (made and customer in imported):
                event = EventFact(CHANGED, at.astimezone(self._core.zone))
                self._fired.setdefault(customer, []).append(event)

    def _made(self, id: str) -> date:
        """The day on which something was recorded: an id begins with its milliseconds (store/file/ids.py)."""
        millis = 0
        for letter in id[:10]:
            millis = millis * 32 + _BASE32.index(letter)
        return datetime.fromtimestamp(millis / 1000, self._core.zone).date()

    def _turned(self, state: str, deals: Sequence[str] | None) -> None:
        if state not in self._asked.names:
            return
        for deal, at in clockrows.turned(self._core.conn, deals, state):
            self._fired.setdefault(deal, []).append(EventFact(state, at.astimezone(self._core.zone)))

    def _noted_later(self) -> dict[str, datetime]:
        edited = [row[4] for some in self._touches.values() for row in some if row[7] > 1 and row[6]]
        return clockrows.noted_later(self._core.conn, edited) if edited else {}

    # --- one deal, one customer

    def _deal(self, one: Deal, touches: Sequence[TouchFact]) -> DealClock:
        """There may be ten thousand, and on most of them nothing has happened: what is not there costs no time."""
        tiers = tuple([TierFact(tier.scheme, tier.tier, tier.since) for tier in self._tiers.get(one.id, ())])
        stages = self._stages.get(one.id, _NO_STAGES)
        found = self._happened(one, tiers, stages, touches)
        signed = next((fact for fact in found if fact.name == fired.SIGNED), None) if found else None
        events = {f"stage:{stage}": on for stage, on in stages.items()}
        if found:
            events |= self._days(found)
            if one.ext:  # what happened before the deal was taken over starts nothing
                made = self._made(one.id)
                found = [fact for fact in found if day_of(fact.at) >= made]
        events["deal_created"] = one.created_on
        if one.signed_on:
            events["won"] = one.signed_on
        return DealClock(
            one.id, one.owner, one.stage, one.state, one.live, one.entered_on,
            day_of(signed.at) if signed else one.signed_on, one.resumed_on, one.wake_on, tiers, events,
            type=one.type, close_on=one.close_on, fired=tuple(found), done=tuple(self._done.get(one.id, ())),
        )  # fmt: skip

    def _happened(
        self, one: Deal, tiers: Sequence[TierFact], stages: Mapping[str, date], touches: Sequence[TouchFact]
    ) -> list[EventFact]:
        """What has happened to a deal, of all that something asks for."""
        asked, names = self._asked, self._asked.names
        found = [*self._fired.get(one.id, ()), *self._told(one.id), *self._of_tiers(tiers)]
        for stage in asked.stages.keys() & stages.keys():
            found += [EventFact(name, stages[stage]) for name in asked.stages[stage]]
        if "deal_created" in names:
            found.append(EventFact("deal_created", one.created_on))
        if one.resumed_on and "resumed" in names:
            found.append(EventFact("resumed", one.resumed_on))
        if one.closed_on and one.state == "lost" and "lost" in names:
            found.append(EventFact("lost", one.closed_on))
        if one.signed_on:
            if one.state in ("won", "completed") and "won" in names:
                found.append(EventFact("won", one.signed_on))
            if all(fact.name != fired.SIGNED for fact in found):
                found.append(EventFact(fired.SIGNED, one.signed_on))
        if HELD in names:
            found += _held(found, [touch for touch in touches if one.id in touch.deals], self._ready.two_way)
        return found

    def _customer(self, one: Customer, deals: Sequence[Deal]) -> CustomerClock:
        snoozes = [row for subject in (one.id, *(deal.id for deal in deals)) for row in self._snoozes.get(subject, ())]
        touches = self._touched(one.id, exact=self._every or bool(snoozes))
        clocks = tuple(self._deal(deal, touches) for deal in deals)
        tiers = tuple(TierFact(tier.scheme, tier.tier, tier.since) for tier in self._tiers.get(one.id, ()))
        found = [*self._fired.get(one.id, ()), *self._told(one.id), *self._of_tiers(tiers)]
        if "customer_created" in self._asked.names:
            found.append(EventFact("customer_created", one.created_on))
        first = one.first_signed_on or min((deal.signed_on for deal in clocks if deal.signed_on), default=None)
        events = {**self._days(found), "customer_created": one.created_on}
        return CustomerClock(
            id=one.id,
            owner=one.owner or next((deal.owner for deal in deals if deal.live), ""),
            created_on=one.created_on,
            first_signed_on=first,
            founded_on=one.founded_on,
            archived=one.archived,
            tiers=tiers,
            events=events | ({"first_signed": first} if first else {}),
            deals=clocks,
            touches=touches,
            fired=tuple(found),
            done=tuple(self._done.get(one.id, ())),
            appointments=tuple(
                AppointmentFact(id, kind, at.astimezone(self._core.zone), tuple((linked or "").split()))
                for _, id, kind, at, linked in self._appointments.get(one.id, ())
            ),
            snoozes=tuple(
                SnoozeFact(
                    row.rule, row.subject, date.fromisoformat(row.until), row.reason, row.by,
                    row.at.astimezone(self._core.zone), row.source, row.row,
                )
                for row in snoozes
            ),
            timers_from=max(self._from, self._made(one.id) if deals and all(deal.ext for deal in deals) else date.min),
        )  # fmt: skip

    def _told(self, subject: str) -> list[EventFact]:
        """What people said has happened."""
        zone = self._core.zone
        return [
            EventFact(name, at.astimezone(zone), id, what=note) for _, name, at, id, note in self._said.get(subject, ())
        ]

    def _of_tiers(self, tiers: Iterable[TierFact]) -> list[EventFact]:
        named, found = self._asked.tiers, []
        if named:
            found = [EventFact(name, one.since) for one in tiers for name in named.get((one.scheme, one.tier), ())]
        if "tier_set" in self._asked.names:
            found += [EventFact("tier_set", fact.since) for fact in tiers]
        return found

    def _days(self, facts: Iterable[EventFact]) -> dict[str, date]:
        """For cadences the day of each event: the latest that has come, else the next to come."""
        today = self._core.today()
        found: dict[str, date] = {}
        for fact in facts:
            day, before = day_of(fact.at), found.get(fact.name)
            if before is None or (day <= today < before) or (before < day <= today) or (today < day < before):
                found[fact.name] = day
        return found

    def _touched(self, customer: str, *, exact: bool) -> tuple[TouchFact, ...]:
        """The touches of a customer. Their time is read where it can matter: it starts or ends a timer."""
        told = self._touches.get(customer)
        if not told:
            return ()
        first = min(row[2] for row in told)
        settled = self._ready.noted and not exact
        kinds = self._asked.kinds
        days, links = _DAYS, self._links
        found = []
        for row in told:
            _, kind, written, linked, _, _, noted, _ = row
            day = days.get(written) or days.setdefault(written, date.fromisoformat(written))
            deals = links.get(linked) or links.setdefault(linked, tuple(linked.split())) if linked else ()
            if settled and noted and kind not in kinds and written != first:
                found.append(TouchFact(kind, day, deals))
            else:
                found.append(self._timed(TouchRow._make(row), day, deals))
        return tuple(found)

    def _timed(self, row: TouchRow, day: date, deals: tuple[str, ...]) -> TouchFact:
        zone = self._core.zone
        at = datetime.fromisoformat(row.at).astimezone(zone)
        noted = None
        if row.noted:
            noted = (self._noted.get(row.id) or datetime.fromisoformat(row.noted)).astimezone(zone)
        return TouchFact(row.kind, day, deals, at, row.id, noted)


_NO_STAGES: Mapping[str, date] = {}
_DAYS: dict[str, date] = {}
"""Days as they are written: the same few hundred stand in a hundred thousand rows."""


def _held(found: Iterable[EventFact], touches: Sequence[TouchFact], two_way: frozenset[str]) -> list[EventFact]:
    """Planned meetings that took place: the first two-way touch of the deal that ended on the day, not before the time.

    process.md 9.2 lists the event; nothing says which kind of activity a meeting is, so its day and time do.
    """
    held = []
    for meeting in [fact for fact in found if fact.name == PLANNED]:
        day, at = day_of(meeting.at), order(meeting.at)
        after = [
            touch.at
            for touch in touches
            if touch.at
            and touch.day == day
            and touch.kind in two_way
            and (not isinstance(meeting.at, datetime) or order(touch.at) >= at)
        ]
        if after:
            held.append(EventFact(HELD, min(after), meeting.source))
    return held


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for key, one in pairs:
        some = found.get(key)
        if some is None:
            found[key] = [one]
        else:
            some.append(one)
    return found
