"""The drive a board lies on: what its errors mean to a person, how much room it has, what kind of drive it is.

The kind is for words and intervals only, never for safety: one way of saving holds on every drive
(design: shared-drive, 0.4).
"""

import errno
import os
import re
from pathlib import Path
from typing import NamedTuple

from store.problems import Busy, Problem

MOUNTS = Path("/proc/self/mountinfo")
ROOM = 3
"""Free space asked for before a save, in sizes of the new file: itself, the version it replaces, and a reserve."""

GONE = frozenset({errno.ENOENT, errno.ESTALE})
"""The name is not there any more, or the server has forgotten it."""

DENIED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})

_SHARED = re.compile(r"nfs4?|cifs|smb3?|smbfs|ncpfs|9p|virtiofs|vboxsf|ceph|glusterfs|afs|lustre|beegfs|fuse\..*")
_WRITES_BACK = re.compile(r"fuse\.(rclone|s3fs|gcsfuse|goofys|davfs2?|google-drive-ocamlfuse|onedriver)|davfs2?")
_OCTAL = re.compile(r"\\([0-7]{3})")
_UNITS = ("B", "KB", "MB", "GB", "TB")


class Drive(NamedTuple):
    """Where a folder lies. `writes_back`: the drive says "stored" before its server has it."""

    kind: str
    mount: str
    shared: bool
    writes_back: bool


def problem(error: OSError, path: Path, *, writing: bool = True, size: int = 0) -> Problem:
    """An error of the drive, as something that can be told; all of them may pass (exit code 3).

    `size`: the bytes that were to be saved.
    """
    if error.errno in FULL:
        return full(path.parent, ROOM * size)
    if error.errno in DENIED:
        if writing:
            return Busy("board_readonly", folder=str(path.parent))
        return Busy("board_unreadable", path=str(path))
    if error.errno in GONE and not writing:
        return Busy("board_missing", path=str(path))
    return Busy("drive_away", path=str(path), why=os.strerror(error.errno or errno.EIO))


def free(folder: Path) -> int | None:
    """Bytes that we may still write there; None when the drive does not say."""
    room = os.statvfs(folder)
    return room.f_bavail * room.f_frsize if room.f_blocks else None


def need_room(folder: Path, size: int) -> None:
    """Raise Busy("drive_full") when there is no room for a save of `size` bytes."""
    left = free(folder)
    if left is not None and left < ROOM * size:
        raise full(folder, ROOM * size)


def full(folder: Path, needed: int) -> Problem:
    """The drive is full: how much a save needs (0: unknown, a quota) and how much there is."""
    left = free(folder)
    return Busy(
        "drive_full",
        folder=str(folder),
        needed=size_text(needed) if needed else "?",
        free="?" if left is None else size_text(left),
    )


def size_text(size: float) -> str:
    """A size in bytes as people read it: 13.2 MB."""
    for unit in _UNITS[:-1]:
        if size < 1000:
            return f"{size:.1f} {unit}" if unit not in ("B", "KB") else f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} {_UNITS[-1]}"


def drive_of(folder: Path, mounts: Path = MOUNTS) -> Drive | None:
    """The mount a folder lies on, by the longest mount point above it; None where there is no such list."""
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return None
    best: Drive | None = None
    for line in lines:
        before, _, after = line.partition(" - ")
        if not after:
            continue
        mount = _OCTAL.sub(lambda m: chr(int(m[1], 8)), before.split(" ")[4])
        # of two mounts on one point the later one covers the earlier
        if folder.is_relative_to(mount) and (best is None or len(mount) >= len(best.mount)):
            kind = after.split(" ")[0]
            best = Drive(kind, mount, bool(_SHARED.fullmatch(kind)), bool(_WRITES_BACK.fullmatch(kind)))
    return best
