"""The half of the driver that writes: frames of Textual's go in, the cells that changed go out."""

import os
import signal
from collections.abc import Callable, Mapping
from functools import partial
from io import TextIOWrapper
from types import FrameType
from typing import Any, Final, TextIO, cast

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from board.driver.grammar import QUIET, SYNC_END, SYNC_START
from board.driver.shadow import Shadow

_ONE_PACKET: Final = 1200
"""Bytes that travel together: a frame this small is seen whole without being marked as one."""
_ERASE_PLAIN: Final = ("screen", "vt1", "vt2", "vt3", "vt5", "ansi", "cons", "sun", "eterm")
"""Terminals, by the beginning of TERM, that erase with their own background whatever is set, or may."""


def erases_colored(env: Mapping[str, str]) -> bool:
    """Whether the terminal erases with the background that is set. tmux does, whatever it calls itself."""
    term = env.get("TERM", "").lower()
    return "STY" not in env and ("TMUX" in env or not term.startswith(_ERASE_PLAIN) or term.endswith("-bce"))


class Outlet:
    """The stream to the terminal. When the terminal is gone what is written goes nowhere, and nobody waits for it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._gone = False

    def write(self, text: str) -> int:
        """Write a text; its length."""
        self._try(lambda: self._stream.write(text))
        return len(text)

    def flush(self) -> None:
        """Send what has been written."""
        self._try(self._stream.flush)

    def fileno(self) -> int:
        """The stream's own."""
        return self._stream.fileno()

    def _try(self, act: Callable[[], object]) -> None:
        if self._gone:
            return
        try:
            act()
        except OSError:
            self._gone = True


class ThinOutput(LinuxDriver):
    """Sends only the cells that changed; marks a frame as one when it is longer than a packet."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._outlet = Outlet(cast(TextIO, self._file))
        self._file = cast("TextIOWrapper[Any]", self._outlet)  # of which the writing thread uses what an Outlet has
        self._shadow = Shadow(*self._bounds(), erases=erases_colored(os.environ))
        self._marks = False
        """Whether the terminal knows the marks around a frame: Textual then writes them."""
        self._resized = False
        self._writing = self._stop_asked = False

    def _bounds(self) -> tuple[int, int]:
        """Columns and lines of the terminal; where it does not say, of what Textual lays out."""
        try:
            size = os.get_terminal_size(self._outlet.fileno())
        except OSError:
            return self._app.size
        return (size.columns, size.lines) if size.columns and size.lines else self._app.size

    # --- writing

    def write(self, data: str) -> None:
        """Send what of this the terminal does not show yet."""
        if data in (SYNC_START, SYNC_END):
            self._marks = True
        elif QUIET.fullmatch(data):  # also from the thread that reads, which may not touch the shadow
            super().write(data)
        else:
            self._frame(lambda: self._shadow.take(data))

    def redraw(self) -> None:
        """Send everything anew, for a terminal that something else has written on."""
        self._frame(self._shadow.redraw)

    def _frame(self, draw: Callable[[], str]) -> None:
        self._writing = True
        try:
            if self._resized:
                self._resized = False
                self._shadow.resize(*self._bounds())
            frame = draw()
            if self._marks and len(frame.encode()) > _ONE_PACKET:
                frame = f"{SYNC_START}{frame}{SYNC_END}"
            if frame:
                super().write(frame)
        finally:
            self._writing = False
        if self._stop_asked:
            self._stop_asked = False
            super()._sigtstp_application()

    # --- signals

    def start_application_mode(self) -> None:
        """Take the terminal; hear of its new sizes before Textual does."""
        start: Callable[[], None] = super().start_application_mode
        start()
        told = signal.getsignal(signal.SIGWINCH)

        def resized(number: int, frame: FrameType | None) -> None:
            self._resized = True
            if callable(told):
                told(number, frame)

        signal.signal(signal.SIGWINCH, resized)
        self._resized = True

    def _sigtstp_application(self, *_: object) -> None:
        """Stop as the shell asks (ctrl+z), but never in the middle of a frame."""
        if self._writing:
            self._stop_asked = True
        else:
            super()._sigtstp_application()

    def _sigcont_application(self, *_: object) -> None:
        """Go on. After a stop nobody announced the terminal is still ours, but others have written on it."""
        if self._key_thread is not None and self._key_thread.is_alive():
            self._loop.call_soon_threadsafe(self.redraw)
        else:
            super()._sigcont_application()
            self._loop.call_soon_threadsafe(partial(self._app.refresh, repaint=True, layout=True))
