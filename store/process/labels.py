"""What every thing of a playbook has: an id of its own, a name in both languages, and where it comes from."""

import re
from collections.abc import Sequence

from store.process.findings import Findings, quoted
from store.process.shape import LISTS, WITHIN, Activity, Column, Labelled, Playbook, Tier

ID = re.compile(r"[A-Za-z0-9_]+")
_SOURCE = re.compile(r"00[0-4] .+")
_UNTRACED = (Activity, Tier, Column)  # they are traced with the things they belong to
_LONGEST = 120  # characters of a name
_NEEDED = ("roles", "activities", "stages")
_RULES = ("cadences", "obligations", "routines")


def check(book: Playbook, found: Findings) -> None:
    """Note in `found` every id, name or source that will not do."""
    for name in LISTS:
        things: Sequence[Labelled] = getattr(book, name)
        if not things and name in _NEEDED:
            found.add("list_empty", name)
        _list(name, things, found)
    # A follow-up is spoken of by the id of its rule alone, whichever of the three lists the rule stands in.
    first: dict[str, str] = {}
    for name in _RULES:
        for id in {rule.id: None for rule in getattr(book, name)}:
            if first.setdefault(id, name) != name:
                found.add("id_twice", f"{name}.{id}", name=id)


def _list(key: str, things: Sequence[Labelled], found: Findings) -> None:
    seen: set[str] = set()
    for thing in things:
        at = f"{key}.{quoted(thing.id)}"
        if not ID.fullmatch(thing.id):
            found.add("id", f"{at}.id", found=quoted(thing.id))
        elif thing.id in seen:
            found.add("id_twice", key, name=thing.id)
        seen.add(thing.id)
        check_name(at, thing, found)
        _source(at, thing, found)
        for name in WITHIN.get(type(thing), ()):
            _list(f"{at}.{name}", getattr(thing, name) or (), found)


def check_name(key: str, thing: Labelled | Playbook, found: Findings) -> None:
    """A name in both languages: not empty, on one line, not too long."""
    for lang, text in (("zh", thing.zh), ("en", thing.en)):
        if not text.strip():
            found.add("text_empty", f"{key}.{lang}".lstrip("."))
        elif "\n" in text:
            found.add("text_lines", f"{key}.{lang}".lstrip("."))
        elif len(text) > _LONGEST:
            found.add("text_long", f"{key}.{lang}".lstrip("."), count=len(text), most=_LONGEST)


def _source(key: str, thing: Labelled, found: Findings) -> None:
    if isinstance(thing, _UNTRACED):
        return
    if thing.src is not None and not _SOURCE.fullmatch(thing.src):
        found.add("src", f"{key}.src", found=quoted(thing.src))
    elif thing.src is None and not thing.designed:
        found.add("untraced", key)
