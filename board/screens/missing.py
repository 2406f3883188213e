"""What a gate misses before a deal may go on, line by line; Enter goes to where a lack is mended."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import OptionList

from board.screens.checklist import how
from board.screens.choose import ChooseDialog
from board.screens.lines import Line
from board.screens.session import Session
from store.records import Reason

OVERRIDE = "override"
"""The answer of somebody who wants to go over the gate."""


class MissingDialog(ChooseDialog):
    """The reasons of a refused move; answers with the number of the line to mend, or OVERRIDE."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("o", "override", show=False)]

    def __init__(self, session: Session, title: str, reasons: Sequence[Reason], at: int) -> None:
        words = session.words
        sign = "x" if session.ascii else "✗"
        lines = [
            Line(str(number), session.told(reason.say), how(session, reason.goto), sign)
            for number, reason in enumerate(reasons)
        ]
        self._reasons = reasons
        note = words.ask_missing.format(count=len(reasons))
        super().__init__(session, title, lines, at=at, note=note, keys=words.ask_keys_missing)
        self.add_class("-broad")

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Name the paragraph that asks for it."""
        event.stop()
        source = self._reasons[event.option_index].source
        self.add(self.words.ask_source_of.format(source=source) if source else "")

    def action_override(self) -> None:
        """Go over the gate; whether one may is for the rule to say."""
        self.dismiss(OVERRIDE)
