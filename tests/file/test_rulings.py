"""A board from before rulings were kept is brought up: nothing was gone over, nothing asks, no deal renews another."""

from contextlib import closing
from datetime import datetime

from sqlite_utils import Database

from store.file import image, migrations, rows, rulings
from store.records import Scope


def test_a_board_from_before_has_no_rulings_and_keeps_its_deals() -> None:
    with closing(image.unpack(b"")) as conn:
        db = Database(conn)
        migrations.board.apply(db, stop_before="m003_rulings")
        day = "2026-03-04"
        db.table("customer").insert(
            {"id": "c", "no": 1, "name": "A", "created_on": day, "archived": 0, "search": "a", "rev": 1}
        )
        deal = {
            "id": "d",
            "no": 1,
            "title": "T",
            "customer": "c",
            "stage": "s",
            "state": "open",
            "live": 1,
            "amount": 5,
        }
        db.table("deal").insert({**deal, "created_on": day, "entered_on": day, "search": "t", "rev": 3})
        migrations.apply(db)
        assert [(one.id, one.rev, one.parent) for one in rows.deals(conn, Scope())] == [("d", 3, "")]
        assert rulings.overrides(conn) == rulings.rulings(conn) == []


def test_rulings_come_back_as_they_were_put_in() -> None:
    at = datetime.fromisoformat("2026-03-04T09:30:00+08:00")
    with closing(image.unpack(b"")) as conn:
        db = Database(conn)
        migrations.apply(db)
        row = {"subject": "d", "scheme": "x", "tier": "S", "suggested": "A", "by": "li", "at": at.isoformat(), "rev": 1}
        db.table("tier_ruling").insert_all(
            [{"id": "1", "asks": 1, **row}, {"id": "2", "asks": 0, **row, "subject": "e"}]
        )
        (one,) = rulings.rulings(conn, "d")
        assert (one.tier, one.suggested, one.asks, one.by, one.at, one.confirmed_by) == ("S", "A", True, "li", at, "")
        assert len(rulings.rulings(conn)) == 2
