"""What people do all day through the command line: customers, deals, touches, papers, and what they type badly."""

from __future__ import annotations

from typing import Any

import pytest

HOSTILE = "[/] [red]\x1b[31m\u202e\x9b1m=cmd()\x07 恒瑞"


@pytest.fixture
def deal(cli: Any) -> Any:
    """A board with one deal of one customer."""
    cli.do("customer add 恒瑞医药 --field owner=han --field sector=医药")
    cli.do("deal add --customer 恒瑞 --title 'ERP 一期' --amount 80万 --close 2025-12-31 --owner han --type new")
    return cli


def test_a_deal_is_recorded_as_it_was_typed(deal: Any) -> None:
    made = deal("deal show D-1").item
    assert made["title"] == "ERP 一期"
    assert (made["customer"], made["customer_name"]) == ("C-1", "恒瑞医药")
    assert (made["amount"], made["currency"]) == ("800000.00", "CNY")
    assert (made["stage"], made["state"], made["owner"], made["type"]) == ("lead", "open", "han", "new")
    assert (made["close"], made["created"]) == ("2025-12-31", "2025-09-26")
    assert set(made["stage_label"]) == {"zh", "en"}


@pytest.mark.parametrize("ref", ["D-1", "d1", "D－1", "ERP", "erp 一期", "恒瑞医药"])
def test_a_deal_is_found_by_number_or_name(deal: Any, ref: str) -> None:
    assert deal("deal show", ref).item["ref"] == "D-1"


def test_a_ref_that_is_both_is_the_customer_of_that_name(deal: Any) -> None:
    assert deal("log 恒瑞医药 call").item["deals"] == []
    assert deal("log ERP call").item["deals"] == ["D-1"]
    assert deal("log D-1 电话").item["kind"] == "call"


def test_a_ref_that_could_be_several_names_them(deal: Any) -> None:
    deal.do("customer add 恒瑞制造")
    answer = deal("customer show 恒瑞")
    assert answer.wrong == "ref_ambiguous"
    assert "C-1" in answer.err and "C-2" in answer.err


def test_a_list_is_filtered_by_words_and_keys(deal: Any) -> None:
    deal.do("customer add 宁德时代")
    deal.do("deal add --customer C-2 --title 产线 --owner li")
    deal.do("tier set D-2 opportunity S")

    def refs(*filters: str) -> list[str]:
        return [one["ref"] for one in deal("deal list", *filters).items]

    assert refs() == ["D-1", "D-2"]
    assert refs("owner:han") == refs("恒瑞") == refs("customer:C-1") == ["D-1"]
    assert refs("tier:S") == refs("产线", "state:open") == refs("stage:lead", "owner:li") == ["D-2"]
    assert refs("stage:客户开发与筛选") == ["D-1", "D-2"]
    assert refs("state:lost") == refs("nothing like it") == []


def test_fields_are_changed_and_history_says_who(deal: Any) -> None:
    changed = deal.as_("han")("deal set D-1 amount=1.2m close=2026-03-01 note=急").item
    assert (changed["amount"], changed["close"], changed["note"]) == ("1200000.00", "2026-03-01", "急")
    line = next(one for one in deal("history D-1").items if one["field"] == "amount")
    assert (line["by"], line["old"], line["new"], line["ref"]) == ("han", "80000000", "120000000", "D-1")
    assert "han" in deal.text("history").out
    assert deal("deal set D-1 stage=contract").wrong == "field_not_settable"
    assert deal("deal set D-1 owner=nobody").wrong == "member_unknown"
    assert len(deal("history --limit 2").items) == 2


def test_a_deal_goes_through_its_stages_by_a_manager_with_a_reason(deal: Any) -> None:
    assert "item:register" in [one["goto"] for one in deal("gate D-1").items]
    assert deal("deal move D-1 needs").code == 1
    assert deal("deal move D-1 needs --override").wrong == "override_needs_reason"
    assert deal.as_("han")("deal move D-1 needs --override --reason 老客户").code == 1
    assert deal("deal move D-1 needs --override --reason 老客户").item["stage"] == "needs"
    assert deal("deal back D-1 lead").code == 1
    assert deal("deal back D-1 lead --reason 客户变了").item["stage"] == "lead"
    assert deal("deal pause D-1 --until 2026-12-31 --reason 等").refused == ["wake_too_late"]
    assert deal("deal pause D-1 --until +3wd --reason 等").item["state"] == "paused"
    assert deal("deal resume D-1").item["state"] == "open"
    assert deal("deal lose D-1 --reason nonsense").wrong == "reason_unknown"
    assert deal("deal lose D-1 --reason 价格 --note 贵").item["reason"] == "price"
    assert deal("deal lose D-1 --reason price").refused == ["not_open"]


