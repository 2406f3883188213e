"""What a key costs: nothing is asked on the screen's thread, and nothing in proportion to the team's deals."""

import inspect
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from store.book import Book
from store.file import rows
from store.process import playbook
from tests.screen.conftest import Team
from tests.screen.driver import NOW, Rep


class Asked:
    """Every question asked of the board: its name, its thread, and how many rows it brought."""

    def __init__(self) -> None:
        self.log: list[tuple[str, int, int]] = []

    def watch(self, name: str, question: Callable[..., Any]) -> Callable[..., Any]:
        def asking(*args: Any, **words: Any) -> Any:
            answer = question(*args, **words)
            self.log.append((name, threading.get_ident(), len(answer) if isinstance(answer, list | dict) else 1))
            return answer

        return asking


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    found = Asked()
    for name, question in inspect.getmembers(rows, inspect.isfunction):
        if question.__module__ == rows.__name__ and not name.startswith("_"):
            monkeypatch.setattr(rows, name, found.watch(name, question))
    return found


async def test_a_day_of_keys_asks_nothing_on_the_thread_that_draws(team: Team, asked: Asked) -> None:
    async with team() as rep:
        for key in (
            "w",
            "escape",
            "tab",
            "down",
            "right",
            "enter",
            "escape",
            "c",
            "escape",
            "t",
            "a",
            "escape",
            "/",
            "escape",
        ):
            await rep.press(key)
        await rep.selects("质检系统")
        await rep.press(">")
        assert len(asked.log) > 20
        assert threading.get_ident() not in {thread for _, thread, _ in asked.log}


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A board with 1,500 deals of li's in three stages."""
    path = tmp_path_factory.mktemp("crowd") / "crowd.db"
    rules = playbook.load(Path(__file__).with_name("process.toml"))
    book = Book.create(path, playbook=rules, login="li", name="李雷", clock=lambda: NOW)

    def fill() -> None:
        customers = [book.customers.add(f"Customer {n}").id for n in range(50)]
        for n in range(1500):
            stage = rules.stages[n % 3].id
            book.deals.put(
                f"x:{n}", {"customer": customers[n % 50], "title": f"Deal {n}", "owner": "li", "stage": stage}
            )

    book.batch(fill)
    book.close()
    return path


async def test_a_cursor_key_asks_nothing_and_a_scrolling_one_a_window(crowd: Path, asked: Asked) -> None:
    async with Rep(crowd) as rep:
        await rep.goes_to_the_board()
        asked.log.clear()
        for _ in range(5):
            await rep.press("down")
        assert asked.log == []
        for _ in range(40):
            await rep.press("down")
        windows = [size for name, _, size in asked.log if name == "window"]
        assert 1 <= len(windows) <= 6
        assert max(size for _, _, size in asked.log) <= 80
        assert rep.card.title != "Deal 0"
