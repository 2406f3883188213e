"""The names a playbook defines, and the asking whether what it refers to is among them."""

import re
from collections.abc import Iterable, Mapping, Sequence

from store.process.findings import Findings, quoted
from store.process.shape import Column, FieldDef, Labelled, Playbook
from store.process.vocabulary import BUILTIN, EVENTS, STAND_INS

_DONE_BY = ("tick", "auto", "form:ID", "field:FORM.FIELD", "activity:ID", "signoff:ID", "tier:SCHEME", "routine:ID")
_FIRED_BY = ("field:FORM.FIELD", "row:FORM.TABLE", "form:FORM", "stage:ID", "tier:SCHEME.TIER", "low:FORM.FIELD")
_CHOICE = re.compile(r"[A-Za-z0-9_]+\|[^|]+\|[^|]+")
CHOOSING = frozenset({"choice", "multichoice"})


class Names:
    """What may be referred to in one playbook. Each question notes in `found` what is not there."""

    def __init__(self, book: Playbook, found: Findings) -> None:
        self.book, self.found = book, found
        self.ids: Mapping[str, tuple[str, ...]] = {
            "stage": _ids(book.stages),
            "form": _ids(book.forms),
            "role": (*_ids(book.roles), *sorted(STAND_INS)),
            "activity": _ids(book.activities),
            "signoff": _ids(book.signoffs),
            "scheme": _ids(book.tier_schemes),
            "routine": _ids(book.routines),
            "gate": _ids(book.gates),
            "event": tuple(sorted(EVENTS)),
            "choices": tuple(book.choicesets),
            "deal_type": tuple(one.split("|")[0] for one in book.choicesets.get("deal_type", ())),
        }
        self.fields = {form.id: {field.id: field for field in form.fields} for form in book.forms}
        self.tiers = {scheme.id: _ids(scheme.tiers) for scheme in book.tier_schemes}
        self._used: dict[str, str] = {}  # events that something waits for, with the first place that does

    def ask(self, key: str, what: str, name: str) -> bool:
        """Whether there is a `what` ("stage") called `name`."""
        return self.among(key, what, name, self.ids[what])

    def among(self, key: str, what: str, name: str, known: Iterable[str]) -> bool:
        """Whether `name` is among what is known."""
        known = tuple(known)
        if name not in known:
            self.found.unknown(key, what, name, known)
        return name in known

    def all(self, key: str, what: str, names: Iterable[str]) -> None:
        """Whether there is each of several things."""
        for number, name in enumerate(names, 1):
            self.ask(f"{key}[{number}]", what, name)

    def event(self, key: str, name: str) -> None:
        """Whether there is such an event; that something fires it is asked by `silent` at the end."""
        if self.ask(key, "event", name):
            self._used.setdefault(name, key)

    def silent(self) -> None:
        """Note the events something waits for though nothing ever fires them."""
        for name, key in self._used.items():
            if name not in BUILTIN and name not in self.book.events:
                self.found.add("event_silent", key, name=name)

    def field(self, key: str, form: str, path: str) -> FieldDef | None:
        """The field of a form that is known to exist; of a table "table.column" too."""
        name, _, column = path.partition(".")
        fields = self.fields.get(form, {})
        if not self.among(key, "field", name, fields):
            return None
        if column:
            self.among(key, "column", column, [one.id for one in fields[name].columns or ()])
        return fields[name]

    def path(self, key: str, path: str) -> FieldDef | None:
        """Whether "form" or "form.field" exists; the field, where one is named."""
        form, _, field = path.partition(".")
        if self.ask(key, "form", form) and field:
            return self.field(key, form, field)
        return None

    def column(self, key: str, form: str, table: str, name: str) -> None:
        """Whether a table of a form has such a column; of what is no table nothing is asked."""
        field = self.fields.get(form, {}).get(table)
        if field and field.columns:
            self.among(key, "column", name, [column.id for column in field.columns])

    def tier(self, key: str, scheme: str, name: str) -> None:
        """Whether a scheme that is known to exist has such a tier."""
        if scheme in self.tiers:
            self.among(key, "tier", name, self.tiers[scheme])

    def done_by(self, key: str, by: str) -> None:
        """Whether what ticks an item or ends an obligation exists: "form:ID", "activity:KIND" …"""
        kind, colon, name = by.partition(":")
        match kind:
            case "tick" | "auto" if not colon:
                pass
            case "form" | "field" if name:
                self.path(key, name)
            case "activity" | "signoff" | "routine" if name:
                self.ask(key, kind, name)
            case "tier" if name:
                self.ask(key, "scheme", name)
            case _:
                self.found.add("form_written", key, found=quoted(by), known=list(_DONE_BY))

    def fired_by(self, key: str, by: str) -> None:
        """Whether what fires an event exists: "field:FORM.FIELD", "stage:ID" …"""
        kind, _, name = by.partition(":")
        first, _, second = name.partition(".")
        match kind:
            case "field" | "low" | "row" if second:
                field = self.path(key, name)
                if kind == "row" and field and field.type != "table":
                    tables = [one.id for one in self.fields[first].values() if one.type == "table"]
                    self.found.unknown(key, "table", second, tables)
            case "form" if first and not second:
                self.ask(key, "form", first)
            case "stage" if name:
                self.ask(key, "stage", name)
            case "tier" if second and self.ask(key, "scheme", first):
                self.tier(key, first, second)
            case "tier" if second:
                pass
            case _:
                self.found.add("form_written", key, found=quoted(by), known=list(_FIRED_BY))

    def choices(self, key: str, spec: Sequence[str] | str | None) -> None:
        """Whether a list of choices is well written, or the set it names exists."""
        if isinstance(spec, str):
            sets = [f"@{name}" for name in self.book.choicesets]
            self.among(key, "choices", spec, sets)
            return
        if not spec:
            self.found.add("list_empty", key)
            return
        ids: set[str] = set()
        for number, text in enumerate(spec, 1):
            if not _CHOICE.fullmatch(text):
                self.found.add("choice", f"{key}[{number}]", found=quoted(text))
            elif text.split("|")[0] in ids:
                self.found.add("id_twice", key, name=text.split("|")[0])
            ids.add(text.split("|")[0])

    def answers(self, key: str, field: FieldDef | Column | None, values: Iterable[str]) -> None:
        """Whether a field that offers choices offers these; of other fields nothing is known."""
        if field is None or field.type not in CHOOSING or field.choices is None:
            return
        spec = field.choices
        texts = self.book.choicesets.get(spec.removeprefix("@"), ()) if isinstance(spec, str) else spec
        for value in values:
            self.among(key, "choice", value, [text.split("|")[0] for text in texts])


def _ids(things: Iterable[Labelled]) -> tuple[str, ...]:
    return tuple(thing.id for thing in things)
