"""8,800 deals at once: the look-alike of our own, and the real set where it is."""

from collections import Counter
from pathlib import Path

import pytest

from store.book import Book
from store.records import Scope
from tests.exchange.lookalike import Made
from tests.exchange.test_apply import bring


def counts(book: Book) -> Counter[tuple[str, int]]:
    """Deals by state and number of the stage."""
    return Counter((one.state, book.process.stage_index(one.stage) + 1) for one in book.deals.list(Scope()))


def test_a_whole_year_comes_in_and_comes_in_once(book: Book, crm_set: tuple[Path, Made]) -> None:
    path, made = crm_set
    first = bring(book, path)
    assert (first.created, first.problems) == (8800, ())
    last = len(book.process.stages)
    assert counts(book) == {
        ("won", last): made.won,
        ("lost", 2): made.lost,
        ("open", 2): made.engaging,
        ("open", 1): made.prospecting,
    }
    assert len(book.customers.list()) == first.customers == made.customers
    assert len({one.owner for one in book.deals.list(Scope())}) == made.agents
    assert "GTXPro" not in {one.product for one in book.deals.list(Scope())}
    generation = book.generation
    again = bring(book, path)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 8800)
    assert book.generation == generation


@pytest.mark.shared
def test_the_real_set(book: Book, shared_data: Path) -> None:
    path = shared_data / "crm-opportunities" / "sales_pipeline.csv"
    first = bring(book, path)
    assert (first.created, first.problems) == (8800, ())
    last = len(book.process.stages)
    assert counts(book) == {("won", last): 4238, ("lost", 2): 2473, ("open", 2): 1589, ("open", 1): 500}
    deals = book.deals.list(Scope())
    assert sum(one.live for one in deals) == 2089
    assert len(book.customers.list()) == 86
    assert len({one.owner for one in deals}) == 30
    assert len(book.members.list()) == 1 + 35 + 6
    assert sum(one.amount for one in deals if one.state == "won") == 1_000_553_400
    assert {one.sector for one in book.customers.list()} >= {"technology", "medical"}
    assert "technolgy" not in {one.sector for one in book.customers.list()}
    again = bring(book, path)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 8800)
