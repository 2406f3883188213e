"""The types of a form's fields: how each is read from what a person typed, and what is wrong with a kept value.

A kept value is plain JSON: text, whole numbers, yes/no, lists, and for tables a list of rows by column id. Amounts,
decimals and percents are decimal strings in major units, dates and times ISO strings. Source: process.md 0 ("Types")
and chapter 2.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from store.problems import BadInput
from store.process import dates, workdays
from store.process.blanks import is_blank
from store.process.playbook import Choice, Column, FieldDef, Process
from store.records import Label, Say

_AMOUNT_UNITS = {"": 1, "元": 1, "千": 10**3, "k": 10**3, "万": 10**4, "萬": 10**4, "w": 10**4, "m": 10**6, "亿": 10**8}
_AMOUNT = re.compile(r"[¥$€£]?\s*(-?(?:\d[\d, ]*(?:\.\d+)?|\.\d+))\s*(元|千|k|万|萬|w|m|亿|)\s*(?:元|圆|块)?", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)")
_CLOCK = re.compile(r"(?:^|[\sT])(\d{1,2})\s*[:点时]\s*(?:(\d{1,2})\s*分?)?(?::\d{2}(?:\.\d+)?)?$")
_BETWEEN = re.compile(r"([,，、;；\n])")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_MOST_DIGITS = 15  # above it somebody's finger stayed on the key
_FEWEST_PHONE_DIGITS = 5
_YES = frozenset("yes y true 1 on 是 对 有 √ ✓ ✔".split())
_NO = frozenset("no n false 0 off 否 不 不是 无 没有 × ✗ x".split())


class Spec(NamedTuple):
    """What a value must be, of a form's field or a table's column alike."""

    id: str
    label: Label
    type: str
    req: bool
    choices: tuple[Choice, ...]
    columns: tuple[Column, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    pattern: str = ""


class Here(NamedTuple):
    """What reading depends on beside the text: the playbook, the local day, the time with its offset, the calendar."""

    process: Process
    today: date
    now: datetime | None = None
    calendar: workdays.Calendar | None = None


Read = Callable[[Spec, str, Here], object]
Flaw = Callable[[Spec, object], Say | None]


class FieldType(NamedTuple):
    """One type: how it is read from text, and what is wrong with a kept value. `editor` names how it is asked for."""

    read: Read
    flaw: Flaw
    editor: str


def spec_of(field: FieldDef | Column, process: Process) -> Spec:
    """The description of a field or a column, choice sets resolved, a score's range taken from its scale."""
    choices = tuple(process.choices(field.choices)) if field.choices else ()
    if isinstance(field, Column):
        return Spec(field.id, field.label, field.type, field.req, choices)
    least, most = field.min, field.max
    if field.type == "score":
        least, most = 0, field.scale
    return Spec(
        field.id, field.label, field.type, field.req, choices, field.columns or (),
        _exact(least), _exact(most), field.pattern or "",
    )  # fmt: skip


def _exact(limit: float | None) -> Decimal | None:
    return None if limit is None else Decimal(str(limit))


def editor(type_: str) -> str:
    """How a field of this type is asked for: line, lines, pick, picks, yesno, rows, or "" when nobody fills it."""
    return TYPES[type_].editor


def take(spec: Spec, value: object, here: Here) -> object:
    """The value to keep for what came in, typed by a person or from JSON; None clears the field.

    Raises BadInput, with the sentence, when it cannot be used.
    """
    kind = TYPES[spec.type]
    if not kind.editor:
        raise BadInput("form_not_by_hand", field=spec.label)
    if isinstance(value, str):
        plain = value.strip()
        value = kind.read(spec, plain, here) if plain else None
    elif isinstance(value, date | Decimal):
        value = str(value) if isinstance(value, Decimal) else value.isoformat()
    elif isinstance(value, int | float) and not isinstance(value, bool):
        value = kind.read(spec, format(Decimal(str(value)), "f"), here)
    if value is not None and (wrong := kind.flaw(spec, value)):
        raise BadInput(wrong.id, **wrong.args)
    return value


