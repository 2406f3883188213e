"""Fields of a dialog as data, and the widgets that take them in; what is typed stays text until the Book reads it."""

from collections.abc import Mapping
from dataclasses import dataclass

from textual.content import Content
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from board.screens.choices import Choices, Option
from board.screens.rows import RowsArea

LINE, LONG, ONE, MANY, ROWS, SHOWN = "line", "long", "one", "many", "rows", "shown"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked for."""

    id: str
    """Its key among the answers."""
    label: str
    """What it is called, in the reader's language."""
    kind: str = LINE
    """LINE of text, LONG text, ONE or MANY of the choices, ROWS of a table; SHOWN is told, not asked."""
    value: str = ""
    """What stands there at first; of MANY choices the ids with commas between."""
    choices: tuple[Option, ...] = ()
    """What may be chosen."""
    digits: str = ""
    """The keys of the choices where they are not 1, 2, 3: a rating is typed as it reads."""
    required: bool = False
    """Marked with a star."""
    hint: str = ""
    """Shown dimmed in an empty field: how it may be written."""
    suggester: Suggester | None = None
    """Completes what is typed."""
    help: str = ""
    """Told beside the field while one is in it: what to ask and what to think of."""
    source: str = ""
    """The paragraph of the manual that asks for it, as the playbook marks it."""
    confirm: bool = False
    """The program filled it in: a person only confirms it."""
    columns: tuple[str, ...] = ()
    """Of a table: what its columns are called."""
    column_helps: tuple[str, ...] = ()
    """Of a table: how each column may be written, what may be chosen in it."""


Control = Input | TextArea | Choices | Static


def control(field: Field) -> Control:
    """The widget that a field is filled in with."""
    id = f"field-{field.id}"
    if field.kind == SHOWN:
        return Static(Content(field.value), id=id, classes="shown")
    if field.kind == ROWS:
        return RowsArea(field.value, id=id, compact=True, tab_behavior="focus", placeholder=field.hint)
    if field.kind == LONG:
        return TextArea(field.value, id=id, compact=True, tab_behavior="focus", placeholder=field.hint)
    if field.kind in (ONE, MANY):
        taken = [one for one in field.value.split(",") if one]
        extra: Mapping[str, str] = {"digits": field.digits} if field.digits else {}
        return Choices(field.choices, taken, many=field.kind == MANY, id=id, **extra)
    return Input(field.value, placeholder=field.hint, suggester=field.suggester, compact=True, id=id)


def typed(control: Widget) -> str:
    """What stands in a field now."""
    match control:
        case Input():
            return control.value
        case Static():
            return ""
        case TextArea():
            return control.text
        case Choices():
            return control.value
        case _:
            raise TypeError(control)
