"""Old versions of a board, kept beside it: the last 20 of the last hour, then one an hour, a day and a week.

Each save keeps the version that it replaces. Versions are never written to, so keeping one is a hard link, which costs
nothing; where that is not possible (no links on this drive, a colleague's file) it is a copy. A backup that cannot be
made never keeps a save from being done.

A version is kept under the time it was saved, as the server's clock has it, so that no two clocks are compared.
"""

import os
import re
import shutil
import stat
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from store.file import drive, identity, image
from store.file.lease import FOLDER_MODE
from store.problems import BadInput, Problem

RECENT = 20
"""Versions of the last hour that are kept, the newest."""

HOUR, DAY, WEEK = 3600, 86_400, 604_800
"""Seconds."""

SLOTS = ((HOUR, 24), (DAY, 14), (WEEK, 8))
"""Length of a slot in seconds, and of how many slots that have versions at all the newest version is kept."""

MARK = "restored"
"""The setting that a restore leaves; its lines of history have the action ACTION."""

ACTION = "restore"

_NAME = re.compile(r"(\d{8}T\d{6}Z)-v(\d+)(-hand)?\.db")
_STAMP = "%Y%m%dT%H%M%SZ"


class Backup(NamedTuple):
    """A version that was kept: when it was saved, the number of the version, and whether somebody asked for it.

    Those that somebody asked for stay until somebody removes them.
    """

    name: str
    path: Path
    at: datetime
    version: int
    by_hand: bool


class Restored(NamedTuple):
    """What was put back, and where the damaged file lies now (None when the board was whole or not there)."""

    source: Path
    quarantined: Path | None


def folder_of(board: Path) -> Path:
    """Where the versions of a board are kept."""
    return board.with_name(board.name + "-backups")


def kept(board: Path) -> list[Backup]:
    """The versions there are, newest first; what else lies in the folder is not ours."""
    folder = folder_of(board)
    try:
        names = [one.name for one in folder.iterdir()]
    except OSError:
        return []
    found = [one for name in names if (one := _parse(folder, name))]
    return sorted(found, key=lambda one: (one.at, one.version), reverse=True)


def find(board: Path, which: str) -> Path:
    """The file that `which` names: a kept version by its name or its place in the list (1 is the newest), or a path.

    Raises BadInput("backup_unknown") with the newest ones there are.
    """
    there = kept(board)
    for number, one in enumerate(there, 1):
        if which in (one.name, one.name.removesuffix(".db"), str(number)):
            return one.path
    if Path(which).is_file():
        return Path(which)
    raise BadInput("backup_unknown", which=which, known=[one.name for one in there[:6]] or "-")


def keep(board: Path, data: bytes, place: Path, *, by_hand: bool = False) -> Path | None:
    """Keep the present version, whose bytes are `data`; where it is now, None when that was not possible.

    For whoever holds the lock only; `place` is its folder beside the board.
    """
    with suppress(OSError):
        folder = _folder(board)
        stamp = datetime.fromtimestamp(int(board.stat().st_mtime), UTC).strftime(_STAMP)
        target = folder / f"{stamp}-v{identity.version(data)}{'-hand' if by_hand else ''}.db"
        if not _link(board, target, data):
            _copy(data, board, target, place)
        return target
    return None


def thin(board: Path) -> None:
    """Remove the versions that no slot keeps, and second names of versions that are no more the present one.

    The board itself, saved just now, says how late it is. Needs no lock: what two remove is gone once.
    """
    with suppress(OSError, Problem):
        present = identity.version(image.head(board))
        for other in folder_of(board).glob("present-v*.db"):
            if other.stem[9:].isdigit() and int(other.stem[9:]) < present:
                other.unlink()
        now = board.stat().st_mtime
        ours = [one for one in kept(board) if not one.by_hand]
        wanted = survivors([one.at.timestamp() for one in ours], now)
        for number, one in enumerate(ours):
            if number not in wanted:
                one.path.unlink()


def survivors(times: Iterable[float], now: float) -> set[int]:
    """Which of these times (seconds, newest first) are kept at `now`, by their place."""
    ordered = list(times)
    wanted = {number for number, at in enumerate(ordered[:RECENT]) if now - at < HOUR}
    for length, most in SLOTS:
        slots: dict[int, int] = {}
        for number, at in enumerate(ordered):
            slots.setdefault(int(at // length), number)
        wanted.update(list(slots.values())[:most])
    return wanted


def copy_to(data: bytes, target: Path) -> None:
    """Write a whole board to a place of its own; raises BadInput("board_exists" | "board_no_folder"), Busy."""
    if not target.parent.is_dir():
        raise BadInput("board_no_folder", folder=str(target.parent))
    try:
        image.put_new(target, data)
    except FileExistsError as error:
        raise BadInput("board_exists", path=str(target)) from error
    except OSError as error:
        raise drive.problem(error, target, size=len(data)) from error


def _parse(folder: Path, name: str) -> Backup | None:
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    try:
        at = datetime.fromisoformat(match[1])
    except ValueError:
        return None
    return Backup(name, folder / name, at, int(match[2]), bool(match[3]))


def _folder(board: Path) -> Path:
    """The folder, made when it is not there; raises OSError, also when it is a link to somewhere else."""
    folder = folder_of(board)
    with suppress(FileNotFoundError):
        if stat.S_ISDIR(folder.lstat().st_mode):
            return folder
        raise NotADirectoryError(str(folder))
    with suppress(FileExistsError):
        folder.mkdir(FOLDER_MODE)
        folder.chmod(FOLDER_MODE)  # a umask must not lock colleagues out
        with suppress(OSError):
            shutil.chown(folder, group=board.stat().st_gid)
    return folder


def _link(board: Path, target: Path, data: bytes) -> bool:
    """A second name for the present version: a new one, or the one that its owner left (image.alias_of)."""
    try:
        target.hardlink_to(board)
    except FileExistsError:
        return True
    except OSError:
        try:
            alias = image.alias_of(board, identity.version(data))
            if image.head(alias) != data[: identity.HEADER]:
                return False
            alias.rename(target)
        except (OSError, Problem):
            return False
    return True


def _copy(data: bytes, board: Path, target: Path, place: Path) -> None:
    """The same by writing; nobody waits for the disk, for the version before this one is whole anyway."""
    staged = place / f"keep-{time.monotonic_ns()}.db"
    info = board.stat()
    try:
        os.close(image.stage(staged, data, info, durable=False))
        os.utime(staged, ns=(info.st_atime_ns, info.st_mtime_ns))
        staged.rename(target)
    finally:
        with suppress(OSError):
            staged.unlink()
