"""The shadow: a terminal that is told only what changed shows the same as one that is told everything."""

from functools import partial

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board.driver.shadow import Shadow
from tests.driver.pictures import COLUMNS, JOINED, LINES, PLAIN, Paint, Painter, paints
from tests.driver.screens import Joining, Seen, Single, loose_places

many = settings(max_examples=20000, deadline=None)


def pair(kind: type[pyte.Screen] = pyte.Screen, *, erases: bool = True) -> tuple[Seen, Seen, Shadow]:
    seen = partial(Seen, kind, COLUMNS, LINES)
    return seen(), seen(), Shadow(COLUMNS, LINES, erases=erases)


@given(paints, st.booleans())
@many
def test_the_same_cells_styles_and_cursor_as_without_it(paint: Paint, erases: bool) -> None:
    stock, thin, shadow = pair(erases=erases)
    for frame in paint.frames(PLAIN):
        stock.feed(frame)
        thin.feed(shadow.take(frame))
        assert thin.now == stock.now


@given(paints)
@many
def test_the_same_on_a_terminal_that_joins_characters(paint: Paint) -> None:
    stock, thin, shadow = pair(Joining)
    for frame in paint.frames(PLAIN + JOINED, marks=True):
        stock.feed(frame)
        thin.feed(shadow.take(frame))
        assert thin.now == stock.now


@given(paints)
@many
def test_a_terminal_of_another_mind_on_widths_has_everything_else_in_its_place(paint: Paint) -> None:
    wanted, thin, shadow = Seen(Joining, COLUMNS, LINES), Seen(Single, COLUMNS, LINES), Shadow(COLUMNS, LINES)
    for frame in [Painter(1, PLAIN).whole(), *paint.frames(PLAIN + JOINED, loud=False)]:
        wanted.feed(frame)
        thin.feed(shadow.take(frame))
        for want, have in zip(wanted.now.rows, thin.now.rows, strict=True):
            disputed = loose_places(want)
            assert [cell for x, cell in enumerate(have) if x not in disputed] == [
                cell for x, cell in enumerate(want) if x not in disputed
            ]
