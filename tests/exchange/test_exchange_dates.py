"""Dates of other programs, by hand: what a column proves, and what each way of writing means."""

from datetime import date

import pytest

from store.exchange import dates
from store.exchange.dates import Reading

ZONE = "Asia/Shanghai"


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("10/20/2016", "mdy", date(2016, 10, 20)),
        ("20/10/2016", "dmy", date(2016, 10, 20)),
        ("3/1/2017", "mdy", date(2017, 3, 1)),
        ("3/1/2017", "dmy", date(2017, 1, 3)),
        ("20.10.2016", "dmy", date(2016, 10, 20)),
        ("10/20/16", "mdy", date(2016, 10, 20)),
        ("2016-10-20", "mdy", date(2016, 10, 20)),
        ("2016/10/20 14:30", "dmy", date(2016, 10, 20)),
        ("2016年10月20日", "mdy", date(2016, 10, 20)),
        ("2016年3月1日 星期二", "mdy", date(2016, 3, 1)),
        ("２０１６－１０－２０", "mdy", date(2016, 10, 20)),
        ("2016.3.1", "mdy", date(2016, 3, 1)),
        ("20161020", "mdy", date(2016, 10, 20)),
        ("20-Oct-2016", "mdy", date(2016, 10, 20)),
        ("Oct 20, 2016 3:04 PM", "dmy", date(2016, 10, 20)),
        ("Thu, 20 Oct 2016", "dmy", date(2016, 10, 20)),
        ("2021-01-07 6:49:18", "mdy", date(2021, 1, 7)),
        ("2016-10-20T23:30:00", "mdy", date(2016, 10, 20)),
        ("2016-10-20T23:30:00Z", "mdy", date(2016, 10, 21)),
        ("2016-10-20 23:30:00.123+08:00", "mdy", date(2016, 10, 20)),
        ("2016-10-21 00:30 -0500", "mdy", date(2016, 10, 21)),
        ("2016/10/20 下午 3:30:00", "mdy", date(2016, 10, 20)),
        ("2024-02-29", "mdy", date(2024, 2, 29)),
        ("", "mdy", None),
        ("-", "mdy", None),
        ("N/A", "mdy", None),
        ("无", "mdy", None),
        ("0000-00-00", "mdy", None),
    ],
)
def test_each_way_of_writing(text: str, order: str, day: date | None) -> None:
    assert dates.parse(text, order, ZONE) == day


@pytest.mark.parametrize(
    "text",
    ["2023-02-29", "29/02/2023", "13/13/2016", "20016-01-01", "1016-01-01", "soon", "2016-10", "42", "2016-10-20x"],
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError):
        dates.parse(text, "dmy", ZONE)


@pytest.mark.parametrize(
    ("values", "reading"),
    [
        (["3/1/2017", "10/20/2016"], Reading("mdy", True, "3/1/2017")),
        (["3/1/2017", "20/10/2016"], Reading("dmy", True, "3/1/2017")),
        (["3/1/2017", "", "5/6/2017"], Reading("mdy", False, "3/1/2017")),
        (["3.1.2017", "5.6.2017"], Reading("dmy", False, "3.1.2017")),
        (["2017-03-01", ""], None),
        (["10/20/2016", "10/21/2016", "21/10/2016"], Reading("mdy", True, "10/20/2016")),
    ],
)
def test_what_a_column_proves(values: list[str], reading: Reading | None) -> None:
    assert dates.sniff(values) == reading


def test_a_column_that_proves_nothing_follows_its_neighbors_then_the_hint() -> None:
    open_question = Reading("mdy", False, "3/1/2017")
    proven = dates.settle({"a": Reading("dmy", True, "20/1/2017"), "b": open_question, "c": None})
    assert {name: one.order for name, one in proven.items()} == {"a": "dmy", "b": "dmy", "c": "dmy"}
    assert proven["b"].sure
    assert dates.settle({"b": open_question}, "dmy")["b"].order == "dmy"
    assert dates.settle({"b": open_question})["b"] == open_question
