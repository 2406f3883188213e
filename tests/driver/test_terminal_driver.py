"""The driver in a real pseudo-terminal: the same screens as with Textual's own, few bytes, no work while idle."""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyte
import pytest

from bench.bytes import least, rows
from bench.terminal import Terminal
from tests.driver.screens import Joining, Seen, visible

ROOT = Path(__file__).resolve().parents[2]
SMALL = [sys.executable, "-m", "tests.driver.small"]
STATES = 64
PATIENCE = 15.0
"""Seconds after which a state that should have come will not."""


def small(driver: str, **env: str) -> Terminal:
    """The small app in a terminal that joins characters as Textual does; pyte's own stumbles over joined emoji."""
    given = [f"{name}={value}" for name, value in env.items()]
    terminal = Terminal(["env", *given, *SMALL], columns=100, lines=30, cwd=str(ROOT), env={"DEALBOARD_DRIVER": driver})
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
    """The small app twice, with Textual's driver and with ours, and the keys pressed on both."""

    def __init__(self, **env: str) -> None:
        self.stock, self.thin = small("stock", **env), small("thin", **env)
        self.both = (self.stock, self.thin)
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

    def screens(self) -> list[tuple[object, ...]]:
        return [(rows(one), one.screen.cursor.x, one.screen.cursor.y) for one in self.both]

    def difference(self) -> str:
        cells = ((y, x, a, b) for y, (one, two) in enumerate(zip(rows(self.stock), rows(self.thin), strict=True))
                 for x, (a, b) in enumerate(zip(one, two, strict=True)) if a != b)  # fmt: skip
        return f"after {self.seen} keys: {next(cells, 'the cursor')}\n{self.stock.text}\n{self.thin.text}"

    def close(self) -> None:
        for one in self.both:
            one.close()


@pytest.fixture
def pairs() -> Iterator[Callable[..., Pair]]:
    made: list[Pair] = []

    def make(**env: str) -> Pair:
        made.append(Pair(**env))
        return made[-1]

    yield make
    for pair in made:
        pair.close()


@pytest.fixture
def thin() -> Iterator[Terminal]:
    with small("thin") as terminal:
        terminal.wait_for("seen 0 at")
        terminal.settle()
        yield terminal


KEYS = {"down": "\x1b[B", "up": "\x1b[A", "right": "\x1b[C", "left": "\x1b[D", "tab": "\t", "page": "\x1b[6~", "home": "\x1b[H",
        "end": "\x1b[F", "back": "\x7f", "wheel": "\x1b[<65;60;8M", "theme": "\x1bOQ"}  # fmt: skip


def test_the_same_screens_over_keys_forms_chinese_and_resizes(pairs: Callable[..., Pair]) -> None:
    pair = pairs()
    any_ = random.Random(20261121)
    form = False
    for _ in range(STATES):
        kind = any_.choice(["walk"] * 5 + ["type"] * 3 + ["click", "paste", "size", "form", "form", "theme"])
        if kind == "walk":
            name = any_.choice(["down", "down", "up", "right", "left", "tab", "tab", "page", "home", "end", "back"])
            pair.press(KEYS[name], 1)
        elif kind == "type":
            text = any_.choice(["a", "华", "中文输入", "x y", "👍", "e\u0301", "￥３２０万"])
            pair.press(text, len(text))
        elif kind == "click":
            x, y = any_.randint(1, 60), any_.randint(1, 24)
            pair.press(f"\x1b[<65;{x};{y}M\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m", 1)
        elif kind == "paste":
            pair.press("\x1b[200~粘贴的 text\x1b[201~", 1)
        elif kind == "size":
            pair.resize(*any_.choice([(100, 30), (90, 26), (120, 34), (61, 21)]))
        elif kind == "theme":
            pair.press("\x1b[17~", 1)
        else:
            pair.press("\x1b" if form else "\x1bOQ", 1)
            form = not form
    assert pair.thin.sent < 0.35 * pair.stock.sent


@pytest.mark.parametrize("env", [{"TERM": "xterm"}, {"COLORTERM": "truecolor"}, {"NO_COLOR": "1"}, {"TERM": "screen"}],
                         ids=lambda env: "=".join(*env.items()))  # fmt: skip
def test_the_same_screens_in_any_number_of_colors(pairs: Callable[..., Pair], env: dict[str, str]) -> None:
    pair = pairs(**env)
    for keys, count in ((KEYS["down"], 1), ("\x1bOQ", 1), ("中", 1), ("\x1b", 1)):
        pair.press(keys, count)


def test_nothing_is_sent_and_nobody_wakes_while_idle(thin: Terminal) -> None:
    def woken() -> int:
        tasks = Path(f"/proc/{thin.pid}/task").iterdir()
        found = (re.search(r"^voluntary_ctxt_switches:\s*(\d+)", (task / "status").read_text(), re.M) for task in tasks)
        return sum(int(one[1]) for one in found if one)

    thin.settle(0.5)
    before, sent = woken(), thin.sent
    time.sleep(1.0)
    assert not thin.read(0)
    assert (woken() - before, thin.sent - sent) <= (1, 0)


