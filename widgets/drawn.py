"""What every drawn widget shares: the look, the theme's styles, runs into segments."""

from collections.abc import Mapping

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.theme import Theme
from textual.widget import Widget

from widgets.ink import Line, Look
from widgets.palette import Palette, palette


class Drawn(Widget):
    """A widget that paints its own lines (`render_line`) from runs; it has no children and never lays out."""

    ALLOW_SELECT = False
    BLANK_GROUND = "board"

    def __init__(self, look: Look, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._look = look
        self._palette: Palette | None = None

    @property
    def look(self) -> Look:
        """Language, currency, today and signs; setting another one draws everything anew."""
        return self._look

    @look.setter
    def look(self, look: Look) -> None:
        if look != self._look:
            self._look = look
            self.forget()
            self.refresh()

    def on_mount(self) -> None:
        """Draw anew in the colours of another theme."""
        self.app.theme_changed_signal.subscribe(self, self._recolor)

    def _recolor(self, theme: Theme) -> None:
        self._palette = None
        self.forget()
        self.refresh()

    def forget(self) -> None:
        """Drop lines kept ready; for widgets that keep any."""

    @property
    def styles_of(self) -> Mapping[str, Mapping[str, Style]]:
        """The theme's styles by ground and name."""
        if self._palette is None:
            self._palette = palette(self.app.theme_variables)
        return self._palette.ink

    def segments(self, line: Line, ground: str) -> list[Segment]:
        """A line of runs as segments on a ground.

        Neighbours of one style are joined, and blanks join whatever is before them: every segment costs some thirty
        bytes on the line to a person far away.
        """
        ink = self.styles_of[ground]
        joined: list[Segment] = []
        for text, name in line:
            style = ink[name]
            if joined:
                before, last, _ = joined[-1]
                if last is style or (text.isspace() and not style.reverse):
                    joined[-1] = Segment(before + text, last)
                    continue
            joined.append(Segment(text, style))
        return joined

    def strip(self, line: Line, ground: str) -> Strip:
        """A line of runs as a strip."""
        return Strip(self.segments(line, ground))

    def blank(self, width: int, ground: str | None = None) -> list[Segment]:
        """Blank cells of a ground."""
        return [Segment(" " * width, self.styles_of[ground or self.BLANK_GROUND]["text"])] if width > 0 else []
