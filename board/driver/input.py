"""The half of the driver that reads: a thread that sleeps until there is something, and wakes for nothing else."""

import os
import select
from codecs import getincrementaldecoder
from collections.abc import Callable
from typing import Final

from textual._time import get_time
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

_READ: Final = 4096
"""Bytes at a time, what a terminal gives at most."""


class SleepingInput(LinuxDriver):
    """Reads when there is something to read, looks at the clock only while an Escape may be more than that.

    An Escape alone is told from the beginning of a longer key by nothing following it for ESCDELAY milliseconds.
    """

    _wake: tuple[int, int] | None = None
    """A pipe: what is written to the second end ends the sleep at the first."""

    def start_application_mode(self) -> None:
        """Take the terminal and begin to read."""
        self._wake = self._wake or os.pipe()
        start: Callable[[], None] = super().start_application_mode
        start()

    def disable_input(self) -> None:
        """End the reading at once; a key under way is dropped."""
        wake, self._wake = self._wake, None
        if wake is not None:
            os.write(wake[1], b"\n")
        super().disable_input()
        for end in wake or ():
            os.close(end)

    def run_input_thread(self) -> None:
        """Read until the driver says stop or the terminal is gone; then the application has nobody to talk to."""
        if self._wake is None:
            return
        woken = self._wake[0]
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        while True:
            ready, _, _ = select.select([self.fileno, woken], [], [], self._patience(parser))
            if woken in ready:
                break
            if ready and not self._read(parser, decode):
                self._loop.call_soon_threadsafe(self._app.exit)
                break
            for event in parser.tick():
                self.process_message(event)

    @staticmethod
    def _patience(parser: XTermParser) -> float | None:
        """Seconds until a pending Escape is one by itself; None, for as long as it takes, when none is pending."""
        due = parser._timeout_time
        return None if due is None else max(0.0, due - get_time())

    def _read(self, parser: XTermParser, decode: Callable[[bytes], str]) -> bool:
        """Take in what is there; False when the terminal is gone. Half a character waits for its other half."""
        try:
            data = os.read(self.fileno, _READ)
        except BlockingIOError:  # somebody else has been quicker
            return True
        except OSError:
            return False
        if not data:
            return False
        if text := decode(data):  # the parser takes an empty text for the end
            for event in parser.feed(text):
                self.process_message(event)
        return True
