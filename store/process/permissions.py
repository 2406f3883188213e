"""What a member may do and see: the rights of its roles, asked before every use case (process.md 5 and 10.6).

Answers are reasons; empty means go. A member with several roles has the rights of all of them. Reading is open to the
team, as the board shows everybody's deals (house.md, "The screen"), save sensitive fields and papers of a guarded kind.
This is the program's courtesy, not a lock: whoever can read the file can read all of it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from store.process.kept import Process
from store.process.shape import Column, FieldDef, Form
from store.process.values import is_blank, narrow, table_rows
from store.process.vocabulary import RIGHTS
from store.records import FormEntry, Member, Reason, Say

MASK = "•••"
"""What stands in place of a value that the reader may not see; typed back into a form it changes nothing."""

EDIT_ALL, EDIT_OWN, CREATE, FILL, LOG = "deal.edit_all", "deal.edit_own", "deal.create", "form.fill", "activity.log"
CONFIRM, REVIEW, SENSITIVE = "tier.confirm", "customer.review", "sensitive.view"
_INCLUDED = frozenset({EDIT_OWN, CREATE, FILL, LOG})  # whoever may change every deal may also make one and write in it
_VIEWS = frozenset({"deal.view_shared", "deal.view_all"})
_DATES = frozenset({"date", "datetime"})


class Matter(NamedTuple):
    """What something is done to, as far as rights look at it.

    `owners`: logins of whoever the deal or customer (or a paper about a person) belongs to; none = nobody's.
    `team`: logins of the people its papers name. `who`: the roles a checklist item names. `form`: the form at hand.
    """

    owners: frozenset[str] = frozenset()
    team: frozenset[str] = frozenset()
    who: tuple[str, ...] = ()
    form: str = ""


NOTHING = Matter()


# --- what a member may do


def rights(process: Process, member: Member | None) -> frozenset[str]:
    """The rights of all roles of a member ("deal.create"); none for somebody who is not, or no more, of the team."""
    if member is None or not member.active:
        return frozenset()
    held = {right for role in process.roles if role.id in member.roles for right in role.can}
    return frozenset(held | _INCLUDED if EDIT_ALL in held else held)


def may(process: Process, member: Member | None, action: str, matter: Matter = NOTHING) -> list[Reason]:
    """Why a member may not do something; empty means go.

    `action` is a right of the playbook ("deal.create", "gate.override"), or what rights are put together for:
    deal.edit, deal.reopen, customer.edit, contact.edit, item.tick, tier.set, member.edit.
    """
    rule = _RULES.get(action)
    held = rights(process, member)
    if rule is None:
        return [] if action in held else _no(process, action, [action])
    return rule(process, member, held, matter)


_Rule = Callable[[Process, Member | None, frozenset[str], Matter], list[Reason]]


def _no(process: Process, action: str, asked: Iterable[str]) -> list[Reason]:
    """The refusal, naming the roles that have one of the rights asked for."""
    wanted = set(asked)
    able = [role.label for role in process.roles if wanted & {*role.can, *(_INCLUDED if EDIT_ALL in role.can else ())}]
    what = Say(f"may_{action.replace('.', '_')}") if action in _NAMED else action
    say = Say("may_not", {"what": what, "roles": able}) if able else Say("may_nobody", {"what": what})
    return [Reason(say.id, say)]


def _owned(member: Member | None, matter: Matter) -> bool:
    """Whether the thing is the member's own, or nobody's."""
    return member is not None and (not matter.owners or member.login in matter.owners)


def _not_own(process: Process, action: str, matter: Matter) -> list[Reason]:
    able = [role.label for role in process.roles if EDIT_ALL in role.can]
    blanks = {"what": Say(f"may_{action.replace('.', '_')}"), "owner": sorted(matter.owners), "roles": able}
    return [Reason("may_not_own", Say("may_not_own", blanks))]


def _edit(action: str) -> _Rule:
    """One's own deals and customers, and those of nobody; all of them with deal.edit_all."""

    def rule(process: Process, member: Member | None, held: frozenset[str], matter: Matter) -> list[Reason]:
        if EDIT_ALL in held or (EDIT_OWN in held and _owned(member, matter)):
            return []
        return _not_own(process, action, matter) if EDIT_OWN in held else _no(process, action, [EDIT_ALL, EDIT_OWN])

    return rule


