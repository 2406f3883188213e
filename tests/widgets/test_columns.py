"""Cursor, scroll and windows, without a screen."""

import pytest

from widgets.columns import Columns, Window


@pytest.fixture
def columns(heads, deck):
    """Four stages, of which the first has 100 deals and holds the first 30."""
    made = Columns()
    made.place(heads(100, 3, 0, 1))
    made.all[0].take(0, deck("lead", 100)[:30])
    made.all[1].take(0, deck("needs", 3))
    return made


def test_the_cursor_stays_within_the_column(columns):
    column = columns.all[0]
    for row, there in ((-5, 0), (99, 99), (100, 99), (10**9, 99)):
        column.row = row
        columns.settle(10, 4, follow=True)
        assert column.row == there
        assert column.in_sight(10)


def test_an_empty_column_has_a_place_for_the_cursor_but_no_card(columns):
    columns.here = 2
    columns.settle(10, 4, follow=True)
    assert columns.selected is None
    assert columns.column.row == 0


def test_scrolling_moves_just_so_far_that_the_cursor_is_seen(columns):
    column = columns.all[0]
    column.row = 9
    columns.settle(10, 4, follow=True)
    assert column.top == 0
    column.row = 10
    columns.settle(10, 4, follow=True)
    assert column.top == 1
    column.row = 0
    columns.settle(10, 4, follow=True)
    assert column.top == 0


def test_what_a_person_scrolled_to_by_wheel_is_not_taken_away(columns):
    column = columns.all[0]
    column.scroll(50, 10)
    columns.settle(10, 4, follow=False)
    assert (column.row, column.top) == (0, 50)
    column.scroll(1000, 10)
    assert column.top == 90


def test_nothing_is_asked_for_while_half_a_page_is_held_ahead(columns):
    column = columns.all[0]
    for row in range(24):
        column.row = row
        columns.settle(10, 4, follow=True)
        assert column.wanted(10) is None, row
    column.row = 25
    columns.settle(10, 4, follow=True)
    assert column.wanted(10) == Window("lead", 6, 30)


def test_the_same_window_is_asked_for_once_even_if_the_answer_is_short(columns, deck):
    column = columns.all[0]
    column.row = 99
    columns.settle(10, 4, follow=True)
    window = column.wanted(10)
    assert window == Window("lead", 80, 30)
    assert column.wanted(10) is None
    column.take(80, deck("lead", 100)[80:85])
    assert column.wanted(10) is None
    assert column.card(99) is None


def test_an_empty_column_asks_for_nothing(columns):
    assert columns.all[2].wanted(10) is None


def test_a_short_column_that_is_not_held_asks_once(columns):
    assert columns.all[3].wanted(10) == Window("deal", 0, 30)


def test_an_answer_that_came_too_late_is_not_welcome(columns):
    column = columns.all[0]
    column.scroll(60, 10)
    assert not column.welcomes(0, 30, 10)
    assert column.welcomes(50, 30, 10)
    column.take(0, ())
    assert column.welcomes(0, 30, 10)


def test_what_to_read_again_is_what_was_asked_for_last(columns):
    column = columns.all[0]
    assert column.held() == Window("lead", 0, 30)
    column.row = 50
    columns.settle(10, 4, follow=True)
    asked = column.wanted(10)
    assert column.held() == asked


def test_other_heads_keep_cards_cursor_and_scroll_of_the_stages_that_stay(columns, heads):
    columns.here = 1
    columns.all[1].row = 2
    columns.place(list(reversed(heads(100, 3, 0, 1))))
    assert [column.head.stage for column in columns.all] == ["deal", "offer", "needs", "lead"]
    assert columns.column.head.stage == "needs"
    assert columns.selected.id == "needs2"


def test_a_cursor_whose_stage_is_gone_goes_to_the_first(columns, heads):
    columns.here = 3
    columns.place(heads(1, 1))
    columns.settle(5, 4, follow=True)
    assert columns.here == 0


def test_fewer_deals_than_the_window_holds_hide_the_rest(columns, heads):
    columns.place(heads(2, 3, 0, 1))
    assert columns.all[0].card(1).id == "lead1"
    assert columns.all[0].card(2) is None
    assert columns.all[0].find("lead2") is None


def test_the_column_of_the_cursor_is_always_among_the_seen(columns):
    for here, first in ((3, 2), (2, 2), (0, 0), (1, 0)):
        columns.here = here
        columns.settle(5, 2, follow=True)
        assert columns.first == first


def test_a_deal_is_found_where_it_stands_now(columns):
    assert columns.find("needs2") == (1, 2)
    assert columns.find("nobody") is None
