"""The agenda: everything there is to do by when, what stands without a next step, and the load of the coming days."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from board import actions
from board.actions import AGENDA, Action, Context
from board.screens import outlook
from board.screens.choose import ChooseDialog
from board.screens.lines import Line
from board.screens.outlook import AgendaPage, Entry, Told
from board.screens.session import Session, style_sheet
from board.screens.work import WorkScreen, bindings
from store.words import day, moment
from widgets.agendalist import AgendaList, LoadTable
from widgets.duelist import DueList
from widgets.foot import Foot

_MINUTE = 60.0
"""Seconds between two looks at the clock."""
_TEAM = "\n"
"""The team among the people one may choose: no login is a line break."""
_FOOT = (
    "deal.open", "page.close", "touch.log", "due.snooze", "touch.plan", "date.why", "scope.switch", "agenda.whose",
    "find", "deal.move", "help",
)  # fmt: skip


async def open_agenda(screen: WorkScreen, context: Context) -> None:
    """The agenda over the screen that is seen."""
    page = await screen.read(outlook.opening)
    await screen.app.push_screen(AgendaScreen(screen.session, page))


class AgendaScreen(WorkScreen):
    """The list, the table of the load ahead, and the foot."""

    CSS_PATH = style_sheet("agenda")
    BINDINGS: ClassVar[list[BindingType]] = bindings(AGENDA)

    def __init__(self, session: Session, page: AgendaPage) -> None:
        super().__init__(session, "agenda-page")
        self.page = page

    def compose(self) -> ComposeResult:
        """The parts, filled when they stand."""
        yield AgendaList(self.look, id="agenda")
        yield LoadTable(self.look, id="load")
        yield Foot(self.look)
        yield self.too_small()

    def on_mount(self) -> None:
        """The cursor begins at what is latest."""
        self.fill()
        self.agenda.focus()
        self.set_interval(_MINUTE, lambda: self.run_worker(self._tick(), group="clock", exclusive=True))

    @property
    def agenda(self) -> AgendaList:
        """The list."""
        return self.query_one(AgendaList)

    def context(self) -> Context:
        """The line under the cursor."""
        member, entry = self.session.me is not None, self._entry
        if entry is None:
            return Context(AGENDA, member=member)
        one = entry.follow
        return Context(AGENDA, one.deal, "", one.customer, member, rule=one.rule, source=one.source, row=one.row)

    @property
    def _entry(self) -> Entry | None:
        chosen = self.agenda.chosen
        return chosen if isinstance(chosen, Entry) else None

    # --- drawing what is so now

    async def reread(self, at: str = "") -> None:
        """What is due now; the cursor stays on its line, or on the place of one that was worked."""
        owner = self.page.owner
        page = await self.read(lambda book: outlook.agenda(book, owner))
        if owner == self.page.owner:  # else somebody has turned to another one meanwhile
            self.page = page
            self.fill()
            await self._tell_why()

    def fill(self) -> None:
        """Put what was read into the parts."""
        page, words, look = self.page, self.session.words, self.look
        agenda, table = self.agenda, self.query_one(LoadTable)
        for part in (agenda, table, self.query_one(Foot)):
            part.look = look
        who = page.names.get(page.owner, page.owner) if page.owner else words.head_team
        agenda.title = words.page_agenda.format(who=who)
        agenda.team = not page.owner or any(one.section == "escalated" for one in page.entries)  # lines of others, too
        agenda.now = page.now
        agenda.show_lines(page.entries)
        self._fill_table()
        self.show_foot()

    def fit(self) -> None:
        """Another height has room for more people, or for fewer."""
        if self.is_mounted:
            self._fill_table()

    def _fill_table(self) -> None:
        """The table takes a quarter of the screen at most."""
        page, most = self.page, max(1, self.app.size.height // 4 - 3)
        self.query_one(LoadTable).show(page.loads, page.names, page.off, most)

    def relabel(self) -> None:
        """Every word in the language switched on."""
        self.fill()
        self.run_worker(self._tell_why(), group="why", exclusive=True)

    def foot_actions(self, place: str) -> list[Action]:
        """What a line is worked with comes first."""
        return [actions.of(id) for id in _FOOT]

    async def _tick(self) -> None:
        """Timers count down once a minute; one that has run out moves its line."""
        self.agenda.now = await self.read(lambda book: book.now())
        if self.agenda.turned:
            await self.reread()

    # --- the selected line

    def on_due_list_selected(self, event: DueList.Selected) -> None:
        """Another line, other keys, another why."""
        event.stop()
        self.show_foot()
        self.run_worker(self._tell_why(), group="why", exclusive=True)

    def on_due_list_opened(self, event: DueList.Opened) -> None:
        """The page of what the line is about."""
        event.stop()
        self.action_run("deal.open")

    async def _tell_why(self) -> None:
        entry = self._entry
        if entry is None:
            return
        told = await self.read(lambda book: outlook.told(book, entry.follow))
        if entry is self._entry:
            self.agenda.why = self._sentence(entry, told)

    def _sentence(self, entry: Entry, told: Told) -> str:
        """What the line is about, what is planned, how its date came about."""
        session, words = self.session, self.session.words
        parts = [f"{entry.ref} {entry.deal_title}".strip()]
        for at, kind in told.planned:
            parts.append(words.page_planned_what.format(at=moment(words, at), kind=kind.text(session.lang)))
        if told.why is not None:
            parts.append(session.told(told.why))
        elif entry.follow.deal:
            parts.append(f"{words.page_entered} {day(words, entry.follow.due)}")
        else:
            parts.append(day(words, entry.follow.due))
        return " · ".join(part for part in parts if part)

    # --- what only the agenda does

    async def own(self, id: str) -> None:
        """Close it, or turn to somebody else's; the rest is the program's."""
        if id == "page.close":
            self.dismiss()
        elif id == "scope.switch":
            await self._turn("" if self.page.owner else self.session.login)
        elif id == "agenda.whose":
            await self._choose()
        else:
            await super().own(id)

    async def _choose(self) -> None:
        session, words, names = self.session, self.session.words, self.page.names
        lines = [Line(_TEAM, words.head_team), *(Line(login, name) for login, name in names.items())]
        at = next((number for number, line in enumerate(lines) if line.id == self.page.owner), 0)
        chosen = await self.ask(ChooseDialog(session, words.ask_whose, lines, at=at))
        if chosen is not None:
            await self._turn("" if chosen == _TEAM else chosen)

    async def _turn(self, owner: str) -> None:
        """The agenda of a person, or ("") of the team."""
        self.page = await self.read(lambda book: outlook.agenda(book, owner))
        self.fill()
        self.agenda.action_end(0)
        await self._tell_why()