def test_a_refusal_is_a_document_on_stdout_and_sentences_on_stderr(deal: Any) -> None:
    answer = deal.speaking("zh")("deal move D-1")
    assert answer.code == 1
    assert set(answer.json) == {"refused"}
    for reason in answer.json["refused"]:
        assert reason["text"] in answer.err
    plain = deal.text("deal move D-1")
    assert (plain.code, plain.out) == (1, "")


def test_an_item_is_ticked_by_id_or_name_and_taken_back(deal: Any) -> None:
    ticked = deal("check D-1 prep").item
    assert (ticked["id"], ticked["done"], ticked["done_by"], ticked["via"]) == ("prep", True, "li", "hand")
    assert deal("check D-1 备话术与资料,拜访先预约 --undo").item["done"] is False
    assert deal("check D-1 nonsense").wrong == "item_unknown"
    assert deal.text("check D-1 prep").out.startswith("[x]")


def test_a_form_is_filled_bit_by_bit(deal: Any, tmp_path: Any) -> None:
    first = deal("fill D-1 screening_score need_fit=5").item
    assert (first["complete"], first["version"], first["score"]) == (False, 1, None)
    assert first["missing"]
    values = tmp_path / "values.json"
    values.write_text('{"size": 4, "budget": "4"}', "utf-8")
    answer = deal.text(f"fill D-1 screening_score chain=3 --json {values}")
    assert answer.item["values"]["need_fit"] == 5
    assert answer.item["version"] == 2
    bare = deal.text("fill D-1 screening_score --json will=4 evidence=年报")
    assert bare.item["score"] is not None
    assert deal.text("fill D-1 screening_score need_fit=4").out.startswith("Screening scorecard")
    assert deal("fill D-1 screening_score nonsense=1").wrong == "field_unknown"
    assert deal("fill D-1 nonsense a=1").wrong == "form_unknown"
    assert deal("fill C-1 screening_score need_fit=4").wrong == "cmd_form_of_deal"
    values.write_text("[1, 2]")
    assert deal.text(f"fill D-1 screening_score --json {values}").wrong == "cmd_json_no_object"
    values.write_text("{")
    assert deal.text(f"fill D-1 screening_score --json {values}").wrong == "cmd_json_unreadable"
    assert deal.text("fill D-1 screening_score --json /nowhere.json").wrong == "cmd_file_trouble"


def test_a_customers_form_is_filled_from_its_deal(deal: Any) -> None:
    form = next(one["id"] for one in deal("process show").item["forms"] if one["subject"] == "customer")
    assert deal(f"form show D-1 {form}").item["subject"] == "C-1"
    assert deal(f"form show C-1 {form}").item["subject"] == "C-1"


def test_a_touch_says_what_is_due_next_and_why(deal: Any) -> None:
    deal.do("tier set C-1 customer A")
    logged = deal("log C-1 call --note 问了预算 --at '2025-09-26 10:00'").item
    assert logged["at"].startswith("2025-09-26T10:00")
    assert (logged["next"]["rule"], logged["next"]["due"]) == ("cust_a", "2025-10-09")
    assert "2025-10-03" in logged["next"]["why"]
    shown = deal.speaking("zh").text("log C-1 拜访").out
    assert "2025-10-09" in shown and "拜访" in shown
    assert deal("log C-1 call --at 2025-09-27").refused == ["touch_in_future"]
    assert deal.as_("han")("log C-1 call --at 2025-09-01").refused == ["touch_too_old"]
    assert deal("log C-1 smoke").wrong == "activity_unknown"


def test_a_touch_may_be_linked_to_several_deals_of_its_customer_only(deal: Any) -> None:
    deal.do("deal add --customer C-1 --title 二期")
    assert deal("log C-1 call --deal D-1 --deal D-2").item["deals"] == ["D-1", "D-2"]
    deal.do("customer add 宁德时代")
    assert deal("log C-2 call --deal D-1").wrong == "cmd_deal_elsewhere"


def test_the_due_list_is_mine_the_teams_or_somebodys(deal: Any) -> None:
    deal.do("tier set C-1 customer A")
    deal.do("customer add 宁德时代")
    deal.do("tier set C-2 customer A")

    def refs(cli: Any, more: str = "") -> list[str]:
        return list(dict.fromkeys(one["customer"] for one in cli(f"due {more}").items))

    # C-1 is han's; as the second person li checks its record, which nobody else may do for C-2
    assert refs(deal) == refs(deal, "--mine") == refs(deal, "--owner li") == ["C-1", "C-2"]
    assert refs(deal.as_("han")) == ["C-1"]
    assert sorted(refs(deal, "--team")) == sorted(refs(deal.as_("nobody"))) == ["C-1", "C-2"]
    assert refs(deal, "--team --until 2025-09-28") == []
    assert deal("due --owner nobody").wrong == "member_unknown"
    assert deal.text("due --until 2025-09-27").out == ""


