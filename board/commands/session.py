"""One call of the command line: its wishes and the open Book, opened when it is first needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from board.commands.wishes import Wishes
from store.book import Book
from store.problems import BadInput
from store.process import dates

Screen = Callable[[Wishes, Path, str, bool], int]
"""Opens a board on the screen: wishes, file, login, whether it is a throw-away copy; returns the exit code."""


def no_screen(_wishes: Wishes, _board: Path, _login: str, _throwaway: bool) -> int:
    """Where there is no screen to open a board on."""
    raise BadInput("cmd_no_terminal")


class Session(Wishes):
    """The wishes of one call, its board, and dates as people write them on that board."""

    def __init__(self, args: Sequence[str] = (), screen: Screen | None = None) -> None:
        super().__init__(args)
        self.screen = screen or no_screen
        self._book: Book | None = None

    @property
    def book(self) -> Book:
        """The open board; opened at the first question."""
        if self._book is None:
            self._book = Book.open(self.board, login=self.login, clock=self.clock)
            self.clock.zone = ZoneInfo(self._book.meta.zone)
        return self._book

    def adopt(self, book: Book) -> Book:
        """Take an open board that a command made as this call's."""
        self._book = book
        return book

    def day(self, text: str) -> date | None:
        """A date as people write it, seen from the board's today; None for ""; raises BadInput("date_unreadable")."""
        return dates.parse(text, self.book.today(), self.book.calendar) if text else None

    def moment(self, text: str) -> datetime | None:
        """A time gone by as people write it; None for ""; raises BadInput("date_unreadable")."""
        return dates.parse_moment(text, self.book.now(), self.book.calendar, past=True) if text else None

    def close(self) -> None:
        """Let go of the board, if it was opened."""
        if self._book is not None:
            self._book.close()
