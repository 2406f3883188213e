"""A deal goes on in another: a customer who bought buys again, a lost deal is opened anew (process.md 9.1)."""

from datetime import date

from store.books.core import Core
from store.books.deals import COMPLETED, LOST, OPEN, WON, Deals
from store.books.evidence import settle
from store.books.permissions import require
from store.file.writer import Writer
from store.problems import refuse
from store.records import Deal, Say


class Renewals:
    """New deals out of old ones."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def renew(
        self,
        id: str,
        title: str = "",
        type: str = "",
        amount: int | None = None,
        close_on: date | None = None,
        owner: str = "",
    ) -> Deal:
        """Make the next deal with a customer who bought: renewal, upgrade, referral; `amount` in minor units.

        It stands in the second stage, as nobody screens a customer twice, with the old deal's title, amount, owner,
        product, region and source unless given anew; the customer's own papers and tiers hold on. Raises Refused for a
        deal that is not completed and not in its last stage after signing.
        """
        core = self._core
        deals = Deals(core)

        def work(writer: Writer) -> str:
            old = deals.get(id)
            stages = core.process.stages
            bought = old.state == WON and (not old.live or old.stage == stages[-1].id)
            if old.state != COMPLETED and not bought:
                raise refuse("may_renew_bought", ref=old.ref, state=Say(f"state_{old.state}"))
            first = stages[min(1, len(stages) - 1)].id
            heir = owner or (old.owner if old.owner in core.members else "")
            worth = old.amount if amount is None else amount
            facts = {"product": old.product, "region": old.region, "source": old.source}
            new = deals.add(old.customer, title or old.title, worth, type, heir, close_on, first, **facts)
            writer.update("deal", new.id, {"parent": id}, action="renew", why=old.ref)
            return new.id

        return deals.get(core.write(work, deals.get(id).customer))

    def reopen(self, id: str, close_on: date, why: str, rev: int | None = None) -> Deal:
        """Open a lost deal again in the stage where it was lost, with a reason and a new expected close.

        Its rhythms start anew today. Raises Refused when I may not, or without a reason or a day to come.
        """
        core = self._core
        deals = Deals(core)

        def work(writer: Writer) -> None:
            deal = deals.get(id)
            require(core, "deal.reopen")
            if deal.state != LOST:
                raise refuse("may_reopen_lost", ref=deal.ref, state=Say(f"state_{deal.state}"))
            if not why.strip():
                raise refuse("reason_needed")
            if close_on < core.today():
                raise refuse("may_close_passed", day=close_on)
            changes: dict[str, object] = {"state": OPEN, "live": 1, "closed_on": None, "reason": ""}
            changes |= {"close_on": close_on.isoformat(), "resumed_on": core.today().isoformat()}
            writer.update("deal", id, changes, rev=rev, action="reopen", why=why)
            settle(core, writer, id)

        core.write(work, deals.get(id).customer)
        return deals.get(id)
