"""`dealboard fill`, `form show` and `sign`: filling papers and approving them. What they said is in papers.py."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from board.commands import documents
from board.commands.answer import reason_document, told
from board.commands.cells import table
from board.commands.naming import named, pairs, subject
from board.commands.session import Session
from board.commands.tree import Family, Place, command, rest, switch, value, words
from store.problems import BadInput
from store.process.playbook import Form
from store.records import Deal, FormEntry
from store.words import moment

form = Family(
    "form",
    "cmd_help_form",
    {
        "show": Place("forms:show", "cmd_help_form_show"),
        "list": Place("papers:show_all", "cmd_help_form_list"),
        "versions": Place("papers:versions", "cmd_help_form_versions"),
        "diff": Place("papers:diff", "cmd_help_form_diff"),
        "values": Place("papers:values", "cmd_help_form_values"),
    },
)
_BARE = "\0"  # what click hands over for --json without a file


@command("fill", "cmd_help_fill")
@words("REF", "FORM")
@rest("KEY=VALUE", "given")
@click.option(
    "--json", "files", metavar="[FILE]", multiple=True, is_flag=False, flag_value=_BARE, help="cmd_opt_fill_json"
)
@switch("--again", "cmd_opt_again")
def fill(session: Session, ref: str, form: str, given: tuple[str, ...], files: tuple[str, ...], again: bool) -> None:
    """Fill a form or parts of it; what it had before stays. --json FILE reads values, alone it shapes the answer."""
    read, typed = _sources(files)
    if files:
        session.wish("json", "yes")
    rule, of = paper(session, ref, form)
    values: dict[str, object] = {}
    for file in read:
        values |= _values_of(file)
    values |= pairs((*typed, *given))
    entry = session.book.forms.fill(of, rule.id, values, again=again)
    missing = session.book.forms.missing(entry)
    session.answer.item(
        {**documents.entry(session.book, entry), "missing": [reason_document(session.words, one) for one in missing]},
        lambda: [*_entry_lines(session, rule, entry), *(f"  - {one}" for one in told(session.words, missing))],
    )


@command("show", "cmd_help_form_show")
@words("REF", "FORM")
def show(session: Session, ref: str, form: str) -> None:
    """Show a form with what is filled and what is missing."""
    book = session.book
    rule, of = paper(session, ref, form)
    entry = book.forms.entry(of, rule.id)
    missing = book.forms.missing(entry) if entry else []
    session.answer.item(
        {
            "form": rule.id,
            "form_label": documents.label(rule.label),
            "subject": documents.ref_of(book, of),
            "fields": [documents.field(book, one) for one in rule.fields],
            "entry": documents.entry(book, entry) if entry else None,
            "missing": [reason_document(session.words, one) for one in missing],
        },
        lambda: [*_entry_lines(session, rule, entry), *(f"  - {one}" for one in told(session.words, missing))],
    )


@command("sign", "cmd_help_sign")
@words("REF", "SIGNOFF")
@switch("--approve", "cmd_opt_approve")
@switch("--refuse", "cmd_opt_refuse")
@value("--note", "TEXT", "cmd_opt_note")
def sign(session: Session, ref: str, signoff: str, approve: bool, refuse: bool, note: str) -> None:
    """Approve or refuse what a sign-off stands on."""
    if approve == refuse:
        raise BadInput("cmd_approve_or_refuse")
    book = session.book
    deal = book.deals.find(ref)
    made = book.signoffs.sign(deal.id, named(book.process.signoffs, signoff), approve, note)
    name = book.process.signoff(made.kind).label.text(session.lang)
    verdict = session.words.cmd_approved if made.approve else session.words.cmd_refused
    session.answer.item(
        {"deal": deal.ref, **documents.signoff(made)},
        lambda: ["  ".join((deal.ref, name, verdict, made.by, moment(session.words, made.at)))],
    )


def paper(session: Session, ref: str, word: str) -> tuple[Form, str]:
    """The form of that name, and the id of whose paper it is when it is asked for on `ref`."""
    book = session.book
    of = subject(book, ref)
    rule = book.process.form(named(book.process.forms, word))
    if isinstance(of, Deal):
        return rule, book.forms.subject_of(of, rule)
    if rule.subject == "deal":
        raise BadInput("cmd_form_of_deal", form=rule.label, ref=of.ref)
    return rule, of.id


def _sources(files: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The files to read, and key=value words that --json took for its file."""
    named_files = [one for one in files if one != _BARE]
    pairs_taken = [one for one in named_files if "=" in one and not Path(one).exists()]
    return [one for one in named_files if one not in pairs_taken], pairs_taken


def _values_of(file: str) -> dict[str, object]:
    """The values in a JSON file ("-" is stdin); raises BadInput when it is no JSON object."""
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text("utf-8-sig")
        found = json.loads(text)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadInput("cmd_json_unreadable", file=file, why=str(error)) from None
    if not isinstance(found, dict):
        raise BadInput("cmd_json_no_object", file=file)
    return found


def _entry_lines(session: Session, rule: Form, entry: FormEntry | None) -> list[str]:
    words, lang = session.words, session.lang
    state = (
        words.cmd_form_empty if entry is None else words.cmd_form_complete if entry.complete else words.cmd_form_open
    )
    values = dict(entry.values) if entry else {}
    rows = [
        (f"  {one.id}", one.label.text(lang), "*" if one.req else "", documents.text(values.get(one.id)))
        for one in rule.fields
    ]
    score = documents.entry(session.book, entry)["score"] if entry else None
    tail = "" if score is None else f"  {words.cmd_form_score.format(score=score)}"
    return [f"{rule.label.text(lang)}  {state}{tail}", *table(rows)]
