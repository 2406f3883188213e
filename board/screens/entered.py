"""What was typed into a small dialog, read by the store's own parsers; a mistake names the field it stands in."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TypeVar

from store.book import Book
from store.problems import BadInput, Refused
from store.process import dates
from store.records import Reason, Say
from store.words import money

T = TypeVar("T")

Answers = Mapping[str, str]
"""What was typed, by field."""


class Kept(Refused):
    """What was typed is saved, but more is asked for."""


def wrong(field: str, id: str, **args: object) -> Refused:
    """A refusal that is shown at a field of the dialog."""
    return Refused([Reason(id, Say(id, args), goto=f"ask.{field}")])


def at(field: str, parse: Callable[[], T]) -> T:
    """What `parse` gives; a mistake is shown at `field`."""
    try:
        return parse()
    except BadInput as problem:
        raise wrong(field, problem.say.id, **problem.say.args) from None


def day(book: Book, field: str, text: str) -> date:
    """A date; "" is a mistake."""
    return at(field, lambda: dates.parse(text, book.today(), book.calendar))


def day_or_none(book: Book, field: str, text: str) -> date | None:
    """A date, or none for ""."""
    return day(book, field, text) if text.strip() else None


def moment_or_none(book: Book, field: str, text: str) -> datetime | None:
    """A time that has been, or none for "" (which is now)."""
    if not text.strip():
        return None
    return at(field, lambda: dates.parse_moment(text, book.now(), book.calendar, past=True))


def amount(book: Book, field: str, text: str) -> int:
    """Minor units of the board's currency; "" is nothing."""
    return at(field, lambda: money.parse(text, book.meta.currency)) if text.strip() else 0
