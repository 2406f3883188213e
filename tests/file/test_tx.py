"""One transaction: rows, versions, history lines, conflicts."""

import json
import sqlite3
import time
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from store.file.boardfile import BoardFile
from store.file.writer import Writer
from store.problems import BadInput, Conflict


def add(board: BoardFile, at: datetime, **row: object) -> None:
    board.commit(lambda tx: tx.insert("deal", {"id": "d", "no": 7, "title": "t"} | row), by="li", at=at)


def history(board: BoardFile) -> list[tuple[Any, ...]]:
    found = board.memory.execute('select "by", action, entity, subject, field, old, new, why from change order by seq')
    return [one for one in found if one[2] != "meta"]


def the_row(board: BoardFile) -> dict[str, Any]:
    cursor = board.memory.execute("select * from deal")
    return dict(zip((one[0] for one in cursor.description), cursor.fetchone(), strict=True))


def test_a_new_row_has_one_line_of_history(board: BoardFile, at: datetime) -> None:
    add(board, at, amount=80_000, search="t x", note="", filled={"need": "是", "on": ["a"]})
    assert the_row(board)["rev"] == 1
    assert the_row(board)["filled"] == '{"need":"是","on":["a"]}'
    (line,) = history(board)
    assert line[:6] == ("li", "create", "deal", "d", "", None)
    assert json.loads(line[6]) == {"no": 7, "title": "t", "amount": 80_000, "filled": {"need": "是", "on": ["a"]}}


def test_a_change_writes_what_differs_a_line_a_field(board: BoardFile, at: datetime) -> None:
    add(board, at, amount=1)
    work = {"title": " t ", "amount": 2, "note": "n\nm", "search": "new"}
    assert board.commit(lambda tx: tx.update("deal", "d", work, action="move", why="because"), by="han", at=at)
    assert the_row(board) | work == the_row(board) | {"title": " t "}
    assert the_row(board)["rev"] == 2
    assert history(board)[1:] == [
        ("han", "move", "deal", "d", "amount", "1", "2", "because"),
        ("han", "move", "deal", "d", "note", "", "n\nm", "because"),
    ]


def test_nothing_differs_nothing_is_written(board: BoardFile, at: datetime) -> None:
    add(board, at, amount=1)
    before, generation = board.path.read_bytes(), board.generation
    assert not board.commit(lambda tx: tx.update("deal", "d", {"title": "t\x1b", "amount": 1}, rev=1), by="han", at=at)
    assert board.path.read_bytes() == before
    assert board.generation == generation


def test_one_commit_is_one_generation_one_batch_one_version(board: BoardFile, at: datetime) -> None:
    generation = board.generation

    def work(tx: Writer) -> None:
        tx.insert("deal", {"id": "d", "title": "t"})
        tx.update("deal", "d", {"amount": 1}, rev=1)
        tx.update("deal", "d", {"amount": 2}, rev=1)

    board.commit(work, by="li", at=at)
    assert board.generation == generation + 1
    assert the_row(board)["rev"] == 1

    def again(tx: Writer) -> None:
        tx.update("deal", "d", {"amount": 3}, rev=1)
        tx.update("deal", "d", {"title": "u"}, rev=1)
        tx.update("deal", "d", {"title": "v"}, rev=2)

    board.commit(again, by="li", at=at)
    assert the_row(board)["rev"] == 2
    batches = board.memory.execute("select batch, count(*) from change where entity='deal' group by 1 order by 1")
    assert [one[1] for one in batches] == [3, 3]


def test_a_compound_key_keeps_its_rows_apart(board: BoardFile, at: datetime) -> None:
    add(board, at)

    def work(tx: Writer) -> None:
        tx.insert("item_state", {"deal": "d", "item": "a", "by": "li"}, action="tick")
        tx.insert("item_state", {"deal": "d", "item": "b", "by": "li"}, action="tick")

    board.commit(work, by="li", at=at)
    board.commit(lambda tx: tx.update("item_state", ("d", "a"), {"by": "han"}), by="han", at=at)
    board.commit(lambda tx: tx.update("item_state", ("d", "b"), {"by": "wang"}), by="wang", at=at)
    with pytest.raises(Conflict) as told:
        board.commit(lambda tx: tx.update("item_state", ("d", "a"), {"by": "x"}, rev=9), by="li", at=at)
    assert told.value.say.args["fields"] == ("by",)
    met = board.commit(
        lambda tx: (tx.update("item_state", ("d", "a"), {"by": "li"}, rev=1), tx.meetings)[1], by="wu", at=at
    )
    assert met == []
    met = board.commit(
        lambda tx: (tx.update("item_state", ("d", "a"), {"by": "x"}, rev=1), tx.meetings)[1], by="wu", at=at
    )
    assert [(one.field, one.yours, one.theirs, one.former, one.by) for one in met] == [("by", "x", "han", "li", "han")]
    board.commit(lambda tx: tx.delete("item_state", ("d", "a"), action="untick", why="too early"), by="li", at=at)
    board.commit(lambda tx: tx.delete("item_state", ("d", "a"), action="untick"), by="li", at=at)
    assert board.memory.execute("select item from item_state").fetchall() == [("b",)]
    assert [(one[0], one[1], one[3], one[4], one[5]) for one in history(board)[1:]] == [
        ("li", "tick", "d", "a", None),
        ("li", "tick", "d", "b", None),
        ("han", "set", "d", "a/by", "li"),
        ("wang", "set", "d", "b/by", "li"),
        ("wu", "set", "d", "a/by", "han"),
        ("li", "untick", "d", "a", '{"by":"x"}'),
    ]


