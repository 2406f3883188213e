"""The bytes of a board: read whole and round the caches, written whole under a new name, and the copy in memory.

SQLite never opens the shared file: stock SQLite on a network drive loses changes and damages files, whatever its
journal mode (design: shared-drive, 0.1). It only ever sees the copy in memory.
"""

import os
import secrets
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from store.file import drive, identity
from store.file.lease import LeaseLost
from store.problems import Busy, Problem, Unusable
from store.records import Say

T = TypeVar("T")

PAUSES = (0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.1, 0.1)
"""Seconds between the looks at a file that does not read whole: half a second, then it is believed to be damaged."""

GLIMPSES = (0.02, 0.1)
"""Seconds between the looks for a file that is not there: while a colleague's save is renamed over it, sshfs and NFS
say so for a moment."""

FILE_MODE = 0o440
"""A board is for its owner and its group."""

PLAIN_LOOKS = 2
"""Looks under the board's own name before we make a folder beside it and read under a name that no cache knows."""


def head(path: Path) -> bytes:
    """The first 100 bytes as the server has them now: how a change is noticed, on every drive, in microseconds.

    Raises Busy("board_missing") and other troubles of the drive. A fresh descriptor each time: a kept one, `stat` and
    PRAGMA data_version were up to 20 s late or never saw it (design: shared-drive, 2d).
    """
    try:
        descriptor = _patiently(path, lambda: os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK))
        try:
            return os.pread(descriptor, identity.HEADER, 0)
        finally:
            os.close(descriptor)
    except IsADirectoryError as error:
        raise Unusable("board_foreign", path=str(path)) from error
    except OSError as error:
        raise drive.problem(error, path, writing=False) from error


def _patiently(path: Path, look: Callable[[], T]) -> T:
    """A look at a file that must be there, repeated when it seems not to be; raises what the last one raises."""
    for pause in GLIMPSES:
        try:
            return look()
        except OSError as error:
            if error.errno not in drive.GONE or not path.parent.is_dir():
                raise
        time.sleep(pause)
    return look()


def fetch(path: Path, place: Path | None) -> tuple[bytes, bool]:
    """All bytes, and whether they were read under a fresh name: a hard link in `place`, our own folder.

    Right after a colleague's save, 4 of 5 reads on sshfs under the known name are cut short or outdated, under a
    fresh name none. Raises LeaseLost when `place` is gone: we were fenced.
    """
    if place is None:
        return path.read_bytes(), False
    look = place / f"look-{time.monotonic_ns()}"
    try:
        look.hardlink_to(path)
    except OSError as error:
        if error.errno in drive.GONE and os.path.lexists(path) and not _still(place):
            raise LeaseLost from error
        return _fetch_alias(path)  # no links on this drive, or not to a colleague's file
    try:
        return look.read_bytes(), True
    finally:
        with suppress(OSError):
            look.unlink()


def _still(place: Path) -> bool:
    """Whether our folder is there, asked with a name that no cache knows: sshfs shows one that is gone for 20 s."""
    probe = place / f"still-{time.monotonic_ns()}"
    try:
        probe.mkdir()
    except OSError as error:
        return error.errno not in drive.GONE
    with suppress(OSError):
        probe.rmdir()
    return True


def alias_of(path: Path, version: int) -> Path:
    """Another name for a version of the board, by which others than its owner can read it round the caches.

    Linux lets nobody link a file that he may not write (fs.protected_hardlinks); so in a folder of several users
    whoever saves leaves this link. It stands among the backups, where the next save makes it one.
    """
    return path.with_name(path.name + "-backups") / f"present-v{version}.db"


def _fetch_alias(path: Path) -> tuple[bytes, bool]:
    with suppress(OSError, Problem):
        first = head(path)
        data = alias_of(path, identity.version(first)).read_bytes()
        if data[: identity.HEADER] == first:
            return data, True
    return path.read_bytes(), False


def load(path: Path, least: int, place: Callable[[bool], Path | None]) -> bytes:
    """The newest whole version: at least `least`, the one its header told. Never believes a cut or outdated read.

    `place(urgent)` gives our folder beside the board if we have one; when urgent, it may be made. Raises Unusable
    when the file stays damaged, Busy when the drive stays away or shows an old version only.
    """
    why: Say | None = None
    for look, pause in enumerate((*PAUSES, 0.0)):
        try:
            data, fresh = fetch(path, place(look >= PLAIN_LOOKS))
        except OSError as error:
            if error.errno not in drive.GONE or not os.path.lexists(path):
                raise drive.problem(error, path, writing=False) from error
        else:
            why = identity.fault(data)
            # under a fresh name an older version is the truth: somebody put a backup in place
            if why is None and (fresh or identity.version(data) >= least):
                return data
        time.sleep(pause)
    if why is not None:
        raise Unusable("board_damaged", path=str(path), why=why)
    raise Busy("drive_stale", path=str(path))


