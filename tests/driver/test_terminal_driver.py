"""The driver in a real pseudo-terminal: the same screens as with Textual's own, few bytes, no work while idle."""

import codecs
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyte
import pytest
from pyte.screens import Char

from bench.bytes import least, rows
from bench.terminal import Terminal
from tests.driver.screens import Joining, Row, Seen, shown, visible

ROOT = Path(__file__).resolve().parents[2]
SMALL = [sys.executable, "-m", "tests.driver.small"]
STATES = 80
KEYS = {"down": "\x1b[B", "up": "\x1b[A", "right": "\x1b[C", "left": "\x1b[D", "page": "\x1b[6~", "home": "\x1b[H",
        "end": "\x1b[F", "tab": "\t", "back": "\x7f", "escape": "\x1b", "form": "\x1bOQ", "redraw": "\x1bOR",
        "suspend": "\x1bOS", "shell": "\x1b[15~", "theme": "\x1b[17~", "quit": "\x1b[21~"}  # fmt: skip
PATIENCE = 15.0
"""Seconds after which a state that should have come will not."""


def small(driver: str, before: Sequence[str] = (), **env: str) -> Terminal:
    """The small app in a terminal that joins characters as Textual does; pyte's own stumbles over joined emoji."""
    given = [f"{name}={value}" for name, value in env.items()]
    terminal = Terminal([*before, "env", *given, *SMALL], columns=100, lines=30, cwd=str(ROOT),
                        env={"DEALBOARD_DRIVER": driver})  # fmt: skip
    terminal._screen = Joining(100, 30)
    terminal._stream = pyte.ByteStream(terminal._screen)
    return terminal


def until(true: Callable[[], bool], *terminals: Terminal) -> bool:
    """Wait until it is true, reading what comes; False when it never is."""
    end = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > end:
            return False
        for terminal in terminals:
            terminal.read(0.01)
    return True


class Pair:
    """The small app twice, with Textual's driver and with ours, and the keys pressed on both.

    `looks`: what of a row is compared.
    """

    def __init__(self, stock: Terminal, thin: Terminal, looks: Callable[[Sequence[Char]], Row] = tuple) -> None:
        self.stock, self.thin, self.looks = stock, thin, looks
        self.both = (stock, thin)
        self.seen = 0
        self.size = "100x30"
        self.same()

    def press(self, keys: str, count: int) -> None:
        self.seen += count
        for one in self.both:
            one.press(keys)
        self.same()

    def resize(self, columns: int, lines: int) -> None:
        self.size = f"{columns}x{lines}"
        for one in self.both:
            one.resize(columns, lines)
        self.same()

    def same(self) -> None:
        """Wait until both have seen everything; then they show the same."""
        told = f"seen {self.seen} at {self.size}."
        assert until(lambda: all(told in one.text for one in self.both), *self.both), f"{told}\n{self.thin.text}"
        assert until(lambda: self.screens()[0] == self.screens()[1], *self.both), self.difference()

    def screens(self) -> list[list[Row]]:
        return [[self.looks(row) for row in rows(one)] for one in self.both]

    def difference(self) -> str:
        cells = ((y, x, a, b) for y, (one, two) in enumerate(zip(rows(self.stock), rows(self.thin), strict=True))
                 for x, (a, b) in enumerate(zip(self.looks(one), self.looks(two), strict=True)) if a != b)  # fmt: skip
        return f"after {self.seen} keys: {next(cells, None)}\n{self.stock.text}\n{self.thin.text}"

    def close(self) -> None:
        for one in self.both:
            one.close()


@pytest.fixture
def pairs() -> Iterator[Callable[..., Pair]]:
    made: list[Pair] = []

    def make(**env: str) -> Pair:
        made.append(Pair(small("stock", **env), small("thin", **env)))
        return made[-1]

    yield make
    for pair in made:
        pair.close()


