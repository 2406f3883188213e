"""Deeds about talking to the customer: a touch logged, and how each date came about."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import TypeVar

from textual.widgets import Input

from board.actions import Context
from board.screens import entered, readings
from board.screens.choices import Option
from board.screens.entered import Answers
from board.screens.fields import ONE, Field
from board.screens.form import FormDialog
from board.screens.prose import Said
from board.screens.session import Session
from board.screens.tell import TextDialog
from board.screens.work import WorkScreen
from store.book import Book
from store.records import Activity, Label, Say
from store.words import day

T = TypeVar("T")


class TouchDialog(FormDialog[T]):
    """Asks for a touch: Enter after the note saves it, Tab goes on to its outcome and the next aim."""

    def __init__(
        self,
        session: Session,
        title: str,
        fields: Sequence[Field],
        save: Callable[[Answers], Awaitable[T]],
        *,
        start: str,
    ) -> None:
        super().__init__(session, title, fields, save, start=start)
        self._keys = session.words.ask_keys_log

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """The note is the last that is asked for; what follows it is there for those who want it."""
        if event.input.id == "field-note":
            event.stop()
            event.prevent_default()
            self.action_save()


async def log(screen: WorkScreen, context: Context) -> None:
    """Log a touch with the customer under the cursor."""
    await log_touch(screen, deal=context.deal, customer=context.customer)


async def log_touch(screen: WorkScreen, *, deal: str = "", customer: str = "", kind: str = "") -> None:
    """Ask for the kind of touch and a note, save it, and say when the next one is due."""
    session, words = screen.session, screen.session.words
    whose, kinds = await screen.read(lambda book: whose_and_kinds(book, deal, customer))
    options = tuple(Option(id, label.text(session.lang)) for id, label in kinds)

    async def save(answers: Answers) -> tuple[Activity, tuple[date, Say] | None]:
        def work(book: Book) -> tuple[Activity, tuple[date, Say] | None]:
            at = entered.moment_or_none(book, "at", answers["at"])
            linked = [deal] if deal else []
            told = {"aim": answers["aim"], "outcome": answers["outcome"]}
            made = book.activities.log(customer_of(book), answers["kind"], linked, answers["note"], at, **told)
            return made, readings.next_why(book, deal or customer)

        return await screen.save(work)

    def customer_of(book: Book) -> str:
        return book.deals.get(deal).customer if deal else customer

    fields = (
        Field("at", words.ask_at, hint=words.ask_hint_now),
        Field("kind", words.ask_kind, ONE, kind, options, required=True),
        Field("note", words.ask_note),
        Field("outcome", words.ask_outcome),
        Field("aim", words.ask_aim),
    )
    title = words.ask_log.format(customer=whose)
    answer = await screen.ask(TouchDialog(session, title, fields, save, start="note" if kind else "kind"))
    if answer is None:
        return
    made, following = answer
    await screen.reread_all(deal)
    what = dict(kinds).get(made.kind, made.kind)
    if following is None:
        screen.tell(Say("page_logged", {"kind": what, "customer": whose}))
    else:
        blanks = {"kind": what, "customer": whose, "due": following[0], "why": following[1]}
        screen.tell(Say("page_logged_next_why", blanks))


async def why(screen: WorkScreen, context: Context) -> None:
    """How each date of the line under the cursor came about: rule, last touch, days skipped."""
    session = screen.session
    subject = context.deal or context.customer
    whose, _ = await screen.read(lambda book: whose_and_kinds(book, context.deal, context.customer))
    lines = await screen.read(lambda book: readings.reasons_for_dates(book, subject))
    told = [
        said
        for _, due, say in lines
        for said in (Said(day(session.words, due), "bold $ink-accent"), Said(session.told(say)), Said())
    ]
    title = session.words.ask_why_title.format(customer=whose)
    await screen.ask(TextDialog(session, title, told[:-1] or [Said(session.words.ask_why_none)]))


async def read_event(screen: WorkScreen, context: Context) -> None:
    """A line of history in full."""
    await screen.ask(
        TextDialog(screen.session, screen.session.words.page_event, [Said(line) for line in context.to.splitlines()])
    )


def whose_and_kinds(book: Book, deal: str, customer: str) -> tuple[str, list[tuple[str, Label]]]:
    """The customer's name, and the kinds of touch in the order of the playbook, which never changes under the hand."""
    name = book.deals.get(deal).customer_name if deal else book.customers.get(customer).name
    return name, [(one.id, one.label) for one in book.process.activities]
