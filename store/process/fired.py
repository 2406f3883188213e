"""What papers fire and end: events and done facts told from form entries and their saves (process.md 3.3, 9.2).

Which field, row, form or low mark fires what is the playbook's; the event's moment is the value of the field, not the
moment of typing. Pure: what was saved when is handed in.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from functools import partial
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from store.process import forms
from store.process.facts import DoneFact, EventFact, Moment
from store.process.followrules import ready
from store.process.moments import before
from store.process.playbook import FieldDef, Form, Process
from store.process.values import is_blank, moment_of, narrow, number_of, table_rows

LOW_MARK, LOW_AVERAGE = 2, 3  # any mark of 2 or less, or an average under 3 (process.md 3.2, survey_low)
MARKS = ("score", "rating")
SIGNED = "signed"


class Version(NamedTuple):
    """An entry as one save left it; `at` in the team's zone."""

    at: datetime
    complete: bool
    values: Mapping[str, Any]


class Source(NamedTuple):
    """What fires an event or ends a timer: `kind` is field, row, form or low; `field` is "" for the form as a whole.

    `name`: the event; of a done fact, as `done_by` writes it. `tracked`: a table whose rows are ended one by one.
    """

    name: str
    kind: str
    field: str
    tracked: bool = False


class Wanted(NamedTuple):
    """What a playbook's timers and cadences ask of the board: only that is gathered.

    `names`: every event that starts or stops something. `fires`, `ends`: by form. `stages`: stage -> the events of
    entering it; `tiers`: (scheme, tier) -> the events of being put into it. `signoffs`: those that end a timer.
    `kinds`: activities whose hour matters. `with_rows`: the forms whose rows may name the person asked.
    """

    names: frozenset[str]
    fires: Mapping[str, tuple[Source, ...]]
    ends: Mapping[str, tuple[Source, ...]]
    stages: Mapping[str, tuple[str, ...]]
    tiers: Mapping[tuple[str, str], tuple[str, ...]]
    signoffs: tuple[str, ...]
    kinds: frozenset[str]
    forms: tuple[str, ...]
    with_rows: tuple[str, ...]


_WANTED: WeakKeyDictionary[Process, Wanted] = WeakKeyDictionary()


def wanted(process: Process) -> Wanted:
    """What a playbook asks for, found out once for each Process."""
    found = _WANTED.get(process)
    if found is None:
        found = _WANTED[process] = _wanted(process)
    return found


def _names(process: Process) -> frozenset[str]:
    found = {SIGNED, *ready(process).timers, *ready(process).ends.values()}
    for rule in process.obligations:
        found.update(rule.cancel_on)
    for cadence in process.cadences:
        found.update(str(cadence.applies[key]) for key in ("event", "until") if cadence.applies.get(key))
    return frozenset(found)


def _wanted(process: Process) -> Wanted:
    names = _names(process)
    done_by = {one.done_by for one in process.obligations}
    fires: dict[str, list[Source]] = {}
    ends: dict[str, list[Source]] = {}
    stages: dict[str, list[str]] = {}
    tiers: dict[tuple[str, str], list[str]] = {}
    for name in sorted(names):
        kind, _, what = (name if ":" in name else process.events.get(name, "")).partition(":")
        form, _, field = what.partition(".")
        match kind:
            case "stage":
                stages.setdefault(what, []).append(name)
            case "tier":
                tiers.setdefault((form, field), []).append(name)
            case "field" | "row" | "form" | "low":
                tracked = f"field:{what}" in done_by
                fires.setdefault(form, []).append(Source(name, kind, field, tracked))
    for what in sorted(done_by):
        kind, _, path = what.partition(":")
        if kind in ("form", "field"):
            form, _, field = path.partition(".")
            ends.setdefault(form, []).append(Source(what, kind, field))
    return Wanted(
        names=names,
        fires={form: tuple(some) for form, some in fires.items()},
        ends={form: tuple(some) for form, some in ends.items()},
        stages={stage: tuple(some) for stage, some in stages.items()},
        tiers={tier: tuple(some) for tier, some in tiers.items()},
        signoffs=tuple(sorted(what.partition(":")[2] for what in done_by if what.startswith("signoff:"))),
        kinds=frozenset(what.partition(":")[2] for what in done_by if what.startswith("activity:"))
        | frozenset(ready(process).kinds),
        forms=tuple(sorted({*fires, *ends})),
        with_rows=tuple(sorted(form for form, some in fires.items() if any(one.tracked for one in some))),
    )


# --- one entry


def events(
    asked: Wanted, form: Form, entry: str, versions: Sequence[Version], people: Mapping[str, str], zone: tzinfo
) -> Iterator[EventFact]:
    """The events that an entry has fired as it stands; `people`: folded login or name -> login."""
    now = versions[-1].values
    for source in asked.fires.get(form.id, ()):
        match source.kind:
            case "field":
                known = _since(versions, _filled(source.field))
                if known:
                    same = _since(versions, _is(source.field, now.get(source.field)))
                    moved = same if same and same > known else None
                    at = local(now.get(source.field), zone) or known
                    yield EventFact(source.name, at, entry, known=known, moved=moved)
            case "form":
                if complete := _since(versions, _complete):
                    yield EventFact(source.name, complete, entry)
            case "low":
                if low := _since(versions, partial(_survey_low, form, source.field)):
                    yield EventFact(source.name, low, entry)
            case _:
                yield from _rows(source, form, entry, versions, people)


