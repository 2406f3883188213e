"""Several real processes on one board: nothing acknowledged is lost, whatever they die of."""

import os
import random
import signal
import time
from datetime import datetime
from typing import Any

from store.file import image
from store.file.boardfile import BoardFile

KILLS = 25


def whole(board: BoardFile) -> None:
    """The board is consistent: no fault in any page, and the counter counts the rows."""
    assert image.troubles(board.memory) == []
    rows, highest = board.memory.execute("select count(*), coalesce(max(amount), 0) from deal").fetchone()
    (counter,) = board.memory.execute("select value from meta where key = 'counter'").fetchone()
    assert int(counter) == rows == highest
    (lines,) = board.memory.execute("select count(*) from change where entity = 'deal'").fetchone()
    assert lines == rows


def ids(board: BoardFile) -> set[str]:
    return {one for (one,) in board.memory.execute("select id from deal")}


def test_many_at_once_lose_nothing(boards: Any, board: BoardFile, fork: Any, count: Any, at: datetime) -> None:
    def job_of(name: str) -> Any:
        def job(say: Any) -> None:
            with boards.open(wait=30) as mine:
                for number in range(10):
                    mine.commit(count(name, number), by=name, at=at)

        return job

    children = [fork(job_of(name)) for name in "abcd"]
    assert [child.rest() for child in children] == [[], [], [], []]
    assert [child.wait() for child in children] == [0, 0, 0, 0]
    assert board.refresh()
    assert ids(board) == {f"{name}-{number}" for name in "abcd" for number in range(10)}
    whole(board)
    board.close()
    assert boards.names() == ["team.board", "team.board-backups"]


def test_killed_at_any_moment(boards: Any, board: BoardFile, fork: Any, count: Any, at: datetime) -> None:
    dice = random.Random(2)  # noqa: S311 - repeatable
    acked: set[str] = set()
    for turn in range(KILLS):

        def job(say: Any, turn: int = turn) -> None:
            with boards.open() as mine:
                say("ready")
                for number in range(1000):
                    mine.commit(count(f"k{turn}", number), by="k", at=at)
                    say(f"k{turn}-{number}")

        child = fork(job)
        assert child.line() == "ready"
        if turn % 2:  # the others may be hit in their first save
            acked.add(child.line())
        time.sleep(dice.uniform(0.002, 0.03))
        child.kill()
        acked.update(child.rest())
        began = time.monotonic()
        board.commit(count("p", turn), by="p", at=at)
        assert time.monotonic() - began < 2, "the lock of the dead is taken over"
        whole(board)
        assert acked <= ids(board)
    assert len(acked) >= KILLS // 2
    board.close()
    # at most the empty room of one that was killed while it wrote its name; see test_lease
    left = [one for one in boards.folder.rglob("*.*") if one.is_file() and one.stat().st_size]
    assert [one for one in left if one.parent.name != "team.board-backups"] == [boards.path]


def test_a_computer_that_sleeps_in_mid_save(boards: Any, board: BoardFile, fork: Any, count: Any, at: datetime) -> None:
    """It wakes up after its lock was broken: its save is done again on what was saved meanwhile; nobody loses."""

    def job(say: Any) -> None:
        runs: list[int] = []

        def work(tx: Any) -> int:
            runs.append(1)
            value = int(count("sleeper", 1)(tx))
            if len(runs) == 1:
                say("asleep")
                os.kill(os.getpid(), signal.SIGSTOP)
            return value

        with boards.open(host="laptop") as mine:
            say(f"{mine.commit(work, by='s', at=at)} in {len(runs)}")

    child = fork(job)
    assert child.line() == "asleep"
    with boards.open(host="office", ttl=0.2) as mine:
        assert mine.commit(count("office", 1), by="o", at=at) == 1
        os.kill(child.pid, signal.SIGCONT)
        assert child.rest() == ["2 in 2"]
        assert child.wait() == 0
        mine.refresh()
        assert ids(mine) == {"sleeper-1", "office-1"}
        whole(mine)


def test_a_reader_sees_a_save_of_another_process(
    boards: Any, board: BoardFile, fork: Any, count: Any, at: datetime
) -> None:
    before = image.head(boards.path)

    def job(say: Any) -> None:
        with boards.open() as mine:
            mine.commit(count("a", 1), by="a", at=at)
            say("saved")

    child = fork(job)
    assert child.line() == "saved"
    assert image.head(boards.path) != before
    assert board.refresh()
    assert ids(board) == {"a-1"}
    assert child.wait() == 0


def test_readers_only_ever_see_whole_boards(boards: Any, board: BoardFile, fork: Any, count: Any, at: datetime) -> None:
    def job(say: Any) -> None:
        with boards.open() as mine:
            for number in range(60):
                mine.commit(count("a", number), by="a", at=at)

    child = fork(job)
    seen: list[int] = []
    with boards.open() as reader:
        while len(ids(reader)) < 60:
            if reader.refresh():
                whole(reader)
                seen.append(len(ids(reader)))
    assert child.wait() == 0
    assert seen == sorted(set(seen))
