"""The right to save: a lock that works between computers, and that a sleeping holder cannot abuse.

It needs nothing from the drive but an atomic rename of a folder: no fcntl locks, no clocks that agree, no coherent
caches (measured on seven kinds of drives; design: shared-drive, 2b and 3).

    <board>-lock/                 beside the board
        <token>/                  one folder a living client: who it is, its heartbeat, its staging place
            owner.json            host, boot, pid space, pid, its start, user
            baton/<token>         the thing that is moved; never empty
            new.db                a new version of the board, only while saving
        held/<token>              there and not empty <=> the lock is held by <token>

take      rename <token>/baton -> held        fails while held is there and not empty
release   rename held -> <token>/baton        impossible once the client was fenced: its folder is gone
break     1. rename the holder's folder into ours: only one breaker can win
          2. delete it: from here on the holder can neither save nor release, for a save is ONE rename out of that
             folder; if its rename came first, its version simply is the present one
          3. unlink held/<its token>: the name holds the token, so nobody else's lock can be hit

Whom may one break? On this computer only a process that is gone: at once. This computer before its last start: after
a fifth of `ttl`. Another computer: when its heartbeat (as the server stamps it) stood still while we watched it for
`ttl` seconds on our own clock. No two clocks are ever compared, and a wrong break costs a retry, never data.
"""

import errno
import json
import os
import random
import secrets
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from store.file import drive
from store.file.owner import UNKNOWN, Owner
from store.problems import Busy, Problem

TTL = 15.0
"""Seconds without a heartbeat after which another computer's lock may be broken: comfort, not safety."""

NAMELESS = 60.0
"""Seconds a client may take to write its name, which takes milliseconds; then it is taken for dead."""

RETRY = 0.25
"""Seconds between tries to give the lock back to a drive that is away for a moment."""

FOLDER_MODE = 0o2770
FILE_MODE = 0o660

_TAKEN = frozenset({errno.EEXIST, errno.ENOTEMPTY, errno.EACCES, errno.EPERM, errno.EBUSY, errno.ENOTDIR})
_PASSING = frozenset({errno.EAGAIN, errno.EIO, errno.EHOSTDOWN, errno.EBUSY, errno.EACCES})


class LeaseLost(Exception):
    """Our lock was broken: nothing that we do now may reach the board; take it again and start over."""


def _stamp(place: Path) -> float:
    """When a client last wrote its name, or began to, by the server's clock; 0 when it is gone."""
    for one in (place / "owner.json", place):
        with suppress(OSError):
            return one.stat().st_mtime
    return 0.0


class _Watch(NamedTuple):
    """A holder that seems to be asleep: its heartbeat as we saw it, since when (our monotonic clock, seconds)."""

    token: str = ""
    beat: object = None
    since: float = 0.0


