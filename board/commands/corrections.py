"""`dealboard touch`: the touches of a customer or deal, and what is put right about them."""

from __future__ import annotations

from board.commands import documents
from board.commands.cells import table
from board.commands.naming import named, subject
from board.commands.session import Session
from board.commands.tree import Family, Place, command, switch, value, words
from store.problems import BadInput
from store.process import followups
from store.records import Activity, Deal
from store.words import day, moment

touch = Family(
    "touch",
    "cmd_help_touch",
    {
        "list": Place("corrections:show_touches", "cmd_help_touch_list"),
        "correct": Place("corrections:correct", "cmd_help_touch_correct"),
        "remove": Place("corrections:remove", "cmd_help_touch_remove"),
    },
)


@command("list", "cmd_help_touch_list")
@words("REF")
def show_touches(session: Session, ref: str) -> None:
    """List what took place with a customer, or what is linked to a deal, newest first."""
    book = session.book
    of = subject(book, ref)
    customer, deal = (of.customer, of.id) if isinstance(of, Deal) else (of.id, "")
    found = [one for one in book.activities.list(customer) if not one.planned and (not deal or deal in one.deals)]
    session.answer.items(
        lambda: (_touch(session, one) for one in found),
        lambda: table(_cells(session, one) for one in found),
    )
    if not found:
        session.answer.talk("cmd_touch_none")


@command("correct", "cmd_help_touch_correct")
@words("TOUCH")
@value("--kind", "KIND", "cmd_opt_touch_kind")
@value("--at", "TIME", "cmd_opt_at")
@value("--note", "TEXT", "cmd_opt_note")
@value("--aim", "TEXT", "cmd_opt_aim")
@value("--outcome", "TEXT", "cmd_opt_outcome")
@value("--deal", "REF", "cmd_opt_touch_deals", many=True)
@switch("--no-deal", "cmd_opt_touch_no_deal")
@value("--version", "N", "cmd_opt_version")
@value("--why", "TEXT", "cmd_opt_why")
def correct(
    session: Session, touch: str, at: str, deal: tuple[str, ...], no_deal: bool, version: str, why: str, **said: str
) -> None:
    """Put a touch right; says what is due then."""
    book = session.book
    changes: dict[str, object] = {name: text for name, text in said.items() if text}
    if "kind" in changes:
        changes["kind"] = named(book.process.activities, said["kind"])
    if at:
        changes["at"] = session.moment(at)
    if deal or no_deal:
        changes["deals"] = [book.deals.find(one).id for one in deal]
    if not changes:
        raise BadInput("cmd_touch_nothing")
    if version and not version.isdecimal():
        raise BadInput("cmd_number_unreadable", text=version)
    _answer(session, book.activities.correct(touch, changes, int(version) if version else None, why))


@command("remove", "cmd_help_touch_remove")
@words("TOUCH")
@value("--why", "TEXT", "cmd_opt_why", must=True)
def remove(session: Session, touch: str, why: str) -> None:
    """Take away a touch that did not take place; says what is due then."""
    _answer(session, session.book.activities.remove(touch, why))


def _answer(session: Session, one: Activity) -> None:
    """The touch, and what is due on its customer now."""
    book = session.book
    coming = book.due.of(one.customer)
    session.answer.item(
        {
            **_touch(session, one),
            "due": [documents.follow(book, session.words, each) for each in coming],
        },
        lambda: [
            *table([_cells(session, one)]),
            *(
                f"  {day(session.words, each.due)}  {followups.label(each, book.process).text(session.lang)}"
                for each in coming
            ),
        ],
    )


def _touch(session: Session, one: Activity) -> documents.Document:
    return {**documents.activity(session.book, one), "version": one.rev}


def _cells(session: Session, one: Activity) -> list[str]:
    book = session.book
    return [
        moment(session.words, one.at),
        book.process.activity(one.kind).label.text(session.lang),
        " ".join(book.deals.get(id).ref for id in one.deals),
        one.by,
        one.note,
        one.id,
    ]
