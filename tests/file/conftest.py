"""A small board format of the tests' own, real files, and real processes."""

import os
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from store.file.boardfile import BoardFile
from store.file.identity import Format
from store.file.writer import Writer

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def migrate(db: Any) -> None:
    """Two versions: the second adds a column, so that an older file can be made with the first."""
    build(db)
    if "stars" not in db.table("deal").columns_dict:
        db.table("deal").add_column("stars", int)


def build(db: Any) -> None:
    if db.table("deal").exists():
        return
    db.table("meta").create({"key": str, "value": str}, pk="key")
    columns = {"seq": int} | dict.fromkeys(
        ("batch", "at", "by", "action", "entity", "subject", "field", "old", "new", "why", "undoes"), str
    )
    db.table("change").create(columns | {"link": bytes}, pk="seq")
    db.table("deal").create(
        {"id": str, "no": int, "title": str, "note": str, "amount": int, "filled": str, "search": str, "rev": int},
        pk="id",
        not_null={"rev"},
        defaults={"note": ""},
    )
    db.table("item_state").create(
        {"deal": str, "item": str, "by": str, "rev": int},
        pk=("deal", "item"),
        foreign_keys=[("deal", "deal", "id")],
    )
    db.table("tag").create({"deal": str, "tag": str}, pk=("deal", "tag"))


OLD = Format(0x7E57B0A2, 1, build, "replace-1")
FORM = Format(0x7E57B0A2, 2, migrate, "replace-1")


def start(tx: Writer) -> None:
    tx.insert("meta", {"key": "protocol", "value": "replace-1"})
    tx.insert("meta", {"key": "counter", "value": "0"})


class Boards(NamedTuple):
    """Makes and opens boards in one folder."""

    folder: Path

    @property
    def path(self) -> Path:
        return self.folder / "team.board"

    def names(self) -> list[str]:
        """What lies in the folder."""
        return sorted(one.name for one in self.folder.iterdir())

    def create(self, form: Format = FORM) -> BoardFile:
        return BoardFile.create(self.path, start, by="li", at=AT, form=form)

    def open(self, **how: Any) -> BoardFile:
        return BoardFile(self.path, **({"form": FORM} | how))


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here cuts the power; that a save syncs, and when, is a test of its own (test_boardfile)."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def form() -> Format:
    return FORM


@pytest.fixture
def old_form() -> Format:
    return OLD


@pytest.fixture
def boards(tmp_path: Path) -> Boards:
    return Boards(tmp_path)


@pytest.fixture
def board(boards: Boards) -> Iterator[BoardFile]:
    with boards.create() as one:
        yield one


Count = Callable[[str, int], Callable[[Writer], int]]


@pytest.fixture
def count() -> Count:
    """A change that shows every kind of loss: reads a counter, adds one, adds a row; who and which go into the row."""

    def work_of(who: str, number: int) -> Callable[[Writer], int]:
        def work(tx: Writer) -> int:
            found = tx.conn.execute("select value from meta where key = 'counter'").fetchone()
            value = int(found[0]) + 1
            tx.update("meta", "counter", {"value": str(value)})
            tx.insert("deal", {"id": f"{who}-{number}", "no": number, "title": who, "amount": value})
            return value

        return work

    return work_of


class Child(NamedTuple):
    """A process of its own. What it says arrives line by line."""

    pid: int
    out: int

    def line(self) -> str:
        """The next line it says; "" when it has ended."""
        got = b""
        while not got.endswith(b"\n"):
            one = os.read(self.out, 1)
            if not one:
                break
            got += one
        return got.decode().strip()

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        self.wait()

    def wait(self) -> int:
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def rest(self) -> list[str]:
        """All that it said and was not read yet; a line cut off by its end is left out."""
        got = b""
        while one := os.read(self.out, 65536):
            got += one
        return [line.decode() for line in got.split(b"\n")[:-1]]


Fork = Callable[[Callable[[Callable[[str], None]], None]], Child]


@pytest.fixture
def fork() -> Iterator[Fork]:
    """Start a function in a process of its own; it gets a function to say lines with."""
    __import__("sqlite_utils")
    children: list[Child] = []

    def begin(job: Callable[[Callable[[str], None]], None]) -> Child:
        out, into = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(out)
            status = 1
            try:
                job(lambda text: void(os.write(into, f"{text}\n".encode())))
                status = 0
            except BaseException as error:
                os.write(into, f"{error!r}\n".encode())
            finally:
                os._exit(status)
        os.close(into)
        children.append(Child(pid, out))
        return children[-1]

    yield begin
    for one in children:
        os.close(one.out)


def void(_: object) -> None:
    """For a lambda that answers nothing."""