def flaw(spec: Spec, value: object) -> Say | None:
    """What is wrong with a kept value that is not blank, or None: wrong kind, out of range, no such choice."""
    return TYPES[spec.type].flaw(spec, value)


def narrow(text: str) -> str:
    """The text with full-width digits, letters and signs made plain, as a Chinese input method leaves them."""
    return unicodedata.normalize("NFKC", text).strip()


def choice_of(choices: Sequence[Choice], text: str) -> Choice | None:
    """The one choice meant: by id, by a label in either language, or by the beginning only one of them has."""
    wanted = narrow(text).casefold()
    if not wanted:
        return None
    names = [(one, [narrow(name).casefold() for name in (one.id, *one.label)]) for one in choices]
    for place in range(3):  # an id goes before a label
        for one, (*known,) in names:
            if known[place] == wanted:
                return one
    near = [one for one, known in names if any(name.startswith(wanted) for name in known)]
    return near[0] if len(near) == 1 else None


def label_of(spec: Spec, choice: object) -> object:
    """The label of a choice id, or the id itself when the playbook no longer has it."""
    return next((one.label for one in spec.choices if one.id == choice), choice)


def shown(spec: Spec, value: object) -> object:
    """A kept value as it stands in a sentence or on a page: labels for ids, dates as dates, the rest as it is."""
    if isinstance(value, list | tuple):
        return tuple(shown(spec, one) for one in value)
    if isinstance(value, bool):
        return Say("form_yes" if value else "form_no")
    if isinstance(value, Mapping):
        return tuple(shown(spec, one) for one in value.values() if not is_blank(one))
    if isinstance(value, str) and spec.type in {"date", "datetime"}:
        return moment_of(value) or value
    return label_of(spec, value)


def number_of(value: object) -> Decimal | None:
    """A kept value as an exact number, or None when it is none."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def day_of(value: object) -> date | None:
    """The day of a kept date or time, or None when it is none."""
    moment = moment_of(value)
    return moment.date() if isinstance(moment, datetime) else moment


def moment_of(value: object) -> date | datetime | None:
    """A kept date or time, or None when it is none."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value) if len(value) == len("2025-03-03") else datetime.fromisoformat(value)
    except ValueError:
        return None


# --- reading, type by type


def _text(spec: Spec, text: str, here: Here) -> object:
    if spec.pattern and not re.fullmatch(spec.pattern, text):
        return narrow(text).upper()  # a code typed in small or full-width letters is still that code
    return text


def _names(spec: Spec, text: str, here: Here) -> object:
    return [part for part in map(str.strip, _BETWEEN.split(text)[::2]) if part]


def _number(spec: Spec, text: str) -> Decimal:
    plain = narrow(text).removesuffix("%").strip()
    digits = sum(char.isdigit() for char in plain)
    if not _NUMBER.fullmatch(plain) or digits > _MOST_DIGITS:
        raise BadInput("form_not_number", field=spec.label, text=text)
    return Decimal(plain.replace(",", ""))


def _whole(spec: Spec, text: str, here: Here) -> object:
    number = _number(spec, text)
    if number != number.to_integral_value():
        raise BadInput("form_not_whole", field=spec.label, text=text)
    return int(number)


def _decimal(spec: Spec, text: str, here: Here) -> object:
    return plain_number(_number(spec, text))


def _money(spec: Spec, text: str, here: Here) -> object:
    match = _AMOUNT.fullmatch(narrow(text))
    if not match or sum(char.isdigit() for char in match[1]) > _MOST_DIGITS:
        raise BadInput("amount_unreadable", text=text)
    amount = Decimal(match[1].replace(",", "").replace(" ", "")) * _AMOUNT_UNITS[match[2].lower()]
    if amount != round(amount, 2):
        raise BadInput("amount_too_fine", text=text)
    return plain_number(amount)


