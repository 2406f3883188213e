"""The light process: what a team of five starts with, and from which it can grow into the default."""

import tomllib
from typing import Any

import pytest

from store.process import gates
from store.process.playbook import Form, shipped_path
from store.records import FormEntry
from tests.process.gate_facts import TODAY, deal, entry, facts, full, gotos, process, signoff

LIGHT, DEFAULT = process("light"), process("default")
HANDS = {"tick"}  # what only a person can tick


def paper(form: str, **given: object) -> FormEntry:
    """A form of the light process filled completely, some answers given."""
    values: dict[str, Any] = full(LIGHT.form(form), LIGHT, **given)
    return entry(form, **values)


def raw(id: str) -> dict[str, Any]:
    return tomllib.loads(shipped_path(id).read_text("utf-8"))


# --- how light it is


def test_it_is_small() -> None:
    assert len(LIGHT.stages) == 6
    assert all(2 <= len(LIGHT.required(stage.id)) <= 4 for stage in LIGHT.stages)
    assert 8 <= len(LIGHT.forms) <= 9
    assert len(LIGHT.gates) <= 4
    assert len(LIGHT.obligations) <= 4
    assert len(LIGHT.roles) <= 4


@pytest.mark.parametrize("form", LIGHT.forms, ids=lambda form: form.id)
def test_each_form_is_short_and_few_fields_are_needed(form: Form) -> None:
    typed = [field for field in form.fields if field.type not in {"computed", "signoff"}]
    assert 3 <= len(form.fields) <= 7
    assert sum(field.req for field in typed) <= 5
    assert not form.repeat


def test_what_must_be_done_ticks_itself() -> None:
    """A rep never does the same thing twice: filling, logging, grading and signing tick the list."""
    assert not [item.id for stage in LIGHT.stages for item in LIGHT.required(stage.id) if item.by in HANDS]
    waited = [item.by for stage in LIGHT.stages for item in stage.items if item.by not in HANDS]
    assert len(waited) == len(set(waited))


def test_every_form_is_asked_for_by_some_item() -> None:
    asked = {item.by for stage in LIGHT.stages for item in LIGHT.required(stage.id)}
    assert {f"form:{form.id}" for form in LIGHT.forms} <= asked


def test_nothing_is_asked_for_that_nobody_may_do() -> None:
    assert LIGHT.roles_with("deal.create")
    assert LIGHT.roles_with("playbook.edit") == ("manager",)
    assert all(rule.not_owner for rule in LIGHT.signoffs)
    assert LIGHT.settings["self_signoff"] is False


# --- the same rhythms, and a way up


@pytest.mark.parametrize("part", ["tier_schemes", "cadences"])
def test_tiers_and_rhythms_are_those_of_the_default(part: str) -> None:
    assert raw("light")[part] == raw("default")[part]


def test_rules_that_both_have_say_the_same() -> None:
    for part in ("obligations", "activities"):
        default = {one["id"]: one for one in raw("default")[part]}
        assert [one for one in raw("light")[part] if one != default[one["id"]]] == []
    shared = raw("light")["settings"].items() & raw("default")["settings"].items()
    assert len(shared) == len(raw("light")["settings"])


def test_a_team_can_grow_into_the_default() -> None:
    """Every stage is one of the default's, in its order; a field that both have is of the same kind there."""
    known = [stage.id for stage in DEFAULT.stages]
    ours = [stage.id for stage in LIGHT.stages]
    assert ours == [id for id in known if id in ours]
    assert {role.id for role in LIGHT.roles} <= {role.id for role in DEFAULT.roles}
    default = {(form.id, field.id): field for form in DEFAULT.forms for field in form.fields}
    for form in LIGHT.forms:
        assert form.subject == DEFAULT.form(form.id).subject
        for field in form.fields:
            there = default.get((form.id, field.id))
            assert there is None or (there.type, there.choices) == (field.type, field.choices)


# --- its gates


def test_a_weak_lead_stays_where_it_is() -> None:
    weak, grade = paper("screening_score", need_fit=3), paper("customer_grade")
    known = facts(deal("lead"), weak, grade, tiers={"customer": "D"}, activities=["thank_mail"])
    assert gotos(gates.check(LIGHT, known, "stage:needs", TODAY)) == ["form:screening_score", "tier:customer"]


def test_the_contract_is_approved_by_a_second_person_before_it_is_signed() -> None:
    terms = paper("contract_review")
    known = facts(deal("contract"), terms)
    assert gotos(gates.check(LIGHT, known, "event:signed", TODAY)) == ["signoff:contract_sales"]
    signed = facts(deal("contract"), terms, signoffs=[signoff("contract_sales", terms)])
    assert gates.check(LIGHT, signed, "event:signed", TODAY) == []
    gate = gates.gate_of(LIGHT, deal("contract"), "event:signed")
    assert gate is not None
    assert gate.override == ()


def test_without_written_confirmation_nobody_goes_on() -> None:
    record = paper("opportunity")
    known = facts(deal("needs"), record, tiers={"opportunity": "S"})
    assert gotos(gates.check(LIGHT, known, "stage:proposal", TODAY)) == ["item:statement"]
    gate = gates.gate_of(LIGHT, deal("needs"), "stage:proposal")
    assert gate is not None
    assert gate.override == ()
