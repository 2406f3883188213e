"""The types of a form's fields: how each is read from what a person typed, and how it is kept and shown.

A kept value is plain JSON: text, whole numbers, yes/no, lists, and for tables a list of rows by column id. Amounts,
decimals and percents are decimal strings in major units, dates and times ISO strings. Source: process.md 0 ("Types")
and chapter 2.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import NamedTuple

from store.problems import BadInput
from store.process import flaws, workdays
from store.process.flaws import Spec
from store.process.playbook import Process
from store.process.shape import Choice, Column, FieldDef
from store.process.values import is_blank, moment_of, narrow, plain_number
from store.records import Say

_UNITS = {"": 1, "元": 1, "千": 10**3, "k": 10**3, "万": 10**4, "萬": 10**4, "w": 10**4, "m": 10**6, "亿": 10**8}
_AMOUNT = re.compile(r"[¥$€£]?\s*(-?(?:\d[\d, ]*(?:\.\d+)?|\.\d+))\s*([千k万萬wm亿]?)\s*(?:元|圆|块)?", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)")
_BETWEEN = re.compile(r"([,，、;；\n])")
_MOST_DIGITS = 15  # above it somebody's finger stayed on the key
_YES = frozenset(("yes", "y", "true", "1", "on", "是", "对", "有", "√", "✓", "✔"))
_NO = frozenset(("no", "n", "false", "0", "off", "否", "不", "不是", "无", "没有", "×", "✗", "x"))


class Here(NamedTuple):
    """What reading depends on beside the text: the playbook, the local day, the time with its offset, the calendar."""

    process: Process
    today: date
    now: datetime | None = None
    calendar: workdays.Calendar | None = None

    def days(self) -> workdays.Calendar:
        """The calendar that "+3 working days" counts with: the team's, else the shipped one of the playbook."""
        return self.calendar or workdays.load(self.process.calendar)


class FieldType(NamedTuple):
    """One type: how it is read from text, what may be wrong with a kept value, and how it is asked for.

    `editor` is line, lines, pick, picks, yesno, rows, or "" when nobody fills it in.
    """

    read: Callable[[Spec, str, Here], object]
    flaw: Callable[[Spec, object], Say | None]
    editor: str


def spec_of(field: FieldDef | Column, process: Process) -> Spec:
    """The description of a field or a column, choice sets resolved, a score's range taken from its scale."""
    choices = tuple(process.choices(field.choices)) if field.choices else ()
    if isinstance(field, Column):
        return Spec(field.id, field.label, field.type, field.req, choices)
    columns, pattern = field.columns or (), field.pattern or ""
    limits = (0, field.scale) if field.type == "score" else (field.min, field.max)
    least, most = (None if limit is None else Decimal(str(limit)) for limit in limits)
    return Spec(field.id, field.label, field.type, field.req, choices, columns, least, most, pattern)


def take(spec: Spec, value: object, here: Here) -> object:
    """The value to keep for what came in, typed by a person or from JSON; None clears the field.

    Raises BadInput, with the sentence, when it cannot be used.
    """
    kind = TYPES[spec.type]
    if spec.type == "table":
        value = None if is_blank(value) else _table(spec, value, here)
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        value = format(Decimal(str(value)), "f")
    elif isinstance(value, date):
        value = value.isoformat()
    if isinstance(value, str):
        value = None if is_blank(value) else kind.read(spec, value.strip(), here)
    if is_blank(value):
        return None
    if flaw := kind.flaw(spec, value):
        raise BadInput(flaw.id, **flaw.args)
    return value


def flaw(spec: Spec, value: object) -> Say | None:
    """What is wrong with a kept value that is not blank, or None: wrong kind, out of range, no such choice."""
    return TYPES[spec.type].flaw(spec, value)


def choice_of(choices: Sequence[Choice], text: str) -> Choice | None:
    """The one choice meant: by id, by a label in either language, or by the beginning only one of them has."""
    wanted = narrow(text).casefold()
    if not wanted:
        return None
    names = [(one, tuple(narrow(name).casefold() for name in (one.id, *one.label))) for one in choices]
    for place in range(3):  # an id goes before a label
        for one, known in names:
            if known[place] == wanted:
                return one
    near = [one for one, known in names if any(name.startswith(wanted) for name in known)]
    return near[0] if len(near) == 1 else None


def shown(spec: Spec, value: object) -> object:
    """A kept value as it stands in a sentence or on a page: labels for ids, dates as dates, the rest as it is."""
    if isinstance(value, list | tuple):
        return tuple(shown(spec, one) for one in value)
    if isinstance(value, bool):
        return Say("form_yes" if value else "form_no")
    if isinstance(value, Mapping):
        return tuple(one for one in value.values() if not is_blank(one))
    if spec.type in {"date", "datetime"}:
        return moment_of(value) or value
    return next((one.label for one in spec.choices if one.id == value), value)


