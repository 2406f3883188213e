"""Whether a playbook holds together: nothing named that does not exist, nothing asked for that could never happen.

The values are each of their kind already (`reading.py`). Source: the drafts' checks and process.md 10.8.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from store.process import labels
from store.process.findings import Findings, an_id, offer, quoted, written
from store.process.names import CHOOSING, Names
from store.process.shape import (
    Cadence,
    Column,
    FieldDef,
    Form,
    Gate,
    Obligation,
    Playbook,
    Stage,
    TierScheme,
)
from store.process.tables import Tables
from store.process.vocabulary import (
    CADENCE_RULES,
    CONDITIONS,
    DUE,
    FIELD_TYPES,
    RIGHTS,
    ROUTINE_RULES,
    SCHEMA,
    SETTINGS,
    TIER_LISTS,
    WHEN,
)
from store.records import Say

_BOOK_ID = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST_PATTERN = 200  # characters
_CALENDARS = Path(__file__).parent / "calendars"


def check(book: Playbook, found: Findings) -> None:
    """Note in `found` whatever does not hold together."""
    labels.check(book, found)
    names = Names(book, found)
    tables = Tables(names, _festivals(book.calendar))
    _head(book, names)
    _closed(book, found)
    for stage in book.stages:
        _stage(stage, names, tables)
    for form in book.forms:
        _form(form, names)
    for gate in book.gates:
        _gate(gate, names, tables)
    for scheme in book.tier_schemes:
        _scheme(scheme, names, tables)
    for cadence in book.cadences:
        _cadence(cadence, names, tables)
    for obligation in book.obligations:
        _obligation(obligation, names, tables)
    _team(book, names, tables)
    _protection(book, names)
    names.silent()


# --- the head


def _head(book: Playbook, names: Names) -> None:
    found = names.found
    if book.schema_ != SCHEMA:
        found.add("schema", "schema", found=book.schema_, ours=SCHEMA)
    if not _BOOK_ID.fullmatch(book.id):
        found.add("id", "id", found=quoted(book.id))
    if not book.version.strip():
        found.add("text_empty", "version")
    labels.check_name("", book, found)
    names.among("calendar", "calendar", book.calendar, sorted(path.stem for path in _CALENDARS.glob("*.json")))
    for name, value in book.settings.items():
        _setting(f"settings.{quoted(name)}", name, value, names)
    for event, by in book.events.items():
        if names.ask(f"events.{quoted(event)}", "event", event):
            names.fired_by(f"events.{event}", by)
    for name, texts in book.choicesets.items():
        if not labels.ID.fullmatch(name):
            found.add("id", f"choicesets.{quoted(name)}", found=quoted(name))
        names.choices(f"choicesets.{quoted(name)}", texts)


def _festivals(calendar: str) -> Sequence[str] | None:
    path = _CALENDARS / f"{calendar}.json"
    if not _BOOK_ID.fullmatch(calendar) or not path.is_file():
        return None  # told at `calendar`
    return tuple(json.loads(path.read_text("utf-8"))["festivals"])


def _setting(key: str, name: str, value: object, names: Names) -> None:
    setting = SETTINGS.get(name)
    if setting is None:
        names.found.add("key_unknown", key, known=offer(name, SETTINGS))
        return
    match setting.kind, value:
        case ("whole", int()) if not isinstance(value, bool):
            if not setting.least <= value <= setting.most:
                names.found.add("range", key, found=value, least=setting.least, most=setting.most)
        case ("word", str()):
            if value not in setting.words:
                names.found.add("one_of", key, found=quoted(value), known=list(setting.words))
        case ("role", str()):
            names.ask(key, "role", value)
        case ("truth", bool()):
            pass
        case _:
            kind = {"whole": "whole", "truth": "truth"}.get(setting.kind, "text")
            names.found.add("type", key, expected=Say(f"playbook_kind_{kind}"), found=written(value))


def _closed(book: Playbook, found: Findings) -> None:
    kinds: set[str] = set()
    for state in book.closed_states:
        if state.kind in kinds:
            found.add("kind_twice", f"closed_states.{state.id}.kind", name=state.kind)
        kinds.add(state.kind)
    if not any(state.kind == "lost" and state.reasons for state in book.closed_states):
        found.add("no_lost", "closed_states")


# --- stages, forms, gates


def _stage(stage: Stage, names: Names, tables: Tables) -> None:
    key = f"stages.{stage.id}"
    names.all(f"{key}.who", "role", stage.who)
    for number, path in enumerate(stage.outputs, 1):
        names.path(f"{key}.outputs[{number}]", path)
    for item in stage.items:
        at = f"{key}.items.{item.id}"
        names.done_by(f"{at}.by", item.by)
        names.all(f"{at}.who", "role", item.who)
        _when(at, item.when, tables)
        if item.minutes is not None:
            _minutes(f"{at}.minutes", item.minutes, names.found)


def _minutes(key: str, minutes: Sequence[int], found: Findings) -> None:
    """From and to; a zero for "to" says that there is no upper end."""
    if len(minutes) != 2 or min(minutes) < 0:
        found.add("form_written", key, found=quoted(list(minutes)), known=["[20, 30]", "[30, 0]"])
    elif minutes[1] and minutes[0] > minutes[1]:
        found.add("order", key, low=minutes[0], high=minutes[1])


def _when(key: str, when: Mapping[str, object] | None, tables: Tables) -> None:
    if when is not None:
        tables.keys(f"{key}.when", when, WHEN)


def _form(form: Form, names: Names) -> None:
    key = f"forms.{form.id}"
    names.all(f"{key}.stages", "stage", form.stages)
    if not form.fields:
        names.found.add("list_empty", f"{key}.fields")
    weights = [field.weight or 0 for field in form.fields if field.type == "score"]
    if weights and abs(sum(weights) - 100) > 1e-9:
        names.found.add("weights", key, total=f"{sum(weights):g}")
    for field in form.fields:
        _field(f"{key}.fields.{field.id}", field, names)


def _field(key: str, field: FieldDef, names: Names) -> None:
    found = names.found
    _type(key, field, FIELD_TYPES, names)
    if field.type == "table" and not field.columns:
        found.add("list_empty", f"{key}.columns")
    for column in field.columns or ():
        _type(f"{key}.columns.{column.id}", column, FIELD_TYPES - {"table"}, names)
    _limits(key, field, found)
    _needs(key, field, found)
    if field.signoff is not None:
        names.ask(f"{key}.signoff", "signoff", field.signoff)
    if field.ref is not None:
        names.ask(f"{key}.ref", "form", field.ref)
    if field.pattern is not None:
        _pattern(f"{key}.pattern", field.pattern, found)


def _type(key: str, field: FieldDef | Column, types: Iterable[str], names: Names) -> None:
    if field.type not in types:
        names.found.add("one_of", f"{key}.type", found=quoted(field.type), known=sorted(types))
    if field.type in CHOOSING and field.choices is None:
        names.found.add("key_missing", f"{key}.choices", expected=Say("playbook_kind_choices"))
    elif field.choices is not None:
        names.choices(f"{key}.choices", field.choices)


def _needs(key: str, field: FieldDef, found: Findings) -> None:
    """What a field of its type cannot do without."""
    needs: Mapping[str, tuple[tuple[str, str, object], ...]] = {
        "score": (("weight", "number", field.weight), ("scale", "whole", field.scale)),
        "computed": (("formula", "text", field.formula),),
        "signoff": (("signoff", "text", field.signoff),),
        "formref": (("ref", "text", field.ref),),
    }
    for name, kind, value in needs.get(field.type, ()):
        if not value:
            found.add("key_missing", f"{key}.{name}", expected=Say(f"playbook_kind_{kind}"))


def _limits(key: str, field: FieldDef, found: Findings) -> None:
    for low, high, name in ((field.min, field.max, "min"), (field.min_rows, field.max_rows, "min_rows")):
        if low is not None and high is not None and low > high:
            found.add("order", f"{key}.{name}", low=f"{low:g}", high=f"{high:g}")
    for name, value, least in (("weight", field.weight, 0), ("scale", field.scale, 1), ("min_rows", field.min_rows, 0)):
        if value is not None and not least <= value <= 100:
            found.add("range", f"{key}.{name}", found=f"{value:g}", least=least, most=100)


def _pattern(key: str, pattern: str, found: Findings) -> None:
    if len(pattern) > _LONGEST_PATTERN:
        found.add("text_long", key, count=len(pattern), most=_LONGEST_PATTERN)
        return
    try:
        re.compile(pattern)
    except (re.error, OverflowError) as problem:
        found.add("pattern", key, why=str(problem))


def _gate(gate: Gate, names: Names, tables: Tables) -> None:
    key = f"gates.{gate.id}"
    kind, _, name = gate.before.partition(":")
    if kind == "stage" and name:
        names.ask(f"{key}.before", "stage", name)
        if gate.from_ is None:
            names.found.add("key_missing", f"{key}.from", expected=an_id("stage"))
        else:
            names.ask(f"{key}.from", "stage", gate.from_)
    elif kind == "event" and name:
        names.event(f"{key}.before", name)
    else:
        names.found.add("form_written", f"{key}.before", found=quoted(gate.before), known=["stage:ID", "event:NAME"])
    for number, condition in enumerate(gate.conditions, 1):
        tables.kind(f"{key}.conditions[{number}]", condition, "type", CONDITIONS)
    names.all(f"{key}.override", "role", gate.override)
    _when(key, gate.when, tables)


# --- tiers, cadences, obligations


def _scheme(scheme: TierScheme, names: Names, tables: Tables) -> None:
    key = f"tier_schemes.{scheme.id}"
    if not scheme.tiers:
        names.found.add("list_empty", f"{key}.tiers")
    if scheme.until is not None:
        names.event(f"{key}.until", scheme.until)
    own = [tier.id for tier in scheme.tiers]
    for name, keys in TIER_LISTS.items():
        for number, row in enumerate(getattr(scheme, name), 1):
            tables.keys(f"{key}.{name}[{number}]", row, keys, own)
    for name in {"rules": ("rules",), "points": ("points", "levels")}.get(scheme.method, ()):
        if not getattr(scheme, name):
            names.found.add("list_empty", f"{key}.{name}")


def _cadence(cadence: Cadence, names: Names, tables: Tables) -> None:
    key = f"cadences.{cadence.id}"
    names.ask(f"{key}.who", "role", cadence.who)
    tables.applies(f"{key}.applies", cadence.applies)
    tables.kind(f"{key}.rule", cadence.rule, "kind", CADENCE_RULES)
    if not cadence.channels:
        names.found.add("no_channels", f"{key}.channels")
    names.all(f"{key}.channels", "activity", cadence.channels)
    scheme = cadence.applies.get("scheme")
    other = next((one.subject for one in names.book.tier_schemes if one.id == scheme), cadence.subject)
    if "stages" in cadence.applies:
        other = "deal"
    if other != cadence.subject:
        ours, theirs = Say(f"subject_{cadence.subject}"), Say(f"subject_{other}")
        name = quoted(scheme if scheme is not None else "stages")
        names.found.add("subject", f"{key}.subject", subject=ours, name=name, other=theirs)


def _obligation(obligation: Obligation, names: Names, tables: Tables) -> None:
    key = f"obligations.{obligation.id}"
    names.ask(f"{key}.who", "role", obligation.who)
    names.done_by(f"{key}.done_by", obligation.done_by)
    kind, colon, name = obligation.on.partition(":")
    if colon and kind in ("activity", "form", "stage"):
        names.ask(f"{key}.on", kind, name)
    elif colon:
        known = ["activity:ID", "form:ID", "stage:ID", "EVENT"]
        names.found.add("form_written", f"{key}.on", found=quoted(obligation.on), known=known)
    else:
        names.event(f"{key}.on", obligation.on)
    tables.keys(f"{key}.due", obligation.due, DUE)
    _when(key, obligation.when, tables)
    for number, event in enumerate(obligation.cancel_on, 1):
        names.event(f"{key}.cancel_on[{number}]", event)
    if obligation.blocks is not None:
        names.ask(f"{key}.blocks", "gate", obligation.blocks)
    if obligation.lead_days is not None and not 0 <= obligation.lead_days <= 366:
        names.found.add("range", f"{key}.lead_days", found=obligation.lead_days, least=0, most=366)


# --- roles, routines, figures, what may be seen


def _team(book: Playbook, names: Names, tables: Tables) -> None:
    for role in book.roles:
        for number, right in enumerate(role.can, 1):
            if not right.startswith("signoff."):
                names.among(f"roles.{role.id}.can[{number}]", "right", right, sorted(RIGHTS))
    for sign in book.signoffs:
        names.ask(f"signoffs.{sign.id}.role", "role", sign.role)
        names.path(f"signoffs.{sign.id}.form", sign.form)
    for routine in book.routines:
        key = f"routines.{routine.id}"
        names.ask(f"{key}.who", "role", routine.who)
        tables.kind(f"{key}.rule", routine.rule, "kind", ROUTINE_RULES)
        if routine.form is not None:
            names.path(f"{key}.form", routine.form)
    for name, things in (("risks", book.risks), ("guides", book.guides)):
        for thing in things:
            names.all(f"{name}.{thing.id}.stages", "stage", thing.stages)
    weights = [kpi.weight for kpi in book.kpis if kpi.weight is not None]
    if weights and abs(sum(weights) - 100) > 1e-9:
        names.found.add("weights", "kpis", total=f"{sum(weights):g}")


def _protection(book: Playbook, names: Names) -> None:
    """Sensitive fields are in a set that says who sees them; no label asks for what must not be collected."""
    for permission in book.permissions:
        key = f"permissions.{permission.id}"
        names.all(f"{key}.see", "role", permission.see)
        for number, path in enumerate(permission.fields, 1):
            names.path(f"{key}.fields[{number}]", path)
    shown = {path for permission in book.permissions for path in permission.fields}
    for form in book.forms:
        for field in form.fields:
            key, path = f"forms.{form.id}.fields.{field.id}", f"{form.id}.{field.id}"
            if field.sens and path not in shown:
                names.found.add("sensitive", key)
            _allowed(key, field, book, names.found)
            for column in field.columns or ():
                if column.sens and not {path, f"{path}.{column.id}"} & shown:
                    names.found.add("sensitive", f"{key}.columns.{column.id}")
                _allowed(f"{key}.columns.{column.id}", column, book, names.found)


def _allowed(key: str, field: FieldDef | Column, book: Playbook, found: Findings) -> None:
    label = f"{field.zh} {field.en}".lower()
    for forbidden in book.forbidden:
        word = next((word for word in forbidden.words if word.lower() in label), None)
        if word is not None:
            found.add("forbidden", key, word=quoted(word), name=forbidden.label)
