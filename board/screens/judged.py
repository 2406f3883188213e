"""What is said beside the fields of a form while one types: problems, what was read, points, what computes itself.

Runs at the desk. The rules speak (store.process); here it is put into words for the screen.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from board.screens.rows import BETWEEN
from board.screens.versions import said
from board.screens.written import as_typed
from store.book import Book
from store.books.judging import Judgement, Tally
from store.problems import BadInput
from store.process import fields, tiers
from store.process.fields import Here
from store.process.flaws import Spec
from store.process.shape import FieldDef, Form
from store.process.values import number_of
from store.records import Reason, Say
from store.words import show, tell
from store.words.shape import Words

_READ_BACK = frozenset({"date", "datetime", "money", "percent", "int", "decimal"})
_NUMBERS = _READ_BACK - {"date", "datetime"}
_MISSING = "form_missing"
_CENT = Decimal("0.01")
_MOST_PROBLEMS = 12
"""Cells of a table named as wrong at once."""


class Look(NamedTuple):
    """A look at what stands in a form: by field what is wrong and what else is said of it; and one line for all.

    `blank` are the fields whose only problem is that nothing stands there yet; `asked` those that are asked for.
    """

    wrong: Mapping[str, str]
    blank: frozenset[str]
    notes: Mapping[str, str]
    shown: Mapping[str, str]
    asked: frozenset[str]
    tally: str


class Which(NamedTuple):
    """Which paper is being filled: whose, on what deal, the entry and the version it was opened at ("", 0: a new one).

    `again`: the next one of a form that repeats; `no`: an earlier one, 0 for the latest.
    """

    deal: str
    subject: str
    form: str
    again: bool = False
    no: int = 0
    entry: str = ""
    ver: int = 0


class Reading(NamedTuple):
    """What was typed as it is kept, and by field what could not be read."""

    values: Mapping[str, object]
    wrong: Sequence[Reason]


def read(book: Book, rule: Form, typed: Mapping[str, str]) -> Reading:
    """Read what was typed into a form; every cell of a table that does not read is named."""
    here = Here(book.process, book.today(), book.now(), book.calendar)
    values: dict[str, object] = {}
    wrong: list[Reason] = []
    for field in rule.fields:
        if field.id not in typed:
            continue
        spec = fields.spec_of(field, book.process)
        try:
            values[field.id] = fields.take(spec, typed[field.id], here)
        except BadInput as problem:
            told = _cells(spec, typed[field.id], here) if field.type == "table" else [problem.say]
            wrong += [Reason(say.id, say, goto=f"form:{rule.id}.{field.id}") for say in told]
    return Reading(values, wrong)


def _cells(spec: Spec, text: str, here: Here) -> list[Say]:
    """Every problem of a table's cells: each that is found is taken out, and the rest read again."""
    rows = [re.split(f"[{BETWEEN}]", line) for line in text.splitlines() if line.strip()]
    names = [column.label for column in spec.columns]
    found: list[Say] = []
    while len(found) < _MOST_PROBLEMS:
        try:
            fields.take(spec, rows, here)
        except BadInput as problem:
            found.append(problem.say)
            row, column = problem.say.args.get("row"), problem.say.args.get("column")
            if not isinstance(row, int):
                return found
            if column in names:
                rows[row - 1][names.index(column)] = ""
            else:
                rows[row - 1] = rows[row - 1][: len(names)]
        else:
            break
    return found


def look(book: Book, words: Words, which: Which, typed: Mapping[str, str]) -> Look:
    """What there is to say of a form as it stands."""
    rule = book.process.form(which.form)
    reading = read(book, rule, typed)
    found = book.forms.judge(which.subject, rule.id, reading.values, which.again, which.no)
    wrong: dict[str, list[str]] = {}
    for reason in reading.wrong:
        wrong.setdefault(field_of(reason), []).append(tell(words, reason.say))
    unread, blank = frozenset(wrong), set()
    for reason in found.lacks:
        field = field_of(reason)
        if field not in unread:
            wrong.setdefault(field, []).append(tell(words, reason.say))
            if reason.say.id == _MISSING:
                blank.add(field)
    texts = {field: "\n".join(dict.fromkeys(said)) for field, said in wrong.items()}
    notes = _notes(book, words, rule, typed, reading.values, found)
    shown = _shown(book, words, rule, which, found)
    return Look(
        texts,
        frozenset(blank),
        notes,
        shown,
        found.asked,
        _summed(words, len(blank), len(texts) - len(blank), found.tally),
    )


