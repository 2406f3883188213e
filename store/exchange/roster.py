"""The people, customers and products that a table and the files beside it speak of, each once, however spelled."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from store.exchange.names import key, login
from store.exchange.presets import Beside, Preset
from store.exchange.reading import read_table
from store.file.clean import clean_column
from store.problems import BadInput
from store.process.playbook import Process
from store.records import Say


class MemberRow(NamedTuple):
    """A person of the table: the name as it is compared and as it is written, a login to make, roles to give."""

    key: str
    name: str
    login: str
    roles: tuple[str, ...]


class CustomerRow(NamedTuple):
    """A customer of the table; `fields` holds what the table says of it, `owner` is a MemberRow's key or ""."""

    key: str
    name: str
    fields: Mapping[str, str] = {}
    owner: str = ""


class ContactRow(NamedTuple):
    """A person at a customer (by key): post, phone and mail in `fields`."""

    customer: str
    name: str
    fields: Mapping[str, str]


class Roster:
    """Everybody and everything named so far. The first spelling is the one that is kept."""

    def __init__(self, preset: Preset, process: Process) -> None:
        self._preset = preset
        self._sell = tuple(process.roles_with("deal.create")[:1])
        self._lead = tuple(process.roles_with("deal.edit_all")[:1])
        self.members: dict[str, MemberRow] = {}
        self.customers: dict[str, CustomerRow] = {}
        self.contacts: dict[tuple[str, str], ContactRow] = {}
        self.products: dict[str, str] = {}
        self.regions: dict[str, str] = {}
        """Where a person sells, by the person's key: said by a file of teams, used for deals that name no region."""

    # --- naming

    def member(self, name: str, *, leads: bool = False) -> str:
        """The key of a person, who is taken in with the role that sells, or the one that leads."""
        roles = self._lead if leads else self._sell
        known = self.members.get(key(name))
        if known is None:
            self.members[key(name)] = MemberRow(key(name), name, login(name), roles)
        elif not set(roles) <= set(known.roles):
            self.members[known.key] = known._replace(roles=(*known.roles, *roles))
        return key(name)

    def customer(self, name: str, fields: Mapping[str, str] | None = None, owner: str = "") -> str:
        """The key of a customer; what is said of it now is added to what was said before."""
        said = {field: text for field, text in (fields or {}).items() if text}
        known = self.customers.get(key(name))
        if known is None:
            self.customers[key(name)] = CustomerRow(key(name), name, said, owner)
        elif said.keys() - known.fields.keys() or (owner and not known.owner):
            self.customers[known.key] = known._replace(fields=said | dict(known.fields), owner=known.owner or owner)
        return key(name)

    def contact(self, customer: str, name: str, fields: Mapping[str, str]) -> None:
        """A person at a customer."""
        self.contacts.setdefault((customer, key(name)), ContactRow(customer, name, fields))

    def product(self, name: str) -> str:
        """The spelling of a product that is kept."""
        return self.products.setdefault(key(name), name) if name else ""

    # --- files beside the table

    def read_beside(self, folder: Path) -> list[Say]:
        """Take in what the preset's other files say where they lie in `folder`; a sentence for each that was used.

        A file that is there and cannot be used is told and left out: the table itself is what was asked for.
        """
        return [say for one in self._preset.beside if (folder / one.file).is_file() for say in self._read(one, folder)]

    def _read(self, one: Beside, folder: Path) -> Iterator[Say]:
        try:
            table = read_table(folder / one.file)
        except BadInput as error:
            yield Say("import_beside_wrong", {"file": one.file, "why": error.say})
            return
        columns = {field: names for field, names in one.columns.items() if set(names) <= set(table.columns)}
        rows = [{field: self._cell(names, row) for field, names in columns.items()} for _, row in table.rows]
        take = {"customers": self._take_customer, "products": self._take_product, "members": self._take_member}
        for row in rows:
            take[one.kind](row)
        yield Say("import_beside", {"file": one.file, "count": len(rows)})

    def _cell(self, names: tuple[str, ...], row: Mapping[str, str]) -> str:
        """One column's text, or several as "name: text" with what is blank left out."""
        if len(names) == 1:
            text = self._preset.correct(row[names[0]])
        else:
            text = "; ".join(f"{name}: {self._preset.correct(row[name])}" for name in names if row[name])
        return clean_column("title", text[:200])

    def _take_customer(self, row: Mapping[str, str]) -> None:
        if row.get("customer"):
            fields = {field.partition(".")[2]: text for field, text in row.items() if "." in field}
            self.customer(row["customer"], fields)

    def _take_product(self, row: Mapping[str, str]) -> None:
        self.product(row.get("product", ""))

    def _take_member(self, row: Mapping[str, str]) -> None:
        owner, leader = row.get("owner", ""), row.get("manager", "")
        if owner:
            self.regions[self.member(owner)] = row.get("region", "")
        if leader:
            self.member(leader, leads=True)
