"""The inline tables of a playbook checked key by key: conditions, rules, `applies`, `when`, `due`, rules of tiers.

`vocabulary.py` says which keys a table has and in one word what stands at each; here is what the words mean.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from store.process.findings import an_id, offer, quoted, written
from store.process.names import Names
from store.process.shape import Column, FieldDef
from store.process.vocabulary import (
    ANNIVERSARY,
    APPLIES,
    DAY_FACTS,
    FACTS,
    LAST_PHASE,
    NUMBERS,
    PHASE,
    SETTINGS,
    WORDS,
    Keys,
)
from store.records import Say

_LISTS = frozenset({
    "tiers", "stages", "fields", "festivals", "deal types", "deal tiers", "answers", "column answers",
})  # fmt: skip
_IDS = {
    "form": "form", "scored form": "form", "scheme": "scheme", "activity": "activity", "signoff": "signoff",
    "event": "event", "field": "field", "table": "table", "column": "column", "tier": "tier", "own tier": "tier",
}  # fmt: skip
_SETTING = re.compile(r"settings\.(\w+)")


class Tables:
    """The inline tables of one playbook, checked against its names and the festivals of its calendar."""

    def __init__(self, names: Names, festivals: Sequence[str] | None) -> None:
        self._names, self._found = names, names.found
        self._festivals = None if festivals is None else (*festivals, ANNIVERSARY)
        self._facts: dict[str, list[FieldDef]] = {}
        for form in names.book.forms:
            for field in form.fields:
                self._facts.setdefault(field.id, []).append(field)

    def kind(self, key: str, row: Mapping[str, Any], named: str, kinds: Mapping[str, Keys]) -> None:
        """A table whose keys depend on the word at `named`: a condition by its type, a rule by its kind."""
        word = row.get(named)
        if not isinstance(word, str) or word not in kinds:
            self._found.add("one_of", f"{key}.{named}", found=quoted("" if word is None else word), known=list(kinds))
            return
        self.keys(key, row, {named: "named", **kinds[word]})

    def applies(self, key: str, row: Mapping[str, Any]) -> None:
        """When a cadence runs: by tier, from an event on, or in stages."""
        way = next((keys for first, keys in APPLIES.items() if first in row), None)
        if way is None or any(f"{name}?" not in way and name not in way for name in row):
            self._found.add("applies", key)
        else:
            self.keys(key, row, way)

    def keys(self, key: str, row: Mapping[str, Any], keys: Keys, own: Sequence[str] = ()) -> None:
        """A table with these keys; `own` are the tiers of the scheme it belongs to."""
        known = [name.removesuffix("?") for name in keys]
        for name in row:
            if name not in known:
                self._found.add("key_unknown", f"{key}.{quoted(name)}", known=offer(name, known))
        for name, word in zip(known, keys.values(), strict=True):
            if name in row:
                if self._fits(f"{key}.{name}", word, row[name]):
                    self._value(f"{key}.{name}", word, row[name], row, own)
            elif f"{name}?" not in keys:
                self._found.add("key_missing", f"{key}.{name}", expected=_expected(word))

    def _fits(self, key: str, word: str, value: object) -> bool:
        """Whether the value is of the kind at all, and a number within its limits."""
        match _kind(word), value:
            case ("whole", bool()):
                fits = False
            case ("whole", int()):
                least, most = NUMBERS[word]
                if not least <= value <= most:
                    self._found.add("range", key, found=value, least=least, most=most)
                    return False
                return True
            case ("text", str()) | ("table", dict()) | ("amount", int() | float() | str()):
                fits = not isinstance(value, bool)
            case ("list", list()):
                if not value:
                    self._found.add("list_empty", key)
                    return False
                fits = word == "phases" or all(isinstance(one, str) for one in value)
            case _:
                fits = False
        if not fits:
            self._found.add("type", key, expected=_expected(word), found=written(value))
        return fits

    def _value(self, key: str, word: str, value: Any, row: Mapping[str, Any], own: Sequence[str]) -> None:
        """What the word asks of a value that is of its kind."""
        names = self._names
        match word:
            case _ if word in WORDS:
                if value not in WORDS[word]:
                    self._found.add("one_of", key, found=quoted(value), known=list(WORDS[word]))
            case "form" | "scheme" | "activity" | "signoff":
                names.ask(key, word, value)
            case "scored form":
                self._scored(key, value)
            case "event":
                names.event(key, value)
            case "path":
                names.path(key, value)
            case "field" | "table" | "column" | "fields" | "answer" | "answers" | "column answers":
                self._of_form(key, word, value, row)
            case "tier" | "own tier":
                names.among(key, "tier", value, own or names.tiers.get(_said(row, "scheme"), (value,)))
            case "fact answer":
                self._offered(key, _said(row, "fact"), [value])
            case "tiers":
                for tier in value:
                    names.tier(key, _said(row, "scheme"), tier)
            case "stages":
                names.all(key, "stage", value)
            case _:
                self._special(key, word, value)

    def _special(self, key: str, word: str, value: Any) -> None:
        names = self._names
        match word:
            case "deal types":
                names.all(key, "deal_type", value)
            case "deal tiers":
                known = [tier.id for one in names.book.tier_schemes if one.subject == "deal" for tier in one.tiers]
                for tier in value:
                    names.among(key, "tier", tier, known)
            case "festivals" if self._festivals is not None:
                for day in value:
                    names.among(key, "festival", day, self._festivals)
            case "phases":
                self._phases(key, value)
            case "facts":
                for name, asked in value.items():
                    self._fact(f"{key}.{quoted(name)}", name, asked)
            case "fact":
                names.among(key, "fact", value, [*sorted(FACTS), *self._facts])
            case "amount" if isinstance(value, str):
                setting = _SETTING.fullmatch(value)
                names.among(key, "setting", setting[1] if setting else value, SETTINGS)

    def _scored(self, key: str, form: str) -> None:
        fields = self._names.fields
        if self._names.ask(key, "form", form) and not any(one.type == "score" for one in fields[form].values()):
            self._found.add("no_score", key, form=form)

    def _of_form(self, key: str, word: str, value: Any, row: Mapping[str, Any]) -> None:
        """A field, table, column or answer of the form that the same table names."""
        names, form = self._names, _said(row, "form")
        if form not in names.fields:
            return  # told at `form`
        match word:
            case "field":
                names.field(key, form, value)
            case "fields":
                for name in value:
                    names.field(key, form, name)
            case "table":
                tables = [field.id for field in names.fields[form].values() if field.type == "table"]
                names.among(key, "table", value, tables)
            case "column":
                names.column(key, form, _said(row, "table"), value)
            case "answer" | "answers":
                field = names.fields[form].get(_said(row, "field"))
                names.answers(key, field, [value] if word == "answer" else value)
            case "column answers":
                names.answers(key, self._column(form, row), value)

    def _column(self, form: str, row: Mapping[str, Any]) -> Column | None:
        table = self._names.fields[form].get(_said(row, "table"))
        columns = (table.columns if table else None) or ()
        return next((column for column in columns if column.id == _said(row, "column")), None)

    def _phases(self, key: str, phases: Sequence[Any]) -> None:
        for number, phase in enumerate(phases, 1):
            if isinstance(phase, dict):
                self.keys(f"{key}[{number}]", phase, LAST_PHASE if number == len(phases) else PHASE)
            else:
                expected = Say("playbook_kind_table")
                self._found.add("type", f"{key}[{number}]", expected=expected, found=written(phase))

    def _fact(self, key: str, name: str, asked: Any) -> None:
        """A fact a tier rule asks for: days to the close as a number, a field as the list of answers that fit."""
        if name in DAY_FACTS:
            self._fits(key, "count", asked)
        elif self._names.among(key, "fact", name, [*sorted(FACTS), *self._facts]) and self._fits(key, "answers", asked):
            self._offered(key, name, asked)

    def _offered(self, key: str, name: str, answers: Sequence[str]) -> None:
        """Whether one of the fields of this name offers the answers, where any offers choices."""
        offers = [field for field in self._facts.get(name, ()) if field.choices is not None]
        known = {text.split("|")[0] for field in offers for text in self._texts(field)}
        for one in answers if known else ():
            self._names.among(key, "choice", one, sorted(known))

    def _texts(self, field: FieldDef) -> Sequence[str]:
        spec = field.choices or ()
        return self._names.book.choicesets.get(spec.removeprefix("@"), ()) if isinstance(spec, str) else spec


def _said(row: Mapping[str, Any], name: str) -> str:
    """The word at another key of the same table; what is no word was told there."""
    value = row.get(name)
    return value if isinstance(value, str) else ""


def _kind(word: str) -> str:
    """Of what kind the value is that a word of `vocabulary` stands for."""
    if word in NUMBERS:
        return "whole"
    if word in _LISTS or word == "phases":
        return "list"
    return {"facts": "table", "amount": "amount"}.get(word, "text")


def _expected(word: str) -> Say:
    if word in WORDS:
        return Say("playbook_kind_word", {"known": list(WORDS[word])})
    if word in _IDS:
        return an_id(_IDS[word])
    return Say(f"playbook_kind_{_kind(word)}")
