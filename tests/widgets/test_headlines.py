"""Heads of columns and the tab strip."""

import pytest
from rich.cells import cell_len

from widgets.headlines import head_lines, strip_rule, tab_strip


def text(line):
    return "".join(run.text for run in line)


@pytest.mark.parametrize("width", range(1, 41))
@pytest.mark.parametrize("here", [True, False])
@pytest.mark.parametrize("drop", [True, False])
def test_heads_are_exactly_as_wide_as_their_column(look, heads, width, here, drop):
    for line in head_lines(heads(128)[0], 12, width, look(), here=here, drop=drop):
        assert cell_len(text(line)) == width


def test_number_stage_count_and_sum(look, heads):
    head = heads(12)[0]._replace(total=320_000_000)
    first, second = head_lines(head, 1, 20, look(), here=False, drop=False)
    assert text(first) == " 1 阶段lead      12 "
    assert text(second) == "─────────── ¥320万 ─"


def test_the_column_with_the_cursor_has_another_rule_not_only_another_color(look, heads):
    assert text(head_lines(heads(0)[0], 1, 12, look(), here=True, drop=False)[1]) == "━" * 12
    assert text(head_lines(heads(0)[0], 1, 12, look(ascii=True), here=True, drop=False)[1]) == "=" * 12


def test_a_column_under_a_dragged_card_says_so(look, heads):
    assert "放到这里" in text(head_lines(heads(3)[0], 1, 20, look(), here=False, drop=True)[1])


def test_a_long_stage_name_leaves_room_for_the_count(look, heads):
    head = heads(23)[0]._replace(label=heads(1)[0].label._replace(zh="商务谈判与异议处理"))
    assert text(head_lines(head, 4, 20, look(), here=False, drop=False)[0]) == " 4 商务谈判与异… 23 "


@pytest.mark.parametrize("width", range(20, 101, 7))
@pytest.mark.parametrize("here", range(4))
def test_the_strip_shows_the_present_stage_at_every_width(look, heads, width, here):
    line, tabs = tab_strip(heads(1, 20, 300, 4), here, width, look())
    assert cell_len(text(line)) == width
    tab = next(tab for tab in tabs if tab.column == here)
    assert tab.start < width - 1
    assert next(run.text for run in line if run.style == "tab-here").startswith(f" {here + 1} ")


def test_the_strip_marks_stages_out_of_sight(look, heads):
    names = ("lead", "needs", "offer", "deal")
    line, tabs = tab_strip(heads(1, 2, 3, 4, names=names), 2, 40, look())
    assert [tab.column for tab in tabs] == [2, 3]
    assert text(line).startswith("‹") and text(line).rstrip().endswith("4")
    line, tabs = tab_strip(heads(1, 2, 3, 4, names=names), 0, 40, look())
    assert text(line).endswith("›")


def test_the_rule_under_the_strip_says_how_many_and_how_much(look, heads):
    assert " 12 个商机 · ¥1,200 " in text(strip_rule(heads(12)[0], 60, look()))
    assert " 1 deal · ¥100 " in text(strip_rule(heads(1)[0], 60, look("en")))
    assert " 0 deals " in text(strip_rule(heads(0)[0], 60, look("en")))
