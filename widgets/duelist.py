"""The due list: whom to contact, overdue first, drawn in one widget; every line is one customer.

    due = DueList(look)
    due.show(lines)                # sorted by due date; the cursor stays on its customer and rule
    due.title, due.team            # head line; with `team` the owner stands in each line
"""

from collections.abc import Sequence
from typing import Any

from textual.message import Message
from textual.widget import Widget

from widgets.ink import Look


class DueList(Widget, can_focus=True):
    """Follow-ups in sections: overdue, today, tomorrow, this week, later.

    Keys (BINDINGS with ids due.up, due.down, due.first, due.last, due.page_up, due.page_down, due.open).
    `show(lines)` takes objects with follow (due, state, overdue_days, escalated, rule, customer, deal), customer_name,
    deal_title, rule_label, owner_name, more; messages carry that very object.
    """

    class Selected(Message):
        """The cursor stands on another line, or on none."""

        def __init__(self, line: Any) -> None:
            super().__init__()
            self.line = line

    class Opened(Message):
        """A person wants to see what this line is about (Enter, double click)."""

        def __init__(self, line: Any) -> None:
            super().__init__()
            self.line = line

    class Edge(Message):
        """The cursor was asked to go beyond the list; `side` is "right" (the board may take over) or "left"."""

        def __init__(self, side: str) -> None:
            super().__init__()
            self.side = side

    def __init__(self, look: Look, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.look = look

    def show(self, lines: Sequence[Any]) -> None:
        """Take the lines as they are now."""
        raise NotImplementedError
