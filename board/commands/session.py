"""One call of the command line: its wishes and the open Book, opened when it is first needed."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date, datetime
from hashlib import blake2b
from pathlib import Path
from zoneinfo import ZoneInfo

import platformdirs

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
            self._book = Book.open(self.board, login=self.login, clock=self.clock, outbox=outbox_of(self.board))
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

    def ahead(self, text: str) -> datetime | None:
        """A time to come, or gone by, as people write it; None for ""; raises BadInput("date_unreadable")."""
        return dates.parse_moment(text, self.book.now(), self.book.calendar) if text else None

    def close(self) -> None:
        """Tell what met in this call's save and what the drive had forgotten; let go of the board, if it was opened."""
        if self._book is None:
            return
        try:
            returned = self._book.returned()
            for say in (*self._book.meetings.told(), *((returned,) if returned else ())):
                self.answer.talk(say.id, **say.args)
        finally:
            self._book.close()


def outbox_of(board: Path) -> Path:
    """Where this computer keeps its own saves of a board, so that a drive that forgets one is put right.

    One file for each place, for a copy of the board (a backup that somebody opens to look at it) has the board's own id
    and yet nothing to be given back.
    """
    name = blake2b(os.fsencode(board.resolve()), digest_size=8).hexdigest()
    return platformdirs.user_state_path("dealboard", appauthor=False) / "outbox" / f"{name}.db"
