"""The board's file: the only code that touches it. Read whole, changed in memory, saved whole by one rename.

A save is: take the lease, read the newest version, run the use case in one transaction on a copy, check the copy,
write it as a new file, sync, rename it over the board, sync again, give the lease back. Whatever happens on the way,
the file is the old version or the new one, whole (design: shared-drive, 3).

One thread owns a BoardFile at a time; which one does not matter. `memory` is a new connection after every refresh and
commit: ask for it each time, do not keep it.
"""

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from store.file import backups, chain, doctor, drive, identity, image
from store.file.identity import BOARD, Format
from store.file.ids import new_id
from store.file.lease import TTL, Lease, LeaseLost
from store.file.outbox import Outbox, Sent, put_back
from store.file.tx import Tx
from store.file.writer import Op, Writer
from store.problems import BadInput, Busy, Problem, Unusable
from store.records import Say

T = TypeVar("T")

WAIT = 10.0
"""Seconds to wait for a colleague's save before the person is told."""

THIN_EVERY = 60.0
"""Seconds between two times that one program thins the backups out."""

REDO = 20
"""How often a save starts over after its lock was broken; each time on the newest version."""


class BoardFile:
    """A team's board as one file; see the module for how it is read and saved.

    Opening raises Busy("board_missing"), Unusable("board_foreign" | "board_damaged" | "board_newer"), and never makes
    or changes anything. `ttl` (seconds) and `host` are the lease's; tests set them.
    """

    def __init__(
        self, path: str | Path, *, form: Format = BOARD, wait: float = WAIT, ttl: float = TTL, host: str = ""
    ) -> None:
        # of a link the file behind it: a rename would put a file in the link's place
        self.path = Path(path).resolve()
        self._form = form
        self._wait = wait
        self._lease = Lease(self.path, ttl=ttl, host=host)
        self.outbox: Outbox | None = None
        self.forgot = False
        self._thinned_at = -THIN_EVERY
        try:
            self._head, self._memory = self._read()
        except BaseException:
            self._lease.close()
            raise

    @classmethod
    def create(
        cls,
        path: str | Path,
        fill: Callable[[Writer], object],
        *,
        by: str,
        at: datetime,
        form: Format = BOARD,
        wait: float = WAIT,
    ) -> Self:
        """Make a new board, filled by `fill` in its first transaction, and open it.

        Raises BadInput("board_exists") and leaves what is there alone; BadInput("board_no_folder").
        """
        target = Path(path).resolve()
        if os.path.lexists(target):
            raise BadInput("board_exists", path=str(target))
        if not target.parent.is_dir():
            raise BadInput("board_no_folder", folder=str(target.parent))
        conn = image.unpack(b"")
        try:
            _migrate(conn, form, target)
            _run(conn, fill, target, by=by, at=at, batch=new_id(at))
            data = conn.serialize()
        finally:
            conn.close()
        try:
            drive.need_room(target.parent, len(data))
            image.put_new(target, data)
        except FileExistsError as error:
            raise BadInput("board_exists", path=str(target)) from error
        except OSError as error:
            raise drive.problem(error, target, size=len(data)) from error
        return cls(target, form=form, wait=wait)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def memory(self) -> sqlite3.Connection:
        """The copy that screens and lists read; it cannot be written to."""
        return self._memory

    @property
    def generation(self) -> int:
        """The version of the file that `memory` shows: another one after every commit, whoever made it."""
        return identity.version(self._head)

    def refresh(self) -> bool:
        """Read the file again if somebody saved; whether it was so. Costs one open and 100 bytes when nobody did.

        Raises Busy when the drive is away, Unusable when the file is damaged; the copy in memory then stays.
        """
        if image.head(self.path) == self._head:
            return False
        head, memory = self._read()
        self._show(head, memory)
        return True

    def commit(
        self, work: Callable[[Writer], T], *, by: str, at: datetime, wait: float | None = None, batch: str = ""
    ) -> T:
        """Run `work` on the newest version and save the outcome; its answer. Nothing changed: nothing is written.

        `work` decides from what it reads through its Writer only, for it runs again when our lock was broken in
        between. Whatever it raises leaves the file as it was and the lock free. Raises Busy and Unusable.
        `batch` names the commit; a new name unless it is one that was saved before and forgotten.
        """
        batch = batch or new_id(at)
        sent: list[T] = []
        import_module("sqlite_utils")  # a tenth of a second, once: not while others wait for the lock
        for _ in range(REDO):
            with suppress(LeaseLost):
                with self._lease.hold(self._wait if wait is None else wait) as place:
                    answer = self._save(place, work, sent, by=by, at=at, batch=batch)
                self._thin(sent)
                return answer
        raise Busy("drive_away", path=str(self.path), why=Say("board_why_fenced"))

    def backup(self, to: Path | None = None) -> Path:
        """Copy the newest version to a new file, or keep it among the backups until somebody removes it.

        Raises BadInput("board_exists" | "board_no_folder"), Busy, Unusable.
        """
        if to is not None:
            backups.copy_to(image.load(self.path, 0, self._place), to)
            return to
        with self._lease.hold(self._wait) as place:
            kept = backups.keep(self.path, image.load(self.path, 0, lambda _: place), place, by_hand=True)
        if kept is None:
            raise Busy("backup_failed", folder=str(backups.folder_of(self.path)))
        return kept

    def doctor(self) -> list[doctor.Finding]:
        """What can be said about the file and its drive, good and bad; changes nothing."""
        return doctor.findings(self.path, form=self._form)

    def close(self) -> None:
        """Leave the board: nothing of ours stays beside it."""
        self._memory.close()
        self._lease.close()

    # --- reading --------------------------------------------------------------------------------------------------

    def _read(self) -> tuple[bytes, sqlite3.Connection]:
        """The newest version as a copy that can only be read, brought to our schema if it has an older one."""
        head = image.head(self.path)
        identity.check(head, self.path, self._form)
        try:
            data = image.load(self.path, identity.version(head), self._place)
        except LeaseLost:  # fenced while idle, which is nothing to a reader
            self._lease.forget()
            data = image.load(self.path, identity.version(head), lambda _: None)
        conn = self._unpack(data)
        try:
            image.verify(conn, self.path)
            if identity.schema_of(data) < self._form.schema:
                _migrate(conn, self._form, self.path)
            conn.execute("PRAGMA query_only = ON")
        except BaseException:
            conn.close()
            raise
        return data[: identity.HEADER], conn

    def _place(self, urgent: bool) -> Path | None:
        """Our folder beside the board, if we have one; made for a reader only when plain reads do not come whole."""
        if self._lease.place is None and urgent:
            with suppress(Busy):
                self._lease.register()
        return self._lease.place

    def _unpack(self, data: bytes) -> sqlite3.Connection:
        identity.check(data[: identity.HEADER], self.path, self._form)
        conn = image.unpack(data)
        try:
            _check_protocol(conn, self.path, self._form)
        except BaseException:
            conn.close()
            raise
        return conn

    def _show(self, head: bytes, conn: sqlite3.Connection) -> None:
        # the last line of history that we saw is still there, or the drive has another story now
        seq, link = chain.last(self._memory)
        there = conn.execute("select link from change where seq = ?", (seq,)).fetchone()
        self.forgot |= bool(seq) and (there is None or there[0] != link)
        self._memory.close()
        self._head, self._memory = head, conn

    # --- saving ---------------------------------------------------------------------------------------------------

    def _save(self, place: Path, work: Callable[[Writer], T], sent: list[T], *, by: str, at: datetime, batch: str) -> T:
        """One try under the lease; raises LeaseLost when it has to be done again.

        `sent` holds the answer of an earlier try whose rename may have been done although we were told otherwise.
        """
        least = max(self.generation, identity.version(image.head(self.path)))
        data = new = image.load(self.path, least, lambda _: place)
        conn = self._unpack(data)
        try:
            if sent and conn.execute("select 1 from change where batch = ? limit 1", (batch,)).fetchone():
                answer = sent[-1]
            else:
                if identity.schema_of(data) < self._form.schema:
                    self._keep_old(data, place)
                    _migrate(conn, self._form, self.path)
                answer, ops = _run(conn, work, self.path, by=by, at=at, batch=batch)
                new = conn.serialize()
            if identity.version(new) != identity.version(data):
                sent.append(answer)
                self._note(conn, Sent(batch, by, at, ops))
                backups.keep(self.path, data, place)
                self._write(new, place, batch)
            if sent and self.outbox:
                self.outbox.done(batch, datetime.now(UTC))
            conn.execute("PRAGMA query_only = ON")
        except BaseException:
            conn.close()
            raise
        self._show(new[: identity.HEADER], conn)
        return answer

    def put_back(self) -> list[Sent]:
        """Write once more what I saved and the board does not know any more; what that was. Raises Busy, Unusable.

        `forgot` says that there may be some: history does not go on from where we saw it last.
        """
        returned = []
        for sent in self.outbox.missing(_board_id(self._memory), self._memory) if self.outbox else ():
            # what it stood on may be gone as well, and is not mine to make again
            with suppress(sqlite3.IntegrityError):
                if self.commit(partial(put_back, sent), by=sent.by, at=sent.at, batch=sent.batch):
                    returned.append(sent)
        self.forgot = False
        return returned

    def _thin(self, saved: list[T]) -> None:
        """After a save, without the lock, and not after each of many: old versions that no slot keeps go."""
        if saved and time.monotonic() - self._thinned_at > THIN_EVERY:
            self._thinned_at = time.monotonic()
            backups.thin(self.path)

    def _note(self, conn: sqlite3.Connection, sent: Sent) -> None:
        if self.outbox:
            self.outbox.keep(_board_id(conn), sent)

    def _keep_old(self, data: bytes, place: Path) -> None:
        """Before its schema is raised, leave a copy of the board beside it, named by schema and version."""
        name = f"{self.path.name}.schema{identity.schema_of(data)}-{identity.version(data)}"
        try:
            image.keep_copy(data, self.path, self.path.with_name(name), place)
        except OSError as error:
            raise drive.problem(error, self.path, size=len(data)) from error

    def _write(self, new: bytes, place: Path, batch: str) -> None:
        try:
            drive.need_room(self.path.parent, len(new))
            image.replace(self.path, new, place)
        except (OSError, Problem) as error:
            if isinstance(error, Problem) or not self._arrived(new, place):
                if self.outbox:  # its person is told that it was not saved
                    self.outbox.drop(batch)
                raise error if isinstance(error, Problem) else drive.problem(error, self.path, size=len(new)) from error

    def _arrived(self, new: bytes, place: Path) -> bool:
        """After an error: whether the new version is there all the same. Raises Busy when nobody can tell."""
        try:
            there = image.fetch(self.path, place)[0] == new
            if there:
                image.sync_file(self.path)
        except OSError as error:
            raise Busy("drive_unsure", path=str(self.path)) from error
        return there


