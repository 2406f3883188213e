"""What is said in forms, as facts of the whole board: a field listed, filtered, counted, exported."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from store.books.core import Core
from store.books.permissions import seen
from store.file import rows
from store.process.permissions import MASK
from store.process.values import is_blank
from store.records import Customer, Deal


class FormValue(NamedTuple):
    """One answer as a fact: what the entry `no` of a form on a subject says in a field.

    In a table, and in a list of answers, `row` counts from 1 (else 0) and `column` names the cell. `ref` is what
    people call the subject: D-12, C-7, or a login.
    """

    entry: str
    form: str
    subject: str
    ref: str
    no: int
    field: str
    row: int
    column: str
    value: object


class Answers:
    """The answers kept in the forms of the board; what I may not see is masked, and never found by asking for it."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def facts(self, form: str, field: str = "") -> list[FormValue]:
        """Every answer ever kept in a form (the latest versions), or in one of its fields, on the whole board."""
        core = self._core
        core.process.form(form)
        if field:
            core.process.field(form, field)
        refs: dict[str, str] = {}
        found: list[FormValue] = []
        for one in seen(core, rows.entries_of(core.conn, form)):
            ref = refs.setdefault(one.subject, self._ref(one.subject))
            for name, value in one.values.items():
                if field in ("", name):
                    for row, column, each in _cells(value):
                        found.append(FormValue(one.id, form, one.subject, ref, one.no, name, row, column, each))
        return found

    def values(self, form: str, field: str) -> list[tuple[str, object]]:
        """What a field says on each subject, by the subject's ref; of a form that repeats, entry by entry."""
        core = self._core
        core.process.field(form, field)
        entries = seen(core, rows.entries_of(core.conn, form))
        return [(self._ref(one.subject), one.values[field]) for one in entries if not is_blank(one.values.get(field))]

    def count(self, form: str, field: str) -> dict[object, int]:
        """How often each answer was given in a field, the most frequent first; a list counts each of its answers."""
        answers = Counter(one.value for one in self.facts(form, field) if not one.column)
        return dict(answers.most_common())

    def where(self, form: str, field: str, value: object) -> list[str]:
        """The ids of the subjects whose form says this in a field (or says it among others), each once."""
        hits = [one.subject for one in self.facts(form, field) if one.value == value and value != MASK]
        return list(dict.fromkeys(hits))

    def _ref(self, subject: str) -> str:
        conn = self._core.conn
        thing: Deal | Customer | None = rows.deal(conn, subject) or rows.customer(conn, subject)
        logins = {one.id: one.login for one in self._core.members.values()}
        return thing.ref if thing else logins.get(subject, subject)


def _cells(value: object) -> Iterator[tuple[int, str, object]]:
    """A kept value cell by cell: row (from 1, 0 for none), column, what it says."""
    if isinstance(value, Mapping):
        yield from ((0, str(name), one) for name, one in value.items())
    elif isinstance(value, list | tuple):
        for row, one in enumerate(value, 1):
            if isinstance(one, Mapping):
                yield from ((row, str(name), cell) for name, cell in one.items())
            else:
                yield row, "", one
    else:
        yield 0, "", value
