"""Working days: by hand from the notices, by properties on any calendar, and day by day against holiday-cn."""

import json
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.problems import BadInput
from store.process import workdays
from store.process.playbook import Process, load, shipped, shipped_path
from store.process.workdays import Calendar
from tests.process.rhythm_facts import day

CN = workdays.load("cn")
ANY_DAY = st.dates(date(2000, 1, 1), date(2040, 12, 31))
NEAR = st.dates(date(2026, 1, 1), date(2026, 6, 30))
CALENDARS = st.builds(
    lambda off, work: Calendar("any", frozenset(off) - frozenset(work), frozenset(work)), st.sets(NEAR), st.sets(NEAR)
)


# Notices of the State Council for 2025 and 2026 (design/lessons.md 4.2)
@pytest.mark.parametrize(
    ("on", "worked"),
    [
        ("2025-01-26", True),  # Sunday, made up
        ("2025-02-08", True),
        ("2025-04-27", True),
        ("2025-09-28", True),
        ("2025-10-11", True),
        ("2026-01-04", True),
        ("2026-02-14", True),
        ("2026-02-28", True),
        ("2026-05-09", True),
        ("2026-09-20", True),
        ("2026-10-10", True),
        ("2025-10-01", False),
        ("2025-10-08", False),
        ("2025-10-09", True),
        ("2025-10-12", False),  # a plain Sunday
        ("2026-02-15", False),
        ("2026-02-23", False),
        ("2026-02-24", True),
        ("2026-10-07", False),
        ("2026-10-08", True),
        ("2025-04-04", False),  # Qingming, a Friday
    ],
)
def test_day_off_or_worked_by_the_notice(on: str, worked: bool) -> None:
    assert CN.is_work(day(on)) is worked


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2025-09-30", 3, "2025-10-11"),  # 9, 10 and the make-up Saturday
        ("2026-02-13", 1, "2026-02-14"),  # the make-up Saturday
        ("2026-02-11", 3, "2026-02-14"),
        ("2026-02-13", 3, "2026-02-25"),  # 14, 24, 25 (S06)
        ("2025-04-28", 3, "2025-05-06"),  # 29, 30 April, 6 May (S11)
        ("2025-10-15", -3, "2025-10-11"),  # 14, 13, 11 (S13)
        ("2025-10-15", -1, "2025-10-14"),
        ("2025-10-03", 1, "2025-10-09"),
        ("2025-10-03", -1, "2025-09-30"),
        ("2025-10-03", 0, "2025-10-03"),
    ],
)
def test_nth_working_day(start: str, n: int, end: str) -> None:
    assert CN.wd(day(start), n) == day(end)
    assert CN.plus(day(start), n, "workday") == day(end)


def test_next_and_prev_stay_on_a_working_day() -> None:
    assert CN.next(day("2026-02-17")) == day("2026-02-24")
    assert CN.next(day("2025-10-03")) == day("2025-10-09")
    assert CN.prev(day("2025-10-05")) == day("2025-09-30")
    assert CN.next(day("2025-10-11")) == CN.prev(day("2025-10-11")) == day("2025-10-11")


def test_counting() -> None:
    assert len(CN.days(day("2026-02-13"), day("2026-02-28"))) == 7
    assert CN.between(day("2025-03-12"), day("2025-03-17")) == 3  # 13, 14, 17
    assert CN.between(day("2025-03-17"), day("2025-03-12")) == 0
    assert CN.days(day("2025-10-01"), day("2025-10-08")) == ()
    assert CN.days(day("2025-06-01"), day("2025-06-30"))[0] == day("2025-06-03")  # 2 June is the Dragon Boat day off
    assert len(CN.days(day("2025-06-01"), day("2025-06-30"))) == 20  # S09


@pytest.mark.parametrize(
    ("start", "n", "unit", "end"),
    [
        ("2025-01-31", 1, "month", "2025-02-28"),
        ("2024-01-31", 1, "month", "2024-02-29"),
        ("2024-02-29", 1, "year", "2025-02-28"),
        ("2024-02-29", 4, "year", "2028-02-29"),
        ("2025-12-31", 2, "month", "2026-02-28"),
        ("2025-03-31", -1, "month", "2025-02-28"),
        ("2025-01-15", -1, "month", "2024-12-15"),
        ("2025-08-31", 6, "month", "2026-02-28"),
        ("2100-01-30", 1, "month", "2100-02-28"),
        ("2025-11-30", 3, "month", "2026-02-28"),
        ("2025-09-26", 7, "day", "2025-10-03"),
        ("2025-09-26", 2, "week", "2025-10-10"),
    ],
)
def test_calendar_units_cut_to_the_month(start: str, n: int, unit: str, end: str) -> None:
    assert workdays.plus(day(start), n, unit) == day(end)
    assert CN.plus(day(start), n, unit) == day(end)


def test_unknown_unit_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="fortnight"):
        workdays.plus(day("2025-01-01"), 1, "fortnight")


def test_a_year_that_is_not_announced_counts_weekdays_and_says_so() -> None:
    assert all(CN.confirmed(year) for year in range(2007, 2027))
    assert not CN.confirmed(2027)
    assert not CN.confirmed(2006)
    assert CN.is_work(day("2027-10-01"))  # a Friday: nobody has announced otherwise yet
    assert not CN.is_work(day("2027-10-02"))


def test_plain_weekdays_need_no_announcement() -> None:
    plain = workdays.load("weekdays")
    assert plain.confirmed(2007)
    assert plain.confirmed(2099)
    assert plain.wd(day("2025-09-30"), 3) == day("2025-10-03")


