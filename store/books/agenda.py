"""The agenda: everything there is to do, sorted by when; what stands without a next step; the load ahead."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from store.books.core import Core
from store.books.due import AHEAD, Due, DueLine, Kept, place
from store.process import outlook, permissions
from store.process.lines import REVIEW_TIER, FollowUp
from store.process.outlook import Dormancy, Load
from store.records import Customer, Deal

LEADS = permissions.EDIT_ALL
"""Who has this right sees the escalated lines of others (process.md 3.3)."""


class Asleep(NamedTuple):
    """A customer that the program suggests is dormant; a person confirms it with the event "customer_dormant"."""

    customer: Customer
    since: Dormancy


class Page(NamedTuple):
    """An agenda, section by section, each in the order of time; every follow-up has its own line.

    `week` is the rest of this calendar week, `later` what is due within AHEAD (or shown already). `escalated`: lines of
    others that are overdue by the working days of the setting, for whoever leads. `routines`: those of the team.
    `idle`: open deals without a next step. `asleep`: customers nobody has been in touch with. `review`: lines of which
    two periods were missed in a row.
    """

    overdue: tuple[DueLine, ...]
    today: tuple[DueLine, ...]
    week: tuple[DueLine, ...]
    later: tuple[DueLine, ...]
    escalated: tuple[DueLine, ...]
    routines: tuple[DueLine, ...]
    idle: tuple[Deal, ...]
    asleep: tuple[Asleep, ...]
    review: tuple[DueLine, ...]


class Agenda:
    """The agenda of a person or of the team."""

    def __init__(self, core: Core, due: Due) -> None:
        self._core, self._due = core, due

    def page(self, owner: str = "") -> Page:
        """The agenda of one person, or (no owner) of the whole team."""
        kept = list(self._due.kept("" if self._leads(owner) else owner))
        follows = [one for some in kept for one in some.follows]
        mine = [one for one in follows if not owner or one.owner == owner]
        others = [one for one in follows if owner and one.owner != owner and one.escalated and self._leads(owner)]
        sections: dict[str, list[FollowUp]] = {"overdue": [], "today": [], "week": [], "later": []}
        for one in mine:
            if section := self._section(one):
                sections[section].append(one)
        return Page(
            **{name: self._lines(some) for name, some in sections.items()},
            escalated=self._lines(others),
            routines=self._lines(self._due.routines(owner)),
            idle=tuple(self._idle(kept, owner)),
            asleep=tuple(self._asleep(kept, owner)),
            review=self._lines([one for one in mine if REVIEW_TIER in one.flags]),
        )

    def load(self, days: int = 14, owner: str = "") -> list[Load]:
        """How many lines are due on each of the coming calendar days, today first, per person (or of one person)."""
        follows = [one for some in self._due.kept(owner) for one in some.follows]
        mine = [one for one in follows if not owner or one.owner == owner]
        return outlook.load(mine, self._core.today(), days)

    def _leads(self, owner: str) -> bool:
        member = self._core.members.get(owner)
        return member is not None and LEADS in permissions.rights(self._core.process, member)

    def _section(self, one: FollowUp) -> str:
        """Where a line stands; "" when it is too far off to be shown, or not to be seen yet."""
        today = self._core.today()
        if one.shown_from > today:
            return ""
        if one.state in ("overdue", "today"):
            return one.state
        if one.due <= today + timedelta(days=6 - today.weekday()):
            return "week"
        return "later" if one.due <= today + AHEAD else ""

    def _lines(self, follows: Sequence[FollowUp]) -> tuple[DueLine, ...]:
        return tuple(sorted(map(self._due.line, follows), key=place))

    @staticmethod
    def _idle(kept: Sequence[Kept], owner: str) -> list[Deal]:
        deals = [some.known.deals[id] for some in kept for id in some.idle]
        return sorted((one for one in deals if not owner or one.owner == owner), key=lambda one: one.no)

    @staticmethod
    def _asleep(kept: Sequence[Kept], owner: str) -> list[Asleep]:
        found = [
            Asleep(some.known.customer, some.asleep)
            for some in kept
            if some.asleep and (not owner or some.known.clock.owner == owner)
        ]
        return sorted(found, key=lambda one: (-one.since.days, one.customer.no))
