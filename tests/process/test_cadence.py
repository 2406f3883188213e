"""Due dates of one cadence, worked out by hand with the calendar of process.md 0.4."""

from datetime import date, timedelta

import pytest

from store.process import workdays
from store.process.cadence import Derivation, Rule, Start, due, period, slots, tally
from store.process.facts import TouchFact
from tests.process.rhythm_facts import day

CN = workdays.load("cn")


def rule(kind: str, n: int, unit: str, roll: str = "next") -> Rule:
    return Rule("r", "customer", kind, n, unit, roll, ("call",), "rep", "", "", "", "", ())


def why(kind: str, n: int, unit: str, start: str, *touches: str, roll: str = "next") -> Derivation:
    found = due(rule(kind, n, unit, roll), tier_on(start), latest_first(touches), CN)
    assert found is not None
    return found.why


def when(kind: str, n: int, unit: str, start: str, *touches: str, roll: str = "next") -> str | None:
    found = due(rule(kind, n, unit, roll), tier_on(start), latest_first(touches), CN)
    return found.day.isoformat() if found else None


def tier_on(start: str) -> Start:
    return Start(day(start), "tier", "customer.A")


def latest_first(touches: tuple[str, ...]) -> list[TouchFact]:
    return sorted((TouchFact("call", day(on), ()) for on in touches), key=lambda one: one.day, reverse=True)


@pytest.mark.parametrize(
    ("n", "unit", "start", "touches", "expected"),
    [
        (7, "day", "2025-09-26", ["2025-09-26"], "2025-10-09"),  # S02, over National Day
        (7, "day", "2025-09-26", [], "2025-10-09"),
        (7, "day", "2025-10-04", [], "2025-10-11"),  # the make-up Saturday is a working day
        (7, "day", "2026-02-07", [], "2026-02-14"),  # another one
        (7, "day", "2026-02-21", [], "2026-02-28"),
        (7, "day", "2026-02-08", [], "2026-02-24"),  # the day after the Spring Festival
        (14, "day", "2025-04-21", [], "2025-05-06"),
        (7, "day", "2025-05-22", ["2025-05-22"], "2025-05-29"),  # S10
        (14, "day", "2025-05-27", ["2025-05-22"], "2025-06-05"),
        (14, "day", "2025-05-12", ["2025-05-12"], "2025-05-26"),
        (7, "day", "2025-05-21", ["2025-05-12"], "2025-05-22"),  # before the change: the first working day after it
        (7, "day", "2025-05-19", ["2025-05-12"], "2025-05-19"),  # on the day of the change is not before it
        (7, "day", "2025-05-30", ["2025-05-12"], "2025-06-03"),  # over the Dragon Boat Festival
        (1, "month", "2025-01-02", ["2025-01-31"], "2025-02-28"),
        (1, "month", "2025-01-02", ["2024-01-31"], "2025-01-03"),
        (1, "month", "2024-01-02", ["2024-01-31"], "2024-02-29"),
        (1, "month", "2025-01-02", ["2025-03-31"], "2025-04-30"),  # S15
        (1, "month", "2025-01-02", ["2025-04-03"], "2025-05-06"),
        (3, "month", "2025-01-02", ["2025-11-30"], "2026-02-28"),  # a make-up Saturday
        (3, "month", "2025-07-01", [], "2025-10-09"),
        (1, "year", "2024-02-29", [], "2025-02-28"),
        (6, "month", "2025-08-31", [], "2026-02-28"),
        (7, "day", "2025-03-01", ["2025-03-03", "2025-03-10", "2025-03-10"], "2025-03-17"),
    ],
)
def test_interval(n: int, unit: str, start: str, touches: list[str], expected: str) -> None:
    assert when("interval", n, unit, start, *touches) == expected


