"""docs/json.md says what every document holds; real answers hold exactly that."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

_DOC = Path(__file__).resolve().parents[2] / "docs" / "json.md"
_ROW = re.compile(r"^\| `(\w+)` \| (.+?) \| .+ \|$")
_LINK = re.compile(r"\[[^\]]+\]\(#([\w-]+)\)")
_TOGETHER = {  # documents that begin with another one
    "demo": "board",
    "process-page": "process",
    "customer-page": "customer",
    "deal-page": "deal",
    "tick": "item",
    "filled": "entry",
    "signed": "sign-off",
    "explained-follow-up": "follow-up",
    "corrected-touch": "kept-touch",
}


def _described() -> dict[str, dict[str, str]]:
    """Document -> field -> type, as docs/json.md has it."""
    found: dict[str, dict[str, str]] = {}
    section = ""
    for line in _DOC.read_text("utf-8").splitlines():
        if line.startswith("## "):
            section = line[3:].strip().replace(" ", "-")
            found[section] = {}
        elif (row := _ROW.match(line)) and section:
            found[section][row[1]] = row[2]
    return {name: {**found.get(_TOGETHER.get(name, ""), {}), **fields} for name, fields in found.items()}


DOCUMENTS = _described()
SEEN: set[str] = set()


def hold(name: str, document: Any) -> None:
    """The document has the fields described, no more and no less, of the types described; those within it likewise."""
    SEEN.add(name)
    fields = DOCUMENTS[name]
    assert set(document) == set(fields), f"{name}: {set(document) ^ set(fields)}"
    for field, type in fields.items():
        value, where = document[field], f"{name}.{field}: {document[field]!r} is no {type}"
        if value is None:
            assert "null" in type, where
            continue
        inner = _LINK.search(type)
        if type.startswith("list"):
            assert isinstance(value, list), where
            for one in value if inner else ():
                hold(inner[1], one)
        elif inner:
            hold(inner[1], value)
        else:
            assert _is_a(value, type.removesuffix(" or null")), where


def _is_a(value: Any, type: str) -> bool:
    match type:
        case "text":
            return isinstance(value, str)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "true or false":
            return isinstance(value, bool)
        case "date":
            return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value))
        case "date or time":
            return _is_a(value, "date") or _is_a(value, "time")
        case "time":
            return bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?[+-]\d\d:\d\d", value))
        case "decimal text":
            return bool(re.fullmatch(r"-?\d+(\.\d+)?", value))
        case "scheme: tier" | "field: value":
            return isinstance(value, dict)
        case "value":  # whatever a field of a form may say
            return True
    raise AssertionError(f"docs/json.md knows no type {type}")


@pytest.fixture
def told(cli: Any) -> Any:
    """A board with a little of everything."""
    for command in (
        "customer add 恒瑞医药 --field sector=医药 --field owner=han",
        "contact add C-1 王总 --role decider --phone 13800000000",
        "deal add --customer C-1 --title 'ERP 一期' --amount 80万 --close 2025-12-31 --owner han",
        "tier set C-1 customer A",
        "tier set D-1 opportunity S",
        "log D-1 call --note 问了预算 --aim 摸底 --outcome 好",
        "check D-1 prep",
    ):
        cli.do(command)
    return cli


def test_documents_of_the_process(cli: Any, tmp_path: Path) -> None:
    for one in cli("process list").items:
        hold("process", one)
    hold("process-page", cli("process show").item)
    hold("process-page", cli("process show toolbox").item)
    hold("exported-process", cli("process export", str(tmp_path / "own.toml")).item)
    hold("taken-process", cli("process use toolbox").item)
    bad = tmp_path / "bad.toml"
    bad.write_text('schema = 1\nid = "x"\n')
    answer = cli(f"process check {bad}")
    assert answer.code == 2
    for one in answer.json["items"]:
        hold("problem", one)


def test_documents_of_boards_and_people(told: Any, tmp_path: Path) -> None:
    hold("board", told(f"new {tmp_path / 'other.board'}").item)
    for one in told("member list").items:
        hold("member", one)
    hold("member", told("member add wang --name 王").item)
    for one in told("customer list").items:
        hold("customer", one)
    hold("customer", told("customer add 新客户").item)
    hold("customer", told("customer set C-1 region=华东").item)
    hold("customer-page", told("customer show C-1").item)
    hold("contact", told("contact list C-1").items[0])
    hold("contact", told("contact add C-1 李工").item)
    for one in told("doctor").items:
        hold("finding", one)


def test_documents_of_deals(told: Any) -> None:
    hold("deal", told("deal list").items[0])
    hold("deal", told("deal set D-1 product=ERP").item)
    hold("deal-page", told("deal show D-1").item)
    hold("tick", told("check D-1 prep --undo").item)
    for one in told("gate D-1").items:
        hold("reason", one)
    refused = told("deal move D-1 needs")
    assert refused.code == 1
    for one in refused.json["refused"]:
        hold("reason", one)
    hold("deal", told("deal pause D-1 --until 2025-11-03 --reason 等预算").item)
    hold("deal", told("deal resume D-1").item)
    hold("deal", told("deal lose D-1 --reason price").item)
    for one in told("history D-1").items:
        hold("change", one)


def test_documents_of_papers(told: Any) -> None:
    hold("form-page", told("form show D-1 record_check").item)
    hold("filled", told("fill D-1 customer_register name=恒瑞医药").item)
    hold("form-page", told("form show D-1 customer_register").item)
    hold("suggestion", told("tier suggest D-1 opportunity").item)
    hold("tier", told("tier set D-1 opportunity A").item)
    hold("deal-page", told("deal show D-1").item)


def test_documents_of_what_papers_said(told: Any) -> None:
    file = '{"orders": [{"on": "2025-01-05", "product": "ERP"}]}'
    (told.board.parent / "rows.json").write_text(file, "utf-8")
    told.do("fill C-1 customer_register name=恒瑞医药")
    told.do(f"fill C-1 customer_register --json {told.board.parent / 'rows.json'}")
    hold("entry", told("form list D-1").items[0])
    for one in told("form versions C-1 customer_register").items:
        hold("form-version", one)
    hold("form-difference", told("form diff C-1 customer_register").item)
    for one in told("form values customer_register orders").items:
        hold("form-value", one)
    hold("counted-value", told("form values customer_register name --count").items[0])


def test_documents_of_rulings(told: Any) -> None:
    told.do("fill D-1 opportunity need_state=partial budget_state=pending chain_state=partial rivals=even")
    hold("tier", told("tier accept D-1 opportunity").item)
    told.as_("han").do("tier set D-1 opportunity S")
    hold("tier-change", told("tier waiting").items[0])
    hold("tier", told("tier confirm D-1 opportunity").item)
    for one in told("tier history D-1").items:
        hold("tier-change", one)
    told.do("deal move D-1 --override --reason 明天开标")
    hold("override", told("override list").items[0])
    hold("override-count", told("override list --count").items[0])
    told.do("deal lose D-1 --reason price")
    hold("deal", told("deal reopen D-1 --close 2025-12-31 --reason 预算批了").item)
    hold("process-version", told("process versions").items[0])


def test_documents_of_safety(told: Any) -> None:
    hold("doing", told("undo").item)
    for one in told("undo --list").items:
        hold("doing", one)
    hold("doing", told("undo --redo").item)
    hold("verified-history", told("history --verify").item)
    hold("trashed", told("trash put C-1").item)
    for one in told("trash list").items:
        hold("trashed", one)
    hold("trashed", told("trash restore C-1").item)
    hold("backup", told("backup").item)
    for one in told("restore --list").items:
        hold("kept-version", one)
    hold("restored", told("restore 1").item)


def test_documents_of_touches(told: Any) -> None:
    hold("touch", told("log D-1 call").item)
    for one in told("due").items:
        hold("follow-up", one)
    for one in told("why C-1").items:
        hold("explained-follow-up", one)
    hold("touch", told("log D-1 call --note 又问").item)
    hold("appointment", told("plan D-1 visit --at '2025-10-10 10:00'").item)
    hold("follow-up", told("snooze D-1 opp_s --to 2025-10-09 --reason 出差").item)
    hold("happened", told("event C-1 complaint_opened").item)
    hold("routine-done", told("routine weekly_meeting").item)
    told.do("customer add 宁德")
    told.do("deal add --customer C-2 --title 二")
    late = told.at("2026-03-02T09:00")
    hold("agenda", late("due --agenda --team").item)
    for one in late("due --load --team").items:
        hold("load", one)
    late.do("deal lose D-2 --reason price")
    hold("agenda", late("due --agenda --team").item)
    wrong = told("why C-99")
    assert wrong.code == 2
    hold("error", wrong.json["error"])


def test_documents_of_touches_put_right(told: Any) -> None:
    [one] = told("touch list D-1").items
    hold("kept-touch", one)
    hold("corrected-touch", told(f"touch correct {one['id']} --note 问了工期").item)
    hold("corrected-touch", told(f"touch remove {one['id']} --why 记错了").item)


def test_documents_of_the_calendar(told: Any) -> None:
    for one in told("calendar add 2025-10-10..2025-10-11 --off --why 团建").items:
        hold("calendar-day", one)
    hold("calendar", told("calendar list").item)
    hold("calendar", told("calendar list 2031").item)
    hold("calendar-day", told("calendar remove 2025-10-10").items[0])


def test_documents_of_import_export_and_demo(told: Any, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("deal name,account name,amount\nA,Acme,5\nB,Acme,lots\n", "utf-8")
    hold("import", told("import", str(sheet)).item)
    hold("export", told("export deals --to", str(tmp_path / "deals.csv")).item)
    for what in ("deals", "customers", "contacts", "activities", "history"):
        rows = told(f"export {what}").items
        assert rows, what
        for one in rows:
            hold(f"exported-{what}", one)
    hold("demo", told("demo --check").item)
