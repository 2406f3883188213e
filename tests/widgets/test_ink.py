"""Text as it is drawn: safe, and never a cell wider than its place."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from store.words import pick
from widgets.ink import ASCII, HOSTILE, UNICODE, Look, Run, first_fit, fit, spread, wrap

HOSTILE_TEXTS = (
    "[/] [red]\x1b[31m",
    "很" * 400,
    "a" * 400,
    "👨‍👩‍👧家庭用品",
    "e" + "\u0301" * 400,
    "\u202eevil\u2066",
    "line\r\nline\ttab",
    "\x9b31mC1\x00nul\ud800",
    "🇨🇳旗 1️⃣ ✔️ 👍🏽",
    "",
)


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
@pytest.mark.parametrize("width", [1, 2, 3, 7, 12])
@pytest.mark.parametrize("ascii", [False, True])
def test_hostile_text_is_cut_to_its_cells_and_leaves_nothing_a_terminal_would_obey(look, text, width, ascii):
    cut = look(ascii=ascii).cut(text, width)
    assert cell_len(cut) <= width
    assert not any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for sign in cut)
    cut.encode("utf-8")


@given(st.text(max_size=80), st.integers(1, 30), st.sampled_from([True, False]))
def test_any_text_fits(text, width, ascii):
    look = Look(pick("zh"), "CNY", __import__("datetime").date(2026, 3, 4), ascii)
    assert cell_len(look.cut(text, width)) <= width


def test_a_wide_character_is_left_out_whole(look):
    assert look().cut("客户名称", 8) == "客户名称"
    assert look().cut("客户名称很长", 8) == "客户名…"
    assert look().cut("客户名称很长", 7) == "客户名…"
    assert look(ascii=True).cut("客户名称很长", 7) == "客户名~"


def test_a_line_break_separates_but_an_invisible_sign_does_not(look):
    assert look().plain("甲\n乙", 9) == "甲 乙"
    assert look().plain("甲\u200b乙\x1b丙", 9) == "甲乙丙"


def test_emoji_are_drawn_as_parts_whose_width_no_terminal_disputes(look):
    assert look().plain("👨‍👩‍👧✔️🇨🇳👍🏽", 20) == "👨👩👧✔CN👍"


def test_signs_of_ambiguous_width_are_replaced_on_poor_terminals(look):
    assert look(ascii=True).plain("“报价”— 第①版… €5", 40) == '"报价"- 第①版.. EUR5'
    assert look().plain("“报价”—", 40) == "“报价”—"


def test_ascii_signs_are_ascii_and_every_sign_is_there_twice():
    assert "".join(ASCII).isascii()
    assert all(cell_len(sign) == 1 for sign in UNICODE)


def test_the_last_line_of_defence_takes_what_the_store_takes():
    from store.file.clean import clean

    for code in (
        *range(0x20),
        *range(0x7F, 0xA0),
        *range(0x200E, 0x2010),
        *range(0x2028, 0x202F),
        *range(0x2066, 0x206A),
    ):
        sign = chr(code)
        if clean(f"a{sign}b") == "ab":
            assert HOSTILE.search(sign) or sign in "\x85\u2028\u2029", hex(code)


def test_amounts_of_currencies_whose_sign_is_ambiguous_are_spelt_out(look):
    assert look("en", currency="EUR").money(80_000_000) == "€800K"
    assert look("en", currency="EUR", ascii=True).money(80_000_000) == "EUR800K"


@pytest.mark.parametrize(
    ("ahead", "said"), [(1, "周四"), (6, "周二"), (7, "03-11"), (179, "08-30"), (300, "12-29"), (400, "'27-04")]
)
def test_a_coming_day_is_said_as_near_as_it_is(look, today, ahead, said):
    assert look().day(today.fromordinal(today.toordinal() + ahead)) == said


def test_fit_fills_and_cuts_to_the_cell():
    assert fit([Run("客户", "a"), Run("名", "b")], 8) == (Run("客户", "a"), Run("名", "b"), Run("  ", "text"))
    assert fit([Run("客户", "a")], 3) == (Run("客 ", "a"),)
    assert fit([Run("客户", "a"), Run("名", "b")], 4) == (Run("客户", "a"),)
    assert fit((), 0) == ()


def test_the_right_part_gives_way_and_never_touches_the_left():
    assert "".join(run.text for run in spread([Run("ab", "x")], [Run("cd", "y")], 5)) == "ab cd"
    assert "".join(run.text for run in spread([Run("ab", "x")], [Run("cd", "y")], 4)) == "ab  "
    forms = [([Run("abc", "x")], [Run("long", "y")]), ([Run("abc", "x")], [Run("s", "y")])]
    assert "".join(run.text for run in first_fit(forms, 8)) == "abc long"
    assert "".join(run.text for run in first_fit(forms, 7)) == "abc   s"


@given(st.text(alphabet="按 n 新建一个，abc。", max_size=60), st.integers(4, 20))
def test_wrapped_lines_fit_and_say_everything(text, width):
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_wrapping_breaks_between_wide_characters_and_keeps_punctuation_behind_its_word():
    assert wrap("没有商机。在前一阶段选一个。", 10) == ("没有商机。", "在前一阶段", "选一个。")
    assert wrap("no deals yet", 8) == ("no deals", "yet")
