"""The deed that plans an appointment: a kind of touch, a time ahead, a note. It stands with the due line."""

from board.actions import Context
from board.screens import entered
from board.screens.choices import Option
from board.screens.entered import Answers
from board.screens.fields import ONE, Field
from board.screens.snoozing import Echo, EchoDialog
from board.screens.talking import whose_and_kinds
from board.screens.work import WorkScreen
from store.book import Book
from store.process import dates
from store.records import Activity, Say
from store.words import moment


async def plan(screen: WorkScreen, context: Context) -> None:
    """Plan a touch with the customer under the cursor."""
    session, words = screen.session, screen.session.words
    deal, customer = context.deal, context.customer
    whose, kinds = await screen.read(lambda book: whose_and_kinds(book, deal, customer))
    options = tuple(Option(id, label.text(session.lang)) for id, label in kinds)

    async def echo(text: str) -> Echo:
        at = await screen.read(lambda book: dates.parse_moment(text, book.now(), book.calendar))
        return Echo(moment(words, at))

    async def save(answers: Answers) -> Activity:
        return await screen.save(lambda book: _planned(book, deal, customer, answers))

    fields = (
        Field("kind", words.ask_kind, ONE, "", options, required=True),
        Field("at", words.ask_plan_at, hint=words.ask_hint_ahead, required=True),
        Field("note", words.ask_note),
    )
    title = words.ask_plan.format(customer=whose)
    made = await screen.ask(EchoDialog(session, title, fields, save, "at", echo))
    if made is not None:
        await screen.reread_all(deal)
        what = dict(kinds).get(made.kind, made.kind)
        screen.tell(Say("page_planned", {"at": made.at, "kind": what, "customer": whose}))


def _planned(book: Book, deal: str, customer: str, answers: Answers) -> Activity:
    """The appointment, kept; a time that cannot be read is told at its field."""
    at = entered.at("at", lambda: dates.parse_moment(answers["at"], book.now(), book.calendar))
    whom = book.deals.get(deal).customer if deal else customer
    return book.activities.plan(whom, answers["kind"], [deal] if deal else [], at, answers["note"])
