"""Text as it is drawn: plain, cut to cells, in runs of one style each; pure, knows no widget.

A drawn widget is made of lines, a line of runs, a run of text and the name of a style. What the styles look like is
decided by the theme; what a line says and how wide it is, is decided here and can be tested without a screen.
"""

from datetime import date
from typing import NamedTuple

from store.words.shape import Words


class Look(NamedTuple):
    """What lines are drawn for: the language, the board's currency, today, and whether signs are ASCII only.

    `ascii` is for terminals that draw signs of ambiguous width two cells wide (lessons.md 1.3).
    """

    words: Words
    currency: str
    today: date
    ascii: bool = False
