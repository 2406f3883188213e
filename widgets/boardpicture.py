"""The board as a picture: columns in, lines out; no keys, no mouse, no messages (boardview.py adds the hands).

A change costs what is in sight: what each region says is compared before and after, and only regions that differ are
repainted.
"""

from itertools import zip_longest
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip

from store.records import Card, ColumnHead
from widgets.cardlines import AWAY, CARD_LINES, HERE, OFF, card_lines, waiting_lines
from widgets.columns import Column, Columns
from widgets.drawn import Drawn
from widgets.grid import CARD_STEP, NARROW_BELOW, Grid
from widgets.headlines import HEAD_LINES, Tab, head_lines, strip_rule, tab_strip
from widgets.ink import Line, Look, Run, fit, wrap

_KEPT = 4000  # cards whose lines are kept ready; beyond it they are made anew


class Seen(NamedTuple):
    """What is seen of a column: its head, its scroll mark, and what stands in each slot."""

    head: tuple[ColumnHead, bool, bool]
    thumb: range
    slots: list[object]


class Shown(NamedTuple):
    """What is seen of the board; when `frame` differs, all of it does."""

    frame: object
    columns: list[Seen]


class BoardPicture(Drawn):
    """The drawn columns: heads, cards, scroll marks, and sentences where there is nothing."""

    def __init__(self, look: Look, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(look, id=id, classes=classes)
        self.new_key, self.move_key, self.clear_key = "n", ">", "Esc"
        self.filtered = False
        self._columns = Columns()
        self._kept: dict[tuple[Card | None, str, int], list[list[Segment]]] = {}
        self._tabs: list[Tab] = []
        self._track: tuple[list[Segment], list[Segment]] | None = None
        self._drop: int | None = None

    @property
    def grid(self) -> Grid:
        """Which cell belongs to what, as things stand."""
        width, height = self.size
        narrow = bool(width) and self.app.size.width < NARROW_BELOW
        return Grid.of(width, height, len(self._columns.all), self._columns.first, narrow, self.look.words.lang)

    def _cursor_on(self, index: int, row: int) -> str:
        """How the cursor stands on a card."""
        if index != self._columns.here or row != self._columns.all[index].row:
            return OFF
        return HERE if self.has_focus else AWAY

    def _shown(self) -> Shown:
        """What is seen now, so that two moments can be compared; O(cards in sight)."""
        grid, columns = self.grid, self._columns
        heads = [column.head for column in columns.all] if grid.narrow else len(columns.all)
        seen = []
        for index in grid.seen if columns.all else ():
            column, here = columns.all[index], index == columns.here
            slots: list[object] = [*column.seen(grid.slots)]
            at = column.row - column.top
            if here and 0 <= at < max(1, len(slots)):
                slots[at : at + 1] = [(slots[at] if slots else None, self._cursor_on(index, column.row))]
            head = (column.head, here, index == self._drop)
            seen.append(Seen(head, grid.thumb(column.head.deals, column.top), slots))
        return Shown((grid, heads, self._empty()), seen)

    def _repaint(self, before: Shown) -> None:
        """Repaint the cells that say something else than before."""
        after, grid = self._shown(), self.grid
        if before.frame != after.frame:
            self.refresh()
            return
        stale: list[Region] = []
        for index, old, new in zip(grid.seen, before.columns, after.columns, strict=False):
            if old.head != new.head:
                stale.append(grid.head(index))
            if old.thumb != new.thumb:
                stale.append(grid.mark(index))
            pairs = enumerate(zip_longest(old.slots, new.slots, fillvalue=""))
            stale += [grid.card(index, slot) for slot, (was, now) in pairs if was is not now and was != now]
        if stale:
            self.refresh(*stale)

    def forget(self) -> None:
        """Make every card's lines anew."""
        self._kept.clear()
        self._track = None

    def render_line(self, y: int) -> Strip:
        """One line of the board: heads, or one line of a card of each column in sight."""
        grid = self.grid
        if y < HEAD_LINES and self._columns.all:
            return Strip(self._head_line(y, grid))
        if sentence := self._empty():
            return Strip(self._sentence_line(y, sentence, grid))
        slot, line = divmod(y - HEAD_LINES, CARD_STEP)
        parts: list[Segment] = []
        track = self._track = self._track or (
            self.blank(1),
            self.segments((Run(self.look.signs.thumb, "rule"),), "board"),
        )
        for index in grid.seen:
            width = grid.span(index)[1]
            column = self._columns.all[index]
            parts += self._card_line(column, index, slot, line, width - 1)
            parts += track[y - HEAD_LINES in grid.thumb(column.head.deals, column.top)]
        return Strip(parts, grid.width)

    def _card_line(self, column: Column, index: int, slot: int, line: int, width: int) -> list[Segment]:
        """One line of what stands in a slot of a column."""
        row = column.top + slot
        if not column.head.deals:
            return self._advice(index, slot * CARD_STEP + line, width)
        if line >= CARD_LINES or row >= column.head.deals:
            return self.blank(width)
        card, cursor = column.card(row), self._cursor_on(index, row)
        # Kept by the card itself, not by id and version: its days, its next step and its tier change without a save.
        key = (card, cursor, width)
        kept = self._kept.get(key)
        if kept is None:
            look = self.look
            lines = card_lines(card, width, look, cursor) if card else waiting_lines(width, look, cursor)
            grounds = ("cursor" if cursor == HERE else "card", "card", "card")
            kept = [self.segments(one, ground) for one, ground in zip(lines, grounds, strict=True)]
            if len(self._kept) > _KEPT:
                self._kept.clear()
            self._kept[key] = kept
        return kept[line]

    def _head_line(self, y: int, grid: Grid) -> list[Segment]:
        """One of the two lines of heads: side by side, or the tab strip."""
        heads, here = [column.head for column in self._columns.all], self._columns.here
        if grid.narrow:
            strip, self._tabs = tab_strip(heads, here, grid.width, self.look)
            return self.segments(strip if y == 0 else strip_rule(heads[here], grid.width, self.look), "board")
        parts: list[Run] = []
        for index in grid.seen:
            width = grid.span(index)[1]
            lines = head_lines(
                heads[index], index + 1, width - 1, self.look, here=index == here, drop=index == self._drop
            )
            parts += [*lines[y], Run(" ", "text")]
        return self.segments(self._with_ends(parts, grid) if y == 0 else tuple(parts), "board")

    def _with_ends(self, parts: list[Run], grid: Grid) -> Line:
        """The line of heads with marks where columns stand out of sight."""
        signs = self.look.signs
        if grid.first:
            parts[0] = Run(signs.back + parts[0].text[1:], "accent")
        if grid.first + grid.columns < len(self._columns.all):
            parts[-1] = Run(signs.on, "accent")
        return tuple(parts)

    def _empty(self) -> str:
        """The sentence of a board without a card, "" when there is one."""
        words = self.look.words
        if not self._columns.all:
            return words.view_no_columns
        if any(column.head.deals for column in self._columns.all):
            return ""
        if self.filtered:
            return words.view_empty_filtered.format(key=self.clear_key)
        return words.view_empty_board.format(key=self.new_key)

    def _sentence_line(self, y: int, sentence: str, grid: Grid) -> list[Segment]:
        """A line of the sentence in the middle of an empty board."""
        lines = wrap(sentence, min(48, max(8, grid.width - 4)))
        at = y - max(HEAD_LINES if self._columns.all else 0, (grid.height - len(lines)) // 3)
        text = self.look.plain(lines[at], grid.width) if 0 <= at < len(lines) else ""
        left = max(0, grid.width - max(map(cell_len, lines), default=0)) // 2
        return self.segments(fit((Run(" " * left, "text"), Run(text, "quiet")), grid.width), "board")

    def _advice(self, index: int, y: int, width: int) -> list[Segment]:
        """A line of the sentence in an empty column."""
        words = self.look.words
        sentence = words.view_empty_column.format(key=self.move_key)
        if index == 0:
            sentence = words.view_empty_first.format(key=self.new_key)
        lines = wrap(sentence, max(4, width - 2))
        here = self._cursor_on(index, 0) == HERE and y < CARD_LINES
        edge = Run(self.look.signs.cursor if here else " ", "edge")
        return self.segments(fit((edge, Run(lines[y] if y < len(lines) else "", "quiet")), width), "board")
