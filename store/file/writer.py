"""What a use case may do to the board inside one commit. `Tx` (tx.py) is the one that does it.

The promise stands apart from its maker because tx.py loads sqlite-utils, which nobody who only reads should pay for.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from store.file.merge import Meeting
from store.file.rows import Connection

Key = str | tuple[str, ...]


Value = str | int | None
"""What a column can hold."""


class Op(NamedTuple):
    """One row written in a commit: `kind` is insert, update or delete; `base` what an update found there."""

    kind: str
    table: str
    key: tuple[str, ...]
    values: Mapping[str, Value]
    base: Mapping[str, Value]


class Writer(Protocol):
    """One transaction on the copy in memory; committed whole, or nothing of it."""

    by: str
    at: datetime
    batch: str
    undoes: str | None
    meetings: list[Meeting]

    @property
    def conn(self) -> Connection:
        """The board as it stands inside this transaction."""
        ...

    def insert(self, table: str, row: Mapping[str, object], *, action: str = "create", why: str = "") -> None:
        """Add a row, with one history line (none when `action` is empty)."""
        ...

    def update(
        self,
        table: str,
        key: Key,
        changes: Mapping[str, object],
        *,
        rev: int | None = None,
        action: str = "set",
        why: str = "",
    ) -> bool:
        """Change what differs, a history line a field; merged with what was saved since `rev`, else raises Conflict."""
        ...

    def delete(self, table: str, key: Key, *, action: str = "delete", why: str = "") -> None:
        """Take a row away (a tick taken back), with one history line."""
        ...

    def next_no(self, kind: str) -> int:
        """The next short number of a kind ("deal" -> the n of D-n)."""
        ...

    def claim_no(self, kind: str, no: int) -> int:
        """A short number that was given before, or the next one when somebody else has it by now."""
        ...

    def row(self, table: str, key: Key) -> Mapping[str, Value] | None:
        """A row as it stands; None when it is not there."""
        ...
