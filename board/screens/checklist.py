"""The checklist of a stage: what is done, by whom and when, what is required and what is advice."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from textual.app import ComposeResult
from textual.widgets import OptionList

from board.screens.dialog import Dialog
from board.screens.lines import Line, Lines
from board.screens.readings import Ticked
from board.screens.session import Session


def line_of(session: Session, one: Ticked) -> Line:
    """An item as a line: tick, name, whether it is required, who did it when or what will tick it."""
    words = session.words
    text = one.item.label.text(session.lang)
    if not one.item.req:
        text = f"{text}（{words.page_advice}）" if session.lang == "zh" else f"{text} ({words.page_advice})"
    if one.state is None:
        return Line(one.item.id, text, how(session, one.item.by), "[ ]", "" if one.item.req else "$ink-quiet")
    return Line(one.item.id, text, f"{one.by} {short_moment(session, one.state.at)}", "[x]", "$stage-done")


def short_moment(session: Session, at: datetime) -> str:
    """A day and time, without the year when it is this year's."""
    return f"{at:%m-%d %H:%M}" if at.year == session.today.year else f"{at:%Y-%m-%d %H:%M}"


def how(session: Session, by: str) -> str:
    """What ticks an item, or mends a lack ("form:ID", "signoff:ID" …), unless the hand does."""
    kind = by.partition(":")[0]
    return {
        "form": session.words.page_by_form,
        "field": session.words.page_by_form,
        "activity": session.words.page_by_touch,
        "signoff": session.words.page_by_signoff,
        "tier": session.words.page_by_tier,
        "routine": session.words.page_by_itself,
        "auto": session.words.page_by_itself,
    }.get(kind, "")


def first_open(items: Sequence[Ticked]) -> int:
    """The first required item that is not done, else the first that is not done, else the first."""
    for wanted in (True, False):
        for index, one in enumerate(items):
            if one.state is None and one.item.req >= wanted:
                return index
    return 0


class ChecklistDialog(Dialog[str]):
    """Ticks items in place by digit, Enter or space; answers with the id of an item that takes more than a tick."""

    def __init__(
        self,
        session: Session,
        title: str,
        items: Sequence[Ticked],
        toggle: Callable[[Ticked], Awaitable[Sequence[Ticked]]],
        at: int,
    ) -> None:
        super().__init__(session, title, session.words.ask_keys_checklist)
        self._items = list(items)
        self._toggle = toggle
        self._at = at
        self.add_class("-broad")

    def body(self) -> ComposeResult:
        """The items."""
        yield Lines(numbered=True)

    def ready(self) -> None:
        """The cursor on what is to be done next."""
        lines = self.query_one(Lines)
        lines.show([line_of(self.session, one) for one in self._items], at=self._at)
        lines.focus()
        if not self._items:
            self.say(self.words.page_no_items)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Tick, or leave for what ticks it."""
        event.stop()
        one = self._items[event.option_index]
        if one.item.by == "tick":
            self.say("")
            self.attempt(lambda: self._toggle(one), self._show)
        else:
            self.dismiss(one.item.id)

    def _show(self, items: Sequence[Ticked]) -> None:
        self._items = list(items)
        self.query_one(Lines).show([line_of(self.session, one) for one in items])