def test_a_key_takes_at_most_a_tenth_more_than_the_least(thin: Terminal) -> None:
    for key in (KEYS["down"], KEYS["down"], KEYS["page"]):
        before, sent = rows(thin), thin.sent
        thin.press(key)
        thin.read(PATIENCE)
        thin.settle()
        assert 0 < thin.sent - sent <= 1.10 * least(before, rows(thin))


def test_it_is_redrawn_when_others_have_written_on_it(thin: Terminal) -> None:
    thin.press(KEYS["down"])
    thin.wait_for("seen 1 at")
    thin.settle()
    before = rows(thin)
    thin.screen.reset()
    thin.press("\x1bOR")
    thin.wait_for("seen 2 at")
    thin.settle()
    changed = [(x, y) for y, (old, new) in enumerate(zip(before, rows(thin), strict=True))
               for x, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]  # fmt: skip
    assert changed == [(5, 29)], "all but the count"


def state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]


@pytest.mark.parametrize("announced", [True, False], ids=["ctrl+z", "kill -STOP"])
def test_stopped_and_gone_on_it_is_as_it_was(thin: Terminal, announced: bool) -> None:
    thin.press(KEYS["down"])
    thin.wait_for("seen 1 at")
    thin.settle()
    before = thin.text
    if announced:
        thin.press("\x1bOS")
        before = before.replace("seen 1", "seen 2")
    else:
        os.kill(thin.pid, signal.SIGSTOP)
    assert until(lambda: state(thin.pid) == "T", thin)
    thin.settle()
    thin.screen.reset()
    os.kill(thin.pid, signal.SIGCONT)
    assert until(lambda: thin.text == before, thin), thin.text
    thin.press("\x1b", "\x1b[A")
    thin.wait_for(f"seen {3 + announced} at")


def test_an_editor_has_the_terminal_and_gives_it_back(thin: Terminal) -> None:
    before = thin.text
    thin.press("\x1b[15~")
    thin.wait_for("an editor")
    thin.screen.reset()
    thin.press("中文\n")
    thin.wait_for("seen 1 at")
    assert until(lambda: thin.text == before.replace("seen 0", "seen 1"), thin), thin.text
    thin.press("\x1b[21~")
    assert thin.wait() == 0


def test_quitting_leaves_the_terminal_as_it_was(thin: Terminal) -> None:
    thin.press("\x1b[21~")
    assert thin.wait() == 0


def test_when_the_line_is_cut_the_program_ends_also_if_it_ignores_the_signal() -> None:
    terminal = small("thin", DEAF="1")
    terminal.wait_for("seen 0 at")
    os.close(terminal._fd)
    end = time.monotonic() + PATIENCE
    while not terminal.ended() and time.monotonic() < end:
        time.sleep(0.01)
    assert terminal.ended()


@pytest.mark.skipif(not shutil.which("tmux"), reason="tmux is not installed")
def test_tmux_shows_the_same_with_either_driver(tmp_path: Path) -> None:
    def tmux(*words: str) -> str:
        command = ["tmux", "-S", str(tmp_path / "tmux"), "-f", os.devnull, *words]
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout

    def capture(driver: str, said: str) -> str:
        end = time.monotonic() + PATIENCE
        while said not in (seen := tmux("capture-pane", "-p", "-e", "-t", driver)) and time.monotonic() < end:
            time.sleep(0.02)
        return seen

    def looks(captured: str) -> list[object]:
        seen = Seen(Joining, 100, 31)
        seen.feed(captured.replace("\n", "\r\n"))
        rows = ["".join(cell.data for cell in row) for row in seen.now.rows]
        return [visible(row) for row, text in zip(seen.now.rows, rows, strict=True) if "新商机" not in text]

    drivers = ("stock", "thin")
    for driver in drivers:
        run = f"DEALBOARD_DRIVER={driver} {' '.join(SMALL)}"
        tmux("-u", "new-session", "-d", "-s", driver, "-x", "100", "-y", "30", run)
    try:
        for count, keys in enumerate((["Down"], ["F2"], ["-l", "中"], ["-l", "a"], ["Escape"], ["PageDown"])):
            for driver in drivers:
                capture(driver, f"seen {count} at")
                tmux("send-keys", "-t", driver, *keys)
            end = time.monotonic() + PATIENCE
            seen = [capture(driver, f"seen {count + 1} at") for driver in drivers]
            while looks(seen[0]) != looks(seen[1]) and time.monotonic() < end:
                seen = [capture(driver, f"seen {count + 1} at") for driver in drivers]
            assert looks(seen[0]) == looks(seen[1])
    finally:
        tmux("kill-server")
