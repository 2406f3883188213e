"""Deeds that put a follow-up off: to a date in words that is shown back, with a reason, within the limits."""

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple, TypeVar

from textual.widgets import Input

from board.actions import Context
from board.screens import entered, outlook, readings
from board.screens.choose import ChooseDialog
from board.screens.entered import Answers
from board.screens.fields import Field
from board.screens.form import FormDialog
from board.screens.lines import Line
from board.screens.session import Session
from board.screens.work import WorkScreen
from store.book import Book
from store.problems import BadInput, Refused
from store.process.followups import FollowUp
from store.records import Reason, Say
from store.words import day

T = TypeVar("T")

_FIELDS = {"snooze_reason_missing": "reason", "snooze_not_later": "until", "snooze_too_far": "until"}
"""At which field of the dialog a limit is told."""


class Echo(NamedTuple):
    """What is said back to something typed: how it was understood, and what is against it."""

    understood: str = ""
    against: str = ""


class EchoDialog(FormDialog[T]):
    """A dialog that says back, while it is typed, how the text of one field is understood."""

    def __init__(
        self,
        session: Session,
        title: str,
        fields: Sequence[Field],
        save: Callable[[Answers], Awaitable[T]],
        field: str,
        echo: Callable[[str], Awaitable[Echo]],
    ) -> None:
        super().__init__(session, title, fields, save)
        self._echoed = f"field-{field}"
        self._echo = echo

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say back what is typed; an answer that comes late is passed over for a newer one."""
        if event.input.id == self._echoed:
            self.run_worker(self._answer(event.value), group="echo", exclusive=True)

    async def _answer(self, text: str) -> None:
        try:
            echo = await self._echo(text) if text.strip() else Echo()
        except BadInput:  # not a date yet; when it is saved like that, it is told
            echo = Echo()
        self.add(echo.understood)
        self.say(echo.against)


async def snooze(screen: WorkScreen, context: Context) -> None:
    """Put the follow-up under the cursor off; where a deal has several, first ask which."""
    session, words = screen.session, screen.session.words
    found = await screen.read(lambda book: outlook.dates_of(book, context))
    if not found:
        screen.tell(Say("act_nothing_due"), "warning")
        return
    whose = await screen.read(lambda book: _whose(book, context))
    at = 0
    if len(found) > 1:
        lines = [
            Line(str(number), label.text(session.lang), day(words, follow.due))
            for number, (follow, label) in enumerate(found)
        ]
        chosen = await screen.ask(ChooseDialog(session, words.ask_snooze_which.format(whose=whose), lines))
        if chosen is None:
            return
        at = int(chosen)
    follow, label = found[at]
    title = words.ask_snooze.format(rule=label.text(session.lang), whose=whose)
    moved = await _ask(screen, follow, title)
    if moved is not None:
        await screen.reread_all(context.deal)
        screen.tell(Say("page_snoozed", {"due": moved.due, "rule": label}))


async def _ask(screen: WorkScreen, follow: FollowUp, title: str) -> FollowUp | None:
    """Ask for the day and the reason, and save; the line as it stands then, None when the person went away."""
    session, words = screen.session, screen.session.words

    async def echo(text: str) -> Echo:
        to = await screen.read(lambda book: outlook.put_off(book, follow, text))
        understood = day(words, to.day)
        if to.day != to.typed:
            understood = words.ask_snooze_rolled.format(typed=day(words, to.typed), day=understood)
        return Echo(understood, "\n".join(session.told(lack.say) for lack in to.lacks))

    async def save(answers: Answers) -> FollowUp:
        try:
            return await screen.save(
                lambda book: book.due.snooze(follow, entered.day(book, "until", answers["until"]), answers["reason"])
            )
        except Refused as refused:
            raise Refused([_at_field(reason) for reason in refused.reasons]) from None

    fields = (
        Field("until", words.ask_snooze_until, hint=words.ask_hint_date, required=True),
        Field("reason", words.ask_why, required=True),
    )
    return await screen.ask(EchoDialog(session, title, fields, save, "until", echo))


def _at_field(reason: Reason) -> Reason:
    field = _FIELDS.get(reason.id)
    return reason._replace(goto=f"ask.{field}") if field and not reason.goto else reason


def _whose(book: Book, context: Context) -> str:
    """Whom a line is about: the deal, the customer, or the team."""
    if context.deal:
        head = readings.heading(book, context.deal)
        return f"{head.customer} · {head.title}"
    return book.customers.get(context.customer).name if context.customer else book.meta.team
