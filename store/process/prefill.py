"""What the program knows already of a form about to be filled, so that a person only confirms it.

Told by the types and ids of fields alone; nothing of a playbook is named here. The conventions (docs/playbooks.md):
a money field `amount` is the deal's amount, a date `close_on` or `new_close_on` its expected close; `name`, `sector`
or `industry`, `size`, `region`, `source`, `kind` and `founded_on` are the customer's, `product` the deal's; `on`, `at`,
`date` and the `…_on` beside a person's `…_by` are the day of filling.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from store.problems import BadInput
from store.process import fields, forms
from store.process.fields import Here
from store.process.kept import Process
from store.process.shape import FieldDef, Form
from store.process.values import day_of, is_blank, number_of, plain_number
from store.records import Contact, Customer, Deal, FormEntry

AMOUNT, CLOSE = "amount", ("close_on", "new_close_on")
_CUSTOMER = {"industry": "sector", **{one: one for one in ("sector", "size", "region", "source", "founded_on")}}
_OWN_NAMES = {"name", "kind"}  # of the customer only in a paper about the customer
_TODAY = frozenset({"on", "at", "date"})
_DATES = frozenset({"date", "datetime"})
# What one paper says for another. Answers of their own occasion (yes or no, marks, dates, signatures) are not carried.
_CARRIED = frozenset({
    "text", "longtext", "int", "decimal", "money", "percent", "choice", "multichoice", "person", "persons", "contact",
    "contacts", "phone", "email", "tags", "customer", "table",
})  # fmt: skip
# What the next round has in common with the last: who and whom, not what was said.
_REPEATED = frozenset({"person", "persons", "contact", "contacts", "phone", "email", "customer"})


class Known(NamedTuple):
    """What is known when a form is opened. `me` and `owner` are names; `amount` is the deal's, in major units.

    `papers`: the other entries on the deal and its customer, oldest first; `former`: the entries of this form.
    """

    here: Here
    me: str = ""
    owner: str = ""
    deal: Deal | None = None
    customer: Customer | None = None
    contacts: Sequence[Contact] = ()
    amount: Decimal | None = None
    papers: Sequence[FormEntry] = ()
    former: Sequence[FormEntry] = ()


def prefilled(form: Form, known: Known) -> dict[str, object]:
    """The values the program can fill in, by field; what it fills in reads as if a person had typed it."""
    fired = set(known.here.process.events.values())
    found: dict[str, object] = {}
    for field in form.fields:
        if field.sens or not fields.TYPES[field.type].editor:
            continue
        for source in (_fact, _said, _repeated):
            value = _readable(field, source(form, field, known), known.here)
            if not is_blank(value) and f"field:{form.id}.{field.id}" not in fired:
                found[field.id] = value
                break
    return {name: value for name, value in found.items() if _asked(form, name, found, known.here.process)}


def _asked(form: Form, name: str, values: Mapping[str, object], process: Process) -> bool:
    return any(field.id == name for field in forms.visible(form, values, process))


def _readable(field: FieldDef, value: object, here: Here) -> object:
    """The value as this field keeps it, None when it is none of its answers."""
    if is_blank(value):
        return None
    try:
        return fields.take(fields.spec_of(field, here.process), value, here)
    except BadInput:
        return None


# --- where it is known from


def _fact(form: Form, field: FieldDef, known: Known) -> object:
    """Me, today, the deal and the customer."""
    rule = _BY_TYPE.get(field.type)
    value = rule(form, field, known) if rule else None
    return value if not is_blank(value) else _of_records(form, field, known)


def _of_records(form: Form, field: FieldDef, known: Known) -> object:
    deal, customer = known.deal, known.customer
    if deal and field.id == "product":
        return deal.product
    if deal and field.id == "region" and deal.region:
        return deal.region
    if customer and field.id in _CUSTOMER and field.type not in _REPEATED:
        return getattr(customer, _CUSTOMER[field.id])
    own = customer and form.subject == "customer" and field.id in _OWN_NAMES
    return getattr(customer, field.id) if own else None


def _person(form: Form, field: FieldDef, known: Known) -> object:
    return known.owner or known.me if field.id == "owner" and form.subject == "deal" else known.me


def _contact(form: Form, field: FieldDef, known: Known) -> object:
    one = _main(known.contacts)
    return one.name if one else None


def _contacts(form: Form, field: FieldDef, known: Known) -> object:
    one = _main(known.contacts)
    return [one.name] if one else None


def _main(contacts: Sequence[Contact]) -> Contact | None:
    """The customer's person, when there is no doubt: its only one, or its only decider."""
    present = [one for one in contacts if one.left_on is None]
    deciders = [one for one in present if one.role == "decider"]
    return next((some[0] for some in (present, deciders) if len(some) == 1), None)


