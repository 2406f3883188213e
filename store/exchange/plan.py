"""What a table would make of the board: customers, people, deals to be, and every row that cannot be taken.

Nothing is written here and the board is not asked: the same table gives the same plan. `apply` holds it against the
board. A row with a problem is left out whole; all its problems are named.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import blake2s
from typing import NamedTuple

from store.exchange import amounts, beside, dates, presets
from store.exchange.names import key, login
from store.exchange.places import COMPLETED, LOST, OPEN, PAUSED, SKIP, WON, Place, Places
from store.exchange.presets import Preset
from store.exchange.reading import RowProblem, Table
from store.problems import BadInput
from store.process.playbook import Process
from store.records import BoardMeta, Say

_DATES = (
    "close_on", "created_on", "entered_on", "won_on", "lost_on", "signed_on", "closed_on", "wake_on",
)  # fmt: skip
_OF_A_DEAL = frozenset({"title", "amount", "stage"})  # a table with none of these is a list of customers
_TEXTS = ("product", "source", "region", "note")
LONGEST = {"title": 200, "customer": 120, "owner": 60, "contact.name": 60}
"""Characters that names may have; longer ones are a file gone wrong (a note in the wrong column)."""


class MemberRow(NamedTuple):
    """A person of the table: the name as it is compared and as it is written, a login to make, roles to give."""

    key: str
    name: str
    login: str
    roles: tuple[str, ...]


class CustomerRow(NamedTuple):
    """A customer of the table; `fields` holds what the table says of it, `owner` a MemberRow's key."""

    key: str
    name: str
    fields: Mapping[str, str]
    owner: str = ""


class ContactRow(NamedTuple):
    """A person at a customer (by key)."""

    customer: str
    name: str
    fields: Mapping[str, str]


class DealRow(NamedTuple):
    """A deal of the table. `ext` finds it again; `customer` and `owner` are keys of the rows above.

    `fields` is what the table says; `place` its stage, state and dates of both; `new` what holds only when it is made.
    """

    line: int
    ext: str
    customer: str
    owner: str
    fields: Mapping[str, object]
    place: Mapping[str, object]
    new: Mapping[str, object]
    row: Mapping[str, str]


class Plan(NamedTuple):
    """All of it, with what was noticed on the way. `counts`: lines, deals, customers, members, skipped, bad."""

    preset: str
    own: bool
    members: tuple[MemberRow, ...]
    customers: tuple[CustomerRow, ...]
    contacts: tuple[ContactRow, ...]
    deals: tuple[DealRow, ...]
    problems: tuple[RowProblem, ...]
    notes: tuple[Say, ...]
    counts: Mapping[str, int]


def plan(
    table: Table, preset: Preset, mapping: Mapping[str, str], process: Process, meta: BoardMeta, today: date
) -> Plan:
    """Read a table by a preset; `mapping` (column -> field) goes over it.

    Raises BadInput when no column names deals or customers, or the mapping names what is not there.
    """
    bound = presets.bind(preset, table.columns, mapping)
    if not {"title", "customer", "product"} & bound.keys():
        raise BadInput("import_no_names", columns=list(table.columns))
    return _Planner(table, preset, bound, process, meta, today).plan()


class _Planner:
    """One table on its way to a plan."""

    def __init__(
        self, table: Table, preset: Preset, bound: dict[str, str], process: Process, meta: BoardMeta, today: date
    ) -> None:
        self._table, self._preset, self._bound = table, preset, bound
        self._process, self._meta, self._today = process, meta, today
        self._sells = process.roles_with("deal.create")[:1]
        self._leads = process.roles_with("deal.edit_all")[:1]
        self._places = Places(process, preset)
        self._members: dict[str, MemberRow] = {}
        self._customers: dict[str, CustomerRow] = {}
        self._contacts: dict[tuple[str, str], ContactRow] = {}
        self._products: dict[str, str] = {}
        self._regions: dict[str, str] = {}
        self._deals: list[DealRow] = []
        self._problems: list[RowProblem] = []
        self._line, self._row = 0, dict[str, str]()
        self._exts: dict[str, int] = {}
        self._same: dict[str, int] = {}
        self._readings = dates.settle(
            {field: dates.sniff(self._column(field)) for field in _DATES if field in bound}, preset.dates
        )
        self._decimal = amounts.sniff(self._column("amount"))
        self._unit = amounts.head_unit(bound.get("amount", ""))
        self._skipped = self._nameless = 0

    def plan(self) -> Plan:
        """Go through the files beside it, then row by row."""
        notes = self._take_beside()
        deals = bool(_OF_A_DEAL & self._bound.keys())
        for self._line, self._row in self._table.rows:
            before = len(self._problems)
            made = self._deal() if deals else self._listed()
            if made and len(self._problems) == before:
                made()
        notes += self._notes()
        problems = sorted([*self._table.problems, *self._problems], key=lambda one: one.line)
        counts = {
            "lines": len(self._table.rows) + len(self._table.problems),
            "deals": len(self._deals),
            "customers": len(self._customers),
            "members": len(self._members),
            "skipped": self._skipped,
            "bad": len({one.line for one in problems}),
        }
        return Plan(
            self._preset.id, self._preset.own, tuple(self._members.values()), tuple(self._customers.values()),
            tuple(self._contacts.values()), tuple(self._deals), tuple(problems), tuple(notes), counts,
        )  # fmt: skip
