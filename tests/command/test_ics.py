"""A person's follow-ups as a calendar file; what needs the extra is skipped where it is not installed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from store.exchange import calendar


@pytest.fixture
def busy(cli: Any) -> Any:
    monday = cli.at("2025-03-03T10:00")
    monday.do("customer add 恒瑞")
    monday.do("deal add --customer C-1 --title ERP")
    monday.do("tier set D-1 opportunity A")
    monday.do("log D-1 call --note n")
    monday.do("plan D-1 visit --at '2025-03-06 14:00'")
    return monday


def entries(file: Path) -> dict[str, Any]:
    library = pytest.importorskip("icalendar")
    found = library.Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    return {str(one["uid"]): one for one in found}


def test_the_file_holds_lines_by_day_by_hour_and_appointments(busy: Any, tmp_path: Path) -> None:
    pytest.importorskip("icalendar")
    file = tmp_path / "li.ics"
    assert busy("due --ics", str(file)).item == {"file": str(file), "entries": 3}
    told = {str(one["summary"]): one for one in entries(file).values()}
    assert {name: one.decoded("dtstart") for name, one in told.items() if one.get("transp")} == {
        "Deal A: once a week 恒瑞 ERP": date(2025, 3, 10)
    }
    mail = next(one for name, one in told.items() if "Thank-you" in name)
    assert mail.decoded("dtend").isoformat() == "2025-03-04T02:00:00+00:00"
    assert "24" in str(mail["description"])
    assert any(one.decoded("dtend").isoformat() == "2025-03-06T06:00:00+00:00" for one in told.values())


def test_the_ids_stay_from_run_to_run_while_the_dates_move(busy: Any, tmp_path: Path) -> None:
    pytest.importorskip("icalendar")
    first, second = tmp_path / "1.ics", tmp_path / "2.ics"
    busy.do("due --ics", str(first))
    later = busy.at("2025-03-07T10:00")
    later.do("log D-1 call --note n")
    later.do("due --ics", str(second))
    before, after = entries(first), entries(second)
    [weekly] = [uid for uid, one in before.items() if "once a week" in str(one["summary"])]
    assert (before[weekly].decoded("dtstart"), after[weekly].decoded("dtstart")) == (
        date(2025, 3, 10),
        date(2025, 3, 14),
    )


def test_without_the_extra_it_is_said_what_to_install(busy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar, "find_spec", lambda name: None)
    assert busy("due --ics x.ics").wrong == "calendar_missing"