# --- reading, type by type


def _text(spec: Spec, text: str, here: Here) -> object:
    if spec.pattern and not re.fullmatch(spec.pattern, text):
        return narrow(text).upper()  # a code typed in small or full-width letters is still that code
    return text


def _names(spec: Spec, text: str, here: Here) -> object:
    return [part for part in map(str.strip, _BETWEEN.split(text)[::2]) if part]


def _number(spec: Spec, text: str) -> Decimal:
    plain = narrow(text).removesuffix("%").strip()
    if not _NUMBER.fullmatch(plain) or sum(char.isdigit() for char in plain) > _MOST_DIGITS:
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
    amount = Decimal(match[1].replace(",", "").replace(" ", "")) * _UNITS[match[2].lower()]
    if amount != round(amount, 2):
        raise BadInput("amount_too_fine", text=text)
    return plain_number(amount)


def _date(spec: Spec, text: str, here: Here) -> object:
    """The day nearest to today that the text may mean: a form is filled about what was as often as what will be."""
    from store.process import dates  # its patterns are compiled when the first date is typed, not at the start

    days = [dates.parse(text, here.today, here.days(), past=past) for past in (False, True)]
    return min(days, key=lambda day: abs(day - here.today)).isoformat()


def _moment(spec: Spec, text: str, here: Here) -> object:
    from store.process import dates

    now = here.now or datetime.combine(here.today, time(), UTC)
    moments = [dates.parse_moment(text, now, here.days(), past=past) for past in (False, True)]
    moment = min(moments, key=lambda one: abs(one.date() - here.today))
    return (moment if here.now else moment.replace(tzinfo=None)).isoformat(timespec="minutes")


def _choice(spec: Spec, text: str, here: Here) -> object:
    if one := choice_of(spec.choices, text):
        return one.id
    known = flaws.no_choice(spec, text)
    raise BadInput(known.id, **known.args)


def _choices(spec: Spec, text: str, here: Here) -> object:
    """Several choices; a label that itself contains a comma is taken whole before the text is cut there."""
    parts, chosen, start = _BETWEEN.split(text), [], 0
    while start < len(parts):
        end = len(parts)
        while end > start + 1 and not choice_of(spec.choices, "".join(parts[start:end])):
            end -= 2
        if piece := "".join(parts[start:end]).strip():
            chosen.append(_one_of(spec, piece, here))
        start = end + 1
    return list(dict.fromkeys(chosen))


def _one_of(spec: Spec, piece: str, here: Here) -> object:
    if spec.type == "tags" and not choice_of(spec.choices, piece):
        return piece  # a team may add tags of its own
    return _choice(spec, piece, here)


def _answer(spec: Spec, text: str, here: Here) -> object:
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


def _table(spec: Spec, value: object, here: Here) -> object:
    from store.process import formtables  # it reads its cells with this module

    return formtables.take(spec, value, here)


_LINE = FieldType(_text, flaws.text, "line")
_NAMES = FieldType(_names, flaws.names, "line")
_DECIMAL = FieldType(_decimal, flaws.number, "line")
_WHOLE = FieldType(_whole, flaws.whole, "line")
_NOBODY = FieldType(_nobody, flaws.none, "")

TYPES: dict[str, FieldType] = {
    "text": _LINE,
    "longtext": FieldType(_text, flaws.text, "lines"),
    "int": _WHOLE,
    "decimal": _DECIMAL,
    "money": FieldType(_money, flaws.number, "line"),
    "percent": _DECIMAL,
    "date": FieldType(_date, flaws.moment, "line"),
    "datetime": FieldType(_moment, flaws.moment, "line"),
    "choice": FieldType(_choice, flaws.choice, "pick"),
    "multichoice": FieldType(_choices, flaws.choices, "picks"),
    "bool": FieldType(_answer, flaws.answer, "yesno"),
    "person": _LINE,
    "persons": _NAMES,
    "contact": _LINE,
    "contacts": _NAMES,
    "phone": FieldType(_text, flaws.phone, "line"),
    "email": FieldType(_text, flaws.mail, "line"),
    "file": _LINE,
    "table": FieldType(_table, flaws.rows, "rows"),
    "score": _WHOLE,
    "rating": _WHOLE,
    "signoff": _NOBODY,
    "signature": FieldType(_signature, flaws.signature, "line"),
    "computed": _NOBODY,
    "formref": _LINE,
    "customer": _LINE,
    "deal": _LINE,
    "tags": FieldType(_choices, flaws.names, "picks"),
}