def test_interval_rolls_as_the_playbook_says() -> None:
    assert when("interval", 7, "day", "2025-09-26", roll="next") == "2025-10-09"
    assert when("interval", 7, "day", "2025-09-26", roll="prev") == "2025-09-30"
    assert when("interval", 7, "day", "2025-09-26", roll="none") == "2025-10-03"


def test_rolling_back_never_reaches_the_day_counted_from() -> None:
    assert when("interval", 7, "day", "2025-01-02", "2025-10-01", roll="prev") == "2025-10-09"
    assert when("interval", 1, "day", "2025-03-07", roll="prev") == "2025-03-10"


def test_the_way_an_interval_came_about() -> None:
    found = why("interval", 7, "day", "2025-09-01", "2025-09-26")
    assert (found.base_kind, found.base_what, found.base) == ("touch", "call", day("2025-09-26"))
    assert found.raw == day("2025-10-03")
    assert found.skipped == tuple(day("2025-10-03") + timedelta(n) for n in range(6))
    assert found.floor is None
    assert why("interval", 7, "day", "2025-09-26", roll="prev").skipped == tuple(
        day("2025-10-01") + timedelta(n) for n in range(3)
    )
    changed = why("interval", 7, "day", "2025-05-21", "2025-05-12")
    assert changed.floor == tier_on("2025-05-21")
    assert changed.raw == day("2025-05-19")


@pytest.mark.parametrize(
    ("n", "per", "start", "touches", "expected"),
    [
        (2, "week", "2025-03-03", [], "2025-03-05"),  # S07
        (2, "week", "2025-03-03", ["2025-03-04"], "2025-03-07"),
        (2, "week", "2025-03-03", ["2025-03-04", "2025-03-07"], "2025-03-12"),
        (2, "week", "2025-03-03", ["2025-03-04", "2025-03-07", "2025-03-17"], "2025-03-21"),
        (2, "week", "2025-03-03", ["2025-03-04", "2025-03-04"], "2025-03-07"),  # twice on one day counts once
        (2, "week", "2025-04-01", ["2025-03-31"], "2025-04-03"),  # S15: Tuesday is gone, Qingming on Friday
        (2, "week", "2025-04-01", ["2025-03-31", "2025-04-03"], "2025-04-09"),
        (2, "week", "2025-03-06", ["2025-03-04"], "2025-03-07"),  # a touch before the change counts this week
        (2, "week", "2025-03-07", ["2025-03-04"], "2025-03-12"),  # only slots after the change
        (1, "week", "2025-03-03", [], "2025-03-07"),
        (1, "week", "2025-03-07", [], "2025-03-14"),
        (1, "week", "2025-09-24", ["2025-09-26"], "2025-09-30"),  # the short week before National Day
        (1, "week", "2025-09-30", [], "2025-10-11"),  # 9, 10 and the make-up Saturday: slot on the Saturday
        (2, "week", "2025-10-01", [], "2025-10-10"),  # in that week ceil(3/2) = 2: Friday, then Saturday
        (2, "week", "2025-10-10", ["2025-10-10"], "2025-10-11"),
        (1, "week", "2026-02-14", [], "2026-02-28"),  # the Spring Festival week has no slot at all
        (3, "week", "2026-02-15", [], "2026-02-25"),
        (1, "month", "2025-05-31", [], "2025-06-30"),
        (2, "month", "2025-06-01", [], "2025-06-16"),  # 20 working days: the 10th
        (1, "two_weeks", "2025-03-03", [], "2025-03-07"),  # the second week of its pair
        (1, "two_weeks", "2025-03-10", [], "2025-03-21"),
        (2, "two_weeks", "2025-03-10", ["2025-03-10"], "2025-03-21"),
        (1, "quarter", "2025-01-02", [], "2025-03-31"),
        (1, "quarter", "2025-01-02", ["2025-02-10"], "2025-06-30"),
        (1, "half_year", "2025-01-02", [], "2025-06-30"),
        (1, "year", "2025-01-02", [], "2025-12-31"),
        (4, "year", "2025-12-31", [], "2026-04-03"),  # 248 working days in 2026: the 62nd is 21 + 16 + 22 + 3
    ],
)
def test_quota(n: int, per: str, start: str, touches: list[str], expected: str) -> None:
    assert when("quota", n, per, start, *touches) == expected


