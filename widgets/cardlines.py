"""A card's three lines, as pure text in runs: what a deal says on the board at a glance (house.md, The screen).

customer and title
money, tier, the next step in a word and a sign
checklist done/required, days in the stage, owner
"""

from collections.abc import Sequence

from rich.cells import cell_len

from store.records import Card, NextStep
from widgets.ink import Line, Look, Run, first_fit, fit, spread, width_of

CARD_LINES = 3
WIDE = 40  # cells of a card from which on its right half stays near the left one, in a column of its own
_STOP = 18  # where that column begins

# How the cursor stands on a card: not at all, with the keyboard's focus, or waiting while the focus is elsewhere.
OFF, HERE, AWAY = "off", "here", "away"


def card_lines(card: Card, width: int, look: Look, cursor: str = OFF) -> tuple[Line, Line, Line]:
    """The three lines of a card, each exactly `width` cells: an edge, the text, a blank."""
    inner = max(1, width - 2)
    return (
        _framed(_title(card, inner, look), width, look, cursor),
        _framed(_figures(card, inner, look), width, look, cursor),
        _framed(_progress(card, inner, look), width, look, cursor),
    )


def waiting_lines(width: int, look: Look, cursor: str = OFF) -> tuple[Line, Line, Line]:
    """The place of a card whose row has not come yet."""
    inner = max(1, width - 2)
    blank = fit((), inner)
    note = fit([Run(look.cut(look.words.view_loading, inner), "quiet")], inner)
    first, second, third = (_framed(line, width, look, cursor) for line in (note, blank, blank))
    return first, second, third


def next_words(step: NextStep | None, look: Look, idle: bool = False) -> tuple[str, str, str]:
    """The next step as style, long words and short words, each with its sign first.

    An idle deal is flagged: its words say that it has no next step, or its flag stands after that of its customer.
    """
    signs, words = look.signs, look.words
    if idle:
        if step is None:
            return "today", f"{signs.flag}{words.view_none}", signs.flag
        style, long, short = next_words(step, look)
        return style, f"{long} {signs.flag}", f"{short}{signs.flag}"
    if step is None:
        return "none", f"{signs.none} {words.view_none}", signs.none
    if step.state == "overdue":
        long = words.view_overdue.format(days=step.overdue_days)
        return "overdue", signs.overdue + long, signs.overdue + words.view_overdue_short.format(days=step.overdue_days)
    ahead = (step.due - look.today).days
    if step.state == "today" or ahead == 0:
        return "today", signs.coming + words.view_today, signs.coming + words.view_today
    short = signs.coming + look.day(step.due)
    return "coming", signs.coming + words.view_tomorrow if ahead == 1 else short, short


def _framed(line: Line, width: int, look: Look, cursor: str) -> Line:
    """A line of a card between its left edge and a blank."""
    if cursor == OFF:
        edge = Run(look.signs.edge, "card-edge")
    else:
        edge = Run(look.signs.cursor, "edge" if cursor == HERE else "edge-away")
    return fit((edge, *line, Run(" ", "text")), width)


def _title(card: Card, width: int, look: Look) -> Line:
    """Customer and title share the line; the customer keeps more of it, and neither is repeated."""
    mark = _state(card, look) if width >= 8 else ()
    if width >= WIDE:
        mark = (*mark, Run(f"  D-{card.no}", "quiet"))
    room = width - (width_of(mark) + 1 if mark else 0)
    customer = look.plain(card.customer, width).strip()
    title = look.plain(card.title, 2 * width).strip()
    if customer and title.startswith(customer) and title[len(customer) :].strip(" -—–·:：_/、，"):
        title = title[len(customer) :].strip(" -—–·:：_/、，")
    wish, need = cell_len(customer), cell_len(title)
    if wish + 1 + need > room and title:
        wish = min(wish, max(room - 1 - need, room * 2 // 3))
    name = look.cut(customer, min(wish, room))
    rest = look.cut(title, room - cell_len(name) - 1) if room - cell_len(name) > 2 else ""
    runs = [Run(name, "strong")] if name else []
    if rest:
        runs.append(Run(f" {rest}" if name else rest, "text"))
    return spread(fit(runs, room), mark, width) if mark else fit(runs, width)


def _state(card: Card, look: Look) -> tuple[Run, ...]:
    """The sign of a deal that is not simply open."""
    signs = look.signs
    sign = {"won": signs.won, "lost": signs.lost, "paused": signs.paused, "completed": signs.completed}.get(card.state)
    return (Run(sign, card.state),) if sign else ()


def _figures(card: Card, width: int, look: Look) -> Line:
    """Money and tier at the left, the next step at the right; what does not fit goes in this order: words, tier."""
    style, long, short = next_words(card.next, look, card.idle)
    amount = [Run(look.money(card.amount), "money") if card.amount else Run(look.signs.none, "quiet")]
    tier = look.cut(card.tier, 8)
    graded = [*amount, Run(f" {tier}", "tier")] if tier else amount
    return _beside(
        [
            (graded, [Run(long, style)]),
            (graded, [Run(short, style)]),
            (amount, [Run(short, style)]),
            ([], [Run(short, style)]) if style == "overdue" else (amount, []),
        ],
        width,
    )


def _progress(card: Card, width: int, look: Look) -> Line:
    """The checklist and the days in the stage at the left, the owner at the right."""
    words, signs = look.words, look.signs
    ticks = Run(f"{signs.done}{card.done}/{card.required}", "done" if card.done >= card.required else "quiet")
    checked = [ticks] if card.required else []
    days = Run(("  " if checked else "") + words.view_days.format(days=card.days), "quiet")
    state = getattr(words, f"view_{card.state}") if _state(card, look) else ""
    stated = [Run(f"  {look.plain(state, 12)}", card.state)] if state else []
    owner = [Run(look.cut(card.owner_name or card.owner, max(4, width // 2)), "quiet")]
    return _beside(
        [
            ([*checked, days, *stated], owner),
            ([*checked, days], owner),
            ([*checked, days], [Run(look.cut(owner[0].text, 6), "quiet")]),
            ([*checked, days], []),
            (checked or [days], []),
        ],
        width,
    )


def _beside(variants: Sequence[tuple[Sequence[Run], Sequence[Run]]], width: int) -> Line:
    """The first form of a line that fits, its right part at the right edge, or in a wide card at the stop."""
    left, right = variants[0]
    if width < WIDE or width_of(left) >= _STOP:
        return first_fit(variants, width)
    return fit((*fit(left, _STOP), *right), width)
