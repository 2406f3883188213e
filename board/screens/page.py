"""The pages: a deal with its facts, its checklist and everything that happened; a customer likewise."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.events import DescendantFocus
from textual.widgets import OptionList, Static

from board.actions import PAGE, Context
from board.screens import facts, readings
from board.screens.checklist import first_open, line_of, short_moment
from board.screens.lines import Line, Lines
from board.screens.prose import Prose, Said
from board.screens.readings import CustomerPage, DealPage
from board.screens.session import Session, style_sheet
from board.screens.work import WorkScreen, bindings
from store.book import Event
from store.words import money
from widgets.foot import Foot

WORK, EVENTS, FACTS = "work", "events", "facts"
PANELS = (WORK, EVENTS, FACTS)
"""The panels of a page: what is to be done, what happened, what is known."""


class PageScreen(WorkScreen):
    """A title, three panels and the foot; Tab goes from panel to panel, in a narrow terminal one is seen at a time."""

    CSS_PATH = style_sheet("page")
    BINDINGS: ClassVar[list[BindingType]] = bindings(PAGE)

    def compose(self) -> ComposeResult:
        """The parts, filled when they stand."""
        yield Static(id="title")
        yield Static(id="stages")
        with Horizontal(id="panels"):
            yield Lines(id=WORK, numbered=True)
            yield Lines(id=EVENTS)
            with VerticalScroll(id=FACTS, can_focus=True):
                yield Prose(id="known")
        yield Foot(self.look)
        yield self.too_small()

    def on_mount(self) -> None:
        """What is to be done comes first."""
        self.fill(first=True)
        self.lines(WORK).focus()

    # --- for the two kinds of page to say

    def fill(self, first: bool = False) -> None:
        """Put what was read into the parts; those that say the same are left alone."""
        raise NotImplementedError

    # --- what they share

    def lines(self, panel: str) -> Lines:
        """A panel of lines."""
        return self.query_one(f"#{panel}", Lines)

    def show_parts(self, title: Content, stages: Content, known: Sequence[Said], events: Sequence[Event]) -> None:
        """Title, stages, facts and history."""
        words = self.session.words
        for id, text in (("title", title), ("stages", stages)):
            static = self.query_one(f"#{id}", Static)
            if static.content != text:
                static.update(text)
        self.query_one("#stages").display = bool(stages)
        self.query_one(Prose).show(known)
        self.lines(EVENTS).show([self._event_line(number, event) for number, event in enumerate(events)])
        self.lines(EVENTS).border_title = Content(words.page_events.format(count=len(events)))
        self.query_one(f"#{FACTS}").border_title = Content(words.page_facts)
        self.query_one(Foot).look = self.look
        self.show_foot()

    def _event_line(self, number: int, event: Event) -> Line:
        session = self.session
        by = self.names.get(event.by, event.by)
        note = " ".join(event.note.split())
        return Line(str(number), session.told(event.say), by, short_moment(session, event.at), below=note)

    def event_text(self, number: int) -> str:
        """A line of history with its note as it was written."""
        line, note = self.lines(EVENTS).lines[number], self.events[number].note
        head = f"{line.sign}  {line.detail}\n{line.text}"
        return f"{head}\n\n{note}" if note else head

    @property
    def events(self) -> Sequence[Event]:
        """What happened, newest first."""
        raise NotImplementedError

    @property
    def names(self) -> dict[str, str]:
        """Login -> name."""
        raise NotImplementedError

    def relabel(self) -> None:
        """Every word in the language switched on."""
        self.fill()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Other keys; in a narrow terminal another panel."""
        for panel in PANELS:
            self.set_class(event.widget.id == panel, f"-at-{panel}")
        self.show_foot()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Another line, other keys."""
        event.stop()
        self.show_foot()

    async def own(self, id: str) -> None:
        """Close the page; the rest is the program's."""
        if id == "page.close":
            self.dismiss()
        elif id == "panel.switch":
            ids = [panel for panel in PANELS if self.query_one(f"#{panel}").has_focus]
            after = PANELS[(PANELS.index(ids[0]) + 1) % len(PANELS)] if ids else WORK
            self.query_one(f"#{after}").focus()
        else:
            await super().own(id)