class Overheard:
    """The small app with our driver, and a second screen fed with what Textual told that driver to write."""

    def __init__(self, folder: Path) -> None:
        heard = folder / "heard"
        heard.touch()
        self.terminal = small("thin", HEARD=str(heard))
        self.stock = Seen(Joining, 100, 30)
        self._heard = heard.open("rb")
        self._decode = codecs.getincrementaldecoder("utf-8")().decode
        self.seen, self.size, self.told = 0, "100x30", 0
        self.same()

    def press(self, keys: str, count: int) -> None:
        self.seen += count
        self.terminal.press(keys)
        self.same()

    def resize(self, columns: int, lines: int) -> None:
        self.size = f"{columns}x{lines}"
        self.stock.screen.resize(lines, columns)
        self.terminal.resize(columns, lines)
        self.same()

    def same(self) -> None:
        """Wait until everything is seen; then both screens are the same."""
        told = f"seen {self.seen} at {self.size}."
        assert until(lambda: told in self.terminal.text, self.terminal), f"{told}\n{self.terminal.text}"
        assert until(self.alike, self.terminal), f"{told}\n{self.terminal.text}\n{self.stock.now.text}"

    def alike(self) -> bool:
        data = self._heard.read()
        self.told += len(data)
        self.stock.feed(self._decode(data))
        return self.stock.now == shown(self.terminal.screen)

    def close(self) -> None:
        self.terminal.close()
        self._heard.close()


def test_the_same_screens_as_with_textual_s_driver_over_keys_forms_chinese_and_resizes(tmp_path: Path) -> None:
    pair = Overheard(tmp_path)
    chance = random.Random(20261121)  # noqa: S311  keys, not secrets
    form = False
    for _ in range(STATES):
        kind = chance.choice(["walk"] * 5 + ["type"] * 3 + ["click", "paste", "size", "form", "form", "theme"])
        if kind == "walk":
            name = chance.choice(["down", "down", "up", "right", "left", "tab", "tab", "page", "home", "end", "back"])
            pair.press(KEYS[name], 1)
        elif kind == "type":
            text = chance.choice(["a", "华", "中文输入", "x y", "👍", "e\u0301", "￥３２０万"])
            pair.press(text, len(text))
        elif kind == "click":
            place = f"{chance.randint(1, 60)};{chance.randint(1, 24)}"
            pair.press(f"\x1b[<65;{place}M\x1b[<0;{place}M\x1b[<0;{place}m", 3)
        elif kind == "paste":
            pair.press("\x1b[200~粘贴的 text\x1b[201~", 1)
        elif kind == "size":
            pair.resize(*chance.choice([(100, 30), (90, 26), (120, 34), (61, 21)]))
        elif kind == "theme":
            pair.press(KEYS["theme"], 1)
        else:
            pair.press(KEYS["escape"] if form else KEYS["form"], 1)
            form = not form
    pair.close()
    assert pair.terminal.sent < 0.35 * pair.told


@pytest.mark.parametrize("env", [{"TERM": "screen"}, {"NO_COLOR": "1"}],
                         ids=lambda env: "=".join(*env.items()))  # fmt: skip
def test_the_same_screens_in_any_number_of_colors(pairs: Callable[..., Pair], env: dict[str, str]) -> None:
    pair = pairs(**env)
    for keys, count in ((KEYS["down"], 1), (KEYS["form"], 1), ("中", 1), (KEYS["escape"], 1)):
        pair.press(keys, count)


@pytest.fixture(scope="module")
def shared() -> Iterator[Terminal]:
    with small("thin") as terminal:
        terminal.wait_for("seen 0 at")
        terminal.settle(0.5)
        yield terminal


