"""Amounts of other programs in minor units, by hand."""

import pytest

from store.exchange import amounts
from store.problems import BadInput


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1054", 105_400),
        ("1,054.50", 105_450),
        ("12,345,678", 1_234_567_800),
        ("￥80万", 80_000_000),
        ("¥ 1,200元", 120_000),
        ("RMB 5000", 500_000),
        ("5000 CNY", 500_000),
        ("人民币 1.5亿元", 15_000_000_000),
        ("１２，０００", 1_200_000),
        ("3百万", 300_000_000),
        ("1.2m", 120_000_000),
        ("80k", 8_000_000),
        ("1 200", 120_000),
        ("1'200.00", 120_000),
        ("54000.0000", 5_400_000),
        (".5", 50),
        ("0", 0),
        ("(0)", 0),
        ("", None),
        ("-", None),
        ("暂无", None),
    ],
)
def test_each_way_of_writing(text: str, minor: int | None) -> None:
    assert amounts.parse(text, "CNY") == minor


@pytest.mark.parametrize(
    ("text", "say"),
    [
        ("-5", "amount_negative"),
        ("(1,200.00)", "amount_negative"),
        ("¥-5", "amount_negative"),
        ("5-", "amount_negative"),
        ("−5", "amount_negative"),
        ("0.005", "amount_too_fine"),
        ("99999999999999999", "amount_too_large"),
        ("about 5", "amount_unreadable"),
        ("1,23", "amount_unreadable"),
        ("12,3456", "amount_unreadable"),
        ("1.2.3", "amount_unreadable"),
        ("5 kg", "amount_unreadable"),
        ("$5", "import_currency"),
        ("5 EUR", "import_currency"),
        ("US$ 5", "import_currency"),
        ("欧元 5", "import_currency"),
    ],
)
def test_what_is_no_amount_of_this_board(text: str, say: str) -> None:
    with pytest.raises(BadInput) as refused:
        amounts.parse(text, "CNY")
    assert refused.value.say.id == say


def test_signs_of_the_boards_own_currency() -> None:
    assert amounts.parse("$1,234.50", "USD") == 123_450
    assert amounts.parse("HK$ 10", "HKD") == 1_000
    assert amounts.parse("$10", "HKD") == 1_000
    assert amounts.parse("¥500", "JPY") == 500
    assert amounts.parse("€ 7", "EUR") == 700


@pytest.mark.parametrize(
    ("values", "decimal"),
    [
        (["1234,50", "99,00"], ","),
        (["1.234,50"], ","),
        (["1.234.567"], ","),
        (["1,234.50"], "."),
        (["1,234", "5,678"], "."),
        (["1.234", "5.678"], "."),
        (["1234,50", "1,234.50"], "."),
        (["1234,567"], ","),
        (["", "无"], "."),
    ],
)
def test_the_decimal_sign_is_read_from_the_column(values: list[str], decimal: str) -> None:
    assert amounts.sniff(values) == decimal


def test_a_decimal_comma_is_never_a_thousand() -> None:
    assert amounts.parse("1234,50", "EUR", decimal=",") == 123_450
    assert amounts.parse("1.234,50 €", "EUR", decimal=",") == 123_450
    with pytest.raises(BadInput):
        amounts.parse("1234,50", "EUR")


def test_a_unit_in_the_header_holds_where_the_cell_names_none() -> None:
    unit = amounts.head_unit("预计金额（万元）")
    assert unit == 10_000
    assert amounts.parse("80", "CNY", unit=unit) == 80_000_000
    assert amounts.parse("80万", "CNY", unit=unit) == 80_000_000
    assert amounts.head_unit("金额") == amounts.head_unit("金额(含税)") == 1
