"""Deeds that move a deal: on through its gate, back, won, lost, paused, taken up again; and its checklist.

A refused move opens the list of what is missing. Enter on a line goes to mend it, and once the last is mended the
move is made: the same call is tried again each time, so that the gate alone decides (house.md, "The screen").
"""

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from board.actions import Context
from board.screens import entered, readings
from board.screens.checklist import ChecklistDialog, first_open
from board.screens.choices import Option
from board.screens.entered import Answers
from board.screens.fields import LONG, ONE, Field
from board.screens.form import FormDialog
from board.screens.mending import mend
from board.screens.missing import OVERRIDE, MissingDialog
from board.screens.work import WorkScreen
from store.book import Book
from store.problems import Refused
from store.records import Deal, Say


class Step(Protocol):
    """A step of a deal through a gate."""

    def __call__(self, book: Book, override: bool, why: str) -> Deal:
        """The deal afterwards."""
        ...


async def move(screen: WorkScreen, context: Context) -> None:
    """On to the next stage."""
    deal = context.deal
    await through(screen, deal, lambda book, override, why: book.deals.move(deal, override=override, why=why))


async def win(screen: WorkScreen, context: Context) -> None:
    """Signed and won."""
    deal = context.deal
    await through(screen, deal, lambda book, override, why: book.deals.win(deal, override=override, why=why))


async def drop(screen: WorkScreen, context: Context) -> None:
    """To the stage that a card was dragged to: on through its gate, or back with a reason."""
    deal, to = context.deal, context.to
    here, there = await screen.read(lambda book: tuple(map(book.process.stage_index, (book.deals.get(deal).stage, to))))
    if there > here:
        await through(screen, deal, lambda book, override, why: book.deals.move(deal, to, override=override, why=why))
    elif there < here:
        await back(screen, context)


async def through(screen: WorkScreen, deal: str, step: Step) -> None:
    """Take a step; while its gate is shut, show what is missing and mend it line by line."""
    override, why, at = False, "", 0
    while True:
        try:
            moved = await screen.save(partial(step, override=override, why=why))
        except Refused as refused:
            if not any(reason.gate or reason.goto for reason in refused.reasons):
                raise
            head = await screen.read(lambda book: readings.heading(book, deal))
            title = screen.session.words.ask_missing_title.format(deal=named(head))
            answer = await screen.ask(MissingDialog(screen.session, title, refused.reasons, at))
            if answer is None:
                return
            if answer == OVERRIDE:
                given = await _reason_to_override(screen)
                override, why = given is not None, given or ""
                continue
            at = int(answer)
            await mend(screen, deal, refused.reasons[at].goto)
            override, why = False, ""
        else:
            await screen.reread_all(deal)
            await _tell_where(screen, moved)
            return


async def back(screen: WorkScreen, context: Context) -> None:
    """To an earlier stage, with a reason."""
    session, words = screen.session, screen.session.words
    head = await screen.read(lambda book: readings.heading(book, context.deal))
    stages = await screen.read(lambda book: readings.earlier(book, context.deal))
    if not stages:
        screen.tell(Say("ask_back_first"), "warning")
        return
    options = tuple(Option(stage.id, stage.label.text(session.lang)) for stage in stages)

    async def save(answers: Answers) -> Deal:
        return await screen.save(lambda book: book.deals.back(context.deal, answers["to"], answers["why"]))

    fields = (
        Field("to", words.ask_to_stage, ONE, context.to or options[-1].id, options, required=True),
        Field("why", words.ask_why, required=True),
    )
    title = words.ask_back.format(deal=named(head))
    await _finish(screen, await screen.ask(FormDialog(session, title, fields, save, start="why")))


