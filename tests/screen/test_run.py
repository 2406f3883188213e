"""The way in and out: what is refused before the first frame, and what is told when the program itself fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from board.app import check_terminal, run
from store.problems import BadInput, Busy, Unusable

FAILS = """
import sys
from pathlib import Path
from board import window
from board.desk import Desk
from board.screens.session import Session
from store.book import Book

desk = Desk(lambda: Book.open(Path(sys.argv[1]), login="li")).start()
win = window.prepare(Session(desk, "zh"), 80, 24)

def fail() -> None:
    secret = "底价七十二万"
    raise RuntimeError("broken")

win.call_later(fail)
win.run(headless=True)
sys.exit(win.return_code or 0)
"""


@pytest.mark.parametrize("term", ["dumb", "unknown", None])
def test_a_terminal_that_cannot_place_a_cursor_is_refused_politely(term: str | None) -> None:
    with pytest.raises(BadInput) as refused:
        check_terminal({"TERM": term} if term else {})
    assert refused.value.say.id == "page_terminal_dumb"
    check_terminal({"TERM": "xterm"})


def test_a_board_that_is_not_there_is_told_before_the_screen_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    with pytest.raises(Busy):
        run(tmp_path / "none.db", login="li", lang="zh", keys={})


def test_a_file_that_is_no_board_is_told_before_the_screen_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    (tmp_path / "x.db").write_text("no board")
    with pytest.raises(Unusable):
        run(tmp_path / "x.db", login="li", lang="zh", keys={})


def test_keys_that_clash_are_told_before_the_screen_begins(board_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    with pytest.raises(BadInput) as refused:
        run(board_file, login="li", lang="zh", keys={"deal.move": "a"})
    assert refused.value.say.id == "act_key_twice"


def test_a_failure_of_ours_shows_where_but_no_ones_data_and_is_no_success(
    board_file: Path, pytestconfig: pytest.Config
) -> None:
    env = {**os.environ, "PYTHONPATH": str(pytestconfig.rootpath), "TERM": "xterm-256color"}
    run = subprocess.run(
        [sys.executable, "-P", "-c", FAILS, str(board_file)],
        env=env,
        cwd=pytestconfig.rootpath,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    told = run.stdout + run.stderr
    assert run.returncode not in (0, None)
    assert "程序出了错" in told and "RuntimeError" in told
    assert "底价七十二万" not in told and "宁德时代" not in told
