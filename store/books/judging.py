"""What there is to say of a form while it is being filled, before anything is saved: for whoever draws it live."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from store.books.core import Core
from store.books.evidence import facts
from store.file import rows
from store.process import computed, forms
from store.process.shape import Form
from store.process.values import is_blank
from store.records import Reason

_NOTHING: Mapping[str, Decimal] = {}


class Tally(NamedTuple):
    """A scorecard half way: the points so far, each field's own, the mark to reach, how many are not rated yet."""

    points: Decimal
    each: Mapping[str, Decimal] = _NOTHING
    mark: Decimal | None = None
    unrated: int = 0


class Judgement(NamedTuple):
    """A form as it is being filled: what it lacks, what would be better, what computes itself, what is asked for."""

    lacks: Sequence[Reason]
    advice: Sequence[Reason]
    computed: Mapping[str, object]
    asked: frozenset[str]
    tally: Tally | None


def judge(core: Core, rule: Form, subject: str, values: Mapping[str, object]) -> Judgement:
    """What the values say that may not be saved yet, seen beside the deal and its other papers."""
    deal = rows.deal(core.conn, subject)
    known = forms.around(deal, facts(core, core.conn, deal.id).entries) if deal else {}
    today, process = core.today(), core.process
    return Judgement(
        forms.check(rule, values, process, today, known),
        forms.advice(rule, values, process, known, core.calendar),
        forms.computed(rule, values, process, today, known),
        frozenset(field.id for field in forms.visible(rule, values, process)),
        tally(rule, values),
    )


def tally(rule: Form, values: Mapping[str, object]) -> Tally | None:
    """The points of a scorecard so far, None when the form is none; a field not rated yet counts nothing."""
    none = {field.id: 0 for field in rule.fields if field.type == "score"}
    given = {id: values[id] for id in none if not is_blank(values.get(id))}
    points = computed.score(rule, {**none, **given})
    if points is None:
        return None
    each = {id: computed.score(rule, {**none, id: mark}) or Decimal(0) for id, mark in given.items()}
    marks = [Decimal(str(field.passmark)) for field in rule.fields if field.passmark is not None]
    return Tally(points, each, next(iter(marks), None), len(none) - len(given))
