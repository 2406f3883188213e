"""What the screen and the reports look at: columns, windows of cards, found things."""

from collections.abc import Sequence

from store.books.core import Core
from store.books.due import Due
from store.books.searching import fold
from store.file import rows
from store.process import checklist
from store.records import EVERYTHING, Card, ColumnHead, Deal, Hit, NextStep, Scope


class Views:
    """Windows on the board, cut to what a screen shows."""

    def __init__(self, core: Core, due: Due) -> None:
        self._core, self._due = core, due
        self._heads: dict[Scope, list[ColumnHead]] = {}
        core.listeners.append(lambda _: self._heads.clear())

    def columns(self, scope: Scope = EVERYTHING) -> list[ColumnHead]:
        """Every stage of the playbook with count and sum (minor units) of its live deals in scope."""
        scope = self._folded(scope)
        if scope not in self._heads:
            found = {one.stage: one for one in rows.totals(self._core.conn, scope)}
            none = rows.Totals("", 0, 0)
            self._heads[scope] = [
                ColumnHead(one.id, one.label, found.get(one.id, none).deals, found.get(one.id, none).total)
                for one in self._core.process.stages
            ]
        return self._heads[scope]

    def cards(self, stage: str, scope: Scope = EVERYTHING, offset: int = 0, limit: int = 20) -> list[Card]:
        """A window of a column, top first: newest in the stage first."""
        found = rows.window(self._core.conn, self._folded(scope)._replace(stage=stage), offset, limit)
        return self._cards(found)

    def card(self, id: str) -> Card | None:
        """One deal as a card, None when it does not stand on the board."""
        deal = rows.deal(self._core.conn, id)
        return self._cards([deal])[0] if deal and deal.live else None

    def locate(self, id: str, scope: Scope = EVERYTHING) -> tuple[str, int] | None:
        """The stage and the place (0 is the top) of a deal on the board in scope, None when it is not there."""
        deal = rows.deal(self._core.conn, id)
        if deal is None:
            return None
        place = rows.position(self._core.conn, self._folded(scope), deal)
        return None if place is None else (deal.stage, place)

    def find(self, text: str, limit: int = 50) -> list[Hit]:
        """Customers and deals that contain every word typed: part of a name, pinyin or initials."""
        words = fold(text).split()
        return rows.hits(self._core.conn, words, limit) if words else []

    def _folded(self, scope: Scope) -> Scope:
        return scope._replace(text=fold(scope.text)) if scope.text else scope

    def _cards(self, deals: Sequence[Deal]) -> list[Card]:
        core = self._core
        done: dict[str, set[tuple[str, str]]] = {}
        for one in rows.items(core.conn, [deal.id for deal in deals]):
            done.setdefault(one.deal, set()).add((one.stage, one.item))
        schemes = [one.id for one in core.process.tier_schemes if one.subject == "deal"]
        tiers = {
            one.subject: one.tier for one in rows.tiers(core.conn, [deal.id for deal in deals]) if one.scheme in schemes
        }
        steps, idle = self._due.next_steps(deals), self._due.idle(deals)
        return [
            self._card(deal, done.get(deal.id, set()), tiers.get(deal.id, ""), steps.get(deal.id), deal.id in idle)
            for deal in deals
        ]

    def _card(self, deal: Deal, done: set[tuple[str, str]], tier: str, step: NextStep | None, idle: bool) -> Card:
        core = self._core
        ticked, required = checklist.progress(core.process, deal, done)
        owner = core.members.get(deal.owner)
        return Card(
            id=deal.id,
            no=deal.no,
            title=deal.title,
            customer=deal.customer_name,
            amount=deal.amount,
            tier=tier,
            state=deal.state,
            owner=deal.owner,
            owner_name=owner.name if owner else deal.owner,
            days=(core.today() - deal.entered_on).days,
            done=ticked,
            required=required,
            next=step,
            rev=deal.rev,
            idle=idle,
        )
