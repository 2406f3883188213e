"""What a team's board holds, as light records read straight from queries; no SQL, no rule, no words.

Money is integer minor units (fen, cents) of the board's currency. Dates are local dates of the team's zone,
times carry their offset. `rev` is the version of an editable row: a save says which one it read.
Source of the entities: process.md, chapter 9.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple


class Label(NamedTuple):
    """One name of one thing in both languages; the screen shows the one that is switched on."""

    zh: str
    en: str

    def text(self, lang: str) -> str:
        """The name in `lang` ("zh" or "en")."""
        return self.zh if lang == "zh" else self.en


class Money(NamedTuple):
    """An amount within a sentence: minor units of a currency."""

    minor: int
    currency: str


class Say(NamedTuple):
    """A sentence yet to be put into words: the field of `Words` it uses, and what is filled in.

    Values may be Label (shown in the reader's language), Say (a sentence within), Money, date, datetime, int, str.
    """

    id: str
    args: Mapping[str, object] = {}


class Reason(NamedTuple):
    """Why a rule says no: an id for programs, a sentence for people, and where the lack can be mended.

    `goto` is "item:ID", "form:ID", "form:ID.FIELD", "signoff:ID", "tier:SCHEME", "activity:KIND" or "".
    `gate` names the gate that asks, `source` the manual's paragraph ("000 三(二)3").
    """

    id: str
    say: Say
    goto: str = ""
    gate: str = ""
    source: str = ""


class Member(NamedTuple):
    """A person of the team. `roles` are role ids of the playbook."""

    id: str
    login: str
    name: str
    roles: tuple[str, ...]
    active: bool
    rev: int


class Customer(NamedTuple):
    """A company or person the team sells to. `owner` is a login, "" when nobody's."""

    id: str
    no: int
    name: str
    kind: str
    owner: str
    sector: str
    size: str
    source: str
    region: str
    note: str
    founded_on: date | None
    created_on: date
    first_signed_on: date | None
    archived: bool
    rev: int

    @property
    def ref(self) -> str:
        """The short number people say aloud: C-7."""
        return f"C-{self.no}"


class Contact(NamedTuple):
    """A person at a customer. `role` in the chain: decider, influencer, user, purchasing, technical or ""."""

    id: str
    customer: str
    name: str
    post: str
    phone: str
    mail: str
    role: str
    left_on: date | None
    rev: int


class Deal(NamedTuple):
    """One deal. `state` is open, won, lost, paused or completed; `live` says it stands on the board.

    A won deal stays live until its last stage is done (`closed_on`). `amount` in minor units.
    `parent`: id of the deal it renews, "" for none.
    """

    id: str
    no: int
    title: str
    customer: str
    customer_name: str
    owner: str
    type: str
    stage: str
    state: str
    live: bool
    amount: int
    close_on: date | None
    created_on: date
    entered_on: date
    wake_on: date | None
    resumed_on: date | None
    signed_on: date | None
    closed_on: date | None
    reason: str
    product: str
    source: str
    region: str
    note: str
    ext: str
    rev: int
    parent: str = ""

    @property
    def ref(self) -> str:
        """The short number people say aloud: D-128."""
        return f"D-{self.no}"


class Activity(NamedTuple):
    """Something that took place between us and a customer (a touch), or a planned appointment.

    `at` is its end; `day` the local date of it; `deals` the ids it is linked to.
    """

    id: str
    kind: str
    customer: str
    deals: tuple[str, ...]
    at: datetime
    day: date
    by: str
    note: str
    aim: str
    outcome: str
    planned: bool
    logged_at: datetime
    rev: int


class TierNow(NamedTuple):
    """The tier that holds for a customer or deal in one scheme, and since which date."""

    subject: str
    scheme: str
    tier: str
    since: date


class ItemState(NamedTuple):
    """A checklist item that is done: by whom, when, and by what (`via`: "hand" or the rule that ticked it)."""

    deal: str
    stage: str
    item: str
    by: str
    at: datetime
    via: str


class FormEntry(NamedTuple):
    """A filled form. `values` by field id; `complete` when all that is required is there; `ver` counts saves.

    `subject` is the id of the deal, customer or member it belongs to; `no` numbers repeated forms from 1.
    """

    id: str
    form: str
    subject: str
    no: int
    ver: int
    complete: bool
    values: Mapping[str, object]
    by: str
    at: datetime
    rev: int


class SignOff(NamedTuple):
    """A recorded approval or refusal of a form entry's version; `void` once the thing signed has changed."""

    id: str
    kind: str
    entry: str
    ver: int
    deal: str
    by: str
    at: datetime
    approve: bool
    note: str
    void: bool


class Change(NamedTuple):
    """One line of history: who, when, what, old, new, why. `batch` binds the lines of one use case."""

    seq: int
    batch: str
    at: datetime
    by: str
    action: str
    entity: str
    subject: str
    field: str
    old: str | None
    new: str | None
    why: str


class Card(NamedTuple):
    """What the board draws of one deal, three lines; `amount` in minor units, `days` in stage in calendar days.

    `next` is the earliest follow-up, its own or its customer's (None when none), `done` and `required` count the
    stage's required items. `idle`: an open deal without a next step of its own, neither a date nor an appointment.
    """

    id: str
    no: int
    title: str
    customer: str
    amount: int
    tier: str
    state: str
    owner: str
    owner_name: str
    days: int
    done: int
    required: int
    next: "NextStep | None"
    rev: int
    idle: bool = False


class NextStep(NamedTuple):
    """The earliest follow-up of a deal or its customer, as a card shows it."""

    rule: str
    kind: str
    due: date
    state: str
    overdue_days: int


class ColumnHead(NamedTuple):
    """A stage on the board: how many deals stand in it and what they sum to, in minor units."""

    stage: str
    label: Label
    deals: int
    total: int


class Scope(NamedTuple):
    """Which deals are looked at: one owner's or everybody's, and those that contain `text`."""

    owner: str = ""
    text: str = ""
    stage: str = ""
    state: str = ""
    tier: str = ""
    customer: str = ""


EVERYTHING = Scope()
"""The scope that leaves nothing out."""


class Hit(NamedTuple):
    """One line of a search: a customer or a deal. `kind` is "customer" or "deal"."""

    kind: str
    id: str
    ref: str
    title: str
    detail: str
    state: str


class BoardMeta(NamedTuple):
    """The board's own settings. `lang` is the team's first language, `zone` an IANA name, `currency` ISO 4217."""

    board_id: str
    team: str
    lang: str
    currency: str
    zone: str
    created_on: date
