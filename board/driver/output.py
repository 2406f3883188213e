"""The half of the driver that writes: frames of Textual's go in, the cells that changed go out."""

import os
import select
import signal
from asyncio import TimerHandle
from collections.abc import Callable, Mapping
from io import TextIOWrapper
from types import FrameType
from typing import Any, Final, TextIO, cast

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from board.driver.grammar import QUIET, SYNC_END, SYNC_START
from board.driver.shadow import Shadow

_ONE_PACKET: Final = 1200
"""Bytes that travel together: a frame this small is seen whole without being marked as one."""
_SETTLED: Final = 0.1
"""Seconds after a new size in which Textual has laid out and painted anew."""
_ERASING: Final = ("alacritty", "foot", "konsole", "rxvt-unicode", "st-256color", "vte", "xterm-ghostty")
"""Values of TERM, by their beginning, that name a terminal which erases with the background that is set.

Not xterm: too many call themselves that. Where a terminal erases with its own background the screen has holes in it.
"""


def erases(env: Mapping[str, str]) -> bool:
    """Whether it is certain that the terminal erases with the background that is set."""
    inside_tmux = env.get("TERM_PROGRAM") == "tmux" and "STY" not in env  # it says so since 3.2, and erases since 2.4
    return inside_tmux or env.get("TERM", "").startswith(_ERASING)


class Outlet:
    """The way to the terminal. When the terminal is gone what is written goes nowhere, and nobody waits for it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._waiting: list[str] = []
        self._gone = False

    def write(self, text: str) -> int:
        """Take a text to be sent; its length."""
        self._waiting.append(text)
        return len(text)

    def flush(self) -> None:
        """Send what has been taken, however long the terminal lets wait."""
        stream, text = self._stream, "".join(self._waiting)
        self._waiting.clear()
        data = text.encode(stream.encoding, stream.errors or "strict")
        while data and not self._gone:
            try:
                data = data[os.write(stream.fileno(), data) :]
            except BlockingIOError:  # another program has made the terminal so; it is ours as well
                select.select([], [stream.fileno()], [])
            except OSError:
                self._gone = True

    def fileno(self) -> int:
        """The stream's own."""
        return self._stream.fileno()


class ThinOutput(LinuxDriver):
    """Sends only the cells that changed; marks a frame as one when it is longer than a packet."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._outlet = Outlet(cast(TextIO, self._file))
        self._file = cast("TextIOWrapper[Any]", self._outlet)  # of which the writing thread uses what an Outlet has
        self._told = True
        """Whether the terminal says how large it is; Textual then hears it from a signal, and so do we."""
        self._shadow = Shadow(*self._bounds(), erases=erases(os.environ))
        self._marks = False
        """Whether the terminal knows the marks around a frame: Textual then writes them."""
        self._resized = False
        self._repainting: TimerHandle | None = None
        self._writing = self._stop_asked = False
        # Through the loop, which from then on wakes for every signal: one that the system gives to another thread would
        # else wait for the next key.
        self._loop.add_signal_handler(signal.SIGCONT, self._sigcont_application)

    def _bounds(self) -> tuple[int, int]:
        """Columns and lines of the terminal; where it does not say (a serial line), of what Textual lays out."""
        try:
            columns, lines = os.get_terminal_size(self._outlet.fileno())
        except OSError:
            columns = lines = 0
        self._told = bool(columns and lines) and not self._in_band_window_resize
        return (columns, lines) if self._told else self._app.size

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
            if self._resized or not self._told:
                self._refit()
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

    def _refit(self) -> None:
        """Take on the terminal's size. If it is as it was it was another for a moment, and what it showed is lost."""
        resized, self._resized = self._resized, False
        size = self._bounds()
        if resized or size != (self._shadow.columns, self._shadow.lines):
            self._shadow.resize(*size)

    def _repaint(self) -> None:
        """Have Textual write everything: by itself it does so only for a size other than the last it dealt with."""
        self._app.refresh(repaint=True, layout=True)

    def _repaint_soon(self) -> None:
        """The same when sizes have stopped to change."""
        if self._repainting is not None:
            self._repainting.cancel()
        self._repainting = self._loop.call_later(_SETTLED, self._repaint)

    # --- signals

    def start_application_mode(self) -> None:
        """Take the terminal, whatever it shows; hear of its new sizes before Textual does."""
        start: Callable[[], None] = super().start_application_mode
        start()
        told = signal.getsignal(signal.SIGWINCH)

        def resized(number: int, frame: FrameType | None) -> None:
            self._resized = True
            if callable(told):
                told(number, frame)
            self._loop.call_soon_threadsafe(self._repaint_soon)

        signal.signal(signal.SIGWINCH, resized)
        self._shadow.resize(*self._bounds())

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
            self._loop.call_soon_threadsafe(self._repaint)
