"""What was wished around the command: which board, who acts, what time it is, in which language.

Light, for the board itself starts from here too: no Book, no click, no JSON.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from board.commands.answer import Answer
from board.commands.options import wished
from board.settings import Settings, language, load
from store.problems import BadInput, Problem
from store.words import LANGUAGES, pick
from store.words.shape import Words

_BARE_DATE = re.compile(r"\d{4}-?\d\d-?\d\d")
FIRST_YEAR, LAST_YEAR = 1900, 2199  # as in dates people type: outside of it a digit was mistyped
MORNING = time(9)
"""A bare date given to --on means nine in the morning in the board's zone."""

HOME_ZONE = "Asia/Shanghai"
"""The zone of a new board, and of times said before a board is open (process.md 3.3)."""


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


class Wishes:
    """What was said before and after the command, over what the person has set."""

    def __init__(self, args: Sequence[str] = ()) -> None:
        self._said = {"lang": wished(args, "lang")}
        self.answer = Answer(lambda: self.words)
        # known before the arguments are read, for what may be wrong with them
        self.answer.as_json = any(one.partition("=")[0] == "--json" for one in args)

    def wish(self, name: str, value: str) -> None:
        """Take one wish; raises BadInput when it is none we can fulfill."""
        if name == "json":
            self.answer.as_json = True
        if name == "lang" and value not in LANGUAGES:
            raise BadInput("cmd_lang_unknown", lang=value, known=list(LANGUAGES))
        if name == "on":
            read_moment(value)
        self._said[name] = value

    def said(self, name: str) -> str:
        """What was said around the command, "" when nothing was."""
        return self._said.get(name, "")

    @cached_property
    def settings(self) -> Settings:
        """What the person has set in file and environment."""
        return load(os.environ)

    @property
    def lang(self) -> str:
        """The language to speak: --lang, the settings, the locale, else English."""
        try:
            return language(self.said("lang"), self.settings, os.environ)
        except Problem:  # settings that cannot be read must still be complained about in some language
            return language(self.said("lang"), Settings(), os.environ)

    @property
    def words(self) -> Words:
        """All sentences in that language."""
        return pick(self.lang)

    @property
    def login(self) -> str:
        """Who acts: --as, the settings, else the login of this machine."""
        return self.said("login") or self.settings.login or machine_login()

    @cached_property
    def clock(self) -> Clock:
        """What time it is for this call."""
        return Clock(self.said("on"))

    @property
    def on(self) -> datetime | None:
        """The time said with --on, None when none was said; without an offset it is the board's zone's."""
        return self.clock.said

    @property
    def board(self) -> Path:
        """The board's file: --board, else the settings; raises BadInput with what to do."""
        path = self.said("board") or self.settings.board
        if not path:
            raise BadInput("cmd_no_board")
        return read_path(path)


def read_moment(text: str) -> datetime:
    """A date (nine in the morning) or a time, with or without an offset; raises BadInput("date_unreadable")."""
    try:
        bare = _BARE_DATE.fullmatch(text)
        found = datetime.combine(date.fromisoformat(text), MORNING) if bare else datetime.fromisoformat(text)
    except ValueError:
        raise BadInput("cmd_on_unreadable", text=text) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise BadInput("cmd_on_unreadable", text=text)
    return found


def read_path(text: str) -> Path:
    """The file that was named; raises BadInput("cmd_file_wrong") for what cannot be a file's name."""
    path = Path(text)
    if "\0" in text or not path.name:
        raise BadInput("cmd_file_wrong", file=text)
    try:
        return path.expanduser()
    except RuntimeError:  # ~somebody who is not here
        raise BadInput("cmd_file_wrong", file=text) from None


def read_zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name; raises BadInput("cmd_zone_unknown")."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput("cmd_zone_unknown", zone=name) from None


def machine_login() -> str:
    """The login of this machine's user, "" when the machine does not say."""
    import getpass  # brings the terminal's own modules; most people have set who they are

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
