"""The checks and advice a playbook writes beside a field: `check` must hold for a form to be complete, `warn` advises.

A check is "required if CONDITION", "only if CONDITION", "A or B required", or a condition on its own; conditions are
formulas (formulas.py) with a few set phrases. What is not known yet never fails: a check speaks when both sides are
there. Source: the drafts of the six playbooks; process.md 2 and 4.3.
"""

import ast
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from store.process import formulas
from store.process.computed import Scope
from store.process.kept import Process
from store.process.shape import FieldDef, Form
from store.process.values import day_of, is_blank, number_of, plain_number, table_rows
from store.process.workdays import Calendar
from store.records import Say

_REQUIRED, _ONLY = "required if ", "only if "
_ONE_OF = re.compile(r"(\w+) or (\w+) required")
_SIGNED = re.compile(r"\bsignoff \w+")
# Set phrases and the name each stands for within a condition; no field may be called that way.
_ANY_CHANGE, _REASON, _OVERRIDE, _ALL_ROLES, _BY_SIGNOFF = "_change", "_reason", "_override", "_roles", "_signed"
_PHRASES = {
    "any change": _ANY_CHANGE,
    "reason given": _REASON,
    "manager override": _OVERRIDE,
    "all four roles present": _ALL_ROLES,
}
_RANGE = re.compile(r"(\d+)\.\.(\d+)")
_SHARE = re.compile(r">= (\d+)% of (\w+)")
_AHEAD = re.compile(r"<= (\d+) working days before (\w+)")
_EARLY = re.compile(r"<= (\w+\.\w+) - (\d+) min")


class Asked(Scope):
    """The names of a form's conditions: those of its formulas, and the set phrases."""

    def __call__(self, name: str) -> object:
        """What a name or a set phrase stands for."""
        phrase = _PHRASE_VALUES.get(name)
        return phrase(self) if phrase else super().__call__(name)

    def any_change(self) -> bool:
        """Whether any yes-or-no question of the form is answered yes."""
        return any(self.values.get(field.id) is True for field in self.form.fields if field.type == "bool")

    def reason_given(self) -> bool:
        """Whether the form's reason is filled: the text field whose id ends so."""
        return any(not is_blank(self.values.get(field.id)) for field in reasons(self.form))

    def roles_there(self) -> bool:
        """Whether all roles of the table at hand are taken."""
        return self._table is not None and not missing_roles(self.process, self.form, self._table, self.values)


_PHRASE_VALUES: Mapping[str, Callable[[Asked], bool]] = {
    _ANY_CHANGE: Asked.any_change,
    _REASON: Asked.reason_given,
    _ALL_ROLES: Asked.roles_there,
    # An override passes the gate, not the form. A sign-off stands on the complete form, so it cannot be asked for here.
    _OVERRIDE: lambda _: False,
    _BY_SIGNOFF: lambda _: True,
}


def parse(condition: str) -> ast.expr | None:
    """The tree of a condition with its set phrases, or None when it is none of ours."""
    text = _SIGNED.sub(_BY_SIGNOFF, condition)
    for phrase, name in _PHRASES.items():
        text = text.replace(phrase, name)
    return formulas.parse(text)


def reasons(form: Form) -> list[FieldDef]:
    """The fields of a form that give a reason."""
    return [field for field in form.fields if field.type in {"text", "longtext"} and field.id.endswith("reason")]


def missing_roles(
    process: Process | None, form: Form, table: FieldDef, values: Mapping[str, object]
) -> list[tuple[str, object]]:
    """The roles nobody in a table has, as (id, label): those a gate asks for there, else all but the catch-all last."""
    if process is None:
        return []
    asked = [
        (condition["column"], condition["values"])
        for gate in process.gates
        for condition in gate.conditions
        if condition["type"] == "roles_present" and (condition["form"], condition["table"]) == (form.id, table.id)
    ]
    if not asked:
        return []
    name, wanted = asked[0]
    column = next(one for one in table.columns or () if one.id == name)
    labels = {one.id: one.label for one in process.choices(column.choices)}
    there = {row.get(name) for row in table_rows(values.get(table.id))}
    return [(role, labels.get(role, role)) for role in wanted if role not in there]


# --- checks


def required(field: FieldDef, scope: Asked) -> bool:
    """Whether a field must be filled: always, or because its check says so of the other answers."""
    check = field.check or ""
    if field.req or not check.startswith(_REQUIRED):
        return field.req
    tree = parse(check.removeprefix(_REQUIRED))
    return tree is not None and formulas.truth(tree, scope) is True


def applies(field: FieldDef, scope: Asked) -> bool:
    """Whether a field is asked at all: "only if" the other answers and the settings say so."""
    check = field.check or ""
    if not check.startswith(_ONLY):
        return True
    tree = parse(check.removeprefix(_ONLY))
    return tree is None or formulas.truth(tree, scope) is True


def broken(field: FieldDef, scope: Asked) -> list[Say]:
    """What a field's check finds wrong, each piece a sentence. A blank field has nothing to check."""
    check = field.check or ""
    filled = not is_blank(scope.values.get(field.id))
    if match := _ONE_OF.fullmatch(check):
        return _one_of(scope, match[1], match[2])
    if not check or check.startswith(_REQUIRED) or not filled:
        return []
    if check.startswith(_ONLY):
        return [] if applies(field, scope) else [Say("form_not_asked", {"field": field.label})]
    tree = parse(check)
    if tree is None:
        return []
    pieces = tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    return [_told(field, piece, scope) for piece in pieces if formulas.truth(piece, scope) is False]


