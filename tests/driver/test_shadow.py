"""The shadow: a terminal that is told only what changed shows the same as one that is told everything."""

from functools import partial

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board.driver.shadow import Shadow
from tests.driver.pictures import COLUMNS, JOINED, LINES, PLAIN, Paint, Painter, paints
from tests.driver.screens import Joining, Seen, Single, healed, loose_places

many = settings(max_examples=150, deadline=None)


def pair(kind: type[pyte.Screen] = pyte.Screen, *, erases: bool = True) -> tuple[Seen, Seen, Shadow]:
    seen = partial(Seen, kind, COLUMNS, LINES)
    return seen(), seen(), Shadow(COLUMNS, LINES, erases=erases)


@given(paints, st.booleans())
@many
def test_the_same_cells_styles_and_cursor_as_without_it(paint: Paint, erases: bool) -> None:
    stock, thin, shadow = pair(erases=erases)
    for frame in paint.frames(PLAIN):
        stock.feed(frame)
        thin.feed(shadow.take(frame))
        assert thin.now == stock.now


@given(paints)
@many
def test_the_same_on_a_terminal_that_joins_characters(paint: Paint) -> None:
    stock, thin, shadow = pair(Joining)
    for frame in paint.frames(PLAIN + JOINED, marks=True):
        stock.feed(frame)
        thin.feed(shadow.take(frame))
        assert thin.now == stock.now


@given(paints)
@many
def test_a_terminal_of_another_mind_on_widths_has_everything_else_in_its_place(paint: Paint) -> None:
    wanted, thin, shadow = Seen(Joining, COLUMNS, LINES), Seen(Single, COLUMNS, LINES), Shadow(COLUMNS, LINES)
    for frame in [Painter(1, PLAIN).whole(), *paint.frames(PLAIN + JOINED, loud=False)]:
        wanted.feed(frame)
        thin.feed(shadow.take(frame))
        for want, have in zip(wanted.now.rows, thin.now.rows, strict=True):
            disputed = loose_places(want)
            assert [cell for x, cell in enumerate(have) if x not in disputed] == [
                cell for x, cell in enumerate(want) if x not in disputed
            ]


@given(paints)
@settings(max_examples=30, deadline=None)
def test_a_screen_that_others_have_written_on_is_redrawn(paint: Paint) -> None:
    stock, thin, shadow = pair(Joining)
    for frame in [Painter(1, PLAIN).whole(), *paint.frames(PLAIN, loud=False)]:
        stock.feed(frame)
        thin.feed(shadow.take(frame))
    thin.feed("\x1b[2;4r\x1b[?6h\x1b[31;7m\x1b[1;1H#### broadcast ####\n\n\x1b[2K\x1b(0qqq")
    assert thin.now != stock.now
    thin.feed(shadow.redraw())
    assert thin.now == healed(stock.now)


def test_after_a_resize_everything_is_sent_once() -> None:
    stock, thin, shadow = pair()
    frame = Painter(1, PLAIN).whole()
    for seen, data in ((stock, frame), (thin, shadow.take(frame))):
        seen.feed(data)
        seen.screen.resize(LINES, COLUMNS - 3)
        seen.feed("\x1b[2;2Hflotsam")
    shadow.resize(COLUMNS - 3, LINES)
    narrow = "\n".join(f"\x1b[{y + 1};1H\x1b[3{y}m{'中' * ((COLUMNS - 3) // 2)}|\x1b[0m" for y in range(LINES))
    for _ in range(3):
        stock.feed(narrow)
    first = shadow.take(narrow)
    thin.feed(first)
    assert thin.now == stock.now
    assert [shadow.take(narrow), shadow.take(narrow)] == ["", ""]


def test_text_for_a_larger_terminal_is_cut_where_this_one_ends() -> None:
    thin, shadow = Seen(pyte.Screen, COLUMNS, LINES), Shadow(COLUMNS, LINES)
    thin.feed(shadow.take("\n".join(f"\x1b[{y + 1};1H{'a' * (COLUMNS - 1)}中b" for y in range(LINES + 2))))
    assert thin.now.text == "\n".join(["a" * (COLUMNS - 1) + " "] * LINES)


