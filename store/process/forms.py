"""A form of the playbook and what was filled into it: read, checked, computed, scored (process.md 2 and 4.3).

A form is complete when all that is required is there and valid; the sign-offs on it are given afterwards, on the
complete form, and are looked at by gates and checklists (filled.form_done).
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from store.process import computed as computing
from store.process import fieldrules, fields, formtables
from store.process.computed import score
from store.process.fieldrules import Asked
from store.process.fields import Here
from store.process.filled import around
from store.process.kept import Process
from store.process.shape import FieldDef, Form
from store.process.values import is_blank, table_rows
from store.process.workdays import Calendar
from store.records import Reason, Say

__all__ = [
    "advice",
    "around",
    "check",
    "complete",
    "computed",
    "flaws",
    "normal",
    "parse",
    "passed",
    "score",
    "visible",
]

_NOTHING: Mapping[str, object] = {}
_NOT_KEPT = frozenset({"computed", "signoff"})  # the program computes the one, a person records the other apart


def parse(
    field: FieldDef,
    text: object,
    process: Process,
    today: date,
    now: datetime | None = None,
    calendar: Calendar | None = None,
) -> object:
    """The value to keep for what a person typed, or for what came as JSON; None clears the field.

    `now` (with its offset) fills times; `today` may be given as such a time. Raises BadInput with the sentence.
    """
    if isinstance(today, datetime):
        now, today = now or today, today.date()
    here = Here(process, today, now, calendar)
    return fields.take(fields.spec_of(field, process), text, here)


def normal(form: Form, values: Mapping[str, object]) -> dict[str, object]:
    """What is kept of these values: the form's own fields in their order, blanks left out, all as plain JSON."""
    kept = {}
    for field in form.fields:
        value = values.get(field.id)
        if field.type in _NOT_KEPT or is_blank(value):
            continue
        kept[field.id] = [_plain(row) for row in table_rows(value)] if field.type == "table" else _plain(value)
    return kept


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items() if not is_blank(one)}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | float) else value


def check(
    form: Form,
    values: Mapping[str, object],
    process: Process,
    today: date | None = None,
    around: Mapping[str, object] = _NOTHING,
) -> list[Reason]:
    """Everything that keeps a form from being complete, each with its field; empty means complete.

    `around` is what the form's checks look at beyond the form (forms.around); what is not there is not checked.
    """
    found: list[Reason] = []
    for field in form.fields:
        if field.type not in _NOT_KEPT:
            scope = _scope(form, values, process, today, around, field)
            found += [_reason(form, field, say) for say in _wrong(field, scope, process)]
    return _distinct(found)


def _distinct(found: list[Reason]) -> list[Reason]:
    """Each sentence once; "one of two" is the same lack for both fields."""
    seen: list[Reason] = []
    for reason in found:
        if all(reason.say != one.say for one in seen):
            seen.append(reason)
    return seen


def _wrong(field: FieldDef, scope: Asked, process: Process) -> list[Say]:
    value = scope.values.get(field.id)
    if is_blank(value) and fieldrules.required(field, scope):
        return [Say("form_missing", {"field": field.label})]
    spec = fields.spec_of(field, process)
    found = []
    if not is_blank(value):
        if flaw := fields.flaw(spec, value):
            return [flaw]
        if field.type == "table":
            found += _rows(field, value)
            columns = [fields.spec_of(column, process) for column in field.columns or ()]
            found += formtables.lacks(spec, value, columns)
    return found + fieldrules.broken(field, scope)


def _rows(field: FieldDef, value: object) -> list[Say]:
    count = len(table_rows(value))
    if count < (field.min_rows or 0):
        return [Say("form_rows_few", {"field": field.label, "least": field.min_rows, "count": count})]
    if field.max_rows is not None and count > field.max_rows:
        return [Say("form_rows_many", {"field": field.label, "most": field.max_rows, "count": count})]
    return []


def _reason(form: Form, field: FieldDef, say: Say) -> Reason:
    return Reason(say.id, say, goto=f"form:{form.id}.{field.id}", source=field.src or form.src or "")


def _scope(
    form: Form,
    values: Mapping[str, object],
    process: Process,
    today: date | None,
    around: Mapping[str, object],
    field: FieldDef | None = None,
) -> Asked:
    return Asked(form, values, process, today, around, field if field and field.columns else None)


def complete(
    form: Form,
    values: Mapping[str, object],
    process: Process,
    today: date | None = None,
    around: Mapping[str, object] = _NOTHING,
) -> bool:
    """Whether a form has all it needs, the sign-offs on it aside."""
    return not check(form, values, process, today, around)


def computed(
    form: Form,
    values: Mapping[str, object],
    process: Process | None = None,
    today: date | None = None,
    around: Mapping[str, object] = _NOTHING,
) -> dict[str, object]:
    """The computed fields that can be told: exact numbers (not rounded), dates, ids of choices and tiers."""
    scope = computing.Scope(form, values, process, today, around)
    found = {field.id: scope.compute(field) for field in form.fields if field.type == "computed"}
    return {name: value for name, value in found.items() if value is not None}


def passed(form: Form, values: Mapping[str, object]) -> bool | None:
    """Whether a scorecard reaches its own pass mark; None when it has no mark or no total yet. Equal passes."""
    marks = [field.passmark for field in form.fields if field.passmark is not None]
    total = score(form, values)
    return total >= Decimal(str(marks[0])) if marks and total is not None else None


def visible(form: Form, values: Mapping[str, object], process: Process) -> tuple[FieldDef, ...]:
    """The fields to ask for, given the answers so far; without those that are only for others (process.md 5.4)."""
    scope = _scope(form, values, process, None, _NOTHING)
    return tuple(field for field in form.fields if fieldrules.applies(field, scope))


def advice(
    form: Form,
    values: Mapping[str, object],
    process: Process,
    around: Mapping[str, object] = _NOTHING,
    calendar: Calendar | None = None,
) -> list[Reason]:
    """What would be better otherwise, never in the way of completing a form: durations, spare time, early arrival."""
    scope = _scope(form, values, process, None, around)
    said = [(field, fieldrules.advice(field, scope, around, calendar)) for field in form.fields if field.warn]
    return [_reason(form, field, say) for field, say in said if say]


def flaws(form: Form) -> list[Say]:
    """The formulas, checks and warnings of a form that this program does not understand, for checking a playbook."""
    return [*computing.flaws(form), *fieldrules.flaws(form)]