def _reached(form: Form, field: FieldDef, known: Known) -> object:
    one = _main(known.contacts)
    return (one.phone if field.type == "phone" else one.mail) if one else None


def _day(form: Form, field: FieldDef, known: Known) -> object:
    if field.id in CLOSE[:1] and form.subject == "deal":
        return known.deal.close_on if known.deal else None
    stem, _, last = field.id.rpartition("_")
    beside = last == "on" and any(one.id == f"{stem}_by" and one.type == "person" for one in form.fields)
    if field.id not in _TODAY and not beside:
        return None
    if field.type == "date":
        return known.here.today
    return known.here.now.isoformat(timespec="minutes") if isinstance(known.here.now, datetime) else None


def _money(form: Form, field: FieldDef, known: Known) -> object:
    if field.id != AMOUNT or form.subject != "deal" or not known.amount:
        return None
    return plain_number(known.amount)


def _whose(form: Form, field: FieldDef, known: Known) -> object:
    return known.customer.name if known.customer else None


def _paper(form: Form, field: FieldDef, known: Known) -> object:
    """The paper a field points to, once it is there: "loi#1"."""
    found = [one for one in known.papers if one.form == field.ref]
    return f"{found[-1].form}#{found[-1].no}" if found else None


_BY_TYPE: Mapping[str, Callable[[Form, FieldDef, Known], object]] = {
    "person": _person,
    "contact": _contact,
    "contacts": _contacts,
    "phone": _reached,
    "email": _reached,
    "date": _day,
    "datetime": _day,
    "money": _money,
    "customer": _whose,
    "formref": _paper,
}


def _said(form: Form, field: FieldDef, known: Known) -> object:
    """What another paper of the deal or customer says under the same name: same label, same type."""
    if field.type not in _CARRIED or any(column.type in _DATES for column in field.columns or ()):
        return None
    for entry in reversed(known.papers):
        if entry.form == form.id:
            continue
        for one in known.here.process.form(entry.form).fields:
            same = (one.type, one.label.zh) == (field.type, field.label.zh)
            if same and not one.sens and not is_blank(entry.values.get(one.id)):
                return entry.values[one.id]
    return None


def _repeated(form: Form, field: FieldDef, known: Known) -> object:
    """What the last entry of a form that repeats says of who took part."""
    return known.former[-1].values.get(field.id) if known.former and field.type in _REPEATED else None


# --- where the cursor starts


def first_open(form: Form, values: Mapping[str, object], process: Process) -> str:
    """The first field that only a person can fill: required and blank, else blank, else the first; "" for none."""
    asked = [one for one in forms.visible(form, values, process) if fields.TYPES[one.type].editor]
    blank = [one for one in asked if is_blank(values.get(one.id))]
    first = [one for one in blank if one.req] or blank or asked
    return first[0].id if first else ""


# --- what a form says of its deal


def stated(form: Form, values: Mapping[str, object]) -> dict[str, Decimal | date]:
    """The deal's amount (major units) and expected close, where a form on the deal states them by convention."""
    found: dict[str, Decimal | date] = {}
    for field in form.fields if form.subject == "deal" else ():
        value = values.get(field.id)
        if field.type == "money" and field.id == AMOUNT and (number := number_of(value)) is not None:
            found["amount"] = number
        if field.type == "date" and field.id in CLOSE and (day := day_of(value)) is not None:
            found["close_on"] = day
    return found