def plain_number(number: Decimal) -> str:
    """An exact number as it is kept: no exponent, no zeros after the last decimal (80.50 -> "80.5")."""
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _calendar(here: Here) -> workdays.Calendar:
    return here.calendar or workdays.load(here.process.calendar)


def _date(spec: Spec, text: str, here: Here) -> object:
    day = dates.parse(text, here.today, _calendar(here))
    if day is None:
        raise BadInput("date_unreadable", text=text)
    return day.isoformat()


def _moment(spec: Spec, text: str, here: Here) -> object:
    plain = narrow(text)
    known = moment_of(plain)
    zone = here.now.tzinfo if here.now else None
    if isinstance(known, datetime):
        return (known if known.tzinfo else known.replace(tzinfo=zone)).isoformat(timespec="minutes")
    clock = _CLOCK.search(plain)
    hour, minute = (int(clock[1]), int(clock[2] or 0)) if clock else (0, 0)
    rest = plain[: clock.start()].strip() if clock else plain
    day = dates.parse(rest, here.today, _calendar(here)) if rest else here.today
    if day is None or hour > 23 or minute > 59:  # noqa: PLR2004
        raise BadInput("form_not_moment", field=spec.label, text=text)
    if not clock and here.now and day == here.today:
        hour, minute = here.now.hour, here.now.minute
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).isoformat(timespec="minutes")


def _choice(spec: Spec, text: str, here: Here) -> object:
    if one := choice_of(spec.choices, text):
        return one.id
    raise BadInput("form_no_choice", field=spec.label, text=text, known=[one.label for one in spec.choices])


def _choices(spec: Spec, text: str, here: Here) -> object:
    """Several choices; a label that itself contains a comma is taken whole before the text is cut there."""
    parts, chosen, start = _BETWEEN.split(text), [], 0
    while start < len(parts):
        for end in range(len(parts), start, -2):
            piece = "".join(parts[start:end]).strip()
            one = choice_of(spec.choices, piece)
            if one or end - start == 1:
                break
        if piece:
            chosen.append(one.id if one else _unknown(spec, piece))
        start = end + 1
    return list(dict.fromkeys(chosen))


def _unknown(spec: Spec, piece: str) -> str:
    if spec.type == "tags":
        return piece  # a team may add tags of its own
    raise BadInput("form_no_choice", field=spec.label, text=piece, known=[one.label for one in spec.choices])


def _bool(spec: Spec, text: str, here: Here) -> object:
    plain = narrow(text).casefold()
    if plain in _YES | _NO:
        return plain in _YES
    raise BadInput("form_not_yesno", field=spec.label, text=text)


def _signature(spec: Spec, text: str, here: Here) -> object:
    """The customer's signature: name, date and where the paper is, written "name | date | file"."""
    name, day, file, *_ = [*(part.strip() for part in re.split(r"[|｜]", text)), "", ""]
    return {"name": name, "on": _date(spec, day, here) if day else here.today.isoformat(), "file": file}


def _nobody(spec: Spec, text: str, here: Here) -> object:
    raise BadInput("form_not_by_hand", field=spec.label)


def _table(spec: Spec, text: str, here: Here) -> object:
    from store.process import tables  # tables reads its cells with this module

    return tables.read(spec, text, here)


# --- what is wrong with a kept value


def _wrong(spec: Spec, value: object) -> Say:
    return Say("form_wrong", {"field": spec.label, "text": str(value)[:40]})


def _text_flaw(spec: Spec, value: object) -> Say | None:
    if not isinstance(value, str):
        return _wrong(spec, value)
    if spec.pattern and not re.fullmatch(spec.pattern, value):
        return Say("form_pattern", {"field": spec.label, "text": value})
    return None


def _phone_flaw(spec: Spec, value: object) -> Say | None:
    digits = sum(char.isdigit() for char in value) if isinstance(value, str) else 0
    return None if digits >= _FEWEST_PHONE_DIGITS else Say("form_phone", {"field": spec.label, "text": str(value)})