@pytest.mark.parametrize("quiet", ["\x07", "\x1b]52;c;5Lit\x07", "\x1b[?1003l", "\x1b[?2026$p", "\x1b[6n", "\x1b[<u"])
def test_what_touches_no_cell_goes_through_and_nothing_is_forgotten(quiet: str) -> None:
    shadow = Shadow(COLUMNS, LINES)
    shadow.take("\x1b[1;1Hmine")
    assert shadow.take(quiet) == quiet
    assert shadow.take("\x1b[1;1Hmine\x1b[1;5H") == ""


@pytest.mark.parametrize(
    "loud", ["\x1b[2J", "\x1bc", "\x1b[?1049l", "\x1b_Gi=1;AAAA\x1b\\", "\t", "\x1b[3;4r", "\x1b[s"]
)
def test_what_may_touch_a_cell_goes_through_and_everything_is_forgotten(loud: str) -> None:
    shadow = Shadow(COLUMNS, LINES)
    shadow.take("\x1b[1;1H\x1b[1mmine\x1b[0m")
    assert shadow.take(loud).endswith(loud)
    assert shadow.take("raw") == "\x1b[mraw"
    assert shadow.take("\x1b[1;1H\x1b[1mmine\x1b[0m") == "\x1b[H\x1b[1mmine"


def test_a_link_begins_and_ends_with_its_text() -> None:
    shadow = Shadow(COLUMNS, LINES)
    linked = "\x1b]8;id=7;https://a.b/;x\x1b\\\x1b[1mgo\x1b[0m\x1b]8;;\x1b\\"
    sent = shadow.take(f"\x1b[1;1H{linked} on")
    assert sent == "\x1b[H\x1b[0;1m\x1b]8;id=7;https://a.b/;x\x1b\\go\x1b[m\x1b]8;;\x1b\\ on"
    assert shadow.take(f"\x1b[1;1H{linked} on\x1b[1;6H") == ""
    assert shadow.take("\x1b[1;1H\x1b[1mgo\x1b[0m\x1b[1;6H") == "\r\x1b[1mgo\x1b[3C"


def test_marks_that_follow_nothing_are_nobody_s() -> None:
    shadow = Shadow(COLUMNS, LINES)
    assert shadow.take("\x1b[1;1Ha\x1b[1;2H\u0301b") == "\x1b[H\x1b[mab"


def test_a_line_said_again_is_sent_again_when_something_was_written_over_it() -> None:
    shadow = Shadow(COLUMNS, LINES)
    line = "\x1b[2;1H\x1b[1mmine\x1b[0m\n"
    shadow.take(f"{line}\x1b[1;1H")
    assert shadow.take(f"{line}\x1b[1;1H") == ""
    shadow.take("\x1b[2;3Hthine\x1b[1;1H")
    assert shadow.take(f"{line}\x1b[1;1H") == "\x1b[2;3H\x1b[1mne\x1b[H"
    shadow.forget()
    assert "mine" in shadow.take(f"{line}\x1b[1;1H")


@pytest.mark.parametrize("said", ["\x07", "\x1b[K"])
def test_a_line_said_again_says_again_what_goes_through(said: str) -> None:
    shadow = Shadow(COLUMNS, LINES)
    data = f"\x1b[2;1Hmine{said}\n\x1b[1;1H"
    assert said in shadow.take(data)
    assert said in shadow.take(data)


def test_a_cursor_in_the_middle_of_a_wide_character_is_no_place_to_write_from() -> None:
    stock, thin, shadow = pair()
    for data in ("\x1b[1;1Ha中中b\x1b[1;3H", "\x1b[1;6Hc\x1b[1;6H"):
        stock.feed(data)
        thin.feed(shadow.take(data))
    assert thin.now == stock.now


def test_what_may_erase_does_so_in_textual_s_style() -> None:
    stock, thin, shadow = pair()
    for data in ("\x1b[1;1H\x1b[41mred\x1b[0m\x1b[1;1H", "\x1b[2J"):
        stock.feed(data)
        thin.feed(shadow.take(data))
    assert thin.now == stock.now


def test_nothing_old_shows_beside_a_character_the_terminal_thinks_narrower() -> None:
    thin, shadow = Seen(Single, COLUMNS, LINES), Shadow(COLUMNS, LINES)
    for data in ("\x1b[1;1Habc", "\x1b[1;1H❤\ufe0f"):
        thin.feed(shadow.take(data))
    assert thin.now.text.splitlines()[0].rstrip() == "❤\ufe0f c"
