"""Import, export and the demo team through the command line."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HEADER = "商机名称,客户名称,负责人,金额,预计成交日期"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A table as a Chinese colleague saves it: gb18030, money with signs, one row that cannot be taken."""
    rows = [
        HEADER,
        '一期,恒瑞医药,李雷,"¥1,200,000.50",2025-12-31',
        "二期,恒瑞医药,王芳,80万,2026-01-15",
        "坏行,宁德时代,李雷,很多钱,2026-01-15",
    ]
    path = tmp_path / "导出.csv"
    path.write_bytes("\r\n".join(rows).encode("gb18030"))
    return path


def test_a_table_is_imported_once_however_often(cli: Any, sheet: Path) -> None:
    first = cli("import", str(sheet)).item
    assert (first["created"], first["updated"], first["bad"], first["dry_run"]) == (2, 0, 1, False)
    assert first["members"] == 1
    assert {one["title"]: one["amount"] for one in cli("deal list").items} == {
        "一期": "1200000.50",
        "二期": "800000.00",
    }
    again = cli("import", str(sheet)).item
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 2)
    assert len(cli("deal list").items) == 2


def test_a_bad_row_is_named_and_kept_in_a_file(cli: Any, sheet: Path) -> None:
    answer = cli("import", str(sheet))
    [problem] = answer.item["problems"]
    assert (problem["line"], problem["column"], problem["reason"]) == (4, "金额", "amount_unreadable")
    assert problem["text"] in answer.err and "4" in answer.err
    kept = Path(answer.item["error_file"])
    assert "坏行" in kept.read_text("utf-8-sig")
    assert kept.name in answer.err


def test_a_dry_run_writes_nothing(cli: Any, sheet: Path) -> None:
    before = cli.board.read_bytes()
    told = cli("import --dry-run", str(sheet)).item
    assert (told["created"], told["dry_run"], told["error_file"]) == (2, True, None)
    assert cli.board.read_bytes() == before


def test_columns_are_mapped_by_hand(cli: Any, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("what;who;how much\nERP;Acme;5\n", "utf-8")
    assert cli("import", str(path)).wrong == "import_no_names"
    made = cli("import", str(path), "--map", "what=title", "--map", "who=customer", "--map", "how much=amount").item
    assert made["created"] == 1
    assert cli("deal list").items[0]["amount"] == "5.00"
    assert cli("import", str(path), "--map", "nonsense=title").wrong == "import_column_unknown"
    assert cli("import", str(path), "--map", "what=nonsense").wrong == "import_field_unknown"
    assert cli("import", str(path), "--map", "what").wrong == "cmd_pair_wrong"


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02PK\x03", b"\xff\xfe"])
def test_a_file_that_is_no_table_is_a_sentence(cli: Any, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    answer = cli("import", str(path))
    assert answer.code == 2 and "Traceback" not in answer.err
    assert cli("import /nowhere.csv").code == 2
    assert cli("import --preset nonsense", str(path)).code == 2


def test_export_is_csv_on_stdout_documents_with_json_a_file_with_to(cli: Any, sheet: Path, tmp_path: Path) -> None:
    cli.do("import", str(sheet))
    rows = list(csv.DictReader(io.StringIO(cli.text("export deals").ok.out)))
    assert len(rows) == 2 and "一期" in rows[0].values()
    assert [one["title"] for one in cli("export deals").items] == ["一期", "二期"]
    for name in ("deals.csv", "deals.json"):
        told = cli("export deals --to", str(tmp_path / name)).item
        assert (told["what"], told["rows"], told["file"]) == ("deals", 2, str(tmp_path / name))
    assert len(json.loads((tmp_path / "deals.json").read_text("utf-8"))["items"]) == 2
    assert cli("export nonsense").wrong == "export_unknown"
    assert cli("export deals --to /nowhere/x.csv").code == 2
    assert cli("export deals --to", str(cli.board)).code == 2


def test_an_export_holds_no_formula_and_no_escape(cli: Any) -> None:
    cli.do("customer add", "=cmd()|' /C calc'!A0")
    cli.do("customer add", "\x1b[31mred")
    rows = list(csv.reader(io.StringIO(cli.text("export customers").ok.out)))
    assert all(not cell.startswith("=") for row in rows for cell in row)
    assert "\x1b" not in cli.text("export customers").out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_demo_is_everything_but_the_screen(nowhere: Any, lang: str) -> None:
    figures = nowhere.speaking(lang)("demo --check").item
    assert figures["lang"] == lang
    assert figures["customers"] == 60 and figures["members"] == 6
    assert figures["due"] and figures["cards"] and figures["found"]
    assert not Path(figures["path"]).exists()


def test_the_demo_needs_a_terminal(nowhere: Any) -> None:
    assert nowhere("demo").wrong == "cmd_no_terminal"


def test_the_demo_opens_a_throwaway_copy_on_the_screen(nowhere: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from board import cli

    opened: list[tuple[str, bool, bool]] = []

    def show(_wishes: object, board: Path, login: str, throwaway: bool) -> int:
        opened.append((login, board.exists(), throwaway))
        return 0

    monkeypatch.setattr(cli, "show_board", show)
    assert nowhere.run(["demo", "--lang", "zh"]).code == 0
    assert nowhere.run(["demo", "--lang", "zh", "--as", "hanmei"]).code == 0
    assert opened == [("lilei", True, True), ("hanmei", True, True)]


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_demo_that_is_killed_leaves_nothing_behind(tmp_path: Path, number: int) -> None:
    """Closing the terminal window ends the program without a word; the throw-away copy goes all the same."""
    wait = "import sys, time, board.cli as cli; cli.show_board = lambda *_: print('open', flush=True) or time.sleep(60)"
    words = [sys.executable, "-c", f"{wait}; cli.main(['demo', '--lang', 'en'])"]
    env = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    with subprocess.Popen(words, env=env, stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout is not None
        assert demo.stdout.readline() == "open\n"
        assert list(tmp_path.glob("dealboard-*/demo.dealboard"))
        demo.send_signal(number)
        assert demo.wait(10) == -number
    assert not list(tmp_path.glob("dealboard-*"))


@pytest.mark.shared
def test_last_years_export_is_imported_in_seconds(cli: Any, shared_data: Path) -> None:
    told = cli("import --preset maven-crm", str(shared_data / "crm-opportunities" / "sales_pipeline.csv")).item
    assert (told["created"], told["bad"]) == (8800, 0)
    assert len(cli("deal list state:open").items) == 2089
    again = cli("import --preset maven-crm", str(shared_data / "crm-opportunities" / "sales_pipeline.csv")).item
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 8800)
