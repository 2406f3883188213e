"""What a key costs on the line: Textual's own driver, ours, and the least that would do, counted in a pseudo-terminal.

    python -P bench/bytes.py [--size 160x48] [--lang zh] [COMMAND …]

Without a command the demo board is pressed. The bytes are the same on every machine; the milliseconds of CPU are not.
"""

import argparse
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pyte.screens import Char

from bench.terminal import Terminal

Rows = Sequence[Sequence[Char]]
QUIET = 0.3
STEPS = (
    ("the board", "tab"),
    ("cursor down", "down"),
    ("cursor down again", "down"),
    ("cursor right", "right"),
    ("a form opened", "n"),
    ("a letter typed", "x"),
    ("a second letter", "y"),
    ("the form closed", "escape"),
    ("the help opened", "?"),
    ("the help closed", "escape"),
    ("ten columns narrower", "150x48"),
)
"""What a step is called and what is pressed, or the size the terminal is given."""


def least(before: Rows, after: Rows, *, truecolor: bool = False) -> int:
    """About the fewest bytes that turn one screen into the other, told cell by cell (tuibench's measure).

    Each changed line is gone to, a gap is jumped or written again, a style costs what differs; nothing is erased.
    """
    size = 0
    pen: Char | None = None
    for y, (old_row, new_row) in enumerate(zip(before, after, strict=True)):
        at = -1
        for x, (old, new) in enumerate(zip(old_row, new_row, strict=True)):
            if old == new:
                continue
            size += len(f"\x1b[{y + 1};{x + 1}H") if at < 0 else _gap(new_row[at:x], pen)
            size += _style(pen, new, truecolor=truecolor) + len(new.data.encode())
            pen, at = new, x + 1
    return size


def _gap(between: Sequence[Char], pen: Char | None) -> int:
    if not between:
        return 0
    jump = len(f"\x1b[{len(between)}C")
    alike = pen is not None and all(cell[1:] == pen[1:] for cell in between)
    return min(jump, sum(len(cell.data.encode()) for cell in between)) if alike else jump


def _style(old: Char | None, new: Char, *, truecolor: bool) -> int:
    if old is not None and old[1:] == new[1:]:
        return 0
    plain = Char("")
    codes = []
    if old is None or any(was and not now for was, now in zip(old[3:], new[3:], strict=True)):
        codes.append("")
        old = plain
    codes += ["1" for was, now in zip(old[3:], new[3:], strict=True) if now and not was]
    codes += [_color(base, now, truecolor) for base, was, now in (("38", old.fg, new.fg), ("48", old.bg, new.bg))
              if was != now]  # fmt: skip
    return len("\x1b[m") + len(";".join(codes))


def _color(base: str, color: str, truecolor: bool) -> str:
    if color == "default":
        return "39"
    if not re.fullmatch("[0-9a-f]{6}", color):
        return "31"
    return f"{base};2;" + ";".join(str(int(color[i : i + 2], 16)) for i in (0, 2, 4)) if truecolor else f"{base};5;123"


def rows(terminal: Terminal) -> list[list[Char]]:
    """The cells a terminal shows now."""
    screen = terminal.screen
    return [[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)]


class Cost(NamedTuple):
    """What one step cost: bytes, the least that would have done (0: not asked), milliseconds of CPU."""

    sent: int
    least: int
    cpu: float


def costs(command: Sequence[str], driver: str, shown: str, columns: int, lines: int) -> dict[str, Cost]:
    """Press the steps on a command with one driver."""
    with Terminal(command, columns=columns, lines=lines, env={"DEALBOARD_DRIVER": driver}) as terminal:
        terminal.wait_for(shown, 60)
        terminal.settle(4 * QUIET)
        found = {"the first screen": Cost(terminal.sent, 0, _cpu(terminal))}
        for name, key in STEPS:
            before, sent, cpu = rows(terminal), terminal.sent, _cpu(terminal)
            if size := re.fullmatch(r"(\d+)x(\d+)", key):
                terminal.resize(int(size[1]), int(size[2]))
            else:
                terminal.press(key)
            terminal.settle(QUIET)
            ideal = 0 if size else least(before, rows(terminal))
            found[name] = Cost(terminal.sent - sent, ideal, _cpu(terminal) - cpu)
    return found


def _cpu(terminal: Terminal) -> float:
    """Milliseconds of CPU the process has used, from its own clock (clock_getcpuclockid(3))."""
    return time.clock_gettime((~terminal.pid << 3) | 2) * 1000


def main() -> None:
    """Count and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--size", default="160x48")
    asked.add_argument("--lang", default="zh")
    asked.add_argument("--shown", default="¥", help="what is on the screen when it is ready")
    asked.add_argument("command", nargs="*")
    given = asked.parse_args()
    columns, lines = map(int, given.size.split("x"))
    command = given.command or [str(Path(sys.executable).with_name("dealboard")), "--lang", given.lang, "demo"]
    stock, thin = (costs(command, driver, given.shown, columns, lines) for driver in ("stock", "thin"))
    print("| bytes | stock | ours | least | ours / least | ours / stock | CPU ms stock | CPU ms ours |")
    print("| --- |" + " --: |" * 7)
    for name, ours in thin.items():
        theirs = stock[name]
        ratio = f"{ours.sent / ours.least:.2f}" if ours.least else ""
        print(f"| {name} | {theirs.sent:,} | {ours.sent:,} | {ours.least or ''} | {ratio} "
              f"| {ours.sent / max(1, theirs.sent):.3f} | {theirs.cpu:.0f} | {ours.cpu:.0f} |")  # fmt: skip


if __name__ == "__main__":
    main()
