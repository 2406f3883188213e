"""The two promises of the start: no query on the thread that draws, and no heavy library before the first frame."""

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.screen.conftest import Team

HEAVY = ("pydantic", "sqlite_utils", "dateutil", "babel", "click", "pypinyin")
LATE = ("board.screens.dialog", "board.screens.deeds", "board.screens.page", "board.commands", "store.exchange")

FIRST_FRAME = """
import asyncio, sys
from pathlib import Path
from board import app
from board.desk import Desk
from store.book import Book
app.os.environ.update(app._TEXTUAL)
desk = Desk(lambda: Book.open(Path(sys.argv[1]), login="li")).start()
from board import window
from board.screens.session import Session
win = window.prepare(Session(desk, "zh"), 160, 48)
async def main():
    async with win.run_test(size=(160, 48)) as pilot:
        def look():
            strips = win.screen._compositor.render_strips()
            text = "".join(segment.text for strip in strips for segment in strip)
            print("产线改造" in text, *[name for name in sys.modules if name.startswith(tuple(sys.argv[2:]))])
            win.exit()
        win.call_after_refresh(look)
        await pilot.pause()
asyncio.run(main())
"""


def test_the_first_frame_shows_deals_and_needs_no_heavy_library(board_file: Path, pytestconfig: pytest.Config) -> None:
    env = {**os.environ, "PYTHONPATH": str(pytestconfig.rootpath)}
    command = [sys.executable, "-P", "-c", FIRST_FRAME, str(board_file), *HEAVY, *LATE]
    run = subprocess.run(
        command, env=env, cwd=pytestconfig.rootpath, capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == ["True"], f"imported before the first frame: {run.stdout}"


class Watched(sqlite3.Connection):
    """A connection that remembers which threads asked it anything."""

    threads: set[int] = set()  # noqa: RUF012  one list for all, cleared by the test

    def execute(self, *args: object) -> sqlite3.Cursor:  # type: ignore[override]
        self.threads.add(threading.get_ident())
        return super().execute(*args)  # type: ignore[arg-type]

    def cursor(self, *args: object) -> sqlite3.Cursor:  # type: ignore[override]
        self.threads.add(threading.get_ident())
        return super().cursor(*args)  # type: ignore[call-overload,no-any-return]


async def test_no_query_is_asked_on_the_thread_that_draws(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect

    def watched(*args: object, **kwargs: object) -> sqlite3.Connection:
        kwargs.setdefault("factory", Watched)
        return connect(*args, **kwargs)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(sqlite3, "connect", watched)
    Watched.threads.clear()
    async with team() as rep:
        desk = await rep.knows(lambda _: threading.get_ident())
        await rep.logs("1")
        await rep.selects("质检系统")
        await rep.press(">", "enter", "escape", "t", "/")
        await rep.types("宁德")
        await rep.press("enter", "escape", "c", "escape", "F", "escape", "g", "w", "escape", "?", "escape")
        await rep.hears_of_others()
    assert Watched.threads == {desk}