def _migrate(conn: sqlite3.Connection, form: Format, path: Path) -> None:
    """Bring a copy to the schema of this program; what is in it decides, so a damaged one may fail here."""
    # here, not above: only a new board, an older one, and a save need it
    from sqlite_utils import Database

    with image.doubting(path):
        form.migrate(Database(conn, execute_plugins=False))
        conn.execute(f"PRAGMA application_id = {form.application_id:d}")
        conn.execute(f"PRAGMA user_version = {form.schema:d}")


def _board_id(conn: sqlite3.Connection) -> str:
    row = conn.execute("select value from meta where key = 'board_id'").fetchone()
    return str(row[0]) if row else ""


def _check_protocol(conn: sqlite3.Connection, path: Path, form: Format) -> None:
    """A board that is saved in another way than ours (a later version's) must not be saved in ours."""
    with image.doubting(path):
        found = conn.execute("select value from meta where key = 'protocol'").fetchone()
    if found and form.protocol and found[0] != form.protocol:
        raise Unusable("board_newer", path=str(path), theirs=found[0], ours=form.protocol)


def _run(
    conn: sqlite3.Connection, work: Callable[[Writer], T], path: Path, *, by: str, at: datetime, batch: str
) -> tuple[T, tuple[Op, ...]]:
    """`work` in one transaction on a copy, checked before it is committed; its answer and the rows it wrote."""
    conn.execute("PRAGMA foreign_keys = ON")
    conn.execute("BEGIN")
    with image.trusting(path):
        tx = Tx(conn, by=by, at=at, batch=batch)
        answer = work(tx)
        tx.finish()
    broken = conn.execute("PRAGMA foreign_key_check").fetchone()
    if broken:
        conn.execute("ROLLBACK")
        if conn.execute("PRAGMA foreign_key_check").fetchone():
            raise Unusable("board_damaged", path=str(path), why=Say("board_why_links", {"table": broken[0]}))
        raise sqlite3.IntegrityError(f"a row of {broken[0]} refers to one of {broken[2]} that is not there")
    image.verify(conn, path)
    conn.execute("COMMIT")
    return answer, tuple(tx.ops)
