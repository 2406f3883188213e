"""What a kept value of a form says: is it blank, which number, which day. A kept value is plain JSON.

One answer for fields, table cells, gates and checklists.
"""

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

_DASHES = frozenset("-‐‑‒–—―_ー─")
_DAY_LENGTH = len("2025-03-03")


def is_blank(value: object) -> bool:
    """Whether nothing is said: no value, spaces, or only dashes (process.md 4.3: "a blank or a dash does not count").

    False and 0 are answers. A list is blank when all in it is, a table row when all its cells are.
    """
    if value is None:
        return True
    if isinstance(value, str):
        return all(char in _DASHES or char.isspace() for char in unicodedata.normalize("NFKC", value))
    if isinstance(value, Mapping):
        return all(is_blank(one) for one in value.values())
    if isinstance(value, list | tuple):
        return all(is_blank(one) for one in value)
    return False


def narrow(text: str) -> str:
    """The text with full-width digits, letters and signs made plain, as a Chinese input method leaves them."""
    return unicodedata.normalize("NFKC", text).strip()


def number_of(value: object) -> Decimal | None:
    """A kept value as an exact number, or None when it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def plain_number(number: Decimal) -> str:
    """An exact number as it is kept: no exponent, no zeros after the last decimal (80.50 -> "80.5")."""
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


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
        return date.fromisoformat(value) if len(value) == _DAY_LENGTH else datetime.fromisoformat(value)
    except ValueError:
        return None


def table_rows(value: object) -> list[Mapping[str, object]]:
    """The rows of a kept table that say anything."""
    if not isinstance(value, list | tuple):
        return []
    return [row for row in value if isinstance(row, Mapping) and not is_blank(row)]
