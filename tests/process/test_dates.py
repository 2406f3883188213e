"""Dates and times as people type them, in both languages, on Saturday 2026-11-21."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.problems import BadInput
from store.process import workdays
from store.process.dates import parse, parse_moment
from store.words import pick, tell

CN = workdays.load("cn")
TODAY = date(2026, 11, 21)  # a Saturday
NOW = datetime(2026, 11, 21, 9, 42, 7, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-03-01", "2026-03-01"),
        ("2026/3/1", "2026-03-01"),
        ("2026.3.1", "2026-03-01"),
        ("2026年3月1日", "2026-03-01"),
        ("２０２６－０３－０１", "2026-03-01"),
        ("2028-02-29", "2028-02-29"),
        ("3/1", "2027-03-01"),
        ("３／１", "2027-03-01"),
        ("3月1日", "2027-03-01"),
        ("12月1号", "2026-12-01"),
        ("11/21", "2026-11-21"),
        ("11-20", "2027-11-20"),
        ("15号", "2026-12-15"),
        ("30日", "2026-11-30"),
        ("今天", "2026-11-21"),
        ("明天", "2026-11-22"),
        ("后天", "2026-11-23"),
        ("昨天", "2026-11-20"),
        ("Today", "2026-11-21"),
        ("tomorrow", "2026-11-22"),
        (" yesterday ", "2026-11-20"),
        ("周三", "2026-11-25"),
        ("星期六", "2026-11-21"),
        ("周天", "2026-11-22"),
        ("本周五", "2026-11-20"),
        ("这周五", "2026-11-20"),
        ("下周三", "2026-11-25"),
        ("下下周一", "2026-11-30"),
        ("上周五", "2026-11-13"),
        ("下个星期三", "2026-11-25"),
        ("wed", "2026-11-25"),
        ("Wednesday", "2026-11-25"),
        ("next wed", "2026-11-25"),
        ("last fri", "2026-11-13"),
        ("下周", "2026-11-23"),
        ("next week", "2026-11-23"),
        ("+3", "2026-11-24"),
        ("+3天", "2026-11-24"),
        ("＋3d", "2026-11-24"),
        ("-1", "2026-11-20"),
        ("+3w", "2026-12-12"),
        ("+2周", "2026-12-05"),
        ("+1个月", "2026-12-21"),
        ("+1m", "2026-12-21"),
        ("+3工作日", "2026-11-25"),
        ("+3wd", "2026-11-25"),
        ("3天后", "2026-11-24"),
        ("2周以后", "2026-12-05"),
        ("2个工作日后", "2026-11-24"),
        ("月底", "2026-11-30"),
        ("eom", "2026-11-30"),
        ("下月底", "2026-12-31"),
        ("年底", "2026-12-31"),
    ],
)
def test_reads(text: str, meant: str) -> None:
    assert parse(text, TODAY, CN) == date.fromisoformat(meant)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("3/1", "2026-03-01"),
        ("11/21", "2026-11-21"),
        ("11/22", "2025-11-22"),
        ("15号", "2026-11-15"),
        ("30号", "2026-10-30"),
        ("周三", "2026-11-18"),
        ("fri", "2026-11-20"),
        ("周六", "2026-11-21"),
        ("2026-12-24", "2026-12-24"),  # said in full, it is what was said
        ("下周三", "2026-11-25"),
    ],
)
def test_backdated_reads_the_nearest_gone_by(text: str, meant: str) -> None:
    assert parse(text, TODAY, CN, past=True) == date.fromisoformat(meant)


def test_next_week_is_its_first_working_day() -> None:
    assert parse("下周", date(2025, 9, 27), CN) == date(2025, 9, 29)
    assert parse("下周", date(2025, 10, 1), CN) == date(2025, 10, 9)  # Monday to Wednesday are off


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-29",
        "2月29日",
        "2/30",
        "2026-13-01",
        "99/99",
        "31号x",
        "13:00",
        "",
        "  ",
        "abc",
        "下周八",
        "+",
        "+3x",
        "+9999y",
        "0001-01-01",
        "2026-3/1",
        "26-3-1",
        "three days",
        "nextwed",
        "mo",
        "[red]3/1",
        "\x1b[31m",
        "九月",
    ],
)
def test_refuses_what_is_no_day(text: str) -> None:
    for past in (False, True):
        with pytest.raises(BadInput) as caught:
            parse(text, TODAY, CN, past=past)
        assert caught.value.say.id == "date_unreadable"
        assert text in tell(pick("zh"), caught.value.say)
        assert text in tell(pick("en"), caught.value.say)


def test_29_february_of_the_year_it_is_in() -> None:
    assert parse("2/29", date(2027, 12, 1), CN) == date(2028, 2, 29)
    assert parse("2/29", date(2028, 3, 1), CN, past=True) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("14:30", "2026-11-21 14:30"),
        ("14：30", "2026-11-21 14:30"),
        ("下午3点", "2026-11-21 15:00"),
        ("下午 3:20", "2026-11-21 15:20"),
        ("15点", "2026-11-21 15:00"),
        ("15点30分", "2026-11-21 15:30"),
        ("9点半", "2026-11-21 09:30"),
        ("上午9点", "2026-11-21 09:00"),
        ("上午12点", "2026-11-21 12:00"),
        ("中午12点", "2026-11-21 12:00"),
        ("中午1点", "2026-11-21 13:00"),
        ("晚上8点", "2026-11-21 20:00"),
        ("凌晨12点", "2026-11-21 00:00"),
        ("3pm", "2026-11-21 15:00"),
        ("12am", "2026-11-21 00:00"),
        ("12 pm", "2026-11-21 12:00"),
        ("明天下午3点半", "2026-11-22 15:30"),
        ("昨天 16:30", "2026-11-20 16:30"),
        ("下周三10点", "2026-11-25 10:00"),
        ("tomorrow 3:15 pm", "2026-11-22 15:15"),
        ("2025-09-26 16:30", "2025-09-26 16:30"),
        ("2025-09-26T16:30", "2025-09-26 16:30"),
        ("2025-09-26T16:30:45", "2025-09-26 16:30"),
        ("2025-09-26T16:30+09:00", "2025-09-26 15:30"),
        ("2025-09-26T16:30:00Z", "2025-09-27 00:30"),
        ("2025年9月26日16点30", "2025-09-26 16:30"),
        ("+3wd 10:00", "2026-11-25 10:00"),
        ("今天", "2026-11-21 09:42"),
        ("昨天", "2026-11-20 09:42"),
        ("2025-09-26", "2025-09-26 09:42"),
    ],
)
def test_reads_times(text: str, meant: str) -> None:
    when = parse_moment(text, NOW, CN)
    assert f"{when:%Y-%m-%d %H:%M}" == meant
    assert when.tzinfo is NOW.tzinfo


def test_today_never_lies_ahead() -> None:
    assert parse_moment("today", NOW, CN) <= NOW


@pytest.mark.parametrize(
    "text",
    [
        "25:00",
        "14:60",
        "今天 9:5",
        "晚上12点",
        "上午15点",
        "x 14:30",
        "2026-02-29 10:00",
        "",
        "3月1 5",
        "2025-09-26T99:00",
        "0001-01-01T00:00Z",
        "下午",
        "1:30 1:30",
    ],
)
def test_refuses_what_is_no_time(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_moment(text, NOW, CN)
    assert caught.value.say.id == "date_unreadable"
    assert caught.value.say.args == {"text": text}


@given(st.text(max_size=12), st.booleans())
def test_any_text_is_read_or_refused(text: str, past: bool) -> None:
    for read in (lambda: parse(text, TODAY, CN, past=past), lambda: parse_moment(text, NOW, CN, past=past)):
        try:
            assert 1900 <= read().year <= 2199
        except BadInput as problem:
            assert problem.say.args == {"text": text}


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_what_is_written_is_read(day: date) -> None:
    for text in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day:%Y/%m/%d}"):
        assert parse(text, TODAY, CN) == day


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_month_and_day_are_the_nearest(today: date, named: date) -> None:
    text = f"{named.month}/{named.day}"
    if text == "2/29":
        return
    ahead, behind = parse(text, today, CN), parse(text, today, CN, past=True)
    assert 0 <= (ahead - today).days <= 365
    assert 0 <= (today - behind).days <= 365
    assert {(one.month, one.day) for one in (ahead, behind)} == {(named.month, named.day)}
