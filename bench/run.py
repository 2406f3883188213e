"""Measure dealboard from outside against a hello-world Textual app, in interleaved rounds; prints one table.

    python -P bench/run.py [--rounds 5] [--deals 100 10000 50000] [--board FILE --as LOGIN]

Ratios are medians of per-round ratios, so that a busy machine slows both alike. H is the hello-world app.
"""

import argparse
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.terminal import Terminal
from store.book import Book
from store.process import playbook

HELLO = [sys.executable, str(Path(__file__).with_name("hello.py"))]
DOWN, RIGHT = 8, 4


class Figures(NamedTuple):
    """One program in one round: milliseconds, bytes, MiB."""

    start: float
    key: float
    key_bytes: float
    right: float
    right_bytes: float
    memory: float
    quit: float
    start_bytes: float


def measure(command: Sequence[str], shown: str, quit_key: str, *, right: bool) -> Figures:
    """Start, press, weigh and quit one program."""
    with Terminal(command) as terminal:
        start = terminal.ready(shown) * 1000
        terminal.settle(0.4)
        start_bytes = terminal.sent
        if right:  # from the due list to the board
            terminal.press("tab")
            terminal.settle(0.4)
        downs = [terminal.measure("down") for _ in range(DOWN)]
        rights = [terminal.measure("right") for _ in range(RIGHT)] if right else [(0.0, 0)]
        memory = terminal.memory()
        before = time.perf_counter()
        terminal.press(quit_key)
        terminal.wait()
        took = (time.perf_counter() - before) * 1000
    middle = statistics.median
    return Figures(
        start,
        middle(one for one, _ in downs),
        middle(size for _, size in downs),
        middle(one for one, _ in rights),
        middle(size for _, size in rights),
        memory,
        took,
        start_bytes,
    )


def board_of(count: int, folder: Path) -> Path:
    """A board with `count` live deals of up to 20 people (one for every 500), over 1,000 customers or fewer."""
    path = folder / f"{count}.db"
    rules = playbook.load(playbook.shipped_path("default"))
    now = datetime(2026, 3, 4, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    book = Book.create(path, playbook=rules, login="lilei", name="李雷", clock=lambda: now)
    stages = rules.stages

    def fill() -> None:
        team = ["lilei", *(f"rep{n}" for n in range(1, min(20, count // 500)))]
        for login in team[1:]:
            book.members.add(login, login, book.me.roles if book.me else ())
        customers = [
            book.customers.add(f"客户 {n} Works", owner=team[n % len(team)]).id for n in range(min(count, 1000))
        ]
        for n in range(count):
            row = {
                "customer": customers[n % len(customers)], "title": f"产线 {n} line", "owner": team[n % len(team)],
                "stage": stages[n % len(stages)].id, "amount": (n % 97 + 3) * 1_000_000,
                "entered_on": date(2026, 2, 1) + timedelta(days=n % 28),
            }  # fmt: skip
            book.deals.put(f"bench:{n}", row)

    book.batch(fill)
    book.close()
    return path


def rounds_of(command: Sequence[str], count: int) -> list[tuple[Figures, Figures]]:
    """Hello world and ours, in turns A B, B A, so that neither always runs on the warmer machine."""
    hello = partial(measure, HELLO, "hello 0", "q", right=False)
    ours = partial(measure, command, r"¥|\$|MG |GTX", "q", right=True)
    done = []
    for turn in range(count):
        if turn % 2:
            second, first = ours(), hello()
        else:
            first, second = hello(), ours()
        done.append((first, second))
    return done


LINES: tuple[tuple[str, str, bool], ...] = (
    ("first usable frame, ms", "start", True),
    ("bytes until then", "start_bytes", False),
    ("cursor down, ms", "key", True),
    ("cursor down, bytes", "key_bytes", False),
    ("cursor right, ms", "right", False),
    ("cursor right, bytes", "right_bytes", False),
    ("memory (PSS), MiB", "memory", True),
    ("quit, ms", "quit", True),
)
"""What a figure is called, where it stands, and whether it is compared with hello world."""


def row(rounds: Sequence[tuple[Figures, Figures]], field: str, compared: bool) -> str:
    """A figure of one board: the median, and the median of its ratios to hello world."""
    mine = statistics.median(getattr(ours, field) for _, ours in rounds)
    shown = f"{mine:.0f}" if mine >= 100 else f"{mine:.1f}"
    if not compared:
        return shown
    times = statistics.median(getattr(ours, field) / getattr(hello, field) for hello, ours in rounds)
    return f"{shown} ({times:.2f} H)"


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--deals", type=int, nargs="*", default=[100, 10_000])
    asked.add_argument("--board", type=Path, help="measure this board, too")
    asked.add_argument("--as", dest="login", default="lilei")
    given = asked.parse_args()
    command = str(Path(sys.executable).with_name("dealboard"))
    with tempfile.TemporaryDirectory() as folder:
        boards = {f"{count:,} deals": board_of(count, Path(folder)) for count in given.deals}
        if given.board:
            boards[given.board.name] = given.board
        measured = {
            name: rounds_of([command, "--board", str(path), "--as", given.login, "--lang", "zh"], given.rounds)
            for name, path in boards.items()
        }
    today = datetime.now(UTC).date()
    print(f"{today}, Python {platform.python_version()}, {platform.machine()}, {given.rounds} rounds, 160x48\n")
    print("| | " + " | ".join(measured) + " |\n|" + " --- |" * (len(measured) + 1))
    for words, field, compared in LINES:
        print(f"| {words} | " + " | ".join(row(rounds, field, compared) for rounds in measured.values()) + " |")


if __name__ == "__main__":
    main()
