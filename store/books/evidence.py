"""The facts of a deal gathered for the rules, and the items that tick themselves when the facts say so."""

from store.books.core import Core
from store.file import rows
from store.file.rows import Connection
from store.file.writer import Writer
from store.problems import BadInput
from store.process import checklist, permissions
from store.process.facts import DealFacts
from store.process.playbook import Form
from store.process.shape import SignOffRule
from store.records import FormEntry, Scope

NO_RECORD = frozenset({"owner", "archived", "first_signed_on", "trashed"})
"""Fields of a customer that say how we work with it, not what is known of it: changing them asks for no new check."""


def facts(core: Core, conn: Connection, id: str) -> DealFacts:
    """Everything the rules may look at on one deal, fresh from the board."""
    deal = rows.deal(conn, id)
    customer = rows.customer(conn, deal.customer) if deal else None
    if deal is None or customer is None:
        raise BadInput("ref_unknown", ref=id)
    entries: dict[str, tuple[FormEntry, ...]] = {}
    for one in rows.entries(conn, [id, customer.id]):
        entries[one.form] = (*entries.get(one.form, ()), one)
    held = [one for one in rows.activities(conn, [customer.id]) if not one.planned]
    return DealFacts(
        deal=deal,
        customer=customer,
        tiers={one.scheme: one.tier for one in rows.tiers(conn, [id, customer.id])},
        done=frozenset((one.stage, one.item) for one in rows.items(conn, [id])),
        entries=entries,
        signoffs={one.kind: one for one in rows.signoffs(conn, [id, customer.id]) if not one.void},
        activities=frozenset(one.kind for one in held if not one.deals or id in one.deals),
    )


def settle(core: Core, writer: Writer, id: str) -> None:
    """Tick what ticks itself now, and take back such ticks that do not hold any more.

    Ticks by hand stay, and those that a former version of the process ticked by another rule (process.md 10.8).
    """
    known = facts(core, writer.conn, id)
    holding = checklist.holding(core.process, known)
    by = {(stage.id, item.id): item.by for stage in core.process.stages for item in stage.items}
    ticks = {(one.stage, one.item): one for one in rows.items(writer.conn, [id])}
    for (stage, item), via in holding.items():
        if (stage, item) not in ticks:
            tick = {"deal": id, "stage": stage, "item": item, "by": core.login, "at": core.now().isoformat()}
            writer.insert("item_state", {**tick, "via": via, "rev": 1}, action="tick")
    for key, one in ticks.items():
        if key not in holding and by.get(key) == one.via:
            writer.delete("item_state", (id, *key), action="untick")


def settle_customer(core: Core, writer: Writer, customer: str) -> None:
    """The same for every live deal of a customer, whose form or tier may be what an item waits for."""
    for deal in rows.deals(writer.conn, Scope(customer=customer)):
        if deal.live:
            settle(core, writer, deal.id)


def void_reviews(core: Core, writer: Writer, customer: str) -> None:
    """A customer's record changed: who checked it checked something else (process.md 5, rule 2)."""
    for entry in rows.entries(writer.conn, [customer]):
        for one in rows.signoffs_on(writer.conn, entry.id):
            if not one.void and is_review(core, core.process.signoff(one.kind)):
                writer.update("signoff", one.id, {"void": 1}, action="void")


def is_review(core: Core, rule: SignOffRule) -> bool:
    """Whether a sign-off is the second person's check of a customer's record: its role has that right, and it stands
    on a paper of the customer. What such a role signs on a deal's papers is another matter.
    """
    form = core.process.form(rule.form.partition(".")[0])
    return form.subject == "customer" and rule.role in core.process.roles_with(permissions.REVIEW)


def is_record(rule: Form) -> bool:
    """Whether a form is the customer's record itself: the one whose fields keep a log of their changes."""
    return rule.subject == "customer" and any(field.log for field in rule.fields)
