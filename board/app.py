"""The board on the screen: the desk opens the Book while Textual is being imported, then the first frame is drawn.

Kept light on purpose: what is imported here is imported before the Book begins to be read (design/speed.md).
"""

import gc
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from pathlib import Path

from board.actions import keymap
from board.desk import Desk
from board.settings import load
from store.book import Book
from store.problems import BadInput
from store.words import pick

PATIENCE = 1.0
"""Seconds of waiting for the drive before a person is told what is waited for."""

_TEXTUAL = {
    "TEXTUAL_DISABLE_KITTY_KEY": "1",  # that protocol loses what Chinese input methods send (design/lessons.md 1.1A)
    "ESCDELAY": "25",
    "TEXTUAL_ANIMATIONS": "none",
    "TEXTUAL_SMOOTH_SCROLL": "0",
}
"""Read by Textual when it is imported; a person's own environment goes before."""


def run(
    board: Path,
    *,
    login: str,
    lang: str,
    on: datetime | None = None,
    theme: str = "",
    throwaway: bool = False,
    keys: Mapping[str, str] | None = None,
) -> int:
    """Show the board until it is left; returns the exit code, 0 unless the program failed.

    `on` is "now" for the whole sitting; `keys` go before ours, by the id of the action (None: those of the settings).
    Raises Busy, Unusable or BadInput when the board cannot be opened or there is no terminal to draw on.
    """
    check_terminal(os.environ)
    wished = keymap(load(os.environ).keys if keys is None else keys)
    for name, value in _TEXTUAL.items():
        os.environ.setdefault(name, value)
    gc.disable()  # nothing is thrown away before the first frame; the window switches it on again
    try:
        desk = Desk(lambda: Book.open(board, login=login, clock=(lambda: on) if on else None)).start()
        window = import_module("board.window")  # and with it Textual, while the desk reads the board
        if not desk.opened(PATIENCE):
            print(pick(lang).page_waiting.format(path=board), file=sys.stderr)  # noqa: T201  there is no screen yet
            desk.opened()
        speak_utf8()
        code: int = window.show(desk, lang=lang, theme=theme, throwaway=throwaway, keys=wished)
        return code
    finally:
        gc.enable()


def check_terminal(env: Mapping[str, str]) -> None:
    """Raises BadInput for a terminal that cannot place a cursor."""
    if env.get("TERM", "dumb") in {"dumb", "unknown"}:
        raise BadInput("page_terminal_dumb", term=env.get("TERM", ""))


def speak_utf8() -> None:
    """Textual writes to the error stream; where that cannot say 中 it is told to write UTF-8."""
    stream = sys.__stderr__
    try:
        "中".encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
