"""The front door: `dealboard` alone opens the board, `dealboard COMMAND …` does one thing without a screen.

Opening must not pay for click, and a command must not pay for the screen: each is imported when it is its turn.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

from board.commands.answer import speak_utf8
from board.commands.options import wishes_alone


def main(argv: Sequence[str] | None = None) -> int:
    """Run `dealboard` with these arguments (the process's own by default) and return its exit code."""
    args = list(sys.argv[1:] if argv is None else argv)
    speak_utf8()
    alone = wishes_alone(args)
    if alone is not None and "_DEALBOARD_COMPLETE" not in os.environ:
        return open_board(alone)
    from board.commands.root import run

    return run(args)


def open_board(wishes: Mapping[str, str]) -> int:
    """Open the board on the screen; what stands against it is told in a sentence."""
    from board.commands.session import Session
    from store.problems import BadInput, Problem

    session = Session(())
    try:
        for name, value in wishes.items():
            session.wish(name, value)
        board = session.board
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise BadInput("cmd_no_terminal")
        from board.app import run

        return run(board, login=session.login, lang=session.lang, on=session.on, theme=session.settings.theme)
    except Problem as problem:
        return session.answer.problem(problem)


if __name__ == "__main__":
    sys.exit(main())
