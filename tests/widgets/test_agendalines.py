"""The agenda's lines and the table of the load ahead: what they say, in exactly their width."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest

from store.process.facts import AppointmentFact
from store.records import Label
from widgets.agendalines import Load, agenda_line, load_lines, shortened
from widgets.agendalist import SECTIONS
from widgets.duelines import minutes_words, when_words
from widgets.ink import Run, width_of

EDGE = Run(" ", "edge")
RULE = Label("每周联系", "Weekly contact")


class Entry(NamedTuple):
    follow: object
    customer_name: str = "宁德时代"
    deal_title: str = "产线改造"
    step: Label = RULE
    rule_label: Label | None = RULE
    owner_name: str = "李雷"
    more: int = 0
    section: str = "overdue"
    ref: str = "D-1"
    silence: int = 0
    dated: bool = True


def text(line):
    return "".join(run.text for run in line)


@pytest.mark.parametrize("width", [36, 80, 100, 160])
def test_a_line_has_its_day_customer_and_rule_in_exactly_its_width(look, due, width):
    line = agenda_line(Entry(due("x", -3).follow), width, look(), edge=EDGE, team=True)
    assert width_of(line) == width
    said = text(line)
    assert "●3天" in said and "03-01" in said and "李雷" in said
    if width >= 80:
        assert "宁德时代" in said and "每周联系" in said
    assert ("D-1 产线改造" in said) == (width >= 100)


def test_a_line_names_what_is_planned_for_it(look, due):
    at = datetime(2026, 3, 6, 14, 0, tzinfo=UTC)
    follow = due("x", 2).follow._replace(appointment=AppointmentFact("a", "visit", at))
    assert "约周五 14:00 每周联系" in text(agenda_line(Entry(follow), 120, look(), edge=EDGE))


def test_what_has_no_day_says_what_is_the_matter(look, due):
    idle = Entry(due("x", -9).follow, rule_label=None, dated=False)
    assert "无下一步" in text(agenda_line(idle, 100, look(), edge=EDGE))
    assert "03-" not in text(agenda_line(idle, 100, look(), edge=EDGE))
    assert "95" in text(agenda_line(idle._replace(silence=95), 100, look("en"), edge=EDGE))


def test_every_section_has_its_words_in_both_languages(look):
    for lang in ("zh", "en"):
        assert all(getattr(look(lang).words, f"agenda_{section}") for section in SECTIONS)


@pytest.mark.parametrize(
    ("minutes", "words"), [(125, "2时05"), (45, "45分"), (0, "0分"), (23 * 60, "23时"), (-61, "1时01")]
)
def test_minutes_are_said_in_few_cells(look, minutes, words):
    assert minutes_words(minutes, look()) == words


def test_a_timer_that_ran_out_this_morning_says_since_when(look, due):
    now = datetime(2026, 3, 4, 11, 0, tzinfo=UTC)
    follow = due("x", 0).follow._replace(at=now - timedelta(minutes=90), state="overdue")
    assert when_words(follow, "overdue", look(), now) == ("overdue", "●1时30")
    assert (
        when_words(follow._replace(at=now + timedelta(days=3), state="upcoming"), "later", look(), now)[0] == "coming"
    )


def test_the_load_is_numbers_a_dot_for_nothing_and_blank_on_days_off(look, today):
    days = (2, 0, 1, 0, 0, 3, *([0] * 8))
    off = {today + timedelta(days=3), today + timedelta(days=4)}
    lines = load_lines([Load("li", 5, days)], {"li": "李雷"}, off, 80, look(), 3)
    assert [width_of(line) for line in lines] == [80, 80, 80]
    assert text(lines[0]).split()[:5] == ["今后两周", "逾期", "三", "四", "五"]
    assert text(lines[1]).split()[:3] == ["4", "5", "6"]
    assert text(lines[2]).split() == ["李雷", "5", "2", "·", "1", "3", *("·" * 8), "11"]


def test_the_busiest_come_first_and_the_rest_are_summed_up(look):
    loads = [Load(f"p{n}", 0, (n, 0)) for n in range(5)]
    kept = shortened(loads, 3)
    assert [one.owner for one in kept[:2]] == ["p4", "p3"] and kept[2].days == (3, 0)
    lines = load_lines(loads, {}, set(), 80, look(), 3)
    assert "其余3人" in text(lines[-1])
