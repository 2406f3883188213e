"""A table becomes a plan: links, dates, states, and a reason for every row that cannot be taken."""

from datetime import date
from pathlib import Path

import pytest

from store.exchange import presets, reading
from store.exchange.plan import Plan, plan
from store.problems import BadInput
from store.process.playbook import Process
from store.records import BoardMeta
from tests.exchange.conftest import TextFile

TODAY = date(2026, 3, 4)
META = BoardMeta("id", "team", "zh", "CNY", "Asia/Shanghai", date(2026, 1, 1))
MAVEN = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"


def planned(path: Path, process: Process, *, preset: str = "", **mapping: str) -> Plan:
    table = reading.read_table(path)
    chosen = presets.find(preset) if preset else presets.sniff(table.columns)
    return plan(table, chosen, mapping, process, META, TODAY)


def test_the_practice_set(text_file: TextFile, process: Process) -> None:
    made = planned(
        text_file(
            MAVEN
            + "A1,Ada Brook,GTXPro,Acme,Won,10/20/2016,3/1/2017,4514\n"
            + "A2,Ada Brook,Pump,acme ,Lost,10/25/2016,3/11/2017,0\n"
            + "A3,Ben Dyer,Pump,,Engaging,11/2/2016,,\n"
            + "A4,Ben Dyer,gtx pro,ＡＣＭＥ,Prospecting,,,\n"
        ),
        process,
    )
    won, lost, engaging, prospecting = made.deals
    assert won.ext == "maven-crm:A1"
    assert won.fields == {"title": "GTX Pro", "product": "GTX Pro", "amount": 451_400}
    assert won.place == {
        "created_on": date(2016, 10, 20), "entered_on": date(2017, 3, 1), "stage": "care", "state": "won",
        "closed_on": date(2017, 3, 1), "signed_on": date(2017, 3, 1), "reason": "", "wake_on": None,
    }  # fmt: skip
    assert (lost.place["stage"], lost.place["state"], lost.place["reason"]) == ("needs", "lost", "other")
    assert lost.place["closed_on"] == date(2017, 3, 11)
    assert lost.place["entered_on"] == date(2016, 10, 25)
    assert engaging.place["entered_on"] == engaging.place["created_on"] == date(2016, 11, 2)
    assert engaging.place["closed_on"] is None
    assert prospecting.new == {"created_on": TODAY, "entered_on": TODAY}
    assert prospecting.fields["title"] == "GTX Pro"
    assert [one.name for one in made.customers] == ["Acme", "未注明客户"]
    assert [one.login for one in made.members] == ["ada.brook", "ben.dyer"]
    assert made.counts == {"lines": 4, "deals": 4, "customers": 2, "members": 2, "skipped": 0, "bad": 0}
    assert [one.id for one in made.notes] == ["import_nameless"]


def test_files_beside_it_say_more(tmp_path: Path, text_file: TextFile, process: Process) -> None:
    (tmp_path / "accounts.csv").write_text(
        "account,sector,year_established,revenue,employees,office_location,subsidiary_of\n"
        "ACME Corp,technolgy,1996,11.5,2822,Philipines,\n"
        "Idle Ltd,retail,1990,2,5,Kenya,ACME Corp\n"
    )
    (tmp_path / "products.csv").write_text("product,series,sales_price\nPump 300,P,5\n")
    (tmp_path / "sales_teams.csv").write_text("sales_agent,manager,regional_office\nAda Brook,Max Carver,East\n")
    made = planned(text_file(MAVEN + "A1,ada brook,PUMP300,acme corp,Engaging,11/2/2016,,\n"), process)
    acme, idle = made.customers
    assert acme.name == "ACME Corp"
    assert acme.fields == {"sector": "technology", "size": "2822", "region": "Philippines",
                           "note": "year_established: 1996; revenue: 11.5"}  # fmt: skip
    assert "subsidiary_of: ACME Corp" in idle.fields["note"]
    assert {one.name: one.roles for one in made.members} == {"Ada Brook": ("rep",), "Max Carver": ("manager",)}
    assert made.deals[0].fields["product"] == "Pump 300"
    assert made.deals[0].fields["region"] == "East"
    assert [one.id for one in made.notes] == ["import_beside"] * 3


