"""A board on a real file, with two reps and a manager, on a fixed day."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from store.book import Book
from store.process import playbook

Opened = Callable[..., Book]


@pytest.fixture
def board(tmp_path: Path, clock: Callable[[], datetime]) -> Path:
    """A board of process sales-guide: chen leads, li and han sell."""
    path = tmp_path / "team.db"
    rules = playbook.load(playbook.shipped_path("sales-guide"))
    book = Book.create(path, playbook=rules, login="chen", name="陈强", clock=clock)
    book.members.add("li", "李雷", ["rep"])
    book.members.add("han", "韩梅", ["rep", "service"])
    book.close()
    return path


@pytest.fixture
def opened(board: Path, clock: Callable[[], datetime]) -> Iterator[Opened]:
    """Opens the board as somebody, at some time."""
    books: list[Book] = []

    def open_as(login: str = "li", at: str = "") -> Book:
        now = (lambda: datetime.fromisoformat(at)) if at else clock
        books.append(Book.open(board, login=login, clock=now))
        return books[-1]

    yield open_as
    for book in books:
        book.close()


@pytest.fixture
def book(opened: Opened) -> Book:
    """The board as the rep li has it open."""
    return opened()
