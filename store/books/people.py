"""Members of the team, customers and their contacts."""

import json
from collections.abc import Mapping, Sequence

from store.books.core import Core
from store.books.evidence import NO_RECORD, settle_customer, void_reviews
from store.books.permissions import customer_matter, matter_of, require
from store.books.references import resolve
from store.books.searching import fold, search_text
from store.file import rows
from store.file.clean import clean
from store.file.writer import Writer
from store.problems import BadInput
from store.process import permissions
from store.records import Contact, Customer, Member

CUSTOMER_FIELDS = ("name", "kind", "owner", "sector", "size", "source", "region", "note", "founded_on", "archived")
CONTACT_FIELDS = ("name", "post", "phone", "mail", "role", "left_on")


def need(field: str, text: str) -> str:
    """The text without blanks around it; raises BadInput("text_missing") when nothing is left."""
    if not text.strip():
        raise BadInput("text_missing", field=field)
    return " ".join(text.split())


def only(changes: Mapping[str, object], known: Sequence[str]) -> dict[str, object]:
    """The changes as they are stored; raises BadInput for a field that people cannot set."""
    for field in changes:
        if field not in known:
            raise BadInput("field_not_settable", field=field, known=list(known))
    return {field: value.isoformat() if hasattr(value, "isoformat") else value for field, value in changes.items()}


class Members:
    """The people of the team and their roles."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def get(self, login: str) -> Member:
        """One member; raises BadInput("member_unknown")."""
        return self._core.member(login)

    def add(self, login: str, name: str = "", roles: Sequence[str] = ()) -> Member:
        """Take somebody in, or give somebody who is in another name or other roles.

        Raises BadInput("role_unknown") for a role that the playbook does not have.
        """
        core = self._core
        login = need("login", clean(login))
        for role in roles:
            core.process.role(role)

        def work(writer: Writer) -> None:
            known = core.members.get(login)
            self._may_give(known, name, roles)
            changes: dict[str, object] = {"name": need("name", name or login)} if name or not known else {}
            if roles or not known:
                changes["roles"] = json.dumps(list(roles))
            if known:
                writer.update("member", known.id, changes)
            else:
                row = {"id": core.new_id(), "login": login, **changes, "active": 1, "rev": 1}
                writer.insert("member", row)
            core.members = {one.login: one for one in rows.members(writer.conn)}

        core.write(work)
        core.members = {one.login: one for one in rows.members(core.conn)}
        return core.members[login]

    def _may_give(self, known: Member | None, name: str, roles: Sequence[str]) -> None:
        """Nobody gives more than they have: a new member may get roles whose rights I hold; the rest asks for a right.

        One's own name is one's own.
        """
        core = self._core
        own_name = known is not None and known.login == core.login and not roles
        given = {right for role in roles for right in core.process.role(role).can}
        mine = permissions.rights(core.process, core.me)
        if not own_name and (known or not given <= mine):
            require(core, "member.edit")

    def list(self) -> list[Member]:
        """Everybody, in the order they joined."""
        return list(self._core.members.values())


class Customers:
    """The companies and persons the team sells to."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def get(self, id: str) -> Customer:
        """One customer by id; raises BadInput("ref_unknown")."""
        found = rows.customer(self._core.conn, id)
        if found is None:
            raise BadInput("ref_unknown", ref=id)
        return found

    def find(self, ref: str) -> Customer:
        """One customer by C-number, id, or enough of its name; raises BadInput when unknown or ambiguous."""
        conn = self._core.conn
        return resolve(
            ref,
            "C",
            lambda no: rows.customer_by_no(conn, no),
            lambda id: rows.customer(conn, id),
            lambda text: rows.customers_like(conn, text, 20),
            lambda one: one.name,
        )

    def by_name(self, name: str) -> Customer | None:
        """The customer of exactly this name, width and case aside."""
        return rows.customer_named(self._core.conn, fold(name))

    def add(self, name: str, **fields: object) -> Customer:
        """Record a customer; the owner is me unless another login is given, or "" for nobody."""
        core = self._core
        name = need("name", name)
        row = only(fields, CUSTOMER_FIELDS)
        row.setdefault("owner", core.login)
        if row["owner"] not in ("", core.login):  # whether I am a member is asked when it is written
            core.member(str(row["owner"]))

        def work(writer: Writer) -> str:
            require(core, "deal.create")
            id = core.new_id()
            made = {
                "id": id,
                "no": writer.next_no("customer"),
                "name": name,
                **row,
                "created_on": core.today().isoformat(),
                "archived": int(bool(row.get("archived"))),
                "search": search_text(name),
                "rev": 1,
            }
            writer.insert("customer", made)
            return id

        id = core.write(work)
        core.tell(frozenset((id,)))
        return self.get(id)

    def set(self, id: str, changes: Mapping[str, object], rev: int | None = None) -> Customer:
        """Change fields of a customer; raises Conflict when `rev` is outdated, BadInput for unknown fields."""
        core = self._core
        row = only(changes, CUSTOMER_FIELDS)
        if "name" in row:
            row["name"] = need("name", str(row["name"]))
            row["search"] = search_text(str(row["name"]))
        if row.get("owner"):
            core.member(str(row["owner"]))
        self.get(id)

        def work(writer: Writer) -> None:
            require(core, "customer.edit", customer_matter(core, self.get(id)))
            if writer.update("customer", id, row, rev=rev) and set(row) - NO_RECORD:
                void_reviews(core, writer, id)
                settle_customer(core, writer, id)

        core.write(work, id)
        return self.get(id)

    def list(self, text: str = "") -> list[Customer]:
        """All customers, or those whose name, pinyin or initials contain the text, by number."""
        return rows.customers_like(self._core.conn, fold(text)) if text.strip() else rows.customers(self._core.conn)


class Contacts:
    """The people at a customer and their role in its chain of decision."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def add(self, customer: str, name: str, **fields: object) -> Contact:
        """Record a person at a customer; `role` is decider, influencer, user, purchasing or technical."""
        core = self._core
        row = {"name": need("name", name), **only(fields, CONTACT_FIELDS)}
        self._check_role(row)

        def work(writer: Writer) -> str:
            require(core, "contact.edit", matter_of(core, customer))
            id = core.new_id()
            writer.insert("contact", {"id": id, "customer": customer, **row, "rev": 1})
            return id

        id = core.write(work, customer)
        return next(one for one in self.list(customer) if one.id == id)

    def set(self, id: str, changes: Mapping[str, object], rev: int | None = None) -> Contact:
        """Change fields of a contact; raises Conflict when `rev` is outdated."""
        core = self._core
        row = only(changes, CONTACT_FIELDS)
        self._check_role(row)

        def work(writer: Writer) -> None:
            require(core, "contact.edit")
            writer.update("contact", id, row, rev=rev)

        core.write(work)
        found = rows.contact(core.conn, id)
        if found is None:
            raise BadInput("ref_unknown", ref=id)
        return found

    @staticmethod
    def _check_role(row: Mapping[str, object]) -> None:
        if row.get("role") and row["role"] not in CONTACT_ROLES:
            raise BadInput("contact_role_unknown", role=row["role"], known=list(CONTACT_ROLES))

    def list(self, customer: str) -> list[Contact]:
        """The contacts of a customer, those who left last."""
        return rows.contacts(self._core.conn, customer)


CONTACT_ROLES = ("decider", "influencer", "user", "purchasing", "technical")
"""Roles in the chain (process.md 9); no playbook changes them."""
