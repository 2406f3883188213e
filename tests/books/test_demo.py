"""The demo team: the same from the same seed, believable, and full of things to do around its day."""

from collections import Counter
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from store import demo
from store.book import Book

TODAY = date(2026, 3, 4)


@pytest.fixture(scope="module", params=["zh", "en"])
def team(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Book:
    path = tmp_path_factory.mktemp("demo") / "team.db"
    demo.build(path, request.param, TODAY)
    zone = ZoneInfo(demo.cast(request.param)["zone"])
    return Book.open(
        path, login=demo.first_login(request.param), clock=lambda: datetime(2026, 3, 4, 9, 30, tzinfo=zone)
    )


def test_six_people_sixty_customers_ninety_deals_in_every_state_and_stage(team: Book) -> None:
    assert len(team.members.list()) == 6
    assert len({one.name for one in team.customers.list()}) == 60
    deals = team.deals.list()
    assert len(deals) == 90
    assert set(Counter(one.state for one in deals)) == {"open", "won", "lost", "paused"}
    assert all(head.deals for head in team.views.columns())


def test_everybody_who_sells_has_something_overdue_and_something_to_come(team: Book) -> None:
    sellers = {one.owner for one in team.deals.list()}
    assert len(sellers) == 3
    for login in sellers:
        states = Counter(line.follow.state for line in team.due.lines(login))
        assert states["overdue"] >= 1, login
        assert states["upcoming"] >= 5, login
    assert Counter(line.follow.state for line in team.due.lines())["today"] >= 3


def test_some_gates_are_open_and_some_lack_a_little(team: Book) -> None:
    missing = [len(team.deals.gate(one.id)) for one in team.deals.list() if one.live]
    assert missing.count(0) >= 2
    assert sum(1 <= count <= 3 for count in missing) >= 5


def test_the_same_seed_tells_the_same_team(tmp_path: Path) -> None:
    told = []
    for name in ("a.db", "b.db"):
        demo.build(tmp_path / name, "en", TODAY)
        book = Book.open(tmp_path / name)
        told.append(
            [(one.no, one.title, one.customer_name, one.stage, one.amount, one.state) for one in book.deals.list()]
        )
        book.close()
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("today", "shown"), [("2026-11-21", "2026-11-20"), ("2026-02-14", "2026-02-14"), ("2026-10-03", "2026-09-30")]
)
def test_a_day_off_shows_the_last_worked_day(today: str, shown: str) -> None:
    assert demo.show_day(date.fromisoformat(today)).isoformat() == shown
