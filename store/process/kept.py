"""A playbook as it is kept in the board's file: written part by part as JSON, read back when a part is asked for.

Reading needs the standard library alone: what is kept was checked when the board took the playbook into use.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, Generic, Self, TypeVar, cast

from store.problems import BadInput
from store.process.shape import (
    LISTS,
    WITHIN,
    Activity,
    Cadence,
    Choice,
    Closed,
    FieldDef,
    Forbidden,
    Form,
    Gate,
    Guide,
    Item,
    Kpi,
    Labelled,
    Obligation,
    Permission,
    Playbook,
    Report,
    Risk,
    Role,
    Routine,
    SignOffRule,
    Stage,
    Tier,
    TierScheme,
)
from store.process.vocabulary import SETTINGS
from store.records import Label, Say

# Lists whose things are named by what the board keeps: deals and their history, touches, papers, members, tiers.
_NAMED = ("roles", "activities", "stages", "forms", "signoffs", "tier_schemes")
_HEAD = ("schema_", "id", "version", "manuals", "zh", "en", "about_zh", "about_en", "calendar", "settings", "events")
_L = TypeVar("_L", bound=Labelled)


def parts(playbook: Playbook) -> dict[str, str]:
    """The playbook as JSON texts: "head", "choicesets" and one for each list ("stages", "forms" …)."""
    texts = {
        "head": _text({name: getattr(playbook, name) for name in _HEAD}),
        "choicesets": _text(playbook.choicesets),
    }
    return texts | {name: _text([_row(one) for one in getattr(playbook, name)]) for name in LISTS}


def former(before: "Process", playbook: Playbook) -> str:
    """The part "former" of a playbook that follows another one: what it has no more, for what was kept under it."""
    gone: dict[str, list[dict[str, Any]]] = {}
    for name in _NAMED:
        present = {one.id for one in getattr(playbook, name)}
        known = {row["id"]: row for row in (*before.former_rows(name), *before.rows(name))}
        gone[name] = [_freed(row, before) for id, row in known.items() if id not in present]
    return _text({name: rows for name, rows in gone.items() if rows})


def _freed(value: Any, process: "Process") -> Any:
    """A kept thing that names no set of choices any more, but has the choices themselves."""
    if isinstance(value, list):
        return [_freed(one, process) for one in value]
    if not isinstance(value, dict):
        return value
    freed = {name: _freed(one, process) for name, one in value.items()}
    if isinstance(freed.get("choices"), str):
        freed["choices"] = ["|".join((id, *label)) for id, label in process.choices(freed["choices"])]
    return freed


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _row(thing: Labelled) -> dict[str, object]:
    """The fields of a thing that differ from their defaults, the things within it likewise."""
    row: dict[str, object] = {}
    for name, field in thing.__dataclass_fields__.items():
        value = getattr(thing, name)
        if value != field.default:
            nested = value is not None and name in WITHIN.get(type(thing), ())
            row[name] = [_row(one) for one in value] if nested else value
    return row


def _thing(kind: type[_L], row: Mapping[str, Any]) -> _L:
    """A thing from its row: its lists become tuples, the things within it are built too."""
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    for name, inner in WITHIN.get(kind, {}).items():
        if values.get(name) is not None:
            values[name] = tuple(_thing(inner, one) for one in row[name])
    make: Callable[..., _L] = kind
    return make(**values)


class _Part(Generic[_L]):
    """A list of the playbook, built when it is first asked for and then kept in the Process."""

    def __init__(self, kind: type[_L]) -> None:
        self._kind = kind

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, process: "Process", owner: type | None = None) -> tuple[_L, ...]:
        things = tuple(_thing(self._kind, row) for row in process.rows(self._name))
        process.__dict__[self._name] = things
        return things


class Process:
    """The board's own playbook, read back part by part; `read` gives the JSON text of a part.

    What is asked for by an id that is not there raises BadInput with `known`: id -> Label, in the playbook's order.
    What the board's former versions had and this one has no more is still found by its id, so that a deal lost in a
    stage that is gone can be shown; the lists hold what is in force.
    """

    roles = _Part(Role)
    activities = _Part(Activity)
    stages = _Part(Stage)  # the columns of the board, first to last, with their checklists
    closed_states = _Part(Closed)
    signoffs = _Part(SignOffRule)
    gates = _Part(Gate)
    tier_schemes = _Part(TierScheme)
    cadences = _Part(Cadence)
    obligations = _Part(Obligation)
    routines = _Part(Routine)
    risks = _Part(Risk)
    kpis = _Part(Kpi)
    reports = _Part(Report)
    permissions = _Part(Permission)
    forbidden = _Part(Forbidden)
    guides = _Part(Guide)

    def __init__(self, read: Callable[[str], str]) -> None:
        self._read = read
        self._built: dict[str, Form] = {}

    @classmethod
    def of(cls, playbook: Playbook) -> Self:
        """The process of a playbook at hand, as if it had been kept in a board's file."""
        texts = parts(playbook)
        return cls(lambda part: texts.get(part, "[]"))

    def rows(self, part: str) -> list[dict[str, Any]]:
        """A list of the playbook as it is kept, nothing built."""
        return cast(list[dict[str, Any]], json.loads(self._read(part)))

    def former_rows(self, part: str) -> list[dict[str, Any]]:
        """What former versions had in a list and this one has no more, as it is kept."""
        return self._former.get(part, [])

    @cached_property
    def _former(self) -> dict[str, list[dict[str, Any]]]:
        return json.loads(self._read("former")) or {}

    def _named(self, part: str, kind: type[_L], id: str, problem: str, /, **args: object) -> _L:
        """A thing of a list by its id, one of a former version last of all."""
        things = cast(tuple[_L, ...], getattr(self, part))
        found = next((one for one in things if one.id == id), None)
        row = None if found else next((one for one in self.former_rows(part) if one["id"] == id), None)
        return _thing(kind, row) if row else found or _find(things, id, problem, **args)

    # --- the head

    @cached_property
    def _head(self) -> dict[str, Any]:
        return cast(dict[str, Any], json.loads(self._read("head")))

    @property
    def id(self) -> str:
        """The id of the playbook."""
        return str(self._head["id"])

    @property
    def version(self) -> str:
        """The version of the playbook."""
        return str(self._head["version"])

    @property
    def manuals(self) -> tuple[str, ...]:
        """The manuals it is made from ("000")."""
        return tuple(self._head["manuals"])

    @property
    def label(self) -> Label:
        """The name of the process."""
        return Label(self._head["zh"], self._head["en"])

    @property
    def about(self) -> Label:
        """What the process is good for."""
        return Label(self._head["about_zh"], self._head["about_en"])

    @property
    def calendar(self) -> str:
        """The id of the working-day calendar."""
        return str(self._head["calendar"])

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The parameters (process.md 10.7); those no process can do without are filled in where this one is silent."""
        filled = {name: one.default for name, one in SETTINGS.items() if one.default is not None}
        return {**filled, **self._head["settings"]}

    @property
    def events(self) -> dict[str, str]:
        """What fires an event here: event -> "field:FORM.FIELD", "stage:ID" … (process.md 9.2)."""
        return cast(dict[str, str], self._head["events"])

    # --- one thing by its id

    def role(self, id: str) -> Role:
        """The role `id`. Raises BadInput "role_unknown"."""
        return self._named("roles", Role, id, "role_unknown", role=id)

    def activity(self, id: str) -> Activity:
        """The kind of activity `id`. Raises BadInput "activity_unknown"."""
        return self._named("activities", Activity, id, "activity_unknown", kind=id)

    def stage(self, id: str) -> Stage:
        """The stage `id`. Raises BadInput "stage_unknown"."""
        return self._named("stages", Stage, id, "stage_unknown", stage=id)

    def stage_index(self, id: str) -> int:
        """Where the stage stands on the board, from 0. Raises BadInput "stage_unknown", also for one that is gone."""
        return self.stages.index(_find(self.stages, id, "stage_unknown", stage=id))

    def next_stage(self, id: str) -> Stage | None:
        """The stage after `id`, None after the last. Raises BadInput "stage_unknown"."""
        after = self.stages[self.stage_index(id) + 1 :]
        return after[0] if after else None

    def item(self, stage: str, id: str) -> Item:
        """A checklist item. Raises BadInput "stage_unknown" or "item_unknown"."""
        return _find(self.stage(stage).items, id, "item_unknown", stage=stage, item=id)

    def required(self, stage: str) -> tuple[Item, ...]:
        """The items a deal needs done before it leaves the stage, `when` not yet looked at."""
        return tuple(item for item in self.stage(stage).items if item.req)

    def form(self, id: str) -> Form:
        """The form `id`; only this one is built. Raises BadInput "form_unknown"."""
        if id not in self._built:
            row = self._form_rows.get(id) or next((one for one in self.former_rows("forms") if one["id"] == id), None)
            if row is None:
                known = {form: Label(one["zh"], one["en"]) for form, one in self._form_rows.items()}
                raise BadInput("form_unknown", form=id, known=known)
            self._built[id] = _thing(Form, row)
        return self._built[id]

    def field(self, form: str, id: str) -> FieldDef:
        """A field of a form. Raises BadInput "form_unknown" or "field_unknown"."""
        return _find(self.form(form).fields, id, "field_unknown", form=form, field=id)

    def signoff(self, id: str) -> SignOffRule:
        """The sign-off `id`. Raises BadInput "signoff_unknown"."""
        return self._named("signoffs", SignOffRule, id, "signoff_unknown", signoff=id)

    def gate(self, id: str) -> Gate:
        """The gate `id`. Raises BadInput "playbook_part_unknown"."""
        return _find(self.gates, id, "playbook_part_unknown", what=Say("playbook_what_gate"), name=id)

    def scheme(self, id: str) -> TierScheme:
        """The tier scheme `id`. Raises BadInput "scheme_unknown"."""
        return self._named("tier_schemes", TierScheme, id, "scheme_unknown", scheme=id)

    def tier(self, scheme: str, id: str) -> Tier:
        """A tier of a scheme. Raises BadInput "scheme_unknown" or "tier_unknown"."""
        return _find(self.scheme(scheme).tiers, id, "tier_unknown", scheme=scheme, tier=id)

    def rule(self, id: str) -> Cadence | Obligation | Routine:
        """The cadence, obligation or routine `id`: their ids differ. Raises BadInput "playbook_part_unknown"."""
        rules: tuple[Cadence | Obligation | Routine, ...] = (*self.cadences, *self.obligations, *self.routines)
        return _find(rules, id, "playbook_part_unknown", what=Say("playbook_what_rule"), name=id)

    def closed(self, kind: str) -> Closed | None:
        """The closed state of a kind: won, lost, pool, completed or dormant."""
        return next((one for one in self.closed_states if one.kind == kind), None)

    # --- forms and choices

    @cached_property
    def _form_rows(self) -> dict[str, dict[str, Any]]:
        return {row["id"]: row for row in self.rows("forms")}

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """All forms; `form(id)` is cheaper where one will do."""
        return tuple(self.form(id) for id in self._form_rows)

    @cached_property
    def choicesets(self) -> dict[str, tuple[Choice, ...]]:
        """The named sets of choices."""
        sets: dict[str, list[str]] = json.loads(self._read("choicesets"))
        return {name: tuple(map(Choice.parse, texts)) for name, texts in sets.items()}

    def choices(self, spec: Iterable[str] | str | None) -> tuple[Choice, ...]:
        """The choices a field or column offers: its own list, or those of the set "@name"; none for None."""
        if spec is None:
            return ()
        if isinstance(spec, str):
            return self.choicesets[spec.removeprefix("@")]
        return tuple(map(Choice.parse, spec))

    @cached_property
    def lost_reasons(self) -> tuple[Choice, ...]:
        """Why a deal may be lost."""
        lost = self.closed("lost")
        return self.choices(lost.reasons) if lost else ()

    @property
    def deal_types(self) -> tuple[Choice, ...]:
        """The types of deals: the choice set `deal_type` (process.md 9), none where the playbook has no such set."""
        return self.choicesets.get("deal_type", ())

    # --- who and how it is called

    def roles_with(self, permission: str) -> tuple[str, ...]:
        """The ids of the roles that may do something ("gate.override"), in the playbook's order."""
        return tuple(role.id for role in self.roles if permission in role.can)

    def label_of(self, ref: str) -> Label:
        """The name of what is written "form:ID", "form:ID.FIELD", "item:STAGE.ID", "tier:SCHEME.TIER", "stage:ID" …

        Raises BadInput as the lookup of its kind does, ValueError for a kind there is not.
        """
        kind, _, name = ref.partition(":")
        first, _, second = name.partition(".")
        if second:
            within: dict[str, Callable[[str, str], Labelled]] = {
                "form": self.field,
                "field": self.field,
                "item": self.item,
                "tier": self.tier,
            }
            return _pick(within, kind)(first, second).label
        alone: dict[str, Callable[[str], Labelled]] = {
            "activity": self.activity,
            "form": self.form,
            "gate": self.gate,
            "role": self.role,
            "rule": self.rule,
            "routine": self.rule,
            "signoff": self.signoff,
            "stage": self.stage,
            "tier": self.scheme,
        }
        return _pick(alone, kind)(first).label


_F = TypeVar("_F")


def _pick(lookups: Mapping[str, _F], kind: str) -> _F:
    try:
        return lookups[kind]
    except KeyError:
        raise ValueError(f"nothing of a playbook is called {kind!r}") from None


def _find(things: Iterable[_L], id: str, problem: str, /, **args: object) -> _L:
    """The thing with this id, or the problem with everything that is known."""
    known: dict[str, _L] = {one.id: one for one in things}
    found = known.get(id)
    if found is None:
        raise BadInput(problem, **args, known={name: one.label for name, one in known.items()})
    return found
