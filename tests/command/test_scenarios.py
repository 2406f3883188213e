"""The acceptance scenarios of process.md, chapter 11, through the command line alone (interval and quota parts)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def dated(cli: Any, ref: str, rule: str = "") -> str:
    """The date on which a deal or customer is to be touched next, or is due by one rule."""
    lines = cli(f"why {ref}").items
    return next(one["due"] for one in lines if (one["rule"] == rule if rule else one["kind"] == "cadence"))


def known(cli: Any, on: str, name: str = "恒瑞") -> None:
    """A customer that was first called, and thanked for it, some day before."""
    before = cli.at(f"{on}T10:00")
    ref = before(f"customer add {name}").item["ref"]
    for kind in ("call", "thank_mail"):
        if kind in [one["id"] for one in before("process show").item["activities"]]:
            before.do(f"log {ref} {kind} --note n")


def test_s01_the_screening_line_of_80_holds_a_deal_back(board_of: Any, tmp_path: Path) -> None:
    cli = board_of("bd-toolkit")
    cli.do("customer add 恒瑞")
    cli.do("deal add --customer C-1 --title ERP --amount 800000")
    rated = [one["id"] for one in cli("form show D-1 screening_score").item["fields"] if one["type"] == "score"]
    need, size, budget, chain, will = rated
    filled = cli(f"fill D-1 screening_score {need}=5 {size}=3 {budget}=4 {chain}=3 {will}=3").item
    assert filled["score"] == 79.0
    for item in cli("deal show D-1").item["checklist"]:
        cli.do(f"check D-1 {item['id']}")
    cli.do("tier set C-1 customer A")
    blocked = cli("deal move D-1 needs")
    assert blocked.code == 1
    assert any(
        "79" in one["text"] and one["goto"].startswith("form:screening_score") for one in blocked.json["refused"]
    )
    assert "79" in blocked.err
    again = tmp_path / "values.json"
    again.write_text(json.dumps({will: 4}))
    assert cli.text(f"fill D-1 screening_score --json {again}").item["score"] == 82.0
    assert cli("deal move D-1 needs").item["stage"] == "needs"


def test_s02_grade_a_over_national_day(board_of: Any) -> None:
    cli = board_of("bd-toolkit").at("2025-09-26T16:30")
    cli.do("customer add 恒瑞")
    cli.do("log C-1 call")
    cli.do("tier set C-1 customer A")
    assert dated(cli, "C-1") == "2025-10-09"
    line = cli.at("2025-10-09")("due").items[0]
    assert (line["ref"], line["due"], line["state"], line["overdue_days"]) == ("C-1", "2025-10-09", "today", 0)
    line = cli.at("2025-10-10")("due").items[0]
    assert (line["state"], line["overdue_days"]) == ("overdue", 1)


def test_s07_an_s_deal_is_touched_twice_a_week(board_of: Any) -> None:
    cli = board_of("sales-guide")
    monday = cli.at("2025-03-03T09:00")
    known(cli, "2025-02-10")
    monday.do("deal add --customer C-1 --title ERP")
    monday.do("fill D-1 spin_record next_at=2025-03-10T10:00")
    scheme = next(one["id"] for one in monday("process show").item["tier_schemes"] if one["subject"] == "deal")
    monday.do(f"tier set D-1 {scheme} S")
    assert dated(monday, "D-1") == "2025-03-05"
    cli.at("2025-03-04T15:00").do("log D-1 call --note n")
    assert dated(cli.at("2025-03-04T16:00"), "D-1") == "2025-03-07"
    logged = cli.at("2025-03-07T15:00")("log D-1 visit --note n").item
    assert logged["next"]["due"] == "2025-03-12"
    late = cli.at("2025-03-17T09:00")("due").items[0]
    assert (late["due"], late["overdue_days"], late["escalated"]) == ("2025-03-12", 5, True)
    assert cli.at("2025-03-17T10:00")("log D-1 call --note n").item["next"]["due"] == "2025-03-21"


def test_s10_a_tier_changed_midway(board_of: Any) -> None:
    cli = board_of("toolbox")
    scheme = next(one["id"] for one in cli("process show").item["tier_schemes"] if one["subject"] == "deal")
    early = cli.at("2025-05-12T10:00")
    for name in ("恒瑞", "宁德"):
        known(cli, "2025-05-06", name)
    early.do("deal add --customer C-1 --title B")
    early.do("deal add --customer C-2 --title C")
    early.do(f"tier set D-1 {scheme} B")
    early.do(f"tier set D-2 {scheme} C")
    early.do("log D-2 call --note n")
    assert dated(early, "D-2") == "2025-05-26"
    cli.at("2025-05-22T10:00").do("log D-1 call --note n")
    assert dated(cli.at("2025-05-22T11:00"), "D-1") == "2025-05-29"
    cli.at("2025-05-27").do(f"tier set D-1 {scheme} C")
    assert dated(cli.at("2025-05-27"), "D-1") == "2025-06-05"
    cli.at("2025-05-21").do(f"tier set D-2 {scheme} B")
    assert dated(cli.at("2025-05-21"), "D-2") == "2025-05-22"


def test_s15_two_rhythms_on_one_customer(cli: Any) -> None:
    march = cli.at("2025-03-31T10:00")
    known(cli, "2025-03-24")
    march.do("deal add --customer C-1 --title D")
    march.do("tier set C-1 layer active")
    march.do("log D-1 call --note n")
    cli.at("2025-04-01T10:00").do("tier set D-1 opportunity S")
    april = cli.at("2025-04-01T11:00")
    assert dated(april, "D-1", "opp_s") == "2025-04-03"
    assert dated(april, "C-1", "active_call") == "2025-04-30"
    [line] = april("due").items
    assert (line["ref"], line["due"]) == ("D-1", "2025-04-03")
    assert line["more"] == 1
    third = cli.at("2025-04-03T15:00")
    third.do("log D-1 call --note n")
    assert dated(third, "D-1", "opp_s") == "2025-04-09"
    assert dated(third, "C-1", "active_call") == "2025-05-06"
    ninth = cli.at("2025-04-09T10:00")
    ninth.do("deal lose D-1 --reason price")
    assert "opp_s" not in [one["rule"] for one in ninth("why C-1").items]
    assert dated(ninth, "C-1", "active_call") == "2025-05-06"
    assert dated(ninth, "C-1", "retrospective_lost") == "2025-04-14"
