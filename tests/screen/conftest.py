"""A small team on a real file for the screen's tests: Li sells, Han too, Chen leads."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from store.book import Book
from store.process import playbook
from tests.screen.driver import NOW, Rep

HOSTILE = "[/] [red]\x1b[31m\u202eevil"

Team = Callable[..., Rep]


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The board every test starts from, made once."""
    path = tmp_path_factory.mktemp("screen") / "team.db"
    rules = playbook.load(Path(__file__).with_name("process.toml"))
    book = Book.create(path, playbook=rules, login="chen", name="陈强", team="华东团队", clock=lambda: NOW)
    book.batch(lambda: _tell(book))
    book.close()
    return path


def _tell(book: Book) -> None:
    book.members.add("li", "李雷", ["rep"])
    book.members.add("han", "韩梅", ["rep"])
    catl = book.customers.add("宁德时代", owner="li")
    hengrui = book.customers.add("恒瑞医药", owner="li")
    acme = book.customers.add("Acme Ltd", owner="li")
    book.customers.add("美的集团", owner="han")
    book.contacts.add(catl.id, "林峰", post="采购经理", phone="13800000000", role="decider")
    with book.acting("li", NOW - timedelta(days=20)):
        line = book.deals.add(catl.id, "产线改造", 80_000_000, owner="li", type="new")
        book.deals.add(hengrui.id, "ERP 升级", 45_000_000, owner="li")
        book.deals.add(acme.id, HOSTILE, 100, owner="li")
        ready = book.deals.add(hengrui.id, "质检系统", 12_000_000, owner="li")
        for item in ("hello", "papers"):
            book.deals.check(ready.id, item)
        talks = book.deals.add(catl.id, "备件合同", 5_000_000, owner="li", stage="talk")
        book.tiers.set(line.id, "heat", "hot")
        book.tiers.set(talks.id, "heat", "cold")
        book.tiers.set(hengrui.id, "grade", "A")
        book.deals.add(acme.id, "韩梅的单子", 700_000, owner="han")


@pytest.fixture(autouse=True)
def state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of its own for every test: drafts lie there."""
    folder = tmp_path / "state"
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    return folder


@pytest.fixture
def board_file(pattern: Path, tmp_path: Path) -> Path:
    """A board of one's own to change."""
    path = tmp_path / "team.db"
    shutil.copyfile(pattern, path)
    return path


@pytest.fixture
def team(board_file: Path) -> Team:
    """Somebody at the board: `async with team() as rep`, or team("han", lang="en", size=(80, 24))."""

    def sits_down(login: str = "li", **how: object) -> Rep:
        return Rep(board_file, login, **how)  # type: ignore[arg-type]

    return sits_down
