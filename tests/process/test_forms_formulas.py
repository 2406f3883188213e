"""The small evaluator of formulas: what it comes to, what it does not know, and that it runs nothing."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.process import formulas

KNOWN: Mapping[str, object] = {
    "a": Decimal(6), "b": Decimal(4), "zero": Decimal(0), "none": None, "word": "word", "yes": True, "text": "filled",
    "t.col": [Decimal(1), None, Decimal(3)], "who": ["李雷", "Han ", "han", None], "d": date(2025, 3, 3),
    "e": date(2025, 3, 10), "m": datetime(2025, 3, 3, 10, tzinfo=UTC), "w": [Decimal(60), Decimal(40)],
    "x": [Decimal(1), Decimal(3)], "y": [Decimal(2), Decimal(0)], "settings.cap": Decimal("1.2"),
}  # fmt: skip


def come_to(text: str) -> object:
    tree = formulas.parse(text)
    assert tree is not None
    return formulas.value(tree, lambda name: KNOWN.get(name, name))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a + b * 2", 14),
        ("(a + b) / 4", Decimal("2.5")),
        ("a / zero", None),
        ("a - none", None),
        ("a + word", None),
        ("0.1 + 0.2", Decimal("0.3")),
        ("a*70% + b*30%", Decimal("5.4")),
        ("sum(t.col)", 4),
        ("sum(t.col) + a", 10),
        ("mean(t.col)", 2),
        ("mean(a, b)", 5),
        ("mean(a, none)", None),
        ("sum(none)", None),
        ("max(0, a - b)", 2),
        ("max(0, b - a)", 0),
        ("min(a, none)", None),
        ("distinct(who)", 2),
        ("sum(w*min(x/y, settings.cap))", Decimal("30")),  # the second row divides by zero and adds nothing
        ("e - d", 7),
        ("e - m", 7),
        ("a", 6),
        ("'x'", "x"),
        ("a == 6", True),
        ("a != 6", False),
        ("3 <= b <= 5", True),
        ("3 <= a <= 5", False),
        ("a >= none", None),
        ("a > word", None),
        ("word == word", True),
        ("d < e", True),
        ("d >= m", True),
        ("yes and a > b", True),
        ("yes and none", None),
        ("a < b and none", False),
        ("a > b or none", True),
        ("a < b or none", None),
    ],
)
def test_what_a_formula_comes_to(text: str, value: object) -> None:
    assert come_to(text) == value


@pytest.mark.parametrize(("text", "holds"), [("text", True), ("none", None), ("zero", False), ("yes", True)])
def test_a_bare_name_holds_when_it_is_filled(text: str, holds: bool | None) -> None:
    tree = formulas.parse(text)
    assert tree is not None
    assert formulas.truth(tree, KNOWN.get) is holds


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('x')", "().__class__", "a.b.c", "open('x')", "lambda: 1", "[1, 2]", "a if b else c",
        "9**9**9", "a % 3", "a; b", "a = 1", "sum(a for a in b)", "sum(*a)", "sum(a, key=b)", "f'{a}'", "a[0]", "not a",
        "True", "b''", "", "when it rains", "1" * 300, "(" * 150, "a\x00",
    ],
)  # fmt: skip
def test_what_is_no_formula_of_ours_is_none(text: str) -> None:
    assert formulas.parse(text) is None


@given(st.text(max_size=60))
def test_no_text_makes_it_fall_over(text: str) -> None:
    tree = formulas.parse(text)
    if tree is not None:
        formulas.value(tree, lambda name: KNOWN.get(name, name))


OPERANDS = st.sampled_from(["a", "b", "zero", "none", "word", "d", "m", "t.col", "who", "1", "2.5", "yes"])


@given(OPERANDS, st.sampled_from(["+", "-", "*", "/", "<", "<=", "==", "!=", "and", "or"]), OPERANDS, OPERANDS)
def test_no_mixture_of_kinds_makes_it_fall_over(left: str, sign: str, right: str, third: str) -> None:
    for text in (f"{left} {sign} {right}", f"max({left}, {right} - {third})", f"sum({left} * {right}) {sign} {third}"):
        come_to(text)
