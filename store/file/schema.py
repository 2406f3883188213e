"""What kind of file a board is: its magic number and the schema this program knows. Light, read at every start."""

from importlib import import_module
from typing import Any

APPLICATION_ID = 0x0DEA1B0A
"""Stands in bytes 68..71 of the file: "this is a dealboard"."""

SCHEMA = 4
"""The user_version of a file this program writes; one more with each migration that changes tables."""

PROTOCOL = "replace-1"
"""How the file is saved: whole, by one rename, under the lease (design: shared-drive, 3)."""


def migrate(db: Any) -> None:
    """Bring a board (a sqlite_utils.Database) to SCHEMA; loads sqlite-utils, so only when something is written."""
    import_module("store.file.migrations").apply(db)
