"""Which process on which computer has the board open, and whether it still lives."""

import json
import os
import socket
from pathlib import Path
from typing import NamedTuple

from store.records import Say

UNKNOWN = "?"
"""The boot id where the system tells none."""


class Owner(NamedTuple):
    """A client of the board: which process on which start of which computer, for whom."""

    host: str = ""
    boot: str = UNKNOWN
    space: int = 0
    pid: int = 0
    start: int = 0
    user: str = ""

    @classmethod
    def here(cls, host: str = "") -> "Owner":
        """This process."""
        user = os.environ.get("USER") or str(os.getuid())
        return cls(host or socket.gethostname(), _boot(), _space(), os.getpid(), _start_of(os.getpid()), user)

    @classmethod
    def parse(cls, text: str) -> "Owner":
        """What owner.json says; an empty owner when it is being rewritten just now."""
        try:
            found = json.loads(text)
            return cls(**{field: kind(found[field]) for field, kind in _KINDS.items()})
        except (ValueError, TypeError, KeyError):
            return cls()

    def same_computer(self, other: "Owner") -> bool:
        """Whether both run on one start of one computer and see each other's process ids."""
        return self.boot != UNKNOWN and self[:3] == other[:3]

    @property
    def gone(self) -> bool:
        """Whether the process is not there any more; asked on its own computer only."""
        return _start_of(self.pid) != self.start

    @property
    def told(self) -> object:
        """Who it is, for a sentence."""
        return f"{self.user} ({self.host})" if self.host else Say("board_somebody")


_KINDS = {"host": str, "boot": str, "space": int, "pid": int, "start": int, "user": str}


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return UNKNOWN


def _space() -> int:
    """The process id space: in two containers of one computer one number means two processes."""
    try:
        return Path("/proc/self/ns/pid").stat().st_ino
    except OSError:
        return 0


def _start_of(pid: int) -> int:
    """When a process started, in ticks since boot: tells a process from a later one with its number. -1: gone."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rsplit(")", 1)[1].split()[19])
    except (OSError, IndexError, ValueError):
        return -1
