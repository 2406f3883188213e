"""What changed between two versions of a filled form, field by field and row by row."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from store.process.shape import Column, FieldDef, Form
from store.process.values import is_blank, table_rows
from store.records import Label


class FieldChange(NamedTuple):
    """One difference: what `field` said before and says now; None stands for a blank.

    `kind` is "set", or within a table "added" or "removed" (a whole row, as a mapping) and "set" (one of its cells,
    with `column`). `row` counts from 1, in the newer version except for a removed row; 0 when it is no table.
    """

    field: str
    label: Label
    kind: str
    old: object
    new: object
    row: int = 0
    column: str = ""
    column_label: Label | None = None


def difference(form: Form, old: Mapping[str, object], new: Mapping[str, object]) -> list[FieldChange]:
    """What differs between two versions of a form, in the order of its fields."""
    found: list[FieldChange] = []
    for field in form.fields:
        before, after = _plain(old.get(field.id)), _plain(new.get(field.id))
        if before == after:
            continue
        if field.type == "table":
            found += _rows(field, table_rows(before), table_rows(after))
        else:
            found.append(FieldChange(field.id, field.label, "set", before, after))
    return found


def _plain(value: object) -> object:
    return None if is_blank(value) else value


def _rows(
    field: FieldDef, old: Sequence[Mapping[str, object]], new: Sequence[Mapping[str, object]]
) -> list[FieldChange]:
    """Rows that are the same stay out; a row in place of another is told cell by cell."""
    from difflib import SequenceMatcher  # when two versions are compared, not at the start

    found: list[FieldChange] = []
    keys = [[repr(sorted(row.items())) for row in rows] for rows in (old, new)]
    for _, start, end, to, until in SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes():
        pairs = min(end - start, until - to)
        if keys[0][start:end] == keys[1][to:until]:
            continue
        for at in range(pairs):
            found += _cells(field, old[start + at], new[to + at], to + at + 1)
        gone = range(start + pairs, end)
        found += [FieldChange(field.id, field.label, "removed", old[at], None, at + 1) for at in gone]
        made = range(to + pairs, until)
        found += [FieldChange(field.id, field.label, "added", None, new[at], at + 1) for at in made]
    return found


def _cells(field: FieldDef, old: Mapping[str, object], new: Mapping[str, object], row: int) -> list[FieldChange]:
    columns: dict[str, Column] = {column.id: column for column in field.columns or ()}
    found = []
    for id, column in columns.items():
        before, after = _plain(old.get(id)), _plain(new.get(id))
        if before != after:
            found.append(FieldChange(field.id, field.label, "set", before, after, row, id, column.label))
    return found
