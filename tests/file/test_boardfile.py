"""Making, opening, reading and saving a board: real files, one process."""

import errno
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from store.file import image, lease
from store.file.boardfile import BoardFile
from store.file.identity import Format
from store.problems import BadInput, Busy, Unusable


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_a_new_board_is_there_whole_and_alone(boards: Any, board: BoardFile, form: Format) -> None:
    assert names(boards.folder) == ["team.board"]
    assert stat.S_IMODE(boards.path.stat().st_mode) == 0o440
    with sqlite3.connect(f"file:{boards.path}?mode=ro", uri=True) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert plain.execute("PRAGMA application_id").fetchone() == (form.application_id,)
        assert plain.execute("PRAGMA user_version").fetchone() == (form.schema,)


def test_create_leaves_what_is_there_alone(boards: Any) -> None:
    boards.path.write_text("mine")
    with pytest.raises(BadInput) as told:
        boards.create()
    assert told.value.say.id == "board_exists"
    assert boards.path.read_text() == "mine"
    boards.path.unlink()
    boards.path.symlink_to(boards.folder / "elsewhere")
    boards.create().close()
    assert names(boards.folder) == ["elsewhere", "team.board"]


def test_create_loses_a_race_without_harm(boards: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    real = image.put_new

    def late(path: Path, data: bytes) -> None:
        path.write_text("a colleague was faster")
        real(path, data)

    monkeypatch.setattr(image, "put_new", late)
    with pytest.raises(BadInput):
        boards.create()
    assert boards.path.read_text() == "a colleague was faster"
    assert names(boards.folder) == ["team.board"]


def test_create_makes_no_folder(boards: Any, form: Format, at: datetime) -> None:
    with pytest.raises(BadInput) as told:
        BoardFile.create(boards.folder / "not mounted" / "team.board", lambda tx: None, by="li", at=at, form=form)
    assert told.value.say.id == "board_no_folder"
    assert names(boards.folder) == []


def test_a_missing_board_is_never_made(boards: Any, board: BoardFile, count: Any, at: datetime) -> None:
    boards.path.unlink()
    for call in (boards.open, board.refresh, lambda: board.commit(count("a", 1), by="li", at=at)):
        with pytest.raises(Busy) as told:
            call()
        assert told.value.say == ("board_missing", {"path": str(boards.path)})
    assert names(boards.folder) == []
    assert board.memory.execute("select count(*) from meta").fetchone() == (3,)


def test_a_board_that_seems_gone_for_a_moment_is_not_told_missing(
    boards: Any, board: BoardFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a colleague's save is renamed over it, a network drive may say that there is no file."""
    real, misses = os.open, [1, 2]

    def open_late(path: Any, *args: Any, **kwargs: Any) -> int:
        if Path(path) == boards.path and misses:
            misses.pop()
            raise FileNotFoundError(errno.ENOENT, "not just now")
        return real(path, *args, **kwargs)

    monkeypatch.setattr(os, "open", open_late)
    assert not board.refresh()
    assert misses == []


def test_a_save_is_seen_by_everybody_who_looks(boards: Any, board: BoardFile, count: Any, at: datetime) -> None:
    with boards.open() as other:
        assert not other.refresh()
        assert board.commit(count("a", 1), by="li", at=at) == 1
        assert board.memory.execute("select id, amount from deal").fetchall() == [("a-1", 1)]
        assert other.memory.execute("select count(*) from deal").fetchone() == (0,)
        assert other.refresh()
        assert other.generation == board.generation
        assert other.memory.execute("select count(*) from deal").fetchone() == (1,)
        assert not other.refresh()
        # a save starts from the newest version, refreshed or not
        assert board.commit(count("a", 2), by="li", at=at) == 2
        assert other.commit(count("b", 1), by="han", at=at) == 3
        assert board.refresh()
    with boards.open() as again:
        assert again.memory.execute("select count(*), max(amount) from deal").fetchone() == (3, 3)


def test_the_copy_in_memory_cannot_be_written(boards: Any, board: BoardFile, count: Any, at: datetime) -> None:
    with boards.open() as opened:
        board.commit(count("a", 1), by="li", at=at)
        opened.refresh()
        for conn in (opened.memory, board.memory):
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                conn.execute("delete from deal")


def test_whoever_only_reads_leaves_nothing_behind(boards: Any, board: BoardFile, count: Any, at: datetime) -> None:
    with boards.open() as reader:
        board.commit(count("a", 1), by="li", at=at)
        board.close()
        reader.refresh()
        assert names(boards.folder) == ["team.board", "team.board-backups"]
        assert reader.memory.execute("select count(*) from deal").fetchone() == (1,)


def test_an_error_in_a_use_case_leaves_the_file_and_the_lock(
    boards: Any, board: BoardFile, count: Any, at: datetime
) -> None:
    board.commit(count("a", 1), by="li", at=at)
    before, inode = boards.path.read_bytes(), boards.path.stat().st_ino

    def work(tx: Any) -> None:
        count("a", 2)(tx)
        raise wrong

    for wrong in (RuntimeError("no"), KeyboardInterrupt(), BadInput("text_missing", field="x"), SystemExit(1)):
        with pytest.raises(type(wrong)):
            board.commit(work, by="li", at=at)
        assert boards.path.read_bytes() == before
        assert boards.path.stat().st_ino == inode
        assert board.memory.execute("select count(*) from deal").fetchone() == (1,)
    with boards.open(wait=0) as other:
        assert other.commit(count("b", 1), by="han", at=at) == 2


def test_a_busy_board_is_told_with_its_owner(boards: Any, board: BoardFile, count: Any, at: datetime) -> None:
    with boards.open(wait=0.05) as other:

        def work(tx: Any) -> None:
            with pytest.raises(Busy) as told:
                other.commit(count("b", 1), by="han", at=at)
            assert told.value.exit_code == 3
            assert told.value.say.id == "board_busy"
            assert "(" in str(told.value.say.args["owner"])
            count("a", 1)(tx)

        board.commit(work, by="li", at=at)
        assert other.commit(count("b", 1), by="han", at=at) == 2


def test_a_save_is_synced_before_and_after_its_rename(
    boards: Any, board: BoardFile, count: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before: the new version is whole before it gets the name. After: the name survives a power cut of the server."""
    steps: list[str] = []
    real = os.rename

    def rename(source: Path, target: Path) -> None:
        steps.append(f"rename {Path(source).name} {Path(target).name}")
        real(source, target)

    def fsync(descriptor: int) -> None:
        info = os.fstat(descriptor)
        same = info.st_ino == boards.path.stat().st_ino
        steps.append("sync folder" if stat.S_ISDIR(info.st_mode) else "sync board" if same else "sync new")

    monkeypatch.setattr(os, "rename", rename)
    monkeypatch.setattr(os, "fsync", fsync)
    board.commit(count("a", 1), by="li", at=at)
    assert steps == [
        "rename baton held",
        "sync new",
        "rename new.db team.board",
        "sync board",
        "sync folder",
        "rename held baton",
    ]


def test_a_link_stays_a_link(boards: Any, board: BoardFile, form: Format, count: Any, at: datetime) -> None:
    link = boards.folder / "link"
    link.symlink_to(boards.path)
    with BoardFile(link, form=form) as other:
        other.commit(count("a", 1), by="li", at=at)
    assert link.is_symlink()
    assert board.refresh()


@pytest.mark.parametrize(("before", "after"), [(0o440, 0o440), (0o600, 0o400), (0o644, 0o444), (0o660, 0o440)])
def test_who_could_read_the_board_still_can(
    boards: Any, board: BoardFile, count: Any, at: datetime, before: int, after: int
) -> None:
    boards.path.chmod(before)
    umask = os.umask(0o077)
    try:
        board.commit(count("a", 1), by="li", at=at)
        lock = boards.folder / "team.board-lock"
        assert stat.S_IMODE(lock.stat().st_mode) == 0o2770
    finally:
        os.umask(umask)
    assert stat.S_IMODE(boards.path.stat().st_mode) == after


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another group")
def test_the_group_is_kept(boards: Any, board: BoardFile, count: Any, at: datetime) -> None:
    os.chown(boards.path, -1, 12345)
    board.commit(count("a", 1), by="li", at=at)
    assert boards.path.stat().st_gid == 12345


def test_a_backup_put_in_place_is_taken(boards: Any, board: BoardFile, count: Any, at: datetime) -> None:
    old = boards.path.read_bytes()
    for number in range(3):
        board.commit(count("a", number), by="li", at=at)
    boards.path.unlink()
    boards.path.write_bytes(old)
    assert board.refresh()
    assert board.memory.execute("select count(*) from deal").fetchone() == (0,)
    assert board.commit(count("b", 1), by="li", at=at) == 1


def test_a_full_drive_is_told_and_nothing_is_written(
    boards: Any, board: BoardFile, count: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = boards.path.read_bytes()
    real = os.statvfs(boards.folder)
    with monkeypatch.context() as patch:
        patch.setattr(os, "statvfs", lambda _: os.statvfs_result((*real[:2], 1000, 20, 20, *real[5:])))
        with pytest.raises(Busy) as told:
            board.commit(count("a", 1), by="li", at=at)
    assert told.value.say.id == "drive_full"
    assert set(told.value.say.args) == {"folder", "needed", "free"}
    assert boards.path.read_bytes() == before
    assert board.commit(count("a", 1), by="li", at=at) == 1


def test_a_folder_that_one_may_not_write_can_be_looked_at(form: Format, fork: Any, count: Any, at: datetime) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with BoardFile.create(
            folder / "b", lambda tx: tx.insert("meta", {"key": "counter", "value": "0"}), by="li", at=at, form=form
        ):
            (folder / "b").chmod(0o444)
            folder.chmod(0o555)

            def job(say: Callable[[str], None]) -> None:
                if os.geteuid() == 0:
                    os.setgid(65534)
                    os.setuid(65534)
                with BoardFile(folder / "b", form=form) as board:
                    say(str(board.memory.execute("select count(*) from meta").fetchone()[0]))
                    say(f"{board.refresh()}")
                    try:
                        board.commit(count("a", 1), by="x", at=at)
                    except Busy as busy:
                        say(f"{busy.say.id} {busy.say.args['folder']}")
                (folder / "b").read_bytes()

            child = fork(job)
            assert child.rest() == ["2", "False", f"board_readonly {folder.resolve()}"]
            assert child.wait() == 0
            assert names(folder) == ["b"]
            folder.chmod(0o755)


def test_a_file_that_one_may_not_read(boards: Any, board: BoardFile, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> int:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(os, "open", denied)
    with pytest.raises(Busy) as told:
        boards.open()
    assert told.value.say.id == "board_unreadable"


def test_a_cut_read_is_never_believed(
    boards: Any, board: BoardFile, count: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A network drive with a stale cache: under the known name the file is cut, under a fresh one it is whole."""
    real = Path.read_bytes
    looks: list[bool] = []

    def stale(path: Path) -> bytes:
        looks.append(path == boards.path)
        return real(path)[:4096] if path == boards.path else real(path)

    with boards.open() as reader:
        board.commit(count("a", 1), by="li", at=at)
        monkeypatch.setattr(Path, "read_bytes", stale)
        assert reader.refresh()
        assert reader.memory.execute("select count(*) from deal").fetchone() == (1,)
        assert looks == [True] * image.PLAIN_LOOKS + [False]
        assert reader.commit(count("b", 1), by="han", at=at) == 2


def test_an_old_read_is_never_the_ground_of_a_save(
    boards: Any, board: BoardFile, count: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A drive without links whose cache shows yesterday's file, whole: better no save than one that undoes others'."""
    board.commit(count("a", 1), by="li", at=at)
    old = boards.path.read_bytes()
    board.commit(count("a", 2), by="li", at=at)

    def no_links(*_: object, **__: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "no links here")

    monkeypatch.setattr(image, "PAUSES", (0.0,) * 4)
    with monkeypatch.context() as patch:
        patch.setattr(os, "link", no_links)
        assert board.commit(count("a", 3), by="li", at=at) == 3
        patch.setattr(Path, "read_bytes", lambda path: old)
        with pytest.raises(Busy) as told:
            board.commit(count("a", 4), by="li", at=at)
        assert told.value.say.id == "drive_stale"
    assert board.commit(count("a", 4), by="li", at=at) == 4


def test_an_older_board_is_brought_up_at_its_first_save(
    boards: Any, old_form: Format, form: Format, count: Any, at: datetime
) -> None:
    with boards.create(old_form) as old:
        old.commit(count("a", 1), by="li", at=at)
        before = boards.path.read_bytes()
        with boards.open() as board:
            # what is looked at is new already, the file is not
            assert board.memory.execute("select id, stars from deal").fetchall() == [("a-1", None)]
            assert boards.path.read_bytes() == before
            assert not board.refresh()
            assert board.commit(count("b", 1), by="li", at=at) == 2
        copy = f"team.board.schema1-{old.generation}"
        assert names(boards.folder) == ["team.board", "team.board-backups", "team.board-lock", copy]
        assert (boards.folder / copy).read_bytes() == before
        with pytest.raises(Unusable) as told:
            old.commit(count("a", 2), by="li", at=at)
        assert told.value.say.id == "board_newer"
        with pytest.raises(Unusable):
            old.refresh()
    with boards.open() as again:
        assert again.memory.execute("PRAGMA user_version").fetchone() == (2,)
        again.commit(lambda tx: tx.update("deal", "a-1", {"stars": 5}), by="li", at=at)
    assert names(boards.folder) == ["team.board", "team.board-backups", copy]


def test_another_way_of_saving_is_not_mixed_with_ours(boards: Any, board: BoardFile, count: Any, at: datetime) -> None:
    with boards.open() as other:
        board.commit(lambda tx: tx.update("meta", "protocol", {"value": "replace-2"}), by="li", at=at)
        for call in (other.refresh, boards.open, lambda: other.commit(count("a", 1), by="li", at=at)):
            with pytest.raises(Unusable) as told:
                call()
            assert told.value.say.args["theirs"] == "replace-2"


def test_our_place_taken_away_is_made_again(boards: Any, board: BoardFile, count: Any, at: datetime) -> None:
    board.commit(count("a", 1), by="li", at=at)
    shutil.rmtree(boards.folder / "team.board-lock")
    board.refresh()
    assert board.commit(count("a", 2), by="li", at=at) == 2

    def work(tx: Any) -> int:
        if not runs:
            shutil.rmtree(boards.folder / "team.board-lock")
        runs.append(1)
        return int(count("a", 3)(tx))

    runs: list[int] = []
    assert board.commit(work, by="li", at=at) == 3
    assert len(runs) == 2


def test_a_rename_that_was_done_is_not_done_twice(
    boards: Any, board: BoardFile, count: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer to the commit's rename is lost and our folder with it: the redo finds its own batch."""
    real = os.rename

    def lossy(source: Path, target: Path) -> None:
        real(source, target)
        if Path(source).name == "new.db" and not lost:
            lost.append(1)
            shutil.rmtree(Path(source).parent)
            raise FileNotFoundError(errno.ENOENT, "gone")

    lost: list[int] = []
    monkeypatch.setattr(os, "rename", lossy)
    assert board.commit(count("a", 1), by="li", at=at) == 1
    assert board.memory.execute("select count(*) from deal").fetchone() == (1,)
    assert lost


READER = """
import sys
from store.file.boardfile import BoardFile
from store.file.identity import Format

with BoardFile(sys.argv[1], form=Format(int(sys.argv[2]), int(sys.argv[3]), print, "replace-1")) as board:
    board.refresh()
    board.doctor()
    assert board.memory.execute("select count(*) from meta").fetchone() == (3,)
print(*{"sqlite_utils", "click", "pydantic", "textual"} & sys.modules.keys())
"""


def test_reading_loads_no_library(boards: Any, board: BoardFile, form: Format) -> None:
    """The first frame needs the standard library, Textual and sqlite3 only."""
    told = subprocess.run(
        [sys.executable, "-c", READER, str(boards.path), str(form.application_id), str(form.schema)],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.stderr, told.stdout.strip()) == ("", "")


def test_the_lease_is_beside_the_board() -> None:
    assert lease.Lease(Path("/x/team.board")).folder == Path("/x/team.board-lock")