def _contact(process: Process, member: Member | None, held: frozenset[str], matter: Matter) -> list[Reason]:
    """Whoever works with the customer at all may write down whom they met there."""
    asked = (EDIT_ALL, EDIT_OWN, LOG, FILL)
    return [] if held & set(asked) else _no(process, "contact.edit", asked)


def _log(process: Process, member: Member | None, held: frozenset[str], matter: Matter) -> list[Reason]:
    """What happened may be written down whoever owns the deal: a colleague picks up the phone too."""
    return [] if LOG in held else _no(process, LOG, [LOG])


def _fill(process: Process, member: Member | None, held: frozenset[str], matter: Matter) -> list[Reason]:
    """Forms of one's own deals and those whose team one is in; of all deals for the roles that only support.

    Who signs a form may fill it in. A form that a right is named after ("inspection.edit") asks for that right.
    """
    if guard := _guard(process, matter.form, "edit"):
        return [] if guard in held else _no(process, FILL, [guard])
    if member is not None and (EDIT_ALL in held or _signs(process, member, matter.form)):
        return []
    if FILL not in held:
        return _no(process, FILL, [FILL])
    if _owned(member, matter) or (member and (member.login in matter.team or _supports(process, member))):
        return []
    return _not_own(process, FILL, matter)


def _signs(process: Process, member: Member, form: str) -> bool:
    return any(one.role in member.roles for one in process.signoffs if one.form.partition(".")[0] == form)


def _supports(process: Process, member: Member) -> bool:
    """Whether one of the roles fills forms of deals that others own: it has no deals of its own, but sees those."""
    return any(role.id in member.roles and FILL in role.can and _VIEWS & {*role.can} for role in process.roles)


def _tick(process: Process, member: Member | None, held: frozenset[str], matter: Matter) -> list[Reason]:
    """The roles an item names, the deal's owner, and whoever may change all deals."""
    if member is None:
        return _no(process, "item.tick", [EDIT_ALL])
    named = set(matter.who) & {*member.roles, "all"}
    team = "team" in matter.who and member.login in matter.team
    if named or team or EDIT_ALL in held or (EDIT_OWN in held and _owned(member, matter)):
        return []
    able = [role.label for role in process.roles if role.id in matter.who or EDIT_ALL in role.can]
    say = Say("may_not", {"what": Say("may_item_tick"), "roles": able})
    return [Reason(say.id, say)]


def _tier(process: Process, member: Member | None, held: frozenset[str], matter: Matter) -> list[Reason]:
    return [] if CONFIRM in held else _edit("tier.set")(process, member, held, matter)


def _reopen(process: Process, member: Member | None, held: frozenset[str], matter: Matter) -> list[Reason]:
    """A lost deal is opened again by whoever leads (process.md 9.1: "by the manager")."""
    return [] if EDIT_ALL in held else _no(process, "deal.reopen", [EDIT_ALL])


def _member(process: Process, member: Member | None, held: frozenset[str], matter: Matter) -> list[Reason]:
    """Who may change the rules may also say who has which role."""
    return [] if "playbook.edit" in held else _no(process, "member.edit", ["playbook.edit"])


_RULES: Mapping[str, _Rule] = {
    "deal.edit": _edit("deal.edit"),
    "customer.edit": _edit("customer.edit"),
    "contact.edit": _contact,
    LOG: _log,
    FILL: _fill,
    "item.tick": _tick,
    "tier.set": _tier,
    "deal.reopen": _reopen,
    "member.edit": _member,
}
_NAMED = frozenset({*_RULES, CREATE, CONFIRM, REVIEW, "playbook.edit"})


# --- who belongs to it