def test_british_bank_holidays() -> None:
    gb = workdays.load("gb")
    assert not gb.is_work(day("2022-09-19"))  # the Queen's funeral
    assert not gb.is_work(day("2026-12-28"))  # Boxing Day on a Saturday
    assert gb.next(day("2026-04-03")) == day("2026-04-07")
    assert gb.confirmed(2026)


def test_team_days_win_over_the_notice() -> None:
    team = workdays.load("cn", extra_off=[day("2025-09-29"), day("2025-10-11")], extra_work=[day("2025-10-08")])
    assert not team.is_work(day("2025-09-29"))
    assert not team.is_work(day("2025-10-11"))
    assert team.is_work(day("2025-10-08"))
    assert team.confirmed(2025)
    both = workdays.load("cn", extra_off=[day("2025-10-12")], extra_work=[day("2025-10-12")])
    assert both.is_work(day("2025-10-12"))


@pytest.mark.parametrize("id", ["mars", "", "../playbooks/default", "cn.json"])
def test_unknown_calendar_is_told(id: str) -> None:
    with pytest.raises(BadInput) as caught:
        workdays.load(id)
    assert caught.value.say.id == "calendar_unknown"
    assert caught.value.say.args["known"] == ["cn", "gb", "weekdays"]


# Lunar calendar, by hand (design/lessons.md 4.3, playbooks/calendar-cn.toml)
@pytest.mark.parametrize(
    ("festival", "on"),
    [
        ("spring_festival", "2025-01-29"),
        ("spring_festival", "2026-02-17"),
        ("spring_festival", "2027-02-06"),
        ("spring_festival", "2028-01-26"),
        ("lantern", "2026-03-03"),
        ("lantern", "2027-02-20"),
        ("dragon_boat", "2025-05-31"),
        ("dragon_boat", "2026-06-19"),
        ("dragon_boat", "2027-06-09"),
        ("mid_autumn", "2025-10-06"),
        ("mid_autumn", "2026-09-25"),
        ("mid_autumn", "2027-09-15"),
        ("double_ninth", "2027-10-08"),
        ("qingming", "2025-04-04"),
        ("qingming", "2026-04-05"),
        ("national_day", "2026-10-01"),
    ],
)
def test_festivals(festival: str, on: str) -> None:
    known = {one.id: one for one in workdays.festivals("cn")}
    assert day(on) in known[festival].days
    assert [when.year for when in known[festival].days] == list(range(2007, 2031))


@pytest.mark.parametrize("playbook", shipped())
def test_every_festival_a_playbook_names_is_in_each_calendar(playbook: str) -> None:
    named = {"customer_anniversary"}
    for cadence in Process.of(load(shipped_path(playbook))).cadences:
        named.update(cadence.rule.get("festivals", ()))
    for calendar in workdays.shipped():
        assert {"customer_anniversary", *(one.id for one in workdays.festivals(calendar))} >= named


def test_each_calendar_says_where_it_is_from() -> None:
    for id in workdays.shipped():
        kept = json.loads((workdays.FOLDER / f"{id}.json").read_text("utf-8"))
        assert kept["source"]
        assert kept["license"]
        assert workdays.label(id).zh
        assert workdays.label(id).en


@given(CALENDARS, NEAR, st.integers(1, 40))
def test_wd_and_back(calendar: Calendar, start: date, n: int) -> None:
    end = calendar.wd(start, n)
    assert calendar.is_work(end)
    assert calendar.between(start, end) == n
    if calendar.is_work(start):
        assert calendar.wd(end, -n) == start


@given(CALENDARS, NEAR)
def test_next_is_idempotent_and_nearest(calendar: Calendar, start: date) -> None:
    found = calendar.next(start)
    assert calendar.next(found) == found
    assert calendar.is_work(found)
    assert not any(calendar.is_work(start + timedelta(n)) for n in range((found - start).days))
    assert calendar.prev(start) <= start <= found


@given(CALENDARS, NEAR, NEAR)
def test_between_and_days_agree(calendar: Calendar, a: date, b: date) -> None:
    assert calendar.between(a, b) == len([one for one in calendar.days(a, b) if one > a])


@given(ANY_DAY, st.integers(-48, 48))
def test_months_keep_the_day_or_the_last_of_the_month(start: date, n: int) -> None:
    end = workdays.plus(start, n, "month")
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == n
    assert end.day == start.day or (end.day < start.day and (end + timedelta(1)).day == 1)


@pytest.mark.shared
def test_every_day_of_twenty_years_as_announced(shared_data: Path) -> None:
    announced = {}
    for year in range(2007, 2027):
        for entry in json.loads((shared_data / "holiday-cn" / f"{year}.json").read_text("utf-8"))["days"]:
            announced[day(entry["date"])] = not entry["isOffDay"]
    for number in range(day("2007-01-01").toordinal(), day("2026-12-31").toordinal() + 1):
        one = date.fromordinal(number)
        assert CN.is_work(one) is announced.get(one, one.weekday() < 5), one


def test_five_thousand_additions_are_nothing() -> None:
    began = time.perf_counter()
    for n in range(5000):
        CN.wd(date.fromordinal(739_000 + n % 700), 3)
    assert time.perf_counter() - began < 0.1


def test_due_dates_need_the_standard_library_alone() -> None:
    script = "import sys, store.process.followups, store.process.dates; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert not {"dateutil", "pydantic", "sqlite3", "holidays", "sqlite_utils", "textual"} & set(loaded)
