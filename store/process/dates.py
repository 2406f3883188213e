"""Dates as people type them: 3/1, 明天, 下周三, next wed, +3工作日, 月底, 下午3点. Our own short list of patterns.

No general date parser is used: they read 11-12-26 and 10/11/12 without doubting, and no Chinese (lessons.md 4.1).
Full-width digits and letters mean the same as plain ones.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from store.problems import BadInput
from store.process.workdays import Calendar, month_length, plus

FIRST_YEAR, LAST_YEAR = 1900, 2199  # outside of it a digit was mistyped

_DAYS = {"今天": 0, "今日": 0, "today": 0, "明天": 1, "明日": 1, "tomorrow": 1, "后天": 2, "大后天": 3}
_DAYS |= {"昨天": -1, "昨日": -1, "yesterday": -1, "前天": -2, "大前天": -3}
_UNITS = {
    **dict.fromkeys(("", "天", "日", "d", "day", "days"), "day"),
    **dict.fromkeys(("周", "星期", "个星期", "礼拜", "个礼拜", "w", "week", "weeks"), "week"),
    **dict.fromkeys(("月", "个月", "m", "month", "months"), "month"),
    **dict.fromkeys(("年", "y", "year", "years"), "year"),
    **dict.fromkeys(("工作日", "个工作日", "wd", "workday", "workdays"), "workday"),
}
_MONTHS = {"月底": 0, "月末": 0, "本月底": 0, "eom": 0, "end of month": 0, "下月底": 1, "下个月底": 1}
_WEEKS = {"本": 0, "这": 0, "this": 0, "下": 1, "next": 1, "下下": 2, "上": -1, "last": -1}
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_FULL = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?)")
_MONTH_DAY = re.compile(r"(?:(\d{1,2})[-/.](\d{1,2})|(\d{1,2})月(\d{1,2})[日号]?)")
_DAY = re.compile(r"(\d{1,2})[日号]")
_STEP = re.compile(r"(?:([+-])(\d{1,4}) ?([a-z一-鿿]*)|(\d{1,4}) ?([一-鿿]+?)[以之]?(后|前))")
_WEEKDAY = re.compile(
    r"(?:(本|这|下|下下|上)?个?(?:周|星期|礼拜)([一二三四五六日天])|(?:(this|next|last) )?([a-z]{3,9}))"
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}.*")
_TIME = re.compile(
    r"(?P<day>.*?)(?: |(?<!\d))(?P<half>凌晨|早上|早晨|上午|中午|下午|傍晚|晚上)? ?(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{2})(?::\d{2})?|[点时](?:(?P<fen>\d{1,2})分?|(?P<ban>半))?|(?= ?[ap]m$))(?: ?(?P<ampm>[ap]m))?"
)


def parse(text: str, today: date, calendar: Calendar, *, past: bool = False) -> date:
    """The date that was typed. A bare month and day, or weekday, is the nearest to come, or with `past` gone by.

    Today counts as either. 下周 is the first working day of next week, 月底 the last day of the month. A day that does
    not exist (29 February of a common year) is refused. Raises BadInput("date_unreadable").
    """
    plain = _plain(text)
    readers: tuple[Callable[[], date | None], ...] = (
        lambda: _full(plain),
        lambda: _word(plain, today, calendar),
        lambda: _step(plain, today, calendar),
        lambda: _month_day(plain, today, past),
        lambda: _weekday(plain, today, past),
    )
    try:
        found = next((day for read in readers if (day := read()) is not None), None)
    except (ValueError, OverflowError):  # no such day, or beyond the calendar
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise BadInput("date_unreadable", text=text)
    return found


def parse_moment(text: str, now: datetime, calendar: Calendar, *, past: bool = False) -> datetime:
    """The time that was typed: a date as in `parse`, a time of day (14:30, 下午3点, 3pm) or both, in the zone of `now`.

    `now` is aware. A date alone keeps its time of day, so that "today" never lies ahead; a time alone is today's.
    A full ISO time may carry its own offset. Raises BadInput("date_unreadable").
    """
    plain = _plain(text)
    day, hour = now.date(), now.time().replace(second=0, microsecond=0)
    try:
        if _ISO.fullmatch(plain):
            return _iso(plain, now)
        if match := _TIME.fullmatch(plain):
            hour = _time_of_day(match)
            plain = match["day"]
        if plain or not match:
            day = parse(plain, day, calendar, past=past)
    except (ValueError, OverflowError, BadInput):
        raise BadInput("date_unreadable", text=text) from None
    return datetime.combine(day, hour, now.tzinfo)


def _plain(text: str) -> str:
    """The text in small half-width letters, with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def _full(plain: str) -> date | None:
    """2026-03-01, 2026/3/1, 2026年3月1日."""
    if not (match := _FULL.fullmatch(plain)):
        return None
    return date(int(match[1]), int(match[3] or match[5]), int(match[4] or match[6]))


