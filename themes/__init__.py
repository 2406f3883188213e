"""How it looks: a dark and a light palette of our own, one of the terminal's own 16 colors, and the style sheet.

The drawn widgets take every color from the variables below (`VARIABLES` names what each is for); a theme that lacks
them gets the dark ones by `DEFAULTS`. Grounds are nearly neutral so that 256 colors show them as steps of grey and
not as black or teal; text keeps a contrast of 4.5 on its grounds, in true color and in 256 (tests/widgets).
"""

from dataclasses import replace
from pathlib import Path

from textual.theme import BUILTIN_THEMES, Theme

DARK, LIGHT, ANSI = "dealboard-dark", "dealboard-light", "dealboard-ansi"
STYLE_SHEET = Path(__file__).with_name("dealboard.tcss")

# What each variable of ours is for.
VARIABLES = {
    "ground": "behind everything",
    "ground-panel": "behind lists and dialogs",
    "ground-bar": "behind the head and foot lines",
    "card": "behind a card",
    "card-cursor": "behind the title of the card or line the cursor is on",
    "card-cursor-edge": "the bar at the edge of the card or line the cursor is on",
    "card-edge": "the edge of any other card",
    "rule": "rules and walls",
    "rule-here": "the rule over the column the cursor is in",
    "ink": "text",
    "ink-strong": "names, and what the eye goes to first",
    "ink-quiet": "text that stands back",
    "ink-off": "a key that does not work here",
    "ink-accent": "keys, numbers of stages, the program's name",
    "ink-money": "amounts",
    "ink-tier": "tiers",
    "due-overdue": "a follow-up that is late",
    "due-today": "a follow-up of today",
    "due-coming": "a follow-up to come",
    "stage-won": "a deal that is won",
    "stage-lost": "a deal that is lost",
    "stage-paused": "a deal that is paused",
    "stage-done": "a checklist that is complete",
    "cursor-style": "attributes of the title under the cursor",
    "quiet-style": "attributes of text that stands back",
    "off-style": "attributes of a key that does not work here",
}

_DARK = {
    "ground": "#15171a",
    "ground-panel": "#1a1c1f",
    "ground-bar": "#24272b",
    "card": "#1f2226",
    "card-cursor": "#24507a",
    "card-cursor-edge": "#7db4f0",
    "card-edge": "#3b4149",
    "rule": "#444b54",
    "rule-here": "#7db4f0",
    "ink": "#c8ced6",
    "ink-strong": "#f1f4f7",
    "ink-quiet": "#979fa9",
    "ink-off": "#747c86",
    "ink-accent": "#7db4f0",
    "ink-money": "#b5cf9b",
    "ink-tier": "#c9adf5",
    "due-overdue": "#ff8a80",
    "due-today": "#f0c674",
    "due-coming": "#8fb8c9",
    "stage-won": "#8fd19e",
    "stage-lost": "#b3a5a5",
    "stage-paused": "#cdb58f",
    "stage-done": "#8fd19e",
    "cursor-style": "none",
    "quiet-style": "none",
    "off-style": "none",
}

_LIGHT = {
    "ground": "#f3f4f5",
    "ground-panel": "#eff0f1",
    "ground-bar": "#e0e2e5",
    "card": "#ffffff",
    "card-cursor": "#c2defa",
    "card-cursor-edge": "#0f5fae",
    "card-edge": "#c9cfd6",
    "rule": "#b9c0c8",
    "rule-here": "#0f5fae",
    "ink": "#2c3641",
    "ink-strong": "#0e141b",
    "ink-quiet": "#525c66",
    "ink-off": "#737b84",
    "ink-accent": "#0f5fae",
    "ink-money": "#2f6b3b",
    "ink-tier": "#6a3fa0",
    "due-overdue": "#b3261e",
    "due-today": "#7f4c00",
    "due-coming": "#2b6080",
    "stage-won": "#176636",
    "stage-lost": "#6b5555",
    "stage-paused": "#6b5726",
    "stage-done": "#176636",
    "cursor-style": "none",
    "quiet-style": "none",
    "off-style": "none",
}

# The terminal's own colors: for 16-color terminals and for NO_COLOR, where attributes and signs say everything.
_ANSI = {
    **dict.fromkeys(_DARK, "ansi_default"),
    "card-cursor-edge": "ansi_cyan",
    "card-edge": "ansi_bright_black",
    "rule": "ansi_bright_black",
    "rule-here": "ansi_cyan",
    "ink-accent": "ansi_cyan",
    "ink-money": "ansi_green",
    "ink-tier": "ansi_magenta",
    "due-overdue": "ansi_red",
    "due-today": "ansi_yellow",
    "stage-won": "ansi_green",
    "stage-done": "ansi_green",
    "cursor-style": "reverse",
    "quiet-style": "none",
    "off-style": "dim",
}

DEFAULTS = dict(_DARK)


def _own(name: str, colors: dict[str, str], *, dark: bool) -> Theme:
    """A theme of Textual's from a palette of ours, so that inputs, buttons and scroll bars match the drawn parts."""
    return Theme(
        name=name,
        dark=dark,
        primary=colors["rule-here"],
        secondary=colors["due-coming"],
        accent=colors["ink-accent"],
        warning=colors["due-today"],
        error=colors["due-overdue"],
        success=colors["stage-won"],
        foreground=colors["ink"],
        background=colors["ground"],
        surface=colors["card"],
        panel=colors["ground-bar"],
        variables={
            **colors,
            "border": colors["rule-here"],
            "border-blurred": colors["rule"],
            "text-muted": colors["ink-quiet"],
            "text-disabled": colors["ink-off"],
            "block-cursor-background": colors["card-cursor"],
            "block-cursor-foreground": colors["ink"],
            "block-cursor-blurred-background": colors["ground-bar"],
            "block-cursor-blurred-foreground": colors["ink"],
            "input-selection-background": colors["card-cursor"],
            "scrollbar": colors["rule"],
            "scrollbar-hover": colors["ink-off"],
            "scrollbar-active": colors["rule-here"],
            "scrollbar-background": colors["ground"],
            "scrollbar-background-hover": colors["ground"],
            "scrollbar-background-active": colors["ground"],
        },
    )


def palettes() -> tuple[Theme, ...]:
    """The themes to register, the first one being what the program starts with."""
    base = BUILTIN_THEMES["ansi-dark"]
    return (
        _own(DARK, _DARK, dark=True),
        _own(LIGHT, _LIGHT, dark=False),
        replace(base, name=ANSI, accent="ansi_cyan", primary="ansi_cyan", variables={**base.variables, **_ANSI}),
    )


def fitting(wish: str, color_system: str | None, *, no_color: bool = False) -> str:
    """The theme to use: the wished one ("light" will do), but the terminal's own colors where it has 16 or none.

    `color_system` is Rich's name ("standard", "256", "truecolor", None for none).
    """
    if no_color or color_system in (None, "standard", "windows"):
        return ANSI
    return next((name for name in (DARK, LIGHT, ANSI) if wish in (name, name.rpartition("-")[2])), DARK)