class DealScreen(PageScreen):
    """The page of a deal."""

    def __init__(self, session: Session, page: DealPage) -> None:
        super().__init__(session, f"deal-{page.deal.id}")
        self.page = page

    @property
    def names(self) -> dict[str, str]:
        """Login -> name."""
        return dict(self.page.names)

    @property
    def events(self) -> Sequence[Event]:
        """What happened, newest first."""
        return self.page.events

    def context(self) -> Context:
        """This deal."""
        deal = self.page.deal
        return Context(PAGE, deal.id, deal.state, deal.customer, self.session.me is not None)

    async def reread(self, at: str = "") -> None:
        """What holds now."""
        self.page = await self.read(lambda book: readings.deal_page(book, self.page.deal.id))
        self.fill()

    def fill(self, first: bool = False) -> None:
        """The deal's title, stages, checklist, history and facts."""
        session, page, deal = self.session, self.page, self.page.deal
        title = Content.assemble(
            (f" {deal.ref} ", "bold $ink-accent"), (f"{page.customer.name} · {deal.title}", "bold"), "  ",
            (money.short(deal.amount, session.meta.currency, session.lang), "$ink-money"), "  ",
            ("" if deal.state == "open" else session.words_of_state(deal.state), "bold"),
        )  # fmt: skip
        stages = facts.stage_line(session, page.stages, deal.stage)
        self.show_parts(title, stages, facts.deal_facts(session, page), page.events)
        work = self.lines(WORK)
        work.show([line_of(session, one) for one in page.items], at=first_open(page.items) if first else None)
        required = [one for one in page.items if one.item.req]
        done = sum(one.state is not None for one in required)
        work.border_title = Content(session.words.page_items.format(done=done, count=len(required)))

    def action_run(self, id: str) -> None:
        """The checklist stands on the page already: its key goes there."""
        if id == "deal.check":
            self.lines(WORK).focus()
        else:
            super().action_run(id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Tick an item, or go to what ticks it; a line of history shows all that was noted."""
        event.stop()
        context = self.context()
        if event.option_list.id == WORK:
            self.start("item.mend", context._replace(to=self.page.items[event.option_index].item.id))
        else:
            self.start("event.read", context._replace(to=self.event_text(event.option_index)))


class CustomerScreen(PageScreen):
    """The page of a customer."""

    def __init__(self, session: Session, page: CustomerPage) -> None:
        super().__init__(session, f"customer-{page.customer.id}")
        self.page = page

    @property
    def names(self) -> dict[str, str]:
        """Login -> name."""
        return dict(self.page.names)

    @property
    def events(self) -> Sequence[Event]:
        """What happened, newest first."""
        return self.page.events

    def context(self) -> Context:
        """The deal under the cursor when the deals are in use, else the customer."""
        member, customer = self.session.me is not None, self.page.customer.id
        work = self.lines(WORK)
        at = work.highlighted
        if work.has_focus and at is not None and at < len(self.page.deals):
            deal = self.page.deals[at]
            return Context(PAGE, deal.id, deal.state, customer, member)
        return Context(PAGE, "", "", customer, member)

    async def reread(self, at: str = "") -> None:
        """What holds now."""
        self.page = await self.read(lambda book: readings.customer_page(book, self.page.customer.id))
        self.fill()

    def fill(self, first: bool = False) -> None:
        """The customer's name, deals, history and facts."""
        session, page = self.session, self.page
        title = Content.assemble((f" {page.customer.ref} ", "bold $ink-accent"), (page.customer.name, "bold"))
        self.show_parts(title, Content(), facts.customer_facts(session, page), page.events)
        self.lines(WORK).show([self._deal_line(number) for number in range(len(page.deals))])
        self.lines(WORK).border_title = Content(session.words.page_deals.format(count=len(page.deals)))

    def _deal_line(self, number: int) -> Line:
        session, deal = self.session, self.page.deals[number]
        stage = self.page.stages[deal.stage].text(session.lang) if deal.stage in self.page.stages else deal.stage
        where = stage if deal.state == "open" else session.words_of_state(deal.state)
        amount = money.short(deal.amount, session.meta.currency, session.lang)
        return Line(deal.id, f"{deal.ref} {deal.title}", f"{amount} · {where}")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the deal; a line of history shows all that was noted."""
        event.stop()
        if event.option_list.id == WORK:
            self.start("deal.open", self.context())
        else:
            self.start("event.read", self.context()._replace(to=self.event_text(event.option_index)))
