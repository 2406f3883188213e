"""Where what is missing gets mended: an item ticked, a form filled, an approval given, a tier set, a touch logged.

`goto` is what a Reason carries, and what a checklist item is ticked by (playbook, `by`): both name the same places.
"""

from board.screens import readings
from board.screens.choices import Option
from board.screens.choose import ChooseDialog
from board.screens.entered import Answers
from board.screens.fields import LONG, ONE, Field
from board.screens.filling import fill_paper
from board.screens.form import FormDialog
from board.screens.lines import Line
from board.screens.talking import log_touch
from board.screens.work import WorkScreen
from store.records import Say, SignOff

APPROVE, REFUSE = "approve", "refuse"


async def mend(screen: WorkScreen, deal: str, goto: str) -> None:
    """Go to where a lack is mended; the board shows it afterwards."""
    kind, _, arg = goto.partition(":")
    match kind:
        case "item":
            item, _ = await screen.read(lambda book: readings.item(book, deal, arg))
            if item.by == "tick":
                await screen.save(lambda book: book.deals.check(deal, arg))
            else:
                return await mend(screen, deal, item.by)
        case "form" | "field":
            form, _, field = arg.partition(".")
            await fill_paper(screen, deal, form, field.partition(".")[0], lacking=True)
        case "signoff":
            await sign(screen, deal, arg)
        case "tier":
            await set_tier(screen, deal, arg)
        case "activity":
            await log_touch(screen, deal=deal, kind=arg)
        case _:
            screen.tell(Say("ask_mends_itself"))
            return None
    await screen.reread_all(deal)
    return None


async def sign(screen: WorkScreen, deal: str, signoff: str) -> SignOff | None:
    """Approve or refuse what a sign-off stands on."""
    session, words = screen.session, screen.session.words
    label = await screen.read(lambda book: book.process.signoff(signoff).label)

    async def save(answers: Answers) -> SignOff:
        approve = answers["verdict"] == APPROVE
        return await screen.save(lambda book: book.signoffs.sign(deal, signoff, approve, answers["note"]))

    verdicts = (Option(APPROVE, words.ask_approve), Option(REFUSE, words.ask_refuse))
    fields = (
        Field("verdict", words.ask_verdict, ONE, "", verdicts, required=True),
        Field("note", words.ask_note, LONG),
    )
    title = words.ask_sign.format(signoff=label.text(session.lang))
    return await screen.ask(FormDialog(session, title, fields, save))


async def set_tier(screen: WorkScreen, deal: str, scheme: str, customer: str = "") -> None:
    """Choose the tier of a deal, or of its customer, in one scheme; the one the rules point to is marked."""
    session, words = screen.session, screen.session.words
    offer = await screen.read(lambda book: readings.tier_offer(book, deal, customer, scheme))
    lines = [
        Line(
            tier.id,
            tier.label.text(session.lang),
            tier.rule.text(session.lang) + (f" · {words.ask_tier_now}" if tier.id == offer.now else ""),
            "*" if tier.id == offer.suggested else " ",
        )
        for tier in offer.tiers
    ]
    known = [tier.id for tier in offer.tiers]
    at = known.index(offer.suggested or offer.now or known[0])
    title = words.ask_tier.format(scheme=offer.label.text(session.lang), subject=offer.subject_name)
    note = "\n".join(session.told(say) for say in offer.reasons)
    tier = await screen.ask(ChooseDialog(session, title, lines, at=at, note=note))
    if tier is None:
        return
    await screen.save(lambda book: book.tiers.set(offer.subject, scheme, tier))
    await screen.reread_all(deal)
    following = await screen.read(lambda book: readings.next_date(book, deal or customer))
    screen.tell(tier_told(following, tier))


def tier_told(following: readings.Dated | None, tier: str) -> Say:
    """The tier that holds now and the next date that follows from it."""
    if following is None:
        return Say("page_tier_set", {"tier": tier})
    return Say("page_tier_set_next", {"tier": tier, "due": following.due, "rule": following.label})
