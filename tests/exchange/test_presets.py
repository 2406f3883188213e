"""Whose table is it: headers of other programs are recognized, and a person's mapping goes over everything."""

from pathlib import Path

import pytest

from store.exchange import presets
from store.exchange.presets import FIELDS
from store.exchange.reading import read_table
from store.problems import BadInput

MAVEN = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value"
PIPEDRIVE = "Deal - ID,Deal - Title,Deal - Owner,Deal - Value,Deal - Organization,Deal - Stage,Deal - Status"
HUBSPOT = "Record ID,Deal Name,Deal Stage,Amount,Deal owner,Close Date,Create Date"
SALESFORCE = "Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Close Date,Owner"
REPORT = "商机编码,客户名称,销售人员,商机名称,销售阶段,预计合同金额(含税)"


@pytest.mark.parametrize(
    ("header", "preset"),
    [
        (MAVEN, "maven-crm"),
        (PIPEDRIVE, "pipedrive"),
        (HUBSPOT, "hubspot"),
        (SALESFORCE, "salesforce"),
        (REPORT, "generic"),
        ("Customer,Deal,Amount", "generic"),
        ("x,y,z", "generic"),
    ],
)
def test_a_header_names_its_program(header: str, preset: str) -> None:
    assert presets.sniff(header.split(",")).id == preset


def test_every_preset_is_whole() -> None:
    for name in presets.names():
        preset = presets.find(name)
        assert preset.id == name
        assert set(preset.columns) <= set(FIELDS)
        assert set(preset.needs) <= set(preset.columns)
        assert preset.label.zh and preset.label.en
    assert presets.names()[-1] == "generic"


def test_an_unknown_preset_is_told_with_those_there_are() -> None:
    with pytest.raises(BadInput) as refused:
        presets.find("siebel")
    assert refused.value.say.args["known"] == presets.names()


def test_headers_are_compared_without_width_case_stars_and_parentheses() -> None:
    bound = presets.bind(presets.find("generic"), ["客户名称*", "金额(万元)", " ＯＷＮＥＲ ", "close  date"])
    assert bound == {
        "customer": "客户名称*",
        "amount": "金额(万元)",
        "owner": " ＯＷＮＥＲ ",
        "close_on": "close  date",
    }


def test_a_mapping_takes_the_column_for_itself() -> None:
    generic, columns = presets.find("generic"), ["客户", "项目", "金额"]
    bound = presets.bind(generic, columns, {"项目": "product", "金额": "-"})
    assert bound == {"product": "项目", "customer": "客户"}


@pytest.mark.parametrize(
    ("mapping", "say"), [({"价格": "amount"}, "import_column_unknown"), ({"金额": "price"}, "import_field_unknown")]
)
def test_a_mapping_that_names_nothing_is_a_sentence(mapping: dict[str, str], say: str) -> None:
    with pytest.raises(BadInput) as refused:
        presets.bind(presets.find("generic"), ["客户", "金额"], mapping)
    assert refused.value.say.id == say


@pytest.mark.shared
@pytest.mark.parametrize(
    ("file", "preset", "fields"),
    [
        (
            "headers/pipedrive_deals_list_export.csv",
            "pipedrive",
            {"ext", "title", "owner", "amount", "currency", "stage"},
        ),
        ("headers/hubspot_deals_export.csv", "hubspot", {"ext", "title", "owner", "amount", "stage", "close_on"}),
        ("headers/salesforce_custom_report.csv", "salesforce", {"title", "customer", "owner", "amount", "stage"}),
        ("headers/salesforce_minimal.csv", "salesforce", {"ext", "title", "customer", "owner", "amount", "stage"}),
        ("headers/cn_opportunity_report.csv", "generic", {"ext", "title", "customer", "owner", "stage"}),
        ("headers/cn_customer_list_export.csv", "generic", {"customer", "owner", "contact.name", "customer.sector"}),
        (
            "crm-opportunities/sales_pipeline.csv",
            "maven-crm",
            {"ext", "title", "product", "customer", "owner", "stage"},
        ),
    ],
)
def test_real_headers(shared_data: Path, file: str, preset: str, fields: set[str]) -> None:
    columns = read_table(shared_data / file).columns
    found = presets.sniff(columns)
    assert found.id == preset
    assert fields <= presets.bind(found, columns).keys()


@pytest.mark.shared
def test_headers_collected_from_real_files_are_all_known(shared_data: Path) -> None:
    ours = {"owner": "owner", "oppName": "title", "customer": "customer", "amount": "amount"}
    table = read_table(shared_data / "headers" / "cn_xlsx_aliases.csv")
    for _, row in table.rows:
        for alias in row["aliases_seen_in_real_files"].split("|") if row["field"] in ours else ():
            assert ours[row["field"]] in presets.bind(presets.find("generic"), [alias]), alias
