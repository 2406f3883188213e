"""The checklist of a stage: what is done, by whom and when, what is required and what is advice."""

from collections.abc import Awaitable, Callable, Sequence

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
    need = words.page_required if one.item.req else words.page_advice
    if one.state is None:
        how = how_ticked(session, one)
        return Line(one.item.id, text, f"{need} · {how}" if how else need, "[ ]", "" if one.item.req else "$ink-quiet")
    when = f"{one.state.at:%m-%d %H:%M}"
    return Line(one.item.id, text, f"{need} · {one.by} {when}", "[x]", "$stage-done")


def how_ticked(session: Session, one: Ticked) -> str:
    """What ticks an item, unless the hand does."""
    kind = one.item.by.partition(":")[0]
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

    def on_mount(self) -> None:
        """The cursor on what is to be done next."""
        super().on_mount()
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
            self.run_worker(self._tick(one), group="save")
        else:
            self.dismiss(one.item.id)

    async def _tick(self, one: Ticked) -> None:
        self.say("")
        await self.attempt(lambda: self._toggle(one), self._show)

    def _show(self, items: Sequence[Ticked]) -> None:
        self._items = list(items)
        self.query_one(Lines).show([line_of(self.session, one) for one in items])
