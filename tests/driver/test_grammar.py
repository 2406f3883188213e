"""Styles by name, the shortest change from one to another, text cut into cells, the shortest way of the cursor."""

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board.driver.cells import is_loose, split, spread
from board.driver.grammar import QUIET, change, erasable, style
from board.driver.pen import Pen
from tests.driver.screens import Seen

COLUMNS, LINES = 130, 40
codes = st.lists(
    st.sampled_from(
        ["0", "1", "2", "3", "4", "5", "7", "9", "22", "23", "24", "25", "27", "29", "31", "39", "44", "49", "97",
         "103", "38;5;9", "48;5;200", "38;2;1;2;3", "48;2;9;9;9"]
    ),
    min_size=1, max_size=8,
).map(";".join)  # fmt: skip


def worn(*data: str) -> tuple[object, ...]:
    """How pyte styles an x after this."""
    seen = Seen(pyte.Screen, 4, 1)
    seen.feed("".join(data) + "x")
    return tuple(seen.now.rows[0][0])


@given(codes)
@settings(deadline=None)
def test_the_name_of_a_style_is_that_style(given_codes: str) -> None:
    assert worn(f"\x1b[{style(given_codes)}m") == worn(f"\x1b[{given_codes}m")


@given(codes, codes)
@settings(max_examples=300, deadline=None)
def test_a_change_ends_in_the_new_style_and_is_never_longer_than_beginning_anew(old: str, new: str) -> None:
    before, after = style(old), style(new)
    if before == after:
        return
    told = change(before, after)
    assert worn(f"\x1b[{before}m", told) == worn(change(None, after)) == worn(f"\x1b[{new}m")
    assert len(told) <= len(f"\x1b[0;{after}m")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("1;38;5;7;48;5;2", "38;5;7;48;5;2", "\x1b[22m"),
        ("1;2;31", "2;31", "\x1b[22;2m"),
        ("31;44", "", "\x1b[m"),
        ("4:3;31", "31", "\x1b[0;31m"),
        ("58;5;1;4", "4", "\x1b[0;4m"),
        ("31", "31;1", "\x1b[1m"),
    ],
)
def test_the_shortest_change(old: str, new: str, told: str) -> None:
    assert change(style(old), style(new)) == told


def test_only_a_plain_background_may_be_erased() -> None:
    assert erasable(style("1;38;5;7;48;5;2"))
    assert not any(erasable(style(one)) for one in ("4", "7;41", "9", "53"))
    assert not erasable(style("41", "id=1;https://x.y"))


@pytest.mark.parametrize(
    ("text", "cells", "marks"),
    [
        ("ab", ["a", "b"], ""),
        ("华a", ["华", "", "a"], ""),
        ("e\u0301x", ["e\u0301", "x"], ""),
        ("\u0301x", ["x"], "\u0301"),
        ("👨\u200d👩\u200d👧!", ["👨\u200d👩\u200d👧", "", "!"], ""),
        ("❤\ufe0f!", ["❤\ufe0f", "", "!"], ""),
        ("👍🏽", ["👍🏽", ""], ""),
        ("🇨🇳🇨", ["🇨🇳", "", "🇨"], ""),
        ("한글", ["한", "", "글", ""], ""),
    ],
)
def test_text_is_cut_as_textual_counts_it(text: str, cells: list[str], marks: str) -> None:
    assert split(text) == (cells, marks)


def test_which_widths_are_disputed_and_by_how_much() -> None:
    assert not any(map(is_loose, "a中，●─…é한𠮷 "))
    assert all(map(is_loose, ["👍", "⭐", "e\u0301", "❤\ufe0f", "👨\u200d👩\u200d👧", "🇨🇳"]))
    assert [spread(text) for text in ("👨\u200d👩\u200d👧", "❤\ufe0f", "👍", "e\u0301")] == [6, 2, 2, 1]


places = st.tuples(st.integers(0, COLUMNS - 1), st.integers(0, LINES - 1))


@given(st.lists(places, min_size=2, max_size=10))
@settings(deadline=None)
def test_the_cursor_gets_there_and_never_by_a_longer_way_than_the_plain_one(way: list[tuple[int, int]]) -> None:
    seen, pen = Seen(pyte.Screen, COLUMNS, LINES), Pen(COLUMNS)
    for x, y in way:
        pen.go(x, y)
        told = pen.take()
        seen.feed(told)
        assert seen.now.cursor == (x, y)
        assert len(told) <= len(f"\x1b[{y + 1};{x + 1}H")


def test_what_textual_s_driver_says_at_start_and_end_is_quiet_but_for_the_screen_it_changes() -> None:
    said = ["\x1b[?1000h", "\x1b[?1003h", "\x1b[?1015h", "\x1b[?1006h", "\x1b[?25l", "\x1b[?1004h", "\x1b[>25u",
            "\x1b[<u", "\x1b[?2026$p", "\x1b[?2048$p", "\x1b[?2048h", "\x1b[?1016h", "\x1b[?2004h", "\x1b[?7l",
            "\x1b[?7h", "\x1b[?25h", "\x1b]22;default\x07", "\x1b]0;a title\x07"]  # fmt: skip
    assert [one for one in said if not QUIET.fullmatch(one)] == []
    assert not any(map(QUIET.fullmatch, ["\x1b[?1049h", "\x1b[2J", "\x1b[1;1H", "a", "\x1b]8;;https://x.y\x1b\\"]))