def test_a_file_beside_it_that_cannot_be_used_is_told_and_left_out(
    tmp_path: Path, text_file: TextFile, process: Process
) -> None:
    (tmp_path / "accounts.csv").write_bytes(b"PK\x03\x04")
    made = planned(text_file(MAVEN + "A1,Ada,Pump,Acme,Engaging,11/2/2016,,\n"), process)
    assert len(made.deals) == 1
    assert [one.id for one in made.notes] == ["import_beside_wrong"]


def test_a_chinese_table(text_file: TextFile, process: Process) -> None:
    made = planned(
        text_file(
            "商机名称,客户名称,负责人,阶段,金额(万元),预计成交日期,联系人,手机,丢单原因,备注\n"
            "产线改造,宁德某某,李雷,商务谈判与异议处理,80,2026年5月1日,王工,13900000000,,\n"
            "ERP 二期,恒瑞,韩梅梅,输单,45.5,2026-01-10,,,价格,第一版\n"
            "MES,恒 瑞,韩梅梅,输单,1,,,,没预算了,第二版\n",
            encoding="gb18030",
        ),
        process,
    )
    line, erp, mes = made.deals
    assert line.fields == {"title": "产线改造", "amount": 80_000_000, "close_on": date(2026, 5, 1)}
    assert line.place["stage"] == "negotiation"
    assert (erp.place["state"], erp.place["reason"]) == ("lost", "price")
    assert erp.place["closed_on"] == date(2026, 1, 10)  # an expected day that has passed
    assert mes.place["reason"] == "other"
    assert mes.fields["note"] == "第二版\n丢单原因: 没预算了"
    assert mes.new["closed_on"] == TODAY
    assert [one.login for one in made.members] == ["li.lei", "han.mei.mei"]
    assert [one.name for one in made.customers] == ["宁德某某", "恒瑞"]
    assert [(one.name, one.fields) for one in made.contacts] == [("王工", {"phone": "13900000000"})]


def test_pipedrive(text_file: TextFile, process: Process) -> None:
    made = planned(
        text_file(
            "Deal - ID,Deal - Title,Deal - Owner,Deal - Value,Deal - Currency of Value,Deal - Organization,"
            "Deal - Stage,Deal - Status,Deal - Deal created,Deal - Last stage change,Deal - Won time,"
            "Deal - Lost time,Deal - Lost reason,Deal - Expected close date\n"
            "7,Line 3,Ada,1200,CNY,Acme,Proposal Made,won,2026-01-02 08:00:00,2026-02-01 09:00:00,"
            "2026-02-03 10:00:00,,,2026-02-20\n"
            "8,Line 4,Ada,900,CNY,Acme,My own stage,open,2026-01-02 08:00:00,,,,,2026-04-20\n"
            "9,Line 5,Ada,900,CNY,Acme,Contact Made,lost,2026-01-02 08:00:00,,,2026-02-05 10:00:00,Price,\n"
            "10,Line 6,Ada,900,EUR,Acme,Contact Made,open,2026-01-02 08:00:00,,,,,\n"
            "11,Line 7,Ada,900,CNY,Acme,Contact Made,deleted,2026-01-02 08:00:00,,,,,\n"
        ),
        process,
    )
    won, opened, lost = made.deals
    assert (won.place["stage"], won.place["state"], won.place["closed_on"]) == ("negotiation", "won", date(2026, 2, 3))
    assert won.place["entered_on"] == date(2026, 2, 1)
    assert (opened.place["stage"], opened.place["entered_on"]) == ("lead", date(2026, 1, 2))
    assert (lost.place["reason"], lost.place["closed_on"]) == ("price", date(2026, 2, 5))
    assert [(one.line, one.say.id, one.column) for one in made.problems] == [
        (5, "import_currency", "Deal - Currency of Value")
    ]
    assert made.counts["skipped"] == 1
    assert [one.args["stage"] for one in made.notes] == ["My own stage"]


