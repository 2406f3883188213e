"""The due list's lines as pure text: which section a follow-up belongs to, and what its line says.

the day in a word and a sign, the customer, what is due, owner, how many more of this customer
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol

from rich.cells import cell_len

from store.records import Label
from widgets.ink import Line, Look, Run, fit, spread, width_of

SECTIONS = ("overdue", "today", "tomorrow", "week", "later")
_WHEN = 7  # cells of the first field: sign, the longest word ("●120天", "○today"), a blank
_COUNT_DOWN = timedelta(hours=24)
"""From when on a timer counted by the clock says hours and minutes instead of its day; for as long again when late."""


class Appointment(Protocol):
    """What is planned for a follow-up."""

    @property
    def at(self) -> datetime:
        """When."""


class Follow(Protocol):
    """What a line needs to know of a follow-up (store/process/followups.py has it all)."""

    @property
    def customer(self) -> str:
        """The customer's id."""

    @property
    def deal(self) -> str:
        """The deal's id, "" when the customer's."""

    @property
    def rule(self) -> str:
        """The id of the rule that asks for it."""

    @property
    def source(self) -> str:
        """Which timer of its rule it is, together with `row`."""

    @property
    def row(self) -> int:
        """The row of a table that it comes from."""

    @property
    def due(self) -> date:
        """The day it is due."""

    @property
    def state(self) -> str:
        """upcoming, today or overdue."""

    @property
    def overdue_days(self) -> int:
        """Calendar days since it was due."""

    @property
    def escalated(self) -> bool:
        """Whether it has been late for so long that a manager is to see it."""

    @property
    def at(self) -> datetime | None:
        """The time it is due, of timers counted by the clock."""

    @property
    def appointment(self) -> Appointment | None:
        """What is planned for it."""


class DueLine(Protocol):
    """What the list shows of a line (store/books/due.py makes them)."""

    @property
    def follow(self) -> Follow:
        """The follow-up."""

    @property
    def customer_name(self) -> str:
        """Whom to contact."""

    @property
    def deal_title(self) -> str:
        """About which deal, "" when about the customer."""

    @property
    def step(self) -> Label:
        """What is to be done in a word or two, in both languages."""

    @property
    def owner_name(self) -> str:
        """Who is to do it."""

    @property
    def more(self) -> int:
        """How many other follow-ups this customer has."""


class Row(NamedTuple):
    """A row of the drawn list: a section's head (`line` is None) with its `size`, or the line of that index."""

    section: str
    line: int | None
    size: int


def section_of(follow: Follow, today: date) -> str:
    """The section a follow-up stands in; a week ends on Sunday."""
    if follow.state == "overdue":
        return "overdue"
    if follow.state == "today" or follow.due <= today:
        return "today"
    if follow.due == today + timedelta(days=1):
        return "tomorrow"
    return "week" if follow.due - today <= timedelta(days=6 - today.weekday()) else "later"


def rows_of(lines: Sequence[DueLine], today: date) -> list[Row]:
    """The rows of the list: sections that have lines, in order, each under its head."""
    sections: dict[str, list[int]] = {name: [] for name in SECTIONS}
    for index, line in enumerate(lines):
        sections[section_of(line.follow, today)].append(index)
    rows: list[Row] = []
    for name, indexes in sections.items():
        if indexes:
            rows.append(Row(name, None, len(indexes)))
            rows += (Row(name, index, len(indexes)) for index in indexes)
    return rows


def title_line(title: str, rows: Sequence[Row], width: int, look: Look, *, here: bool) -> Line:
    """The list's first line: its title, and how many are overdue and due today."""
    counts = {row.section: row.size for row in rows}
    words = look.words
    parts: list[Run] = []
    for count, text, style in (
        (counts.get("overdue", 0), words.due_counts_overdue, "overdue"),
        (counts.get("today", 0), words.due_counts_today, "today"),
    ):
        if count:
            parts += [Run(f" {look.signs.dot} " if parts else "", "quiet"), Run(text.format(count=count), style)]
    room = width - width_of(parts) - 3
    return spread(
        (Run(" ", "text"), Run(look.cut(title, max(room, 0)), "accent" if here else "strong")),
        (*parts, Run(" ", "text")),
        width,
    )


