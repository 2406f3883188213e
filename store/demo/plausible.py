"""Plausible answers to any form of any playbook, typed as a person would type them."""

from datetime import date, timedelta
from random import Random

from store.process.playbook import Column, FieldDef, Form, Process


def answers(form: Form, process: Process, people: list[str], text: str, today: date, rng: Random) -> dict[str, object]:
    """A value for every required field of a form that a person fills (computed ones and sign-offs are left out)."""
    given: dict[str, object] = {}
    for field in form.fields:
        if field.type == "table" and (field.req or field.min_rows):
            given[field.id] = [_row(field, process, people, text, today, rng, n) for n in range(field.min_rows or 1)]
        elif field.req or field.type in {"score", "rating"}:
            value = _value(field, process, people, text, today, rng)
            if value is not None:
                given[field.id] = value
    return given


def _row(
    table: FieldDef, process: Process, people: list[str], text: str, today: date, rng: Random, n: int
) -> dict[str, object]:
    row: dict[str, object] = {}
    for column in table.columns or ():
        value = _value(column, process, people[n % len(people) :] + people, text, today, rng, n)
        if value is not None:
            row[column.id] = value
    return row


def _value(
    field: FieldDef | Column, process: Process, people: list[str], text: str, today: date, rng: Random, n: int = 0
) -> str | None:
    match field.type:
        case "choice" | "multichoice":
            choices = process.choices(field.choices)
            return choices[n % len(choices)].id
        case "date":
            return (today - timedelta(days=rng.randint(1, 5))).isoformat()
        case "datetime":
            return f"{(today - timedelta(days=rng.randint(1, 5))).isoformat()} 10:00"
        case "money":
            return str(rng.randint(20, 90) * 10_000)
        case "int" | "decimal":
            return str(rng.randint(5, 25))
        case "percent":
            return str(rng.randint(30, 60))
        case "score" | "rating":
            return str(rng.randint(4, 5))
        case "bool":
            return "1"
        case "person" | "persons":
            return people[0]
        case "phone":
            return "0512-5550100"
        case "email":
            return "info@example.com"
        case "computed" | "signoff" | "formref" | "file" | "customer" | "deal":
            return None
        case _:
            return text
