"""Deeds that only look: open, find, the palette, the help; and those that turn the program itself."""

from collections.abc import Sequence

from board import actions
from board.actions import Action, Context
from board.screens import readings
from board.screens.choose import NarrowDialog
from board.screens.lines import Line
from board.screens.page import CustomerScreen, DealScreen
from board.screens.prose import Said
from board.screens.tell import TextDialog
from board.screens.work import WorkScreen
from store.records import Hit

_KEY_CELLS = 12
"""Cells of the column of keys in the help."""


async def open_line(screen: WorkScreen, context: Context) -> None:
    """The page of the deal under the cursor, or of its customer when it is no deal's line."""
    if context.deal:
        await show_deal(screen, context.deal)
    else:
        await show_customer(screen, context.customer)


async def show_deal(screen: WorkScreen, deal: str) -> None:
    """The page of a deal."""
    page = await screen.read(lambda book: readings.deal_page(book, deal))
    await screen.app.push_screen(DealScreen(screen.session, page))


async def show_customer(screen: WorkScreen, customer: str) -> None:
    """The page of a customer."""
    page = await screen.read(lambda book: readings.customer_page(book, customer))
    await screen.app.push_screen(CustomerScreen(screen.session, page))


async def find(screen: WorkScreen, context: Context) -> None:
    """Find a customer or deal by any part of its name, pinyin or initials, and open it."""
    session, words = screen.session, screen.session.words
    kinds: dict[str, str] = {}

    async def search(text: str) -> Sequence[Line]:
        hits = await screen.read(lambda book: readings.found(book, text)) if text.strip() else []
        kinds.update((hit.id, hit.kind) for hit in hits)
        return [_hit_line(screen, hit) for hit in hits]

    chosen = await screen.ask(NarrowDialog(session, words.ask_find, search, words.ask_hint_find))
    if chosen is not None:
        await (show_deal if kinds[chosen] == "deal" else show_customer)(screen, chosen)


async def palette(screen: WorkScreen, context: Context) -> None:
    """Every action by name; what does not work here says why in its line."""
    session, words = screen.session, screen.session.words
    here = [one for one in actions.at(context.place) if one.id != "palette"]

    async def search(text: str) -> Sequence[Line]:
        wanted = text.casefold().split()
        return [
            _action_line(screen, one, context)
            for one in here
            if all(word in f"{session.told(one.name)} {session.told(one.help)} {one.id}".casefold() for word in wanted)
        ]

    chosen = await screen.ask(NarrowDialog(session, words.ask_palette, search, words.ask_hint_narrow))
    if chosen is not None:
        screen.action_run(chosen)


async def show_help(screen: WorkScreen, context: Context) -> None:
    """Every key of this place, what it does, and why it does not work just now."""
    session, words = screen.session, screen.session.words
    here = actions.at(context.place)
    lines = [Said(words.help_intro)]
    for group in actions.GROUPS:
        some = [one for one in here if one.group == group]
        if some:
            lines += [Said(), Said(getattr(words, f"help_group_{group}"), "bold $ink-accent")]
            lines += [_help_line(screen, one, context) for one in some]
    await screen.ask(TextDialog(session, words.help_title, lines, wide=True))


async def own(screen: WorkScreen, context: Context, id: str) -> None:
    """What only the screen itself knows how to do."""
    await screen.own(id)


def _hit_line(screen: WorkScreen, hit: Hit) -> Line:
    state = getattr(screen.session.words, f"state_{hit.state}") if hit.state and hit.state != "open" else ""
    detail = " · ".join(part for part in (hit.detail, state) if part)
    return Line(hit.id, f"{hit.ref:<6} {hit.title}", detail)


def _action_line(screen: WorkScreen, action: Action, context: Context) -> Line:
    session = screen.session
    refused = action.may(context)
    key = session.key(action.id)
    detail = session.told(refused) if refused else key
    return Line(action.id, session.told(action.name), detail, style="$ink-quiet" if refused else "")


def _help_line(screen: WorkScreen, action: Action, context: Context) -> Said:
    session = screen.session
    keys = " ".join(actions.printed(key) for key in session.keys[action.id]) or f": {session.told(action.name)}"
    refused = action.may(context)
    why = f" ({session.told(refused)})" if refused else ""
    return Said(session.told(action.help) + why, "$ink-quiet" if refused else "", keys, "bold $ink", _KEY_CELLS)