def test_a_sign_off_takes_its_role_and_a_complete_form(deal: Any) -> None:
    assert deal.as_("han")("sign D-1 record --approve").refused == ["signoff_role"]
    assert deal("sign D-1 record --approve").refused == ["signoff_no_form"]
    assert deal("sign D-1 nonsense --approve").wrong == "signoff_unknown"


def test_members_are_added_changed_and_listed(cli: Any) -> None:
    assert cli("member add wang --name 王芳 --role rep --role legal").item["roles"] == ["rep", "legal"]
    changed = cli("member add wang --role 财务,legal").item
    assert (changed["name"], changed["roles"]) == ("王芳", ["finance", "legal"])
    assert cli("member add wang --role king").wrong == "role_unknown"
    assert [one["login"] for one in cli("member list").items] == ["li", "han", "wang"]


def test_hostile_names_are_harmless_everywhere(cli: Any) -> None:
    cli.do("customer add", HOSTILE)
    cli.do("deal add --customer C-1 --title", HOSTILE, "--note", "a\x1b]0;title\x07b\nc")
    cli.do("contact add C-1", HOSTILE)
    cli.do("log D-1 call --note", HOSTILE)
    for command in ("deal list", "deal show D-1", "customer list", "customer show C-1", "due", "why C-1", "history"):
        for answer in (cli.text(command), cli(command)):
            printed = answer.ok.out + answer.err
            assert not set(printed) & set("\x1b\x07\x9b\u202e"), command
    assert cli("deal show D-1").item["title"].startswith("[/] [red][31m")
    named = cli("deal show", "\x1b[31m nowhere")
    assert named.wrong == "ref_unknown"
    assert "\x1b" not in named.err


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--title", "好" * 400), "text_too_long"),
        (("--title", "   "), "text_missing"),
        (("--title", "x", "--amount", "-5"), "amount_negative"),
        (("--title", "x", "--amount", "many"), "amount_unreadable"),
        (("--title", "x", "--amount", "1.005"), "amount_too_fine"),
        (("--title", "x", "--amount", "1e40"), "amount_unreadable"),
        (("--title", "x", "--close", "2025-02-29"), "date_unreadable"),
        (("--title", "x", "--type", "nonsense"), "type_unknown"),
        (("--title", "x", "--owner", "nobody"), "member_unknown"),
        (("--title", "x", "--stage", "nonsense"), "stage_unknown"),
    ],
)
def test_a_bad_value_is_a_sentence_and_nothing_is_written(cli: Any, words: tuple[str, ...], problem: str) -> None:
    cli.do("customer add 恒瑞")
    before = cli.board.read_bytes()
    assert cli("deal add --customer C-1", *words).wrong == problem
    assert cli.board.read_bytes() == before


def test_29_february_of_a_leap_year_is_a_date(cli: Any) -> None:
    cli.do("customer add 恒瑞 --field founded=2024-02-29")
    made = cli("deal add --customer C-1 --title x --close 2028-02-29").item
    assert made["close"] == "2028-02-29"
    assert cli("customer show C-1").item["founded"] == "2024-02-29"


def test_text_for_people_stands_in_columns_by_cells(deal: Any) -> None:
    deal.do("customer add Acme")
    deal.do("deal add --customer C-2 --title x --amount 5")
    first, second = deal.text("deal list").out.splitlines()
    place = len(second[: second.index("Acme")])
    assert len(first[: first.index("恒瑞医药")].encode("gb18030")) == place


def test_the_board_speaks_chinese_and_english(deal: Any) -> None:
    chinese, english = (deal.speaking(lang).text("deal show D-1").out for lang in ("zh", "en"))
    assert "客户开发与筛选" in chinese and "¥800,000" in chinese
    assert "Lead and screening" in english
    chinese, english = (deal.speaking(lang).text("deal move D-1").err for lang in ("zh", "en"))
    assert "现在不能这样做" in chinese and "现在" not in english


def test_a_process_is_exported_changed_checked_and_taken_into_use(deal: Any, tmp_path: Any) -> None:
    path = tmp_path / "own.toml"
    deal.do("process export", str(path))
    assert deal("process export", str(path)).wrong == "cmd_file_exists"
    path.write_text(path.read_text("utf-8").replace('version = "0.1.0"', 'version = "0.2.0"', 1), "utf-8")
    assert deal("process check", str(path)).items == []
    assert deal.as_("han")("process use", str(path)).refused == ["process_not_allowed"]
    assert deal("process use", str(path)).item["version"] == "0.2.0"
    assert deal("process show").item["version"] == "0.2.0"
    assert deal("process use", str(path)).refused == ["process_same"]
    path.write_text("nonsense", "utf-8")
    assert deal("process use", str(path)).wrong == "playbook_wrong"
