"""What was ruled on deals and customers, what their papers said before, and deals that go on, by command alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

GRADED = "need_state=partial budget_state=pending chain_state=partial rivals=even"


@pytest.fixture
def team(cli: Any) -> Any:
    """A board of the default process with a deal and a customer of Han, who sells; Li may do everything."""
    cli.do("customer add 恒瑞医药 --field owner=han")
    cli.do("deal add --customer C-1 --title ERP --amount 80万 --close 2025-10-31 --owner han")
    return cli


# --- tiers


def test_the_suggested_tier_is_taken(team: Any) -> None:
    assert team("tier accept D-1 opportunity").refused == ["may_tier_unsuggested"]
    team.do(f"fill D-1 opportunity {GRADED}")
    assert team("tier suggest D-1 opportunity").item["tier"] == "A"
    assert team("tier accept D-1 opportunity").item["tier"] == "A"
    assert team("deal show D-1").item["tiers"] == {"opportunity": "A"}


def test_a_customer_is_graded_by_suggestion_too(team: Any) -> None:
    team.do("fill C-1 customer_grade need=clear budget=enough chain=short")
    found = team("tier suggest C-1 customer").item
    assert (found["ref"], found["tier"]) == ("C-1", "A")
    assert team("tier accept 恒瑞 customer").item["tier"] == "A"
    assert team("tier accept C-1 nonsense").wrong == "scheme_unknown"


def test_a_tier_above_the_suggestion_waits_and_is_confirmed(team: Any) -> None:
    team.do(f"fill D-1 opportunity {GRADED}")
    assert team.text("tier waiting").ok.err == "No tier waits to be confirmed.\n"
    han = team.as_("han")
    han.do("tier set D-1 opportunity S --reason 老板亲自谈")
    [one] = team("tier waiting").items
    assert (one["ref"], one["new"], one["suggested"], one["by"], one["waits"]) == ("D-1", "S", "A", "han", True)
    assert "waits to be confirmed" in team.text("tier waiting").out
    assert han("tier confirm D-1 opportunity").refused == ["may_not"]
    assert team("tier confirm D-1 opportunity").item["tier"] == "S"
    assert team("tier confirm D-1 opportunity").refused == ["may_tier_unasked"]
    [one] = team("tier history D-1").items
    assert (one["old"], one["new"], one["why"], one["confirmed_by"]) == ("", "S", "老板亲自谈", "li")
    line = team.speaking("zh").text("tier history D-1").ok.out
    assert "商机S" in line and "当时建议" in line and "li 已确认" in line


def test_the_history_of_tiers_outlives_the_process(cli: Any) -> None:
    cli.do("customer add 恒瑞")
    cli.do("tier set C-1 customer A")
    cli.do("tier set C-1 customer B")
    assert [(one["old"], one["new"]) for one in cli("tier history C-1").items] == [("A", "B"), ("", "A")]
    cli.do("process use toolbox")
    assert "customer" not in [one["id"] for one in cli("process show").item["tier_schemes"]]
    assert [(one["new"], one["scheme_label"]) for one in cli("tier history C-1").items] == [("B", None), ("A", None)]
    assert "A → B" in cli.text("tier history C-1").ok.out


# --- gates gone over


def test_an_override_is_listed_with_what_was_missing_and_counted(team: Any) -> None:
    answer = team.text("override list").ok
    assert (answer.out, answer.err) == ("", "No gate was gone over.\n")
    asked = [(one["reason"], one["goto"]) for one in team("gate D-1").items]
    team.do("deal move D-1 --override --reason 明天开标")
    [one] = team("override list").items
    assert (one["ref"], one["by"], one["why"], one["before"]) == ("D-1", "li", "明天开标", "stage:needs")
    assert [(lack["reason"], lack["goto"]) for lack in one["missing"]] == asked
    assert team("override list ERP --by li").items == [one]
    assert team("override list --by han").items == []
    assert team("override list --count").items == [{"by": "li", "count": 1}]
    assert team("override list D-1 --count").wrong == "cmd_extra"
    assert team("override list --by nobody").wrong == "member_unknown"
    lines = team.text("override list").ok.out.splitlines()
    assert "明天开标" in lines[0] and len(lines) == 1 + len(asked)


# --- papers


def test_what_a_form_said_at_each_save_and_what_changed(team: Any, tmp_path: Path) -> None:
    assert team("form versions D-1 opportunity").items == []
    assert team("form diff D-1 opportunity").wrong == "cmd_versions_one"
    team.do("fill D-1 opportunity need_state=clear")
    team.do("fill D-1 opportunity need_state=vague rivals=even")
    team.do("fill D-1 opportunity rivals=ahead")
    saves = team("form versions D-1 opportunity").items
    assert [one["version"] for one in saves] == [1, 2, 3]
    assert [one["values"].get("rivals") for one in saves] == [None, "even", "ahead"]
    last = team("form diff D-1 opportunity").item
    assert (last["older"], last["newer"]) == (2, 3)
    assert [(one["field"], one["old"], one["new"]) for one in last["changes"]] == [("rivals", "even", "ahead")]
    every = team("form diff D-1 opportunity 1").item["changes"]
    assert [one["field"] for one in every] == ["need_state", "rivals"]
    assert team("form diff D-1 opportunity 1 2").item["newer"] == 2
    assert "even → ahead" in team.text("form diff D-1 opportunity").out
    assert team("form diff D-1 opportunity 9").wrong == "cmd_version_unknown"
    assert team("form diff D-1 opportunity x").wrong == "cmd_number_unreadable"
    assert team.text("form diff D-1 opportunity 2 2").ok.err == "Both versions say the same.\n"


def test_rows_of_a_table_are_compared_row_by_row(team: Any, tmp_path: Path) -> None:
    file = tmp_path / "values.json"
    row = {"on": "2025-01-05", "product": "ERP", "amount": "100"}
    for rows in ([row], [row, {**row, "product": "CRM"}]):
        file.write_text(json.dumps({"orders": rows}), "utf-8")
        team.do(f"fill C-1 customer_register --json {file}")
    [added] = team("form diff C-1 customer_register").item["changes"]
    assert (added["field"], added["kind"], added["row"], added["new"]["product"]) == ("orders", "added", 2, "CRM")
    assert "row 2" in team.text("form diff C-1 customer_register").out
    said = team("form values customer_register orders").items
    assert [(one["ref"], one["row"], one["value"]) for one in said if one["column"] == "product"] == [
        ("C-1", 1, "ERP"),
        ("C-1", 2, "CRM"),
    ]


def test_the_entries_of_a_repeated_form_are_told_apart(team: Any) -> None:
    team.do("fill D-1 minutes aim=摸底")
    team.do("fill D-1 minutes aim=报价 --again")
    assert [(one["form"], one["no"]) for one in team("form list D-1").items] == [("minutes", 1), ("minutes", 2)]
    assert team("form versions D-1 minutes --no 1").items[0]["values"]["aim"] == "摸底"
    assert team("form versions D-1 minutes").items[0]["no"] == 2
    assert team("form versions D-1 minutes --no 7").wrong == "form_no_entry"


def test_a_deals_list_of_forms_holds_its_customers_too(team: Any) -> None:
    team.do("fill D-1 opportunity need_state=clear")
    team.do("fill C-1 customer_grade need=clear")
    assert {one["form"]: one["subject"] for one in team("form list D-1").items} == {
        "opportunity": "D-1",
        "customer_grade": "C-1",
    }
    assert [one["form"] for one in team("form list 恒瑞").items] == ["customer_grade"]
    assert "incomplete" in team.text("form list D-1").out


def test_a_field_is_listed_and_counted_over_the_whole_board(team: Any) -> None:
    team.do("deal add --customer C-1 --title CRM")
    for ref, answer in (("D-1", "even"), ("D-2", "even")):
        team.do(f"fill {ref} opportunity rivals={answer}")
    assert [(one["ref"], one["value"]) for one in team("form values opportunity rivals").items] == [
        ("D-1", "even"),
        ("D-2", "even"),
    ]
    assert team("form values opportunity rivals --count").items == [{"value": "even", "count": 2}]
    assert team("form values opportunity nonsense").wrong == "field_unknown"
    assert team("form values opportunity nonsense --count").wrong == "field_unknown"
    assert team("form values nonsense rivals").wrong == "form_unknown"


# --- deals that go on


def test_a_lost_deal_is_opened_again(team: Any) -> None:
    assert team("deal reopen D-1 --close 2025-11-30 --reason x").refused == ["may_reopen_lost"]
    team.do("deal lose D-1 --reason price")
    assert team("deal reopen D-1 --reason x").wrong == "cmd_missing"
    assert team("deal reopen D-1 --close 2025-11-30").refused == ["reason_needed"]
    assert team("deal reopen D-1 --close 2025-09-01 --reason x").refused == ["may_close_passed"]
    again = team("deal reopen D-1 --close 2025-11-30 --reason 预算批了").item
    assert (again["state"], again["live"], again["close"], again["reason"]) == ("open", True, "2025-11-30", "")


def test_a_won_deal_is_renewed(team: Any, tmp_path: Path) -> None:
    assert team("deal renew D-1").refused == ["may_renew_bought"]
    sheet = tmp_path / "won.csv"
    sheet.write_text("deal name,account name,amount,product,stage\nMES,宁德,100,P,Closed Won\n", "utf-8")
    team.do("import", str(sheet))
    assert team("deal show MES").item["state"] in ("won", "completed")
    stages = [one["id"] for one in team("process show").item["stages"]]
    new = team("deal renew MES --title 'MES 2' --type renew --amount 200 --close 2026-01-31").item
    assert (new["ref"], new["title"], new["amount"], new["product"]) == ("D-3", "MES 2", "200.00", "P")
    assert (new["stage"], new["type"], new["close"]) == (stages[1], "renew", "2026-01-31")
    assert team("deal renew D-2").item["amount"] == "100.00"
    assert team("deal renew D-2 --close nonsense").wrong == "date_unreadable"


# --- processes


def test_light_is_the_first_process_and_the_one_taken_when_none_is_named(nowhere: Any) -> None:
    assert nowhere("process list").items[0]["id"] == "light"
    assert nowhere(f"new {nowhere.board}").item["process"] == "light"


def test_the_versions_of_the_process_are_listed_oldest_first(cli: Any) -> None:
    cli.at("2025-10-09").do("process use toolbox --reason 试用")
    first, second = cli("process versions").items
    assert (first["id"], first["current"], second["id"], second["current"]) == ("default", False, "toolbox", True)
    assert (second["by"], second["why"], second["seq"]) == ("li", "试用", 2)
    assert "toolbox" in cli.text("process versions").out
