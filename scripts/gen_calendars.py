"""Write store/process/calendars/*.json from the public holiday packages, which the program itself never imports.

Run in an environment of its own, so that their demands never meet ours:

    python3 -m venv /tmp/calendars
    /tmp/calendars/bin/pip install chinesecalendar==1.11.0 holidays==0.109 lunar-python==1.4.8
    /tmp/calendars/bin/python scripts/gen_calendars.py             # writes the files
    /tmp/calendars/bin/python scripts/gen_calendars.py --check     # says whether they are as they would be written

Why data and no dependency: "holidays" guesses years that are not announced yet without saying so, "chinesecalendar"
stops with an error there. Here a year is listed only when it is confirmed; others count Monday to Friday, and the
program says so (process.md 0.4). Every November: raise the package versions and LAST_CN, run, commit.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays
from lunar_python import Lunar, Solar

TARGET = Path(__file__).resolve().parent.parent / "store" / "process" / "calendars"
FIRST = 2007
LAST_CN = 2026  # the last year the State Council has announced (notice of November 2025)
LAST_GB = 2027  # the last year gov.uk/bank-holidays lists
FESTIVALS = range(2007, 2031)

CN_SOURCE = (
    "Notices of the State Council, as collected by the PyPI package chinesecalendar 1.11.0 (MIT), "
    "checked day by day against holidays 0.109 (MIT)"
)
GB_SOURCE = "Bank holidays in England and Wales, as collected by the PyPI package holidays 0.109 (MIT)"
FESTIVAL_SOURCE = "lunar festivals by the PyPI package lunar-python 1.4.8 (MIT)"

LUNAR = {
    "spring_festival": ("春节", "Spring Festival", 1, 1),
    "lantern": ("元宵节", "Lantern Festival", 1, 15),
    "dragon_boat": ("端午节", "Dragon Boat Festival", 5, 5),
    "mid_autumn": ("中秋节", "Mid-Autumn Festival", 8, 15),
    "double_ninth": ("重阳节", "Double Ninth Festival", 9, 9),
}
SOLAR = {
    "new_year": ("元旦", "New Year", 1, 1),
    "labour_day": ("劳动节", "Labor Day", 5, 1),
    "national_day": ("国庆节", "National Day", 10, 1),
    "christmas": ("圣诞节", "Christmas", 12, 25),
}


def main() -> int:
    """Write the files, or with --check compare; exit code 1 when a file is not as it would be written."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing, say what differs")
    check = parser.parse_args().check
    stale = 0
    for name, text in (("cn", china()), ("gb", britain()), ("weekdays", weekdays())):
        path = TARGET / f"{name}.json"
        if check:
            same = path.exists() and path.read_text("utf-8") == text
            stale += not same
            print(f"{path.name}: {'as generated' if same else 'differs'}")
        else:
            path.write_text(text, "utf-8")
            print(f"{path.name}: {len(text)} characters")
    return 1 if stale else 0


def china() -> str:
    """Mainland China: days off and make-up days by the notices, festivals by the lunar calendar."""
    other = holidays.country_holidays("CN", years=range(FIRST - 1, LAST_CN + 2))
    for day in every_day(FIRST, LAST_CN):
        if chinese_calendar.is_workday(day) != other.is_working_day(day):
            sys.exit(f"chinesecalendar and holidays disagree about {day}: look at the notice before going on")
    return written(
        "cn",
        "中国大陆（法定节假日与调休）",
        "Mainland China (statutory days off, make-up days worked)",
        CN_SOURCE,
        years(FIRST, LAST_CN, chinese_calendar.is_workday),
    )


def britain() -> str:
    """England and Wales: bank holidays; nothing is made up on weekends."""
    table = holidays.country_holidays("GB", subdiv="ENG", years=range(FIRST, LAST_GB + 1))
    worked = years(FIRST, LAST_GB, lambda day: day.weekday() < 5 and day not in table)
    return written(
        "gb",
        "英格兰与威尔士（银行假日）",
        "England and Wales (bank holidays)",
        GB_SOURCE,
        worked,
    )


def weekdays() -> str:
    """Plain Monday to Friday: nothing to announce, so every year is certain."""
    return written("weekdays", "周一至周五", "Monday to Friday", "Saturdays and Sundays are off, nothing else", "every")


def years(first: int, last: int, is_work: Callable[[date], bool]) -> dict[str, dict[str, str]]:
    """For each year the weekdays that are off and the weekend days that are worked, as month-day."""
    table: dict[str, dict[str, str]] = {}
    for year in range(first, last + 1):
        off = [day for day in every_day(year, year) if day.weekday() < 5 and not is_work(day)]
        work = [day for day in every_day(year, year) if day.weekday() >= 5 and is_work(day)]
        table[str(year)] = {"off": " ".join(f"{day:%m-%d}" for day in off)}
        if work:
            table[str(year)]["work"] = " ".join(f"{day:%m-%d}" for day in work)
    return table


def every_day(first: int, last: int) -> Iterator[date]:
    """Every day from 1 January of `first` to 31 December of `last`."""
    start = date(first, 1, 1)
    return (start + timedelta(n) for n in range((date(last + 1, 1, 1) - start).days))


def lunar_days() -> dict[str, dict[str, str]]:
    """The lunar festivals, and Qingming by its solar term, in our reckoning."""
    table = {}
    for name, (zh, en, month, day) in LUNAR.items():
        dates = [Lunar.fromYmd(year, month, day).getSolar().toYmd() for year in FESTIVALS]
        table[name] = {"zh": zh, "en": en, "days": " ".join(dates)}
    terms = [Solar.fromYmd(year, 4, 1).getLunar().getJieQiTable()["清明"].toYmd() for year in FESTIVALS]
    table["qingming"] = {"zh": "清明节", "en": "Tomb-Sweeping Day", "days": " ".join(terms)}
    return table


def solar_days() -> dict[str, dict[str, str]]:
    """The festivals that fall on the same day each year."""
    return {
        name: {"zh": zh, "en": en, "days": " ".join(date(year, month, day).isoformat() for year in FESTIVALS)}
        for name, (zh, en, month, day) in SOLAR.items()
    }


def written(id: str, zh: str, en: str, source: str, table: object) -> str:
    """The file: one line a year and one a festival, so that a changed notice is one changed line.

    Every calendar has every festival: whom a team greets does not hang on the days it is off.
    """
    head = {"id": id, "zh": zh, "en": en, "source": f"{source}; {FESTIVAL_SOURCE}", "license": "MIT"}
    lines = [f"  {line(key)}: {line(value)}," for key, value in head.items()]
    lines += block("years", table, last=False) + block("festivals", {**solar_days(), **lunar_days()}, last=True)
    return "{\n" + "\n".join(lines) + "\n}\n"


def block(name: str, table: object, *, last: bool) -> list[str]:
    """One member of the file: a text on its line, a table with one line an entry."""
    comma = "" if last else ","
    if not isinstance(table, Mapping):
        return [f"  {line(name)}: {line(table)}{comma}"]
    rows = [f"    {line(key)}: {line(value)}" for key, value in table.items()]
    return [f"  {line(name)}: {{", ",\n".join(rows), f"  }}{comma}"]


def line(value: object) -> str:
    """JSON on one line, Chinese as Chinese."""
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    raise SystemExit(main())
