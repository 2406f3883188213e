"""Papers: the filled forms of deals and customers, their versions, drafts and values, and the sign-offs on them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from store.books import permissions as who
from store.books.answers import Answers
from store.books.core import Core
from store.books.drafts import Draft, Drafts
from store.books.evidence import NO_RECORD, facts, is_record, is_review, settle_customer, void_reviews
from store.books.grades import Tiers
from store.books.judging import Judgement, judge
from store.books.versions import Version, difference, versions_of
from store.file import rows
from store.file.writer import Writer
from store.problems import BadInput, Refused, refuse
from store.process import forms, prefill, tiers
from store.process.fields import Here
from store.process.permissions import MASK
from store.process.playbook import Form
from store.process.versions import FieldChange
from store.records import Deal, FormEntry, Reason, Say, SignOff
from store.words.money import scale


class Forms(Answers):
    """Filled forms: entries of the playbook's forms on deals, customers, members and the team."""

    def __init__(self, core: Core) -> None:
        super().__init__(core)
        self._drafts = Drafts(core)

    def subject_of(self, deal: Deal, form: Form) -> str:
        """Whose paper a form is when it is opened from a deal: the customer's, or the deal's own."""
        return deal.customer if form.subject == "customer" else deal.id

    # --- reading

    def entry(self, subject: str, form: str, no: int = 0) -> FormEntry | None:
        """An entry of a form on a subject, the latest unless its number is given; hidden values masked."""
        found = who.seen(self._core, rows.entries(self._core.conn, [subject], form))
        return next((one for one in reversed(found) if no in (0, one.no)), None)

    def missing(self, entry: FormEntry) -> list[Reason]:
        """What an entry still lacks, field by field."""
        kept = rows.entry(self._core.conn, entry.id) or entry
        return self._lacks(self._core.process.form(entry.form), entry.subject, kept.values)

    def versions(self, entry: str) -> list[Version]:
        """Every save of an entry, oldest first: what it said, who saved it, when."""
        return versions_of(self._core, entry)

    def difference(self, older: Version, newer: Version) -> list[FieldChange]:
        """What changed from one version to another, field by field and row by row."""
        return difference(self._core, older, newer)

    def judge(
        self, subject: str, form: str, values: Mapping[str, object], again: bool = False, no: int = 0
    ) -> Judgement:
        """What there is to say of values that are not saved yet (read already); a mask says what is kept under it."""
        core = self._core
        rule = core.process.form(form)
        kept = None if again and rule.repeat else self._kept(subject, form, no)
        veiled = who.veiled(core, rule, who.matter_of(core, subject, team=True, form=rule.id))
        told = {key: value for key, value in values.items() if value != MASK}
        whole = forms.normal(rule, {**(kept.values if kept else {}), **told})
        found = judge(core, rule, subject, whole)
        if not veiled:
            return found
        return found._replace(computed=judge(core, rule, subject, forms.normal(rule, told)).computed)

    # --- filling

    def fill(
        self, subject: str, form: str, values: Mapping[str, object], again: bool = False, no: int = 0
    ) -> FormEntry:
        """Save values (as typed, or typed already) into a form; what it had before stays unless given anew.

        An incomplete entry is kept and says so. `again` begins the next entry of a repeated form, `no` names an
        earlier one to change. A change voids the sign-offs given on the entry (process.md 4). What a complete form
        states of the deal, the deal follows. Raises BadInput for fields that are not there or do not read, Refused
        when I may not fill it.
        """
        core = self._core
        rule = core.process.form(form)
        deal = rows.deal(core.conn, subject)
        customer = deal.customer if deal else subject

        def work(writer: Writer) -> str:
            typed = self._typed(rule, subject, values)
            old = None if again and rule.repeat else self._kept(subject, form, no)
            filled = forms.normal(rule, {**(old.values if old else {}), **typed})
            complete = not self._lacks(rule, subject, filled)
            row: dict[str, object] = {"filled": filled, "complete": int(complete)}
            row |= {"by": core.login, "at": core.now().isoformat()}
            if old and filled == old.values:
                return old.id
            id = self._save(writer, rule, subject, old, row)
            if complete:
                self._follow(writer, rule, rows.deal(writer.conn, subject), old, filled)
                self._set_tiers(rule, filled, deal.id if deal else "", customer)
            if is_record(rule):
                void_reviews(core, writer, customer)
            if rows.customer(writer.conn, customer):
                settle_customer(core, writer, customer)
            return id

        id = core.write(work, customer)
        self._drafts.drop(subject, form, again, no)
        return next(one for one in who.seen(core, rows.entries(core.conn, [subject], form)) if one.id == id)

    def _typed(self, rule: Form, subject: str, values: Mapping[str, object]) -> dict[str, object]:
        """The values as they are kept, when I may fill this form; a mask over what is hidden from me says nothing."""
        matter = who.matter_of(self._core, subject, team=True, form=rule.id)
        who.require(self._core, "form.fill", matter)
        veiled = who.veiled(self._core, rule, matter)
        told = {key: value for key, value in values.items() if not (value == MASK and key in veiled)}
        return {key: self._read(rule, key, value) for key, value in told.items()}

    def _kept(self, subject: str, form: str, no: int) -> FormEntry | None:
        """The entry as it is kept, nothing masked; raises BadInput for a number that is not there."""
        found = rows.entries(self._core.conn, [subject], form)
        one = next((each for each in reversed(found) if no in (0, each.no)), None)
        if no and one is None:
            raise BadInput("form_no_entry", form=self._core.process.form(form).label, no=no, count=len(found))
        return one

    def _save(self, writer: Writer, rule: Form, subject: str, old: FormEntry | None, row: Mapping[str, object]) -> str:
        """The next version of an entry, or the first one of a new entry; `ver` is the last field written."""
        if old:
            writer.update("form_entry", old.id, {**row, "ver": old.ver + 1}, action="fill")
            for one in rows.signoffs_on(writer.conn, old.id):
                if not one.void:
                    writer.update("signoff", one.id, {"void": 1}, action="void")
            return old.id
        id, before = self._core.new_id(), rows.entries(writer.conn, [subject], rule.id)
        no = max((one.no for one in before), default=0) + 1
        made = {"id": id, "form": rule.id, "subject": subject, "no": no, "ver": 1, **row}
        writer.insert("form_entry", {**made, "rev": 1}, action="fill")
        return id

    def _follow(
        self, writer: Writer, rule: Form, deal: Deal | None, old: FormEntry | None, values: Mapping[str, object]
    ) -> None:
        """The deal follows what its form says of amount and expected close, once: when the form comes to say it."""
        if deal is None or not deal.live:
            return
        before = prefill.stated(rule, old.values) if old and old.complete else {}
        row: dict[str, object] = {}
        for name, value in prefill.stated(rule, values).items():
            if before.get(name) == value:
                continue
            row[name] = value.isoformat() if isinstance(value, date) else int(value * scale(self._core.meta.currency))
        if row:
            label = rule.label.text(self._core.meta.lang)
            writer.update("deal", deal.id, row, action="fill", why=label)

    def _lacks(self, rule: Form, subject: str, values: Mapping[str, object]) -> list[Reason]:
        """What values that may not be saved yet lack, seen beside the deal and its other papers."""
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
                Tiers(core).put(subject, scheme, tier)

    # --- what the program knows already

    def prefilled(self, subject: str, form: str, again: bool = False) -> dict[str, object]:
        """The values to show in a form that is opened: what it says already, and what the program can fill in.

        What is filled in comes from me, today, the deal, the customer, its contacts and its other papers; it is kept
        only when the form is saved. `again`: for the next entry of a form that repeats.
        """
        core = self._core
        rule = core.process.form(form)
        entry = None if again and rule.repeat else self.entry(subject, form)
        return {**prefill.prefilled(rule, self._known(subject, rule)), **(entry.values if entry else {})}

    def _known(self, subject: str, rule: Form) -> prefill.Known:
        core = self._core
        deal = rows.deal(core.conn, subject)
        customer = rows.customer(core.conn, deal.customer if deal else subject)
        subjects = [one.id for one in (customer, deal) if one]
        papers = sorted(who.seen(core, rows.entries(core.conn, subjects)), key=lambda one: one.at)
        owner = core.members.get(deal.owner if deal else "")
        return prefill.Known(
            here=Here(core.process, core.today(), core.now(), core.calendar),
            me=core.me.name if core.me else "",
            owner=owner.name if owner else "",
            deal=deal,
            customer=customer,
            contacts=rows.contacts(core.conn, customer.id) if customer else (),
            amount=Decimal(deal.amount) / scale(core.meta.currency) if deal else None,
            papers=papers,
            former=who.seen(core, rows.entries(core.conn, [subject], rule.id)),
        )

    def first_open(self, form: str, values: Mapping[str, object]) -> str:
        """The id of the field where the cursor starts: the first that only a person can fill."""
        return prefill.first_open(self._core.process.form(form), values, self._core.process)

    # --- drafts

    def draft(self, subject: str, form: str, values: Mapping[str, object], again: bool = False, no: int = 0) -> Draft:
        """Keep what is typed so far, as typed, on this computer; raises Busy when the disk does not take it.

        `no` names an earlier entry of a form that repeats, as it does for `fill`.
        """
        entry = None if again else self._kept(subject, form, no)
        ver = entry.ver if entry else 0
        return self._drafts.keep(Draft(subject, form, again, ver, values, self._core.now(), no))

    def drafted(self, subject: str, form: str, again: bool = False, no: int = 0) -> Draft | None:
        """What I typed into a form and did not save, None when there is nothing."""
        return self._drafts.get(subject, form, again, no)

    def drafts(self, subject: str = "") -> list[Draft]:
        """All my drafts on this board, or those on one subject, newest first."""
        return self._drafts.list(subject)

    def undraft(self, subject: str, form: str, again: bool = False, no: int = 0) -> None:
        """Throw a draft away."""
        self._drafts.drop(subject, form, again, no)

    def list(self, subject: str, form: str = "") -> list[FormEntry]:
        """Every entry on a subject, or those of one form, by form and number; hidden values masked."""
        return who.seen(self._core, rows.entries(self._core.conn, [subject], form))


