"""The palettes: every text can be read on every ground it stands on, in true color, in 256 and in 16 colors."""

import re
from typing import ClassVar

import pytest
from rich.color import Color, ColorSystem
from textual.app import App

from themes import ANSI, DARK, DEFAULTS, LIGHT, STYLE_SHEET, VARIABLES, fitting, palettes
from widgets.palette import GROUNDS, LIFTED, MARKS, NAMES, palette

# Keys that do not work here, which may stand back.
FADED = {"off", "key-off"}
READ = sorted(set(NAMES) - MARKS - FADED)
# What the head and foot lines are made of.
ON_BAR = {"text", "strong", "quiet", "accent", "key", "overdue", "coming", "done"}


def luminance(color):
    def part(value):
        value /= 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = color.get_truecolor()
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue)


def contrast(style, system):
    light, dark = sorted((luminance(one.downgrade(system)) for one in (style.color, style.bgcolor)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def of(name):
    return next(theme for theme in palettes() if theme.name == name)


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("system", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT])
@pytest.mark.parametrize("ground", sorted(GROUNDS))
def test_every_text_has_a_contrast_of_4_5_on_every_ground(theme, system, ground):
    ink = palette(of(theme).variables).ink[ground]
    names = [name for name in READ if ground != "bar" or name in ON_BAR]
    low = {name: round(contrast(ink[name], system), 2) for name in names if contrast(ink[name], system) < 4.5}
    assert not low
    assert all(contrast(ink[name], system) >= 2.5 for name in FADED if ground != "cursor")


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("system", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT])
def test_cards_stand_out_from_what_is_behind_them(theme, system):
    ink = palette(of(theme).variables).ink
    grounds = [ink[name]["text"].bgcolor.downgrade(system).get_truecolor() for name in ("board", "card", "cursor")]
    assert len(set(grounds)) == 3


def test_every_theme_has_every_variable_and_no_other_is_used():
    used = {*GROUNDS.values(), *(name for name, _ in NAMES.values()), "cursor-style", "quiet-style", "off-style"}
    assert used == VARIABLES.keys() == DEFAULTS.keys()
    for theme in palettes():
        assert VARIABLES.keys() <= theme.variables.keys()
    assert {ground for ground, _ in LIFTED.values()} <= GROUNDS.keys()


def test_the_terminals_own_theme_has_no_color_of_ours():
    ink = palette(of(ANSI).variables).ink
    for styles in ink.values():
        for style in styles.values():
            assert style.color.number is None or style.color.number < 16
            assert style.bgcolor.is_default


def test_the_cursor_is_seen_without_any_color():
    ink = palette(of(ANSI).variables).ink
    assert ink["cursor"]["strong"].reverse and ink["cursor"]["text"].reverse
    assert ink["bar"]["key-off"].dim


@pytest.mark.parametrize(
    ("wish", "system", "no_color", "theme"),
    [
        (DARK, "truecolor", False, DARK),
        (LIGHT, "256", False, LIGHT),
        (LIGHT, "standard", False, ANSI),
        (DARK, None, False, ANSI),
        (DARK, "truecolor", True, ANSI),
        ("gone", "256", False, DARK),
        (ANSI, "truecolor", False, ANSI),
    ],
)
def test_the_theme_fits_the_terminal(wish, system, no_color, theme):
    assert fitting(wish, system, no_color=no_color) == theme


@pytest.mark.parametrize("theme", [DARK, LIGHT, ANSI])
async def test_the_style_sheets_are_understood_in_every_theme(theme):
    class Sheets(App[None]):
        CSS_PATH: ClassVar = [str(sheet) for sheet in sorted(STYLE_SHEET.parent.glob("*.tcss"))]

        def get_theme_variable_defaults(self):
            return DEFAULTS

    app = Sheets()
    for one in palettes():
        app.register_theme(one)
    app.theme = theme
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.current_theme.name == theme


def test_style_sheets_name_no_color_but_variables():
    color = re.compile(r":[^;{}]*(#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(|\bansi_)", re.I)
    for sheet in STYLE_SHEET.parent.glob("*.tcss"):
        assert not color.search(re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.S)), sheet.name


def test_grounds_of_256_colors_are_greys_not_black_or_teal():
    for name in ("ground", "ground-panel", "ground-bar", "card"):
        for theme in (DARK, LIGHT):
            number = Color.parse(of(theme).variables[name]).downgrade(ColorSystem.EIGHT_BIT).number
            assert number >= 231, (theme, name, number)