def test_every_problem_of_a_row_is_named_and_the_row_left_out(text_file: TextFile, process: Process) -> None:
    long = "长" * 400
    made = planned(
        text_file(
            "商机编号,商机名称,客户,金额,预计成交日期\n"
            "1,甲,某某,-5,2026-02-30\n"
            f"2,{long},某某,1,\n"
            "3,,某某,1,\n"
            "4,丁,某某,很多,\n"
            "5,戊,某某,1,2026-03-01\n"
            "5,己,某某,1,\n"
            "6,庚,某某,1\n"
        ),
        process,
    )
    assert [one.ext for one in made.deals] == ["generic:5"]
    assert [(one.line, one.column, one.say.id) for one in made.problems] == [
        (2, "金额", "amount_negative"),
        (2, "预计成交日期", "import_date"),
        (3, "商机名称", "text_too_long"),
        (4, "商机名称", "import_no_title"),
        (5, "金额", "amount_unreadable"),
        (7, "商机编号", "import_twice"),
        (8, "", "import_row_width"),
    ]
    assert made.counts["bad"] == 6
    assert made.problems[0].row["金额"] == "-5"


def test_without_an_id_customer_title_and_order_make_the_key(text_file: TextFile, process: Process) -> None:
    text = "商机,客户,金额\n改造,某某,1\n改造,某某,2\n改造,别家,3\n"
    first = [one.ext for one in planned(text_file(text), process).deals]
    assert len(set(first)) == 3
    again = [one.ext for one in planned(text_file(text.replace("某某", " 某 某"), name="b.csv"), process).deals]
    assert again == first


def test_which_reading_of_dates_was_taken_is_told(text_file: TextFile, process: Process) -> None:
    made = planned(text_file("Deal,Customer,Close date,Created\nA,B,3/4/2026,5/6/2025\n"), process)
    assert made.deals[0].fields["close_on"] == date(2026, 3, 4)
    assert [one.args["column"] for one in made.notes if one.id == "import_dates_guessed"] == ["Close date", "Created"]
    sure = planned(text_file("Deal,Customer,Close date,Created\nA,B,3/4/2026,25/6/2025\n"), process)
    assert sure.deals[0].fields["close_on"] == date(2026, 4, 3)
    assert sure.notes == ()


def test_a_list_of_customers_makes_customers_only(text_file: TextFile, process: Process) -> None:
    made = planned(
        text_file("客户名称,联系人,手机,来源,客户行业,归属人\n某某,王工,139,展会,制造,李雷\n,张工,138,,,\n"), process
    )
    assert made.deals == ()
    assert made.customers[0].fields == {"source": "展会", "sector": "制造"}
    assert made.customers[0].owner == "李雷"
    assert [(one.line, one.say.id) for one in made.problems] == [(3, "import_no_customer")]


def test_a_mapping_reads_what_no_preset_knows(text_file: TextFile, process: Process) -> None:
    path = text_file("甲,乙,丙\n改造,某某,5万\n")
    with pytest.raises(BadInput) as refused:
        planned(path, process)
    assert refused.value.say.id == "import_no_names"
    made = planned(path, process, 甲="title", 乙="customer", 丙="amount")
    assert made.deals[0].fields == {"title": "改造", "amount": 5_000_000}


def test_a_deal_without_name_or_product_is_called_by_its_customer_when_no_column_names_deals(
    text_file: TextFile, process: Process
) -> None:
    made = planned(text_file("客户,金额\n某某,5\n"), process)
    assert made.deals[0].fields["title"] == "某某"


def test_data_is_never_markup_nor_formula(text_file: TextFile, process: Process) -> None:
    made = planned(text_file("商机,客户\n[/] [red]\x1b[31m,'=HYPERLINK(1)\n"), process)
    assert made.deals[0].fields["title"] == "[/] [red][31m"
    assert made.customers[0].name == "=HYPERLINK(1)"
