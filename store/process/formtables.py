"""Tables within a form: read from JSON or from lines "a | b | c", and what their rows lack."""

import json
import re
from collections.abc import Mapping, Sequence

from store.problems import BadInput
from store.process import fields
from store.process.fields import Here
from store.process.flaws import Spec
from store.process.shape import Column
from store.process.values import is_blank, narrow, table_rows
from store.records import Say

Row = dict[str, object]


def take(spec: Spec, value: object, here: Here) -> list[Row]:
    """The rows to keep for what came in: lines of cells, a JSON list as text, or a list of rows already.

    A row is a mapping by column id (or label), or its cells in the order of the columns; blank rows fall away.
    Raises BadInput naming the row and the column that cannot be used.
    """
    if isinstance(value, str):
        value = _rows_of_text(spec, value)
    if not isinstance(value, list | tuple):
        raise BadInput("form_not_table", field=spec.label, columns=[one.label for one in spec.columns])
    rows = [_row(spec, row, no, here) for no, row in enumerate(value, start=1) if not is_blank(row)]
    return [row for row in rows if row]


def lacks(spec: Spec, value: object, process_columns: Sequence[Spec]) -> list[Say]:
    """What the rows of a kept table lack or have wrong, cell by cell."""
    found = []
    for no, row in enumerate(table_rows(value), start=1):
        for column in process_columns:
            args = {"field": spec.label, "row": no, "column": column.label}
            cell = row.get(column.id)
            if is_blank(cell):
                if column.req:
                    found.append(Say("form_cell_missing", args))
            elif flaw := fields.flaw(column, cell):
                found.append(Say("form_cell_wrong", {**args, "why": flaw}))
    return found


def _rows_of_text(spec: Spec, text: str) -> object:
    if text.lstrip().startswith("["):
        try:
            return json.loads(text)
        except ValueError:
            raise BadInput("form_not_table", field=spec.label, columns=[one.label for one in spec.columns]) from None
    lines = text.splitlines()
    if len(lines) == 1:
        parts = re.split(r"[;；]", text)
        # one line on a command line: rows are set apart by semicolons, unless those stand within a cell
        if len(spec.columns) == 1 or all("|" in narrow(part) for part in parts if part.strip()):
            lines = parts
    return [[cell.strip() for cell in re.split(r"[|｜\t]", line)] for line in lines if line.strip()]


def _row(spec: Spec, row: object, no: int, here: Here) -> Row:
    if isinstance(row, str) and len(spec.columns) == 1:
        row = [row]
    if isinstance(row, Mapping):
        cells = {_column(spec, str(name)).id: cell for name, cell in row.items()}
    elif isinstance(row, list | tuple) and len(row) <= len(spec.columns):
        cells = {column.id: cell for column, cell in zip(spec.columns, row, strict=False)}
    else:
        columns = [one.label for one in spec.columns]
        raise BadInput("form_row_cells", field=spec.label, row=no, columns=columns)
    taken = {column.id: _cell(spec, column, cells.get(column.id), no, here) for column in spec.columns}
    return {id: cell for id, cell in taken.items() if cell is not None}


def _column(spec: Spec, name: str) -> Column:
    wanted = narrow(name).casefold()
    for column in spec.columns:
        if wanted in {column.id.casefold(), column.zh.casefold(), column.en.casefold()}:
            return column
    raise BadInput("field_unknown", form=spec.label, field=name, known=[one.id for one in spec.columns])


def _cell(spec: Spec, column: Column, cell: object, no: int, here: Here) -> object:
    try:
        return fields.take(fields.spec_of(column, here.process), cell, here)
    except BadInput as wrong:
        raise BadInput("form_cell_wrong", field=spec.label, row=no, column=column.label, why=wrong.say) from wrong
