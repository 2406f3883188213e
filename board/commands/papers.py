"""`dealboard form list | versions | diff | values`: what filled forms say, and what they said before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from board.commands import documents
from board.commands.cells import table
from board.commands.forms import paper
from board.commands.naming import named, subject
from board.commands.session import Session
from board.commands.tree import command, switch, value, word, words
from store.books.versions import Version
from store.problems import BadInput
from store.process.playbook import Form
from store.process.versions import FieldChange
from store.records import Deal, FormEntry
from store.words import moment

_NUMBER = re.compile(r"\d{1,9}")


@command("list", "cmd_help_form_list")
@words("REF")
def show_all(session: Session, ref: str) -> None:
    """List the filled forms of a customer, or of a deal and its customer."""
    book = session.book
    of = subject(book, ref)
    found = [*book.forms.list(of.id), *(book.forms.list(of.customer) if isinstance(of, Deal) else ())]
    session.answer.items(
        lambda: (documents.entry(book, one) for one in found), lambda: table(_entry_line(session, one) for one in found)
    )


def _entry_line(session: Session, one: FormEntry) -> Sequence[str]:
    words, rule = session.words, session.book.process.form(one.form)
    score = documents.entry(session.book, one)["score"]
    return (
        documents.ref_of(session.book, one.subject),
        rule.id,
        rule.label.text(session.lang),
        str(one.no) if rule.repeat else "",
        words.cmd_form_complete if one.complete else words.cmd_form_open,
        "" if score is None else words.cmd_form_score.format(score=score),
        one.by,
        moment(words, one.at),
    )


@command("versions", "cmd_help_form_versions")
@words("REF", "FORM")
@value("--no", "N", "cmd_opt_entry")
def versions(session: Session, ref: str, form: str, no: str) -> None:
    """List every save of a form, oldest first, with what the whole form said then."""
    rule, of = paper(session, ref, form)
    entry, found = _versions(session, rule, of, no)
    session.answer.items(
        lambda: (_version(session, rule, entry, one) for one in found if entry),
        lambda: (line for one in found for line in _version_lines(session, rule, one)),
    )


@command("diff", "cmd_help_form_diff")
@words("REF", "FORM")
@word("OLDER")
@word("NEWER")
@value("--no", "N", "cmd_opt_entry")
def diff(session: Session, ref: str, form: str, older: str, newer: str, no: str) -> None:
    """Say what changed between two versions of a form; without NEWER the last one, without OLDER the one before it."""
    rule, of = paper(session, ref, form)
    entry, found = _versions(session, rule, of, no)
    if entry is None or len(found) < 2:
        raise BadInput("cmd_versions_one", form=rule.label, count=len(found))
    first = _picked(found, rule, older) if older else found[-2]
    last = _picked(found, rule, newer) if newer else found[-1]
    changes = session.book.forms.difference(first, last)
    session.answer.item(
        {
            "form": rule.id,
            "form_label": documents.label(rule.label),
            "subject": documents.ref_of(session.book, of),
            "no": entry.no,
            "older": first.ver,
            "newer": last.ver,
            "changes": [_change(one) for one in changes],
        },
        lambda: [f"{rule.label.text(session.lang)}  {first.ver} → {last.ver}", *_change_lines(session, changes)],
    )
    if not changes:
        session.answer.talk("cmd_versions_alike")


@command("values", "cmd_help_form_values")
@words("FORM", "FIELD")
@switch("--count", "cmd_opt_value_count")
def values(session: Session, form: str, field: str, count: bool) -> None:
    """List what a field says in every filled form of the board, cell by cell; or count its answers."""
    book = session.book
    rule = book.process.form(named(book.process.forms, form))
    id = named(rule.fields, field)
    if count:
        book.process.field(rule.id, id)
        counted = book.forms.count(rule.id, id)
        session.answer.items(
            lambda: ({"value": said, "count": many} for said, many in counted.items()),
            lambda: table(((documents.text(said), str(many)) for said, many in counted.items()), right=(1,)),
        )
        return
    found = book.forms.facts(rule.id, id)
    session.answer.items(
        lambda: (
            {
                "ref": one.ref,
                "subject": one.subject,
                "form": one.form,
                "no": one.no,
                "field": one.field,
                "row": one.row,
                "column": one.column,
                "value": one.value,
            }
            for one in found
        ),
        lambda: table(
            (
                one.ref,
                str(one.no) if rule.repeat else "",
                _cell(session, one.row),
                one.column,
                documents.text(one.value),
            )
            for one in found
        ),
    )


def _versions(session: Session, rule: Form, of: str, no: str) -> tuple[FormEntry | None, list[Version]]:
    """An entry and everything it said, oldest first; None and nothing when the form is not filled."""
    forms = session.book.forms
    entry = forms.entry(of, rule.id, _number(no) if no else 0)
    if no and entry is None:
        raise BadInput("form_no_entry", form=rule.label, no=no, count=len(forms.list(of, rule.id)))
    return entry, forms.versions(entry.id) if entry else []


def _picked(found: Sequence[Version], rule: Form, text: str) -> Version:
    wanted = _number(text)
    for one in reversed(found):  # a number that was undone may be there twice: the later one holds
        if one.ver == wanted:
            return one
    known = sorted({one.ver for one in found})
    raise BadInput("cmd_version_unknown", form=rule.label, version=text, known=known)


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise BadInput("cmd_number_unreadable", text=text)
    return int(text)


def _version(session: Session, rule: Form, entry: FormEntry, one: Version) -> documents.Document:
    return {
        "form": rule.id,
        "subject": documents.ref_of(session.book, entry.subject),
        "no": entry.no,
        "version": one.ver,
        "complete": one.complete,
        "values": dict(one.values),
        "by": one.by,
        "at": one.at,
    }


def _version_lines(session: Session, rule: Form, one: Version) -> list[str]:
    """A version: its number, who saved it when, then what it said; fields of former processes by their id."""
    words = session.words
    state = words.cmd_form_complete if one.complete else words.cmd_form_open
    names = {field.id: field.label.text(session.lang) for field in rule.fields}
    said = ((f"  {id}", names.get(id, ""), documents.text(value)) for id, value in one.values.items())
    return ["  ".join((str(one.ver), moment(words, one.at), one.by, state)), *table(said)]


def _change(one: FieldChange) -> documents.Document:
    return {
        "field": one.field,
        "field_label": documents.label(one.label),
        "kind": one.kind,
        "old": one.old,
        "new": one.new,
        "row": one.row,
        "column": one.column,
        "column_label": documents.label(one.column_label) if one.column_label else None,
    }


def _change_lines(session: Session, changes: Iterable[FieldChange]) -> list[str]:
    lang = session.lang
    return table(
        (
            f"  {one.field}",
            one.label.text(lang),
            _cell(session, one.row),
            one.column_label.text(lang) if one.column_label else "",
            f"{documents.text(one.old)} → {documents.text(one.new)}",
        )
        for one in changes
    )


def _cell(session: Session, row: int) -> str:
    return session.words.cmd_row.format(row=row) if row else ""
