"""The due list's lines: sections, words, widths."""

from datetime import date

import pytest
from rich.cells import cell_len

from widgets.duelines import SECTIONS, due_line, rows_of, section_line, section_of, title_line
from widgets.ink import Run

EDGE = Run(" ", "edge")


def text(line):
    return "".join(run.text for run in line)


@pytest.mark.parametrize(
    ("days", "section"),
    [(-1, "overdue"), (0, "today"), (1, "tomorrow"), (2, "week"), (4, "week"), (5, "later"), (90, "later")],
)
def test_a_wednesdays_sections_end_the_week_on_sunday(due, today, days, section):
    assert section_of(due("甲", days).follow, today) == section


def test_on_sunday_the_week_is_over_and_tomorrow_is_monday(due):
    sunday = date(2026, 3, 8)
    assert section_of(due("甲", 5).follow, sunday) == "tomorrow"
    assert section_of(due("甲", 6).follow, sunday) == "later"


def test_rows_stand_in_order_under_the_heads_of_sections_that_have_any(due, today):
    lines = [due("甲", -3), due("乙", 0), due("丙", -1), due("丁", 30)]
    rows = rows_of(lines, today)
    assert [(row.section, row.line) for row in rows] == [
        ("overdue", None), ("overdue", 0), ("overdue", 2), ("today", None), ("today", 1), ("later", None), ("later", 3),
    ]  # fmt: skip
    assert rows_of([], today) == []


def test_every_section_has_its_words_in_both_languages(look, due, today):
    for lang in ("zh", "en"):
        for section in SECTIONS:
            assert getattr(look(lang).words, f"due_{section}")


def test_what_lines_say(look, due, today):
    said = [text(due_line(line, section_of(line.follow, today), 34, look(), edge=EDGE)).rstrip() for line in (
        due("宁德某某", -3, more=2), due("恒瑞", -12, escalated=True), due("华为", 0), due("海尔", 1), due("格力", 40),
    )]  # fmt: skip
    assert said == [
        " ●3天   宁德某某 每周电话      +2",
        " ▲12天  恒瑞 每周电话",
        " ○今天  华为 每周电话",
        " ○周四  海尔 每周电话",
        " ○04-13 格力 每周电话",
    ]


def test_the_teams_list_names_the_owner(look, due):
    line = due_line(due("宁德某某", -3, more=1), "overdue", 34, look(), edge=EDGE, team=True)
    assert text(line).rstrip().endswith(" +1 李雷")


@pytest.mark.parametrize("width", range(12, 61, 3))
@pytest.mark.parametrize("name", ["", "很" * 400, "[/] [red]\x1b[31m", "👨‍👩‍👧 家", "A & B"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_lines_are_exactly_as_wide_as_the_list_whatever_the_name(look, due, width, name, lang):
    for team in (True, False):
        line = due_line(due(name, -400, more=12), "overdue", width, look(lang), edge=EDGE, team=team)
        assert cell_len(text(line)) == width
        assert "\x1b" not in text(line)


@pytest.mark.parametrize("width", range(8, 50))
def test_title_and_section_heads_fit(look, due, today, width):
    rows = rows_of([due("甲", -3), due("乙", 0)], today)
    assert cell_len(text(title_line("跟进", rows, width, look(), here=True))) == width
    assert cell_len(text(section_line(rows[0], width, look("en")))) == width


def test_the_title_counts_what_is_late_and_what_is_due_today(look, due, today):
    rows = rows_of([due("甲", -3), due("乙", -1), due("丙", 0), due("丁", 3)], today)
    assert text(title_line("跟进", rows, 34, look(), here=False)) == " 跟进             2 逾期 · 1 今天 "
