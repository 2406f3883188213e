"""`dealboard import` and `export`: tables of other programs into the board and out again."""

from __future__ import annotations

import sys
from io import StringIO
from pathlib import Path

import click

from board.commands import documents
from board.commands.naming import pairs
from board.commands.session import Session
from board.commands.tree import command, switch, value, words
from board.commands.wishes import read_path
from store.exchange import apply, errors, plan, presets, reading
from store.exchange import export as exporting
from store.exchange.apply import Outcome
from store.exchange.plan import Plan
from store.exchange.presets import Preset
from store.words import tell

_SHOWN = 10  # bad rows told on stderr; the error file has them all
_COUNTS = ("created", "updated", "unchanged", "kept", "skipped", "customers", "members")


@command("import", "cmd_help_import")
@words("FILE")
@value("--preset", "NAME", "cmd_opt_preset")
@value("--map", "COLUMN=FIELD", "cmd_opt_map", into="mapping", many=True)
@switch("--dry-run", "cmd_opt_dry_run")
@value("--encoding", "NAME", "cmd_opt_encoding")
@value("--delimiter", "SIGN", "cmd_opt_delimiter")
def bring(
    session: Session, file: str, preset: str, mapping: tuple[str, ...], dry_run: bool, encoding: str, delimiter: str
) -> None:
    """Import a CSV file as one commit; bad rows are named and written to a file of their own."""
    book = session.book
    path = read_path(file)
    rows = reading.read_table(path, encoding=encoding, delimiter=delimiter)
    how = presets.find(preset) if preset else presets.sniff(rows.columns)
    wanted = plan.plan(rows, how, pairs(mapping), book.process, book.meta, book.today())
    for note in wanted.notes:
        session.answer.talk(note.id, **note.args)
    outcome = _carried_out(session, wanted, dry_run)
    error_file = _bad_rows(session, path, outcome, dry_run)
    session.answer.item(
        _document(session, path, how, outcome, dry_run, error_file),
        lambda: [tell(session.words, outcome.say)],
    )


def _carried_out(session: Session, wanted: Plan, dry_run: bool) -> Outcome:
    """The import itself, with a progress bar when a person watches."""
    if not sys.stderr.isatty():
        return apply.apply(session.book, wanted, dry_run=dry_run)
    with click.progressbar(length=len(wanted.deals), label=session.words.cmd_importing, file=sys.stderr) as bar:
        return apply.apply(
            session.book, wanted, progress=lambda done, _total: bar.update(done - bar.pos), dry_run=dry_run
        )


def _bad_rows(session: Session, path: Path, outcome: Outcome, dry_run: bool) -> Path | None:
    """Tell the first bad rows and write them all beside the input; None when there are none, or on a dry run."""
    for one in outcome.problems[:_SHOWN]:
        session.answer.talk("cmd_line", text=errors.sentence(one, session.words))
    if len(outcome.problems) > _SHOWN:
        session.answer.talk("cmd_more_problems", count=len(outcome.problems) - _SHOWN)
    if not outcome.problems or dry_run:
        return None
    written = errors.write(path, outcome.problems, session.words)
    session.answer.talk("cmd_error_file", file=written)
    return written


def _document(
    session: Session, path: Path, how: Preset, outcome: Outcome, dry_run: bool, error_file: Path | None
) -> documents.Document:
    problems = [
        {"line": one.line, "column": one.column, "reason": one.say.id, "text": tell(session.words, one.say)}
        for one in outcome.problems
    ]
    return {
        "file": str(path),
        "preset": how.id,
        "dry_run": dry_run,
        **{name: getattr(outcome, name) for name in _COUNTS},
        "bad": len({one.line for one in outcome.problems}),
        "problems": problems,
        "error_file": str(error_file) if error_file else None,
    }


@command("export", "cmd_help_export")
@words("WHAT")
@value("--to", "FILE", "cmd_opt_to")
def export(session: Session, what: str, to: str) -> None:
    """Write rows of the board: CSV to stdout, documents with --json, or a file of either kind with --to."""
    book = session.book
    if to:
        path = read_path(to)
        count = exporting.save(book, what, path, session.words)
        session.answer.talk("cmd_exported", count=count, file=path)
        session.answer.item({"what": what, "file": str(path), "rows": count}, lambda: ())
        return
    rows = exporting.documents(book, what)
    if session.answer.as_json:
        session.answer.items(lambda: rows, lambda: ())
    else:
        text = StringIO()
        exporting.write_csv(book, what, text, session.words)
        session.answer.text(text.getvalue())
