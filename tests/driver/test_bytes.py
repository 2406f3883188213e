"""How many bytes a change of the screen takes: at most a tenth more than the least that would do."""

from collections.abc import Iterator

import pyte
import pytest
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from bench.bytes import least
from board.driver.shadow import Shadow
from tests.driver.screens import Seen

COLUMNS, LINES, WIDTH, CARD = 160, 48, 26, 4
PAPER = Style(color="#c0c0c0", bgcolor="#121212")
TITLE, QUIET, SIGN = (Style(color=color, bgcolor="#1e1e1e") for color in ("#ffffff", "#a0a0a0", "#8ec07c"))
CHOSEN = Style(color="#ffffff", bgcolor="#0178d4", bold=True)
CONSOLE = Console(color_system="256")


def card(deal: int, line: int, chosen: bool) -> Strip:
    """One line of a card and of the gap beside it."""
    if line == CARD - 1 or deal < 0:
        return Strip([Segment(" " * WIDTH, PAPER)])
    text = (f"宁德启辰精密 {deal} 产线", f"¥{deal * 7}万 S  ●逾期{deal % 9}天", f"✓{deal % 5}/6  {deal}天")[line]
    style = CHOSEN if chosen and not line else (TITLE, SIGN, QUIET)[line]
    edge = Segment("┃" if chosen else "▏", CHOSEN if chosen else QUIET)
    return Strip([edge, *Strip([Segment(text, style)]).adjust_cell_length(WIDTH - 2, style), Segment(" ", PAPER)])


def board(columns: list[list[int]], chosen: tuple[int, int], top: int = 0) -> list[Strip]:
    """The screen as lines: a head, six columns of cards, a foot."""
    lines = [Strip([Segment(" dealboard  华东团队".ljust(COLUMNS - 4), TITLE)])]
    for y in range(LINES - 2):
        place, line = top + y // CARD, y % CARD
        strips = [
            card(column[place] if place < len(column) else -1, line, (x, place) == chosen)
            for x, column in enumerate(columns)
        ]
        lines.append(Strip.join([*strips, Strip([Segment(" " * (COLUMNS - 6 * WIDTH), PAPER)])]))
    return [*lines, Strip([Segment(" Enter 打开  > 推进", QUIET)]).adjust_cell_length(COLUMNS, QUIET)]


def whole(lines: list[Strip]) -> str:
    return LayoutUpdate([[line] for line in lines], Region(0, 0, COLUMNS, LINES)).render_segments(CONSOLE) + "\x1b[1;1H"


def parts(lines: list[Strip], x: int, y: int, height: int) -> str:
    """Some lines of two columns, as Textual writes changed regions: from the left edge of the widget."""
    spans = [(line, 0, x + 2 * WIDTH) for line in range(y, y + height)]
    chops = [{0: line} for line in lines]
    return ChopsUpdate(chops, spans, [[COLUMNS]] * LINES).render_segments(CONSOLE) + "\x1b[1;1H"


COLUMN = [list(range(n * 40, n * 40 + 30)) for n in range(6)]
MOVED = [COLUMN[0][:3] + COLUMN[0][4:], [*COLUMN[1][:3], COLUMN[0][3], *COLUMN[1][3:]], *COLUMN[2:]]


def changes() -> Iterator[tuple[str, list[Strip], list[Strip], int]]:
    """What changes, the screen before and after, the most bytes the issue allows."""
    yield "cursor down", board(COLUMN, (0, 3)), board(COLUMN, (0, 4)), 600
    yield "cursor right", board(COLUMN, (0, 3)), board(COLUMN, (1, 3)), 600
    yield "a column scrolled", board(COLUMN, (0, 11)), board([COLUMN[0][1:], *COLUMN[1:]], (0, 11)), 2_000
    yield "a card moved", board(COLUMN, (0, 3)), board(MOVED, (1, 3)), 4_000


CHANGES = [pytest.param(*rest, id=name) for name, *rest in changes()]


@pytest.mark.parametrize(("before", "after", "budget"), CHANGES)
def test_a_key_takes_at_most_a_tenth_more_than_the_least(before: list[Strip], after: list[Strip], budget: int) -> None:
    seen, shadow = Seen(pyte.Screen, COLUMNS, LINES), Shadow(COLUMNS, LINES)
    seen.feed(shadow.take(whole(before)))
    was = seen.now.rows
    sent = shadow.take(whole(after))
    seen.feed(sent)
    size = len(sent.encode())
    assert size <= 1.10 * least(was, seen.now.rows)
    assert size <= budget


def test_it_does_not_matter_how_much_of_the_screen_textual_writes_again() -> None:
    before, after = board(COLUMN, (0, 3)), board(COLUMN, (0, 4))
    sent = []
    for frame in (whole(after), parts(after, 0, 13, 8), parts(after, 5 * WIDTH, 1, 40)):
        shadow = Shadow(COLUMNS, LINES)
        shadow.take(whole(before))
        sent.append(shadow.take(frame))
    assert sent[0] == sent[1] == sent[2]


def test_a_screen_painted_three_times_is_sent_once_and_under_its_budget() -> None:
    shadow = Shadow(COLUMNS, LINES)
    sizes = [len(shadow.take(whole(board(COLUMN, (0, 0)))).encode()) for _ in range(3)]
    assert 0 < sizes[0] < 26_000
    assert sizes[1:] == [0, 0]


def test_blanks_are_erased_where_the_terminal_erases_in_color_and_written_where_not() -> None:
    empty = whole(board([[] for _ in range(6)], (0, 0)))
    erased, written = (len(Shadow(COLUMNS, LINES, erases=erases).take(empty)) for erases in (True, False))
    assert erased < 600
    assert written > COLUMNS * LINES
