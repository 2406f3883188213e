"""One line of history taken back: a field gets its old value, what was made goes, what was taken away comes again."""

import json
from collections.abc import Mapping
from typing import Any

from store.books.core import Core
from store.books.deals import COMPLETED, OPEN, WON
from store.books.evidence import facts
from store.books.searching import search_text
from store.books.timeline import whole
from store.books.trash import need_customer, stamp_of
from store.file import lines, rows
from store.file.writer import Writer
from store.problems import Refused, refuse
from store.process import gates
from store.records import Change, Deal, Say

ACTION = "undo"
BY_HAND = "hand"
NAMES = ("name", "title")
"""Columns from which the search text is made."""

FREE = frozenset({"deal", "customer", "contact", "activity", "event", "snooze", "tier", "tier_ruling"}) | {
    "item_state", "form_entry", "signoff", "stage_entry",
}  # fmt: skip
"""Tables whose lines can be taken back; members, settings and playbooks are changed by those who may, not undone."""


class Reversal:
    """Takes the lines of one commit back, the last one first; raises Refused at the first that cannot be."""

    def __init__(self, core: Core, writer: Writer) -> None:
        self._core, self._writer = core, writer
        self._open: tuple[str, tuple[str, ...]] | None = None
        self._changes: dict[str, object] = {}
        self._row: lines.Row = {}
        self._entered = False
        self.customers: set[str] = set()

    def take_back(self, line: Change) -> None:
        """Undo what one line tells."""
        if line.entity not in FREE:
            raise refuse("undo_cannot", what=f"{line.entity} {line.action}")
        if whole(line):
            self.finish()
            made = line.new is not None
            text = line.new if made else line.old
            told: dict[str, Any] = json.loads(text or "{}")
            pk = (line.subject, *(line.field.split("/") if line.field else ()))
            self._note_customer(line.entity, line.subject, told)
            if made:
                self._take_away(line, pk, told)
            else:
                self._bring_again(line, pk, told)
        else:
            *rest, column = line.field.split("/")
            self._set_back(line, (line.subject, *rest), column)

    def finish(self) -> None:
        """Write what is gathered of the row at hand."""
        if self._open is None:
            return
        (table, pk), changes, entered = self._open, self._changes, self._entered
        self._open, self._changes, self._entered = None, {}, False
        for name in NAMES:
            if name in changes:
                changes["search"] = search_text(str(changes[name]))
        if table == "deal":
            self._on_its_way(pk[0], changes, entered)
        if changes.get("trashed", "") is None and "customer" in self._row:
            need_customer(self._writer, self._row)
        self._writer.update(table, pk, changes, action=ACTION)

    # --- a field

    def _set_back(self, line: Change, pk: tuple[str, ...], column: str) -> None:
        if self._open != (line.entity, pk):
            self.finish()
            row = lines.row(self._writer.conn, line.entity, pk)
            if row is None:
                raise refuse("undo_lost", ref=self._name(line))
            self._open, self._row = (line.entity, pk), row
            self._note_customer(line.entity, line.subject, row)
        now = self._changes.get(column, self._row.get(column))
        if (None if now is None else str(now)) != line.new:
            raise self._changed(line, column)
        number = isinstance(self._row.get(column), int)
        # the entering of a stage leaves no line of its own, except when it was undo that wrote it
        self._entered |= column == "stage" and line.action != ACTION
        self._changes[column] = int(line.old) if number and line.old is not None else line.old

    def _changed(self, line: Change, column: str) -> Refused:
        """Who changed the field since, and when."""
        later = [one for one in lines.since(self._core.conn, line.seq, line.subject) if one.entity == line.entity]
        same = [one for one in later if one.field == line.field] or later
        by, at = (self._person(same[-1].by), same[-1].at) if same else (Say("board_somebody"), "?")
        return refuse("undo_changed", ref=self._name(line), field=column, by=by, at=at)

    # --- a deal's way

    def _on_its_way(self, id: str, changes: Mapping[str, object], entered: bool) -> None:
        """A deal that goes on again goes through the gates; the entering of a stage it did not stay in is undone."""
        core, process = self._core, self._core.process
        deal = rows.deal(core.conn, id)
        if deal is None:
            return
        stage, state = str(changes.get("stage", deal.stage)), str(changes.get("state", deal.state))
        if process.stage_index(stage) > process.stage_index(deal.stage):
            self._ask(deal, f"stage:{stage}")
        if state != deal.state:
            done = process.closed(COMPLETED)
            if state == WON and deal.state == OPEN:
                self._ask(deal, "event:signed")
            elif state == COMPLETED and done:
                self._ask(deal, f"state:{done.id}")
        if entered and (entry := lines.last_entry(self._writer.conn, id, deal.stage)):
            self._writer.delete("stage_entry", entry, action=ACTION)

    def _ask(self, deal: Deal, before: str) -> None:
        core = self._core
        reasons = gates.check(core.process, facts(core, core.conn, deal.id), before, core.today())
        if reasons:
            raise Refused(reasons)

    # --- a row

    def _take_away(self, line: Change, pk: tuple[str, ...], told: Mapping[str, Any]) -> None:
        """What was made goes: things into the trash, ticks and papers out of the file, sign-offs void."""
        row = lines.row(self._writer.conn, line.entity, pk)
        if row is None:
            if line.entity in ("item_state", "stage_entry"):
                return
            raise refuse("undo_lost", ref=self._name(line))
        match line.entity:
            case "item_state":
                if told.get("via") == BY_HAND:  # the others follow from the facts, see settle
                    self._same(line, row, told)
                    self._writer.delete(line.entity, pk, action=ACTION)
            case "stage_entry":
                self._writer.delete(line.entity, pk, action=ACTION)
            case "tier":
                self._same(line, row, told)
                self._writer.delete(line.entity, pk, action=ACTION)
            case "form_entry":
                self._unused(line, lines.signed(self._writer.conn, line.subject))
                self._same(line, row, told)
                self._writer.delete(line.entity, pk, action=ACTION)
            case "signoff":
                self._writer.update(line.entity, pk, {"void": 1}, action=ACTION)
            case _:
                self._into_trash(line, row)

    def _into_trash(self, line: Change, row: lines.Row) -> None:
        if row["trashed"]:
            return
        conn, me = self._writer.conn, self._core.login
        others = [(one.by, one.at) for one in lines.since(conn, line.seq, line.subject) if one.by != me]
        self._unused(line, others[-1] if others else lines.used_by_others(conn, line.subject, me))
        if line.entity == "customer" and lines.deals_with(conn, line.subject):
            raise refuse("undo_in_use", ref=self._name(line), by=self._person(me), at="–")
        changes = {"trashed": stamp_of(self._core, self._writer)} | ({"live": 0} if line.entity == "deal" else {})
        self._writer.update(line.entity, line.subject, changes, action=ACTION)

    def _bring_again(self, line: Change, pk: tuple[str, ...], told: Mapping[str, Any]) -> None:
        if line.entity == "item_state" and told.get("via") != BY_HAND:
            return
        row = lines.row(self._writer.conn, line.entity, pk)
        if row is not None:
            self._same(line, row, told)
            return
        names = lines.keys(self._writer.conn, line.entity)
        self._writer.insert(line.entity, {**dict(zip(names, pk, strict=True)), **told}, action=ACTION)

    def _same(self, line: Change, row: lines.Row, told: Mapping[str, Any]) -> None:
        """Raise Refused unless the row is as the line tells it."""
        for column, value in told.items():
            kept: object = row.get(column)
            if isinstance(value, dict | list):
                kept = json.loads(str(kept))
            if kept != value:
                raise self._changed(line, column)

    def _unused(self, line: Change, by: tuple[str, object] | None) -> None:
        if by:
            raise refuse("undo_in_use", ref=self._name(line), by=self._person(by[0]), at=by[1])

    # --- names

    def _note_customer(self, entity: str, subject: str, row: Mapping[str, Any]) -> None:
        """Whose deals have to be looked at again."""
        if entity == "customer":
            self.customers.add(subject)
        elif row.get("customer"):
            self.customers.add(str(row["customer"]))
        else:
            of = str(row.get("deal") or row.get("subject") or subject)
            deal = lines.row(self._writer.conn, "deal", (of,))
            self.customers.add(str(deal["customer"]) if deal else of)

    def _person(self, login: str) -> str:
        member = self._core.members.get(login)
        return member.name if member else login

    def _name(self, line: Change) -> str:
        conn = self._writer.conn
        for table, letter in (("deal", "D"), ("customer", "C")):
            row = lines.row(conn, table, (line.subject,))
            if row:
                return f"{letter}-{row['no']}"
        paper = rows.entry(conn, line.subject)
        return paper.form if paper else line.entity
