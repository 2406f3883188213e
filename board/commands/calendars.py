"""`dealboard calendar`: the working days that dates are counted by, and the team's own days off and worked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from board.commands import documents
from board.commands.cells import table
from board.commands.session import Session
from board.commands.tree import Family, Place, command, switch, value, word, words
from store.books.calendars import OFF, WORK, CalendarYear, SpecialDay
from store.problems import BadInput
from store.words import day

calendar = Family(
    "calendar",
    "cmd_help_calendar",
    {
        "list": Place("calendars:show_year", "cmd_help_calendar_list"),
        "add": Place("calendars:add", "cmd_help_calendar_add"),
        "remove": Place("calendars:remove", "cmd_help_calendar_remove"),
    },
)


@command("list", "cmd_help_calendar_list")
@word("YEAR")
def show_year(session: Session, year: str) -> None:
    """List the days of a year that are not as their weekday says, and whether the year is announced."""
    if year and not year.isdecimal():
        raise BadInput("cmd_number_unreadable", text=year)
    found = session.book.calendars.year(int(year or 0))
    session.answer.item(_year(found), lambda: _year_lines(session, found))
    if not found.confirmed:
        session.answer.talk("cmd_calendar_unconfirmed", year=found.year)


@command("add", "cmd_help_calendar_add")
@words("DAYS")
@switch("--off", "cmd_opt_calendar_off")
@switch("--work", "cmd_opt_calendar_work")
@value("--why", "TEXT", "cmd_opt_why")
def add(session: Session, days: str, off: bool, work: bool, why: str) -> None:
    """Make a day, or the days of a range, off or worked for the team."""
    if off == work:
        raise BadInput("cmd_calendar_off_or_work")
    first, last = _range(session, days)
    made = session.book.calendars.add(first, OFF if off else WORK, why, last)
    session.answer.items(lambda: map(_day, made), lambda: _day_lines(session, made))


@command("remove", "cmd_help_calendar_remove")
@words("DAYS")
@value("--why", "TEXT", "cmd_opt_why")
def remove(session: Session, days: str, why: str) -> None:
    """Let the shipped calendar decide again about a day, or the days of a range."""
    first, last = _range(session, days)
    gone = session.book.calendars.remove(first, last, why)
    worked = session.book.calendar.is_work
    back = [SpecialDay(one, WORK if worked(one) else OFF, False) for one in gone]
    session.answer.items(lambda: map(_day, back), lambda: _day_lines(session, back))


def _range(session: Session, text: str) -> tuple[date, date]:
    """A DATE, or two with ".." between them."""
    first, dots, last = text.partition("..")
    begin = session.day(first)
    end = session.day(last) if dots else begin
    if begin is None or end is None:
        raise BadInput("date_unreadable", text=text)
    return begin, end


def _day(one: SpecialDay) -> documents.Document:
    return {"day": one.day, "kind": one.kind, "own": one.own, "why": one.why, "by": one.by, "at": one.at}


def _year(one: CalendarYear) -> documents.Document:
    return {
        "calendar": one.id,
        "calendar_label": documents.label(one.label),
        "year": one.year,
        "confirmed": one.confirmed,
        "workdays": one.workdays,
        "days": [_day(each) for each in one.days],
    }


def _year_lines(session: Session, one: CalendarYear) -> list[str]:
    head = (str(one.year), one.label.text(session.lang), session.words.cmd_calendar_workdays.format(days=one.workdays))
    return ["  ".join(head), *_day_lines(session, one.days)]


def _day_lines(session: Session, days: Iterable[SpecialDay]) -> list[str]:
    said = session.words
    kinds = {OFF: said.cmd_calendar_off, WORK: said.cmd_calendar_work}
    return table(
        (day(said, one.day), kinds.get(one.kind, one.kind), said.cmd_calendar_own if one.own else "", one.why, one.by)
        for one in days
    )