class SignOffs:
    """Approvals by a second person."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def sign(self, deal: str, signoff: str, approve: bool = True, note: str = "") -> SignOff:
        """Approve or refuse the form that a sign-off stands on.

        Raises Refused when I lack the role, own the deal or changed the customer's record that I would check (unless
        the setting self_signoff allows), or the form is not complete (process.md 4.2, C10; 5, rule 2).
        """
        core = self._core
        rule = core.process.signoff(signoff)
        one = rows.deal(core.conn, deal)
        if one is None:
            raise BadInput("ref_unknown", ref=deal)
        if not core.me or rule.role not in core.me.roles:
            raise refuse("signoff_role", signoff=rule.label, role=core.process.role(rule.role).label)
        alone = core.process.settings.get("self_signoff")
        if rule.not_owner and one.owner == core.login and not alone:
            raise refuse("signoff_own")
        form = core.process.form(rule.form.partition(".")[0])
        subject = Forms(core).subject_of(one, form)
        entry = next(reversed(rows.entries(core.conn, [subject], form.id)), None)
        if entry is None or not entry.complete:
            lack = Say("signoff_no_form", {"form": form.label})
            raise Refused([Reason("signoff_no_form", lack, goto=f"form:{form.id}")])
        if rule.not_owner and is_review(core, rule) and self._last_editor(one.customer) == core.login and not alone:
            raise refuse("sign_own_record")

        def work(writer: Writer) -> str:
            id = core.new_id()
            row = {"id": id, "kind": signoff, "entry": entry.id, "ver": entry.ver, "deal": deal, "by": core.login}
            row |= {"at": core.now().isoformat(), "approve": int(approve), "note": note, "void": 0, "rev": 1}
            writer.insert("signoff", row, action="sign")
            settle_customer(core, writer, one.customer)
            return id

        id = core.write(work, one.customer)
        return next(sign for sign in self.list(deal) if sign.id == id)

    def _last_editor(self, customer: str) -> str:
        """Who last changed what is on record of a customer: its own fields, or its register."""
        core = self._core
        papers = [one.id for one in rows.entries(core.conn, [customer]) if is_record(core.process.form(one.form))]
        lines = rows.changes(core.conn, [customer, *papers])
        told = (one.by for one in lines if one.entity in ("customer", "form_entry") and one.field not in NO_RECORD)
        return next(told, "")

    def list(self, deal: str) -> list[SignOff]:
        """Every sign-off on the papers of a deal and its customer, oldest first, void ones too."""
        one = rows.deal(self._core.conn, deal)
        return rows.signoffs(self._core.conn, [deal, one.customer] if one else [deal])
