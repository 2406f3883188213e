"""The chain of history: whatever is changed in it by hand is found, at the first line that is not as it was."""

import sqlite3
import time
from contextlib import closing
from datetime import datetime
from typing import Any

import pytest
from sqlite_utils import Database

from store.file import chain, doctor, image, migrations
from store.file.boardfile import BoardFile
from store.file.identity import Format
from store.file.schema import SCHEMA


@pytest.fixture
def conn(boards: Any, board: BoardFile, count: Any, at: datetime) -> sqlite3.Connection:
    """A board with a few commits, as somebody has it open who can write."""
    for number in range(4):
        board.commit(count("a", number), by="li", at=at)
    copy = image.unpack(boards.path.read_bytes())
    assert chain.verify(copy) is None
    return copy


CHANGES = (
    "update change set \"new\" = '9' where seq = 5",
    "update change set at = '2020-01-01T00:00:00+00:00' where seq = 5",
    "update change set \"by\" = 'han' where seq = 5",
    "update change set why = 'x' where seq = 5",
    'update change set "old" = null where seq = 5',
    "update change set undoes = 'x' where seq = 5",
    "update change set link = x'00' where seq = 5",
    "update change set link = null where seq = 5",
    "delete from change where seq = 5",
    "update change set seq = seq + 100 where seq >= 5",
    "update change set batch = batch || ' ' where seq in (5, 6)",
)


@pytest.mark.parametrize("sql", CHANGES)
def test_a_line_changed_by_hand_is_found(conn: sqlite3.Connection, sql: str) -> None:
    conn.execute(sql)
    found = chain.verify(conn)
    assert found is not None
    assert found.seq == 5


def test_lines_cut_off_at_the_end_are_missed(conn: sqlite3.Connection) -> None:
    (last,) = conn.execute("select max(seq) from change").fetchone()
    conn.execute("delete from change where seq = ?", (last,))
    assert chain.verify(conn) == (last, "", "")


def test_a_line_put_in_is_found(conn: sqlite3.Connection) -> None:
    (last,) = conn.execute("select max(seq) from change").fetchone()
    conn.execute("insert into change select seq + 1, batch, at, \"by\", action, entity, subject, field, old, new, why,"
                 " undoes, link from change where seq = ?", (last,))  # fmt: skip
    found = chain.verify(conn)
    assert found is not None
    assert found.seq == last + 1


def test_two_lines_swapped_are_found(conn: sqlite3.Connection) -> None:
    for sql in ("update change set seq = -5 where seq = 5", "update change set seq = 5 where seq = 6",
                "update change set seq = 6 where seq = -5"):  # fmt: skip
        conn.execute(sql)
    found = chain.verify(conn)
    assert found is not None
    assert found.seq == 5


def test_a_board_without_history(form: Format) -> None:
    with closing(image.unpack(b"")) as empty:
        form.migrate(Database(empty))
        assert chain.verify(empty) is None


def test_several_flushes_in_one_commit_are_one_chain(board: BoardFile, at: datetime) -> None:
    def work(tx: Any) -> None:
        for number in range(5):
            tx.insert("deal", {"id": str(number)})
            tx.conn.execute("select 1")
            tx.update("deal", str(number), {"title": "x"})

    board.commit(work, by="li", at=at)
    assert chain.verify(board.memory) is None
    assert board.memory.execute("select count(*) from change where entity = 'deal'").fetchone() == (10,)


def test_lines_from_before_there_were_links_are_linked(at: datetime) -> None:
    """A board of schema 1 is brought up: its lines stand as they are and are chained."""
    with closing(image.unpack(b"")) as conn:
        db = Database(conn)
        migrations.board.apply(db, stop_before="m002_chain_undo_trash")
        row = {"batch": "b", "at": at.isoformat(), "by": "李雷", "action": "create", "entity": "deal", "subject": "d"}
        lines = [row | {"field": "x", "old": None, "new": str(n), "why": ""} for n in range(300)]
        db.table("change").insert_all(lines)
        migrations.apply(db)
        assert conn.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
        assert chain.verify(conn) is None
        assert conn.execute("select count(*), min(length(link)) from change").fetchone() == (300, 16)
        conn.execute("update change set \"by\" = 'x' where seq = 17")
        assert chain.verify(conn) == (17, at.isoformat(), "x")


def test_the_doctor_looks_at_the_chain(boards: Any, board: BoardFile, form: Format, count: Any, at: datetime) -> None:
    board.commit(count("a", 1), by="li", at=at)
    assert "doctor_chain" in [one.say.id for one in board.doctor() if one.level == "ok"]
    boards.path.chmod(0o600)
    with sqlite3.connect(boards.path) as plain:
        plain.execute("update change set why = 'I never did' where seq = 2")
    plain.close()
    bad = [one.say for one in doctor.findings(boards.path, form=form) if one.level == "bad"]
    assert [one.id for one in bad] == ["doctor_chain_broken"]
    assert bad[0].args["seq"] == 2


def test_checking_is_quick(board: BoardFile, at: datetime) -> None:
    def work(tx: Any) -> None:
        for number in range(8_800):
            tx.insert("deal", {"id": f"{number:026}", "title": "GTXPro"})

    board.commit(work, by="li", at=at)
    began = time.process_time()
    assert chain.verify(board.memory) is None
    assert time.process_time() - began < 0.5