def _word(plain: str, today: date, calendar: Calendar) -> date | None:
    """今天, tomorrow, 下周, 月底."""
    if plain in _DAYS:
        return today + timedelta(_DAYS[plain])
    if plain in ("下周", "下星期", "下礼拜", "next week"):
        return calendar.next(today + timedelta(7 - today.weekday()))
    if plain in _MONTHS:
        month = plus(today, _MONTHS[plain], "month")
        return month.replace(day=month_length(month.year, month.month))
    if plain in ("年底", "年末", "eoy", "end of year"):
        return date(today.year, 12, 31)
    return None


def _step(plain: str, today: date, calendar: Calendar) -> date | None:
    """+3, +3天, +2周, +3wd, -1, 3天后, 2周前; counted from today."""
    if not (match := _STEP.fullmatch(plain)):
        return None
    unit = _UNITS.get(match[3] or match[5] or "")
    count = int(match[2] or match[4])
    back = match[1] == "-" or match[6] == "前"
    return calendar.plus(today, -count if back else count, unit) if unit else None


def _month_day(plain: str, today: date, past: bool) -> date | None:
    """3/1, 3月1日 of the nearest year, 15号 of the nearest month."""
    way = -1 if past else 1
    if match := _MONTH_DAY.fullmatch(plain):
        month, day = int(match[1] or match[3]), int(match[2] or match[4])
        here = (today.month, today.day)
        over = (month, day) > here if past else (month, day) < here
        return date(today.year + (way if over else 0), month, day)
    if match := _DAY.fullmatch(plain):
        day = int(match[1])
        over = day > today.day if past else day < today.day
        return plus(today.replace(day=1), way if over else 0, "month").replace(day=day)
    return None


def _weekday(plain: str, today: date, past: bool) -> date | None:
    """周三, 下周三, wed, next wed. Weeks run Monday to Sunday; without 本/下/上 it is the nearest one."""
    if not (match := _WEEKDAY.fullmatch(plain)):
        return None
    if match[2]:
        number = "一二三四五六日".index(match[2].replace("天", "日"))
    else:
        number = next((index for index, name in enumerate(_NAMES) if name.startswith(match[4])), -1)
    if number < 0:
        return None
    if which := match[1] or match[3]:
        return today + timedelta(7 * _WEEKS[which] + number - today.weekday())
    if past:
        return today - timedelta((today.weekday() - number) % 7)
    return today + timedelta((number - today.weekday()) % 7)


def _time_of_day(match: re.Match[str]) -> time:
    """The time in a match of _TIME; raises ValueError when there is no such time ("上午15点", "晚上12点")."""
    hour, half = int(match["hour"]), match["half"] or match["ampm"]
    minute = 30 if match["ban"] else int(match["minute"] or match["fen"] or 0)
    match half:
        case "am" | "凌晨" if hour == 12:
            hour = 0
        case "am" | "凌晨" | "早上" | "早晨" | "上午" if hour > 12:
            raise ValueError(half)
        case "晚上" if hour == 12:  # midnight: of which day?
            raise ValueError(half)
        case "pm" | "下午" | "傍晚" | "晚上" if hour < 12:
            hour += 12
        case "中午" if hour < 11:
            hour += 12
    return time(hour, minute)


def _iso(plain: str, now: datetime) -> datetime:
    """A full ISO time, put into the zone of `now`; raises ValueError when it is none."""
    when = datetime.fromisoformat(plain.upper()).replace(second=0, microsecond=0)
    when = when.astimezone(now.tzinfo) if when.tzinfo else when.replace(tzinfo=now.tzinfo)
    if not FIRST_YEAR <= when.year <= LAST_YEAR:
        raise ValueError(plain)
    return when
