"""A drive that forgets what it confirmed: my saves of seven days come back, beside what others did since."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from store.book import Book
from store.file import outbox as outboxes
from store.file.outbox import Outbox
from store.problems import Busy
from store.records import Customer
from store.words import pick, tell

Opened = Callable[..., Book]


@pytest.fixture
def box(tmp_path: Path) -> Path:
    return tmp_path / "state" / "outbox.db"


@pytest.fixture
def mine(board: Path, clock: Callable[[], datetime], box: Path) -> Any:
    book = Book.open(board, login="li", clock=clock, outbox=box)
    yield book
    book.close()


@pytest.fixture
def customer(mine: Book) -> Customer:
    return mine.customers.add("Acme")


def forget(board: Path, copy: Path) -> None:
    """The drive shows an older file from now on."""
    board.unlink()
    shutil.copy2(copy, board)


def remember(board: Path, tmp_path: Path) -> Path:
    copy = tmp_path / f"copy-{len(list(tmp_path.iterdir()))}"
    shutil.copy2(board, copy)
    return copy


def test_a_forgotten_save_comes_back_and_is_told_once(
    mine: Book, board: Path, customer: Customer, tmp_path: Path
) -> None:
    copy = remember(board, tmp_path)
    deal = mine.deals.add(customer.id, "GTX", 100)
    mine.deals.set(deal.id, {"amount": 200})
    item = mine.deals.checklist(deal.id)[0][0].id
    mine.deals.check(deal.id, item)
    forget(board, copy)
    assert mine.refresh()
    again = mine.deals.get(deal.id)
    assert (again.no, again.amount, again.title) == (deal.no, 200, "GTX")
    assert mine.deals.checklist(deal.id)[0][1] is not None
    assert mine.deals.add(customer.id, "next").no == deal.no + 1
    assert mine.verify() is None
    say = mine.returned()
    assert say is not None
    assert say.args["count"] == 3
    for lang in ("zh", "en"):
        assert "3" in tell(pick(lang), say)
    assert mine.returned() is None
    before = mine.generation
    mine.refresh()
    assert mine.generation == before, "nothing is put back twice"


def test_it_comes_back_to_whoever_opens_the_board_next(
    mine: Book, board: Path, customer: Customer, tmp_path: Path, clock: Callable[[], datetime], box: Path
) -> None:
    copy = remember(board, tmp_path)
    deal = mine.deals.add(customer.id, "GTX")
    mine.close()
    forget(board, copy)
    other = Book.open(board, login="li", clock=clock, outbox=box)
    assert other.deals.get(deal.id).title == "GTX"
    other.close()


def test_what_others_did_since_stays(
    mine: Book, opened: Opened, board: Path, customer: Customer, tmp_path: Path
) -> None:
    deal = mine.deals.add(customer.id, "GTX", 100)
    copy = remember(board, tmp_path)
    mine.deals.set(deal.id, {"amount": 200, "note": "mine"})
    added = mine.deals.add(customer.id, "two")
    forget(board, copy)
    boss = opened("chen")
    boss.deals.set(deal.id, {"amount": 300})
    boss.deals.set(deal.id, {"region": "North"})
    theirs = boss.deals.add(customer.id, "theirs")
    assert theirs.no == added.no
    mine.refresh()
    after = mine.deals.get(deal.id)
    assert (after.amount, after.note) == (300, "mine")
    assert "200" in [one.new for one in mine.history.list(deal.id)], "mine stands in history"
    assert mine.deals.get(theirs.id).no == theirs.no
    assert mine.deals.get(added.id).no == theirs.no + 1, "a number is nobody's twice"


def test_another_story_of_the_same_length_is_noticed_at_the_next_save(
    mine: Book, opened: Opened, board: Path, customer: Customer, tmp_path: Path
) -> None:
    """As many saves on both sides: the header is the same, the chain of history is not."""
    copy = remember(board, tmp_path)
    deal = mine.deals.add(customer.id, "mine")
    forget(board, copy)
    theirs = opened("chen").deals.add(customer.id, "boss")
    assert not mine.refresh()
    mine.customers.set(customer.id, {"region": "North"})
    assert {one.id for one in mine.deals.list()} == {deal.id, theirs.id}
    assert mine.returned() is not None
    assert mine.verify() is None


def test_a_restore_on_purpose_is_not_undone(mine: Book, board: Path, customer: Customer, tmp_path: Path) -> None:
    copy = mine.backup(tmp_path / "good.db")
    deal = mine.deals.add(customer.id, "GTX")
    Book.restore(board, str(copy), login="chen", at=datetime.now().astimezone() + timedelta(seconds=1))
    mine.refresh()
    assert [one.id for one in mine.deals.list()] == []
    assert mine.returned() is None
    assert deal.id


def test_a_save_that_failed_is_not_kept(
    mine: Book, board: Path, customer: Customer, monkeypatch: pytest.MonkeyPatch, box: Path
) -> None:
    real = os.statvfs(board.parent)
    with monkeypatch.context() as patch:
        patch.setattr(os, "statvfs", lambda _: os.statvfs_result((*real[:2], 1000, 20, 20, *real[5:])))
        with pytest.raises(Busy):
            mine.deals.add(customer.id, "never")
    with sqlite3.connect(box) as conn:
        assert conn.execute("select count(*) from sent where done is null").fetchone() == (0,)
    conn.close()


def test_trouble_with_the_outbox_stops_no_save(mine: Book, customer: Customer, box: Path, tmp_path: Path) -> None:
    box.unlink()
    box.symlink_to(tmp_path / "elsewhere")
    assert mine.deals.add(customer.id, "a").title == "a"
    assert not (tmp_path / "elsewhere").exists(), "it does not follow a link"
    box.unlink()
    box.write_text("no database")
    assert mine.deals.add(customer.id, "b").title == "b"
    mine.refresh()


def test_it_is_the_users_own_and_is_thinned(
    mine: Book, customer: Customer, box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stat.S_IMODE(box.stat().st_mode) == 0o600
    mine.deals.add(customer.id, "a")
    with sqlite3.connect(box) as conn:
        assert conn.execute("select count(*) from sent").fetchone() == (2,)
        conn.execute("update sent set done = '2020-01-01T00:00:00+00:00'")
    conn.close()
    mine.deals.add(customer.id, "b")
    with sqlite3.connect(box) as conn:
        assert conn.execute("select count(*) from sent").fetchone() == (1,)
    conn.close()
    assert Outbox(box).missing("another board", mine._core.conn) == []
    assert timedelta(days=7) == outboxes.KEPT
