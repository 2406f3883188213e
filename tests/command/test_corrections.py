"""Touches listed, put right and taken away, through the command line."""

from __future__ import annotations

from typing import Any

import pytest


def due(cli: Any, ref: str, rule: str) -> str:
    return next((one["due"] for one in cli(f"why {ref}").items if one["rule"] == rule), "")


@pytest.fixture
def called(cli: Any) -> Any:
    """A deal of tier S, set on Monday 22 September, called on Friday 26 September."""
    cli.at("2025-09-22").do("customer add 恒瑞")
    cli.at("2025-09-22").do("deal add --customer C-1 --title ERP")
    cli.at("2025-09-22").do("tier set D-1 opportunity S")
    cli.do("log D-1 call --note n --at 2025-09-26T10:00")
    return cli


def test_a_wrong_day_is_put_right_and_the_date_follows(called: Any) -> None:
    before = due(called, "D-1", "opp_s")
    [one] = called("touch list D-1").items
    made = called(f"touch correct {one['id']} --at 2025-09-20T10:00 --why 记错日期").item
    assert made["at"] == "2025-09-20T10:00+08:00"
    assert due(called, "D-1", "opp_s") != before
    assert due(called, "D-1", "opp_s") in [each["due"] for each in made["due"]]
    called.do(f"touch correct {one['id']} --at 2025-09-26T10:00")
    assert due(called, "D-1", "opp_s") == before


def test_a_touch_removed_is_gone_from_list_and_date_and_stands_in_history(called: Any) -> None:
    [one] = called("touch list C-1").items
    before = due(called, "D-1", "opp_s")
    called.do(f"touch remove {one['id']} --why 打错了客户")
    assert called("touch list C-1").items == []
    assert due(called, "D-1", "opp_s") != before
    assert "打错了客户" in [each["why"] for each in called("history").items]


def test_links_are_replaced_and_taken_away(called: Any) -> None:
    called.do("deal add --customer C-1 --title MES")
    [one] = called("touch list D-1").items
    assert called(f"touch correct {one['id']} --deal D-2 --deal D-1").item["deals"] == ["D-1", "D-2"]
    assert called(f"touch correct {one['id']} --no-deal").item["deals"] == []
    assert called("touch list D-1").items == []


def test_the_text_shows_what_and_by_whom_and_what_is_due(called: Any) -> None:
    line = called.text("touch list D-1").ok.out
    assert "2025-09-26 10:00" in line and "D-1" in line and "li" in line
    [one] = called("touch list D-1").items
    assert "2025-" in called.speaking("zh").text(f"touch correct {one['id']} --note 问了").ok.out.splitlines()[1]
    called.do(f"touch remove {one['id']} --why x")
    assert called.text("touch list D-1").ok.err == "No touches.\n"


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        ("touch correct nobody --note x", "touch_unknown"),
        ("touch remove nobody --why x", "touch_unknown"),
        ("touch remove nobody", "cmd_missing"),
        ("touch correct nobody", "cmd_touch_nothing"),
        ("touch correct nobody --note x --version new", "cmd_number_unreadable"),
        ("touch list C-9", "ref_unknown"),
    ],
)
def test_what_is_typed_wrong_is_told(called: Any, command: str, problem: str) -> None:
    for lang in ("en", "zh"):
        assert called.speaking(lang)(command).wrong == problem