def _mail_flaw(spec: Spec, value: object) -> Say | None:
    good = isinstance(value, str) and _MAIL.fullmatch(value)
    return None if good else Say("form_mail", {"field": spec.label, "text": str(value)})


def _names_flaw(spec: Spec, value: object) -> Say | None:
    good = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return None if good else _wrong(spec, value)


def _number_flaw(spec: Spec, value: object) -> Say | None:
    number = number_of(value)
    if number is None:
        return _wrong(spec, value)
    least = Decimal(0) if spec.type == "money" and spec.least is None else spec.least
    if least is not None and number < least:
        return Say("form_too_small", {"field": spec.label, "least": plain_number(least), "value": plain_number(number)})
    if spec.most is not None and number > spec.most:
        return Say("form_too_large", {"field": spec.label, "most": plain_number(spec.most), "value": plain_number(number)})
    return None


def _whole_flaw(spec: Spec, value: object) -> Say | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return _wrong(spec, value)
    return _number_flaw(spec, value)


def _moment_flaw(spec: Spec, value: object) -> Say | None:
    return None if moment_of(value) else _wrong(spec, value)


def _choice_flaw(spec: Spec, value: object) -> Say | None:
    if any(one.id == value for one in spec.choices):
        return None
    return Say("form_no_choice", {"field": spec.label, "text": str(value), "known": [one.label for one in spec.choices]})


def _choices_flaw(spec: Spec, value: object) -> Say | None:
    if not isinstance(value, list):
        return _wrong(spec, value)
    return next((wrong for one in value if (wrong := _choice_flaw(spec, one))), None)


def _bool_flaw(spec: Spec, value: object) -> Say | None:
    return None if isinstance(value, bool) else _wrong(spec, value)


def _signature_flaw(spec: Spec, value: object) -> Say | None:
    good = isinstance(value, Mapping) and not is_blank(value.get("name")) and day_of(value.get("on"))
    return None if good else Say("form_signature", {"field": spec.label})


def _rows_flaw(spec: Spec, value: object) -> Say | None:
    good = isinstance(value, list) and all(isinstance(row, Mapping) for row in value)
    return None if good else _wrong(spec, value)


def _no_flaw(spec: Spec, value: object) -> Say | None:
    return None


_LINE = FieldType(_text, _text_flaw, "line")
_NAMES = FieldType(_names, _names_flaw, "line")
_NOBODY = FieldType(_nobody, _no_flaw, "")

TYPES: dict[str, FieldType] = {
    "text": _LINE,
    "longtext": FieldType(_text, _text_flaw, "lines"),
    "int": FieldType(_whole, _whole_flaw, "line"),
    "decimal": FieldType(_decimal, _number_flaw, "line"),
    "money": FieldType(_money, _number_flaw, "line"),
    "percent": FieldType(_decimal, _number_flaw, "line"),
    "date": FieldType(_date, _moment_flaw, "line"),
    "datetime": FieldType(_moment, _moment_flaw, "line"),
    "choice": FieldType(_choice, _choice_flaw, "pick"),
    "multichoice": FieldType(_choices, _choices_flaw, "picks"),
    "bool": FieldType(_bool, _bool_flaw, "yesno"),
    "person": _LINE,
    "persons": _NAMES,
    "contact": _LINE,
    "contacts": _NAMES,
    "phone": FieldType(_text, _phone_flaw, "line"),
    "email": FieldType(_text, _mail_flaw, "line"),
    "file": _LINE,
    "table": FieldType(_table, _rows_flaw, "rows"),
    "score": FieldType(_whole, _whole_flaw, "line"),
    "rating": FieldType(_whole, _whole_flaw, "line"),
    "signoff": _NOBODY,
    "signature": FieldType(_signature, _signature_flaw, "line"),
    "computed": _NOBODY,
    "formref": _LINE,
    "customer": _LINE,
    "deal": _LINE,
    "tags": FieldType(_choices, _names_flaw, "picks"),
}
