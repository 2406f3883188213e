"""The desk: one thread, answers in order, problems on the asking side, a watch that is silent when nothing changed."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from board.desk import SAVED, SAVING, Desk
from store.problems import BadInput, Busy, Problem


class Ledger:
    """What the desk needs of a Book, and what it did to it."""

    def __init__(self) -> None:
        self.news: list[bool | Problem] = []
        self.looks = 0
        self.closed = threading.Event()
        self.thread = threading.get_ident()

    def refresh(self) -> bool:
        self.looks += 1
        found = self.news.pop(0) if self.news else False
        if isinstance(found, Problem):
            raise found
        return found

    def close(self) -> None:
        self.closed.set()


@pytest.fixture
def open_desk() -> Callable[[], Desk]:
    return lambda: Desk(Ledger, tick=3600).start()


async def test_work_is_done_in_one_thread_that_is_not_the_asking_one(open_desk: Callable[[], Desk]) -> None:
    desk = open_desk()
    threads = [await desk.ask(lambda book: (book.thread, threading.get_ident())) for _ in range(3)]
    assert {one for pair in threads for one in pair} == {threads[0][0]}
    assert threads[0][0] != threading.get_ident()


async def test_answers_come_in_the_order_of_the_questions(open_desk: Callable[[], Desk]) -> None:
    desk, done = open_desk(), list[int]()

    async def ask(number: int) -> None:
        done.append(await desk.ask(lambda book: number))

    await asyncio.gather(*(ask(number) for number in range(50)))
    assert done == list(range(50)) and desk.pending == 0


async def test_a_problem_is_raised_where_it_was_asked(open_desk: Callable[[], Desk]) -> None:
    def refuse(book: Ledger) -> None:
        raise BadInput("ref_unknown", ref="x")

    desk = open_desk()
    with pytest.raises(BadInput):
        await desk.ask(refuse)
    assert await desk.ask(lambda book: "still there") == "still there"


def test_a_board_that_cannot_be_opened_is_told_to_whoever_waits() -> None:
    def missing() -> Ledger:
        raise Busy("board_missing", path="x")

    with pytest.raises(Busy):
        Desk(missing).start().opened()


def test_waiting_for_a_slow_drive_ends_when_patience_does() -> None:
    go = threading.Event()

    def slowly() -> Ledger:
        go.wait(10)
        return Ledger()

    desk = Desk(slowly).start()
    assert not desk.opened(0.01)
    go.set()
    assert desk.opened(10)


async def test_a_save_is_marked_until_the_last_one_has_ended(open_desk: Callable[[], Desk]) -> None:
    desk, marks = open_desk(), list[str]()
    desk.listen(lambda _: None, marks.append)
    await asyncio.gather(desk.save(lambda book: 1), desk.save(lambda book: 2))
    assert marks == [SAVING, SAVING, SAVED] and desk.saving == 0


async def test_a_save_that_fails_is_over_too(open_desk: Callable[[], Desk]) -> None:
    def fail(book: Ledger) -> None:
        raise Busy("board_busy")

    desk, marks = open_desk(), list[str]()
    desk.listen(lambda _: None, marks.append)
    with pytest.raises(Busy):
        await desk.save(fail)
    assert marks == [SAVING, ""]


async def test_the_watch_speaks_only_of_what_changed(open_desk: Callable[[], Desk]) -> None:
    desk, heard = open_desk(), list[Problem | None]()
    desk.listen(heard.append, lambda _: None)
    lost, still = Busy("board_missing", path="x"), Busy("board_missing", path="x")

    async def look(*news: bool | Problem) -> list[Problem | None]:
        heard.clear()
        await desk.ask(lambda book: book.news.extend(news))
        for _ in news:
            await desk.ask(desk.look)
        return list(heard)

    assert await look(False, False) == []
    assert await look(True) == [None]
    assert await look(lost, still, still) == [lost]
    assert await look(False) == [None], "it is back"
    assert await look(False) == []


async def test_it_looks_by_itself_when_nothing_is_asked() -> None:
    looked = asyncio.Event()
    desk = Desk(Ledger, tick=0.01).start()
    loop = asyncio.get_running_loop()
    await desk.ask(lambda book: book.news.append(True))
    desk.listen(lambda _: loop.call_soon(looked.set), lambda _: None)
    await desk.ask(lambda book: book.news.append(True))
    await asyncio.wait_for(looked.wait(), 10)


async def test_leaving_closes_the_book_and_does_not_wait(open_desk: Callable[[], Desk]) -> None:
    desk, go = open_desk(), threading.Event()
    book: Ledger = await desk.ask(lambda book: book)
    stuck = asyncio.ensure_future(desk.ask(lambda book: go.wait(10)))
    await asyncio.sleep(0)
    desk.leave()
    assert not book.closed.is_set(), "whoever leaves does not wait for the drive"
    go.set()
    await stuck
    assert book.closed.wait(10)


async def test_an_answer_for_somebody_who_has_gone_is_dropped(open_desk: Callable[[], Desk]) -> None:
    desk, go = open_desk(), threading.Event()
    asked = asyncio.ensure_future(desk.ask(lambda book: go.wait(10)))
    await asyncio.sleep(0)
    asked.cancel()
    go.set()
    assert await desk.ask(lambda book: 7) == 7
