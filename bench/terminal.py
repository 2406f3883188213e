"""A program in a real pseudo-terminal: keys in, a screen out, every byte counted.

Used by the bench, the pictures and the tests of the installed command. It answers the two questions a terminal is
asked at start (what are you; do you know synchronized output), as a modern terminal does.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

KEYS = {
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "backspace": "\x7f",
    "pgdn": "\x1b[6~",
    "pgup": "\x1b[5~",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "space": " ",
    "f1": "\x1bOP",
    "ctrl+q": "\x11",
    "ctrl+s": "\x13",
}
QUIET = 0.08
"""Seconds without output after which a screen counts as settled."""


class Gone(AssertionError):
    """The program ended, or never showed what was waited for; carries the last screen."""


class Terminal:
    """A command running in a terminal of `columns` x `lines`."""

    def __init__(
        self, command: Sequence[str], *, columns: int = 160, lines: int = 48, env: Mapping[str, str] | None = None,
        cwd: str | None = None,
    ) -> None:  # fmt: skip
        self.sent = 0
        self.started = time.perf_counter()
        self.exit_code: int | None = None
        self._chunks: list[tuple[float, bytes]] = []
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        full = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", **(env or {})}
        for name in ("COLORTERM", "PYTHONDONTWRITEBYTECODE", "NO_COLOR", "COLUMNS", "LINES"):
            full.pop(name, None)
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            try:
                os.chdir(cwd or ".")
                os.execvpe(command[0], list(command), full)  # noqa: S606  the program under test, from our own caller
            finally:
                os._exit(127)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # --- reading

    def read(self, timeout: float) -> bool:
        """Take in what comes within `timeout` seconds; False when nothing came or the program has ended."""
        if not select.select([self._fd], [], [], max(timeout, 0))[0]:
            return False
        try:
            data = os.read(self._fd, 1 << 16)
        except OSError:
            return False
        if not data:
            return False
        self.sent += len(data)
        self._chunks.append((time.perf_counter(), data))
        if b"\x1b[?2026$p" in data:
            os.write(self._fd, b"\x1b[?2026;2$y")
        if b"\x1b[c" in data:
            os.write(self._fd, b"\x1b[?62;c")
        return True

    def settle(self, quiet: float = QUIET, timeout: float = 20.0) -> float:
        """Wait until there was no output for `quiet` seconds; the moment of the last output (perf_counter)."""
        last, end = time.perf_counter(), time.perf_counter() + timeout
        while time.perf_counter() < end and self.read(quiet):
            last = time.perf_counter()
        return last

    def ready(self, pattern: str, timeout: float = 60.0) -> float:
        """Seconds from the start until the chunk after which the screen matches; emulated afterwards, not meanwhile."""
        end = time.perf_counter() + timeout
        while time.perf_counter() < end and (self.read(0.4) or not self._chunks):
            pass
        chunks, self._chunks = self._chunks, []
        for place, (at, data) in enumerate(chunks):
            self._stream.feed(data)
            if re.search(pattern, self.text):
                self._chunks = chunks[place + 1 :]
                return at - self.started
        raise Gone(f"never saw {pattern!r}:\n{self.text}")

    def wait_for(self, pattern: str, timeout: float = 20.0) -> float:
        """Wait until the screen matches; the moment it did. Raises Gone with the screen when it never does."""
        end = time.perf_counter() + timeout
        while not re.search(pattern, self.text):
            if time.perf_counter() > end or (not self.read(0.5) and self.ended()):
                raise Gone(f"never saw {pattern!r} (exit {self.exit_code}):\n{self.text}")
        return time.perf_counter()

    def wait_gone(self, pattern: str, timeout: float = 20.0) -> None:
        """Wait until the screen matches no more. Raises Gone with the screen when it still does."""
        end = time.perf_counter() + timeout
        while re.search(pattern, self.text):
            if time.perf_counter() > end:
                raise Gone(f"still seeing {pattern!r}:\n{self.text}")
            self.read(0.2)

    @property
    def text(self) -> str:
        """The screen as lines of text; the second cell of a wide character is left out."""
        screen = self.screen
        rows = ("".join(screen.buffer[y][x].data for x in range(screen.columns))
                for y in range(screen.lines))  # fmt: skip
        return "\n".join(row.rstrip() for row in rows)

    @property
    def screen(self) -> pyte.Screen:
        """The emulated screen, with colours; what has arrived is emulated now, outside any timed part."""
        chunks, self._chunks = self._chunks, []
        for _, data in chunks:
            self._stream.feed(data)
        return self._screen

    # --- pressing

    def press(self, *keys: str) -> None:
        """Send keys: names of KEYS, single characters, or text to be typed."""
        for key in keys:
            os.write(self._fd, KEYS.get(key, key).encode())

    def measure(self, key: str) -> tuple[float, int]:
        """Press one key; milliseconds until the last output of its frame, and the bytes it took."""
        before, start = self.sent, time.perf_counter()
        self.press(key)
        self.read(2.0)
        last = max(time.perf_counter(), start)
        while self.read(QUIET):
            last = time.perf_counter()
        return (last - start) * 1000, self.sent - before

    # --- the process

    def ended(self) -> bool:
        """Whether the program has ended; its exit code is then known."""
        if self.exit_code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.exit_code = os.waitstatus_to_exitcode(status)
        return self.exit_code is not None

    def wait(self, timeout: float = 20.0) -> int:
        """Wait for the end; the exit code. Raises Gone when it does not come."""
        end = time.perf_counter() + timeout
        while not self.ended():
            if time.perf_counter() > end:
                raise Gone(f"still running:\n{self.text}")
            self.read(0.02)
        return self.exit_code or 0

    def memory(self) -> float:
        """Proportional set size of the program in MiB, with its children's."""
        total = 0
        for pid in (self.pid, *_children(self.pid)):
            with Path(f"/proc/{pid}/smaps_rollup").open() as lines:
                total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return total / 1024

    def cpu(self) -> float:
        """Milliseconds of CPU used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size, as a window that is dragged."""
        self._screen.resize(lines, columns)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        os.kill(self.pid, signal.SIGWINCH)

    def close(self) -> None:
        """End the program whatever it does."""
        if not self.ended():
            os.kill(self.pid, signal.SIGKILL)
            _, status = os.waitpid(self.pid, 0)
            self.exit_code = os.waitstatus_to_exitcode(status)
        os.close(self._fd)


def _children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