def people(process: Process, entries: Iterable[FormEntry], members: Iterable[Member]) -> frozenset[str]:
    """The logins of the people that these papers name as taking part: the `team` of process.md 5, rule 1.

    Named in a field of several persons, or in a table that says who does what; a table with dates says what somebody
    has to do by when, which makes nobody one of the team.
    """
    named: set[str] = set()
    for entry in entries:
        for field in process.form(entry.form).fields:
            value = entry.values.get(field.id)
            if field.type == "persons" and isinstance(value, list | tuple):
                named |= {_plain(one) for one in value}
            elif field.type == "table" and not any(column.type in _DATES for column in field.columns or ()):
                named |= {_plain(row.get(one.id)) for one in _persons(field) for row in table_rows(value)}
    return frozenset(one.login for one in members if {_plain(one.login), _plain(one.name)} & named)


def _persons(field: FieldDef) -> list[Column]:
    return [column for column in field.columns or () if column.type == "person"]


def _plain(value: object) -> str:
    return narrow(value).casefold() if isinstance(value, str) else ""


# --- what a member may see


def hidden(process: Process, form: Form, member: Member | None, matter: Matter) -> frozenset[str]:
    """The fields ("price") and columns ("rows.price") of a form whose values this member may not see.

    A field's set of the playbook says who may; a sensitive field that no set names is for its owner and for those
    with the right sensitive.view. A form that a right is named after ("breach.view") is for those who have it.
    """
    if kept_out(process, form, member):
        return frozenset(field.id for field in form.fields)
    found = set()
    for field in form.fields:
        if not _sees(process, f"{form.id}.{field.id}", field.sens, member, matter):
            found.add(field.id)
        for column in field.columns or ():
            if not _sees(process, f"{form.id}.{field.id}.{column.id}", column.sens, member, matter):
                found.add(f"{field.id}.{column.id}")
    return frozenset(found)


def kept_out(process: Process, form: Form, member: Member | None) -> bool:
    """Whether a form is of a guarded kind ("breach.view" guards breach_report) that this member may not open at all."""
    guard = _guard(process, form.id, "view")
    return bool(guard) and guard not in rights(process, member)


def _sees(process: Process, path: str, sensitive: bool, member: Member | None, matter: Matter) -> bool:
    sets = [one.see for one in process.permissions if path in one.fields]
    if not sets and not sensitive:
        return True
    if member is None or not member.active:
        return False
    if not sets:
        return SENSITIVE in rights(process, member) or member.login in matter.owners
    stands = {*member.roles, "all"}
    stands |= {"owner"} if member.login in matter.owners else set()
    stands |= {"team"} if member.login in matter.team else set()
    return any(stands & set(see) for see in sets)


def masked(values: Mapping[str, object], veiled: frozenset[str]) -> dict[str, object]:
    """The values of a form as somebody sees them from whom these fields and columns are hidden."""
    shown = dict(values)
    for name in veiled:
        field, _, column = name.partition(".")
        if is_blank(shown.get(field)):
            continue
        if not column:
            shown[field] = MASK
        elif field not in veiled:
            rows = table_rows(shown[field])
            shown[field] = [{**row, column: MASK} if not is_blank(row.get(column)) else row for row in rows]
    return shown


def sensitive(process: Process, form: Form) -> bool:
    """Whether anything in a form is not for everybody."""
    named = {path.partition(".")[0] for one in process.permissions for path in one.fields}
    marked = any(field.sens or any(column.sens for column in field.columns or ()) for field in form.fields)
    return form.id in named or marked or bool(_guard(process, form.id, "view"))


def _guard(process: Process, form: str, verb: str) -> str:
    """The right named after a form or its kind ("breach.view" for breach_report), "" when there is none.

    Only a right that a role of this process has guards anything: else nobody could ever do it.
    """
    names = [form, form.partition("_")[0]] if verb == "view" else [form]
    asked = [f"{name}.{verb}" for name in names]
    return next((one for one in asked if one in RIGHTS and process.roles_with(one)), "")