class Lease:
    """The lock of one board file as one client sees it; registers beside the board when it is first taken."""

    def __init__(self, board: Path, *, ttl: float = TTL, host: str = "") -> None:
        self.folder = board.with_name(board.name + "-lock")
        self.place: Path | None = None
        self._board = board
        self._ttl = ttl
        self._host = host
        self._held = self.folder / "held"
        self._watch = _Watch()
        self._beat_at = 0.0

    @contextmanager
    def hold(self, wait: float) -> Iterator[Path]:
        """Have the lock, waiting up to `wait` seconds; gives our staging folder. Raises Busy."""
        done = threading.Event()
        try:
            place = self._acquire(wait)
            threading.Thread(target=self._beat_until, args=(done, place), daemon=True).start()
            yield place
        except LeaseLost:
            self.forget()
            raise
        finally:
            done.set()
            self._release()

    def register(self) -> Path:
        """Make our folder beside the board, once; raises Busy when the drive does not let us."""
        if self.place is not None:
            return self.place
        if not os.path.lexists(self._board):
            # an unmounted drive is an empty local folder: never make anything there
            raise Busy("board_missing", path=str(self._board))
        try:
            for _ in range(2):
                with suppress(FileNotFoundError):  # a leaving colleague took the empty lock folder away
                    return self._make()
            return self._make()
        except OSError as error:
            raise drive.problem(error, self.folder) from error

    def forget(self) -> None:
        """Give our folder up and start again under a new name next time; what is left of it goes away."""
        place, self.place = self.place, None
        if place is not None:
            with suppress(OSError):
                (self._held / place.name).unlink()
            shutil.rmtree(place, ignore_errors=True)

    def close(self) -> None:
        """Leave: no folder of ours stays behind, and no empty lock folder."""
        if self.place is not None:
            self._release()
            self._sweep(self.place)
            self.forget()
            with suppress(OSError):
                self._held.rmdir()
            with suppress(OSError):
                self.folder.rmdir()

    # --- our folder -----------------------------------------------------------------------------------------------

    def _make(self) -> Path:
        place = self.folder / secrets.token_hex(8)
        try:
            for folder in (self.folder, place, place / "baton"):
                with suppress(FileExistsError):
                    folder.mkdir(FOLDER_MODE)
                    folder.chmod(FOLDER_MODE)  # a umask must not lock colleagues out
            os.close(os.open(place / "baton" / place.name, os.O_CREAT | os.O_WRONLY, FILE_MODE))
            self._beat(place)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        self.place = place
        self._sweep(place)
        return place

    def _beat(self, place: Path) -> None:
        """The heartbeat: a rewrite, so that the server stamps the time."""
        text = json.dumps(Owner.here(self._host)._asdict() | {"beat": time.monotonic_ns()})
        descriptor = os.open(place / "owner.json", os.O_WRONLY | os.O_TRUNC | os.O_CREAT, FILE_MODE)
        try:
            os.fchmod(descriptor, FILE_MODE)
            os.write(descriptor, text.encode())
        finally:
            os.close(descriptor)
        self._beat_at = time.monotonic()

    def _beat_until(self, done: threading.Event, place: Path) -> None:
        """Keep the heart beating through a long save."""
        while not done.wait(self._ttl / 4):
            with suppress(OSError):  # fenced, or the drive is away: the save itself will notice
                self._beat(place)

    def _sweep(self, place: Path) -> None:
        """Remove the folders of clients of this computer whose process is gone; other computers see to theirs."""
        here, kept = Owner.here(self._host), {"held", self._holder(), place.name}
        for name in self._clients():
            if name not in kept and self._abandoned(name, here, place):
                shutil.rmtree(self.folder / name, ignore_errors=True)

    def _abandoned(self, name: str, here: Owner, place: Path) -> bool:
        owner = self._owner(name)
        if owner.pid:
            return owner.same_computer(here) and owner.gone
        # killed while it wrote its name, long ago by the server's own stamps on its folder and on ours
        return _stamp(place) - _stamp(self.folder / name) > NAMELESS

    # --- taking and giving back -----------------------------------------------------------------------------------

    def _acquire(self, wait: float) -> Path:
        began, pause = time.monotonic(), 0.002
        while True:
            place = self.register()
            error = self._take(place)
            if error is None:
                return place
            if time.monotonic() - began > wait:
                raise self._busy(error, wait)
            if self.place is not None and not self._break_stale(place):
                time.sleep(pause * (0.5 + random.random()))  # noqa: S311 - jitter, not a secret
                pause = min(pause * 1.6, 0.1)

    def _busy(self, error: OSError, wait: float) -> Problem:
        token = self._holder()
        if not token and error.errno in drive.DENIED:
            return drive.problem(error, self.folder)
        return Busy("board_busy", owner=self._owner(token).told, seconds=round(wait))

    def _take(self, place: Path) -> OSError | None:
        """One try for the lock; the error that stands in the way, None when we have it."""
        try:
            (place / "baton").rename(self._held)
        except OSError as error:
            if error.errno in drive.GONE:
                if os.path.lexists(self._held / place.name):
                    return None  # ours already: only the answer was lost, or an earlier release failed
                self.forget()  # fenced while idle, or somebody removed the lock folder
            elif error.errno not in _TAKEN:
                raise drive.problem(error, self.folder) from error
            return error
        if time.monotonic() - self._beat_at > self._ttl / 4:
            with suppress(OSError):
                self._beat(place)
        return None

    def _release(self) -> None:
        """Give the lock back if we have it; a drive that is away for a moment is tried for five seconds.

        What cannot be given back is taken up again by our next save, and broken by others once we are gone.
        """
        place = self.place
        if place is None:
            return
        home = place / "baton"
        for _ in range(20):
            if os.path.lexists(home):
                return
            try:
                self._held.rename(home)
                return
            except OSError as error:
                if error.errno not in _PASSING:
                    if not os.path.lexists(home):
                        self.forget()
                    return
            time.sleep(RETRY)

    # --- who holds it, and may we break it --------------------------------------------------------------------------

    def holder(self) -> Owner | None:
        """Who is saving now; None when nobody is."""
        token = self._holder()
        return self._owner(token) if token else None

    def clients(self) -> list[Owner]:
        """Everybody whose program has saved and is still open."""
        return [self._owner(name) for name in self._clients() if name != "held"]

    def _clients(self) -> list[str]:
        try:
            return [one.name for one in self.folder.iterdir()]
        except OSError:
            return []

    def _holder(self) -> str:
        try:
            names = [one.name for one in self._held.iterdir()]
        except OSError:
            return ""
        return names[0] if names else ""

    def _owner(self, token: str) -> Owner:
        try:
            return Owner.parse((self.folder / token / "owner.json").read_text("utf-8"))
        except (OSError, ValueError):
            return Owner()

    def _break_stale(self, place: Path) -> bool:
        """Break a lock whose holder is gone, or asleep for longer than our patience; True when it is free now."""
        token = self._holder()
        if not token:
            with suppress(OSError):
                self._held.rmdir()  # free; some drives do not rename a folder over an empty one
            return False
        if token == place.name:
            return False
        owner, here = self._owner(token), Owner.here(self._host)
        if owner.same_computer(here):
            return owner.gone and self._break(token, place)
        # this computer before its last start cannot come back; a name that two computers share is fenced anyway
        patience = self._ttl / 5 if owner.host == here.host and owner.boot != UNKNOWN else self._ttl
        beat, now = self._heartbeat(token), time.monotonic()
        if (token, beat) != self._watch[:2]:
            self._watch = _Watch(token, beat, now)
            return False
        return now - self._watch.since >= patience and self._break(token, place)

    def _heartbeat(self, token: str) -> object:
        """What moves while a holder lives; the change time of `held` moves whenever the lock is taken anew."""
        try:
            with (self.folder / token / "owner.json").open() as file:
                return file.read(), os.fstat(file.fileno()).st_mtime_ns, self._held.stat().st_ctime_ns
        except OSError:
            return None

    def _break(self, token: str, place: Path) -> bool:
        grave = place / f"fenced-{token}"
        try:
            (self.folder / token).rename(grave)
        except OSError as error:
            if error.errno != errno.ENOENT:
                return False
            # somebody fenced it before us and died over it: take his place
            for name in self._clients():
                with suppress(OSError):
                    (self.folder / name / grave.name).rename(grave)
        for _ in range(100):  # until the folder itself is gone: its owner may still be writing into it
            shutil.rmtree(grave, ignore_errors=True)
            if not os.path.lexists(grave):
                with suppress(OSError):
                    (self._held / token).unlink()
                with suppress(OSError):
                    self._held.rmdir()
                return True
            time.sleep(0.01)
        return False
