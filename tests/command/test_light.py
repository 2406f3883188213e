"""What a command loads: reading pays for neither the screen nor the libraries of writing and checking."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"textual", "rich", "pydantic", "sqlite_utils", "dateutil", "babel", "pypinyin", "widgets", "board.app"}
PROGRAM = """
import json, sys
from board.cli import main
code = main(json.loads(sys.argv[1]))
print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)
"""


def loaded(words: list[str]) -> tuple[int, set[str]]:
    """The exit code and every module loaded by a fresh process that runs these words."""
    words_of_python = [sys.executable, "-c", PROGRAM, json.dumps(words)]
    done = subprocess.run(words_of_python, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    code, modules = json.loads(done.stderr.splitlines()[-1])
    return code, set(modules)


@pytest.mark.parametrize(
    "command", ["due --team", "deal list", "deal show D-1", "why D-1", "gate D-1", "customer show C-1", "process show"]
)
def test_reading_loads_nothing_heavy(cli: Any, command: str) -> None:
    cli.do("customer add 恒瑞")
    cli.do("deal add --customer C-1 --title ERP")
    code, modules = loaded(["--board", str(cli.board), *command.split(), "--json"])
    assert code == 0
    assert not modules & HEAVY


@pytest.mark.parametrize(
    "command", ["customer add Acme", "log C-1 call", "member list", "--help", "deal --help", "nonsense"]
)
def test_no_command_loads_the_screen(cli: Any, command: str) -> None:
    cli.do("customer add 恒瑞")
    _, modules = loaded(["--board", str(cli.board), "--as", "li", *command.split()])
    assert not modules & {"textual", "widgets", "board.app"}


def test_the_board_alone_does_not_load_click(cli: Any) -> None:
    code, modules = loaded(["--board", str(cli.board), "--lang", "zh"])  # no terminal here: it stops before the screen
    assert code == 2
    assert not modules & (HEAVY | {"click", "json.tool", "store.book"})


def test_a_command_loads_its_own_module_only(cli: Any) -> None:
    _, modules = loaded(["--board", str(cli.board), "due"])
    mine = {name for name in modules if name.startswith("board.commands.")}
    assert "board.commands.touches" in mine
    others = ("boards", "deals", "forms", "people", "playbooks", "exchange")
    assert not mine & {f"board.commands.{name}" for name in others}
