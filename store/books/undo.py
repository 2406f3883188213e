"""Undo of my own actions, today or tomorrow, and redo; each is a new save that history tells as such.

What is undone is one commit: every line it left is taken back, from the last to the first, if the field still holds
what that line put there. If somebody has changed it since, nothing is undone and they are named. Gates are asked as
ever: what goes forward again, goes through them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from store.books.core import Core
from store.books.evidence import settle_customer
from store.books.reversal import Reversal
from store.books.timeline import History
from store.file import lines, rows
from store.file.lines import Batch
from store.file.writer import Writer
from store.problems import refuse
from store.records import Change, Say

TOLD_MOST = 3
"""Things of one action that are told one by one; of more only the number."""


class Doing(NamedTuple):
    """An action that can be undone or done again: the commit's id, when it was done, and what it was, as sentences."""

    batch: str
    at: datetime
    what: tuple[Say, ...]


class Undo:
    """My own actions, taken back and done again."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def last(self) -> Doing | None:
        """My newest action that is not undone; None when there is nothing to undo."""
        found = self._newest()
        return self._doing(found) if found else None

    def last_undone(self) -> Doing | None:
        """What `redo` would do again: my newest undo, unless I have done something else since."""
        found = self._newest_undo()
        return self._doing(found) if found else None

    def undo(self, batch: str = "") -> Doing:
        """Take an action of mine back, the newest one or the one named, and tell what it was.

        Raises Refused: "undo_nothing", "undo_not_mine", "undo_twice", "undo_before_restore", "undo_changed" and
        "undo_in_use" (who changed it since), "undo_cannot", or the reasons of a gate.
        """

        def work(writer: Writer) -> Doing:
            found = self._named(batch) if batch else self._newest()
            if found is None:
                raise refuse("undo_nothing")
            return self._take_back(writer, found)

        return self._core.write(work)

    def redo(self) -> Doing:
        """Do again what I undid last; raises Refused("redo_nothing") and what `undo` raises."""

        def work(writer: Writer) -> Doing:
            found = self._newest_undo()
            if found is None:
                raise refuse("redo_nothing")
            return self._take_back(writer, found)

        return self._core.write(work)

    # --- which one

    def _newest(self) -> Batch | None:
        undone: set[str] = set()
        for one in lines.batches(self._core.conn):
            if one.restores:
                return None
            if one.undoes:
                if one.id not in undone:
                    undone.add(one.undoes)
            elif one.id not in undone and self._mine(one):
                return one
        return None

    def _newest_undo(self) -> Batch | None:
        undone: set[str] = set()
        for one in lines.batches(self._core.conn):
            if one.restores:
                return None
            if one.undoes and one.id not in undone:
                undone.add(one.undoes)
                target = lines.batch(self._core.conn, one.undoes)
                if self._mine(one) and target and not target.undoes:
                    return one
            elif not one.undoes and one.id not in undone and self._mine(one):
                return None
        return None

    def _named(self, batch: str) -> Batch:
        undone: set[str] = set()
        for one in lines.batches(self._core.conn):
            if one.restores:
                raise refuse("undo_before_restore")
            if one.undoes and one.id not in undone:
                undone.add(one.undoes)
            if one.id == batch:
                if not self._mine(one):
                    raise refuse("undo_not_mine")
                if batch in undone:
                    raise refuse("undo_twice")
                return one
        raise refuse("undo_nothing")

    def _mine(self, batch: Batch) -> bool:
        return all(line.by == self._core.login for line in batch.lines)

    # --- doing it

    def _take_back(self, writer: Writer, batch: Batch) -> Doing:
        core = self._core
        doing = self._doing(batch)
        before, writer.undoes = writer.undoes, batch.id
        try:
            reversal = Reversal(core, writer)
            for line in reversed(batch.lines):
                reversal.take_back(line)
            reversal.finish()
            for customer in reversal.customers:
                if rows.customer(writer.conn, customer):
                    settle_customer(core, writer, customer)
        finally:
            writer.undoes = before
        return doing

    # --- telling it

    def _doing(self, batch: Batch) -> Doing:
        return Doing(batch.id, batch.lines[-1].at, self._told(batch.lines))

    def _told(self, changes: Sequence[Change]) -> tuple[Say, ...]:
        told = []
        for subject, say in History(self._core).sentences(changes):
            ref = self._ref(subject)
            told.append(Say("undo_of", {"ref": ref, "what": say}) if ref else say)
        if not told or len(told) > TOLD_MOST:
            return (*told[: TOLD_MOST - 1], Say("undo_lines", {"count": len(changes)}))
        return tuple(told)

    def _ref(self, subject: str) -> str:
        """What people call the thing that a line of history is about, also when it lies in the trash."""
        conn = self._core.conn
        for table, name in (
            ("deal", "D"),
            ("customer", "C"),
            ("contact", "name"),
            ("activity", ""),
            ("member", "name"),
        ):
            row = lines.row(conn, table, (subject,))
            if row:
                return f"{name}-{row['no']}" if "no" in row else self._ref_of(row, name)
        paper = rows.entry(conn, subject)
        return self._ref(paper.subject) if paper else ""

    def _ref_of(self, row: lines.Row, name: str) -> str:
        return str(row[name]) if name else self._ref(str(row["customer"]))
