"""Measure what the due list costs: from facts in memory, from the file, after one touch; prints one table.

    python -P bench/followups.py [--rounds 5] [--deals 2500 5000 10000]

Each deal is open, has a tier and ten touches; two deals a customer. Issue 4 asks, for 10,000 deals with 100,000
touches, for at most 150 ms from facts in memory and 400 ms from the file, growing in proportion.

What runs in this process is told in CPU time, which neighbors on a busy machine do not lengthen (on a quiet one it is
the time on the clock); the command as a whole is told by the clock.
"""

import argparse
import gc
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from store.book import Book
from store.books.clocks import gather
from store.books.core import Core
from store.file.boardfile import BoardFile
from store.file.writer import Writer
from store.process import playbook
from store.process.facts import CustomerClock
from store.process.followups import followups

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=ZONE)
LOGIN = "lilei"
TOUCHES = 10
"""Touches of each deal."""

PROCESS = "default"
DEAL_TIERS, CUSTOMER_TIERS = ("opportunity", "SAB"), ("customer", "ABC")
KINDS = ("call", "visit", "online", "mail")


class Figures(NamedTuple):
    """One round on one board, in milliseconds."""

    memory: float
    gathered: float
    listed: float
    command: float
    again: float


LINES: tuple[tuple[str, str], ...] = (
    ("follow-ups from facts in memory", "memory"),
    ("facts from the open file", "gathered"),
    ("the team's due list from the file: open, gather, compute, sort", "listed"),
    ("`dealboard due --team`, the whole command, by the clock", "command"),
    ("the list again after one touch", "again"),
)
"""What a figure is called and where it stands."""


def clock() -> datetime:
    """The moment at which all of this takes place."""
    return NOW


def core_of(path: Path) -> Core:
    """What the chapters of a Book stand on, opened anew."""
    return Core(BoardFile(path), LOGIN, clock)


def board_of(deals: int, folder: Path) -> Path:
    """A board with that many open deals, one commit; touches are written as rows, their checklists left alone."""
    path = folder / f"{deals}.db"
    rules = playbook.load(playbook.shipped_path(PROCESS))
    Book.create(path, playbook=rules, login=LOGIN, name="李雷", clock=clock).close()
    core = core_of(path)
    core.write(lambda writer: _fill(writer, core, deals))
    core.file.close()
    return path


def _fill(writer: Writer, core: Core, deals: int) -> None:
    stages = [stage.id for stage in core.process.stages]
    customer = ""
    for n in range(deals):
        entered = (NOW - timedelta(days=20 + n % 40)).date().isoformat()
        if n % 2 == 0:
            customer = core.new_id()
            name = f"客户 {n} Works"
            row = {"id": customer, "no": writer.next_no("customer"), "name": name, "search": name, "owner": LOGIN}
            writer.insert("customer", {**row, "created_on": "2025-06-03", "archived": 0})
            _tier(writer, customer, *CUSTOMER_TIERS, n // 2, entered)
        deal, title = core.new_id(), f"产线 {n} line"
        row = {"id": deal, "no": writer.next_no("deal"), "title": title, "search": title, "customer": customer}
        row |= {"owner": LOGIN, "stage": stages[n % len(stages)], "state": "open", "live": 1, "amount": 1_000_000}
        writer.insert("deal", {**row, "created_on": "2025-06-03", "entered_on": entered})
        _tier(writer, deal, *DEAL_TIERS, n, entered)
        for number in range(TOUCHES):
            _touch(writer, core, customer, deal, n + number, NOW - timedelta(days=3 + n % 11 + 9 * number))


def _tier(writer: Writer, subject: str, scheme: str, tiers: str, n: int, since: str) -> None:
    writer.insert("tier", {"subject": subject, "scheme": scheme, "tier": tiers[n % len(tiers)], "since": since})


def _touch(writer: Writer, core: Core, customer: str, deal: str, n: int, at: datetime) -> None:
    id, when = core.new_id(), at.isoformat()
    row = {"id": id, "kind": KINDS[n % len(KINDS)], "customer": customer, "at": when, "day": when[:10], "by": LOGIN}
    writer.insert("activity", {**row, "note": "谈了进度", "planned": 0, "logged_at": when}, action="log")
    writer.insert("activity_deal", {"activity": id, "deal": deal}, action="")


def timed(work: Callable[[], object], watch: Callable[[], float] = time.process_time) -> float:
    """Milliseconds that a piece of work takes, without a sweep for garbage in between, as the program runs it."""
    gc.collect()
    gc.disable()
    try:
        before = watch()
        work()
        return (watch() - before) * 1000
    finally:
        gc.enable()


def measure(path: Path, command: str) -> Figures:
    """One round."""
    core = core_of(path)
    clocks: list[CustomerClock] = []
    gathered = timed(lambda: clocks.extend(known.clock for known in gather(core, None)))
    today, now = core.today(), core.now()
    memory = timed(lambda: [followups(one, core.process, core.calendar, today, now) for one in clocks])
    core.file.close()
    clocks.clear()
    books: list[Book] = []

    def listed() -> None:
        books.append(Book.open(path, login=LOGIN, clock=clock))
        books[0].due.lines()

    took = timed(listed)
    again = _after_a_touch(books[0])
    books[0].close()
    words = [command, "--board", str(path), "--as", LOGIN, "--on", NOW.isoformat(), "due", "--team"]
    ran = timed(lambda: subprocess.run(words, stdout=subprocess.DEVNULL, check=True), time.perf_counter)
    return Figures(memory, gathered, took, ran, again)


def _after_a_touch(book: Book) -> float:
    """The list once more when one touch was logged; the touch itself and its save are not counted."""
    customer = book.due.lines()[0].customer_id
    book.activities.log(customer, KINDS[0], note="x")
    return timed(book.due.lines)


def report(measured: dict[int, Sequence[Figures]]) -> list[str]:
    """The table: medians, and how the largest board compares with the smallest for each deal."""
    heads = [f"{deals:,} deals, {deals * TOUCHES:,} touches" for deals in measured]
    lines = ["| ms | " + " | ".join(heads) + " | growth |", "| --- |" + " --- |" * (len(heads) + 1)]
    small, large = min(measured), max(measured)
    for words, field in LINES:
        middles = {
            deals: statistics.median(getattr(one, field) for one in rounds) for deals, rounds in measured.items()
        }
        growth = (middles[large] / large) / (middles[small] / small)
        cells = [*(f"{middle:.0f}" for middle in middles.values()), f"{growth:.2f}"]
        lines.append(f"| {words} | " + " | ".join(cells) + " |")
    return lines


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--deals", type=int, nargs="*", default=[2500, 5000, 10_000])
    given = asked.parse_args()
    command = str(Path(sys.executable).with_name("dealboard"))
    with tempfile.TemporaryDirectory() as folder:
        boards = {deals: board_of(deals, Path(folder)) for deals in given.deals}
        rounds = [{deals: measure(path, command) for deals, path in boards.items()} for _ in range(given.rounds)]
    measured = {deals: [one[deals] for one in rounds] for deals in given.deals}
    print(
        f"{datetime.now(UTC).date()}, Python {platform.python_version()}, {platform.machine()}, {given.rounds} rounds"
    )
    print("\n".join(("", *report(measured), "", "growth: time for each deal, largest board over smallest; 1 is even")))


if __name__ == "__main__":
    main()
