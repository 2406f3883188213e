"""What a deal's papers say: the entries among its facts, their latest values, whether a form or sign-off is done."""

from collections.abc import Mapping

from store.process.facts import DealFacts
from store.process.kept import Process
from store.process.values import is_blank, table_rows
from store.records import Deal, FormEntry, SignOff


def entries(facts: DealFacts, form: str) -> tuple[FormEntry, ...]:
    """The entries of a form, oldest first."""
    return tuple(sorted(facts.entries.get(form, ()), key=lambda entry: entry.no))


def latest(facts: DealFacts, form: str) -> FormEntry | None:
    """The newest entry of a form, None when there is none."""
    found = entries(facts, form)
    return found[-1] if found else None


def value(facts: DealFacts, form: str, field: str) -> object:
    """A field's value in the newest entry that has it filled, None when none has."""
    for entry in reversed(entries(facts, form)):
        if not is_blank(entry.values.get(field)):
            return entry.values[field]
    return None


def rows(facts: DealFacts, form: str, table: str) -> list[Mapping[str, object]]:
    """The rows of a table in all entries of a form, blank ones left out."""
    return [row for entry in entries(facts, form) for row in table_rows(entry.values.get(table))]


def signed(process: Process, facts: DealFacts, signoff: str) -> SignOff | None:
    """The sign-off of a kind as it stands, given or refused; None when there is none.

    On a form that repeats, only one on the newest entry counts: what was approved last round says nothing of this one.
    """
    given = facts.signoffs.get(signoff)
    newest = latest(facts, process.signoff(signoff).form.partition(".")[0])
    if given is None or given.void or (newest and given.entry != newest.id):
        return None
    return given


def approved(process: Process, facts: DealFacts, signoff: str) -> bool:
    """Whether a sign-off is given."""
    given = signed(process, facts, signoff)
    return given is not None and given.approve


def unsigned(process: Process, facts: DealFacts, form: str) -> list[str]:
    """The sign-offs that a form needs to be complete and does not have."""
    asked = [field.signoff for field in process.form(form).fields if field.req and field.signoff]
    return [one for one in asked if not approved(process, facts, one)]


def form_done(process: Process, facts: DealFacts, form: str) -> bool:
    """Whether a form is complete: an entry has all it needs, and the sign-offs on it are there (process.md 2)."""
    found = entries(facts, form)
    return any(entry.complete for entry in found) and not unsigned(process, facts, form)


def around(deal: Deal, entries_by_form: Mapping[str, tuple[FormEntry, ...]]) -> dict[str, object]:
    """What a form's checks and formulas may look at beyond the form: "loi.price", "deal.created_on".

    Of a form that repeats, the newest entry that has the field filled speaks.
    """
    known: dict[str, object] = {f"deal.{name}": value for name, value in deal._asdict().items()}
    for form, found in entries_by_form.items():
        for entry in sorted(found, key=lambda one: one.no):
            filled = {name: value for name, value in entry.values.items() if not is_blank(value)}
            known |= {f"{form}.{name}": value for name, value in filled.items()}
    return known
