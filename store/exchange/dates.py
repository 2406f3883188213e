"""Dates of other programs. How a column writes them is read from the whole column: 10/20/2016 says which comes first.

Years first (2016-10-20, 2016/10/20, 2016年10月20日, 20161020) and named months (20-Oct-2016) need no sniffing.
Times are read over; one that names its zone is brought to the team's before its day is taken.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

BLANK = frozenset({"", "-", "--", "—", "/", "n/a", "na", "null", "none", "nan", "无", "暂无", "未知", "0000-00-00"})
"""What programs write when they have nothing to say (folded)."""

_TIME = (
    r"(?:[T\s,]+(?:周|星期)[一二三四五六日天])?"
    r"(?:[T\s,]+(?P<noon>上午|下午|[ap]\.?m\.?)?\s*(?P<h>\d{1,2}):(?P<i>\d{2})(?::\d{2}(?:\.\d+)?)?"
    r"\s*(?P<late>[ap]\.?m\.?)?\s*(?P<zone>z|utc|gmt|[+-]\d{2}:?\d{2})?)?$"
)
_YEAR_FIRST = re.compile(
    r"(?P<y>\d{4})(?:[-/.]|\s*年\s*)(?P<m>\d{1,2})(?:[-/.]|\s*月\s*)(?P<d>\d{1,2})\s*[日号]?" + _TIME, re.I
)
_PACKED = re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})" + _TIME, re.I)
_YEAR_LAST = re.compile(r"(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})" + _TIME, re.I)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_DAY_NAME = re.compile(rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+{_NAME},?[\s-]+(?P<y>\d{{4}}|\d{{2}})" + _TIME, re.I)
_NAME_DAY = re.compile(rf"{_NAME}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})" + _TIME, re.I)
_NAMED_DAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+", re.I)
_YEARS = range(1900, 2201)


class Reading(NamedTuple):
    """How the dates of a column are read: "mdy" or "dmy" where the year stands last.

    `sure` when a day above 12 proves it (or nothing needs proof); `example` is a value that could be read both ways.
    """

    order: str
    sure: bool
    example: str = ""


def blank(text: str) -> bool:
    """Nothing, or what programs write for nothing."""
    return unicodedata.normalize("NFKC", text).strip().casefold() in BLANK


def sniff(values: Iterable[str]) -> Reading | None:
    """What the column itself proves: None when no value has its year last."""
    month_first = day_first = 0
    example, dotted = "", False
    for value in values:
        match = _YEAR_LAST.match(_plain(value))
        if not match:
            continue
        first, second = int(match["a"]), int(match["b"])
        day_first += first > 12 >= second
        month_first += second > 12 >= first
        example, dotted = example or value, dotted or match["sep"] == "."
    if not example:
        return None
    if month_first or day_first:
        return Reading("dmy" if day_first > month_first else "mdy", True, example)
    return Reading("dmy" if dotted else "mdy", False, example)


def settle(columns: dict[str, Reading | None], hint: str = "") -> dict[str, Reading]:
    """One reading a column. What one column proves holds for its neighbors that prove nothing; then the hint.

    A column without such dates reads them, should one come, like the others.
    """
    proven = [one.order for one in columns.values() if one and one.sure]
    common = max(set(proven), key=proven.count) if proven else hint
    settled: dict[str, Reading] = {}
    for name, one in columns.items():
        if one is None:
            settled[name] = Reading(common or "mdy", True)
        elif one.sure or not common:
            settled[name] = one
        else:
            settled[name] = Reading(common, True, one.example)
    return settled


def parse(text: str, order: str, zone: str) -> date | None:
    """The local date of the team's zone, None when blank; raises ValueError when it is no date."""
    if blank(text):
        return None
    plain = _NAMED_DAY.sub("", _plain(text))
    for pattern in (_YEAR_FIRST, _PACKED, _YEAR_LAST, _DAY_NAME, _NAME_DAY):
        match = pattern.match(plain)
        if match:
            return _moment(match, _day(match, order), zone)
    raise ValueError(text)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _day(match: re.Match[str], order: str) -> date:
    """The calendar day that was written; ValueError for 30 February and for years nobody means."""
    parts = match.groupdict()
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    if year not in _YEARS:
        raise ValueError(match[0])
    if parts.get("name"):
        return date(year, _MONTHS.index(parts["name"].lower()) + 1, int(parts["d"]))
    if parts.get("a"):
        month, day = (parts["a"], parts["b"]) if order == "mdy" else (parts["b"], parts["a"])
        return date(year, int(month), int(day))
    return date(year, int(parts["m"]), int(parts["d"]))


def _moment(match: re.Match[str], day: date, zone: str) -> date:
    """The day in the team's zone when the text names a time and its own zone, else the day itself."""
    if not match["zone"]:
        return day
    hour = int(match["h"]) % 24
    noon = (match["noon"] or match["late"] or "").lower()
    if noon.startswith(("p", "下")) and hour < 12:
        hour += 12
    elif noon.startswith("a") and hour == 12:
        hour = 0
    offset = UTC if match["zone"].isalpha() else _offset(match["zone"])
    at = datetime(day.year, day.month, day.day, hour, int(match["i"]) % 60, tzinfo=offset)
    return at.astimezone(ZoneInfo(zone)).date()


def _offset(text: str) -> timezone:
    """+08:00 or +0800."""
    digits = text[1:].replace(":", "")
    away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-away if text[0] == "-" else away)
