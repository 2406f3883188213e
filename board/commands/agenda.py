"""`dealboard due --agenda` and `--load`: everything there is to do in its sections, and how much is coming to whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from board.commands import documents
from board.commands.cells import table
from board.commands.lines import due_lines
from board.commands.session import Session
from board.commands.wishes import read_path
from store.books.agenda import Asleep
from store.books.due import DueLine

LINES = ("overdue", "today", "week", "later", "escalated", "routines", "review")
"""The sections that are made of due lines, in the order in which they are shown."""


def show_agenda(session: Session, login: str) -> None:
    """The agenda of a person, or of the team ("")."""
    book, words = session.book, session.words
    page = book.agenda.page(login)
    sections: dict[str, tuple[DueLine, ...]] = {name: getattr(page, name) for name in LINES}

    def lines() -> Iterable[str]:
        for name, some in sections.items():
            if some:
                yield getattr(words, f"agenda_{name}")
                yield from (f"  {line}" for line in due_lines(session, [one.follow for one in some]))
        if page.idle:
            yield words.agenda_idle
            yield from table((f"  {one.ref}", one.customer_name, one.title, one.owner) for one in page.idle)
        if page.asleep:
            yield words.agenda_asleep
            yield from table(_asleep(session, one) for one in page.asleep)

    session.answer.item(
        {
            **{name: [documents.follow(book, words, one.follow) for one in some] for name, some in sections.items()},
            "idle": [{"ref": one.ref, "title": one.title, "owner": one.owner} for one in page.idle],
            "asleep": [
                {
                    "ref": one.customer.ref,
                    "name": one.customer.name,
                    "last": one.since.last,
                    "days": one.since.days,
                    "signed": one.since.signed,
                }
                for one in page.asleep
            ],
        },
        lines,
    )


def _asleep(session: Session, one: Asleep) -> tuple[str, ...]:
    words = session.words
    return f"  {one.customer.ref}", one.customer.name, words.agenda_days.format(days=one.since.days), one.customer.owner


def write_calendar(session: Session, login: str, file: str) -> None:
    """Write the agenda of a person, or of the team, as a calendar file."""
    from store.exchange.calendar import calendar  # here: an extra, and nobody else's business

    text = calendar(session.book, session.words, session.lang, login)
    path = read_path(file)
    path.write_bytes(text)
    count = text.count(b"BEGIN:VEVENT")
    session.answer.item({"file": str(path), "entries": count}, lambda: [f"{path}  {count}"])


def show_load(session: Session, login: str) -> None:
    """What is due on each of the coming fourteen days, per person."""
    book, words = session.book, session.words
    today = book.today()
    loads = book.agenda.load(owner=login)
    session.answer.items(
        lambda: ({"owner": one.owner, "from": today, "overdue": one.overdue, "days": list(one.days)} for one in loads),
        lambda: (
            table(
                [
                    ("", words.agenda_overdue, *(f"{today + timedelta(n):%m-%d}" for n in range(14))),
                    *((one.owner or "–", str(one.overdue), *(str(n or "") for n in one.days)) for one in loads),
                ],
                right=range(1, 16),
            )
            if loads
            else []
        ),
    )
    if not loads:
        session.answer.talk("cmd_due_none")
