"""The shape of a playbook, declared once: frozen dataclasses, one for each kind of thing a sales process is made of.

Names and fields are those of the TOML file (docs/playbooks.md); `from`, `pass` and `schema` are spelled `from_`,
`passmark` and `schema_` here. A file is checked into them by `reading.py` (strictly, with pydantic, which takes its
configuration from `mold.Shape`); a board's own playbook is read back by `playbook.Process` without it.
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, Self

from store.process.mold import Shape, shape
from store.records import Label


class Choice(NamedTuple):
    """One of the answers a field offers, written "id|zh|en" in the file."""

    id: str
    label: Label

    @classmethod
    def parse(cls, text: str) -> Self:
        """A choice from its written form, which `reading` has checked."""
        id, zh, en = text.split("|")
        return cls(id, Label(zh, en))


@shape
class Labelled(Shape):
    """A thing with an id, a name in both languages, and where it comes from.

    `src` names the manual's paragraph ("000 三(二)5"); `designed` says that it is our, or the team's, own.
    """

    id: str
    zh: str
    en: str
    src: str | None = None
    designed: bool = False
    note_zh: str | None = None
    note_en: str | None = None

    @property
    def label(self) -> Label:
        """The name in both languages."""
        return Label(self.zh, self.en)


@shape
class Role(Labelled):
    """A part a member plays. `can` lists what it may do ("deal.create", "signoff.legal")."""

    can: tuple[str, ...]


@shape
class Activity(Labelled):
    """A kind of activity. `touch`: contact with the customer took place; `two_way`: the customer answered."""

    touch: bool = True
    two_way: bool = True


@shape
class Item(Labelled):
    """A checklist item of a stage. `by` says what ticks it: tick, auto, form:ID, field:FORM.FIELD, activity:KIND,
    signoff:ID, tier:SCHEME or routine:ID. `minutes` = from, to (0 = no upper end). `when`: only for deals that match.
    """

    req: bool
    by: str
    who: tuple[str, ...]
    minutes: tuple[int, ...] | None = None
    when: Mapping[str, Any] | None = None
    hint_zh: str | None = None
    hint_en: str | None = None


@shape
class Stage(Labelled):
    """A column of the board: its aim, who works in it, the forms it leaves behind and its checklist."""

    goal_zh: str
    goal_en: str
    who: tuple[str, ...]
    items: tuple[Item, ...]
    outputs: tuple[str, ...] = ()

    @property
    def goal(self) -> Label:
        """What the stage is for, in both languages."""
        return Label(self.goal_zh, self.goal_en)


@shape
class Closed(Labelled):
    """A state off the board: won, lost, pool (paused), completed or dormant. `reasons` are choices "id|zh|en"."""

    kind: Literal["won", "lost", "pool", "completed", "dormant"]
    reasons: tuple[str, ...] = ()


@shape
class Column(Labelled):
    """A column of a table within a form. `choices` is a list of "id|zh|en" or the name of a set, "@name"."""

    type: str
    req: bool = False
    choices: tuple[str, ...] | str | None = None
    sens: bool = False


@shape
class FieldDef(Labelled):
    """A field of a form. Limits are in the field's own unit, money in major units; `log` keeps a dated change log."""

    type: str
    req: bool = False
    choices: tuple[str, ...] | str | None = None
    columns: tuple[Column, ...] | None = None
    min: float | None = None
    max: float | None = None
    min_rows: int | None = None
    max_rows: int | None = None
    pattern: str | None = None
    warn: str | None = None
    check: str | None = None
    formula: str | None = None
    passmark: float | None = None
    weight: float | None = None
    scale: int | None = None
    group: str | None = None
    hint_zh: str | None = None
    hint_en: str | None = None
    sens: bool = False
    signoff: str | None = None
    ref: str | None = None
    log: bool = False


@shape
class Form(Labelled):
    """A form. `subject`: deal, customer, team, rep or org; `body`: manual, partial or designed; `no`: its number there.

    `repeat` = one subject may have several of them, numbered.
    """

    subject: Literal["deal", "customer", "team", "rep", "org"]
    body: Literal["manual", "partial", "designed"]
    fields: tuple[FieldDef, ...]
    stages: tuple[str, ...] = ()
    no: str | None = None
    repeat: bool = False


@shape
class SignOffRule(Labelled):
    """An approval that a role gives on a form; `not_owner`: never by the deal's own owner."""

    role: str
    form: str
    not_owner: bool = True


@shape
class Gate(Labelled):
    """What must hold before a deal enters a stage ("stage:ID", coming `from_` another) or an event ("event:signed").

    `override`: the roles that may pass it with a reason; none = nobody may. `when`: only for deals that match.
    """

    before: str
    conditions: tuple[Mapping[str, Any], ...]
    from_: str | None = None
    when: Mapping[str, Any] | None = None
    override: tuple[str, ...] = ()


@shape
class Tier(Labelled):
    """A tier of a scheme and the criterion it stands for."""

    rule_zh: str
    rule_en: str

    @property
    def rule(self) -> Label:
        """The criterion in both languages."""
        return Label(self.rule_zh, self.rule_en)


