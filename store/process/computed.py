"""The fields of a form that compute themselves: scores, sums, suggestions; and the names their formulas may use."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from store.process import formulas, tiers
from store.process.kept import Process
from store.process.shape import FieldDef, Form
from store.process.values import is_blank, moment_of, number_of, table_rows
from store.records import Say

SCORE = "sum(weight*rating/scale)"  # the one formula that means the form's own score fields
_LADDER = re.compile(r"(?:>=\s*\d+(?:\.\d+)?\s+\w+,\s*)+else\s+\w+")
_STEP = re.compile(r">=\s*(\d+(?:\.\d+)?)\s+(\w+)")
_RATERS = re.compile(r"weighted mean by (\w+) ((?:\d+/)*\d+) of the mean of three marks")
_CAP, _CAP_SETTING = "cap", "achievement_cap"  # percent in the settings, a factor in formulas
_NUMBERS = frozenset({"int", "decimal", "money", "percent", "score", "rating"})
_NOTHING: Mapping[str, object] = {}
# What only the board itself can tell; whoever has it hands it in under these names.
_OUTSIDE = frozenset({
    "cadence.due", "cadence.label", "max(activity.date)", "last minutes summary", "audit rows of logged fields",
})  # fmt: skip


def score(form: Form, values: Mapping[str, object]) -> Decimal | None:
    """The total of a scorecard: the sum of weight * rating / scale, not rounded (process.md 4.3).

    None for a form without ratings, and until all of them are given: half a card has no total.
    """
    total = Decimal(0)
    rated = [field for field in form.fields if field.type == "score"]
    for field in rated:
        rating = number_of(values.get(field.id))
        if rating is None:
            return None
        total += Decimal(str(field.weight)) * rating / Decimal(str(field.scale))
    return total if rated else None


def typed(kind: str, value: object) -> object:
    """A kept value as formulas see it: an exact number, a date, text; None when blank."""
    if is_blank(value):
        return None
    if kind in _NUMBERS:
        return number_of(value)
    if kind in {"date", "datetime"}:
        return moment_of(value)
    return value


def untyped(value: object) -> object:
    """A value from outside the form, whose field is not at hand, as formulas see it."""
    if is_blank(value):
        return None
    if isinstance(value, list | tuple):
        return [untyped(one) for one in value]
    number = number_of(value)
    return number if number is not None else moment_of(value) or value


class Scope:
    """The names that a formula of a form may use, and what they stand for there; a name nobody knows is a plain word.

    `around` holds what lies beyond the form ("loi.price"); `table` is the table whose columns go by their bare names.
    """

    def __init__(
        self,
        form: Form,
        values: Mapping[str, object],
        process: Process | None = None,
        today: date | None = None,
        around: Mapping[str, object] = _NOTHING,
        table: FieldDef | None = None,
    ) -> None:
        self.form, self.values, self.process = form, values, process
        self._today, self._around, self._table = today, around, table
        self._fields = {field.id: field for field in form.fields}
        self._running: set[str] = set()

    def __call__(self, name: str) -> object:
        """What a name stands for, None when it is not known."""
        first, _, second = name.partition(".")
        if second:
            return self._dotted(first, second)
        if self._table and any(column.id == name for column in self._table.columns or ()):
            return self._column(self._table, name)
        field = self._fields.get(name)
        if field is not None:
            return self.compute(field) if field.type == "computed" else typed(field.type, self.values.get(name))
        if name in self._around:
            return untyped(self._around[name])
        for table in self.form.fields:
            if any(column.id == name for column in table.columns or ()):
                return self._column(table, name)
        if name == _CAP and _CAP_SETTING in self.settings:
            return Decimal(str(self.settings[_CAP_SETTING])) / 100
        return name

    @property
    def settings(self) -> Mapping[str, object]:
        """The settings of the playbook, none when there is no playbook at hand."""
        return self.process.settings if self.process else _NOTHING

    def _dotted(self, first: str, second: str) -> object:
        if first == "settings":
            return untyped(self.settings.get(second))
        field = self._fields.get(first)
        if field and field.columns:
            return self._column(field, second)
        return untyped(self._around.get(f"{first}.{second}"))

    def _column(self, table: FieldDef, name: str) -> object:
        kind = next((column.type for column in table.columns or () if column.id == name), "")
        rows = table_rows(self.values.get(table.id))
        return [typed(kind, row.get(name)) for row in rows] if kind and rows else None

    def compute(self, field: FieldDef) -> object:
        """The value of a computed field, None when it cannot be told from what is at hand."""
        text = field.formula or ""
        if field.id in self._running:
            return None  # a formula that asks for itself
        self._running.add(field.id)
        try:
            return self._compute(text)
        finally:
            self._running.discard(field.id)

    def _compute(self, text: str) -> object:
        if text == SCORE:
            return score(self.form, self.values)
        if text.startswith(tiers.FORMULA):
            return self._suggestion(text.removeprefix(tiers.FORMULA))
        if text in _OUTSIDE:
            return self._around.get(text)
        if _LADDER.fullmatch(text):
            return _step(text, score(self.form, self.values))
        if match := _RATERS.fullmatch(text):
            return self._opinion(match[1], [Decimal(part) for part in match[2].split("/")])
        tree = formulas.parse(text)
        found = formulas.value(tree, self) if tree else None
        return found if isinstance(found, Decimal | date | bool) else None

    def _suggestion(self, scheme: str) -> object:
        if self.process is None:
            return None
        rule = self.process.scheme(scheme)
        if self._today is None and tiers.asks_days(rule):
            return None
        known = {name: self.values.get(name) for name in [*tiers.names(rule), tiers.CLOSE]}
        if all(is_blank(value) for value in known.values()):
            return None
        return tiers.suggest(self.process, scheme, known, self._today or date.min).tier or None

    def _opinion(self, by: str, weights: Sequence[Decimal]) -> object:
        """The mean mark of each group of raters, weighted; silent groups leave their weight to the rest."""
        table = next((one for one in self.form.fields if any(c.id == by for c in one.columns or ())), None)
        column = next((one for one in table.columns or () if one.id == by), None) if table else None
        if table is None or column is None or self.process is None:
            return None
        marks = [one.id for one in table.columns or () if one.type in _NUMBERS]
        rows = table_rows(self.values.get(table.id))
        total, weighed = Decimal(0), Decimal(0)
        for choice, weight in zip(self.process.choices(column.choices), weights, strict=False):
            own = [number for row in rows if row.get(by) == choice.id for number in _numbers(row, marks)]
            if own:
                total, weighed = total + weight * sum(own) / len(own), weighed + weight
        return total / weighed if weighed else None


def _numbers(row: Mapping[str, object], names: Sequence[str]) -> Iterator[Decimal]:
    return (number for name in names if (number := number_of(row.get(name))) is not None)


def _step(text: str, total: Decimal | None) -> str | None:
    """The rung of a ladder ">=80 A, >=65 B, else D" that a total reaches."""
    if total is None:
        return None
    for least, name in _STEP.findall(text):
        if total >= Decimal(least):
            return str(name)
    return text.split()[-1]


def understood(formula: str) -> bool:
    """Whether a formula is one that this program computes or hands in."""
    special = formula == SCORE or formula in _OUTSIDE or formula.startswith(tiers.FORMULA)
    if special or _LADDER.fullmatch(formula) or _RATERS.fullmatch(formula):
        return True
    return formulas.parse(formula) is not None


def flaws(form: Form) -> list[Say]:
    """The formulas of a form that are none of ours, for whoever checks a playbook."""
    wrong = [field for field in form.fields if field.formula and not understood(field.formula)]
    return [Say("form_formula_unknown", {"field": field.label, "formula": field.formula}) for field in wrong]
