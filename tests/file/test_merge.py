"""Two people, one row: what wins, what is told, what is refused."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.file import merge
from store.file.boardfile import BoardFile
from store.file.merge import Line, Meeting, Since
from store.problems import Conflict

AT = datetime.fromisoformat("2026-03-04T09:30:00+08:00")


@pytest.fixture
def saved(board: BoardFile, at: datetime) -> Any:
    """Saves changes of the deal d as somebody who read version `rev`; what met."""
    board.commit(lambda tx: tx.insert("deal", {"id": "d", "no": 7, "title": "t", "amount": 1}), by="li", at=at)

    def save(by: str, changes: Mapping[str, object], rev: int | None = None, later: int = 0) -> list[Meeting]:
        def work(tx: Any) -> list[Meeting]:
            tx.update("deal", "d", changes, rev=rev)
            return list(tx.meetings)

        return board.commit(work, by=by, at=at + timedelta(hours=later))

    return save


def row(board: BoardFile, *columns: str) -> tuple[Any, ...]:
    found: tuple[Any, ...] = board.memory.execute(f"select {', '.join(columns)} from deal").fetchone()
    return found


def test_different_fields_both_win(board: BoardFile, saved: Any) -> None:
    saved("han", {"amount": 5}, rev=1)
    assert saved("li", {"note": "seen"}, rev=1) == []
    assert row(board, "amount", "note", "rev") == (5, "seen", 3)


def test_of_the_same_field_the_later_is_kept_and_the_earlier_told(board: BoardFile, saved: Any, at: datetime) -> None:
    saved("han", {"amount": 5, "note": "n"}, rev=1, later=1)
    assert saved("li", {"amount": 9, "title": "u"}, rev=1) == [
        Meeting("deal", "d", "D-7", "amount", "9", "5", "1", "han", at + timedelta(hours=1))
    ]
    assert row(board, "amount", "note", "title") == (9, "n", "u")
    lines = board.memory.execute('select "by", "old", "new" from change where field = ? order by seq', ("amount",))
    assert lines.fetchall() == [("han", "1", "5"), ("li", "5", "9")]


def test_what_was_only_sent_along_is_no_change(board: BoardFile, saved: Any) -> None:
    """A form sends every field; those that stand as they were read are not meant."""
    saved("han", {"amount": 5}, rev=1)
    assert saved("li", {"amount": 1, "note": "seen", "title": "t"}, rev=1) == []
    assert row(board, "amount", "note") == (5, "seen")


def test_the_same_change_twice_is_one(board: BoardFile, saved: Any) -> None:
    saved("han", {"amount": 5}, rev=1)
    before = board.generation
    assert saved("li", {"amount": 5}, rev=1) == []
    assert board.generation == before


def test_what_was_there_before_all_of_them_is_told(board: BoardFile, saved: Any) -> None:
    saved("han", {"amount": 5}, rev=1)
    saved("wang", {"amount": 6}, later=2)
    (one,) = saved("li", {"amount": 9}, rev=1)
    assert (one.theirs, one.former, one.by) == ("6", "1", "wang")
    # who had read version 2 sees only what came after it
    (one,) = saved("li", {"amount": 10}, rev=2)
    assert (one.theirs, one.former, one.by) == ("9", "5", "li")


def test_a_version_that_history_does_not_know_is_refused(board: BoardFile, saved: Any) -> None:
    before = board.path.read_bytes()
    for rev in (0, -3, 2, 99):
        with pytest.raises(Conflict) as told:
            saved("li", {"amount": 9}, rev=rev)
        assert told.value.exit_code == 1
        assert [one.id for one in told.value.reasons] == ["conflict"]
    assert board.path.read_bytes() == before


def test_the_search_text_goes_with_its_name(board: BoardFile, saved: Any) -> None:
    saved("han", {"title": "new", "search": "new"}, rev=1)
    saved("li", {"title": "t", "search": "t", "note": "x"}, rev=1)
    assert row(board, "title", "search", "note") == ("new", "new", "x")
    saved("li", {"title": "mine", "search": "mine"}, rev=1)
    assert row(board, "title", "search") == ("mine", "mine")


def line(field: str, old: str | None, by: str = "han") -> Line:
    return Line(by, AT, field, old)


def test_two_decisions_do_not_stand_side_by_side() -> None:
    now = {"stage": "b", "state": "open", "note": "", "amount": "1"}
    moved = Since((line("stage", "a"), line("entered_on", "x")), True)
    assert merge.met(moved, now, {"stage": "c"}) is None
    assert merge.met(moved, now, {"state": "lost"}) is None
    assert merge.met(moved, now, {"amount": "2"}) == (frozenset(), {})
    noted = Since((line("note", "x"),), True)
    assert merge.met(noted, now, {"stage": "c"}) == (frozenset(), {})
    # a stage that is only sent along is no decision
    assert merge.met(moved, now, {"stage": "a", "note": "n"}) == (frozenset({"stage"}), {})


VALUES = st.one_of(st.none(), st.sampled_from("abc"))
FIELDS = st.sampled_from(["amount", "note", "title", "owner"])


@given(base=st.fixed_dictionaries(dict.fromkeys(("amount", "note", "title", "owner"), VALUES)),
       theirs=st.lists(st.tuples(FIELDS, VALUES), max_size=6), mine=st.dictionaries(FIELDS, VALUES))  # fmt: skip
def test_nothing_of_anybody_is_lost_untold(
    base: dict[str, str | None], theirs: list[tuple[str, str | None]], mine: dict[str, str | None]
) -> None:
    now, lines = dict(base), []
    for field, value in theirs:
        if now[field] != value:
            lines.append(line(field, now[field]))
            now[field] = value
    found = merge.met(Since(tuple(lines), True), now, mine)
    assert found is not None
    unmeant, meetings = found
    after = now | {field: value for field, value in mine.items() if field not in unmeant}
    for field, was in base.items():
        meant, touched = mine.get(field, was) != was, any(one.field == field for one in lines)
        if meant:
            assert after[field] == mine[field]
        else:
            assert after[field] == now[field], "theirs stay where I changed nothing"
        assert (field in meetings) == (meant and touched and mine[field] != now[field])
        if field in meetings:
            assert meetings[field].old == was