class Board:
    """The small app with our driver, shared by what leaves it as it was; counts what is pressed."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.seen = self._told()

    def _told(self) -> int:
        found = re.search(r"seen (\d+) at", self.terminal.text)
        assert found, self.terminal.text
        return int(found[1])

    def press(self, *keys: str) -> None:
        self.seen += len(keys)
        self.terminal.press(*(KEYS[key] for key in keys))

    def arrived(self) -> None:
        self.terminal.wait_for(f"seen {self.seen} at")
        self.terminal.settle(0.4)

    def shows(self, text: str) -> bool:
        """Whether it comes to show this text, but for the count."""
        return until(lambda: blind(self.terminal.text) == blind(text), self.terminal)


def blind(text: str) -> str:
    return re.sub(r"seen \d+ ", "seen # ", text)


@pytest.fixture
def thin(shared: Terminal) -> Board:
    return Board(shared)


def test_nothing_is_sent_and_nobody_wakes_while_idle(thin: Board) -> None:
    def woken() -> int:
        tasks = Path(f"/proc/{thin.terminal.pid}/task").iterdir()
        found = (re.search(r"^voluntary_ctxt_switches:\s*(\d+)", (task / "status").read_text(), re.M) for task in tasks)
        return sum(int(one[1]) for one in found if one)

    thin.terminal.settle(0.3)
    before = woken()
    time.sleep(0.7)
    assert woken() - before <= 1
    assert not thin.terminal.read(0)


def test_a_key_takes_at_most_a_tenth_more_than_the_least(thin: Board) -> None:
    for key in ("down", "page"):
        before, sent = rows(thin.terminal), thin.terminal.sent
        thin.press(key)
        thin.arrived()
        assert 0 < thin.terminal.sent - sent <= 1.10 * least(before, rows(thin.terminal))


def test_it_is_redrawn_when_others_have_written_on_it(thin: Board) -> None:
    before = rows(thin.terminal)
    thin.terminal.screen.reset()
    thin.press("redraw")
    thin.arrived()
    count = len(before) - 1
    assert rows(thin.terminal)[:count] == before[:count]


def state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]


@pytest.mark.parametrize("announced", [True, False], ids=["ctrl+z", "kill -STOP"])
def test_stopped_and_gone_on_it_is_as_it_was(thin: Board, announced: bool) -> None:
    before = thin.terminal.text
    if announced:
        thin.press("suspend")
    else:
        os.kill(thin.terminal.pid, signal.SIGSTOP)
    assert until(lambda: state(thin.terminal.pid) == "T", thin.terminal)
    thin.terminal.settle()
    thin.terminal.screen.reset()
    os.kill(thin.terminal.pid, signal.SIGCONT)
    assert thin.shows(before), thin.terminal.text
    thin.press("escape", "up")
    thin.arrived()


def test_a_window_that_was_smaller_for_a_moment_is_whole_again(thin: Board) -> None:
    before = thin.terminal.text
    for columns, lines in ((40, 10), (100, 30)):
        thin.terminal.resize(columns, lines)
    assert thin.terminal.text != before
    assert thin.shows(before), thin.terminal.text


def test_an_editor_has_the_terminal_and_gives_it_back(thin: Board) -> None:
    before = thin.terminal.text
    thin.press("shell")
    thin.terminal.wait_for("an editor")
    thin.terminal.screen.reset()
    thin.terminal.press("中文\n")
    assert thin.shows(before), thin.terminal.text
    thin.press("down")
    thin.arrived()


def test_it_quits_and_says_so_with_its_exit_code() -> None:
    with small("thin") as terminal:
        terminal.wait_for("seen 0 at")
        terminal.press(KEYS["quit"])
        assert terminal.wait() == 0


def test_when_the_line_is_cut_the_program_ends_also_if_it_ignores_the_signal() -> None:
    terminal = small("thin", DEAF="1")
    terminal.wait_for("seen 0 at")
    os.close(terminal._fd)
    end = time.monotonic() + PATIENCE
    while not terminal.ended() and time.monotonic() < end:
        time.sleep(0.01)
    ended = terminal.ended()
    if not ended:
        os.kill(terminal.pid, signal.SIGKILL)
    assert ended


@pytest.mark.skipif(not shutil.which("tmux"), reason="tmux is not installed")
def test_inside_tmux_it_looks_as_outside(tmp_path: Path) -> None:
    settings = tmp_path / "tmux.conf"
    settings.write_text("set -g status off\nset -g escape-time 0\n")
    server = ["tmux", "-u", "-S", str(tmp_path / "tmux"), "-f", str(settings)]
    plain = {"PLAIN": "1"}  # tmux has its own mind on joined emoji
    pair = Pair(small("stock", **plain), small("thin", before=[*server, "new-session"], **plain), looks=visible)
    try:
        for keys, count in (
            (KEYS["down"], 1),
            (KEYS["form"], 1),
            ("中", 1),
            ("a", 1),
            (KEYS["escape"], 1),
            (KEYS["page"], 1),
        ):
            pair.press(keys, count)
        pair.resize(90, 26)
    finally:
        pair.close()
        subprocess.run([*server, "kill-server"], check=False)
