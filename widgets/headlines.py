"""The heads of the board's columns as pure text: side by side in a wide terminal, a tab strip in a narrow one."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len

from store.records import ColumnHead
from widgets.ink import Line, Look, Run, fit, spread

HEAD_LINES = 2


class Tab(NamedTuple):
    """Where a stage stands in the tab strip: cells from `start` up to, not including, `end`."""

    column: int
    start: int
    end: int


def head_lines(head: ColumnHead, number: int, width: int, look: Look, *, here: bool, drop: bool) -> tuple[Line, Line]:
    """The two lines over a column, each exactly `width` cells: number, stage and count; a rule with the sum.

    `here` says the cursor is in this column, `drop` that a card is being dragged over it.
    """
    count = Run(str(head.deals), "strong" if here else "quiet")
    lead = Run(f" {number} ", "accent" if here else "quiet")
    room = width - cell_len(lead.text) - cell_len(count.text) - 2
    label = Run(look.cut(head.label.text(look.words.lang), room) if room > 1 else "", "strong" if here else "text")
    return spread((lead, label), (count, Run(" ", "text")), width), rule_line(head, width, look, here=here, drop=drop)


def rule_line(head: ColumnHead, width: int, look: Look, *, here: bool, drop: bool) -> Line:
    """The rule under a head with the column's sum at its end, or the word that a card may be dropped here."""
    style, sign = ("rule-here", look.signs.rule_here) if here or drop else ("rule", look.signs.rule)
    text = f"{look.signs.drop} {look.words.view_drop_here}" if drop else look.money(head.total) if head.total else ""
    word = Run(f" {look.cut(text, width - 4)} " if text and width > 8 else "", "accent" if drop else "sum")
    tail = Run(sign if word.text else "", style)
    return fit((Run(sign * (width - cell_len(word.text) - cell_len(tail.text)), style), word, tail), width)


def tab_strip(heads: Sequence[ColumnHead], here: int, width: int, look: Look) -> tuple[Line, list[Tab]]:
    """One line with every stage that fits around the one the cursor is in, and where each of them stands."""
    texts = [f" {number} {_label(head, width, look)} {head.deals} " for number, head in enumerate(heads, 1)]
    sizes = [cell_len(text) for text in texts]
    first, last = _around(sizes, here, width - 2)
    runs = [Run(look.signs.back if first else " ", "accent")]
    tabs, at = [], 1
    for index in range(first, last + 1):
        tabs.append(Tab(index, at, at + sizes[index]))
        at += sizes[index]
        runs.append(Run(texts[index], "tab-here" if index == here else "quiet"))
    more = Run(look.signs.on if last < len(heads) - 1 else " ", "accent")
    return fit((*fit(runs, width - 1), more), width), tabs


def strip_rule(head: ColumnHead, width: int, look: Look) -> Line:
    """The rule under the tab strip: how many deals stand in this stage and what they sum to."""
    words = look.words
    count = words.view_count_one if head.deals == 1 else words.view_count.format(count=head.deals)
    text = f"{count} {look.signs.dot} {look.money(head.total)}" if head.total else count
    word = Run(f" {look.cut(text, width - 4)} ", "sum")
    line = Run(look.signs.rule_here * max(0, width - cell_len(word.text) - 1), "rule-here")
    return fit((line, word, Run(look.signs.rule_here, "rule-here")), width)


def _label(head: ColumnHead, width: int, look: Look) -> str:
    """A stage's name, short enough that its tab fits even a very narrow terminal."""
    return look.cut(head.label.text(look.words.lang), max(4, min(18, width - 12)))


def _around(sizes: Sequence[int], here: int, width: int) -> tuple[int, int]:
    """The first and last of the tabs to show: as many as fit, the present one among them, next before previous."""
    first = last = here
    used = sizes[here] if sizes else 0
    while True:
        if last + 1 < len(sizes) and used + sizes[last + 1] <= width:
            last += 1
            used += sizes[last]
        elif first > 0 and used + sizes[first - 1] <= width:
            first -= 1
            used += sizes[first]
        else:
            return first, last