def test_what_was_added_is_seen_at_once(board: BoardFile, at: datetime) -> None:
    def work(tx: Writer) -> list[tuple[str]]:
        tx.insert("deal", {"id": "a", "title": "A"})
        tx.insert("item_state", {"deal": "b", "item": "x", "by": "li"})
        tx.insert("deal", {"id": "b", "title": "B", "amount": 3})
        tx.insert("tag", {"deal": "a", "tag": "x"})
        return tx.conn.execute("select title from deal order by id").fetchall()

    assert board.commit(work, by="li", at=at) == [("A",), ("B",)]
    assert board.memory.execute("select note, rev from deal").fetchall() == [("", 1), ("", 1)]


def test_numbers_are_given_once(board: BoardFile, at: datetime) -> None:
    def work(tx: Writer) -> list[int]:
        return [tx.next_no("deal"), tx.next_no("customer"), tx.next_no("deal")]

    assert board.commit(work, by="li", at=at) == [1, 1, 2]
    assert board.commit(work, by="li", at=at) == [3, 2, 4]
    with pytest.raises(RuntimeError):
        board.commit(lambda tx: fail(tx.next_no("deal")), by="li", at=at)
    assert board.commit(work, by="li", at=at) == [5, 3, 6]


def fail(_: object) -> None:
    raise RuntimeError


def test_values_as_columns_keep_them(board: BoardFile, at: datetime) -> None:
    add(board, at, amount=True, title=date(2024, 2, 29), note=at, filled=("a", 1))
    row = the_row(board)
    assert row["amount"] == 1
    assert (row["title"], row["note"], row["filled"]) == ("2024-02-29", at.isoformat(), '["a",1]')
    for wrong in (Decimal("1.5"), 1.5, b"x", object()):
        with pytest.raises(TypeError):
            board.commit(lambda tx, bad=wrong: tx.insert("deal", {"id": "e", "amount": bad}), by="li", at=at)


def test_text_is_cleaned_and_limited_at_the_door(board: BoardFile, at: datetime) -> None:
    add(board, at, title="[/] [red]\x1b[31m", note="a\x9b\nb")
    assert the_row(board)["title"] == "[/] [red][31m"
    assert the_row(board)["note"] == "a\nb"
    for changes in ({"title": "x" * 400}, {"note": "x" * 20_001}):
        with pytest.raises(BadInput) as told:
            board.commit(lambda tx, new=changes: tx.update("deal", "d", new), by="li", at=at)
        assert told.value.say.id == "text_too_long"
    with pytest.raises(BadInput):
        board.commit(lambda tx: tx.update("deal", "d", {"amount": 3}, why="x" * 2001), by="li", at=at)


def test_unknown_rows_and_tables(board: BoardFile, at: datetime) -> None:
    with pytest.raises(BadInput) as told:
        board.commit(lambda tx: tx.update("deal", "nobody", {"amount": 3}), by="li", at=at)
    assert told.value.say == ("ref_unknown", {"ref": "nobody"})
    with pytest.raises(LookupError):
        board.commit(lambda tx: tx.insert("deel", {"id": "x"}), by="li", at=at)


def test_a_row_that_points_at_nothing_is_not_saved(board: BoardFile, at: datetime) -> None:
    before = board.path.read_bytes()
    with pytest.raises(sqlite3.IntegrityError, match="item_state"):
        board.commit(lambda tx: tx.insert("item_state", {"deal": "gone", "item": "x"}), by="li", at=at)
    assert board.path.read_bytes() == before


def test_who_and_when_may_change_within_a_commit(board: BoardFile, at: datetime) -> None:
    """The demo team's past and an import tell other people and times than the one who commits."""

    def work(tx: Writer) -> None:
        tx.by, tx.at = "han", at - timedelta(days=9)
        tx.insert("deal", {"id": "d"})

    board.commit(work, by="li", at=at)
    found = board.memory.execute('select "by", at from change where entity = ?', ("deal",)).fetchone()
    assert found == ("han", (at - timedelta(days=9)).isoformat())


def test_an_import_is_a_matter_of_a_second(board: BoardFile, at: datetime) -> None:
    row = {"title": "GTXPro for Cancity", "note": "", "amount": 105_500, "search": "gtxpro cancity"}

    def work(tx: Writer) -> None:
        for number in range(8_800):
            tx.insert("deal", {"id": f"{number:026}", "no": tx.next_no("deal")} | row)

    began = time.process_time()
    board.commit(work, by="li", at=at)
    assert time.process_time() - began < 2
    assert board.memory.execute("select count(*), max(no) from deal").fetchone() == (8_800, 8_800)
    assert board.memory.execute("select count(*) from change where entity = 'deal'").fetchone() == (8_800,)
