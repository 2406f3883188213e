"""What the doctor says of good boards and bad ones; he looks only."""

import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from store.file import doctor, drive, image
from store.file.boardfile import BoardFile
from store.file.identity import Format
from store.words import pick, tell

HEALTHY = {"doctor_file", "doctor_schema", "doctor_pages", "doctor_links", "doctor_lock_free", "doctor_folder"}


def said(path: Path, form: Format) -> dict[str, str]:
    """Sentence ids with their levels; every one can be told in both languages."""
    found = doctor.findings(path, form=form)
    for lang in ("zh", "en"):
        for one in found:
            assert tell(pick(lang), one.say)
    return {one.say.id: one.level for one in found}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "PAUSES", (0.0, 0.0))


def test_a_healthy_board(boards: Any, board: BoardFile, form: Format) -> None:
    found = said(boards.path, form)
    assert found.keys() >= HEALTHY
    assert set(found.values()) == {"ok"}
    assert [one.say.id for one in board.doctor()] == list(found)


def test_a_board_in_use(boards: Any, board: BoardFile, form: Format, count: Any, at: datetime) -> None:
    seen: list[dict[str, str]] = []
    board.commit(lambda tx: seen.append(said(boards.path, form)), by="li", at=at)
    assert seen[0]["doctor_lock_held"] == "warn"
    assert seen[0]["doctor_clients"] == "ok"
    assert said(boards.path, form)["doctor_lock_free"] == "ok"


def test_missing(boards: Any, form: Format) -> None:
    assert said(boards.path, form)["board_missing"] == "bad"
    assert said(boards.folder / "not mounted" / "team.board", form) == {"board_no_folder": "bad"}


def test_damaged_foreign_newer_and_older(boards: Any, board: BoardFile, form: Format, old_form: Format) -> None:
    whole = boards.path.read_bytes()
    rubbish = whole[:8192] + b"\xee" * (len(whole) - 8192)
    for data, against, id in (
        (whole[:9000], form, "board_damaged"),
        (b"text", form, "board_foreign"),
        (whole, old_form, "board_newer"),
        (rubbish, form, "doctor_pages_wrong"),
    ):
        boards.path.unlink()
        boards.path.write_bytes(data)
        assert said(boards.path, against)[id] == "bad"
        assert boards.path.read_bytes() == data
    boards.path.unlink()
    boards.create(old_form).close()
    assert said(boards.path, form)["doctor_schema_older"] == "warn"


def test_rows_that_point_at_nothing(boards: Any, board: BoardFile, form: Format, count: Any, at: datetime) -> None:
    boards.path.chmod(0o600)
    with sqlite3.connect(boards.path) as plain:
        plain.execute("insert into item_state values ('gone', 'x', 'li', 1)")
    plain.close()
    assert said(boards.path, form)["doctor_links_wrong"] == "bad"
    with pytest.raises(Exception) as told:
        board.commit(count("a", 1), by="li", at=at)
    assert told.value.say.id == "board_damaged"


def test_a_journal_of_another_program(boards: Any, board: BoardFile, form: Format) -> None:
    boards.path.with_name("team.board-wal").touch()
    assert said(boards.path, form)["doctor_foreign_journal"] == "warn"


def test_a_sticky_folder(boards: Any, board: BoardFile, form: Format) -> None:
    boards.folder.chmod(0o1777)
    assert said(boards.path, form)["doctor_folder_sticky"] == "warn"


MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/root rw
30 22 0:25 / /mnt/team\\040drive rw shared:2 - nfs4 nas:/team rw
31 22 0:26 / /mnt/team rw shared:2 - fuse.sshfs nas:/team rw
32 22 0:27 / /mnt/cloud rw shared:2 - fuse.rclone remote: rw
33 32 0:28 / /mnt/cloud/win rw - cifs //nas/x rw
34 22 0:29 / /mnt/cloud/win rw - ext4 /dev/sdb rw
"""


@pytest.mark.parametrize(
    ("folder", "kind", "shared", "writes_back"),
    [
        ("/srv/li", "ext4", False, False),
        ("/mnt/team drive/2026", "nfs4", True, False),
        ("/mnt/team/a", "fuse.sshfs", True, False),
        ("/mnt/teams", "ext4", False, False),
        ("/mnt/cloud", "fuse.rclone", True, True),
        ("/mnt/cloud/win/x", "ext4", False, False),
    ],
)
def test_kinds_of_drives(tmp_path: Path, folder: str, kind: str, shared: bool, writes_back: bool) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS)
    found = drive.drive_of(Path(folder), mounts)
    assert found is not None
    assert (found.kind, found.shared, found.writes_back) == (kind, shared, writes_back)
    assert drive.drive_of(Path(folder), tmp_path / "none") is None


def test_this_drive_has_room_and_a_name(tmp_path: Path) -> None:
    assert drive.drive_of(tmp_path) is not None
    assert (drive.free(tmp_path) or 0) > 0


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (999, "999 B"), (50_000, "50 KB"), (13_200_000, "13.2 MB"), (85.2e9, "85.2 GB"), (3e15, "3000.0 TB")],
)
def test_sizes(size: float, text: str) -> None:
    assert drive.size_text(size) == text
