"""Writing: when a frame is marked, what is let through, who may interrupt, and a terminal that is slow or gone."""

import os
import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from textual.drivers.linux_driver import LinuxDriver

from board import driver
from board.driver.grammar import SYNC_END, SYNC_START
from board.driver.output import Outlet, ThinOutput, erases
from board.driver.shadow import Shadow
from store.problems import BadInput
from store.words import pick, tell

COLUMNS, LINES = 40, 50


class Bare(ThinOutput):
    """The writing half without a terminal: what it sends is a list."""

    def __init__(self, while_sending: Callable[["Bare"], None] = lambda _: None) -> None:
        self.sent: list[str] = []
        self._shadow = Shadow(COLUMNS, LINES)
        self._resized = self._marks = self._writing = self._stop_asked = False
        self._told = True
        self.size = (COLUMNS, LINES)
        self._writer_thread = SimpleNamespace(write=lambda data: (self.sent.append(data), while_sending(self)))

    def _bounds(self) -> tuple[int, int]:
        return self.size

    def frame(self, data: str) -> list[str]:
        """Write it as Textual does when the terminal knows the marks; what is sent."""
        before = len(self.sent)
        for part in (SYNC_START, data, SYNC_END):
            self.write(part)
        return self.sent[before:]


WHOLE = "\n".join(f"\x1b[{y + 1};1H{'x' * COLUMNS}" for y in range(LINES)) + "\x1b[1;1H"


def test_marks_stand_around_a_frame_that_does_not_travel_in_one_packet_and_around_nothing_else() -> None:
    bare = Bare()
    (whole,) = bare.frame(WHOLE)
    assert whole.startswith(SYNC_START)
    assert whole.endswith(SYNC_END)
    assert bare.frame(WHOLE) == []
    assert bare.frame("\x1b[1;1Hy\x1b[1;1H") == ["y\r"]


def test_no_marks_for_a_terminal_that_does_not_know_them() -> None:
    bare = Bare()
    bare.write(WHOLE)
    assert "2026" not in bare.sent[0]


def test_modes_and_questions_go_through_untouched() -> None:
    bare = Bare()
    for data in ("\x1b[?2026$p", "\x1b[?1003h", "\x1b]2;中\x07"):
        bare.write(data)
    assert bare.sent == ["\x1b[?2026$p", "\x1b[?1003h", "\x1b]2;中\x07"]


@pytest.mark.parametrize("columns", [COLUMNS, COLUMNS + 1])
def test_after_a_resize_also_to_the_same_size_everything_is_sent_again(columns: int) -> None:
    bare = Bare()
    first = bare.frame(WHOLE)
    bare.size = (columns, LINES)
    bare._resized = True
    assert bare.frame(WHOLE) == first
    assert bare.frame(WHOLE) == []


def test_a_terminal_that_does_not_say_its_size_has_the_one_textual_believes_in() -> None:
    bare = Bare()
    bare._told = False
    first = bare.frame(WHOLE)
    assert bare.frame(WHOLE) == []
    bare.size = (COLUMNS + 1, LINES)
    assert bare.frame(WHOLE) == first


@pytest.mark.parametrize("moment", ["drawing", "sending"])
def test_a_stop_asked_in_the_middle_of_a_frame_waits_for_its_end(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    sent_before_stop: list[int] = []
    bare = Bare(lambda one: one._sigtstp_application() if moment == "sending" else None)
    take = bare._shadow.take

    def draw(data: str) -> str:
        if moment == "drawing":
            bare._sigtstp_application()
        return take(data)

    monkeypatch.setattr(LinuxDriver, "_sigtstp_application", lambda self, *_: sent_before_stop.append(len(bare.sent)))
    monkeypatch.setattr(bare._shadow, "take", draw)
    bare.write(WHOLE)
    assert sent_before_stop == [1]


def test_a_stop_asked_between_frames_is_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped: list[bool] = []
    monkeypatch.setattr(LinuxDriver, "_sigtstp_application", lambda self, *_: stopped.append(True))
    bare = Bare()
    bare._sigtstp_application()
    assert stopped == [True]


def test_a_terminal_that_does_not_take_more_is_waited_for() -> None:
    read, write = os.pipe()
    os.set_blocking(write, False)
    text = "华" * 300_000
    got = bytearray()

    def drain() -> None:
        while data := os.read(read, 1 << 16):
            got.extend(data)

    reader = threading.Thread(target=drain)
    reader.start()
    with os.fdopen(write, "w", encoding="utf-8") as stream:
        outlet = Outlet(stream)
        assert outlet.write(text) == len(text)
        outlet.flush()
    reader.join(10)
    os.close(read)
    assert got.decode() == text


def test_a_terminal_that_is_gone_ends_nothing() -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w", encoding="utf-8") as stream:
        outlet = Outlet(stream)
        for _ in range(3):
            outlet.write("nobody sees this")
            outlet.flush()


@pytest.mark.parametrize(
    ("env", "certain"),
    [
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "screen-256color"}, False),
        ({"TERM": "xterm-kitty"}, False),
        ({"TERM": "alacritty"}, True),
        ({"TERM": "screen-256color", "TERM_PROGRAM": "tmux"}, True),
        ({"TERM": "screen", "TERM_PROGRAM": "tmux", "STY": "1.pts"}, False),
        ({}, False),
    ],
)
def test_blanks_are_erased_only_where_it_is_certain_how(env: dict[str, str], certain: bool) -> None:
    assert erases(env) == certain


@pytest.mark.parametrize(
    ("env", "picked"),
    [
        ({}, driver.ThinDriver),
        ({"DEALBOARD_DRIVER": "thin", "TEXTUAL_DRIVER": "a:B"}, driver.ThinDriver),
        ({"TEXTUAL_DRIVER": "a:B"}, None),
        ({"DEALBOARD_DRIVER": "stock"}, None),
        ({"DEALBOARD_DRIVER": "stock-input"}, ThinOutput),
        ({"DEALBOARD_DRIVER": "stock-output"}, driver.SleepingInput),
    ],
)
def test_the_environment_picks_the_driver(env: dict[str, str], picked: object) -> None:
    assert driver.pick(env) is picked


def test_a_driver_nobody_knows_is_refused_by_name() -> None:
    with pytest.raises(BadInput) as refused:
        driver.pick({"DEALBOARD_DRIVER": "stok"})
    for lang in ("zh", "en"):
        said = tell(pick(lang), refused.value.say)
        assert all(word in said for word in ("DEALBOARD_DRIVER", "stok", "stock", "thin"))


def test_redraw_is_textual_s_own_where_its_driver_is() -> None:
    asked: list[dict[str, bool]] = []
    driver.redraw(SimpleNamespace(_driver=None, refresh=lambda **how: asked.append(how)))
    assert asked == [{"repaint": True, "layout": True}]
