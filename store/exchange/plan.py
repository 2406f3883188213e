"""What a table would make of the board: customers, people, deals to be, and every row that cannot be taken.

Nothing is written here and the board is not asked: the same table gives the same plan. `apply` holds it against the
board. A row with a problem is left out whole; all its problems are named.
"""

from collections.abc import Mapping
from datetime import date
from hashlib import blake2s
from typing import NamedTuple

from store.exchange import presets
from store.exchange.cells import Cells
from store.exchange.names import key
from store.exchange.places import COMPLETED, LOST, OPEN, PAUSED, SKIP, WON, Place, Places
from store.exchange.presets import Preset
from store.exchange.reading import RowProblem, Table
from store.exchange.roster import ContactRow, CustomerRow, MemberRow, Roster
from store.problems import BadInput
from store.process.playbook import Process
from store.records import BoardMeta, Say

_OF_A_DEAL = frozenset({"title", "amount", "stage"})  # a table with none of these is a list of customers
_OF_A_CUSTOMER = {
    "customer.sector": "sector",
    "customer.size": "size",
    "customer.region": "region",
    "customer.note": "note",
}
_OF_A_LISTED = {"source": "source", "region": "region", "note": "note"}  # what a list of customers says of them
_OF_A_CONTACT = {"contact.post": "post", "contact.phone": "phone", "contact.mail": "mail"}


_DAYS_OF = {
    WON: ("closed_on", "signed_on"),
    COMPLETED: ("closed_on", "signed_on"),
    LOST: ("closed_on",),
    PAUSED: ("wake_on",),
}
"""The dates a deal must have that is in this state; today when the row has none."""


