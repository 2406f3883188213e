"""From names of styles to styles: the one place where runs meet the theme's variables; no colour is written here.

A name has a foreground variable and attributes, a ground has a background variable; both are variables of the theme
(themes/__init__.py gives their defaults), so that a theme of a user's own reaches every drawn cell.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from rich.color import Color
from rich.style import Style
from textual.color import Color as TextualColor

# name of a run's style -> (theme variable of its colour, is it bold)
NAMES: Mapping[str, tuple[str, bool]] = {
    "text": ("ink", False),
    "strong": ("ink-strong", True),
    "quiet": ("ink-quiet", False),
    "accent": ("ink-accent", True),
    "money": ("ink-money", False),
    "sum": ("ink-money", False),
    "tier": ("ink-tier", True),
    "overdue": ("due-overdue", True),
    "today": ("due-today", True),
    "coming": ("due-coming", False),
    "none": ("ink-quiet", False),
    "done": ("stage-done", False),
    "won": ("stage-won", True),
    "lost": ("stage-lost", False),
    "paused": ("stage-paused", False),
    "completed": ("stage-done", False),
    "edge": ("card-cursor-edge", True),
    "edge-away": ("ink-quiet", False),
    "card-edge": ("card-edge", False),
    "rule": ("rule", False),
    "rule-here": ("rule-here", False),
    "key": ("ink-accent", True),
    "key-off": ("ink-off", False),
    "off": ("ink-off", False),
}  # fmt: skip
# name of a ground -> theme variable of its colour
GROUNDS: Mapping[str, str] = {
    "board": "ground",
    "card": "card",
    "cursor": "card-cursor",
    "panel": "ground-panel",
    "bar": "ground-bar",
}
# Edges and rules: on the cursor's ground they keep their color, while every text takes the one that is read best there.
MARKS = frozenset({"edge", "edge-away", "card-edge", "rule", "rule-here"})
# Styles that bring a ground of their own, wherever they stand: name -> (ground, name of its text)
LIFTED: Mapping[str, tuple[str, str]] = {"tab-here": ("cursor", "strong")}


class Palette(NamedTuple):
    """The styles of one theme: `ink[ground][name]`."""

    ink: Mapping[str, Mapping[str, Style]]


def palette(variables: Mapping[str, str]) -> Palette:
    """The styles these theme variables make; the same object for the same values."""
    wanted = {*GROUNDS.values(), *(variable for variable, _ in NAMES.values())}
    wanted |= {"cursor-style", "quiet-style", "off-style"}
    return _palette(tuple(sorted((name, variables[name]) for name in wanted)))


@lru_cache(maxsize=8)
def _palette(values: tuple[tuple[str, str], ...]) -> Palette:
    variables = dict(values)
    ink: dict[str, dict[str, Style]] = {}

    def ink_of(variable: str) -> Color:
        return TextualColor.parse(variables[variable]).rich_color

    for ground, variable in GROUNDS.items():
        base = Style(bgcolor=ink_of(variable))
        if ground == "cursor":
            base += Style.parse(variables["cursor-style"])
        ink[ground] = {
            name: base
            + Style(color=ink_of(color if ground != "cursor" or name in MARKS else "ink-strong"), bold=bold or None)
            for name, (color, bold) in NAMES.items()
        }
        for name, kind in (("quiet", "quiet-style"), ("off", "off-style"), ("key-off", "off-style")):
            ink[ground][name] += Style.parse(variables[kind])
    for name, (ground, text) in LIFTED.items():
        for styles in ink.values():
            styles[name] = ink[ground][text]
    return Palette(ink)
