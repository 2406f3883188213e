"""The board's rows out of it: CSV for Excel and people, JSON documents for programs (docs/json.md).

CSV is written as utf-8 with a mark, ids in words of the reader's language, no cell a formula. Our own import reads the
deals back (preset dealboard).
"""

import csv
import json
import os
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TextIO

from store.book import Book
from store.exchange.guard import guard
from store.problems import BadInput
from store.records import Change, Customer, Deal, Label, Scope
from store.words import money
from store.words.shape import Words

Document = dict[str, object]
ALL = Scope()
"""Everything."""


def names() -> list[str]:
    """What can be exported."""
    return list(_KINDS)


def documents(book: Book, what: str, scope: Scope = ALL) -> Iterator[Document]:
    """The rows as JSON documents: ids as they are, amounts decimal text in major units, dates as date.

    `scope` chooses among deals; of customers and what hangs on them it heeds owner, customer and text, of history
    the customer (as its subject). Raises BadInput("export_unknown").
    """
    if what not in _KINDS:
        raise BadInput("export_unknown", what=what, known=names())
    return _KINDS[what](book, scope)


def deals(book: Book, scope: Scope = ALL) -> Iterator[Document]:
    """The deals in scope, in every state, by number."""
    currency = book.meta.currency
    refs = {one.id: one.ref for one in book.customers.list()}
    for one in book.deals.list(scope):
        yield {
            **_of_deal(one),
            "customer": refs.get(one.customer, ""),
            "amount": money.major(one.amount, currency),
            "currency": currency,
            "tiers": _tiers(book, one.id),
        }


def customers(book: Book, scope: Scope = ALL) -> Iterator[Document]:
    """The customers, by number."""
    for one in _customers(book, scope):
        document: Document = {
            "ref": one.ref, "id": one.id, "name": one.name, "kind": one.kind, "owner": one.owner, "sector": one.sector,
            "size": one.size, "source": one.source, "region": one.region, "note": one.note, "founded": one.founded_on,
            "created": one.created_on, "first_signed": one.first_signed_on, "archived": one.archived,
        }  # fmt: skip
        yield document | {"tiers": _tiers(book, one.id)}


def contacts(book: Book, scope: Scope = ALL) -> Iterator[Document]:
    """The people at the customers."""
    for of in _customers(book, scope):
        for one in book.contacts.list(of.id):
            yield {
                "id": one.id, "customer": of.ref, "customer_name": of.name, "name": one.name, "post": one.post,
                "phone": one.phone, "mail": one.mail, "role": one.role, "left": one.left_on,
            }  # fmt: skip


def activities(book: Book, scope: Scope = ALL) -> Iterator[Document]:
    """The touches with the customers, oldest first within each."""
    refs = {one.id: one.ref for one in book.deals.list(ALL)}
    for of in _customers(book, scope):
        for one in reversed(book.activities.list(of.id)):
            yield {
                "id": one.id, "kind": one.kind, "customer": of.ref, "customer_name": of.name,
                "deals": [refs.get(id, id) for id in one.deals], "at": one.at, "by": one.by, "note": one.note,
                "aim": one.aim, "outcome": one.outcome,
            }  # fmt: skip


def history(book: Book, scope: Scope = ALL) -> Iterator[Document]:
    """Every change, oldest first."""
    for one in reversed(book.history.list(scope.customer, -1)):
        yield {field: getattr(one, field) for field in Change._fields}


_KINDS: Mapping[str, Callable[[Book, Scope], Iterator[Document]]] = {
    "deals": deals,
    "customers": customers,
    "contacts": contacts,
    "activities": activities,
    "history": history,
}


# --- writing


def write_csv(book: Book, what: str, target: TextIO, words: Words, scope: Scope = ALL) -> int:
    """Write CSV to an open text (opened with newline=""); the number of rows below the header.

    The mark that tells Excel the encoding is the opener's to write: use encoding "utf-8-sig" for files.
    """
    rows = documents(book, what, scope)
    columns = _columns()[what]
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow([header.text(words.lang) for header in columns.values()])
    in_words = _in_words(book, words)
    count = 0
    for row in rows:
        writer.writerow([guard(_cell(in_words.get(field, _same)(row[field]), words)) for field in columns])
        count += 1
    return count


