"""An error at every single call to the drive during a save: the board is the old one or the new one, never between."""

import errno
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from store.file import lease
from store.file.boardfile import BoardFile
from store.problems import Problem

CALLS = ("open", "pread", "write", "fsync", "rename", "mkdir", "link", "unlink", "chmod", "fchmod", "rmdir", "listdir")
ERRORS = {
    "EIO": OSError(errno.EIO, "I/O error"),
    "ENOSPC": OSError(errno.ENOSPC, "full"),
    "EACCES": PermissionError(errno.EACCES, "denied"),
    "ESTALE": OSError(errno.ESTALE, "stale"),
    "EROFS": OSError(errno.EROFS, "read-only"),
    "Ctrl+C": KeyboardInterrupt(),
}


class Faults:
    """Counts the calls to the drive and fails one of them: before it is done, or (the answer is lost) after."""

    def __init__(self, patch: pytest.MonkeyPatch, fail_at: int = -1, error: BaseException | None = None, late: int = 0):
        self.calls = 0
        self.failed = ""
        for name in CALLS:
            patch.setattr(os, name, self.wrap(name, getattr(os, name), fail_at, error, late))

    def wrap(self, name: str, real: Any, fail_at: int, error: BaseException | None, late: int) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            number = self.calls
            self.calls += 1
            if number != fail_at or error is None:
                return real(*args, **kwargs)
            self.failed = name
            if late and name != "open":
                real(*args, **kwargs)
            raise error

        return call


@pytest.mark.parametrize("late", [0, 1], ids=["not done", "answer lost"])
@pytest.mark.parametrize("name", ERRORS)
def test_an_error_at_every_call(
    boards: Any, board: BoardFile, count: Any, at: datetime, monkeypatch: pytest.MonkeyPatch, name: str, late: int
) -> None:
    monkeypatch.setattr(lease, "RETRY", 0.0)
    monkeypatch.setattr(lease.threading, "Thread", Silent)
    with boards.open() as mine, monkeypatch.context() as patch:
        faults = Faults(patch)
        mine.commit(count("dry", 0), by="li", at=at)
        calls = faults.calls
    assert calls > 15
    for number in range(calls):
        board.refresh()
        before = held(board)
        with boards.open(wait=0.2) as mine:
            outcome, failed = one_fault(mine, count(f"{name}{number}", 1), at, number, ERRORS[name], late)
            board.refresh()
            saved = held(board) - before
            assert saved <= {f"{name}{number}-1"}
            assert saved or outcome != "saved", f"{failed} ({number}) lost a save that was acknowledged"
            # the same program can go on, then any other
            mine.commit(count(f"after{name}{number}", 1), by="li", at=at)
        board.commit(count(f"other{name}{number}", 1), by="li", at=at, wait=0.5)
    board.close()
    assert boards.names() == ["team.board", "team.board-backups"]


def one_fault(
    mine: BoardFile, work: Any, at: datetime, number: int, error: BaseException, late: int
) -> tuple[str, str]:
    """Save once with one fault; how it came out, and which call failed."""
    with pytest.MonkeyPatch.context() as patch:
        faults = Faults(patch, number, error, late)
        try:
            mine.commit(work, by="li", at=at)
        except Problem as problem:
            return problem.say.id, faults.failed
        except KeyboardInterrupt:
            return "interrupted", faults.failed
        return "saved", faults.failed


def held(board: BoardFile) -> set[str]:
    found = {one for (one,) in board.memory.execute("select id from deal")}
    (counter,) = board.memory.execute("select value from meta where key = 'counter'").fetchone()
    assert int(counter) == len(found)
    return found


class Silent:
    """No heartbeat: its calls would make the counting uneven."""

    def __init__(self, **_: object) -> None:
        pass

    def start(self) -> None:
        pass


def test_the_calls_are_those_that_are_used(tmp_path: Path) -> None:
    """Path goes through os at call time; if that ever changes, the faults above would hit nothing."""
    with pytest.MonkeyPatch.context() as patch:
        faults = Faults(patch)
        with pytest.raises(FileNotFoundError):
            (tmp_path / "nothing").rename(tmp_path / "else")
        assert faults.calls == 1
