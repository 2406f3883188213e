"""docs/cadence.md is held against the engine: every date of its tables and every sentence it quotes."""

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from store.process import workdays
from store.process.facts import CustomerClock, TouchFact
from store.process.followups import WAKE, FollowUp, explain, followups
from store.process.playbook import Process, load, shipped_path
from store.words import pick, tell
from tests.process.rhythm_facts import cadence, customer, day, deal, process, tier, touch

DOC = (Path(__file__).resolve().parents[2] / "docs" / "cadence.md").read_text("utf-8")
CN = workdays.load("cn")
FIRST, LAST = day("2025-09-28"), day("2025-10-31")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_SAID = re.compile(r"^- (\d{4}-\d\d-\d\d) (\S+): (.+)$", re.MULTILINE)


def table(heading: str) -> list[list[str]]:
    """The cells of the one table below a heading."""
    part = DOC.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split("|") for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


CALENDAR, EXAMPLES, MONTH = table("The calendar of the month"), table("Examples"), table("One month, day by day")


@cache
def default() -> Process:
    return Process.of(load(shipped_path("default")))


# --- the calendar


def test_the_calendar_shows_every_day_of_the_month_as_it_is() -> None:
    shown = [cell for row in CALENDAR for cell in row if cell]
    days = [day("2025-09-29"), day("2025-09-30")]
    days += [date(2025, 10, number) for number in range(1, 32)] + [date(2025, 11, 1), date(2025, 11, 2)]
    assert len(shown) == len(days)
    for cell, one in zip(shown, days, strict=True):
        number, _, mark = cell.partition(" ")
        usual = one.weekday() < 5
        wanted = "" if CN.is_work(one) == usual else "off" if usual else "worked"
        assert (int(number), mark) == (one.day, wanted), one


# --- examples of the rules


def rule_of(text: str) -> dict[str, object]:
    """ "every 7 days" or "2 per week" as a playbook writes it."""
    if found := re.fullmatch(r"every (\d+) (workday|day|week|month|year)s?", text):
        return {"kind": "interval", "every": int(found[1]), "unit": found[2]}
    found = re.fullmatch(r"(\d+) per (\w+)", text)
    assert found, text
    return {"kind": "quota", "count": int(found[1]), "per": found[2]}


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: f"{row[0]} {row[2]}")
def test_an_example_is_what_the_engine_says(row: list[str]) -> None:
    written, since, touches, due, _ = row
    rules = process([cadence("r", {"scheme": "level", "tier": "A"}, rule_of(written))])
    made = [touch("call", on) for on in _DATE.findall(touches)]
    clock = customer(tier("level", "A", since), touches=made, created="2024-01-02")
    (found,) = followups(clock, rules, CN, max(day(since), *(one.day for one in made), day("2024-01-02")))
    assert found.due.isoformat() == due


# --- the month


def facts_on(today: date) -> CustomerClock:
    """What is known of the customer of the document on a day, from its column "what happens"."""
    grade, since = "S", "2025-09-26"
    paused = resumed = wake = None
    touches: list[TouchFact] = [touch("call", "2025-09-26", "D-1")]
    for on, happens, *_ in MONTH:
        if day(on) > today or happens == "–":
            continue
        if found := re.fullmatch(r"D-1 goes from S to A", happens):
            grade, since = "A", on
        elif found := re.fullmatch(r"D-2 is paused until (\S+)", happens):
            paused, wake = on, found[1]
        elif happens == "D-2 is resumed":
            paused, resumed = None, on
        else:
            kind, *deals = happens.split()
            touches.append(touch(kind, on, *deals))
    one = deal("D-1", tier("opportunity", grade, since), entered="2025-07-09")
    two = deal(
        "D-2",
        tier("opportunity", "B", "2025-09-15"),
        entered=paused or "2025-07-09",
        state="paused" if paused else "open",
        wake=wake if paused else None,
        resumed=resumed,
    )
    return customer(tier("customer", "B", "2025-09-01"), deals=[one, two], touches=touches, created="2025-07-09")


def asked_on(today: date) -> dict[str, FollowUp]:
    """The lines of that day by the name of their column."""
    columns = {}
    for one in followups(facts_on(today), default(), CN, today):
        name = one.deal or ("information" if one.rule.startswith("info") else "C-1")
        assert name not in columns, "one line a column, or the document must say more"
        columns[name] = one
    return columns


def test_the_month_is_told_in_order_and_whole() -> None:
    days = [day(row[0]) for row in MONTH]
    assert days == sorted(days)
    assert (days[0], days[-1]) == (FIRST, LAST)


@pytest.mark.parametrize("row", MONTH, ids=lambda row: f"{row[0]} {row[1]}")
def test_a_day_of_the_month_is_what_the_engine_says(row: list[str]) -> None:
    found = asked_on(day(row[0]))
    shown = [f"{one.rule} {one.due}" for one in (found[name] for name in ("D-1", "D-2", "C-1", "information"))]
    assert row[2:6] == shown


SAID = _SAID.findall(DOC)


@pytest.mark.parametrize(("on", "whose", "sentence"), SAID, ids=lambda text: text[:10])
def test_a_quoted_sentence_is_what_why_says(on: str, whose: str, sentence: str) -> None:
    assert sentence == tell(pick("en"), explain(asked_on(day(on))[whose], default()))


def test_the_document_quotes_enough_to_be_worth_checking() -> None:
    assert len(MONTH) >= 12
    assert len(EXAMPLES) >= 12
    assert len(SAID) >= 5
    assert any(WAKE in row[3] for row in MONTH)


def test_no_date_stands_outside_what_is_checked() -> None:
    tables = "\n".join(line for line in DOC.splitlines() if line.startswith(("|", "- 2025")))
    given = {"2025-09-26", "2025-09-15", "2025-09-01", "2025-07-09", "2024-01-01"}
    assert set(_DATE.findall(DOC)) - set(_DATE.findall(tables)) <= given
