"""No cell we write runs as a formula, and every cell comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.exchange.guard import guard, unguard

ALIVE = [
    "=1+1",
    '=HYPERLINK("http://x","y")',
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "＝1",
    "＋1",
    "－1-2",
    "＠x",
]


@pytest.mark.parametrize("text", ALIVE)
def test_a_formula_gets_an_apostrophe(text: str) -> None:
    assert guard(text) == f"'{text}"
    assert unguard(guard(text)) == text


@pytest.mark.parametrize(
    "text", ["-5", "+8613900000000", "-1,234.50", "80%", "a=b", "宁德", "", "'quoted'", "2026-03-04"]
)
def test_numbers_phones_and_words_stay_as_they_are(text: str) -> None:
    assert guard(text) == text
    assert unguard(text) == text


def test_what_excel_guarded_itself_is_taken_off() -> None:
    assert unguard("'-5") == "-5"


@given(st.text())
def test_the_way_back_is_exact(text: str) -> None:
    assert unguard(guard(text)) == text