def test_missed_slots_are_not_asked_again() -> None:
    """S07: no touch since the 7th, the line still says the 12th."""
    assert when("quota", 2, "week", "2025-03-03", "2025-03-07") == "2025-03-12"


def test_the_way_a_quota_came_about() -> None:
    found = why("quota", 2, "week", "2025-04-01", "2025-03-31")
    assert (found.first, found.last) == (day("2025-03-31"), day("2025-04-06"))
    assert found.slots == (day("2025-04-01"), day("2025-04-03"))
    assert (found.base_kind, found.done, found.later) == ("tier", 1, False)
    after = why("quota", 2, "week", "2025-04-01", "2025-03-31", "2025-04-03")
    assert (after.base_kind, after.later, after.first) == ("touch", True, day("2025-04-07"))


def test_slots_collapse_when_days_are_fewer() -> None:
    week = (day("2025-01-27"), day("2025-02-02"))  # Monday alone is worked before the Spring Festival
    assert slots(CN, *week, 2) == (day("2025-01-27"),)
    assert slots(CN, day("2025-10-01"), day("2025-10-08"), 2) == ()
    assert slots(CN, day("2025-03-03"), day("2025-03-09"), 5) == CN.days(day("2025-03-03"), day("2025-03-09"))
    assert slots(CN, day("2025-03-03"), day("2025-03-09"), 9) == CN.days(day("2025-03-03"), day("2025-03-09"))


@pytest.mark.parametrize("per", ["week", "two_weeks", "month", "quarter", "half_year", "year"])
def test_periods_cover_every_day_once(per: str) -> None:
    first, last = period(date(2019, 12, 28), per)
    while first.year < 2031:
        assert first <= last
        assert {period(first, per), period(last, per)} == {(first, last)}
        following = period(last + timedelta(1), per)
        assert following[0] == last + timedelta(1)
        first, last = following


def test_two_week_periods_run_on_over_the_turn_of_the_year() -> None:
    assert period(day("2026-12-31"), "two_weeks") == (day("2026-12-28"), day("2027-01-10"))
    assert period(day("2024-01-01"), "two_weeks") == (day("2024-01-01"), day("2024-01-14"))
    assert period(day("2023-12-31"), "two_weeks") == (day("2023-12-18"), day("2023-12-31"))


def test_done_of_asked() -> None:
    twice = rule("quota", 2, "week")
    since = day("2025-03-03")
    touched = [day("2025-03-04"), day("2025-03-07"), day("2025-03-17")]
    assert tally(twice, since, touched, CN, day("2025-03-03")) == (2, 2)
    assert tally(twice, since, touched, CN, day("2025-03-12")) == (0, 2)  # S07: 0 of 2 in the week of 10 March
    assert tally(twice, day("2025-03-12"), touched, CN, day("2025-03-12")) == (0, 1)
    assert tally(twice, since, [*touched, *(day(f"2025-03-{n}") for n in (18, 19))], CN, day("2025-03-17")) == (2, 2)


def test_once_is_asked_once() -> None:
    assert when("once", 3, "workday", "2025-09-30") == "2025-10-11"
    assert when("once", 1, "month", "2025-01-31") == "2025-02-28"
    assert when("once", 3, "day", "2025-03-03", "2025-03-03") == "2025-03-06"
    assert when("once", 3, "day", "2025-03-03", "2025-03-04") is None


def test_years_that_are_not_announced_are_named() -> None:
    assert why("interval", 7, "day", "2026-12-28").unsure == (2027,)
    assert why("interval", 2, "day", "2026-12-28").unsure == ()
    assert why("quota", 1, "quarter", "2027-02-01").unsure == (2027,)
