"""History told: the lines that every write leaves, gathered into one event a use case and put into sentences."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from store.books.core import Core
from store.books.versions import seen_lines
from store.file import rows
from store.problems import BadInput
from store.records import Change, Label, Money, Say


class Event(NamedTuple):
    """One line of a timeline: when, who, what kind of thing, the sentence, and what was noted with it."""

    at: datetime
    by: str
    kind: str
    say: Say
    note: str


NAMED = ("title", "owner", "amount", "close_on", "note", "type", "product", "source", "region", "stage", "customer")
"""Fields of a deal that have a name on the screen; the rest are shown by their id."""


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
        events = []
        subjects = [deal, *(paper.id for paper in rows.entries(core.conn, [deal, one.customer]))]
        subjects += [sign.id for sign in rows.signoffs(core.conn, [deal, one.customer])]
        told = rows.changes(core.conn, subjects, limit)
        told += [each for each in rows.changes(core.conn, [one.customer], limit) if each.entity == "tier"]
        for lines in _gathered(told):
            say = self._sentence(lines)
            if say is not None:
                events.append(Event(lines[0].at, lines[0].by, lines[0].action, say, lines[0].why))
        events += [
            Event(
                each.at, each.by, "log", Say("event_log", {"what": core.process.activity(each.kind).label}), each.note
            )
            for each in rows.activities(core.conn, [one.customer])
            if not each.planned and (not each.deals or deal in each.deals)
        ]
        # what was written later stands above, also when the clock did not move in between
        return [event for _, event in sorted(enumerate(events), key=lambda each: (each[1].at, each[0]), reverse=True)]

    def sentences(self, lines: Sequence[Change]) -> list[tuple[str, Say]]:
        """What one commit did, thing by thing: the id of the thing and the sentence, in the order it was done."""
        told = [(some[0].subject, self._sentence(some)) for some in _gathered(lines)]
        return [(subject, say) for subject, say in told if say is not None]

    def _sentence(self, lines: Sequence[Change]) -> Say | None:
        """What one use case did to one thing, from its lines; None for what other events say already."""
        first = lines[0]
        row: Mapping[str, Any] = json.loads(first.new or first.old or "{}") if whole(first) else {}
        values = {one.field: (one.old, one.new) for one in lines if not whole(one)}
        match first.entity, first.action:
            case "item_state", action:
                return Say(f"event_{action}", {"what": self._item(*first.field.partition("/")[::2])})
            case "tier", _:
                return Say("event_tier", {"tier": row.get("tier") or first.new or ""})
            case "form_entry", _:
                form = str(row.get("form", "")) or self._form_of(first.subject)
                return Say("event_fill", {"form": self._label("form", form)})
            case "signoff", "sign":
                what = self._label("signoff", str(row.get("kind", "")))
                return Say("event_sign" if row.get("approve") else "event_sign_no", {"what": what})
            case "deal", action:
                return self._deal_sentence(action, values, bool(row))
            case "activity", "log" if row:
                return Say("event_log", {"what": self._label("activity", str(row.get("kind", "")))})
            case "activity", "plan" if row:
                at = datetime.fromisoformat(str(row["at"]))
                return Say("event_plan", {"what": self._label("activity", str(row.get("kind", ""))), "at": at})
            case "activity", "cancel":
                return Say("event_cancel")
            case "event", "event":
                return Say("event_event", {"what": str(row.get("name", ""))})
            case "snooze", "snooze":
                until = date.fromisoformat(str(row["until"]))
                return Say("event_snooze", {"rule": self._label("rule", str(row.get("rule", ""))), "to": until})
            case _, "trash" | "untrash":
                return Say(f"event_{first.action}")
            case "customer" | "contact", "create" | "import":
                return Say(f"event_{first.action}")
            case "customer" | "contact", _:
                return self._fields("event_set", values)
        return None

    def _deal_sentence(
        self, action: str, values: Mapping[str, tuple[str | None, str | None]], made: bool
    ) -> Say | None:
        match action:
            case "create" | "import" if made:
                return Say(f"event_{action}")
            case "move" | "back" | "override" if "stage" in values:
                old, new = (self._label("stage", one or "") for one in values["stage"])
                return Say(f"event_{action}", {"old": old, "new": new})
            case "move":
                return Say("event_complete")
            case "win":
                return Say("event_win")
            case "override":
                return Say("event_override_win")
            case "lose":
                id = values.get("reason", ("", ""))[1] or ""
                known = {one.id: one.label for one in self._core.process.lost_reasons}
                return Say("event_lose", {"reason": known.get(id, id)})
            case "pause":
                return Say("event_pause", {"until": _shown(values.get("wake_on", ("", ""))[1])})
            case "resume" | "reopen" | "renew" | "trash" | "untrash":
                return Say(f"event_{action}")
            case "undo":
                return self._undone(values)
        return self._fields("event_set", values)

    def _undone(self, values: Mapping[str, tuple[str | None, str | None]]) -> Say | None:
        """What holds again after an undo: not every column that took part in it."""
        if "trashed" in values:
            return Say("event_trash" if values["trashed"][1] else "event_untrash")
        if "state" in values:
            return Say("event_undo", {"what": Say(f"state_{values['state'][1]}")})
        return self._fields("event_undo", {field: pair for field, pair in values.items() if field in NAMED})

    def _fields(self, id: str, values: Mapping[str, tuple[str | None, str | None]]) -> Say | None:
        told = [Say("event_field", self._field(*each)) for each in values.items()]
        return Say(id, {"what": told}) if told else None

    def _form_of(self, entry: str) -> str:
        found = rows.entry(self._core.conn, entry)
        return found.form if found else ""

    def _field(self, field: str, pair: tuple[str | None, str | None]) -> dict[str, object]:
        """A changed field in people's words: its name, amounts with their currency, dates with their weekday."""
        old, new = (self._value(field, one) for one in pair)
        return {"field": Say(f"field_{field}") if field in NAMED else field, "old": old, "new": new}

    def _value(self, field: str, text: str | None) -> object:
        if not text:
            return "–"
        if field == "amount":
            return Money(int(text), self._core.meta.currency)
        if field == "owner":
            return self._core.members[text].name if text in self._core.members else text
        return self._label("stage", text) if field == "stage" else _shown(text)

    def _item(self, stage: str, item: str) -> Label | str:
        try:
            items = self._core.process.stage(stage).items
        except BadInput:
            return item
        return next((one.label for one in items if one.id == item), item)

    def _label(self, kind: str, id: str) -> Label | str:
        """The name of a part of the playbook; the id itself when a later playbook has it no more."""
        try:
            label: Label = getattr(self._core.process, kind)(id).label
        except BadInput:
            return id
        return label

    def list(self, subject: str = "", limit: int = 200) -> list[Change]:
        """The newest lines of history, of one deal, customer or paper, or of the whole board; hidden values masked."""
        return seen_lines(self._core, rows.changes(self._core.conn, [subject] if subject else None, limit))


def _shown(text: str | None) -> date | str:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return text or ""


def whole(change: Change) -> bool:
    """Whether a line tells of a row as a whole (made, taken away) and not of one field of it."""
    text = change.new if change.old is None else change.old if change.new is None else None
    return text is not None and text.startswith("{")


def _gathered(changes: Iterable[Change]) -> list[list[Change]]:
    """The lines of one use case on one thing together; a line that tells of a whole row stands alone."""
    ordered = sorted(changes, key=lambda one: one.seq)
    result: list[list[Change]] = []
    for _, lines in groupby(ordered, key=lambda one: (one.batch, one.action, one.entity, one.subject)):
        rows_told: list[Change] = []
        fields: list[Change] = []
        for one in lines:
            (rows_told if whole(one) else fields).append(one)
        result += [[one] for one in rows_told] + ([fields] if fields else [])
    return result