def write_json(book: Book, what: str, target: TextIO, scope: Scope = ALL) -> int:
    """Write the documents as one JSON object, {"items": [...]}, an item a line; the number of items."""
    count = 0
    rows = documents(book, what, scope)
    target.write('{"items": [')
    for count, row in enumerate(rows, start=1):
        target.write(",\n" if count > 1 else "\n")
        target.write(json.dumps(row, ensure_ascii=False, default=_iso))
    target.write("\n]}\n")
    return count


def save(book: Book, what: str, path: Path, words: Words, *, form: str = "", scope: Scope = ALL) -> int:
    """Write a file, "csv" or "json" (default: as its name ends, else CSV); the number of rows.

    The file is there whole or not at all, and never the board itself. Raises BadInput when it cannot be written.
    """
    form = form or ("json" if path.suffix.lower() == ".json" else "csv")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if path.exists() and path.samefile(book.path):
            raise BadInput("export_board", path=str(path))
        try:
            with part.open("x", encoding="utf-8" if form == "json" else "utf-8-sig", newline="") as file:
                count = (
                    write_json(book, what, file, scope) if form == "json" else write_csv(book, what, file, words, scope)
                )
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise BadInput("export_unwritable", path=str(path), why=error.strerror or str(error)) from error
    return count


# --- within


def _of_deal(one: Deal) -> Document:
    return {
        "ref": one.ref, "id": one.id, "title": one.title, "customer_name": one.customer_name, "stage": one.stage,
        "state": one.state, "live": one.live, "type": one.type, "owner": one.owner, "close": one.close_on,
        "created": one.created_on, "entered": one.entered_on, "wake": one.wake_on, "resumed": one.resumed_on,
        "signed": one.signed_on, "closed": one.closed_on, "reason": one.reason, "product": one.product,
        "source": one.source, "region": one.region, "note": one.note, "origin": one.ext,
    }  # fmt: skip


def _customers(book: Book, scope: Scope) -> Iterable[Customer]:
    return (
        one
        for one in book.customers.list(scope.text)
        if (not scope.owner or one.owner == scope.owner) and (not scope.customer or one.id == scope.customer)
    )


def _tiers(book: Book, subject: str) -> dict[str, str]:
    return {scheme: one.tier for scheme, one in book.tiers.now(subject).items()}


@cache
def _columns() -> dict[str, dict[str, Label]]:
    """The headers of each kind, by document id, in the order of the columns."""
    text = Path(__file__).with_name("columns.toml").read_text(encoding="utf-8")
    return {what: {id: Label(*two) for id, two in ids.items()} for what, ids in tomllib.loads(text).items()}


def _in_words(book: Book, words: Words) -> dict[str, Callable[[object], object]]:
    """How ids of the process are put into words, by document id; one no longer in the playbook stays an id."""
    process = book.process

    def labels(things: Iterable[tuple[str, Label]]) -> Callable[[object], object]:
        known = {id: label.text(words.lang) for id, label in things}
        return lambda id: known.get(str(id), id)

    return {
        "stage": labels((one.id, one.label) for one in process.stages),
        "type": labels((one.id, one.label) for one in process.deal_types),
        "reason": labels((one.id, one.label) for one in process.lost_reasons),
        "kind": labels((one.id, one.label) for one in process.activities),
        "state": lambda id: getattr(words, f"state_{id}", id),
    }


def _same(value: object) -> object:
    return value


def _cell(value: object, words: Words) -> str:
    """A value as a cell: dates ISO, nothing for None and False, lists parted as the language does."""
    match value:
        case None | False:
            return ""
        case True:
            return "1"
        case list():
            return words.list_separator.join(map(str, value))
        case dict():
            return words.list_separator.join(f"{key}={one}" for key, one in value.items())
        case _:
            return _iso(value) if isinstance(value, date) else str(value)


def _iso(value: object) -> str:
    """A date or a time as ISO 8601."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)
