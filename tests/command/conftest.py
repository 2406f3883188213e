"""One driver for all tests of the command line: it runs main() in this process and speaks in commands."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from board.cli import main


@dataclass(frozen=True)
class Answer:
    """What one call gave back."""

    words: tuple[str, ...]
    code: int
    out: str
    err: str

    @property
    def ok(self) -> Answer:
        """Itself, when the call went through."""
        assert self.code == 0, f"{shlex.join(self.words)}\nexit {self.code}\n{self.out}\n{self.err}"
        return self

    @property
    def json(self) -> Any:
        """The document on stdout."""
        return json.loads(self.out)

    @property
    def item(self) -> Any:
        return self.ok.json["item"]

    @property
    def items(self) -> Any:
        return self.ok.json["items"]

    @property
    def refused(self) -> list[str]:
        """The reasons of a refusal, by id."""
        assert self.code == 1, f"{shlex.join(self.words)}\nexit {self.code}\n{self.out}\n{self.err}"
        return [one["reason"] for one in self.json["refused"]]

    @property
    def wrong(self) -> str:
        """The id of the problem with what was typed."""
        assert self.code == 2, f"{shlex.join(self.words)}\nexit {self.code}\n{self.out}\n{self.err}"
        return str(self.json["error"]["id"])


@dataclass(frozen=True)
class Cli:
    """`dealboard` as one person at one time; cli("deal list") gives the JSON answer, cli.text("deal list") the text."""

    run: Callable[[list[str]], Answer]
    board: Path
    login: str = "li"
    now: str = "2025-09-26T16:30"
    lang: str = "en"

    def __call__(self, command: str, *more: str) -> Answer:
        return self.text(command, *more, "--json")

    def text(self, command: str, *more: str) -> Answer:
        everywhere = ["--board", str(self.board), "--as", self.login, "--on", self.now, "--lang", self.lang]
        return self.run([*everywhere, *shlex.split(command), *more])

    def do(self, command: str, *more: str) -> Answer:
        """The JSON answer of a command that must go through."""
        return self(command, *more).ok

    def at(self, now: str) -> Cli:
        """The same person at another time."""
        return replace(self, now=now)

    def as_(self, login: str) -> Cli:
        """Another person at the same time."""
        return replace(self, login=login)

    def speaking(self, lang: str) -> Cli:
        return replace(self, lang=lang)


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's own settings, login or locale decide a test."""
    for name in ("DEALBOARD_BOARD", "DEALBOARD_AS", "DEALBOARD_LANG", "DEALBOARD_THEME", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[list[str]], Answer]]:
    """Run the command line with exactly these words."""

    def call(words: list[str]) -> Answer:
        capsys.readouterr()
        code = main(words)
        written = capsys.readouterr()
        return Answer(tuple(words), code, written.out, written.err)

    yield call


@pytest.fixture
def nowhere(run: Callable[[list[str]], Answer], tmp_path: Path) -> Cli:
    """The command line before there is a board."""
    return Cli(run, tmp_path / "team.board")


@pytest.fixture(scope="session")
def _made() -> dict[str, bytes]:
    """Boards made once, by process."""
    return {}


@pytest.fixture
def board_of(nowhere: Cli, _made: dict[str, bytes]) -> Callable[[str], Cli]:
    """A board of a process, made in January, with Li, who may do everything, and Han, who sells."""

    def make(process: str) -> Cli:
        if process in _made:
            nowhere.board.write_bytes(_made[process])
            return nowhere
        january = nowhere.at("2025-01-02")
        january.do(f"new {nowhere.board} --process {process} --name 李雷")
        roles = ",".join(one["id"] for one in january("process show").item["roles"])
        january.do(f"member add li --name 李雷 --role {roles}")
        january.do("member add han --name 韩梅梅 --role rep")
        _made[process] = nowhere.board.read_bytes()
        return nowhere

    return make


@pytest.fixture
def cli(board_of: Callable[[str], Cli]) -> Cli:
    """The command line on a fresh board of the default process."""
    return board_of("default")