def _one_of(scope: Asked, *names: str) -> list[Say]:
    fields = [field for field in scope.form.fields if field.id in names]
    if any(not is_blank(scope.values.get(field.id)) for field in fields):
        return []
    return [Say("form_one_of", {"fields": [field.label for field in fields]})]


def _told(field: FieldDef, piece: ast.expr, scope: Asked) -> Say:
    """The sentence for a condition that does not hold, by what the condition is about."""
    names = {formulas.dotted(node) for node in ast.walk(piece) if isinstance(node, ast.Name | ast.Attribute)}
    if _ALL_ROLES in names:
        roles = [label for _, label in missing_roles(scope.process, scope.form, field, scope.values)]
        return Say("form_roles_missing", {"field": field.label, "roles": roles})
    if _REASON in names:
        return Say("form_differs", {"field": field.label, "reasons": [one.label for one in reasons(scope.form)]})
    if _OVERRIDE in names:
        return Say("form_below_line", {"field": field.label})  # names no figure: the line may be hidden from the reader
    if isinstance(piece, ast.Compare):
        if "distinct" in names and len(piece.comparators) > 1:
            return _people(field, piece, scope)
        other = _field(scope, formulas.dotted(piece.comparators[-1]))
        if other and isinstance(piece.ops[0], ast.GtE) and formulas.dotted(piece.left) == field.id:
            return Say("form_below_field", {"field": field.label, "other": other.label})
        if isinstance(piece.ops[0], ast.Eq):
            return _sum(field, piece, other, scope)
    return Say("form_rule_broken", {"field": field.label, "rule": field.check})


def _people(field: FieldDef, piece: ast.Compare, scope: Asked) -> Say:
    least, count, most = (formulas.value(one, scope) for one in (piece.left, *piece.comparators))
    return Say("form_people", {"field": field.label, "count": count, "least": least, "most": most})


def _sum(field: FieldDef, piece: ast.Compare, other: FieldDef | None, scope: Asked) -> Say:
    total, wanted = formulas.value(piece.left, scope), formulas.value(piece.comparators[-1], scope)
    shown = [plain_number(one) if isinstance(one, Decimal) else one for one in (total, wanted)]
    goal = Say("form_sum_field", {"other": other.label, "wanted": shown[1]}) if other else shown[1]
    return Say("form_sum", {"field": field.label, "total": shown[0], "wanted": goal})


def _field(scope: Asked, name: str) -> FieldDef | None:
    return next((field for field in scope.form.fields if field.id == name), None)


# --- advice


def advice(field: FieldDef, scope: Asked, around: Mapping[str, object], calendar: Calendar | None) -> Say | None:
    """What a field's `warn` would say of its value; None when it is content, or cannot tell."""
    warn, value = field.warn or "", scope.values.get(field.id)
    number = number_of(value)
    if (match := _RANGE.fullmatch(warn)) and number is not None:
        if not int(match[1]) <= number <= int(match[2]):
            return Say("form_advice_range", {"field": field.label, "least": int(match[1]), "most": int(match[2])})
    elif (match := _SHARE.fullmatch(warn)) and number is not None:
        return _share(field, number, Decimal(match[1]) / 100, match[2], scope)
    elif (match := _AHEAD.fullmatch(warn)) and calendar:
        return _ahead(field, day_of(value), int(match[1]), match[2], scope, calendar)
    elif (match := _EARLY.fullmatch(warn)) and isinstance(value, str):
        return _early(field, value, around.get(match[1]), int(match[2]))
    return None


def _share(field: FieldDef, number: Decimal, share: Decimal, table: str, scope: Asked) -> Say | None:
    of = _field(scope, table)
    column = next((one for one in of.columns or () if one.type == "int"), None) if of else None
    whole = [number_of(row.get(column.id)) for row in table_rows(scope.values.get(table))] if column else []
    least = sum((one for one in whole if one is not None), Decimal(0)) * share
    if of is None or number >= least:
        return None
    return Say("form_advice_share", {"field": field.label, "percent": int(share * 100), "of": of.label})


def _ahead(field: FieldDef, day: date | None, count: int, other: str, scope: Asked, calendar: Calendar) -> Say | None:
    of, goal = _field(scope, other), day_of(scope.values.get(other))
    if day is None or goal is None or of is None or day <= (latest := calendar.wd(goal, -count)):
        return None
    return Say("form_advice_ahead", {"field": field.label, "days": count, "of": of.label, "latest": latest})


def _early(field: FieldDef, value: str, other: object, minutes: int) -> Say | None:
    try:
        came, goal = datetime.fromisoformat(value), datetime.fromisoformat(str(other))
    except ValueError:
        return None
    if bool(came.tzinfo) != bool(goal.tzinfo) or came <= goal - timedelta(minutes=minutes):
        return None
    return Say(
        "form_advice_early", {"field": field.label, "minutes": minutes, "latest": goal - timedelta(minutes=minutes)}
    )


def flaws(form: Form) -> list[Say]:
    """The checks and warnings of a form that are none of ours, for whoever checks a playbook."""
    wrong = []
    for field in form.fields:
        check = (field.check or "").removeprefix(_REQUIRED).removeprefix(_ONLY)
        if check and not _ONE_OF.fullmatch(check) and parse(check) is None:
            wrong.append(Say("form_check_unknown", {"field": field.label, "check": field.check}))
        if field.warn and not any(one.fullmatch(field.warn) for one in (_RANGE, _SHARE, _AHEAD, _EARLY)):
            wrong.append(Say("form_check_unknown", {"field": field.label, "check": field.warn}))
    return wrong
