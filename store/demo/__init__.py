"""The demo team: a believable board made anew from a seed, around today, without anybody's real data.

`build` writes it as one commit through the Book, so that it holds to every rule a real team's board holds to.
"""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from store.book import Book
from store.demo.story import Story
from store.process import playbook, workdays

PROCESS = "default"
"""The shipped process that the demo shows."""

TAKEN_OVER_DAYS = 4
"""So many days ago the team took the program into use."""


def cast(lang: str) -> dict[str, Any]:
    """The people and words of the demo team in a language ("zh" or "en")."""
    return tomllib.loads((Path(__file__).parent / f"{lang}.toml").read_text("utf-8"))


def first_login(lang: str) -> str:
    """Whom the demo is opened as: a rep with a full day."""
    return str(cast(lang)["people"][0]["login"])


def show_day(today: date) -> date:
    """The day the demo is shown on: today, or on a day off the last day that was worked, so that something is due."""
    calendar = workdays.load(playbook.load(playbook.shipped_path(PROCESS)).calendar)
    return calendar.prev(today)


def build(path: Path, lang: str, today: date, seed: int = 7) -> None:
    """Make the demo board at `path`: 6 people, 60 customers, about 90 deals, touches around `today`.

    The same seed and day give the same team. Raises BadInput("board_exists") when the file is there.
    """
    words = cast(lang)
    zone = ZoneInfo(words["zone"])
    morning = datetime.combine(today, time(8, 0), zone)
    rules = playbook.load(playbook.shipped_path(PROCESS))
    manager = next(one for one in words["people"] if "playbook.edit" in one["can"])
    book = Book.create(
        path,
        playbook=rules,
        login=manager["login"],
        name=manager["name"],
        team=words["team"],
        lang=lang,
        currency=words["currency"],
        zone=words["zone"],
        clock=lambda: morning,
    )
    try:
        book.batch(lambda: _tell(book, words, today, seed))
    finally:
        book.close()


def _tell(book: Book, words: Mapping[str, Any], today: date, seed: int) -> None:
    # made here, so that a second run after a lost lease starts from the same seed
    Story(book, words, today, Random(seed)).run()  # noqa: S311  a demo, not a secret
    # the team took dealboard into use lately: what happened before asks nobody for a mail of thanks any more
    book.events.take_over(today - timedelta(days=TAKEN_OVER_DAYS))
