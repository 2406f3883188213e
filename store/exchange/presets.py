"""Whose table is it: presets name the columns, stages and known slips of other programs; they are data in presets/.

A preset binds fields of ours to columns of theirs. `--map column=field` goes over it, `column=-` leaves a column out.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from store.exchange.names import key
from store.problems import BadInput
from store.records import Label

FIELDS = (
    "ext", "title", "customer", "owner", "type", "stage", "state", "amount", "currency", "close_on", "created_on",
    "entered_on", "won_on", "lost_on", "signed_on", "closed_on", "wake_on", "reason", "product", "source", "region",
    "note", "customer.sector", "customer.size", "customer.region", "customer.note", "contact.name", "contact.post",
    "contact.phone", "contact.mail",
)  # fmt: skip
"""What a column can be: of the deal, of its customer, of a person there. `ext` is the other program's own id."""

IGNORE = "-"
GENERIC = "generic"
_FOLDER = Path(__file__).parent / "presets"


@dataclass(frozen=True, slots=True)
class StageRule:
    """What a word in a stage or state column means: a place on the board from 1 (0 = not said), a deal's state."""

    place: int = 0
    state: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """A file that may lie beside the table and says more: its kind is customers, products or members."""

    file: str
    kind: str
    columns: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Preset:
    """How one program's table is read.

    `needs` are the fields it is recognized by; `dates` is "mdy", "dmy" or "ymd" where a column proves nothing;
    `own` says that `ext` is a deal's id on one of our boards; `lost_reason` is for lost deals that give none.
    """

    id: str
    label: Label
    needs: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    stages: Mapping[str, StageRule]
    corrections: Mapping[str, str]
    beside: tuple[Beside, ...]
    dates: str
    own: bool
    lost_reason: str
    no_customer: Label

    def correct(self, text: str) -> str:
        """The text with the spelling known to be right."""
        return self.corrections.get(key(text), text) if self.corrections else text


def names() -> list[str]:
    """The ids of all presets, the generic one last."""
    found = sorted(path.stem for path in _FOLDER.glob("*.toml") if path.stem != GENERIC)
    return [*found, GENERIC]


@cache
def find(name: str) -> Preset:
    """A preset by id; raises BadInput with the ones there are."""
    if name not in names():
        raise BadInput("import_preset_unknown", preset=name, known=names())
    common = _load(GENERIC)
    own = common if name == GENERIC else _load(name)
    blank = own.get("no_customer", common["no_customer"])
    return Preset(
        id=own["id"],
        label=Label(own["zh"], own["en"]),
        needs=tuple(own["needs"]),
        columns={field: tuple(known) for field, known in own["columns"].items()},
        stages=_stages(common) | _stages(own),
        corrections={key(wrong): right for wrong, right in own.get("corrections", {}).items()},
        beside=tuple(_beside(one) for one in own.get("beside", ())),
        dates=own.get("dates", ""),
        own=own.get("own", False),
        lost_reason=own.get("lost_reason", common["lost_reason"]),
        no_customer=Label(blank["zh"], blank["en"]),
    )


def sniff(columns: Sequence[str]) -> Preset:
    """The preset that knows the most of these columns, of those that find all they need; else the generic one."""
    best, most = find(GENERIC), 0
    for name in names()[:-1]:
        preset = find(name)
        known = bind(preset, columns)
        if len(known) > most and all(field in known for field in preset.needs):
            best, most = preset, len(known)
    return best


def bind(preset: Preset, columns: Sequence[str], mapping: Mapping[str, str] | None = None) -> dict[str, str]:
    """Which column each field is read from. What a person mapped goes first and takes the column for itself.

    Raises BadInput for a column that is not there or a field that is none of ours.
    """
    bound: dict[str, str] = {}
    taken: set[str] = set()
    for wished, field in (mapping or {}).items():
        column = _column(wished, columns)
        if field != IGNORE and field not in FIELDS:
            raise BadInput("import_field_unknown", field=field, known=list(FIELDS))
        taken.add(column)
        if field != IGNORE:
            bound[field] = column
    by_key = {_heading(column): column for column in reversed(columns)}
    by_key |= {key(column): column for column in reversed(columns)}
    for field, known in preset.columns.items():
        if field not in bound:
            column = next((by_key[one] for one in map(key, known) if one in by_key), "")
            if column and column not in taken:
                bound[field] = column
    return bound


def _column(wished: str, columns: Sequence[str]) -> str:
    """The column a person means, width and case aside."""
    for column in columns:
        if key(column) == key(wished) or _heading(column) == key(wished):
            return column
    raise BadInput("import_column_unknown", column=wished, known=list(columns))


def _heading(column: str) -> str:
    """A header without the star of a required column and what stands in parentheses: 金额(万元)* -> 金额."""
    return key(column).split("(")[0].strip("*:")


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _stages(data: Mapping[str, Any]) -> dict[str, StageRule]:
    return {
        key(word): StageRule(one.get("place", 0), one.get("state", ""))
        for one in data.get("stages", ())
        for word in one["says"]
    }


def _beside(one: Mapping[str, Any]) -> Beside:
    columns = {field: (known,) if isinstance(known, str) else tuple(known) for field, known in one["columns"].items()}
    return Beside(one["file"], one["kind"], columns)
