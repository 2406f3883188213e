"""Who may do and see what on this board: the rights of roles, asked with the facts of the deal or customer at hand.

Every use case that writes asks `require` first, so that the answer is the same for key, drag, command line and import.
"""

from store.books.core import Core
from store.file import rows
from store.problems import BadInput, Refused
from store.process import permissions
from store.process.permissions import NOTHING, Matter
from store.process.playbook import Form
from store.records import Customer, Deal, FormEntry, Reason, Scope


def deal_matter(core: Core, deal: Deal, team: bool = False, who: tuple[str, ...] = (), form: str = "") -> Matter:
    """A deal as rights look at it; `team` reads its papers for the people they name."""
    named = _team(core, [deal.id]) if team else frozenset()
    return Matter(frozenset((deal.owner,)) - {""}, named, who, form)


def customer_matter(core: Core, customer: Customer, team: bool = False, form: str = "") -> Matter:
    """A customer as rights look at it: it is of its owner, and of those who have a deal with it."""
    deals = rows.deals(core.conn, Scope(customer=customer.id))
    owners = {customer.owner, *(one.owner for one in deals)} - {""}
    named = _team(core, [one.id for one in deals]) if team else frozenset()
    return Matter(frozenset(owners), named, form=form)


def matter_of(core: Core, subject: str, team: bool = False, form: str = "") -> Matter:
    """The same for the id of a deal, a customer or a member; nothing in particular for the team's own papers."""
    if deal := rows.deal(core.conn, subject):
        return deal_matter(core, deal, team, form=form)
    if customer := rows.customer(core.conn, subject):
        return customer_matter(core, customer, team, form)
    owners = frozenset(one.login for one in core.members.values() if subject in (one.id, one.login))
    return Matter(owners, form=form)


def _team(core: Core, deals: list[str]) -> frozenset[str]:
    return permissions.people(core.process, rows.entries(core.conn, deals), core.members.values())


def require(core: Core, action: str, matter: Matter = NOTHING) -> None:
    """Raise Refused with the reasons when I may not do this, BadInput("member_missing") when I am no member."""
    if core.me is None:
        raise BadInput("member_missing", login=core.login, known=list(core.members))
    if reasons := permissions.may(core.process, core.me, action, matter):
        raise Refused(reasons)


def veiled(core: Core, rule: Form, matter: Matter) -> frozenset[str]:
    """The fields and columns of a form that are hidden from me on this subject."""
    return permissions.hidden(core.process, rule, core.me, matter)


def seen(core: Core, entries: list[FormEntry]) -> list[FormEntry]:
    """The entries as I may see them: what is hidden from me masked, papers of a guarded kind left out if not my own."""
    matters: dict[str, Matter] = {}
    shown = []
    for one in entries:
        rule = core.process.form(one.form)
        if permissions.kept_out(core.process, rule, core.me):
            if one.by == core.login:
                shown.append(one)
            continue
        if permissions.sensitive(core.process, rule):
            if one.subject not in matters:
                matters[one.subject] = matter_of(core, one.subject, team=True)
            one = one._replace(values=permissions.masked(one.values, veiled(core, rule, matters[one.subject])))
        shown.append(one)
    return shown


class Permissions:
    """What I may do on this board."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def may(self, action: str, subject: str = "", form: str = "", item: str = "") -> list[Reason]:
        """Why I may not do something; empty means go.

        `action`: "deal.create", "deal.edit", "deal.reopen", "customer.edit", "contact.edit", "activity.log",
        "form.fill" (with `form`), "item.tick" (with `item`, "STAGE.ITEM"), "tier.set", "tier.confirm",
        "customer.review", "member.edit", "playbook.edit" or any right of the playbook; `subject`: id of the deal or
        customer it is done to.
        """
        core = self._core
        if not subject:
            return permissions.may(core.process, core.me, action, Matter(form=form))
        matter = matter_of(core, subject, team=True, form=form)
        if item:
            stage, _, id = item.partition(".")
            matter = matter._replace(who=core.process.item(stage, id).who)
        return permissions.may(core.process, core.me, action, matter)

    def rights(self, login: str = "") -> frozenset[str]:
        """The rights that I have, or that another member has, by all roles."""
        core = self._core
        return permissions.rights(core.process, core.member(login) if login else core.me)

    def hidden(self, subject: str, form: str) -> frozenset[str]:
        """The fields ("price") and columns ("rows.price") of a form on this subject that I may not see."""
        return veiled(self._core, self._core.process.form(form), matter_of(self._core, subject, team=True))
