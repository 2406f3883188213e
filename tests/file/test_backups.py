"""Old versions: what is kept, what is thinned out, that keeping never stops a save, and that each can be put back."""

import os
import random
import shutil
import sqlite3
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from store.file import backups, restoring
from store.file.boardfile import BoardFile
from store.file.identity import Format
from store.problems import BadInput, Busy, Unusable


def age(path: Path, at: datetime) -> None:
    os.utime(path, (at.timestamp(), at.timestamp()))


def deals(board: BoardFile) -> set[str]:
    board.refresh()
    return {one for (one,) in board.memory.execute("select id from deal")}


def test_a_save_keeps_the_version_it_replaces(boards: Any, board: BoardFile, count: Any, at: datetime) -> None:
    before, inode = boards.path.read_bytes(), boards.path.stat().st_ino
    version = board.generation
    board.commit(count("a", 1), by="li", at=at)
    (one,) = backups.kept(boards.path)
    assert one.path.read_bytes() == before
    assert one.path.stat().st_ino == inode, "a link, not a copy"
    assert (one.version, one.by_hand) == (version, False)
    assert stat.S_IMODE(backups.folder_of(boards.path).stat().st_mode) == 0o2770
    board.commit(lambda tx: None, by="li", at=at)
    assert len(backups.kept(boards.path)) == 1, "what changes nothing keeps nothing"


