"""What the agenda and its dialogs ask of the Book, each a function that runs at the desk."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from board.actions import Context
from board.screens import readings
from store.book import Book, DueLine
from store.process import dates, followups, permissions
from store.process.facts import AppointmentFact
from store.process.followups import FollowUp
from store.process.outlook import Load
from store.records import Label, Reason, Say

DAYS = 14
"""Calendar days of the load ahead."""
_NONE = Label("", "")


class Bare(NamedTuple):
    """In place of a follow-up where nothing is due: a deal without a next step, a customer asleep.

    `due` is the day since when it stands so.
    """

    customer: str
    deal: str
    due: date
    state: str
    rule: str = ""
    source: str = ""
    row: int = 0
    overdue_days: int = 0
    escalated: bool = False
    at: datetime | None = None
    appointment: AppointmentFact | None = None


class Entry(NamedTuple):
    """A line of the agenda; `dated` is False where no day is set, and nothing is to be done by a rule."""

    section: str
    follow: FollowUp | Bare
    ref: str
    customer_name: str
    deal_title: str
    step: Label
    rule_label: Label | None
    owner_name: str
    dated: bool = True
    silence: int = 0
    more: int = 0


class AgendaPage(NamedTuple):
    """Everything the agenda shows: of whom ("" the team), the lines, the load ahead, which of its days are off."""

    owner: str
    now: datetime
    entries: Sequence[Entry]
    loads: Sequence[Load]
    names: Mapping[str, str]
    off: frozenset[date]


class Told(NamedTuple):
    """What is said beneath a line: how its date came about, and what else is planned with the customer."""

    why: Say | None
    planned: Sequence[tuple[datetime, Label]]


class PutOff(NamedTuple):
    """Where a line would be put off to: the day typed, the day worked that it becomes, and why it may not be."""

    typed: date
    day: date
    lacks: Sequence[Reason]


def opening(book: Book) -> AgendaPage:
    """My agenda; the team's when there is nothing on mine."""
    page = agenda(book, book.me.login if book.me else "")
    return page if page.entries or not page.owner else agenda(book, "")


def agenda(book: Book, owner: str) -> AgendaPage:
    """The agenda of a person, or (no owner) of the team."""
    found = book.agenda.page(owner)
    known = readings.names(book)
    today = book.today()
    days = [today + timedelta(days=ahead) for ahead in range(DAYS)]
    mine = book.me.login if book.me else ""
    apart = not owner and book.me is not None and permissions.EDIT_ALL in permissions.rights(book.process, book.me)
    entries = [
        _entry("escalated" if apart and one.follow.escalated and one.owner != mine else "overdue", one)
        for one in found.overdue
    ]
    for section in ("escalated", "today", "week", "later", "routines"):
        entries += (_entry(section, one) for one in getattr(found, section))
    for deal in found.idle:
        since = Bare(deal.customer, deal.id, deal.entered_on, "idle")
        owner_name = known.get(deal.owner, deal.owner)
        entries.append(Entry("idle", since, deal.ref, deal.customer_name, deal.title, _NONE, None, owner_name, False))
    for customer, asleep in found.asleep:
        quiet = Bare(customer.id, "", asleep.last, "asleep")
        owner_name = known.get(customer.owner, customer.owner)
        names = (customer.ref, customer.name, "", _NONE, None, owner_name)
        entries.append(Entry("asleep", quiet, *names, dated=False, silence=asleep.days))
    off = frozenset(day for day in days if not book.calendar.is_work(day))
    return AgendaPage(owner, book.now(), entries, book.agenda.load(DAYS, owner), known, off)


def _entry(section: str, line: DueLine) -> Entry:
    return Entry(
        section,
        line.follow,
        line.ref,
        line.customer_name,
        line.deal_title,
        line.step,
        line.rule_label,
        line.owner_name,
    )


def told(book: Book, follow: FollowUp | Bare) -> Told:
    """How the date of a line came about, and what is planned with its customer beside what the line itself names."""
    why = followups.explain(follow, book.process) if isinstance(follow, FollowUp) else None
    named = follow.appointment.id if follow.appointment else ""
    planned = book.activities.appointments(follow.customer) if follow.customer else []
    rest = [
        (one.at, book.process.activity(one.kind).label)
        for one in planned
        if one.id != named and one.at >= book.now() and (not follow.deal or not one.deals or follow.deal in one.deals)
    ]
    return Told(why, rest)


def dates_of(book: Book, context: Context) -> Sequence[tuple[FollowUp, Label]]:
    """The follow-ups under the cursor: that of the line, or all of the deal or customer; routines have no customer."""
    subject = context.deal or context.customer
    found = book.due.of(subject) if subject else book.due.routines()
    wanted = (context.rule, context.source, context.row, context.deal)
    return [
        (one, followups.label(one, book.process))
        for one in found
        if not context.rule or (one.rule, one.source, one.row, one.deal) == wanted
    ]


def put_off(book: Book, follow: FollowUp, text: str) -> PutOff:
    """Where a line would be put off to by the date typed; raises BadInput when that cannot be read."""
    day = dates.parse(text, book.today(), book.calendar)
    lacks = book.due.may_snooze(follow, day, text)  # any reason will do here: it is asked for when it is saved
    return PutOff(day, book.calendar.next(day), lacks)
