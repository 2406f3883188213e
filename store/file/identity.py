"""What a file says it is, in its first 100 bytes: read before anything else is believed or changed.

The layout is SQLite's own ("Database File Format", 1.3): 16..17 page size, 18 and 19 journal mode, 24..27 the change
counter that every commit moves, 28..31 pages, 60..63 user_version (our schema), 68..71 application_id, 92..95 the
change counter for which the number of pages holds.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from store.file import schema
from store.problems import Unusable
from store.records import Say

HEADER = 100
"""Bytes of SQLite's file header."""

_MAGIC = b"SQLite format 3\0"
_ROLLBACK_MODE = b"\1\1"


class Format(NamedTuple):
    """The kind of file a program works with: its magic number, its schema, how older ones are brought to it.

    `protocol` is how the file is saved; a board that names another one in its meta table is not touched.
    """

    application_id: int
    schema: int
    migrate: Callable[[Any], None]
    protocol: str = ""


BOARD = Format(schema.APPLICATION_ID, schema.SCHEMA, schema.migrate, schema.PROTOCOL)
"""The file of a dealboard."""


def _number(data: bytes, start: int) -> int:
    return int.from_bytes(data[start : start + 4], "big")


def version(data: bytes) -> int:
    """The change counter: one more with every commit."""
    return _number(data, 24)


def schema_of(data: bytes) -> int:
    """The user_version: which schema the tables have."""
    return int.from_bytes(data[60:64], "big", signed=True)


def size_of(data: bytes) -> int:
    """How many bytes the whole file has by its own account."""
    page = int.from_bytes(data[16:18], "big")
    return (65536 if page == 1 else page) * _number(data, 28)


def fault(data: bytes) -> Say | None:
    """What is missing from a whole file; None when nothing is.

    A file on a network drive can be cut short by a stale cached size (design: shared-drive, 2b): such a read must
    never be taken for the board, least of all be changed and written back.
    """
    if not data:
        return Say("board_why_empty")
    if len(data) < HEADER or len(data) != size_of(data):
        return Say("board_why_cut", {"size": len(data), "whole": size_of(data) if len(data) >= HEADER else "?"})
    if version(data) != _number(data, 92):
        return Say("board_why_stamps")
    return None


def check(data: bytes, path: Path, form: Format) -> None:
    """Raise Unusable unless the first 100 bytes are those of a board that this program can work with."""
    if not data:
        raise Unusable("board_damaged", path=str(path), why=Say("board_why_empty"))
    if data[:16] != _MAGIC[: len(data)]:
        raise Unusable("board_foreign", path=str(path))
    if len(data) < HEADER:
        raise Unusable("board_damaged", path=str(path), why=fault(data))
    if _number(data, 68) != form.application_id:
        raise Unusable("board_foreign", path=str(path))
    if schema_of(data) > form.schema:
        raise Unusable("board_newer", path=str(path), theirs=schema_of(data), ours=form.schema)
    if data[18:20] != _ROLLBACK_MODE:
        raise Unusable("board_damaged", path=str(path), why=Say("board_why_wal"))