def test_without_links_it_is_a_copy_of_the_same_time(
    boards: Any, board: BoardFile, count: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = boards.path.read_bytes()
    age(boards.path, at)

    def no_links(*_: object, **__: object) -> None:
        raise PermissionError(1, "a colleague's file")

    monkeypatch.setattr(os, "link", no_links)
    board.commit(count("a", 1), by="li", at=at)
    (one,) = backups.kept(boards.path)
    assert one.path.read_bytes() == before
    assert one.at == at
    assert one.path.stat().st_mtime == at.timestamp()
    assert [each.name for each in (boards.folder / "team.board-lock").rglob("keep-*")] == []


@pytest.mark.parametrize("trouble", ["a file", "a link elsewhere", "no right"])
def test_no_backup_is_no_reason_not_to_save(
    boards: Any, board: BoardFile, count: Any, at: datetime, trouble: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = backups.folder_of(boards.path)
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    if trouble == "a file":
        folder.write_text("mine")
    elif trouble == "a link elsewhere":
        folder.symlink_to(elsewhere)
    else:
        folder.mkdir(0o500)
    assert board.commit(count("a", 1), by="li", at=at) == 1
    assert list(elsewhere.iterdir()) == []
    assert deals(board) == {"a-1"}


NOW = datetime(2026, 3, 4, 12, 30, tzinfo=UTC).timestamp()


def kept_of(ages: list[float]) -> list[float]:
    times = sorted((NOW - one for one in ages), reverse=True)
    return sorted(NOW - times[one] for one in backups.survivors(times, NOW))


def test_twenty_of_the_last_hour() -> None:
    assert kept_of([one * 60.0 for one in range(25)])[:20] == [one * 60.0 for one in range(20)]
    # the newest of the hour before stands in its slot
    assert kept_of([3700.0 + one for one in range(30)]) == [3700.0]


def test_slots_of_a_busy_year() -> None:
    dice = random.Random(5)  # noqa: S311 - repeatable
    ages = sorted(dice.uniform(0, 365 * 86_400) for _ in range(40_000))
    left = kept_of(ages)
    assert len(left) <= 20 + 24 + 14 + 8
    for slot, most in ((3600, 24), (86_400, 14), (604_800, 8)):
        held = {int((NOW - one) // slot) for one in left}
        newest = sorted({int((NOW - one) // slot) for one in ages}, reverse=True)[:most]
        assert set(newest) <= held


def test_thinning_bit_by_bit_keeps_what_thinning_at_once_keeps() -> None:
    """A day of a save every 10 minutes: whoever thins after each save has the same hours and days at the end."""
    times: list[float] = []
    start = NOW - 20 * 86_400
    for step in range(20 * 144):
        now = start + step * 600
        times.insert(0, now)
        wanted = backups.survivors(times, now)
        times = [one for number, one in enumerate(times) if number in wanted]
    days = {int(one // 86_400) for one in times}
    assert len(times) <= 66
    assert len(days) >= 14


def test_thinning_on_the_drive(boards: Any, board: BoardFile, count: Any, at: datetime) -> None:
    for number in range(30):
        age(boards.path, at + timedelta(minutes=number * 5))
        board.commit(count("a", number), by="li", at=at)
    folder = backups.folder_of(boards.path)
    (folder / "notes.txt").touch()
    (folder / "20261399T000000Z-v1.db").touch()
    mine = folder / "20200101T000000Z-v1-hand.db"
    mine.write_bytes(boards.path.read_bytes())
    age(boards.path, at + timedelta(days=100))
    backups.thin(boards.path)
    names = {one.name for one in folder.iterdir()}
    assert {"notes.txt", "20261399T000000Z-v1.db", mine.name} <= names
    assert len([one for one in backups.kept(boards.path) if not one.by_hand]) == 3, "three hours had a version"


def test_every_slot_can_be_restored(
    boards: Any, board: BoardFile, form: Format, count: Any, at: datetime, tmp_path_factory: pytest.TempPathFactory
) -> None:
    held: dict[int, set[str]] = {}
    for number in range(40):
        held[board.generation] = deals(board)
        age(boards.path, at + timedelta(hours=number * 7))
        board.commit(count("a", number), by="li", at=at)
    there = backups.kept(boards.path)
    assert len(there) > 20
    for one in there:
        # each on a copy of its own: putting one back keeps the present one, which may push the oldest out
        copy = tmp_path_factory.mktemp("slot") / "team.board"
        shutil.copy2(boards.path, copy)
        shutil.copytree(backups.folder_of(boards.path), backups.folder_of(copy))
        restoring.restore(copy, one.name, by="li", at=at, form=form)
        with BoardFile(copy, form=form) as restored:
            assert deals(restored) == held[one.version]
            assert restored.generation > board.generation, "everybody who looks sees it"
            restored.commit(count("b", 1), by="li", at=at)
            (line,) = restored.memory.execute("select entity, subject, new from change where action = 'restore'")
            assert line[:2] == ("meta", "restored")
            assert one.name in line[2]
        with sqlite3.connect(f"file:{copy}?mode=ro", uri=True) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        plain.close()


def test_restoring_keeps_what_was_there_and_all_of_history(
    boards: Any, board: BoardFile, form: Format, count: Any, at: datetime
) -> None:
    board.commit(count("a", 1), by="li", at=at)
    board.commit(lambda tx: (count("a", 2)(tx), tx.next_no("deal")), by="li", at=at)
    latest = boards.path.read_bytes()
    told = board.memory.execute("select * from change order by seq").fetchall()
    found = restoring.restore(boards.path, "2", by="han", at=at, form=form)
    assert found.quarantined is None
    assert deals(board) == set()
    assert latest in [one.path.read_bytes() for one in backups.kept(boards.path)]
    assert board.memory.execute("select * from change order by seq").fetchall()[: len(told)] == told
    # a number is not given twice
    assert board.commit(lambda tx: tx.next_no("deal"), by="li", at=at) == 2


def test_a_damaged_board_is_put_aside_and_a_backup_takes_its_place(
    boards: Any, board: BoardFile, form: Format, count: Any, at: datetime
) -> None:
    board.commit(count("a", 1), by="li", at=at)
    board.commit(count("a", 2), by="li", at=at)
    board.close()
    broken = boards.path.read_bytes()[:9000]
    boards.path.unlink()
    boards.path.write_bytes(broken)
    with pytest.raises(Unusable):
        boards.open()
    found = restoring.restore(boards.path, "1", by="li", at=at, form=form)
    assert found.quarantined is not None
    assert found.quarantined.name.startswith("team.damaged-")
    assert found.quarantined.read_bytes() == broken
    with boards.open() as again:
        assert deals(again) == {"a-1"}


def test_a_missing_board_can_be_restored(boards: Any, board: BoardFile, form: Format, count: Any, at: datetime) -> None:
    board.commit(count("a", 1), by="li", at=at)
    board.commit(count("a", 2), by="li", at=at)
    board.close()
    boards.path.unlink()
    restoring.restore(boards.path, "1", by="li", at=at, form=form)
    with boards.open() as again:
        assert deals(again) == {"a-1"}


def test_what_cannot_be_restored(
    boards: Any, board: BoardFile, form: Format, old_form: Format, count: Any, at: datetime, tmp_path: Path
) -> None:
    board.commit(count("a", 1), by="li", at=at)
    before = boards.path.read_bytes()
    for which, problem in (("9", "backup_unknown"), ("gone.db", "backup_unknown")):
        with pytest.raises(BadInput) as told:
            restoring.restore(boards.path, which, by="li", at=at, form=form)
        assert told.value.say.id == problem
    text = tmp_path / "text"
    text.write_text("text")
    cut = tmp_path / "cut"
    cut.write_bytes(before[:9000])
    for file, problem in ((text, "board_foreign"), (cut, "board_damaged")):
        with pytest.raises(Unusable) as unusable:
            restoring.restore(boards.path, str(file), by="li", at=at, form=form)
        assert unusable.value.say.id == problem
    other = BoardFile.create(
        tmp_path / "other", lambda tx: tx.insert("meta", {"key": "board_id", "value": "x"}), by="li", at=at, form=form
    )
    other.close()
    with pytest.raises(BadInput) as told:
        restoring.restore(boards.path, str(tmp_path / "other"), by="li", at=at, form=form)
    assert told.value.say.id == "backup_other_board"
    with pytest.raises(Unusable) as unusable:
        restoring.restore(boards.path, "1", by="li", at=at, form=old_form)
    assert unusable.value.say.id == "board_newer"
    assert boards.path.read_bytes() == before
    assert board.commit(count("a", 2), by="li", at=at) == 2


def test_a_copy_to_another_place(boards: Any, board: BoardFile, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    backups.copy_to(boards.path.read_bytes(), target)
    assert target.read_bytes() == boards.path.read_bytes()
    for wrong, problem in ((target, "board_exists"), (tmp_path / "none" / "x", "board_no_folder")):
        with pytest.raises(BadInput) as told:
            backups.copy_to(b"x", wrong)
        assert told.value.say.id == problem


def test_a_version_kept_by_hand_stays(boards: Any, board: BoardFile, count: Any, at: datetime, tmp_path: Path) -> None:
    board.commit(count("a", 1), by="li", at=at)
    path = board.backup()
    assert path.name.endswith("-hand.db")
    assert path == board.backup(), "once a version"
    age(boards.path, at + timedelta(days=3000))
    backups.thin(boards.path)
    assert path.exists()
    assert board.backup(tmp_path / "x.db").read_bytes() == boards.path.read_bytes()
    backups.folder_of(boards.path).rename(tmp_path / "moved")
    backups.folder_of(boards.path).write_text("in the way")
    with pytest.raises(Busy) as told:
        board.backup()
    assert told.value.say.id == "backup_failed"
