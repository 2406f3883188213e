"""What met in my last save, put into sentences: the fields that somebody else changed while I had them open."""

from datetime import date

from store.books.core import Core
from store.books.timeline import NAMED
from store.file.merge import Meeting
from store.records import Money, Say

SHOWN_MOST = 80
"""Characters of a value within a sentence; the whole value stands in history."""


class Meetings:
    """The fields of my last save that met a colleague's."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def told(self) -> list[Say]:
        """In sentences: who changed what to what, and that yours was kept."""
        return [self.say(one) for one in self._core.meetings]

    def say(self, one: Meeting) -> Say:
        """One of them as a sentence."""
        values = {name: self._shown(one.field, getattr(one, name)) for name in ("yours", "theirs", "former")}
        member = self._core.members.get(one.by)
        field = Say(f"field_{one.field}") if one.field in NAMED else one.field
        return Say(
            "met", {"by": member.name if member else one.by, "at": one.at, "ref": one.ref, "field": field} | values
        )

    def _shown(self, field: str, text: str | None) -> object:
        if not text:
            return "–"
        if field == "amount":
            return Money(int(text), self._core.meta.currency)
        if field == "owner" and text in self._core.members:
            return self._core.members[text].name
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text if len(text) <= SHOWN_MOST else text[:SHOWN_MOST] + "…"

    def list(self) -> list[Meeting]:
        """Field by field, with yours, theirs and the former value as history has them; empty when nobody was faster."""
        return [*self._core.meetings]
