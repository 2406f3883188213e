"""How people name a thing: D-12, C-7, an id, or enough of its name to be the only one."""

import re
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from store.books.searching import fold
from store.problems import BadInput


class Numbered(Protocol):
    """Something with a short number that people say aloud."""

    @property
    def ref(self) -> str:
        """D-12, C-7."""


T = TypeVar("T", bound=Numbered)
_NUMBER = re.compile(r"^\s*(?:([A-Za-z])\s*[-－]?\s*)?(\d{1,9})\s*$")
_ID = re.compile(r"^[0-9A-HJKMNP-TV-Z]{26}$")


def resolve(
    ref: str,
    letter: str,
    by_no: Callable[[int], T | None],
    by_id: Callable[[str], T | None],
    like: Callable[[str], Sequence[T]],
    name: Callable[[T], str],
) -> T:
    """The one thing that `ref` names; raises BadInput "ref_unknown" or "ref_ambiguous" with the candidates.

    A name that is exactly the text wins over longer names that contain it.
    """
    number = _NUMBER.match(ref)
    if number and (number[1] or letter).upper() == letter:
        found = by_no(int(number[2]))
        if found is not None:
            return found
    if _ID.match(ref.strip()):
        found = by_id(ref.strip())
        if found is not None:
            return found
    text = fold(ref)
    hits = list(like(text)) if text else []
    exact = [one for one in hits if fold(name(one)) == text]
    if len(exact) == 1 or len(hits) == 1:
        return (exact or hits)[0]
    if not hits:
        raise BadInput("ref_unknown", ref=ref)
    raise BadInput("ref_ambiguous", ref=ref, hits=[f"{one.ref} {name(one)}" for one in hits[:6]])