@shape
class TierScheme(Labelled):
    """How customers or deals are graded. `until`: the event after which its cadences stop (process.md 3.4).

    `method` rules: the first of `rules` that matches; points: `points` summed, `levels` and `caps` (days to close) cut.
    """

    subject: Literal["customer", "deal"]
    basis_zh: str
    basis_en: str
    method: Literal["rules", "points", "manual"]
    tiers: tuple[Tier, ...]
    until: str | None = None
    rules: tuple[Mapping[str, Any], ...] = ()
    points: tuple[Mapping[str, Any], ...] = ()
    levels: tuple[Mapping[str, Any], ...] = ()
    caps: tuple[Mapping[str, Any], ...] = ()


@shape
class Cadence(Labelled):
    """A follow-up that repeats while `applies` holds. Only activities of `channels` count; `who` is a role."""

    subject: Literal["customer", "deal"]
    applies: Mapping[str, Any]
    rule: Mapping[str, Any]
    channels: tuple[str, ...]
    content_zh: str
    content_en: str
    who: str
    advice: str | None = None
    advice_en: str | None = None

    @property
    def content(self) -> Label:
        """What to talk about, in both languages."""
        return Label(self.content_zh, self.content_en)


@shape
class Obligation(Labelled):
    """A one-time timer: started `on` an event, due {n, unit} after it (n < 0: before), done by what an item is done by.

    `lead_days`: shown that many days before it is due; `cancel_on`: events that end it.
    """

    on: str
    due: Mapping[str, Any]
    who: str
    done_by: str
    lead_days: int | None = None
    when: Mapping[str, Any] | None = None
    repeat: Literal["yearly"] | None = None
    blocks: str | None = None
    cancel_on: tuple[str, ...] = ()


@shape
class Routine(Labelled):
    """The team's own calendar: a meeting, a review, with the form it fills."""

    rule: Mapping[str, Any]
    who: str
    content_zh: str
    content_en: str
    form: str | None = None

    @property
    def content(self) -> Label:
        """What is done, in both languages."""
        return Label(self.content_zh, self.content_en)


@shape
class Risk(Labelled):
    """A risk, what raises its flag (`flag` in Chinese, `flag_en`) and what to do. `kind`: market, customer, …"""

    kind: Literal["market", "customer", "contract", "legal", "data", "process"]
    flag: str
    flag_en: str
    stages: tuple[str, ...] = ()
    action_zh: str | None = None
    action_en: str | None = None


@shape
class Kpi(Labelled):
    """A figure of performance; `weight` in percent of the whole."""

    unit: str
    formula: str
    weight: float | None = None


@shape
class Report(Labelled):
    """A report of the stand-up or month: its period (day, week, month, quarter, year) and its lines."""

    period: Literal["day", "week", "month", "quarter", "year"]
    lines_zh: tuple[str, ...]
    lines_en: tuple[str, ...]


@shape
class Permission(Labelled):
    """A set of sensitive fields ("form.field") and the roles that may see them."""

    fields: tuple[str, ...]
    see: tuple[str, ...]


@shape
class Forbidden(Labelled):
    """Words that no field may have in its label: data the team must not collect."""

    words: tuple[str, ...]


@shape
class Guide(Labelled):
    """A text shown beside the work of a stage: how to open a talk, how to trade a concession."""

    zh_text: str
    en_text: str
    stages: tuple[str, ...] = ()

    @property
    def text(self) -> Label:
        """The text in both languages."""
        return Label(self.zh_text, self.en_text)


@shape
class Playbook(Shape):
    """A whole sales process. `schema_` counts the shape itself, `version` is the process's own."""

    schema_: int
    id: str
    version: str
    manuals: tuple[str, ...]
    zh: str
    en: str
    about_zh: str
    about_en: str
    calendar: str
    settings: Mapping[str, Any]
    events: Mapping[str, str]
    choicesets: Mapping[str, tuple[str, ...]]
    roles: tuple[Role, ...]
    activities: tuple[Activity, ...]
    stages: tuple[Stage, ...]
    closed_states: tuple[Closed, ...]
    forms: tuple[Form, ...]
    gates: tuple[Gate, ...]
    cadences: tuple[Cadence, ...]
    obligations: tuple[Obligation, ...]
    signoffs: tuple[SignOffRule, ...] = ()
    tier_schemes: tuple[TierScheme, ...] = ()
    routines: tuple[Routine, ...] = ()
    risks: tuple[Risk, ...] = ()
    kpis: tuple[Kpi, ...] = ()
    reports: tuple[Report, ...] = ()
    permissions: tuple[Permission, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()
    guides: tuple[Guide, ...] = ()

    @property
    def label(self) -> Label:
        """The name of the process in both languages."""
        return Label(self.zh, self.en)

    @property
    def about(self) -> Label:
        """What it is good for, in both languages."""
        return Label(self.about_zh, self.about_en)


# Which shape the entries of a list have: a part of the playbook, or a list within one of its things.
LISTS: Mapping[str, type[Labelled]] = {
    "roles": Role,
    "activities": Activity,
    "stages": Stage,
    "closed_states": Closed,
    "forms": Form,
    "signoffs": SignOffRule,
    "gates": Gate,
    "tier_schemes": TierScheme,
    "cadences": Cadence,
    "obligations": Obligation,
    "routines": Routine,
    "risks": Risk,
    "kpis": Kpi,
    "reports": Report,
    "permissions": Permission,
    "forbidden": Forbidden,
    "guides": Guide,
}
WITHIN: Mapping[type[Labelled], Mapping[str, type[Labelled]]] = {
    Stage: {"items": Item},
    Form: {"fields": FieldDef},
    FieldDef: {"columns": Column},
    TierScheme: {"tiers": Tier},
}