def replace(path: Path, data: bytes, place: Path) -> None:
    """Make these bytes the board: written and synced in our folder, then ONE rename, the commit point.

    In a folder of several users it gets its second name first (alias_of).

    Raises LeaseLost when our folder is gone (nothing was written); OSError otherwise, and whether the rename was
    done is then unknown.
    """
    new = place / "new.db"
    descriptor = -1
    try:
        descriptor = stage(new, data, _patiently(path, path.stat))
        if path.parent.stat().st_mode & stat.S_IWGRP:
            alias = alias_of(path, identity.version(data))
            with suppress(OSError):
                alias.unlink(missing_ok=True)  # of a save that was begun and never done
                alias.hardlink_to(new)
        new.rename(path)
        # the rename must survive a power cut of the SERVER too: SMB and sshfs pass no fsync of a folder on, but an
        # fsync of the renamed file makes the server write its new name
        os.fsync(descriptor)
    except OSError as error:
        if error.errno in drive.GONE and not _still(place):
            raise LeaseLost from error
        with suppress(OSError):
            new.unlink()
        raise
    finally:
        if descriptor >= 0:
            os.close(descriptor)
    sync_folder(path.parent)


def keep_copy(data: bytes, like: Path, copy: Path, place: Path) -> None:
    """Leave these bytes beside the board under another name, whole or not at all; a copy that is there stays."""
    if not os.path.lexists(copy):
        staged = place / "keep.db"
        os.close(stage(staged, data, like.stat()))
        staged.rename(copy)
        sync_folder(copy.parent)


def put_new(path: Path, data: bytes) -> None:
    """Make a file that was not there, whole or not at all; raises FileExistsError, OSError."""
    staged = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        os.close(stage(staged, data, None))
        try:
            path.hardlink_to(staged)
        except FileExistsError:
            raise
        except OSError:  # a drive without links: take the name first, then fill it by the rename
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE))
            staged.rename(path)
    finally:
        with suppress(OSError):
            staged.unlink()
    sync_folder(path.parent)


def stage(new: Path, data: bytes, old: os.stat_result | None, *, durable: bool = True) -> int:
    """Write a version under a name that nobody reads, synced if it is to be `durable`; its descriptor, still open.

    Readable for whom the old version was, writable for nobody: saving needs rights on the folder only, and a stock
    sqlite3 that somebody points at the file can look, but not write into it.
    """
    with suppress(FileNotFoundError):
        new.unlink()
    descriptor = os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    try:
        if old is not None and os.fstat(descriptor).st_gid != old.st_gid:
            with suppress(OSError):
                os.fchown(descriptor, -1, old.st_gid)
        os.fchmod(descriptor, FILE_MODE if old is None else stat.S_IMODE(old.st_mode) & 0o444 | 0o400)
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        if durable:
            os.fsync(descriptor)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def sync_file(path: Path) -> None:
    """Make what is there durable, or raise OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Make a new name durable, where the drive offers it."""
    with suppress(OSError):
        sync_file(folder)


@contextmanager
def trusting(path: Path) -> Iterator[None]:
    """Raise Unusable when SQLite finds a page or a text of the copy damaged; mistakes of ours stay what they are.

    Its own message can be made of damaged text, and then is a UnicodeDecodeError; undecodable text has no code at all.
    """
    try:
        yield
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
        if code & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise
        raise Unusable("board_damaged", path=str(path), why=Say("board_why_pages")) from error


@contextmanager
def doubting(path: Path) -> Iterator[None]:
    """As `trusting`, where every error of SQLite means damage: a table that is not there, a schema that is rubbish."""
    try:
        with trusting(path):
            yield
    except sqlite3.DatabaseError as error:
        raise Unusable("board_damaged", path=str(path), why=str(error)) from error


def unpack(data: bytes) -> sqlite3.Connection:
    """A copy in memory, or an empty board for no bytes; one thread at a time may use it. Transactions are ours."""
    conn = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    if data:
        conn.deserialize(data)
    conn.execute("PRAGMA trusted_schema = OFF")
    return conn


def verify(conn: sqlite3.Connection, path: Path) -> None:
    """Raise Unusable unless every page of the copy holds together (2 ms a megabyte)."""
    with doubting(path):
        found = conn.execute("PRAGMA quick_check(1)").fetchall()
    if found != [("ok",)]:
        raise Unusable("board_damaged", path=str(path), why=str(found[0][0]))


def troubles(conn: sqlite3.Connection) -> list[str]:
    """Everything that SQLite's full check finds wrong with a copy."""
    try:
        return [text for (text,) in conn.execute("PRAGMA integrity_check(100)") if text != "ok"]
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        return [str(error)]
