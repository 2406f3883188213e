"""History told: the lines that every write leaves, gathered into one event a use case and put into sentences."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from store.books.core import Core
from store.file import rows
from store.problems import BadInput
from store.records import Change, Label, Say


class Event(NamedTuple):
    """One line of a timeline: when, who, what kind of thing, the sentence, and what was noted with it."""

    at: datetime
    by: str
    kind: str
    say: Say
    note: str


class History:
    """Who did what when."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def timeline(self, deal: str, limit: int = 400) -> list[Event]:
        """Everything that happened on a deal, newest first: touches, moves, ticks, tiers, forms, sign-offs, changes."""
        core = self._core
        one = rows.deal(core.conn, deal)
        if one is None:
            return []
        events = [
            Event(
                each.at, each.by, "log", Say("event_log", {"what": core.process.activity(each.kind).label}), each.note
            )
            for each in rows.activities(core.conn, [one.customer])
            if not each.deals or deal in each.deals
        ]
        told = [*self.list(deal, limit), *(c for c in self.list(one.customer, limit) if c.action in {"tier", "fill"})]
        for lines in _gathered(told):
            events.extend(self._tell(lines))
        return sorted(events, key=lambda event: event.at, reverse=True)

    def _tell(self, lines: Sequence[Change]) -> list[Event]:
        """The event of one use case on one thing; nothing for what the other events say already."""
        first = lines[0]
        values = {one.field: (one.old, one.new) for one in lines}
        row: Mapping[str, Any] = json.loads(first.new or first.old or "{}") if not first.field else {}
        say = self._sentence(first.action, values, row)
        if say is None:
            return []
        return [Event(first.at, first.by, first.action, say, first.why)]

    def _sentence(
        self, action: str, values: Mapping[str, tuple[str | None, str | None]], row: Mapping[str, Any]
    ) -> Say | None:
        process = self._core.process
        match action:
            case "create" | "import" if row:
                return Say(f"event_{action}", {})
            case "move" | "back" | "override" if "stage" in values:
                old, new = (self._label("stage", one or "") for one in values["stage"])
                return Say(f"event_{action}", {"old": old, "new": new})
            case "move" | "win":
                return Say("event_win" if action == "win" else "event_complete", {})
            case "override":
                return Say("event_override_win", {})
            case "lose":
                known = {one.id: one.label for one in process.lost_reasons}
                id = (values.get("reason") or ("", ""))[1] or ""
                return Say("event_lose", {"reason": known.get(id, id)})
            case "pause":
                return Say("event_pause", {"until": _shown((values.get("wake_on") or ("", ""))[1])})
            case "resume":
                return Say("event_resume", {})
            case "tick" | "untick":
                return Say(f"event_{action}", {"what": self._item(row)})
            case "tier":
                tier = row.get("tier") or (values.get("tier") or ("", ""))[1]
                return Say("event_tier", {"tier": tier or ""})
            case "fill":
                return Say("event_fill", {"form": self._label("form", row["form"])}) if row else None
            case "sign":
                what = self._label("signoff", str(row.get("kind", "")))
                return Say("event_sign" if row.get("approve") else "event_sign_no", {"what": what})
            case "set" | "import" if values:
                return Say("event_set", {"what": [Say("event_field", self._field(*each)) for each in values.items()]})
        return None

    def _field(self, field: str, pair: tuple[str | None, str | None]) -> dict[str, object]:
        old, new = pair
        return {"field": field, "old": old or "–", "new": new or "–"}

    def _item(self, row: Mapping[str, Any]) -> object:
        try:
            stage = self._core.process.stage(str(row.get("stage", "")))
        except BadInput:
            return row.get("item", "")
        return next((one.label for one in stage.items if one.id == row.get("item")), row.get("item", ""))

    def _label(self, kind: str, id: str) -> Label | str:
        """The name of a part of the playbook; the id itself when a later playbook has it no more."""
        try:
            label: Label = getattr(self._core.process, kind)(id).label
        except BadInput:
            return id
        return label

    def list(self, subject: str = "", limit: int = 200) -> list[Change]:
        """The newest lines of history, of one deal or customer, or of the whole board."""
        return rows.changes(self._core.conn, [subject] if subject else None, limit)


def _shown(text: str | None) -> date | str:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return text or ""


def _gathered(changes: Iterable[Change]) -> list[list[Change]]:
    """The lines of one use case on one thing together; a row's own line (no field) stands alone."""
    ordered = sorted(changes, key=lambda one: one.seq)
    result: list[list[Change]] = []
    for _, lines in groupby(ordered, key=lambda one: (one.batch, one.action, one.entity, one.subject)):
        whole, fields = [], []
        for one in lines:
            (fields if one.field else whole).append(one)
        result += [[one] for one in whole] + ([fields] if fields else [])
    return result
