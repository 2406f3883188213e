"""Tiers: the grades of customers and deals in the schemes of the playbook."""

from store.books.core import Core
from store.books.evidence import facts, settle_customer
from store.books.permissions import matter_of, require
from store.file import rows
from store.file.writer import Writer
from store.problems import BadInput
from store.process import tiers
from store.records import Say, TierNow
from store.words.money import scale


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
            settle_customer(core, writer, of)

        core.write(work, of)
        return self.now(subject)[scheme]

    def suggest(self, deal: str, scheme: str) -> tiers.Suggestion:
        """The tier that the rules of a scheme point to for a deal (or its customer), with the reasons."""
        core = self._core
        known = facts(core, core.conn, deal)
        inputs = tiers.inputs(core.process, scheme, known, core.today(), scale(core.meta.currency))
        return tiers.suggest(core.process, scheme, inputs, core.today())
