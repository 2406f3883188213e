"""The versions of a filled form as text: who saved what when, and what each changed from the one before."""

from collections.abc import Mapping, Sequence

from board.screens.prose import Said
from store.book import Book
from store.process import fields
from store.process.kept import Process
from store.process.shape import Column, FieldDef, Form
from store.process.values import is_blank
from store.process.versions import FieldChange
from store.words import moment, show
from store.words.shape import Words

_HANG = 26
"""Cells for the name of a field."""


def version_lines(book: Book, words: Words, form: str, entry: str) -> Sequence[Said]:
    """Every version of an entry, the newest first, each with its differences; one sentence when there are none."""
    found = book.forms.versions(entry) if entry else []
    if not found:
        return [Said(words.ask_form_versions_none)]
    rule, names = book.process.form(form), {one.login: one.name for one in book.members.list()}
    blank = found[0]._replace(values={})
    lines: list[Said] = []
    for older, newer in reversed(list(zip([blank, *found], found, strict=False))):
        head = words.ask_form_version.format(ver=newer.ver)
        state = words.page_form_complete if newer.complete else words.page_form_begun
        by = names.get(newer.by, newer.by)
        lines.append(Said(f"{moment(words, newer.at)} · {by} · {state}", "bold", head, "bold $ink-accent", _HANG))
        changes = book.forms.difference(older, newer)
        lines += [_line(words, book.process, rule, change, first=older is blank) for change in changes]
        lines.append(Said())
    return lines[:-1]


def _line(words: Words, process: Process, rule: Form, change: FieldChange, *, first: bool) -> Said:
    """One difference: what it is called, and what it said before and says now."""
    field = next(one for one in rule.fields if one.id == change.field)
    label = change.label.text(words.lang)
    cell = next((one for one in field.columns or () if one.id == change.column), None)
    if cell:
        label = words.ask_form_cell.format(field=label, row=change.row, column=cell.label.text(words.lang))
    elif change.row:
        label = words.ask_form_row.format(field=label, row=change.row)
    old, new = (said(words, process, cell or field, value) for value in (change.old, change.new))
    if change.kind == "removed":
        text = words.ask_form_row_removed.format(value=old)
    elif first:
        text = new
    elif change.kind == "added":
        text = words.ask_form_row_added.format(value=new)
    else:
        text = words.ask_form_changed.format(old=old, new=new)
    return Said(text, "", f"  {label}", hang=_HANG)


def said(words: Words, process: Process, field: FieldDef | Column, value: object) -> str:
    """A kept value in the reader's language: labels for ids, a row as its cells, dates with their weekday."""
    if is_blank(value):
        return words.ask_form_nothing
    columns = field.columns or () if isinstance(field, FieldDef) else ()
    if columns and isinstance(value, Mapping):
        cells = [(one, value.get(one.id)) for one in columns]
        return " | ".join("" if is_blank(cell) else said(words, process, one, cell) for one, cell in cells)
    return str(show(words, fields.shown(fields.spec_of(field, process), value)))
