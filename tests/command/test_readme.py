"""The README says nothing that is not so: its commands are run in their order, its names are looked up."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from board import driver, settings
from board.actions import ACTIONS
from board.cli import main
from store.problems import Busy, Problem, Refused, Unusable
from store.process import playbook

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
EXPORT = "客户名称,商机名称,金额,负责人,阶段\n苏州恒远电子,ERP 升级,52万,lilei,\n"


def commands() -> list[list[str]]:
    """Every line of the README that calls dealboard, without its remark."""
    lines = re.findall(r"^    (dealboard .*)$", README, re.M)
    return [shlex.split(line, comments=True)[1:] for line in lines]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DEALBOARD_AS", "chen")
    (tmp_path / "export.csv").write_text(EXPORT, "utf-8")
    yield tmp_path


def test_the_commands_of_the_readme_run_in_their_order(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = []
    for words in commands():
        code = main(words)
        out, err = capsys.readouterr()
        told.append(out)
        if words[-2:] == ["--as", "lilei"]:  # the board itself: there is no terminal here, and it says so
            assert (code, "terminal" in err or "终端" in err) == (2, True)
            continue
        assert code == 0, f"{words}: {err}"
    assert len(told) >= 8
    assert main(["--board", "team.db", "deal", "list", "--json"]) == 0
    assert "ERP 升级" in capsys.readouterr().out


def test_the_processes_named_are_those_that_are_shipped() -> None:
    chapter = README.partition("## The sales process is data")[2].partition("##")[0]
    named = set(re.findall(r"`([a-z-]+)`", chapter))
    assert named >= set(playbook.shipped())


def test_the_settings_named_are_those_that_are_read() -> None:
    paragraph = README.partition("Settings may stand in")[2].partition("##")[0]
    known = set(settings.Settings._fields)
    assert set(re.findall(r"`([a-z]+)`", paragraph)) <= known
    assert set(re.findall(r"DEALBOARD_[A-Z]+", paragraph)) == {*settings._ENVIRONMENT.values(), driver.VARIABLE}
    assert settings.file().name in README


def test_the_exit_codes_are_those_of_the_problems() -> None:
    said = {int(code) for code in re.findall(r"^\| (\d) \|", README, re.M)}
    assert said == {0, Refused.exit_code, Problem.exit_code, Busy.exit_code, Unusable.exit_code}


def test_links_and_pictures_are_there() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).is_file(), target


def test_make_targets_and_keys_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"`?make ([a-z]+)`?", README):
        assert re.search(rf"^{target}:", makefile, re.M), target
    keys = {key for action in ACTIONS for key in action.keys}
    for key in re.findall(r"press `(.)`|quit \(`(.)`\)|Press `(.)`", README):
        assert "".join(key) in keys | {"?"}
