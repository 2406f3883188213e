"""A team's sales process: the shipped playbooks, a playbook file read and checked, and the board's own read back.

This is the door of four rooms: `shape` declares what a playbook is made of, `reading` and `holding` check a file,
`kept` is its form in the board's file. Importing it, and working with a `Process`, takes the standard library alone.
"""

from pathlib import Path

from store.problems import BadInput
from store.process.kept import Process, former, parts
from store.process.shape import (
    Activity,
    Cadence,
    Choice,
    Closed,
    Column,
    FieldDef,
    Forbidden,
    Form,
    Gate,
    Guide,
    Item,
    Kpi,
    Labelled,
    Obligation,
    Permission,
    Playbook,
    Report,
    Risk,
    Role,
    Routine,
    SignOffRule,
    Stage,
    Tier,
    TierScheme,
)
from store.records import Say

__all__ = [
    "Activity",
    "Cadence",
    "Choice",
    "Closed",
    "Column",
    "FieldDef",
    "Forbidden",
    "Form",
    "Gate",
    "Guide",
    "Item",
    "Kpi",
    "Labelled",
    "Obligation",
    "Permission",
    "Playbook",
    "Process",
    "Report",
    "Risk",
    "Role",
    "Routine",
    "SignOffRule",
    "Stage",
    "Tier",
    "TierScheme",
    "check",
    "former",
    "load",
    "parts",
    "shipped",
    "shipped_path",
    "source",
]

_SHIPPED = Path(__file__).parent / "playbooks"


def shipped() -> list[str]:
    """The ids of the playbooks that come with the program."""
    return sorted(path.stem for path in _SHIPPED.glob("*.toml"))


def shipped_path(id: str) -> Path:
    """Where the shipped playbook `id` lies. Raises BadInput "playbook_unknown"."""
    known = shipped()
    if id not in known:
        raise BadInput("playbook_unknown", id=id, known=known)
    return _SHIPPED / f"{id}.toml"


def check(path: Path) -> list[Say]:
    """Everything that is wrong with a playbook file, each with the file, the key and what was expected; [] = good.

    Whether it holds together is asked once every value is of its kind.
    """
    from store.process import reading  # brings pydantic, which a start must not pay for

    return reading.read(path)[1]


def source(path: Path) -> str:
    """The text of a playbook file that `load` has read, to be kept beside it in a board."""
    return path.read_text("utf-8-sig")


def load(path: Path) -> Playbook:
    """A playbook file, checked. Raises BadInput "playbook_wrong" with all `problems` as sentences."""
    from store.process import reading

    playbook, problems = reading.read(path)
    if playbook is None:
        raise BadInput("playbook_wrong", file=str(path), count=len(problems), first=problems[0], problems=problems)
    return playbook
