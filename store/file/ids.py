"""Ids that two people can make offline without ever making the same: ULIDs, in the order they were made.

26 characters (Crockford's base 32): 48 bits of milliseconds since 1970, 80 random bits. Ids of one millisecond made by
one process count upwards, so that sorting by id is sorting by age even when the clock stands still (`--on`).
"""

import os
import secrets
from datetime import datetime
from threading import Lock

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_BITS = 80
_TIME_BITS = 48


class Mint:
    """Makes ids; one for the whole process is enough."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._millis = -1
        self._random = 0

    def make(self, at: datetime) -> str:
        """The next id of that moment; `at` before 1970 counts as 1970."""
        millis = min(max(int(at.timestamp() * 1000), 0), (1 << _TIME_BITS) - 1)
        with self._lock:
            # one bit is left free at the top, so that counting upwards cannot run over
            fresh = millis != self._millis or self._random >= (1 << _RANDOM_BITS) - 1
            self._random = secrets.randbits(_RANDOM_BITS - 1) if fresh else self._random + 1
            self._millis = millis
            return _spell(millis << _RANDOM_BITS | self._random)

    def forget(self) -> None:
        """Start anew in a forked process: counting on where its parent stood would make its parent's ids again."""
        self._lock = Lock()
        self._millis = -1


def _spell(number: int) -> str:
    return "".join(_LETTERS[number >> shift & 31] for shift in range(125, -1, -5))


_MINT = Mint()
os.register_at_fork(after_in_child=_MINT.forget)


def new_id(at: datetime) -> str:
    """A new ULID for something that is made at `at` (a time with its offset)."""
    return _MINT.make(at)
