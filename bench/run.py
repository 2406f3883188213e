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
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.terminal import Terminal
from store.book import Book
from store.process import playbook

HELLO = [sys.executable, str(Path(__file__).with_name("hello.py"))]
DOWN, RIGHT, MOVES = 8, 4, 1


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


def measure(command: Sequence[str], shown: str, quit_key: str, right: bool) -> Figures:
    """Start, press, weigh and quit one program."""
    with Terminal(command) as terminal:
        start = terminal.ready(shown) * 1000
        terminal.settle(0.4)
        start_bytes = terminal.sent
        downs = [terminal.measure("down") for _ in range(DOWN)]
        rights = [terminal.measure("right") for _ in range(RIGHT)] if right else [(0.0, 0)]
        memory = terminal.memory()
        before = terminal.started = time.perf_counter()
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
    """A board with `count` live deals over 1,000 customers (or fewer), all of one rep, with tiers and a touch each."""
    path = folder / f"{count}.db"
    rules = playbook.load(playbook.shipped_path("default"))
    now = datetime(2026, 3, 4, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    book = Book.create(path, playbook=rules, login="lilei", name="李雷", clock=lambda: now)
    stages = rules.stages

    def fill() -> None:
        customers = [book.customers.add(f"客户 {n} Works").id for n in range(min(count, 1000))]
        for n in range(count):
            row = {
                "customer": customers[n % len(customers)], "title": f"产线 {n} line", "owner": "lilei",
                "stage": stages[n % len(stages)].id, "amount": (n % 97 + 3) * 1_000_000,
                "entered_on": date(2026, 2, 1) + timedelta(days=n % 28),
            }  # fmt: skip
            book.deals.put(f"bench:{n}", row)

    book.batch(fill)
    book.close()
    return path


def ratio(rounds: Sequence[tuple[Figures, Figures]], of: Callable[[Figures], float]) -> float:
    """The median of ours / hello over the rounds."""
    return statistics.median(of(ours) / of(hello) for hello, ours in rounds)


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--deals", type=int, nargs="*", default=[100, 10_000])
    asked.add_argument("--board", type=Path)
    asked.add_argument("--as", dest="login", default="lilei")
    given = asked.parse_args()
    command = str(Path(sys.executable).with_name("dealboard"))
    with tempfile.TemporaryDirectory() as folder:
        boards = {str(count): board_of(count, Path(folder)) for count in given.deals}
        if given.board:
            boards[given.board.name] = given.board
        print(
            f"{date.today()}, Python {platform.python_version()}, {platform.machine()}, {given.rounds} rounds, 160x48"
        )  # noqa: DTZ011
        print(
            "| board | start, ms | x H | cursor key, ms | x H | bytes | right, ms | bytes | memory MiB | x H | quit x H | start bytes |"
        )
        print("| --- " * 12 + "|")
        for name, path in boards.items():
            ours = [command, "--board", str(path), "--as", given.login, "--on", "2026-03-04T09:30", "--lang", "zh"]
            rounds = []
            for turn in range(given.rounds):
                pair = [lambda: measure(HELLO, "hello 0", "q", False), lambda ours=ours: measure(ours, "¥", "q", True)]
                got = [one() for one in (pair if turn % 2 else pair[::-1])]
                rounds.append((got[0], got[1]) if turn % 2 else (got[1], got[0]))
            mine = Figures(*(statistics.median(column) for column in zip(*(two for _, two in rounds), strict=True)))
            print(
                f"| {name} | {mine.start:.0f} | {ratio(rounds, lambda f: f.start):.2f} | {mine.key:.1f} "
                f"| {ratio(rounds, lambda f: f.key):.2f} | {mine.key_bytes:.0f} | {mine.right:.1f} | {mine.right_bytes:.0f} "
                f"| {mine.memory:.1f} | {ratio(rounds, lambda f: f.memory):.2f} | {ratio(rounds, lambda f: f.quit):.2f} "
                f"| {mine.start_bytes:.0f} |"
            )


if __name__ == "__main__":
    main()
