"""Files that are no whole board of ours: the right sentence, the right exit code, and nothing is ever overwritten."""

import os
import random
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from store.file import image
from store.file.boardfile import BoardFile
from store.file.identity import Format
from store.problems import Problem, Unusable
from store.words import pick, tell


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged file is looked at again for half a second; here it stays damaged."""
    monkeypatch.setattr(image, "PAUSES", (0.0, 0.0, 0.0))


def refused(boards: Any, data: bytes) -> str:
    """The board file holds `data`: opening and looking must say so and leave it; the id of the sentence."""
    boards.path.unlink(missing_ok=True)
    boards.path.write_bytes(data)
    with pytest.raises(Unusable) as told:
        boards.open()
    assert told.value.exit_code == 4
    for lang in ("zh", "en"):
        assert str(boards.path) in tell(pick(lang), told.value.say)
    assert boards.path.read_bytes() == data
    assert {*boards.names()} <= {"team.board", "team.board-backups"}
    return told.value.say.id


def number(data: bytes, place: int, value: int) -> bytes:
    return data[:place] + value.to_bytes(4, "big") + data[place + 4 :]


@pytest.mark.parametrize(
    ("data", "id"),
    [
        (b"", "board_damaged"),
        (b"SQLite f", "board_damaged"),
        (b"SQLite format 3\0" + bytes(50), "board_damaged"),
        ("客户,金额\n恒瑞,80万\n".encode(), "board_foreign"),
        (b"x", "board_foreign"),
        (bytes(5000), "board_foreign"),
        (b"PK\3\4" + bytes(300), "board_foreign"),
    ],
)
def test_not_even_a_header(boards: Any, data: bytes, id: str) -> None:
    assert refused(boards, data) == id


def test_cut_short_anywhere(boards: Any, board: BoardFile) -> None:
    whole = boards.path.read_bytes()
    for size in (16, 99, 100, 511, 4095, 4096, len(whole) - 4096, len(whole) - 1):
        assert refused(boards, whole[:size]) == "board_damaged"
    assert refused(boards, whole + b"\0") == "board_damaged"
    assert refused(boards, whole[:4096] * 3) == "board_damaged"


def test_a_newer_schema_and_another_program(boards: Any, board: BoardFile, form: Format) -> None:
    whole = boards.path.read_bytes()
    assert refused(boards, number(whole, 60, form.schema + 1)) == "board_newer"
    assert refused(boards, number(whole, 68, 0)) == "board_foreign"
    assert refused(boards, whole[:18] + b"\2\2" + whole[20:]) == "board_damaged"
    assert refused(boards, number(whole, 24, 77)) == "board_damaged"


def test_another_sqlite_file(boards: Any) -> None:
    with sqlite3.connect(boards.path) as other:
        other.execute("create table contacts(name)")
    other.close()
    assert refused(boards, boards.path.read_bytes()) == "board_foreign"


def test_pages_of_rubbish(boards: Any, board: BoardFile, count: Any, at: datetime) -> None:
    for one in range(40):
        board.commit(count("a", one), by="li", at=at)
    board.close()
    whole = boards.path.read_bytes()
    for page in range(1, len(whole) // 4096):
        broken = whole[: page * 4096] + b"\xee" * 4096 + whole[page * 4096 + 4096 :]
        assert refused(boards, broken) == "board_damaged"


def test_every_byte_of_the_header(boards: Any, board: BoardFile, count: Any, at: datetime) -> None:
    """One byte changed: either it does not matter and the board works, or it is refused; never anything else."""
    board.commit(count("a", 1), by="li", at=at)
    whole = boards.path.read_bytes()
    worked = []
    for place in range(100):
        data = bytearray(whole)
        data[place] ^= 0x41
        boards.path.unlink()
        boards.path.write_bytes(data)
        try:
            with boards.open() as opened:
                assert opened.memory.execute("select id from deal").fetchall() == [("a-1",)]
                opened.commit(count("b", 1), by="li", at=at)
            worked.append(place)
        except Unusable:
            assert boards.path.read_bytes() == bytes(data)
    # magic, page size, journal mode, counters, schema and kind are never waved through
    assert not set(worked) & {*range(20), *range(24, 32), 60, *range(68, 72), *range(92, 96)}
    assert {40, 72, 96} <= set(worked)


def test_random_bytes_changed_anywhere(boards: Any, board: BoardFile, count: Any, at: datetime) -> None:
    """Rot in the tables: the board opens or is refused with a sentence; a save on it works, or leaves it as it was.

    Not in page 1: a letter changed in the name of a column is no damage that SQLite could see.
    """
    for one in range(10):
        board.commit(count("a", one), by="li", at=at)
    whole = boards.path.read_bytes()
    dice = random.Random(20260302)  # noqa: S311 - repeatable
    for _ in range(80):
        data = bytearray(whole)
        for _ in range(dice.choice((1, 3, 30))):
            data[dice.randrange(4096, len(data))] = dice.randrange(256)
        boards.path.unlink()
        boards.path.write_bytes(data)
        try:
            with boards.open() as opened:
                opened.commit(lambda tx: tx.insert("deal", {"id": "new"}), by="li", at=at)
        except Problem:
            assert boards.path.read_bytes() == bytes(data)


def test_damage_in_use_keeps_the_copy(boards: Any, board: BoardFile, count: Any, at: datetime) -> None:
    board.commit(count("a", 1), by="li", at=at)
    cut = boards.path.read_bytes()[:5000]
    boards.path.unlink()
    boards.path.write_bytes(cut)
    with pytest.raises(Unusable):
        board.commit(count("a", 2), by="li", at=at)
    boards.path.unlink()
    boards.path.write_bytes(b"text now")
    for call in (board.refresh, lambda: board.commit(count("a", 2), by="li", at=at)):
        with pytest.raises(Unusable):
            call()
    assert board.memory.execute("select id from deal").fetchall() == [("a-1",)]
    assert boards.path.read_bytes() == b"text now"


def test_a_folder_or_a_pipe_is_no_board(boards: Any) -> None:
    boards.path.mkdir()
    with pytest.raises(Unusable):
        boards.open()
    boards.path.rmdir()
    os.mkfifo(boards.path)
    with pytest.raises(Problem):
        boards.open()
    assert Path(boards.path).is_fifo()
