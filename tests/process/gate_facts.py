"""Facts for tests of gates, forms, tiers and checklists, written short: one deal of one customer, and its papers."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from store.process.facts import DealFacts
from store.process.fields import spec_of
from store.process.playbook import Column as TableColumn
from store.process.playbook import FieldDef, Form, Gate, Process, load, shipped_path
from store.process.workdays import Calendar
from store.records import Customer, Deal, FormEntry, Reason, SignOff

TODAY = date(2025, 3, 3)
AT = datetime(2025, 3, 3, 9, 30, tzinfo=UTC)
WEEKDAYS = Calendar("weekdays", frozenset(), frozenset())
FILLERS: Mapping[str, object] = {
    "text": "一句话", "longtext": "一段话", "int": 3, "decimal": "1.5", "money": "1000", "percent": "50",
    "date": "2025-03-03", "datetime": "2025-03-03T10:00+08:00", "bool": True, "person": "lilei", "persons": ["lilei"],
    "contact": "王总", "contacts": ["王总"], "phone": "13800000000", "email": "a@b.cn", "file": "a.pdf", "score": 4,
    "rating": 4, "signature": {"name": "王总", "on": "2025-03-03"}, "formref": "1", "customer": "C-1",
    "deal": "D-1",
}  # fmt: skip
ROLES = ("lead", "tech", "legal", "recorder")
_FIGURE = {"kpi": "sales", "weight": "100", "target": "1", "actual": "1"}
# Values that only hold together, by form: sums that must come out, a team with every role.
TOGETHER: Mapping[str, Mapping[str, object]] = {
    "target_breakdown": {"w_sales": "60", "w_new": "30", "w_collect": "10"},
    "appraisal": {"quant_rows": [_FIGURE]},
    "team": {"members": [{"who": f"p{no}", "role": role, "duty": "x"} for no, role in enumerate(ROLES)]},
}


@lru_cache
def process(id: str) -> Process:
    """A shipped process, read back as a board reads it."""
    return Process.of(load(shipped_path(id)))


def deal(stage: str, **other: object) -> Deal:
    """An open deal in a stage."""
    values: dict[str, Any] = {
        "id": "d", "no": 1, "title": "产线", "customer": "c", "customer_name": "宁德某某", "owner": "lilei",
        "type": "new",
        "stage": stage, "state": "open", "live": True, "amount": 0, "close_on": None, "created_on": TODAY,
        "entered_on": TODAY, "wake_on": None, "resumed_on": None, "signed_on": None, "closed_on": None, "reason": "",
        "product": "", "source": "", "region": "", "note": "", "ext": "", "rev": 1,
    }  # fmt: skip
    return Deal(**values | other)


CUSTOMER = Customer(
    "c", 1, "宁德某某", "company", "lilei", "", "", "", "", "", None, TODAY, None, False, 1
)  # fmt: skip


def entry(form: str, no: int = 1, /, *, complete: bool = True, **values: object) -> FormEntry:
    """An entry of a form; `no` numbers the entries of a form that repeats."""
    return FormEntry(f"{form}{no}", form, "d", no, 1, complete, values, "lilei", AT, 1)


def signoff(kind: str, on: FormEntry, approve: bool = True, void: bool = False, by: str = "hanmei") -> SignOff:
    """A sign-off on an entry."""
    return SignOff(f"s-{kind}", kind, on.id, on.ver, "d", by, AT, approve, "缺附件", void)


def facts(
    of: Deal,
    *entries: FormEntry,
    done: Iterable[tuple[str, str]] = (),
    tiers: Mapping[str, str] | None = None,
    signoffs: Iterable[SignOff] = (),
    activities: Iterable[str] = (),
) -> DealFacts:
    """All that is known of a deal."""
    papers: dict[str, tuple[FormEntry, ...]] = {}
    for one in entries:
        papers[one.form] = (*papers.get(one.form, ()), one)
    signed = {one.kind: one for one in signoffs}
    return DealFacts(of, CUSTOMER, tiers or {}, frozenset(done), papers, signed, frozenset(activities))


def all_items(of: Process, stage: str, *but: str) -> set[tuple[str, str]]:
    """Every item of a stage as ticked by hand, some left out."""
    return {(stage, item.id) for item in of.stage(stage).items if item.id not in but}


def with_condition(of: Process, **condition: object) -> Process:
    """The process with one gate of one condition before the event "signed"."""
    gate = Gate(
        id="g", zh="关卡", en="Gate", src="000 一", before="event:signed", conditions=(condition,), override=()
    )  # fmt: skip
    changed = Process(of._read)
    changed.__dict__["gates"] = (gate,)
    return changed


def ids(reasons: Iterable[Reason]) -> list[str]:
    """The ids of reasons, in order."""
    return [one.id for one in reasons]


def gotos(reasons: Iterable[Reason]) -> list[str]:
    """Where reasons send, in order."""
    return [one.goto for one in reasons]


def full(form: Form, of: Process, **values: object) -> dict[str, object]:
    """Values that make a form complete, some of them given."""
    filled = {one.id: _filler(one, of) for one in form.fields if one.type not in {"computed", "signoff"}}
    given = {name: value for name, value in filled.items() if _is_free(form, name)}
    return given | TOGETHER.get(form.id, {}) | values


def _is_free(form: Form, name: str) -> bool:
    """Whether a field can take any value of its kind: one that its rule forbids or ties to another is left out."""
    field = next(one for one in form.fields if one.id == name)
    return field.req or not field.check or field.check.startswith("required")


def _filler(field: FieldDef | TableColumn, of: Process) -> object:
    if isinstance(field, FieldDef) and field.type == "table":
        return _rows(field, of)
    if field.choices:
        first = of.choices(field.choices)[0].id
        return [first] if field.type in {"multichoice", "tags"} else first
    if isinstance(field, FieldDef) and field.pattern:
        return "91440300MA5EXAMPL5"[:18].replace("O", "0")
    spec = spec_of(field, of)
    if spec.least is not None and spec.least > 5:
        return int(spec.least)
    return FILLERS[field.type]


def _rows(field: FieldDef, of: Process) -> list[dict[str, object]]:
    """As many rows as are asked for, each with another person and, in turn, each of the choices."""
    rows = []
    for no in range(max(field.min_rows or 1, 1)):
        row = {column.id: _filler(column, of) for column in field.columns or ()}
        for column in field.columns or ():
            choices = of.choices(column.choices)
            if choices and column.type == "choice":
                row[column.id] = choices[no % len(choices)].id
            if column.type == "person":
                row[column.id] = f"person{no}"
        rows.append(row)
    return rows


def after(days: int, from_: date = TODAY) -> date:
    """A day some days on."""
    return from_ + timedelta(days)
