"""Papers: the filled forms of deals and customers, and the sign-offs given on them."""

from collections.abc import Mapping

from store.books.core import Core
from store.books.evidence import facts, settle_customer
from store.books.grades import Tiers
from store.file import rows
from store.file.writer import Writer
from store.problems import BadInput, Refused, refuse
from store.process import forms, tiers
from store.process.playbook import Form
from store.records import Deal, FormEntry, Reason, Say, SignOff


class Forms:
    """Filled forms: entries of the playbook's forms on deals and customers."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def subject_of(self, deal: Deal, form: Form) -> str:
        """Whose paper a form is when it is opened from a deal: the customer's, or the deal's own."""
        return deal.customer if form.subject == "customer" else deal.id

    def entry(self, subject: str, form: str) -> FormEntry | None:
        """The latest entry of a form on a subject."""
        found = rows.entries(self._core.conn, [subject], form)
        return found[-1] if found else None

    def fill(self, subject: str, form: str, values: Mapping[str, object], again: bool = False) -> FormEntry:
        """Save values (as typed, or typed already) into a form; what it had before stays unless given anew.

        An incomplete entry is kept and says so. `again` begins the next entry of a repeated form. A change voids the
        sign-offs given on the entry (process.md 4). Raises BadInput for fields that are not there or do not read.
        """
        core = self._core
        rule = core.process.form(form)
        deal = rows.deal(core.conn, subject)
        customer = deal.customer if deal else subject

        def work(writer: Writer) -> str:
            typed = {key: self._read(rule, key, value) for key, value in values.items()}
            old = None if again and rule.repeat else self.entry(subject, form)
            filled = forms.normal(rule, {**(old.values if old else {}), **typed})
            complete = not self._lacks(rule, subject, filled)
            row: dict[str, object] = {"filled": filled, "complete": int(complete)}
            row |= {"by": core.login, "at": core.now().isoformat()}
            if old and filled == old.values:
                return old.id
            if old:
                id = old.id
                writer.update("form_entry", id, {**row, "ver": old.ver + 1}, action="fill")
                self._void(writer, id)
            else:
                id, no = core.new_id(), len(rows.entries(writer.conn, [subject], form)) + 1
                made = {"id": id, "form": form, "subject": subject, "no": no, "ver": 1, **row}
                writer.insert("form_entry", {**made, "rev": 1}, action="fill")
            if complete:
                self._set_tiers(rule, filled, deal.id if deal else "", customer)
            if rows.customer(writer.conn, customer):
                settle_customer(core, writer, customer)
            return id

        id = core.write(work, customer)
        return next(one for one in rows.entries(core.conn, [subject], form) if one.id == id)

    def missing(self, entry: FormEntry) -> list[Reason]:
        """What an entry still lacks, field by field."""
        return self._lacks(self._core.process.form(entry.form), entry.subject, entry.values)

    def _lacks(self, rule: Form, subject: str, values: Mapping[str, object]) -> list[Reason]:
        """The same for values that are not saved yet, seen beside the deal and its other papers."""
        core = self._core
        deal = rows.deal(core.conn, subject)
        known = forms.around(deal, facts(core, core.conn, deal.id).entries) if deal else {}
        return forms.check(rule, values, core.process, core.today(), known)

    def _read(self, rule: Form, key: str, value: object) -> object:
        """A value as it is kept, whether it was typed or came as JSON."""
        core = self._core
        field = next((one for one in rule.fields if one.id == key), None)
        if field is None:
            raise BadInput("field_unknown", form=rule.label, field=key, known=[one.id for one in rule.fields])
        return forms.parse(field, value, core.process, core.today(), core.now(), core.calendar)

    def _set_tiers(self, rule: Form, values: Mapping[str, object], deal: str, customer: str) -> None:
        """A form in which a tier is chosen sets it: nobody enters the same thing twice."""
        core = self._core
        for scheme, tier in tiers.chosen(core.process, rule.id, values, core.today()).items():
            subject = deal if core.process.scheme(scheme).subject == "deal" else customer
            if subject:
                Tiers(core).set(subject, scheme, tier)

    def _void(self, writer: Writer, entry: str) -> None:
        for one in rows.signoffs_on(writer.conn, entry):
            if not one.void:
                writer.update("signoff", one.id, {"void": 1}, action="void")

    def list(self, subject: str) -> list[FormEntry]:
        """Every entry on a subject, by form and number."""
        return rows.entries(self._core.conn, [subject])


class SignOffs:
    """Approvals by a second person."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def sign(self, deal: str, signoff: str, approve: bool = True, note: str = "") -> SignOff:
        """Approve or refuse the form that a sign-off stands on.

        Raises Refused when I lack the role, own the deal (unless the setting self_signoff allows), or the form is not
        complete (process.md 4.2, C10).
        """
        core = self._core
        rule = core.process.signoff(signoff)
        one = rows.deal(core.conn, deal)
        if one is None:
            raise BadInput("ref_unknown", ref=deal)
        if not core.me or rule.role not in core.me.roles:
            raise refuse("signoff_role", signoff=rule.label, role=core.process.role(rule.role).label)
        if rule.not_owner and one.owner == core.login and not core.process.settings.get("self_signoff"):
            raise refuse("signoff_own")
        form = core.process.form(rule.form.partition(".")[0])
        entry = Forms(core).entry(Forms(core).subject_of(one, form), form.id)
        if entry is None or not entry.complete:
            lack = Say("signoff_no_form", {"form": form.label})
            raise Refused([Reason("signoff_no_form", lack, goto=f"form:{form.id}")])

        def work(writer: Writer) -> str:
            id = core.new_id()
            row = {"id": id, "kind": signoff, "entry": entry.id, "ver": entry.ver, "deal": deal, "by": core.login}
            row |= {"at": core.now().isoformat(), "approve": int(approve), "note": note, "void": 0, "rev": 1}
            writer.insert("signoff", row, action="sign")
            settle_customer(core, writer, one.customer)
            return id

        id = core.write(work, one.customer)
        return next(sign for sign in self.list(deal) if sign.id == id)

    def list(self, deal: str) -> list[SignOff]:
        """Every sign-off on the papers of a deal and its customer, oldest first, void ones too."""
        one = rows.deal(self._core.conn, deal)
        return rows.signoffs(self._core.conn, [deal, one.customer] if one else [deal])
