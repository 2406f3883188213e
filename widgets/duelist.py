"""The due list: whom to contact, overdue first, drawn in one widget; every line is one customer.

due = DueList(look)
due.show(lines)                     # sorted by due date; the cursor stays on its follow-up
due.title = "…"; due.team = True    # the first line; with `team` the owner stands in each line
"""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from widgets.drawn import Drawn
from widgets.duelines import DueLine, Row, counts_down, due_line, rows_of, section_line, title_line
from widgets.ink import Line, Look, Run, fit, wrap

TITLE_LINES = 2  # the title and the rule under it, in line with the board's heads


class DueList(Drawn, can_focus=True):
    """Follow-ups in sections: overdue, today, tomorrow, this week, later.

    Keys (ids due.up … due.open, rebound by set_keymap): up, down, left, right, home, end, pageup, pagedown, enter.
    Mouse: click selects, double click opens, wheel scrolls. Messages carry the very line given to `show`.
    A parent may set at any time: `look`, `title`, `team`, `now`. Until lines are shown it says that they are read.
    """

    DEFAULT_CSS = "DueList { width: 34; height: 1fr; }"
    BLANK_GROUND = "panel"
    NAMES: ClassVar[str] = "due_"  # how the fields of the words begin that name the sections
    BELOW: ClassVar[int] = 0  # rows beneath the selected line that say more of it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "", id="due.up", show=False),
        Binding("down", "step(1)", "", id="due.down", show=False),
        Binding("left", "side(-1)", "", id="due.left", show=False),
        Binding("right", "side(1)", "", id="due.right", show=False),
        Binding("pageup", "page(-1)", "", id="due.page_up", show=False),
        Binding("pagedown", "page(1)", "", id="due.page_down", show=False),
        Binding("home", "end(0)", "", id="due.first", show=False),
        Binding("end", "end(1)", "", id="due.last", show=False),
        Binding("enter", "open", "", id="due.open", show=False),
    ]

    class Selected(Message):
        """The cursor stands on another line, the line has changed, or (None) there is none."""

        def __init__(self, line: DueLine | None) -> None:
            super().__init__()
            self.line = line

    class Opened(Message):
        """A person wants to see what this line is about (Enter, double click)."""

        def __init__(self, line: DueLine) -> None:
            super().__init__()
            self.line = line

    class Edge(Message):
        """The cursor was asked to go beyond the list; `side` is "right" (the board may take over) or "left"."""

        def __init__(self, side: str) -> None:
            super().__init__()
            self.side = side

    def __init__(self, look: Look, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(look, id=id, classes=classes)
        self._title = ""
        self._team = False
        self._lines: Sequence[DueLine] = ()
        self._rows: list[Row] = []
        self._at: list[int] = []  # the row of each line by its place in the drawn order
        self._here = 0  # place of the cursor in that order
        self._top = 0  # the first row drawn
        self._told: DueLine | None = None
        self._waiting = True  # no lines have come yet
        self._now: datetime | None = None

    # what a parent asks and tells

    @property
    def selected(self) -> DueLine | None:
        """The line under the cursor, None in an empty list."""
        row = self._rows[self._at[self._here]] if self._at else None
        return self._lines[row.line] if row and row.line is not None else None

    @property
    def title(self) -> str:
        """What the first line says."""
        return self._title

    @title.setter
    def title(self, title: str) -> None:
        self._title = title
        self.refresh()

    @property
    def team(self) -> bool:
        """Whether each line names its owner."""
        return self._team

    @team.setter
    def team(self, team: bool) -> None:
        self._team = team
        self.refresh()

    @property
    def now(self) -> datetime | None:
        """The time that timers count down to; None: they show their day."""
        return self._now

    @now.setter
    def now(self, now: datetime | None) -> None:
        before = self._drawn()
        self._now = now
        if self.is_mounted:
            self._repaint(before)

    @property
    def turned(self) -> bool:
        """A timer has run out since the lines were read, so that they ought to be read again."""
        now = self._now
        return now is not None and any(
            one.follow.at is not None and one.follow.at < now and one.follow.state != "overdue" for one in self._lines
        )

    def show(self, lines: Sequence[DueLine]) -> None:
        """Take the lines as they are now; the cursor stays on its follow-up, else its customer, else its place."""
        before, wanted = self._drawn(), self.selected
        self._lines, self._waiting = lines, False
        self._order()
        if wanted is not None:
            self._here = self._nearest(wanted)
        self._settle(before)

    def forget(self) -> None:
        """Another day puts lines into other sections."""
        self._order()

    def _order(self) -> None:
        self._rows = rows_of(self._lines, self.look.today)
        self._at = [index for index, row in enumerate(self._rows) if row.line is not None]
        self._here = max(0, min(self._here, len(self._at) - 1))

    def _nearest(self, wanted: DueLine) -> int:
        """The place of the same follow-up, else of the same customer, else the present one."""
        same, customer = None, None
        for place, at in enumerate(self._at):
            index = self._rows[at].line
            follow = self._lines[index or 0].follow
            if follow.customer == wanted.follow.customer:
                customer = place if customer is None else customer
                if (follow.deal, follow.rule) == (wanted.follow.deal, wanted.follow.rule):
                    same = place
        return same if same is not None else customer if customer is not None else self._here

    # the cursor

    def action_step(self, lines: int) -> None:
        """The cursor some lines down, or up."""
        self._go(self._here + lines)

    def action_page(self, pages: int) -> None:
        """The cursor some pages down, or up."""
        self._go(self._here + pages * max(1, self._height - 1))

    def action_end(self, last: int) -> None:
        """The cursor to the first line, or the last."""
        self._go(len(self._at) - 1 if last else 0)

    def action_side(self, columns: int) -> None:
        """Beyond the list somebody else may take over."""
        self.post_message(self.Edge("left" if columns < 0 else "right"))

    def action_open(self) -> None:
        """Ask for what the line under the cursor is about."""
        if self.selected is not None:
            self.post_message(self.Opened(self.selected))

    def _go(self, place: int) -> None:
        before = self._drawn()
        self._here = max(0, min(place, len(self._at) - 1))
        self._settle(before)

    def _settle(self, before: tuple[object, list[object]]) -> None:
        """After any change: the cursor in sight with the head of its section, what differs repainted and told."""
        if self._at:
            row = self._at[self._here]
            head = row - 1 if self._rows[row - 1].line is None else row
            last = row + min(self.BELOW, self._height - 1)
            self._top = min(self._top, head) if last < self._top + self._height else last - self._height + 1
        self._scroll(0)
        if not self.is_mounted:
            return  # told once it is seen
        self._repaint(before)
        if self.selected != self._told:
            self._told = self.selected
            self.post_message(self.Selected(self._told))

    def _scroll(self, rows: int) -> None:
        self._top = max(0, min(self._top + rows, self._length - self._height))

    # drawing

    @property
    def _height(self) -> int:
        """How many rows are seen below the title."""
        return max(1, self.size.height - TITLE_LINES)

    @property
    def _length(self) -> int:
        """How many rows there are, with those beneath the selected line."""
        return len(self._rows) + (self.BELOW if self._at else 0)

    def _place(self, y: int) -> tuple[int, int]:
        """Which row is drawn `y` rows below the title; and, beneath the selected line, which of the rows there."""
        index, cursor = self._top + y, self._at[self._here] if self._at else len(self._rows)
        beneath = index - cursor
        if beneath <= 0:
            return index, 0
        return (cursor, beneath) if beneath <= self.BELOW else (index - self.BELOW, 0)

    def _more(self) -> object:
        """What the rows beneath the selected line say, so that two moments can be compared."""
        return None

    def _drawn(self) -> tuple[object, list[object]]:
        """What the frame and each row in sight say, so that two moments can be compared."""
        cursor = self._at[self._here] if self._at else -1
        counts = [(row.section, row.size) for row in self._rows if row.line is None]
        rows: list[object] = []
        for y in range(min(self._height, self._length - self._top)):
            index, beneath = self._place(y)
            row = self._rows[index]
            line = None if row.line is None else self._lines[row.line]
            left = counts_down(line.follow, self._now) if line else None
            rows.append((row.section, line, index == cursor, left, (beneath, self._more()) if beneath else None))
        return (counts, self._top, len(self._rows), self._waiting), rows

    def _repaint(self, before: tuple[object, list[object]]) -> None:
        """Repaint the rows that say something else than before; all of them when the frame or the scroll differs."""
        frame, rows = self._drawn()
        if before[0] != frame or len(before[1]) != len(rows):
            self.refresh()
            return
        pairs = zip(before[1], rows, strict=True)
        width = self.size.width
        stale = [Region(0, TITLE_LINES + at, width, 1) for at, (old, new) in enumerate(pairs) if old != new]
        if stale:
            self.refresh(*stale)

    def render_line(self, y: int) -> Strip:
        """One line of the list and the wall at its right, which shows what part of the list is seen."""
        width = max(1, self.size.width - 1)
        signs = self.look.signs
        if y == 0:
            title = self._title or self.look.words.due_title
            line = title_line(title, self._rows, width, self.look, here=self.has_focus)
            return self.strip((*line, Run(signs.wall, "rule")), "panel")
        if y == 1:
            style, rule = ("rule-here", signs.rule_here) if self.has_focus else ("rule", signs.rule)
            return self.strip((Run(rule * width, style), Run(signs.wall, "rule")), "panel")
        return Strip([*self._row(y - TITLE_LINES, width), *self._wall(y - TITLE_LINES)], width + 1)

    def _wall(self, y: int) -> list[Segment]:
        """The wall beside a row; where it is heavy, that part of the list is seen."""
        rows, height = self._length, self._height
        size = max(1, height * height // max(1, rows))
        start = self._top * (height - size) // max(1, rows - height)
        heavy = rows > height and start <= y < start + size
        return self.segments((Run(self.look.signs.thumb if heavy else self.look.signs.wall, "rule"),), "panel")

    def _row(self, y: int, width: int) -> list[Segment]:
        """One row: a section's head, a line, or the sentence of an empty list."""
        (index, beneath), look = self._place(y), self.look
        if not self._rows:
            words = look.words
            lines = wrap(words.view_loading if self._waiting else words.due_empty, max(4, width - 3))
            text = look.plain(lines[y - 1], width) if 0 < y <= len(lines) else ""
            return self.segments(fit((Run("  ", "text"), Run(text, "quiet")), width), "panel")
        if index >= len(self._rows):
            return self.blank(width)
        row = self._rows[index]
        if row.line is None:
            return self.segments(section_line(row, width, look, self.NAMES), "panel")
        here = bool(self._at) and index == self._at[self._here]
        edge = Run(look.signs.cursor if here else " ", "edge" if self.has_focus else "edge-away")
        line = self._beneath(beneath, width, edge) if beneath else self._line(row.line, row.section, width, edge)
        return self.segments(line, "cursor" if here and self.has_focus else "panel")

    def _line(self, index: int, section: str, width: int, edge: Run) -> Line:
        """A line of the list."""
        return due_line(self._lines[index], section, width, self.look, edge=edge, team=self._team, now=self._now)

    def _beneath(self, number: int, width: int, edge: Run) -> Line:
        """A row beneath the selected line, 1 first."""
        return fit((edge,), width)

    # the mouse

    def on_resize(self) -> None:
        """Another height shows other rows; the cursor stays in sight."""
        self._settle(self._drawn())

    def on_click(self, event: events.Click) -> None:
        """A click selects a line, a double click opens it."""
        event.stop()
        index, _ = self._place(event.y - TITLE_LINES)
        if event.y >= TITLE_LINES and index in self._at:
            self._go(self._at.index(index))
            if event.chain == 2:
                self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the list; the cursor stays where it is."""
        self._wheel(event, 3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the list back."""
        self._wheel(event, -3)

    def _wheel(self, event: events.MouseEvent, rows: int) -> None:
        event.stop()
        before = self._drawn()
        self._scroll(rows)
        self._repaint(before)
