"""Keys keep their order: the queue by itself, and a burst of keys on the real screen, again and again."""

import pytest
from textual.events import Key

from board.screens import typing_ahead
from board.screens.typing_ahead import TypeAhead
from tests.screen.conftest import Team


def key(name: str) -> Key:
    return Key(name, name)


def test_keys_wait_while_somebody_holds_and_come_in_their_order() -> None:
    ahead, freed = TypeAhead(), list[int]()
    ahead.freed = lambda: freed.append(1)
    ahead.hold("deed")
    ahead.hold("save")
    for name in "ab":
        ahead.add(key(name))
    assert ahead.peek() is None
    ahead.free("deed")
    assert ahead.peek() is None and freed == []
    ahead.free("save")
    assert freed == [1]
    taken = []
    while (one := ahead.peek()) is not None:
        ahead.take()
        taken.append(one.key)
    assert taken == ["a", "b"]


def test_freeing_with_no_key_waiting_calls_nobody() -> None:
    ahead, freed = TypeAhead(), list[int]()
    ahead.freed = lambda: freed.append(1)
    ahead.hold("deed")
    ahead.free("deed")
    ahead.free("deed")
    assert freed == []


def test_whoever_holds_too_long_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = TypeAhead()
    ahead.hold("deed")
    ahead.add(key("q"))
    assert ahead.holding
    monkeypatch.setattr(typing_ahead, "LONGEST_HOLD", 0.0)
    assert not ahead.holding and ahead.peek() is not None


@pytest.mark.parametrize("again", range(8))
async def test_a_burst_of_keys_lands_where_it_was_meant(team: Team, again: int) -> None:
    async with team() as rep:
        await rep.type_fast("down", "up", "a", "1", "o", "k", "enter", "tab", "c", "1", "escape")
        touch = (await rep.knows(lambda book: book.activities.list(book.customers.find("宁德").id)))[0]
        assert (touch.kind, touch.note) == ("call", "ok")
        assert rep.dialog is None and not rep.board.due.has_focus
        assert (rep.card.title, rep.card.done) == ("质检系统", 1), "what came after the dialog went to the board"


async def test_cursor_keys_in_a_burst_are_all_obeyed(team: Team) -> None:
    async with team() as rep:
        await rep.goes_to_the_board()
        await rep.press("home")
        first = rep.card.id
        await rep.type_fast(*["down"] * 3, *["up"] * 2, *["down"] * 2, "up", "up", "up")
        assert rep.card.id == first