async def lose(screen: WorkScreen, context: Context) -> None:
    """Closed as lost, for one of the playbook's reasons."""
    words, lang = screen.session.words, screen.session.lang
    head = await screen.read(lambda book: readings.heading(book, context.deal))
    reasons = await screen.read(lambda book: book.process.lost_reasons)
    options = tuple(Option(one.id, one.label.text(lang)) for one in reasons)

    async def save(answers: Answers) -> Deal:
        return await screen.save(lambda book: book.deals.lose(context.deal, answers["reason"], answers["why"]))

    fields = (Field("reason", words.ask_reason, ONE, "", options, required=True), Field("why", words.ask_note))
    title = words.ask_lose.format(deal=named(head))
    await _finish(screen, await screen.ask(FormDialog(screen.session, title, fields, save)))


async def pause(screen: WorkScreen, context: Context) -> None:
    """Into the pool until a date."""
    words = screen.session.words
    head = await screen.read(lambda book: readings.heading(book, context.deal))

    async def save(answers: Answers) -> Deal:
        return await screen.save(
            lambda book: book.deals.pause(context.deal, entered.day(book, "until", answers["until"]), answers["why"])
        )

    fields = (
        Field("until", words.ask_until, hint=words.ask_hint_date, required=True),
        Field("why", words.ask_why, required=True),
    )
    title = words.ask_pause.format(deal=named(head))
    await _finish(screen, await screen.ask(FormDialog(screen.session, title, fields, save)))


async def resume(screen: WorkScreen, context: Context) -> None:
    """Back on the board, in the stage it was paused in."""
    await _finish(screen, await screen.save(lambda book: book.deals.resume(context.deal)))


async def check(screen: WorkScreen, context: Context) -> None:
    """The checklist of the stage: a digit or Enter ticks, or goes to what ticks the item."""
    deal = context.deal
    head = await screen.read(lambda book: readings.heading(book, deal))
    items = await screen.read(lambda book: readings.ticked(book, deal))
    at = first_open(items)

    async def toggle(one: readings.Ticked) -> Sequence[readings.Ticked]:
        await screen.save(lambda book: book.deals.check(deal, one.item.id, one.state is None))
        await screen.reread_all(deal)
        return await screen.read(lambda book: readings.ticked(book, deal))

    title = f"{named(head)} · {head.stage.text(screen.session.lang)}"
    while True:
        answer = await screen.ask(ChecklistDialog(screen.session, title, items, toggle, at))
        if answer is None:
            return
        await mend(screen, deal, f"item:{answer}")
        items = await screen.read(lambda book: readings.ticked(book, deal))
        at = next((index for index, one in enumerate(items) if one.item.id == answer), 0)


async def mend_item(screen: WorkScreen, context: Context) -> None:
    """An item of a page's checklist: ticked or unticked, or what ticks it opened."""
    item, done = await screen.read(lambda book: readings.item(book, context.deal, context.to))
    if done and item.by == "tick":
        await screen.save(lambda book: book.deals.check(context.deal, item.id, done=False))
        await screen.reread_all(context.deal)
    else:
        await mend(screen, context.deal, f"item:{item.id}")


def named(head: readings.Heading) -> str:
    """How a dialog calls a deal."""
    return f"{head.ref} {head.customer} · {head.title}"


async def _reason_to_override(screen: WorkScreen) -> str | None:
    """Why the gate is gone over; None when it is not."""
    words = screen.session.words

    async def save(answers: Answers) -> str:
        return answers["why"]

    fields = (Field("why", words.ask_why, LONG, required=True),)
    return await screen.ask(FormDialog(screen.session, words.ask_override, fields, save))


async def _finish(screen: WorkScreen, deal: Deal | None) -> None:
    """After a dialog: nothing when the person went away, else the deal where it is now."""
    if deal is not None:
        await screen.reread_all(deal.id)
        await _tell_where(screen, deal)


async def _tell_where(screen: WorkScreen, deal: Deal) -> None:
    """Where a deal is now: its stage, or the state that took it off the board."""
    label = await screen.read(lambda book: book.process.stage(deal.stage).label)
    where = label if deal.live and deal.state == "open" else Say(f"state_{deal.state}")
    screen.tell(Say("page_now_in", {"ref": deal.ref, "title": deal.title, "where": where}))
