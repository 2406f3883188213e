"""Draw docs/pictures anew: the installed command in a real pseudo-terminal, its screen painted as PNG.

    python scripts/pictures.py [--only NAME]

Needs pillow (group "pictures") and fonts with Chinese (Debian: fonts-noto-cjk and fonts-dejavu-core).
"""

import argparse
import shutil
import sys
import tempfile
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.terminal import Terminal  # noqa: E402  the folder is no installed package
from store import demo  # noqa: E402

CELL_WIDTH, CELL_HEIGHT, BASELINE = 9, 20, 15
LATIN_SIZE, HAN_SIZE = 15, 17  # one cell and two
LATIN = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf",
)
HAN = ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc")
NAMED = {
    "black": "000000", "red": "cd3131", "green": "0dbc79", "brown": "e5e510", "blue": "2472c8", "magenta": "bc3fbc",
    "cyan": "11a8cd", "white": "e5e5e5", "brightblack": "666666", "brightred": "f14c4c", "brightgreen": "23d18b",
    "brightbrown": "f5f543", "brightblue": "3b8eea", "brightmagenta": "d670d6", "brightcyan": "29b8db",
    "brightwhite": "ffffff",
}  # fmt: skip
TODAY = date(2026, 3, 4)


class Shot(NamedTuple):
    """One picture: its name, language, size, theme, and the keys pressed before it is taken."""

    name: str
    lang: str
    columns: int
    lines: int
    keys: tuple[str, ...]
    theme: str = ""


DEAL = ("tab", "right")
F2, F3, F5, F9 = "\x1bOQ", "\x1bOR", "\x1b[15~", "\x1b[20~"

SCENES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("board", ()),
    ("deal", ("tab", "right", "enter")),
    ("touch", ("a",)),
    ("move", ("tab", "right", "down", ">")),
    ("find", ("/", "MES")),
    ("new", ("n",)),
    ("lost", ("tab", "right", "x")),
    ("pause", ("tab", "right", "p")),
    ("why", ("w",)),
    ("agenda", ("A",)),
    ("agenda-team", ("A", "t")),
    ("snooze", ("A", "z", "+3wd")),
    ("plan", ("A", "P", "1", "+3wd 14:00")),
    ("help", ("?",)),
    ("card", (*DEAL, "F", "screening_score", "enter", "5", "4", F3)),
    (
        "record",
        (*DEAL, "F", "negotiation_record", "enter", "x", "tab", "y", "tab", "?", "tab", "tab", "1 | ? | 3", "\t"),
    ),
    ("table", (*DEAL, "F", "requirement_statement", "enter", "A", "tab", "1 |  | B", F5, "2 | ? | C")),
    ("rounds", (*DEAL, "F", "negotiation_record", "enter", "x", "tab", "y", F2, "F", "negotiation_record", "enter")),
    ("versions", (*DEAL, "F", "first_contact", "enter", "x", F2, "1", "tab", "30", F2, F9)),
)
"""What is shown, and the keys that lead there from the opened board."""


def shots() -> list[Shot]:
    """Every picture: each scene in both languages, wide and small; the board in the light theme, too."""
    sizes = ((160, 48), (80, 24))
    made = [
        Shot(f"{scene}-{lang}-{columns}", lang, columns, lines, keys)
        for scene, keys in SCENES
        for lang in ("zh", "en")
        for columns, lines in sizes
    ]
    return [*made, Shot("board-light-zh-160", "zh", 160, 48, (), "light")]


@lru_cache(None)
def font(han: bool, bold: bool) -> ImageFont.FreeTypeFont:
    """The font for Latin or Chinese cells."""
    return ImageFont.truetype((HAN if han else LATIN)[bold], HAN_SIZE if han else LATIN_SIZE)


def color(name: str, default: str) -> str:
    """A colour of the emulator as #rrggbb."""
    return f"#{default if name == 'default' else NAMED.get(name, name)}"


def paint(terminal: Terminal, target: Path) -> None:
    """The emulated screen as PNG, cell by cell."""
    screen = terminal.screen
    picture = Image.new("RGB", (screen.columns * CELL_WIDTH, screen.lines * CELL_HEIGHT), "#101010")
    draw = ImageDraw.Draw(picture)
    for y in range(screen.lines):
        for x in range(screen.columns):
            cell = screen.buffer[y][x]
            front, back = color(cell.fg, "d0d0d0"), color(cell.bg, "101010")
            if cell.reverse:
                front, back = back, front
            wide = x + 1 < screen.columns and screen.buffer[y][x + 1].data == ""
            at = (x * CELL_WIDTH, y * CELL_HEIGHT)
            if cell.data or not x:
                edge = (at[0] + CELL_WIDTH * (2 if wide else 1) - 1, at[1] + CELL_HEIGHT - 1)
                draw.rectangle((at, edge), fill=back)
            if cell.data.strip():
                draw.text((at[0], at[1] + BASELINE), cell.data, fill=front, font=font(wide, cell.bold), anchor="ls")
            if cell.underscore:
                draw.line((at[0], at[1] + CELL_HEIGHT - 2, at[0] + CELL_WIDTH, at[1] + CELL_HEIGHT - 2), fill=front)
    picture.quantize(64).save(target, optimize=True)  # a screen has few colors


def take(shot: Shot, board: Path, target: Path) -> None:
    """Open the demo board, press the keys, paint the screen."""
    with tempfile.TemporaryDirectory() as own:
        copied = shutil.copy(board, own)  # what one scene saves, and the drafts it leaves, no other shows
        _take(shot, Path(copied), target)


def _take(shot: Shot, board: Path, target: Path) -> None:
    command = [str(Path(sys.executable).with_name("dealboard")), "--board", str(board), "--lang", shot.lang]
    command += ["--as", demo.first_login(shot.lang), "--on", f"{TODAY}T09:30"]
    env = {"COLORTERM": "truecolor", "DEALBOARD_THEME": shot.theme, "XDG_CONFIG_HOME": str(target.parent / "none")}
    env["XDG_STATE_HOME"] = str(board.parent / "state")
    with Terminal(command, columns=shot.columns, lines=shot.lines, env=env) as terminal:
        terminal.ready("dealboard")
        terminal.settle(0.4)
        for key in shot.keys:
            terminal.press(key)
            terminal.settle(0.25)
        paint(terminal, target)


def main() -> None:
    """Take all pictures, or those whose name contains --only."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", default="")
    asked.add_argument("--to", type=Path, default=ROOT / "docs" / "pictures")
    given = asked.parse_args()
    given.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for lang in ("zh", "en"):
            demo.build(Path(folder) / f"{lang}.db", lang, TODAY)
        for shot in shots():
            if given.only in shot.name:
                take(shot, Path(folder) / f"{shot.lang}.db", given.to / f"{shot.name}.png")
                print(shot.name)


if __name__ == "__main__":
    main()
