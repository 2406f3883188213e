"""A form of the playbook on the screen: its fields as the dialog asks for them, what was kept as one would type it.

Runs at the desk: the playbook is read from the board when a form is opened.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from board.screens.choices import Option
from board.screens.fields import LINE, LONG, MANY, ONE, Field
from store.book import Book
from store.problems import BadInput, Refused
from store.process import fields
from store.process.fields import Here
from store.process.flaws import Spec
from store.process.shape import FieldDef
from store.process.values import is_blank, table_rows
from store.records import FormEntry, Label, Reason
from store.words import show
from store.words.shape import Words

YES, NO = "yes", "no"
_RATED = {"score", "rating"}
_MOST_DIGITS = 10


class Paper(NamedTuple):
    """A form opened on somebody: whose it is, its name, its fields with what is kept in them."""

    subject: str
    form: str
    label: Label
    number: int
    again: bool
    fields: Sequence[Field]


def opened(book: Book, words: Words, deal: str, form: str, again: bool = False) -> Paper:
    """The form as it stands on a deal (or its customer); `again` begins the next one of a repeated form."""
    one = book.deals.get(deal)
    rule = book.process.form(form)
    subject = book.forms.subject_of(one, rule)
    entry = None if again else book.forms.entry(subject, form)
    values: Mapping[str, object] = entry.values if entry else {}
    shown = [_field(book, words, each, values.get(each.id)) for each in rule.fields if fields.TYPES[each.type].editor]
    number = entry.no if entry else finished(book, deal, form)[1] + 1 if again else 1
    return Paper(subject, form, rule.label, number, again, shown)


def finished(book: Book, deal: str, form: str) -> tuple[Label, int]:
    """A form's name, and the number of its last entry when it repeats and that one is complete; else 0."""
    rule = book.process.form(form)
    entry = book.forms.entry(book.forms.subject_of(book.deals.get(deal), rule), form) if rule.repeat else None
    return rule.label, entry.no if entry and entry.complete else 0


def saved(book: Book, paper: Paper, typed: Mapping[str, str]) -> FormEntry:
    """Keep what was typed; an unfinished paper is kept too and says so itself (`complete`).

    Raises Refused with a reason for each field that does not read; then nothing is kept.
    """
    rule = book.process.form(paper.form)
    here = Here(book.process, book.today(), book.now(), book.calendar)
    values: dict[str, object] = {}
    wrong: list[Reason] = []
    for each in rule.fields:
        if each.id not in typed:
            continue
        try:
            values[each.id] = fields.take(fields.spec_of(each, book.process), typed[each.id], here)
        except BadInput as problem:
            wrong.append(Reason(problem.say.id, problem.say, goto=f"form:{rule.id}.{each.id}"))
    if wrong:
        raise Refused(wrong, "ask_paper_wrong", count=len(wrong))
    return book.forms.fill(paper.subject, paper.form, values, again=paper.again)


def _field(book: Book, words: Words, field: FieldDef, value: object) -> Field:
    spec = fields.spec_of(field, book.process)
    editor = fields.TYPES[field.type].editor
    hint = (field.hint_zh if words.lang == "zh" else field.hint_en) or _hint(words, spec, editor)
    kind, choices, digits = _asked(words, spec, editor)
    first = as_typed(spec, value)
    if not first and field.type == "person" and book.me:
        first = book.me.name
    return Field(field.id, field.label.text(words.lang), kind, first, choices, digits, required=field.req, hint=hint)


def _asked(words: Words, spec: Spec, editor: str) -> tuple[str, tuple[Option, ...], str]:
    """How a field is asked for: its kind, what may be chosen, and the keys of a rating."""
    choices = tuple(Option(one.id, one.label.text(words.lang)) for one in spec.choices)
    if spec.type in _RATED and spec.most is not None and spec.most < _MOST_DIGITS:
        digits = "".join(str(digit) for digit in range(int(spec.least or 0), int(spec.most) + 1))
        return ONE, tuple(Option(digit, digit) for digit in digits), digits
    match editor:
        case "pick":
            return ONE, choices, ""
        case "picks" if choices:
            return MANY, choices, ""
        case "yesno":
            return ONE, (Option(YES, words.form_yes), Option(NO, words.form_no)), ""
        case "lines" | "rows":
            return LONG, (), ""
        case _:
            return LINE, (), ""


def _hint(words: Words, spec: Spec, editor: str) -> str:
    if editor == "rows":
        return " | ".join(column.label.text(words.lang) for column in spec.columns)
    match spec.type:
        case "date":
            return words.ask_hint_date
        case "datetime":
            return words.ask_hint_moment
        case "money":
            return words.ask_hint_money
        case "percent":
            return "%"
        case "persons" | "contacts":
            return words.ask_hint_names
        case "signature":
            return words.ask_hint_signature
        case _:
            return ""


def as_typed(spec: Spec, value: object) -> str:
    """A kept value as a person would type it again: the other way round of `fields.take`."""
    if is_blank(value):
        return ""
    if spec.type == "table":
        rows = table_rows(value)
        return "\n".join(" | ".join(_cell(row.get(column.id)) for column in spec.columns) for row in rows)
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Mapping):  # a signature: name | date | file
        return " | ".join(str(value.get(part, "")) for part in ("name", "on", "file"))
    if isinstance(value, list | tuple):
        return ",".join(str(one) for one in value)
    return str(value)


def _cell(value: object) -> str:
    if isinstance(value, list | tuple):
        return "、".join(str(one) for one in value)
    return " ".join(str("" if value is None else value).replace("|", "/").split())


def listed(book: Book, words: Words, deal: str) -> Sequence[tuple[str, str, str]]:
    """The forms that may be filled on a deal, those of its stage first: id, name, how far it is."""
    one = book.deals.get(deal)
    wanted = [output.partition(".")[0] for output in book.process.stage(one.stage).outputs]
    mine = [form for form in book.process.forms if form.subject in {"deal", "customer"}]
    found = []
    for form in sorted(mine, key=lambda form: wanted.index(form.id) if form.id in wanted else len(wanted)):
        entry = book.forms.entry(book.forms.subject_of(one, form), form.id)
        state = "" if entry is None else words.page_form_complete if entry.complete else words.page_form_begun
        found.append((form.id, str(show(words, form.label)), state))
    return found
