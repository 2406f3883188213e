"""Backups, restoring and the check of history as the Book offers them, on a real board."""

from collections.abc import Callable
from pathlib import Path

import pytest

from store.book import Book
from store.problems import BadInput

Opened = Callable[..., Book]


def test_a_backup_to_a_place_of_ones_own_opens_as_a_board(book: Book, tmp_path: Path) -> None:
    book.customers.add("Acme")
    copy = book.backup(tmp_path / "copy.db")
    other = Book.open(copy, login="li")
    assert [one.name for one in other.customers.list()] == ["Acme"]
    other.close()
    with pytest.raises(BadInput, match="board_exists"):
        book.backup(copy)


def test_restoring_takes_a_board_back_and_can_itself_be_taken_back(book: Book, opened: Opened, board: Path) -> None:
    acme = book.customers.add("Acme")
    deal = book.deals.add(acme.id, "GTX")
    book.customers.set(acme.id, {"name": "Apex"})
    before = book.generation
    newest = book.backups()[0]
    done = Book.restore(board, newest.name, login="li")
    assert (done.source, done.quarantined) == (newest.path, None)
    assert book.refresh()
    assert book.generation > before
    assert book.customers.get(acme.id).name == "Acme"
    assert book.deals.get(deal.id).title == "GTX"
    assert book.customers.get(acme.id).rev > 1_000_000, "nobody can save over it from a form opened before"
    assert [one.action for one in book.history.list(limit=1)] == ["restore"]
    assert "name" in [one.field for one in book.history.list(acme.id)], "what was done since stands in history"
    assert book.verify() is None
    latest = next(one for one in book.backups() if one.version == before)
    Book.restore(board, latest.name, login="li")
    book.refresh()
    assert book.customers.get(acme.id).name == "Apex"
    assert book.deals.add(acme.id, "two").no == 2
    assert book.verify() is None


def test_a_real_boards_history_is_chained_from_its_first_line(book: Book) -> None:
    assert book.verify() is None
    with pytest.raises(BadInput):
        Book.restore(book.path, "1", login=" ")
