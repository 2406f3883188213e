"""A plan held against a board and carried out as one commit: all of it is saved, or nothing.

Customers, people and products are found by name, width, case and blanks aside, and made when they are missing. A deal
is found again by where it came from (`Deal.ext`), so the same file twice changes nothing. What the team changed on the
board since the last import stays as it is, as long as the file says what it said then.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from store.book import Book
from store.exchange.names import key
from store.exchange.plan import DealRow, Plan
from store.exchange.reading import RowProblem
from store.problems import Problem
from store.records import Customer, Deal, Member, Say, Scope

Progress = Callable[[int, int], None]
_STEP = 50  # rows between two words of progress
_OF_ITS_PLACE = frozenset({"stage", "state", "entered_on", "closed_on", "signed_on", "reason", "wake_on"})
_SETTABLE = frozenset({"title", "owner", "type", "amount", "close_on", "product", "source", "region", "note"})
_SPELLED = frozenset({"product"})  # another spelling of the same name is no change
_IMPORT = "import"  # the action of history lines that deals.put writes


class Outcome(NamedTuple):
    """What an import did (or would do): deals by what became of them, what was made besides, rows left out.

    `unchanged` deals were as the file has them, or hold changes of the team that were kept; `kept` counts the latter.
    """

    created: int
    updated: int
    unchanged: int
    kept: int
    skipped: int
    customers: int
    members: int
    problems: tuple[RowProblem, ...]

    @property
    def say(self) -> Say:
        """It in one sentence."""
        args: dict[str, object] = {field: getattr(self, field) for field in self._fields if field != "problems"}
        args["bad"] = len({one.line for one in self.problems})
        args["kept"] = Say("import_kept", {"count": self.kept}) if self.kept else ""
        args["skipped"] = Say("import_skipped", {"count": self.skipped}) if self.skipped else ""
        return Say("import_done", args)


def apply(book: Book, plan: Plan, *, progress: Progress | None = None, dry_run: bool = False) -> Outcome:
    """Carry out a plan; `progress` hears (rows done, rows in all). A dry run reads, counts and writes nothing.

    Raises what a save raises (BadInput when nobody acts, Busy, Unusable); then nothing was saved.
    """
    if dry_run:
        return _Import(book, plan, progress, writes=False).run()
    return book.batch(lambda: _Import(book, plan, progress, writes=True).run())


class _Import:
    """One run over a plan; begun anew when a save has to be repeated."""

    def __init__(self, book: Book, plan: Plan, progress: Progress | None, *, writes: bool) -> None:
        self._book, self._plan, self._progress, self._writes = book, plan, progress, writes
        self._counts = dict.fromkeys(("created", "updated", "unchanged", "kept", "customers", "members"), 0)
        self._problems = list(plan.problems)
        self._logins: dict[str, str] = {}
        self._customers: dict[str, str] = {}

    def run(self) -> Outcome:
        """Members, customers, their people, then deal by deal."""
        self._take_members(self._book.members.list())
        self._take_customers(self._book.customers.list())
        self._take_contacts()
        self._take_deals(self._book.deals.list(Scope()))
        problems = tuple(sorted(self._problems, key=lambda one: one.line))
        return Outcome(**self._counts, skipped=self._plan.counts["skipped"], problems=problems)

    # --- names as links

    def _take_members(self, team: list[Member]) -> None:
        """The login of each person of the plan: by name, then by login, else a new member's."""
        by_name = {key(one.login): one.login for one in team} | {key(one.name): one.login for one in reversed(team)}
        taken = {one.login for one in team}
        for row in self._plan.members:
            login = by_name.get(row.key, "")
            if not login:
                login, number = row.login, 2
                while login in taken:
                    login, number = f"{row.login}{number}", number + 1
                taken.add(login)
                self._counts["members"] += 1
                if self._writes:
                    self._book.members.add(login, row.name, row.roles)
            self._logins[row.key] = login

    def _take_customers(self, known: list[Customer]) -> None:
        """The id of each customer of the plan. Of one that is there, only blank fields are filled."""
        by_name = {key(one.name): one for one in reversed(known)}
        for row in self._plan.customers:
            fields: dict[str, object] = dict(row.fields)
            if row.owner:
                fields["owner"] = self._logins[row.owner]
            there = by_name.get(row.key)
            if there is None:
                self._counts["customers"] += 1
                self._customers[row.key] = self._book.customers.add(row.name, **fields).id if self._writes else ""
                continue
            self._customers[row.key] = there.id
            lacking = {field: value for field, value in fields.items() if not getattr(there, field)}
            if lacking and self._writes and not self._book.permissions.may("customer.edit", there.id):
                self._book.customers.set(there.id, lacking)

    def _take_contacts(self) -> None:
        people: dict[str, set[str]] = {}
        for row in self._plan.contacts if self._writes else ():
            customer = self._customers[row.customer]
            if customer not in people:
                people[customer] = {key(one.name) for one in self._book.contacts.list(customer)}
            if key(row.name) not in people[customer]:
                people[customer].add(key(row.name))
                self._book.contacts.add(customer, row.name, **row.fields)

    # --- deals

    def _take_deals(self, deals: list[Deal]) -> None:
        by_ext = {one.ext: one for one in deals if one.ext}
        by_id = {one.id: one for one in deals} if self._plan.own else {}
        products = {key(one.product): one.product for one in reversed(deals) if one.product}
        total = len(self._plan.deals)
        for done, row in enumerate(self._plan.deals):
            if self._progress and done % _STEP == 0:
                self._progress(done, total)
            ours = by_id.get(row.ext.partition(":")[2])
            there = ours or by_ext.get(row.ext)
            wanted = self._wanted(row, products)
            try:
                what = self._change(row, there, wanted, ours=ours is not None) if there else self._make(row, wanted)
            except Problem as problem:  # the plan's reading was wider than the board's rule: this row only
                self._problems.append(RowProblem(row.line, "", problem.say, row.row))
                continue
            self._counts[what] += 1
        if self._progress:
            self._progress(total, total)

    def _wanted(self, row: DealRow, products: Mapping[str, str]) -> dict[str, object]:
        """What the row says, names made links."""
        wanted = {**row.fields, **row.place, "customer": self._customers[row.customer]}
        if row.owner:
            wanted["owner"] = self._logins[row.owner]
        if "product" in wanted:
            wanted["product"] = products.get(key(str(wanted["product"])), wanted["product"])
        return wanted

    def _make(self, row: DealRow, wanted: dict[str, object]) -> str:
        if self._writes:
            self._book.deals.put(row.ext, {**row.new, **wanted})
        return "created"

    def _change(self, row: DealRow, there: Deal, wanted: dict[str, object], *, ours: bool) -> str:
        """Bring a deal that is there to what the row says, save what the team changed meanwhile."""
        lacking = {field: value for field, value in row.new.items() if getattr(there, field) is None}
        changes = {field: value for field, value in (lacking | wanted).items() if _differs(there, field, value)}
        if not changes:
            return "unchanged"
        kept = self._kept(there, changes, wanted, ours=ours)
        self._counts["kept"] += bool(kept)
        changes = {field: value for field, value in changes.items() if field not in kept}
        if not changes:
            return "unchanged"
        if self._writes and ours:
            self._book.deals.set(there.id, changes)
        elif self._writes:
            standing = {} if there.live else {"state": there.state}  # what is off the board stays off it
            self._book.deals.put(row.ext, standing | changes)
        return "updated"

    def _kept(
        self, there: Deal, changes: Mapping[str, object], wanted: Mapping[str, object], *, ours: bool
    ) -> set[str]:
        """The fields that stay as they are on the board.

        A deal of this very board moves through its gates only, so of our own export its place is never taken back in.
        Else a field stays when somebody changed it after an import and the file still says what that import wrote;
        the stage and what hangs on it stay or go together.
        """
        if ours:
            return {field for field in changes if field not in _SETTABLE}
        written = _Written(self._book, there.id)
        kept = {field for field in changes if field not in _OF_ITS_PLACE and written.since(field, wanted.get(field))}
        place = [field for field in ("stage", "state") if field in wanted]
        moved = any(written.moved(field) for field in place)
        agreed = written.moved("state") and wanted.get("state") == there.state  # won here and there: ours goes on
        if agreed or (moved and all(written.says(field, wanted[field]) for field in place)):
            kept |= changes.keys() & _OF_ITS_PLACE
        return kept


