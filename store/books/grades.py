"""Tiers: the grades of customers and deals in the schemes of the playbook."""

import json
from datetime import datetime
from typing import NamedTuple

from store.books.core import Core
from store.books.evidence import facts, settle_customer
from store.books.permissions import matter_of, require
from store.file import rows, rulings
from store.file.writer import Writer
from store.problems import BadInput, refuse
from store.process import tiers
from store.records import Say, Scope, TierNow
from store.words.money import scale

CONFIRM = "tier.confirm"
"""The right to confirm a tier above the suggested one."""


class TierChange(NamedTuple):
    """A tier given: in which scheme, before and after, what the rules suggested then ("" for nothing), why, by whom.

    `confirmed_by`: who confirmed a tier above the suggested one; `asks`: it still waits for that.
    """

    subject: str
    scheme: str
    old: str
    new: str
    suggested: str
    why: str
    by: str
    at: datetime
    confirmed_by: str
    asks: bool


class Tiers:
    """The tiers of customers and deals in the schemes of the playbook."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def now(self, subject: str) -> dict[str, TierNow]:
        """The tiers that hold for a customer or deal, by scheme."""
        return {one.scheme: one for one in rows.tiers(self._core.conn, [subject])}

    def set(self, subject: str, scheme: str, tier: str, why: str = "") -> TierNow:
        """Put a customer or deal into a tier from today on.

        Raises BadInput for what the playbook does not have, Refused when I may not.
        """

        def work(_: Writer) -> TierNow:
            require(self._core, "tier.set", matter_of(self._core, subject))
            return self.put(subject, scheme, tier, why)

        deal = rows.deal(self._core.conn, subject)
        return self._core.write(work, deal.customer if deal else subject)

    def put(self, subject: str, scheme: str, tier: str, why: str = "") -> TierNow:
        """The same for a form that chooses the tier: who may fill it in settles the tier with it."""
        core = self._core
        rule = core.process.scheme(scheme)
        known = [one.id for one in rule.tiers]
        if tier not in known:
            raise BadInput("tier_unknown", scheme=rule.label, tier=tier, known=known)
        deal, customer = rows.deal(core.conn, subject), rows.customer(core.conn, subject)
        thing = deal or customer
        if thing is None:
            raise BadInput("ref_unknown", ref=subject)
        if rule.subject != ("deal" if deal else "customer"):
            raise BadInput(
                "tier_wrong_subject", scheme=rule.label, subject=Say(f"subject_{rule.subject}"), ref=thing.ref
            )
        of = deal.customer if deal else subject

        def work(writer: Writer) -> None:
            if self.now(subject).get(scheme):
                if self.now(subject)[scheme].tier == tier:
                    return
                changes = {"tier": tier, "since": core.today().isoformat()}
                writer.update("tier", (subject, scheme), changes, action="tier", why=why)
            else:
                row = {"subject": subject, "scheme": scheme, "tier": tier, "since": core.today().isoformat(), "rev": 1}
                writer.insert("tier", row, action="tier", why=why)
            self._rule(writer, subject, scheme, tier)
            settle_customer(core, writer, of)

        core.write(work, of)
        return self.now(subject)[scheme]

    def _rule(self, writer: Writer, subject: str, scheme: str, tier: str) -> None:
        """Keep what was suggested when a tier was set.

        One above the suggestion holds at once and waits for whoever may confirm it (process.md 4.3: "a manager confirms
        a higher one"); where no form says anything yet, there is nothing to be above of.
        """
        core = self._core
        suggested = self.suggest(subject, scheme).tier if self._inputs(subject, scheme) else ""
        order = [one.id for one in core.process.scheme(scheme).tiers]
        higher = suggested in order and order.index(tier) < order.index(suggested)
        asks = higher and bool(core.process.roles_with(CONFIRM)) and not core.can(CONFIRM)
        row: dict[str, object] = {"id": core.new_id(), "subject": subject, "scheme": scheme, "tier": tier}
        row |= {"suggested": suggested, "asks": int(asks), "by": core.login, "at": core.now().isoformat(), "rev": 1}
        # no line of its own: the tier's own line tells who set it, and can be taken back
        writer.insert("tier_ruling", row, action="")

    def _inputs(self, subject: str, scheme: str) -> dict[str, object]:
        """What the scheme's form says, the deal's own close date and amount aside; empty when it says nothing yet."""
        found = self._all_inputs(subject, scheme)
        return {name: value for name, value in found.items() if name not in (tiers.CLOSE, tiers.AMOUNT)}

    def _all_inputs(self, subject: str, scheme: str) -> dict[str, object]:
        core = self._core
        deal = subject
        if rows.deal(core.conn, subject) is None:
            deals = rows.deals(core.conn, Scope(customer=subject))
            deal = next((one.id for one in sorted(deals, key=lambda one: (not one.live, -one.no))), "")
            if not deal:
                return {}
        known = facts(core, core.conn, deal)
        return tiers.inputs(core.process, scheme, known, core.today(), scale(core.meta.currency))

    def suggest(self, subject: str, scheme: str) -> tiers.Suggestion:
        """The tier that the rules of a scheme point to for a deal or customer, with the reasons.

        A customer is looked at beside its newest live deal.
        """
        core = self._core
        return tiers.suggest(core.process, scheme, self._all_inputs(subject, scheme), core.today())

    def accept(self, subject: str, scheme: str) -> TierNow:
        """Take the tier that is suggested; raises Refused while nothing is suggested."""
        tier = self.suggest(subject, scheme).tier if self._inputs(subject, scheme) else ""
        if not tier:
            raise refuse("may_tier_unsuggested", scheme=self._core.process.scheme(scheme).label)
        return self.set(subject, scheme, tier)

    def unconfirmed(self, subject: str = "") -> list[TierChange]:
        """The tiers that hold and are above what was suggested, set by who may not confirm it; of one or of all."""
        conn = self._core.conn
        latest = {(one.subject, one.scheme): one for one in rulings.rulings(conn, subject)}
        held = {(one.subject, one.scheme): one.tier for one in rows.tiers(conn, [one for one, _ in latest])}
        return [
            TierChange(one.subject, one.scheme, "", one.tier, one.suggested, "", one.by, one.at, "", True)
            for key, one in latest.items()
            if one.asks and not one.confirmed_by and held.get(key) == one.tier
        ]

    def confirm(self, subject: str, scheme: str) -> TierNow:
        """Confirm a tier that is above the suggested one; raises Refused when I may not, or none waits."""
        core = self._core

        def work(writer: Writer) -> None:
            require(core, CONFIRM)
            waiting = [one for one in rulings.rulings(writer.conn, subject) if one.scheme == scheme]
            if not any(one.scheme == scheme for one in self.unconfirmed(subject)):
                raise refuse("may_tier_unasked")
            done = {"confirmed_by": core.login, "confirmed_at": core.now().isoformat()}
            writer.update("tier_ruling", waiting[-1].id, done, action="confirm")

        deal = rows.deal(core.conn, subject)
        core.write(work, deal.customer if deal else subject)
        return self.now(subject)[scheme]

    def history(self, subject: str) -> list[TierChange]:
        """Every tier a customer or deal was put into, newest first, with what was suggested then."""
        conn = self._core.conn
        ruled = {(one.scheme, one.tier, one.at): one for one in rulings.rulings(conn, subject)}
        asking = {one.scheme: one.at for one in self.unconfirmed(subject)}
        found = []
        for line in rows.changes(conn, [subject]):
            scheme, _, column = line.field.partition("/")
            if line.entity != "tier" or column not in ("", "tier"):
                continue
            old, new = (_tier_in(text) for text in (line.old, line.new))
            one = ruled.get((scheme, new, line.at))
            asks = asking.get(scheme) == line.at
            suggested, confirmed = (one.suggested, one.confirmed_by) if one else ("", "")
            found.append(TierChange(subject, scheme, old, new, suggested, line.why, line.by, line.at, confirmed, asks))
        return found


def _tier_in(text: str | None) -> str:
    """The tier that a line of history tells: its own value, or that of the row made or taken away."""
    if not text or not text.startswith("{"):
        return text or ""
    return str(json.loads(text).get("tier", ""))
