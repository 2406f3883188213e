"""A person's follow-ups and appointments as a calendar file (RFC 5545), for the extra `calendar`.

An entry keeps its id between runs, so that a calendar that takes the file in again moves what it has: the id is made of
the board, the customer, the deal, the rule and which of its timers it is.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from importlib.util import find_spec
from typing import Protocol

from store.book import Book, DueLine
from store.problems import BadInput
from store.process.followups import explain
from store.words import tell
from store.words.shape import Words

PRODUCT = "-//dealboard//due//"
LENGTH = timedelta(minutes=30)
"""How long a line with an hour takes in the calendar: it only says by when."""


class Entry(Protocol):
    """What is asked of an entry of the library, which is not always there."""

    def add(self, name: str, value: object) -> None:
        """Set a property."""
        ...


def calendar(book: Book, words: Words, lang: str, owner: str = "") -> bytes:
    """The calendar file of one person (or of the team): everything on the agenda, and what is planned for it.

    Raises BadInput("calendar_missing") when the extra is not installed.
    """
    if find_spec("icalendar") is None:
        raise BadInput("calendar_missing")
    from icalendar import Calendar, Event

    page = book.agenda.page(owner)
    made = Calendar()
    made.add("prodid", f"{PRODUCT}{lang.upper()}")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", book.meta.team)
    planned = set()
    for line in (*page.overdue, *page.today, *page.week, *page.later):
        follow = line.follow
        entry = Event()
        entry.add("uid", _uid(book, line))
        entry.add("summary", " ".join(_summary(line, lang)))
        entry.add("description", tell(words, explain(follow, book.process)))
        _at(entry, follow.at or follow.due, book.now())
        made.add_component(entry)
        if follow.appointment and follow.appointment.id not in planned:
            planned.add(follow.appointment.id)
            meeting = Event()
            meeting.add("uid", f"{follow.appointment.id}@dealboard")
            kind = book.process.activity(follow.appointment.kind).label.text(lang)
            meeting.add("summary", f"{kind} {line.customer_name}")
            _at(meeting, follow.appointment.at, book.now())
            made.add_component(meeting)
    text: bytes = made.to_ical()
    return text


def _uid(book: Book, line: DueLine) -> str:
    follow = line.follow
    parts = (book.meta.board_id, follow.customer, follow.deal, follow.rule, follow.source, str(follow.row))
    return f"{sha256('/'.join(parts).encode()).hexdigest()[:32]}@dealboard"


def _summary(line: DueLine, lang: str) -> Iterator[str]:
    yield line.rule_label.text(lang)
    yield from (part for part in (line.follow.what, line.customer_name, line.deal_title) if part)


def _at(entry: Entry, when: date, now: datetime) -> None:
    """A line by its hour takes half an hour before it; one by its day the whole day, and blocks nothing."""
    entry.add("dtstamp", now.astimezone(UTC))
    if isinstance(when, datetime):
        entry.add("dtstart", (when - LENGTH).astimezone(UTC))
        entry.add("dtend", when.astimezone(UTC))
    else:
        entry.add("dtstart", when)
        entry.add("dtend", when + timedelta(days=1))
        entry.add("transp", "TRANSPARENT")
