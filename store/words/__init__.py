"""Every sentence of ours in Chinese and English, and how dates, money and sentences are put into words.

`Words` (shape.py) has one field a sentence; zh.py and en.py are its two instances. A sentence's blanks are named
(`{customer}`) and filled by `tell`, which knows how to show a Label, a date, a time or a sentence within.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from importlib import import_module

from store.records import Label, Money, Say
from store.words.money import full
from store.words.shape import Words

LANGUAGES = ("zh", "en")


def pick(lang: str) -> Words:
    """The sentences of one language ("zh" or "en"); only that language's module is loaded."""
    words: Words = import_module(f"store.words.{lang}").WORDS
    return words


def choose(*wishes: str | None) -> str:
    """The first wish that names a language of ours ("zh_CN.UTF-8" -> "zh"), else "en"."""
    for wish in wishes:
        code = (wish or "").replace("-", "_").split("_")[0].split(".")[0].lower()
        if code in LANGUAGES:
            return code
    return "en"


def tell(words: Words, say: Say) -> str:
    """The sentence itself, blanks filled in the reader's language."""
    template: str = getattr(words, say.id)
    return template.format(**{key: show(words, value) for key, value in say.args.items()})


def show(words: Words, value: object) -> object:
    """A value as it stands within a sentence: labels in the language, dates in words, the rest as it is."""
    match value:
        case Label():
            return value.text(words.lang)
        case Say():
            return tell(words, value)
        case Money():
            return full(value.minor, value.currency)
        case datetime():
            return moment(words, value)
        case date():
            return day(words, value)
        case list() | tuple():
            return words.list_separator.join(str(show(words, one)) for one in value)
        case Mapping():
            return words.list_separator.join(f"{key} {show(words, one)}" for key, one in value.items())
        case _:
            return value


def day(words: Words, when: date) -> str:
    """A date with its weekday: 2025-10-09 周四 / Thu 2025-10-09."""
    return words.day_pattern.format(date=when.isoformat(), weekday=words.weekdays[when.weekday()])


def moment(words: Words, when: datetime) -> str:
    """A date with its weekday and the time to the minute."""
    return f"{day(words, when.date())} {when:%H:%M}"
