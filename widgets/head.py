"""The head line: program, team, whose view, the month's figures, saving or saved, who and what time it is."""

from textual.widget import Widget

from widgets.ink import Look


class Head(Widget):
    """One drawn line. Set any attribute, it repaints itself when the text differs.

    team, view (whose deals are seen, in words), figures ("本月 62% (计划 55%)" or ""), who (name), time ("09:42"),
    saving ("", "saving", "saved", "waiting": waiting means the drive is busy or away).
    """

    def __init__(self, look: Look, *, team: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self.look = look
        self.team = team
        self.view = self.figures = self.who = self.time = self.saving = ""
