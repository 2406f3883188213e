"""History that shows when somebody wrote into it by hand: each line carries a hash over itself and the line before.

Whoever changes, adds or takes away a line breaks the chain from there on; the last link stands in `meta` once more, so
that lines cut off at the end are missed too. It shows tampering and rot, it does not prevent them: whoever can write
the file can also chain it anew.
"""

import json
import sqlite3
from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple

COLUMNS = ("seq", "batch", "at", "by", "action", "entity", "subject", "field", "old", "new", "why", "undoes")
"""What a link covers, in this order."""

HEAD = "history.head"
"""The setting that names the last line: its number, a colon, its link in hex."""

SIZE = 16
"""Bytes of a link: enough that nobody makes two lines with one link, little enough to have one on every line."""

_LINES = f"select {', '.join(COLUMNS)}, link from change".replace("by,", '"by",', 1)  # noqa: S608 - our own names


class Break(NamedTuple):
    """The first line that does not follow from the one before; `at` and `by` are "" when that line is not there."""

    seq: int
    at: str
    by: str


def link(before: bytes, line: Sequence[object]) -> bytes:
    """The link of a line (its values in the order of COLUMNS) that follows the line with the link `before`."""
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
    return blake2b(before + text.encode("utf-8", "surrogatepass"), digest_size=SIZE).digest()


def last(conn: sqlite3.Connection) -> tuple[int, bytes]:
    """Number and link of the newest line; 0 and no link on a board without history."""
    row = conn.execute("select seq, link from change order by seq desc limit 1").fetchone()
    return (int(row[0]), bytes(row[1] or b"")) if row else (0, b"")


def head_text(seq: int, newest: bytes) -> str:
    """What the setting HEAD holds."""
    return f"{seq}:{newest.hex()}"


def verify(conn: sqlite3.Connection) -> Break | None:
    """The first broken link of the history; None when all of it holds together. 4 ms for a thousand lines."""
    number, before = 0, b""
    for *line, kept in conn.execute(f"{_LINES} order by seq"):
        seq = int(line[0])
        if seq != number + 1:
            return Break(number + 1, "", "")
        if link(before, line) != kept:
            return Break(seq, str(line[2]), str(line[3]))
        number, before = seq, kept
    told = conn.execute("select value from meta where key = ?", (HEAD,)).fetchone()
    if number and (told is None or told[0] != head_text(number, before)):
        return Break(number + 1, "", "")
    return None


def unlinked(conn: sqlite3.Connection) -> list[tuple[bytes, int]]:
    """Link and number of every line, computed anew: for a board from before there were links."""
    links: list[tuple[bytes, int]] = []
    before = b""
    for *line, _ in conn.execute(f"{_LINES} order by seq"):
        before = link(before, line)
        links.append((before, int(line[0])))
    return links
