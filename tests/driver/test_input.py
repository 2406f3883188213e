"""Reading: asleep until something comes, an Escape at once, characters and keys cut anywhere."""

import os
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import _parser, constants, events
from textual.message import Message

from board.driver import input as reading
from board.driver.input import SleepingInput


class Reader(SleepingInput):
    """The reading half alone: what it reads and what it tells are lists."""

    def __init__(self, descriptor: int) -> None:
        self.fileno = descriptor
        self._debug = False
        self.told: list[Message] = []
        self.left = False
        self._wake = os.pipe()
        self._app = SimpleNamespace(exit=self._leave)
        self._loop = SimpleNamespace(call_soon_threadsafe=lambda call: call())

    def _leave(self) -> None:
        self.left = True

    def process_message(self, message: Message) -> None:
        self.told.append(message)

    @property
    def keys(self) -> list[str]:
        return [one.key for one in self.told if isinstance(one, events.Key)]


class Slept(NamedTuple):
    """A sleep: how long at most, and the keys that had been told before it."""

    most: float | None
    keys: list[str]


class Day:
    """A clock and a terminal: each piece comes when the reader sleeps, "" when its patience has ended."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, pieces: list[bytes]) -> None:
        read, write = os.pipe()
        self.reader = Reader(read)
        self.sleeps: list[Slept] = []
        self._now, self._pieces, self._write = 100.0, iter(pieces), write
        monkeypatch.setattr(reading, "get_time", lambda: self._now)
        monkeypatch.setattr(_parser, "get_time", lambda: self._now)
        monkeypatch.setattr(reading.select, "select", self._select)
        self.reader.run_input_thread()
        for end in (read, write, *(self.reader._wake or ())):
            os.close(end)

    def _select(self, read: list[int], *rest: object) -> tuple[list[int], list[int], list[int]]:
        most = rest[-1]
        assert most is None or isinstance(most, float)
        self.sleeps.append(Slept(most, self.reader.keys))
        piece = next(self._pieces, None)
        if piece is None:
            return [self.reader._wake[1] if self.reader._wake is None else self.reader._wake[0]], [], []
        if not piece:
            assert most is not None, "it would sleep for ever"
            self._now += most
            return [], [], []
        os.write(self._write, piece)
        return [self.reader.fileno], [], []


def test_it_sleeps_without_an_end_until_a_key_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    day = Day(monkeypatch, [b"a", b"\x1b[A", "华".encode()])
    assert [slept.most for slept in day.sleeps] == [None] * 4
    assert day.reader.keys == ["a", "up", "华"]


def test_an_escape_is_told_after_escdelay_and_then_it_sleeps_again(monkeypatch: pytest.MonkeyPatch) -> None:
    day = Day(monkeypatch, [b"a\x1b", b"", b"b"])
    first, pending, after, last = day.sleeps
    assert (first.most, after.most, last.most) == (None, None, None)
    assert pending.most == pytest.approx(constants.ESCAPE_DELAY)
    assert (pending.keys, after.keys) == (["a"], ["a", "escape"])


def test_an_escape_that_is_the_beginning_of_a_key_is_that_key(monkeypatch: pytest.MonkeyPatch) -> None:
    day = Day(monkeypatch, [b"\x1b", b"[", b"B", b"\x1b", b"\x1b", b""])
    assert day.reader.keys == ["down", "escape", "escape"]


def test_a_terminal_that_is_gone_ends_the_application(monkeypatch: pytest.MonkeyPatch) -> None:
    read, write = os.pipe()
    os.write(write, b"a")
    os.close(write)
    reader = Reader(read)
    reader.run_input_thread()
    assert reader.keys == ["a"]
    assert reader.left


def test_bytes_that_are_no_utf_8_do_not_end_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    day = Day(monkeypatch, ["中".encode("gbk"), b"a"])
    assert day.reader.keys[-1] == "a"
    assert not day.reader.left


def test_it_ends_at_once_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    read, _ = os.pipe()
    reader = Reader(read)
    monkeypatch.setattr("textual.drivers.linux_driver.LinuxDriver.disable_input", lambda self: thread.join(10))
    thread = threading.Thread(target=reader.run_input_thread, daemon=True)
    thread.start()
    reader.disable_input()
    assert not thread.is_alive()
    reader.disable_input()  # Textual asks twice when it quits


TYPED = [
    b"a", b" ", "华".encode(), "𠮷".encode(), "👍🏽".encode(), b"\x1b[A", b"\x1b[6~", b"\x1bOP", b"\x1b[1;5C", b"\r",
    b"\x7f", b"\x1b[<0;10;5M", b"\x1b[<0;10;5m", b"\x1b[<64;3;4M", b"\x1b[I", b"\x1b[O", b"\x1b[?2026;2$y",
    b"\x1b[5;7R", "\x1b[200~粘贴 [A\n两行\x1b[201~".encode(), b"\x1b[200~x\x1b[201~y",
]  # fmt: skip


@pytest.fixture(scope="module")
def told() -> Iterator[Callable[[list[bytes]], list[str]]]:
    """What a reader tells of pieces that come one after the other."""
    with pytest.MonkeyPatch.context() as patch:

        def tell(pieces: list[bytes]) -> list[str]:
            return [repr(one) for one in Day(patch, pieces).reader.told]

        yield tell


@given(typed=st.lists(st.sampled_from(TYPED), max_size=8), data=st.data())
@settings(max_examples=100, deadline=None)
def test_it_does_not_matter_where_the_line_cuts(
    told: Callable[[list[bytes]], list[str]], typed: list[bytes], data: st.DataObject
) -> None:
    stream = b"".join(typed)
    cuts = sorted(data.draw(st.sets(st.integers(1, max(1, len(stream) - 1)), max_size=6)))
    pieces = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True) if stream[a:b]]
    assert told(pieces) == told([stream] if stream else [])
