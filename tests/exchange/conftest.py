"""Files to read and boards to import into, for the tests of import and export."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from store.book import Book
from store.process import playbook
from store.process.playbook import Process
from tests.exchange import lookalike

TextFile = Callable[..., Path]


@pytest.fixture(scope="session")
def default_playbook() -> playbook.Playbook:
    """The shipped default process, loaded once."""
    return playbook.load(playbook.shipped_path("default"))


@pytest.fixture(scope="session")
def process(default_playbook: playbook.Playbook) -> Process:
    """The shipped default process as a board reads it."""
    return Process.of(default_playbook)


@pytest.fixture
def book(tmp_path: Path, default_playbook: playbook.Playbook, clock: Callable[[], datetime]) -> Iterator[Book]:
    """An empty board in yuan, led by li."""
    made = Book.create(tmp_path / "team.deals", playbook=default_playbook, login="li", lang="zh", clock=clock)
    yield made
    made.close()


@pytest.fixture
def text_file(tmp_path: Path) -> TextFile:
    """Writes a text as a file: text_file("a,b\\n1,2", encoding="gb18030")."""

    def write(text: str, *, encoding: str = "utf-8", name: str = "in.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture(scope="session")
def crm_set(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, lookalike.Made]:
    """The 8,800 deals of our look-alike, written once, and how many of each kind there are."""
    folder = tmp_path_factory.mktemp("crm")
    return folder / "sales_pipeline.csv", lookalike.write(folder)
