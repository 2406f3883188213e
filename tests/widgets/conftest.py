"""What tests of drawn widgets share: cards, a look, and a small app in one's hands that remembers what was said."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.message import Message
from textual.widget import Widget

from store.process.facts import AppointmentFact
from store.records import Card, ColumnHead, Label, NextStep
from store.words import pick
from themes import DARK, DEFAULTS, palettes
from widgets.ink import Look

TODAY = date(2026, 3, 4)  # a Wednesday


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture
def look() -> Callable[..., Look]:
    """A look in a language, with today fixed."""

    def make(lang: str = "zh", *, ascii: bool = False, currency: str = "CNY") -> Look:
        return Look(pick(lang), currency, TODAY, ascii)

    return make


def step(days: int) -> NextStep:
    """A follow-up due some days from today, late when negative."""
    state = "overdue" if days < 0 else "today" if days == 0 else "upcoming"
    return NextStep("rule", "cadence", TODAY + timedelta(days), state, max(0, -days))


BLANK = Card("d1", 1, "产线升级", "恒瑞医药", 80_000_000, "S", "open", "lilei", "李雷", 12, 4, 6, step(-3), 1)


@pytest.fixture
def card() -> Callable[..., Card]:
    """A card that differs from an ordinary one in some fields; `due` in days from today."""

    def make(due: int | None = -3, **changes: object) -> Card:
        return BLANK._replace(next=None if due is None else step(due), **changes)

    return make


@pytest.fixture
def deck() -> Callable[..., list[Card]]:
    """Some cards of one stage, with ids stage0, stage1 …"""

    def make(stage: str, count: int) -> list[Card]:
        return [
            BLANK._replace(id=f"{stage}{n}", no=n, title=f"{stage} {n}", next=step(n % 5 - 2)) for n in range(count)
        ]

    return make


class Follow(NamedTuple):
    customer: str
    deal: str
    rule: str
    due: date
    state: str
    overdue_days: int
    escalated: bool
    at: datetime | None = None
    appointment: AppointmentFact | None = None
    source: str = ""
    row: int = 0


class Due(NamedTuple):
    follow: Follow
    customer_name: str
    deal_title: str
    step: Label
    owner_name: str
    more: int


@pytest.fixture
def due() -> Callable[..., Due]:
    """A due line of a customer, some days from today."""

    def make(customer: str, days: int, *, more: int = 0, escalated: bool = False, rule: str = "call") -> Due:
        state = "overdue" if days < 0 else "today" if days == 0 else "upcoming"
        follow = Follow(customer, "", rule, TODAY + timedelta(days), state, max(0, -days), escalated)
        return Due(follow, customer, "", Label("每周电话", "Weekly call"), "李雷", more)

    return make


class Hands(App[None]):
    """An app of one drawn widget in a theme of ours; `said` are the widget's messages, `painted` its regions."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, widget: Widget, theme: str = DARK) -> None:
        super().__init__()
        self.widget = widget
        self.said: list[Message] = []
        for one in palettes():
            self.register_theme(one)
        self.theme = theme
        self.animation_level = "none"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return DEFAULTS

    def compose(self) -> ComposeResult:
        yield self.widget

    def on_mount(self) -> None:
        self.widget.focus()

    def _keep(self, message: Message) -> None:
        self.said.append(message)

    on_board_view_selected = on_board_view_opened = on_board_view_window_wanted = _keep
    on_board_view_card_dropped = on_board_view_edge = _keep
    on_due_list_selected = on_due_list_opened = on_due_list_edge = on_foot_chosen = _keep

    def of(self, kind: type[Message]) -> list[Message]:
        """What was said of one kind so far."""
        return [message for message in self.said if isinstance(message, kind)]

    @property
    def text(self) -> list[str]:
        """The screen as lines of text; the one place that looks into the compositor (lessons.md 10.2)."""
        rows = self.screen._compositor.render_strips()
        return ["".join(segment.text for segment in row).rstrip() for row in rows]


@pytest.fixture
def hands() -> type[Hands]:
    return Hands


class Spy(NamedTuple):
    """What a widget was asked to repaint, and which lines it rendered, since `clear`."""

    regions: list[tuple[Region, ...]]
    lines: list[int]

    def clear(self) -> None:
        self.regions.clear()
        self.lines.clear()


@pytest.fixture
def spy(monkeypatch: pytest.MonkeyPatch) -> Callable[[Widget], Spy]:
    """Watches a widget's repainting."""

    def watch(widget: Widget) -> Spy:
        seen = Spy([], [])
        refresh, render = widget.refresh, widget.render_line

        def refreshed(*regions: Region, **more: bool) -> Widget:
            seen.regions.append(regions)
            return refresh(*regions, **more)

        def rendered(y: int) -> object:
            seen.lines.append(y)
            return render(y)

        monkeypatch.setattr(widget, "refresh", refreshed)
        monkeypatch.setattr(widget, "render_line", rendered)
        return seen

    return watch


STAGES = ("lead", "needs", "offer", "deal")


@pytest.fixture
def heads() -> Callable[..., list[ColumnHead]]:
    """Heads of stages with so many deals each, a hundred yuan a deal."""

    def make(*counts: int, names: Sequence[str] = STAGES) -> list[ColumnHead]:
        return [
            ColumnHead(name, Label(f"阶段{name}", f"Stage {name}"), count, count * 10_000)
            for name, count in zip(names, counts, strict=False)
        ]

    return make
