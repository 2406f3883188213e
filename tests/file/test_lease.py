"""The lock: one holder at a time, dead holders are broken, a broken holder can neither save nor release."""

import json
import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from store.file.lease import Lease, LeaseLost
from store.file.owner import Owner
from store.problems import Busy


@pytest.fixture
def path(tmp_path: Path) -> Path:
    board = tmp_path / "team.board"
    board.write_bytes(b"x")
    return board


@pytest.fixture
def leases(path: Path) -> Iterator[Any]:
    made: list[Lease] = []

    def make(**how: Any) -> Lease:
        made.append(Lease(path, **how))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_one_holder_at_a_time(leases: Any) -> None:
    one, two = leases(), leases()
    with one.hold(0) as place:
        assert place.is_dir()
        holder = two.holder()
        assert holder is not None
        assert holder.pid == os.getpid()
        with pytest.raises(Busy) as told, two.hold(0.01):
            pass
        assert told.value.say.id == "board_busy"
    assert one.holder() is None
    with two.hold(0):
        pass


def test_waiting_is_worth_it(leases: Any) -> None:
    one, two = leases(), leases()
    with one.hold(0):
        begun = threading.Event()
        threading.Timer(0.05, begun.set).start()
        waiter = threading.Thread(target=lambda: two.hold(5).__enter__())
        waiter.start()
        begun.wait()
        assert waiter.is_alive()
    waiter.join(5)
    assert not waiter.is_alive()


def test_nothing_is_made_where_no_board_is(tmp_path: Path) -> None:
    with pytest.raises(Busy) as told, Lease(tmp_path / "gone").hold(0):
        pass
    assert told.value.say.id == "board_missing"
    assert list(tmp_path.iterdir()) == []


def test_leaving_takes_everything_away(leases: Any, path: Path) -> None:
    one, two = leases(), leases()
    for lease in (one, two):
        with lease.hold(0):
            pass
    assert len(one.clients()) == 2
    one.close()
    assert len(two.clients()) == 1
    two.close()
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_holder_that_was_killed_is_broken_at_once(leases: Any, path: Path, fork: Any) -> None:
    def job(say: Any) -> None:
        with Lease(path).hold(0):
            say("held")
            time.sleep(60)

    child = fork(job)
    assert child.line() == "held"
    one = leases()
    with pytest.raises(Busy), one.hold(0.05):
        pass
    child.kill()
    began = time.monotonic()
    with one.hold(1):
        assert time.monotonic() - began < 0.5
        assert len(one.clients()) == 1, "the dead one's folder is gone"


def test_the_dead_are_swept_away(leases: Any, path: Path, fork: Any) -> None:
    child = fork(lambda say: Lease(path).register())
    assert child.wait() == 0
    one = leases()
    assert len(one.clients()) == 1
    one.register()
    assert [each.pid for each in one.clients()] == [os.getpid()]


def test_the_nameless_are_swept_away_after_a_minute(leases: Any, path: Path) -> None:
    """Killed while it wrote its name."""
    one = leases()
    lock = one.register().parent
    for name, age in (("young", 0), ("old", 100), ("torn", 100)):
        (lock / name).mkdir()
        if name == "torn":
            (lock / name / "owner.json").touch()
            os.utime(lock / name / "owner.json", (time.time() - age, time.time() - age))
        os.utime(lock / name, (time.time() - age, time.time() - age))
    leases().register()
    assert {each.name for each in lock.iterdir()} & {"young", "old", "torn"} == {"young"}


def test_another_computer_is_broken_only_when_its_heart_stands_still(leases: Any) -> None:
    sleeper, waiter = leases(host="laptop", ttl=60), leases(host="office", ttl=0.2)
    held = sleeper.hold(0)
    held.__enter__()
    began = time.monotonic()
    with waiter.hold(5):
        assert time.monotonic() - began >= 0.2
        # the sleeper wakes up: it can neither save ...
        assert not sleeper.place.exists()
        # ... nor take the lock away by releasing
        held.__exit__(None, None, None)
        assert waiter.holder() is not None
    assert waiter.holder() is None
    with sleeper.hold(0) as place:
        assert place.is_dir()


def test_a_beating_heart_is_not_broken(leases: Any) -> None:
    worker, waiter = leases(host="laptop", ttl=0.1), leases(host="office", ttl=0.4)
    with worker.hold(0) as place:
        with pytest.raises(Busy), waiter.hold(1):
            pass
        assert place.is_dir()


def test_a_lost_lock_is_started_over(leases: Any) -> None:
    one = leases()
    with pytest.raises(LeaseLost), one.hold(0) as place:
        shutil.rmtree(place)
        raise LeaseLost
    assert one.place is None
    with one.hold(0):
        pass


def test_a_break_that_its_breaker_did_not_finish(leases: Any, path: Path) -> None:
    """Somebody fenced the holder and died over it: the next one takes his place."""
    holder, breaker, third = leases(host="a"), leases(host="b"), leases(host="c", ttl=0.1)
    held = holder.hold(0)
    held.__enter__()
    place = breaker.register()
    holder.place.rename(place / f"fenced-{holder.place.name}")
    with third.hold(5):
        assert list(place.glob("fenced-*")) == []
    held.__exit__(None, None, None)
    with holder.hold(0):
        pass


def test_two_breakers_one_winner(leases: Any) -> None:
    sleeper = leases(host="laptop", ttl=60)
    sleeper.hold(0).__enter__()
    turns: list[str] = []

    def work(lease: Lease, name: str) -> None:
        for _ in range(5):
            with lease.hold(10):
                turns.append(name)
                time.sleep(0.001)
                turns.append(name)

    threads = [threading.Thread(target=work, args=(leases(host=name, ttl=0.05), name)) for name in ("b", "c", "d")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(turns) == 30
    assert turns[::2] == turns[1::2], "each holder was alone"


def test_owners_are_told_apart() -> None:
    me = Owner.here()
    assert me.same_computer(Owner.here())
    assert not me.gone
    assert me._replace(start=me.start + 1).gone, "another process with the same number"
    assert not me.same_computer(me._replace(boot="another start"))
    assert not me.same_computer(me._replace(space=me.space + 1)), "another container"
    assert not me._replace(boot="?").same_computer(me._replace(boot="?")), "no boot id known: nothing is sure"
    assert Owner.parse(json.dumps(me._asdict() | {"beat": 1})) == me
    for rubbish in ("", "[]", "{", '{"host": 1}', "null"):
        assert Owner.parse(rubbish) == Owner()