def field_of(reason: Reason) -> str:
    """The field that a reason speaks of."""
    return reason.goto.rpartition(".")[2]


def _notes(
    book: Book, words: Words, rule: Form, typed: Mapping[str, str], values: Mapping[str, object], found: Judgement
) -> dict[str, str]:
    """By field: how a date or number was understood, the points of a mark, and what would be better."""
    notes: dict[str, list[str]] = {}
    for field in rule.fields:
        value = values.get(field.id)
        if field.type in _READ_BACK and not _as_is(book, words, field, value, typed):
            notes.setdefault(field.id, []).append(
                words.ask_form_read.format(value=_read_back(book, words, field, value))
            )
        if found.tally and field.id in found.tally.each:
            points = {"points": figure(found.tally.each[field.id]), "weight": figure(Decimal(str(field.weight)))}
            notes.setdefault(field.id, []).append(words.ask_form_points.format(**points))
    for reason in found.advice:
        text = words.ask_form_advice.format(text=tell(words, reason.say))
        notes.setdefault(field_of(reason), []).append(text)
    return {field: " · ".join(told) for field, told in notes.items()}


def _as_is(book: Book, words: Words, field: FieldDef, value: object, typed: Mapping[str, str]) -> bool:
    """Whether what was typed says plainly what is kept, so that there is nothing to read back."""
    return value is None or typed[field.id].strip() in (str(value), as_typed(book.process, words.lang, field, value))


def _read_back(book: Book, words: Words, field: FieldDef, value: object) -> str:
    number = number_of(value) if field.type in _NUMBERS else None
    return figure(number) if number is not None else said(words, book.process, field, value)


def _shown(book: Book, words: Words, rule: Form, which: Which, found: Judgement) -> dict[str, str]:
    """What stands in the fields that nobody fills in: what computes itself, and who has signed."""
    shown = {}
    for field in rule.fields:
        if field.type == "computed":
            shown[field.id] = _computed(book, words, field, found.computed.get(field.id))
        elif field.type == "signoff":
            shown[field.id] = _signed(book, words, field, which)
    return shown


def _computed(book: Book, words: Words, field: FieldDef, value: object) -> str:
    match value:
        case None:
            return "–"
        case bool():
            return words.form_yes if value else words.form_no
        case Decimal():
            return figure(value)
        case date():
            return str(show(words, value))
        case _:
            formula = field.formula or ""
            if formula.startswith(tiers.FORMULA):
                scheme = book.process.scheme(formula.removeprefix(tiers.FORMULA))
                return next((one.label.text(words.lang) for one in scheme.tiers if one.id == value), str(value))
            return said(words, book.process, field, value)


def _signed(book: Book, words: Words, field: FieldDef, which: Which) -> str:
    """Whether the approval was given that a field stands for."""
    rule = book.process.signoff(field.signoff or "")
    signed = book.signoffs.list(which.deal)
    given = [one for one in signed if one.entry == which.entry and one.kind == rule.id and not one.void]
    if not given:
        return words.ask_form_unsigned.format(role=book.process.role(rule.role).label.text(words.lang))
    names = {one.login: one.name for one in book.members.list()}
    last, pattern = given[-1], words.ask_form_signed if given[-1].approve else words.ask_form_refused
    return pattern.format(by=names.get(last.by, last.by), at=show(words, last.at))


def _summed(words: Words, lacking: int, faults: int, tally: Tally | None) -> str:
    """The one line for the whole form: what is missing or wrong, and for a scorecard how far the pass mark is."""
    parts = [words.ask_form_lacks.format(count=lacking)] if lacking else []
    if faults:
        parts.append(words.ask_form_faults.format(count=faults))
    parts = parts or [words.ask_form_whole]
    if tally:
        said = {"points": figure(tally.points)}
        if tally.mark is None:
            parts.append(words.ask_form_score.format(**said))
        elif tally.points >= tally.mark:
            parts.append(words.ask_form_score_passed.format(mark=figure(tally.mark), **said))
        else:
            short = figure(tally.mark - tally.points)
            parts.append(words.ask_form_score_short.format(mark=figure(tally.mark), short=short, **said))
        if tally.unrated:
            parts.append(words.ask_form_unrated.format(count=tally.unrated))
    return " · ".join(parts)


def figure(number: Decimal) -> str:
    """A number to be read: groups of three, two decimals at most."""
    text = f"{number.quantize(_CENT):,f}"
    return text.rstrip("0").rstrip(".")
