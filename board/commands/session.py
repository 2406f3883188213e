"""One call of the command line: whose board, who acts, what time it is, in which language; opened when first needed."""

from __future__ import annotations

import getpass
import os
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from board.commands.answer import Answer
from board.commands.options import wished
from board.settings import Settings, language, load
from store.problems import BadInput, Problem
from store.words import LANGUAGES, Words, pick

_BARE_DATE = re.compile(r"^\d{4}-?\d\d-?\d\d$")
MORNING = time(9)
"""A bare date given to --on means nine in the morning in the board's zone."""

HOME_ZONE = "Asia/Shanghai"
"""The zone of a board that names none, and of times said before a board is open (process.md 3.3)."""


class Clock:
    """Now: the wall clock, or the time said with --on, read in the zone of the board once that is known."""

    def __init__(self, text: str = "") -> None:
        self.zone = ZoneInfo(HOME_ZONE)
        self.said = read_moment(text) if text else None

    def __call__(self) -> datetime:
        """An aware time."""
        if self.said is None:
            return datetime.now(self.zone)
        return self.said if self.said.tzinfo else self.said.replace(tzinfo=self.zone)


def read_moment(text: str) -> datetime:
    """A date (nine in the morning) or a time, with or without an offset; raises BadInput("date_unreadable")."""
    try:
        if _BARE_DATE.match(text):
            return datetime.combine(date.fromisoformat(text), MORNING)
        return datetime.fromisoformat(text)
    except ValueError:
        raise BadInput("date_unreadable", text=text) from None


class Session:
    """What was wished before and after the command, over the person's settings; holds the open Book."""

    def __init__(self, args: Sequence[str]) -> None:
        self._wishes = {"lang": wished(args, "lang")}
        self._book: Book | None = None
        self.answer = Answer(lambda: self.words)

    def wish(self, name: str, value: str) -> None:
        """Take one wish; raises BadInput when it is none we can fulfil."""
        if name == "json":
            self.answer.as_json = True
        if name == "lang" and value not in LANGUAGES:
            raise BadInput("cmd_lang_unknown", lang=value, known=list(LANGUAGES))
        if name == "on":
            read_moment(value)
        self._wishes[name] = value

    @cached_property
    def settings(self) -> Settings:
        """What the person has set in file and environment."""
        return load(os.environ)

    @property
    def lang(self) -> str:
        """The language to speak: --lang, the settings, the locale, else English."""
        try:
            return language(self._wishes["lang"], self.settings, os.environ)
        except Problem:  # settings that cannot be read must still be complained about in some language
            return language(self._wishes["lang"], Settings(), os.environ)

    @property
    def words(self) -> Words:
        """All sentences in that language."""
        return pick(self.lang)

    @property
    def login(self) -> str:
        """Who acts: --as, the settings, else the login of this machine."""
        return self._wishes.get("login") or self.settings.login or machine_login()

    @cached_property
    def clock(self) -> Clock:
        """What time it is for this command."""
        return Clock(self._wishes.get("on", ""))

    @property
    def on(self) -> datetime | None:
        """The time said with --on, None when it was not said."""
        return self.clock() if self._wishes.get("on") else None

    @property
    def board(self) -> Path:
        """The board's file: --board, else the settings; raises BadInput with what to do."""
        path = self._wishes.get("board") or self.settings.board
        if not path:
            raise BadInput("cmd_no_board")
        return Path(path).expanduser()

    @property
    def book(self) -> Book:
        """The open board; opened at the first question."""
        if self._book is None:
            self._book = Book.open(self.board, login=self.login, clock=self.clock)
            self.clock.zone = ZoneInfo(self._book.meta.zone)
        return self._book

    def day(self, text: str) -> date | None:
        """A date as people write it, from the board's today; None for ""; raises BadInput("date_unreadable")."""
        from store.process.dates import parse

        return parse(text, self.book.today(), self.book.calendar) if text else None

    def moment(self, text: str) -> datetime | None:
        """A time gone by as people write it; None for ""; raises BadInput("date_unreadable")."""
        from store.process.dates import parse_moment

        return parse_moment(text, self.book.now(), self.book.calendar, past=True) if text else None

    def close(self) -> None:
        """Let go of the board, if it was opened."""
        if self._book is not None:
            self._book.close()


def machine_login() -> str:
    """The login of this machine's user, "" when the machine does not say."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
