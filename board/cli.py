"""The front door: `dealboard` alone opens the board, `dealboard COMMAND …` does one thing without a screen.

Opening must not pay for click, and a command must not pay for the screen: each is imported when it is its turn.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from board.commands.answer import speak_utf8
from board.commands.options import wishes_alone
from board.commands.wishes import Wishes
from store.problems import BadInput, Problem


def main(argv: Sequence[str] | None = None) -> int:
    """Run `dealboard` with these arguments (the process's own by default) and return its exit code."""
    args = list(sys.argv[1:] if argv is None else argv)
    speak_utf8()
    alone = wishes_alone(args)
    if alone is not None and "_DEALBOARD_COMPLETE" not in os.environ:
        return open_board(alone)
    from board.commands.root import run

    return run(args, show_board)


def open_board(said: Mapping[str, str]) -> int:
    """Open the board on the screen; what stands against it is told in a sentence."""
    wishes = Wishes()
    try:
        for name, value in said.items():
            wishes.wish(name, value)
        return show_board(wishes, wishes.board, wishes.login)
    except Problem as problem:
        return wishes.answer.problem(problem)


def show_board(wishes: Wishes, board: Path, login: str, throwaway: bool = False) -> int:
    """The board on the screen until it is left; raises BadInput when there is no terminal to draw on."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise BadInput("cmd_no_terminal")
    from board.app import run

    theme = wishes.settings.theme
    return run(board, login=login, lang=wishes.lang, on=wishes.on, theme=theme, throwaway=throwaway)


if __name__ == "__main__":
    sys.exit(main())