class DealRow(NamedTuple):
    """A deal of the table. `ext` finds it again; `customer` and `owner` are keys of CustomerRow and MemberRow.

    `fields` is what the table says; `place` its stage, state and their dates, empty when the table says nothing of
    them; `new` is what holds besides when the deal is made.
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
    """All of it, with what was noticed on the way. `counts`: lines, deals, customers, members, skipped, bad.

    `own` says that `ext` ends in the id of a deal on one of our boards.
    """

    preset: str
    own: bool
    members: tuple[MemberRow, ...]
    customers: tuple[CustomerRow, ...]
    contacts: tuple[ContactRow, ...]
    deals: tuple[DealRow, ...]
    products: Mapping[str, str]
    problems: tuple[RowProblem, ...]
    notes: tuple[Say, ...]
    counts: Mapping[str, int]


def plan(
    table: Table, preset: Preset, mapping: Mapping[str, str], process: Process, meta: BoardMeta, today: date
) -> Plan:
    """Read a table by a preset; `mapping` (column -> field) goes over it. `today` stands in for dates nobody names.

    Raises BadInput when no column names deals or customers, or the mapping names what is not there.
    """
    bound = presets.bind(preset, table.columns, mapping)
    if not {"title", "customer", "product"} & bound.keys():
        raise BadInput("import_no_names", columns=list(table.columns), first=table.columns[0])
    roster = Roster(preset, process)
    notes = roster.read_beside(table.path.parent)
    cells = Cells(table, preset, bound, meta)
    reader = _Reader(preset, process, meta, today, cells, roster)
    read = reader.deal if _OF_A_DEAL & bound.keys() else reader.listed
    for line, row in table.rows:
        cells.turn(line, row)
        read()
    problems = sorted(cells.problems, key=lambda one: one.line)
    counts = {
        "lines": len(table.rows) + len(table.problems),
        "deals": len(reader.deals),
        "customers": len(roster.customers),
        "members": len(roster.members),
        "skipped": reader.skipped,
        "bad": len({one.line for one in problems}),
    }
    return Plan(
        preset.id, preset.own, tuple(roster.members.values()), tuple(roster.customers.values()),
        tuple(roster.contacts.values()), tuple(reader.deals), roster.products, tuple(problems),
        (*notes, *cells.notes(), *reader.notes()), counts,
    )  # fmt: skip


class _Reader:
    """Makes deals or customers of rows."""

    def __init__(
        self, preset: Preset, process: Process, meta: BoardMeta, today: date, cells: Cells, roster: Roster
    ) -> None:
        self._preset, self._process, self._meta, self._today = preset, process, meta, today
        self._cells, self._roster = cells, roster
        self._places = Places(process, preset)
        self._seen: dict[str, int] = {}
        self.deals: list[DealRow] = []
        self.skipped = self.nameless = 0

    def notes(self) -> list[Say]:
        """What was guessed: stages, and the customer of deals that name none."""
        notes = self._places.notes()
        if self.nameless:
            notes.append(Say("import_nameless", {"count": self.nameless, "customer": self._preset.no_customer}))
        return notes

    # --- customers

    def listed(self) -> None:
        """A row of a list of customers."""
        before = len(self._cells.problems)
        name = self._cells.text("customer", "name")
        if self._cells.blank("customer"):
            self._cells.wrong("customer", Say("import_no_customer"))
        fields = {ours: self._cells.text(field) for field, ours in (_OF_A_LISTED | _OF_A_CUSTOMER).items()}
        owner, person = self._cells.text("owner"), self._person()
        if len(self._cells.problems) == before:
            customer = self._roster.customer(name, fields, self._roster.member(owner) if owner else "")
            if person[0]:
                self._roster.contact(customer, *person)

    def _person(self) -> tuple[str, dict[str, str]]:
        """The contact a row names, and what it says of him."""
        fields = {ours: self._cells.text(field) for field, ours in _OF_A_CONTACT.items()}
        return self._cells.text("contact.name"), {field: text for field, text in fields.items() if text}

    # --- deals

    def deal(self) -> None:
        """A row of a list of deals."""
        cells, before = self._cells, len(self._cells.problems)
        place = self._places.read(cells.text("stage"), cells.text("state"))
        if place.state == SKIP:
            self.skipped += 1
            return
        name = cells.text("customer", "name")
        owner = cells.text("owner")
        fields = self._fields(name)
        said, new = self._place(place)
        ext = self._ext(name, str(fields["title"]))
        about = {ours: cells.text(field) for field, ours in _OF_A_CUSTOMER.items()}
        person = self._person()
        if len(cells.problems) > before:
            return
        self.nameless += not name
        customer = self._roster.customer(name or self._preset.no_customer.text(self._meta.lang), about)
        if person[0] and name:
            self._roster.contact(customer, *person)
        who = self._roster.member(owner) if owner else ""
        if who and self._roster.regions.get(who):
            fields.setdefault("region", self._roster.regions[who])
        if place.state == LOST and not self._named_reason(key(cells.text("reason"))) and cells.text("reason"):
            told = f"{cells.column('reason')}: {cells.text('reason')}"
            fields["note"] = "\n".join(filter(None, (str(fields.get("note", "")), told)))
        self._seen.setdefault(ext, cells.line)
        self.deals.append(DealRow(cells.line, ext, customer, who, fields, said, new, cells.row))

    def _fields(self, customer: str) -> dict[str, object]:
        """What a row says of its deal besides its place; blank cells say nothing."""
        cells = self._cells
        product = self._roster.product(cells.text("product"))
        title = cells.text("title")
        if cells.column("title") == cells.column("product") or not title:
            title = product  # a table without titles calls its deals by what they sell
        if not title and not cells.has("title"):
            title = customer
        if not title and cells.blank("title"):
            cells.wrong("title", Say("import_no_title"))
        fields: dict[str, object] = {"title": title, "product": product, "amount": cells.amount()}
        fields |= {field: cells.text(field) for field in ("source", "region", "note")}
        fields |= {"type": self._type(), "close_on": cells.day("close_on")}
        return {field: value for field, value in fields.items() if value not in (None, "")} | {"title": title}

    def _type(self) -> str:
        """The deal type of the playbook that the row names, "" when it names none of them."""
        wanted = key(self._cells.text("type"))
        found = [
            one.id for one in self._process.deal_types if wanted in (key(one.id), key(one.label.zh), key(one.label.en))
        ]
        return found[0] if wanted and found else ""

    def _place(self, place: Place) -> tuple[dict[str, object], dict[str, object]]:
        """Stage, state and their dates as the row says them; and those that nobody says, for when the deal is made."""
        cells, stages = self._cells, self._process.stages
        ended, through = self._ended(place), place.state in (WON, COMPLETED)
        stage = place.stage or (stages[-1].id if through else "")  # what was won has gone all the way
        created, entered = cells.day("created_on"), cells.day("entered_on")
        if through and not place.stage:
            created, entered = created or entered, ended or entered
        said: dict[str, object] = {"created_on": created or entered, "entered_on": entered or created or ended}
        new: dict[str, object] = {"stage": stages[0].id, "state": OPEN}
        new |= {"created_on": ended or self._today, "entered_on": ended or self._today}
        if cells.text("stage") or cells.text("state"):
            said |= {"stage": stage or None, "state": place.state, "closed_on": None, "signed_on": None}
            said |= {"reason": self._reason() if place.state == LOST else "", "wake_on": None}
        for field in _DAYS_OF.get(place.state, ()):
            said[field] = cells.day(field) if field == "wake_on" else ended
            new[field] = self._today
        if through and cells.day("signed_on"):
            said["signed_on"] = cells.day("signed_on")
        unsaid = [field for field in new if said.get(field) is None]
        return {field: value for field, value in said.items() if field not in unsaid}, {
            field: new[field] for field in unsaid
        }

    def _ended(self, place: Place) -> date | None:
        """The day a closed deal was closed, as far as the row says: an expected day counts once it has passed."""
        cells = self._cells
        ended = {WON: "won_on", LOST: "lost_on"}.get(place.state)
        if ended is None and place.state != COMPLETED:
            return None
        expected = cells.day("close_on")
        past = expected if expected and expected <= self._today else None
        return (cells.day(ended) if ended else None) or cells.day("closed_on") or past

    def _reason(self) -> str:
        """The playbook's reason that the row names; the preset's for all others, else the last there is."""
        named = self._named_reason(key(self._cells.text("reason")))
        ids = [one.id for one in self._process.lost_reasons]
        return named or (self._preset.lost_reason if self._preset.lost_reason in ids else (ids or [""])[-1])

    def _named_reason(self, wanted: str) -> str:
        known = self._process.lost_reasons
        return next((one.id for one in known if wanted in (key(one.id), key(one.label.zh), key(one.label.en))), "")

    def _ext(self, customer: str, title: str) -> str:
        """What finds the deal again: the other program's id, or else customer and title and which of several alike."""
        id = self._cells.text("ext")
        if id:
            ext = f"{self._preset.id}:{id}"
            if ext in self._seen:
                self._cells.wrong("ext", Say("import_twice", {"id": id, "line": self._seen[ext]}))
            return ext
        alike = blake2s(f"{key(customer)}\n{key(title)}".encode(), digest_size=10).hexdigest()
        self._seen[alike] = self._seen.get(alike, 0) + 1
        return f"{self._preset.id}:~{alike}.{self._seen[alike]}"
