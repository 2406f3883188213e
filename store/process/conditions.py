"""The conditions a gate may set, one function a kind: what of it is not met, as reasons (process.md 4).

Every function takes the playbook, the facts and the condition as the playbook writes it; [] means it is met.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from store.process import filled, lacks
from store.process.computed import score
from store.process.facts import DealFacts
from store.process.fields import shown, spec_of
from store.process.kept import Process
from store.process.shape import Column, FieldDef
from store.process.tiers import amount
from store.process.values import day_of, is_blank, narrow, number_of, plain_number, table_rows
from store.process.workdays import plus
from store.records import Label, Reason, Say

Condition = Mapping[str, Any]
_PASS = "pass"  # noqa: S105  the answer of a review that lets a record through
_VALID = "_valid_months"  # a setting "credit_valid_months" says how long a form "credit_file" holds good


def unmet(process: Process, facts: DealFacts, condition: Condition, today: date) -> list[Reason]:
    """What of one condition is not met; empty when it is."""
    found = _KINDS[condition["type"]](process, facts, condition)
    return found + _outdated(process, facts, str(condition.get("form", "")), today)


def _reason(id: str, goto: str, **args: object) -> Reason:
    return Reason(id, Say(id, args), goto)


# --- forms


def _score_min(process: Process, facts: DealFacts, condition: Condition) -> list[Reason]:
    """The total is shown with one decimal, never rounded up to what it is not; the test itself is not rounded."""
    id, least = condition["form"], amount(process, condition["min"])
    rule, entry = process.form(id), filled.latest(facts, id)
    if entry is None:
        return lacks.form(process, facts, id)
    total = score(rule, entry.values)
    if total is None:
        unrated = [one for one in rule.fields if one.type == "score" and is_blank(entry.values.get(one.id))]
        return [lacks.field(process, f"{id}.{one.id}") for one in unrated]
    if least is None or total >= least:
        return []
    down = total.quantize(Decimal("0.1"), ROUND_FLOOR)
    return [_reason("gate_score_low", f"form:{id}", form=rule.label, total=str(down), least=plain_number(least))]


def _form_complete(process: Process, facts: DealFacts, condition: Condition) -> list[Reason]:
    return [] if filled.form_done(process, facts, condition["form"]) else lacks.form(process, facts, condition["form"])


def _review_done(process: Process, facts: DealFacts, condition: Condition) -> list[Reason]:
    """The newest review is complete, signed and says "pass" (process.md 5, rule 2)."""
    id = condition["form"]
    entry = filled.latest(facts, id)
    if entry is None or not entry.complete or filled.unsigned(process, facts, id):
        return lacks.form(process, facts, id)
    verdicts = [one for one in process.form(id).fields if _may_pass(process, one)]
    failed = [one for one in verdicts if entry.values.get(one.id) != _PASS]
    return [_reason("gate_review_failed", f"form:{id}.{one.id}", form=process.form(id).label) for one in failed]


def _may_pass(process: Process, field: FieldDef) -> bool:
    return field.type == "choice" and any(one.id == _PASS for one in process.choices(field.choices))


def _outdated(process: Process, facts: DealFacts, form: str, today: date) -> list[Reason]:
    """A form that a setting lets hold good for some months only: from the day it names, the last day included."""
    months = next((value for name, value in process.settings.items() if _holds_for(name, form)), None)
    if not form or not months:
        return []
    dated = next((field for field in process.form(form).fields if field.type == "date" and field.req), None)
    since = day_of(filled.value(facts, form, dated.id)) if dated else None
    if dated is None or since is None or today <= (until := plus(since, int(months), "month")):
        return []
    return [
        _reason("gate_outdated", f"form:{form}.{dated.id}", form=process.form(form).label, since=since, until=until)
    ]


def _holds_for(setting: str, form: str) -> bool:
    name = setting.removesuffix(_VALID)
    return name != setting and form.split("_")[0] == name


# --- values


def _field_set(process: Process, facts: DealFacts, condition: Condition) -> list[Reason]:
    return lacks.field_of(process, facts, condition["form"], condition["field"])


def _field_in(process: Process, facts: DealFacts, condition: Condition) -> list[Reason]:
    form, name = condition["form"], condition["field"]
    if missing := lacks.field_of(process, facts, form, name):
        return missing
    if filled.value(facts, form, name) in condition["values"]:
        return []
    spec = spec_of(process.field(form, name), process)
    allowed = shown(spec, condition["values"])  # the answer itself may be hidden from the reader
    return [_reason("gate_value_not_allowed", f"form:{form}.{name}", **_names(process, form, name), allowed=allowed)]


def _value_min(process: Process, facts: DealFacts, condition: Condition) -> list[Reason]:
    return _compared(process, facts, condition, "gate_value_below", lambda own, other: own >= other)


def _value_max(process: Process, facts: DealFacts, condition: Condition) -> list[Reason]:
    return _compared(process, facts, condition, "gate_value_above", lambda own, other: own <= other)


def _compared(
    process: Process, facts: DealFacts, condition: Condition, id: str, good: Callable[[Decimal, Decimal], bool]
) -> list[Reason]:
    """One field against another; equal passes. The figures are not told: a bottom line is hidden from many."""
    form, name = condition["form"], condition["field"]
    other_form, _, other_name = condition["other"].partition(".")
    own, other = (number_of(filled.value(facts, *path)) for path in ((form, name), (other_form, other_name)))
    if own is None or other is None:
        missing = lacks.field_of(process, facts, form, name)
        return missing + lacks.field_of(process, facts, other_form, other_name)
    if good(own, other):
        return []
    other_label = process.field(other_form, other_name).label
    return [_reason(id, f"form:{form}.{name}", **_names(process, form, name), other=other_label)]


def _all_true(process: Process, facts: DealFacts, condition: Condition) -> list[Reason]:
    form = condition["form"]
    if filled.latest(facts, form) is None:
        return lacks.form(process, facts, form)
    unticked = [name for name in condition["fields"] if filled.value(facts, form, name) is not True]
    return [_reason("gate_not_ticked", f"form:{form}.{name}", **_names(process, form, name)) for name in unticked]


def _none_open(process: Process, facts: DealFacts, condition: Condition) -> list[Reason]:
    """No entry of a repeated form stands open; one that does not say is not closed."""
    form, name = condition["form"], condition["field"]
    states = [entry.values.get(name) for entry in filled.entries(facts, form)]
    count = sum(state == condition["value"] or is_blank(state) for state in states)
    return [_reason("gate_open", f"form:{form}", form=process.form(form).label, count=count)] if count else []


# --- rows of a table


def _rows_filled(process: Process, facts: DealFacts, condition: Condition) -> list[Reason]:
    form, table, column = condition["form"], condition["table"], _column(process, condition)
    rows = enumerate(filled.rows(facts, form, table), start=1)
    blank = [no for no, row in rows if is_blank(row.get(column.id))]
    args = {**_names(process, form, table), "column": column.label}
    return [_reason("gate_row_blank", f"form:{form}.{table}", **args, row=no) for no in blank]


def _min_rows(process: Process, facts: DealFacts, condition: Condition) -> list[Reason]:
    """Rows of the newest entry, or the different values of one column in it, within limits."""
    form, table, distinct = condition["form"], condition["table"], condition.get("distinct")
    if missing := lacks.field_of(process, facts, form, table):
        return missing
    rows = _newest_rows(facts, form, table)
    if distinct:
        count = len({narrow(str(row[distinct])).casefold() for row in rows if not is_blank(row.get(distinct))})
    else:
        count = len(rows)
    least, most = condition["min"], condition.get("max")
    if count >= least and (most is None or count <= most):
        return []
    args = {**_names(process, form, table), "count": count, "least": least, "most": most}
    id = "gate_rows_between" if most is not None else "gate_rows_few"
    return [_reason(id, f"form:{form}.{table}", **args)]


def _roles_present(process: Process, facts: DealFacts, condition: Condition) -> list[Reason]:
    form, table = condition["form"], condition["table"]
    if missing := lacks.field_of(process, facts, form, table):
        return missing
    column = spec_of(_column(process, condition), process)
    there = {row.get(column.id) for row in _newest_rows(facts, form, table)}
    args, goto = _names(process, form, table), f"form:{form}.{table}"
    absent = [value for value in condition["values"] if value not in there]
    return [_reason("gate_role_missing", goto, **args, role=shown(column, value)) for value in absent]


def _newest_rows(facts: DealFacts, form: str, table: str) -> list[Mapping[str, object]]:
    return table_rows(filled.value(facts, form, table))


def _column(process: Process, condition: Condition) -> Column:
    columns = process.field(condition["form"], condition["table"]).columns or ()
    return next(one for one in columns if one.id == condition["column"])


def _names(process: Process, form: str, field: str) -> dict[str, Label]:
    return {"form": process.form(form).label, "field": process.field(form, field).label}


# --- what is beside the forms


def _signoff(process: Process, facts: DealFacts, condition: Condition) -> list[Reason]:
    id = condition["signoff"]
    return [] if filled.approved(process, facts, id) else [lacks.signoff(process, facts, id)]


def _tier_in(process: Process, facts: DealFacts, condition: Condition) -> list[Reason]:
    scheme = process.scheme(condition["scheme"])
    tier = facts.tiers.get(scheme.id)
    if not tier:
        return [lacks.tier(process, scheme.id)]
    if tier in condition["tiers"]:
        return []
    labels = {one.id: one.label for one in scheme.tiers}
    allowed = [labels[one] for one in condition["tiers"]]
    args = {"scheme": scheme.label, "tier": labels.get(tier, tier), "allowed": allowed}
    return [_reason("gate_tier_not_allowed", f"tier:{scheme.id}", **args)]


def _activity(process: Process, facts: DealFacts, condition: Condition) -> list[Reason]:
    kind = condition["activity"]
    return [] if kind in facts.activities else [lacks.activity(process, kind)]


def _items_done(process: Process, facts: DealFacts, condition: Condition) -> list[Reason]:
    return []  # gates.check asks for the items itself, as each is a reason of its own


_KINDS: Mapping[str, Callable[[Process, DealFacts, Condition], list[Reason]]] = {
    "items_done": _items_done,
    "score_min": _score_min,
    "tier_in": _tier_in,
    "form_complete": _form_complete,
    "review_done": _review_done,
    "signoff": _signoff,
    "rows_filled": _rows_filled,
    "value_min": _value_min,
    "value_max": _value_max,
    "none_open": _none_open,
    "all_true": _all_true,
    "activity": _activity,
    "field_in": _field_in,
    "field_set": _field_set,
    "min_rows": _min_rows,
    "roles_present": _roles_present,
}
