"""What is kept in a form as a person would write it: what stands in the fields when a paper is opened again."""

from collections.abc import Mapping
from datetime import datetime

from store.process.kept import Process
from store.process.shape import Column, FieldDef
from store.process.values import is_blank, moment_of, table_rows

YES, NO = "yes", "no"


def as_typed(process: Process, lang: str, field: FieldDef, value: object) -> str:
    """A kept value as a person would type it again: the other way round of `fields.take`."""
    if is_blank(value):
        return ""
    if field.type == "table" and not isinstance(value, str):
        rows, columns = table_rows(value), field.columns or ()
        return "\n".join(" | ".join(_cell(process, lang, one, row.get(one.id)) for one in columns) for row in rows)
    if field.type == "datetime" and isinstance(moment := moment_of(value), datetime):
        return f"{moment:%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Mapping):  # a signature: name | date | file
        return " | ".join(str(value.get(part, "")) for part in ("name", "on", "file"))
    if isinstance(value, list | tuple):
        return ",".join(str(one) for one in value)
    return str(value)


def _cell(process: Process, lang: str, column: Column, value: object) -> str:
    """A cell on its line: what was chosen by its name, as nobody types ids there."""
    if isinstance(value, bool):
        return YES if value else NO
    known = {one.id: one.label.text(lang) for one in process.choices(column.choices)}
    several = value if isinstance(value, list | tuple) else [value]
    text = "、".join(known.get(str(one), str(one)) for one in several if one is not None)
    return " ".join(text.replace("|", "/").split())