class _Written:
    """What imports wrote into a deal and what people changed after them, from its history."""

    def __init__(self, book: Book, deal: str) -> None:
        self._last: dict[str, bool] = {}  # field -> whether the newest change was an import's
        self._by_import: dict[str, str] = {}
        for line in book.history.list(deal, -1):  # newest first
            values = {line.field: line.new} if line.field else json.loads(line.new or "{}")
            if line.entity != "deal":
                continue
            for field, value in values.items():
                self._last.setdefault(field, line.action == _IMPORT)
                if line.action == _IMPORT:
                    self._by_import.setdefault(field, _stored(value))

    def moved(self, field: str) -> bool:
        """Whether a person changed the field after the last import that wrote it."""
        return field in self._by_import and not self._last[field]

    def says(self, field: str, value: object) -> bool:
        """Whether the last import wrote this very value."""
        return self._by_import.get(field) == _stored(value)

    def since(self, field: str, value: object) -> bool:
        """Whether a person changed the field after an import that wrote this very value."""
        return self.moved(field) and self.says(field, value)


def _stored(value: object) -> str:
    """A value as history has it."""
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def _differs(there: Deal, field: str, value: object) -> bool:
    now = getattr(there, field)
    if field in _SPELLED:
        return key(str(now)) != key(str(value))
    return bool(_stored(now) != _stored(value))
