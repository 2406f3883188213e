"""Two people of one team with accounts of their own on one folder: real users, real rights."""

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from store.file import backups, image
from store.file.boardfile import BoardFile
from store.file.identity import Format

GROUP, ANNA, BEN = 34001, 34002, 34003

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as other users")


@pytest.fixture
def team() -> Iterator[Path]:
    """A folder as the recipe says: of the group, written by the group, the group handed on."""
    folder = Path(tempfile.mkdtemp())
    os.chown(folder, ANNA, GROUP)
    folder.chmod(0o2770)
    yield folder / "team.board"
    shutil.rmtree(folder)


@pytest.fixture
def acting(fork: Any) -> Callable[..., list[str]]:
    """Runs a job as a user, in a process of its own; what it said."""

    def act(user: int, job: Callable[[Callable[[str], None]], None]) -> list[str]:
        def work(say: Callable[[str], None]) -> None:
            os.setgroups([])
            os.setgid(GROUP)
            os.setuid(user)
            os.umask(0o077)
            job(say)

        child = fork(work)
        said: list[str] = child.rest()
        assert (child.wait(), said) == (0, said)
        return said

    return act


def test_each_saves_over_the_other_and_every_version_is_kept(
    team: Path, acting: Any, form: Format, count: Any, at: datetime
) -> None:
    def make(say: Any) -> None:
        def start(tx: Any) -> None:
            tx.insert("meta", {"key": "counter", "value": "0"})

        BoardFile.create(team, start, by="anna", at=at, form=form).close()

    def save(name: str) -> Callable[[Any], None]:
        def job(say: Any) -> None:
            with closing(BoardFile(team, form=form)) as board:
                for number in range(3):
                    say(str(board.commit(count(f"{name}{board.generation}", number), by=name, at=at)))

        return job

    acting(ANNA, make)
    told = [acting(user, save(name)) for user, name in ((BEN, "ben"), (ANNA, "anna"), (BEN, "ben"))]
    assert told == [["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"]]
    assert len(backups.kept(team)) == 9
    assert len({one.path.stat().st_ino for one in backups.kept(team)}) == 9
    # the first version, of a board just made, Ben had to copy; of every other one its owner left a second name
    owners = [one.path.stat().st_uid for one in backups.kept(team)[::-1]]
    assert owners == [BEN, BEN, BEN, BEN, ANNA, ANNA, ANNA, BEN, BEN]
    modes = {stat.S_IMODE(one.stat().st_mode) for one in [team, *(each.path for each in backups.kept(team))]}
    assert modes == {0o440}
    assert stat.S_IMODE(backups.folder_of(team).stat().st_mode) == 0o2770
    assert {one.stat().st_gid for one in team.parent.rglob("*")} == {GROUP}


def test_a_colleagues_version_is_read_round_the_caches(
    team: Path, acting: Any, form: Format, count: Any, at: datetime
) -> None:
    """Nobody may link a file he cannot write; the one who saved has left a second name for it."""
    if Path("/proc/sys/fs/protected_hardlinks").read_text().strip() != "1":
        pytest.skip("this computer lets everybody link everything")

    def make(say: Any) -> None:
        def start(tx: Any) -> None:
            tx.insert("meta", {"key": "counter", "value": "0"})

        with closing(BoardFile.create(team, start, by="anna", at=at, form=form)) as board:
            board.commit(count("a", 1), by="anna", at=at)
            board.commit(count("a", 2), by="anna", at=at)

    def look(say: Any) -> None:
        with closing(BoardFile(team, form=form)) as board:
            place = board._place(True)
            data, fresh = image.fetch(team, place)
            say(f"{fresh} {data == team.read_bytes()}")

    acting(ANNA, make)
    assert acting(BEN, look) == ["True True"]
    backups.thin(team)
    assert [one.name for one in backups.folder_of(team).glob("present-*")] == [
        image.alias_of(team, image.head(team)[27]).name
    ]
    # a second name that is of something else is not believed
    alias = next(backups.folder_of(team).glob("present-*"))
    alias.unlink()
    alias.write_bytes(b"SQLite format 3\0" + bytes(200))
    assert acting(BEN, look) == ["False True"]
