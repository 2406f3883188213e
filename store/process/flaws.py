"""What is wrong with a kept value of a field, type by type: the wrong kind, out of range, no such choice."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from store.process.shape import Choice, Column
from store.process.values import day_of, is_blank, moment_of, number_of, plain_number
from store.records import Label, Say

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_FEWEST_PHONE_DIGITS = 5
_SHOWN = 40  # characters of a wrong value that its sentence repeats


class Spec(NamedTuple):
    """What a value must be, of a form's field or a table's column alike."""

    id: str
    label: Label
    type: str
    req: bool
    choices: tuple[Choice, ...] = ()
    columns: tuple[Column, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    pattern: str = ""


def wrong(spec: Spec, value: object) -> Say:
    """The sentence for a value that is not of the field's kind at all."""
    return Say("form_wrong", {"field": spec.label, "text": str(value)[:_SHOWN]})


def no_choice(spec: Spec, text: object) -> Say:
    """The sentence for an answer that is not offered, with those that are."""
    known = [one.label for one in spec.choices]
    return Say("form_no_choice", {"field": spec.label, "text": str(text)[:_SHOWN], "known": known})


def text(spec: Spec, value: object) -> Say | None:
    """Text, of the field's pattern where it has one."""
    if not isinstance(value, str):
        return wrong(spec, value)
    if spec.pattern and not re.fullmatch(spec.pattern, value):
        return Say("form_pattern", {"field": spec.label, "text": value[:_SHOWN]})
    return None


def phone(spec: Spec, value: object) -> Say | None:
    """A telephone number: enough digits, written in any way."""
    digits = sum(char.isdigit() for char in value) if isinstance(value, str) else 0
    return None if digits >= _FEWEST_PHONE_DIGITS else Say("form_phone", {"field": spec.label, "text": value})


def mail(spec: Spec, value: object) -> Say | None:
    """An e-mail address."""
    good = isinstance(value, str) and _MAIL.fullmatch(value)
    return None if good else Say("form_mail", {"field": spec.label, "text": value})


def names(spec: Spec, value: object) -> Say | None:
    """A list of names or tags."""
    good = isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
    return None if good else wrong(spec, value)


def number(spec: Spec, value: object) -> Say | None:
    """A number within the field's limits; an amount of money is not negative unless the field says so."""
    found = number_of(value)
    if found is None:
        return wrong(spec, value)
    least = Decimal(0) if spec.type == "money" and spec.least is None else spec.least
    args = {"field": spec.label, "value": plain_number(found)}
    if least is not None and found < least:
        return Say("form_too_small", {**args, "least": plain_number(least)})
    if spec.most is not None and found > spec.most:
        return Say("form_too_large", {**args, "most": plain_number(spec.most)})
    return None


def whole(spec: Spec, value: object) -> Say | None:
    """A whole number within the field's limits."""
    if isinstance(value, bool) or not isinstance(value, int):
        return wrong(spec, value)
    return number(spec, value)


def moment(spec: Spec, value: object) -> Say | None:
    """A date or a time."""
    return None if moment_of(value) else wrong(spec, value)


def choice(spec: Spec, value: object) -> Say | None:
    """One of the choices, by its id."""
    return None if any(one.id == value for one in spec.choices) else no_choice(spec, value)


def choices(spec: Spec, value: object) -> Say | None:
    """A list of choices, by their ids."""
    if not isinstance(value, list | tuple):
        return wrong(spec, value)
    return next((flaw for one in value if (flaw := choice(spec, one))), None)


def answer(spec: Spec, value: object) -> Say | None:
    """Yes or no."""
    return None if isinstance(value, bool) else wrong(spec, value)


def signature(spec: Spec, value: object) -> Say | None:
    """A customer's signature: who signed, and when."""
    good = isinstance(value, Mapping) and not is_blank(value.get("name")) and day_of(value.get("on"))
    return None if good else Say("form_signature", {"field": spec.label})


def rows(spec: Spec, value: object) -> Say | None:
    """The rows of a table; their cells are looked at by `tables`."""
    good = isinstance(value, list | tuple) and all(isinstance(row, Mapping) for row in value)
    return None if good else wrong(spec, value)


def none(spec: Spec, value: object) -> Say | None:
    """Nothing can be wrong: the value is not a person's to give."""
    return None
