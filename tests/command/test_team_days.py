"""The team's days off and worked, through the command line."""

from __future__ import annotations

from typing import Any

import pytest


def due(cli: Any, ref: str, rule: str) -> str:
    return next((one["due"] for one in cli(f"why {ref}").items if one["rule"] == rule), "")


def test_a_day_off_of_the_team_moves_what_is_due_on_it(cli: Any) -> None:
    cli.do("customer add 恒瑞")
    cli.do("tier set C-1 customer A")
    rules = {one["rule"]: one["due"] for one in cli("why C-1").items}
    rule, before = next(iter(rules.items()))
    cli.do(f"calendar add {before} --off --why 团建")
    assert due(cli, "C-1", rule) != before
    told = cli.text("calendar list").ok.out
    assert f"{before}  off     the team's own  团建  li" in told
    cli.do(f"calendar remove {before}")
    assert due(cli, "C-1", rule) == before


def test_a_year_that_is_not_announced_is_listed_with_a_warning(cli: Any) -> None:
    known = cli.text("calendar list 2025").ok
    assert "2025-10-01  off" in known.out
    assert known.err == ""
    ahead = cli.text("calendar list 2031").ok
    assert "2031" in ahead.err and "not announced" in ahead.err
    assert "尚未公布" in cli.speaking("zh").text("calendar list 2031").ok.err
    assert cli("calendar list 2031").item["confirmed"] is False


def test_a_rep_sets_no_days(cli: Any) -> None:
    assert cli.as_("han")("calendar add 2025-10-10 --off").refused == ["may_not"]


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        ("calendar add 2025-10-10", "cmd_calendar_off_or_work"),
        ("calendar add 2025-10-10 --off --work", "cmd_calendar_off_or_work"),
        ("calendar add 2025-10-10.. --off", "date_unreadable"),
        ("calendar add someday --off", "date_unreadable"),
        ("calendar add 2025-10-10..2025-10-09 --off", "calendar_range"),
        ("calendar remove 2025-10-10", "calendar_day_unknown"),
        ("calendar list soon", "cmd_number_unreadable"),
        ("calendar list 99999", "calendar_year_wrong"),
    ],
)
def test_what_is_typed_wrong_is_told(cli: Any, command: str, problem: str) -> None:
    for lang in ("en", "zh"):
        assert cli.speaking(lang)(command).wrong == problem