def section_line(row: Row, width: int, look: Look, names: str = "due_") -> Line:
    """The head of a section: its name (a field of the words that begins with `names`), its count, a rule."""
    name = look.cut(getattr(look.words, names + row.section), max(1, width - 8))
    name = name[:1].upper() + name[1:]
    style = {"overdue": "overdue", "escalated": "overdue", "today": "today"}.get(row.section, "quiet")
    lead = (Run(" ", "text"), Run(f"{name} ", style), Run(f"{row.size} ", "quiet"))
    return fit((*lead, Run(look.signs.rule * max(0, width - width_of(lead)), "rule")), width)


def due_line(
    line: DueLine,
    section: str,
    width: int,
    look: Look,
    *,
    edge: Run,
    team: bool = False,
    now: datetime | None = None,
) -> Line:
    """One line of the list in exactly `width` cells: an edge, when, whom, what, and how many more."""
    style, when = when_words(line.follow, section, look, now)
    more = f"+{line.more}" if line.more > 0 else ""
    owner = look.cut(line.owner_name, 8) if team and width >= 30 else ""
    parts = (Run(more, "accent"), Run(" " if more and owner else "", "text"), Run(owner, "quiet"))
    tail = [run for run in parts if run.text]
    room = width - 1 - _WHEN - width_of(tail) - (2 if tail else 1)
    planned = line.follow.appointment
    step = planned_words(planned.at, look) if planned else line.step.text(look.words.lang)
    name, what = share(line.customer_name, step, max(room, 1), look)
    body = (Run(name, "strong" if edge.text.strip() else "text"), Run(f" {what}" if what else "", "quiet"))
    return spread((edge, *fit((Run(when, style),), _WHEN), *body), (*tail, Run(" ", "text")), width)


def planned_words(at: datetime, look: Look) -> str:
    """When an appointment is, in few cells: today's by its time alone."""
    ahead = "" if at.date() == look.today else f"{look.day(at.date())} "
    return look.words.due_planned.format(at=f"{ahead}{at:%H:%M}")


def counts_down(follow: Follow, now: datetime | None) -> int | None:
    """Minutes until (negative: since) a timer of these hours; None for what goes by days."""
    if follow.at is None or now is None or abs(follow.at - now) >= _COUNT_DOWN:
        return None
    return int((follow.at - now).total_seconds() // 60)


def minutes_words(minutes: int, look: Look) -> str:
    """Minutes as hours and minutes, in at most five cells."""
    hours, rest = divmod(abs(minutes), 60)
    if not hours:
        return look.words.due_minutes.format(minutes=rest)
    pattern = look.words.due_hours if hours < 10 else look.words.due_hours_only
    return pattern.format(hours=hours, minutes=rest)


def when_words(follow: Follow, section: str, look: Look, now: datetime | None = None) -> tuple[str, str]:
    """The style and the words of the day a line is due, sign first; a longer lateness has a sign of its own."""
    signs, words = look.signs, look.words
    minutes = counts_down(follow, now)
    if minutes is not None:
        late = minutes < 0
        style = "overdue" if late else "today" if follow.due <= look.today else "coming"
        return style, (signs.overdue if late else signs.coming) + minutes_words(minutes, look)
    if section == "overdue":
        sign = signs.escalated if follow.escalated else signs.overdue
        return "overdue", sign + words.due_days.format(days=follow.overdue_days)
    if section == "today":
        return "today", signs.coming + words.view_today
    return "coming", signs.coming + look.day(follow.due)


def share(name: str, what: str, room: int, look: Look) -> tuple[str, str]:
    """A name and what is to be done in `room` cells with a blank between; the name keeps at least two thirds."""
    name, what = look.plain(name, room).strip(), look.plain(what, room).strip()
    wish, need = cell_len(name), cell_len(what)
    if what and wish + 1 + need > room:
        wish = min(wish, max(room - 1 - need, room * 2 // 3))
    name = look.cut(name, min(wish, room))
    left = room - cell_len(name) - 1
    return name, look.cut(what, left) if left > 1 else ""
