"""A form of the playbook on the screen: its fields as the dialog asks for them, what was kept as one would type it.

Runs at the desk: the playbook is read from the board when a form is opened.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from board.screens import judged
from board.screens.choices import Option
from board.screens.fields import LINE, LONG, MANY, ONE, ROWS, SHOWN, Field
from board.screens.judged import Look, Which
from board.screens.written import NO, YES, as_typed
from store.book import Book
from store.books.drafts import Draft
from store.problems import Refused
from store.process import fields
from store.process.flaws import Spec
from store.process.shape import Column, FieldDef, Form
from store.records import FormEntry, Label, Reason, Say
from store.words import show
from store.words.shape import Words

_RATED = {"score", "rating"}
_MOST_DIGITS = 10


class Paper(NamedTuple):
    """A form opened: which it is, its name and number, its fields as they are asked for.

    `kept` is what the board has in them, as typed: only what differs from it is saved. `start` is the first field that
    only a person can fill, `draft` what was typed last time and not saved, `look` what there is to say at the start.
    """

    which: Which
    label: Label
    number: int
    fields: Sequence[Field]
    kept: Mapping[str, str]
    start: str
    draft: Draft | None
    look: Look


def opened(book: Book, words: Words, deal: str, form: str, again: bool = False, no: int = 0) -> Paper:
    """The form as it stands on a deal (or its customer), with what the program can know filled in.

    `again` begins the next one of a repeated form, `no` opens an earlier one.
    """
    rule = book.process.form(form)
    subject = book.forms.subject_of(book.deals.get(deal), rule)
    entry = None if again else book.forms.entry(subject, form, no)
    which = Which(deal, subject, form, again, no, entry.id if entry else "", entry.ver if entry else 0)
    values: Mapping[str, object] = entry.values if entry else {}
    filled = values if no else book.forms.prefilled(subject, form, again)
    shown = [_field(book, words, rule, each, filled.get(each.id), each.id not in values) for each in rule.fields]
    kept = {each.id: as_typed(book.process, words.lang, each, values.get(each.id)) for each in rule.fields}
    typed = {one.id: one.value for one in shown if one.kind != SHOWN}
    look = judged.look(book, words, which, typed)
    shown = [replace(one, value=look.shown.get(one.id, one.value)) for one in shown]
    draft, start = book.forms.drafted(subject, form, again, no), book.forms.first_open(form, filled)
    return Paper(which, rule.label, _number(book, which, entry), shown, kept, start, draft, look)


def _number(book: Book, which: Which, entry: FormEntry | None) -> int:
    if entry:
        return entry.no
    return max((one.no for one in book.forms.list(which.subject, which.form)), default=0) + 1


def saved(book: Book, paper: Paper, typed: Mapping[str, str]) -> FormEntry:
    """Keep what was typed; an unfinished paper is kept too and says so itself (`complete`).

    Raises Refused with a reason for each field that does not read; then nothing is kept.
    """
    which = paper.which
    reading = judged.read(book, book.process.form(which.form), changed(paper, typed))
    if reading.wrong:
        raise Refused(reading.wrong, "ask_paper_wrong", count=len(reading.wrong))
    return book.forms.fill(which.subject, which.form, reading.values, which.again, which.no)


def changed(paper: Paper, typed: Mapping[str, str]) -> dict[str, str]:
    """The fields that say something else than the board has; what is hidden from me stays as it is."""
    return {id: text for id, text in typed.items() if text.strip() != paper.kept.get(id, "").strip()}


def clashes(book: Book, words: Words, paper: Paper, typed: Mapping[str, str]) -> tuple[Sequence[Reason], Paper]:
    """Where somebody else has saved another value into a field that was changed here since the paper was opened.

    With them comes the paper as it is to be saved over that, once the person has seen it.
    """
    which = paper.which
    entry = None if which.again else book.forms.entry(which.subject, which.form, which.no)
    if entry is None or entry.ver == which.ver:
        return (), paper
    names = {one.login: one.name for one in book.members.list()}
    found = []
    for field in book.process.form(which.form).fields:
        theirs = as_typed(book.process, words.lang, field, entry.values.get(field.id))
        if field.id in changed(paper, typed) and theirs not in (paper.kept.get(field.id, ""), typed[field.id].strip()):
            say = Say("ask_form_clash", {"by": names.get(entry.by, entry.by), "value": theirs})
            found.append(Reason(say.id, say, goto=f"form:{which.form}.{field.id}"))
    return found, paper._replace(which=which._replace(ver=entry.ver, entry=entry.id))


def looked(book: Book, words: Words, paper: Paper, typed: Mapping[str, str]) -> Look:
    """What there is to say of what is typed; it is kept as a draft, as far as it was not there at the beginning."""
    which = paper.which
    first = {one.id: one.value for one in paper.fields}
    mine = {id: text for id, text in typed.items() if text != first[id]}
    if mine:
        book.forms.draft(which.subject, which.form, mine, which.again, which.no)
    else:
        book.forms.undraft(which.subject, which.form, which.again, which.no)
    return judged.look(book, words, which, typed)


def discarded(book: Book, paper: Paper) -> Paper:
    """The paper without its draft."""
    which = paper.which
    book.forms.undraft(which.subject, which.form, which.again, which.no)
    return paper._replace(draft=None)


def resaved(paper: Paper, entry: FormEntry, typed: Mapping[str, str]) -> Paper:
    """The paper after a save that left it open: from now on this very entry is changed."""
    which = paper.which._replace(again=False, no=entry.no if paper.which.no else 0, entry=entry.id, ver=entry.ver)
    shown = [replace(one, value=typed.get(one.id, one.value)) for one in paper.fields]
    return paper._replace(which=which, kept=dict(typed), fields=shown, draft=None)


def _field(book: Book, words: Words, rule: Form, field: FieldDef, value: object, new: bool) -> Field:
    spec = fields.spec_of(field, book.process)
    editor = fields.TYPES[field.type].editor
    help = (field.hint_zh if words.lang == "zh" else field.hint_en) or ""
    kind, choices, digits = _asked(words, spec, editor)
    text = as_typed(book.process, words.lang, field, value)
    columns = field.columns or ()
    return Field(
        field.id,
        field.label.text(words.lang),
        kind,
        text,
        choices,
        digits,
        required=field.req,
        hint=_hint(words, spec, editor) or help,
        help=help,
        source=field.src or rule.src or "",
        confirm=bool(text) and new and kind != SHOWN,
        columns=tuple(f"{one.label.text(words.lang)}{'*' if one.req else ''}" for one in columns),
        column_helps=tuple(_column_help(book, words, one) for one in columns),
    )


def _column_help(book: Book, words: Words, column: Column) -> str:
    """How a cell of a column may be written: its choices, or an example."""
    spec = fields.spec_of(column, book.process)
    if spec.choices:
        return words.list_separator.join(one.label.text(words.lang) for one in spec.choices)
    return _hint(words, spec, fields.TYPES[spec.type].editor)


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
        case "":
            return SHOWN, (), ""
        case "lines":
            return LONG, (), ""
        case "rows":
            return ROWS, (), ""
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