def done(asked: Wanted, form: Form, entry: str, versions: Sequence[Version], zone: tzinfo) -> Iterator[DoneFact]:
    """What an entry has ended as it stands."""
    now = versions[-1]
    for source in asked.ends.get(form.id, ()):
        field = _field(form, source.field)
        if source.kind == "form":
            if complete := _since(versions, _complete):
                yield DoneFact(source.name, complete, entry)
                if now.at > complete:
                    yield DoneFact(source.name, now.at, entry)
        elif field and field.type == "table":
            yield from _rows_done(source, field, entry, versions)
        elif filled := _since(versions, _filled(source.field)):
            yield DoneFact(source.name, _done_at(local(now.values.get(source.field), zone), filled), entry)


def _done_at(value: Moment | None, filled: datetime) -> Moment:
    """When a field was answered: on the day it names, or, when it names one to come, when it was filled."""
    return filled if value is None or before(filled, value) else value


def local(value: object, zone: tzinfo) -> Moment | None:
    """A kept date, or a kept time in the team's zone; None when it is neither."""
    moment = moment_of(value)
    if isinstance(moment, datetime):
        return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)
    return moment


def folded(text: object) -> str:
    """How the names of people are compared, width and case aside."""
    return narrow(text).casefold() if isinstance(text, str) else ""


# --- rows of a table


class _Columns(NamedTuple):
    """What the columns of a table are for, told from their types: the row's own day, and what says that it is done."""

    day: str
    ticked: str
    dated: str
    person: str
    text: str


def _columns(field: FieldDef | None) -> _Columns:
    by_type: dict[str, list[str]] = {}
    for column in (field.columns if field else None) or ():
        by_type.setdefault(column.type, []).append(column.id)
    days = by_type.get("date", [])
    ticked = by_type.get("bool", [""])[0]
    alone = len(days) == 1 and not ticked
    texts = [*by_type.get("text", ()), *by_type.get("longtext", ())]
    return _Columns(
        day="" if not days else days[0],
        ticked=ticked,
        dated=days[-1] if len(days) > 1 or alone else "",
        person=by_type.get("person", [""])[0],
        text=texts[0] if texts else "",
    )


def _rows(
    source: Source, form: Form, entry: str, versions: Sequence[Version], people: Mapping[str, str]
) -> Iterator[EventFact]:
    """One event a row: on the day it names when that is what it tells, else when it was written down."""
    columns = _columns(_field(form, source.field))
    for number, row in enumerate(table_rows(versions[-1].values.get(source.field)), 1):
        written = _since(versions, _has_row(source.field, number))
        if written is None:
            continue
        day = moment_of(row.get(columns.day))
        day = day.date() if isinstance(day, datetime) else day
        own = day if source.tracked and columns.day != columns.dated else None
        yield EventFact(
            source.name,
            written if source.tracked or day is None else day,
            entry,
            number,
            due=own,
            owner=people.get(folded(row.get(columns.person)), "") if source.tracked else "",
            what=str(row.get(columns.text) or ""),
            known=written,
        )


def _rows_done(source: Source, field: FieldDef, entry: str, versions: Sequence[Version]) -> Iterator[DoneFact]:
    """A row is done when it is ticked, or has got its date (process.md 3.3)."""
    columns = _columns(field)
    for number, row in enumerate(table_rows(versions[-1].values.get(source.field)), 1):
        day = moment_of(row.get(columns.dated)) if columns.dated else None
        ticked = _since(versions, _ticked(source.field, number, columns.ticked)) if columns.ticked else None
        found: date | datetime | None = day or ticked
        if found:
            yield DoneFact(source.name, found, entry, number)


# --- since when something has been so


def _since(versions: Sequence[Version], holds: Callable[[Version], bool]) -> datetime | None:
    """When the state that holds now began; None when it does not hold."""
    began: datetime | None = None
    for one in reversed(versions):
        if not holds(one):
            break
        began = one.at
    return began


def _complete(one: Version) -> bool:
    return one.complete


def _filled(field: str) -> Callable[[Version], bool]:
    return lambda one: not is_blank(one.values.get(field))


def _is(field: str, value: object) -> Callable[[Version], bool]:
    return lambda one: bool(one.values.get(field) == value)


def _has_row(field: str, number: int) -> Callable[[Version], bool]:
    return lambda one: len(table_rows(one.values.get(field))) >= number


def _ticked(field: str, number: int, column: str) -> Callable[[Version], bool]:
    def holds(one: Version) -> bool:
        rows = table_rows(one.values.get(field))
        return len(rows) >= number and rows[number - 1].get(column) is True

    return holds


def _survey_low(form: Form, average: str, one: Version) -> bool:
    """Whether a survey has come back with a mark, or an average of them, that is to be followed up."""
    values = one.values
    marks = [number_of(values.get(field.id)) for field in form.fields if field.type in MARKS]
    mean = number_of(forms.computed(form, values).get(average))
    return any(mark is not None and mark <= LOW_MARK for mark in marks) or (mean is not None and mean < LOW_AVERAGE)


def _field(form: Form, id: str) -> FieldDef | None:
    return next((one for one in form.fields if one.id == id), None)
