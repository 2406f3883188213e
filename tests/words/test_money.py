"""Money as people type it and as cards show it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.problems import BadInput
from store.words import money


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("800000", 80_000_000),
        ("80万", 80_000_000),
        ("８０万", 80_000_000),
        ("80w", 80_000_000),
        ("1.2亿", 12_000_000_000),
        ("12,000.50", 1_200_050),
        ("¥12,000", 1_200_000),
        ("￥1", 100),
        ("1.5k", 150_000),
        ("2M", 200_000_000),
        ("0", 0),
        ("300元", 30_000),
        (" 3 000 ", 300_000),
        (".5", 50),
        ("CNY 20", 2_000),
    ],
)
def test_amounts_are_read_as_people_type_them(text: str, minor: int) -> None:
    assert money.parse(text, "CNY") == minor


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "amount_unreadable"),
        ("abc", "amount_unreadable"),
        ("1万2", "amount_unreadable"),
        ("-5", "amount_negative"),
        ("1.234", "amount_too_fine"),
        ("9" * 20, "amount_too_large"),
        ("1e9", "amount_unreadable"),
        ("NaN", "amount_unreadable"),
    ],
)
def test_what_is_no_amount_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(BadInput) as told:
        money.parse(text, "CNY")
    assert told.value.say.id == why


@pytest.mark.parametrize(
    ("minor", "zh", "en"),
    [
        (0, "¥0", "¥0"),
        (123_450, "¥1,234", "¥1.2K"),
        (80_000_000, "¥80万", "¥800K"),
        (1_234_567_800, "¥1235万", "¥12.3M"),
        (999_999_999_900, "¥100亿", "¥10B"),
        (35_000_000_000, "¥3.5亿", "¥350M"),
        (-80_000_000, "-¥80万", "-¥800K"),
    ],
)
def test_cards_show_amounts_short(minor: int, zh: str, en: str) -> None:
    assert money.short(minor, "CNY", "zh") == zh
    assert money.short(minor, "CNY", "en") == en


def test_currencies_without_decimals() -> None:
    assert money.parse("500", "JPY") == 500
    assert money.major(500, "JPY") == "500"
    with pytest.raises(BadInput):
        money.parse("5.5", "JPY")


@given(st.integers(0, 10**14))
def test_what_is_told_to_programs_is_read_back(minor: int) -> None:
    assert money.parse(money.major(minor, "CNY"), "CNY") == minor
    assert money.parse(money.full(minor, "CNY"), "CNY") == minor


@given(st.integers(0, 10**15), st.sampled_from(["zh", "en"]))
def test_the_short_form_is_short(minor: int, lang: str) -> None:
    assert len(money.short(minor, "USD", lang)) <= 10
