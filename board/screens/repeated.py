"""The entries of a form that repeats, as a list: open one, or begin the next."""

from collections.abc import Sequence
from typing import NamedTuple

from board.screens.choose import ChooseDialog
from board.screens.lines import Line
from board.screens.work import WorkScreen
from store.book import Book
from store.records import FormEntry, Label, Reason
from store.words import show

NEXT, LATEST = -1, 0
"""The answers beside the number of an earlier entry."""


class Entries(NamedTuple):
    """What was filled into a form that repeats, the newest first: each entry, who filled it, what it lacks."""

    label: Label
    found: Sequence[tuple[FormEntry, str, Sequence[Reason]]]


def entries(book: Book, deal: str, form: str) -> Entries:
    """The entries of a form on a deal or its customer; none for a form that does not repeat."""
    rule = book.process.form(form)
    if not rule.repeat:
        return Entries(rule.label, ())
    names = {one.login: one.name for one in book.members.list()}
    subject = book.forms.subject_of(book.deals.get(deal), rule)
    kept = sorted(book.forms.list(subject, form), key=lambda one: -one.no)
    return Entries(rule.label, [(one, names.get(one.by, one.by), _lacks(book, one)) for one in kept])


def _lacks(book: Book, entry: FormEntry) -> Sequence[Reason]:
    return () if entry.complete else book.forms.missing(entry)


async def choose(screen: WorkScreen, deal: str, form: str, *, lacking: bool = False) -> int | None:
    """The number of the entry to open: LATEST, NEXT for a new one, else an earlier one's; None to go away."""
    session, words = screen.session, screen.session.words
    label, found = await screen.read(lambda book: entries(book, deal, form))
    if not found or (lacking and not found[0][0].complete):
        return LATEST
    newest = found[0][0]
    lines = [Line(str(NEXT), words.ask_paper_next.format(no=newest.no + 1))]
    for one, by, lacks in found:
        count = words.ask_form_entries_lack.format(count=len(lacks))
        state = words.page_form_complete if one.complete else count
        text = f"{words.ask_form_number.format(no=one.no)} · {show(words, one.at)} · {by}"
        lines.append(Line(str(one.no), text, state, style="" if one.complete else "bold"))
    title = words.ask_form_entries.format(form=label.text(session.lang), count=len(found))
    answer = await screen.ask(ChooseDialog(session, title, lines, at=0 if newest.complete else 1))
    if answer is None:
        return None
    return LATEST if answer == str(newest.no) else int(answer)
