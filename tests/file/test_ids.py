"""Ids: of one length, never twice, in the order they were made."""

import os
from datetime import UTC, datetime, timedelta

from store.file.ids import Mint, new_id

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_a_ulid_tells_its_time() -> None:
    # 2016-07-30T23:54:10.259Z is the example of the ULID specification: 01ARYZ6S41
    assert new_id(datetime.fromtimestamp(1469918176.385, UTC)).startswith("01ARYZ6S41")
    assert len(new_id(AT)) == 26


def test_a_clock_that_stands_still_gives_ids_in_order() -> None:
    ids = [new_id(AT) for _ in range(5000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == 5000


def test_later_sorts_after_earlier_whoever_made_it() -> None:
    assert Mint().make(AT) < Mint().make(AT + timedelta(milliseconds=1))


def test_going_back_in_time_repeats_nothing() -> None:
    mint = Mint()
    ids = [mint.make(AT + timedelta(days=n % 2)) for n in range(1000)]
    assert len(set(ids)) == 1000


def test_before_1970_is_1970() -> None:
    assert new_id(datetime(1960, 1, 1, tzinfo=UTC)).startswith("0000000000")


def test_a_forked_process_makes_ids_of_its_own() -> None:
    new_id(AT)
    out, into = os.pipe()
    if os.fork() == 0:
        os.write(into, new_id(AT).encode())
        os._exit(0)
    os.wait()
    assert os.read(out, 26).decode() != new_id(AT)
    os.close(out)
    os.close(into)
