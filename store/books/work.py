"""What reps do on a deal: log touches, set tiers, fill forms, sign off."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from store.books.core import Core
from store.books.evidence import facts, settle, settle_customer
from store.file import rows
from store.file.writer import Writer
from store.problems import BadInput, Refused
from store.process import forms, tiers
from store.process.playbook import Form
from store.records import Activity, Deal, FormEntry, Reason, Say, SignOff, TierNow


def refuse(id: str, /, **args: object) -> Refused:
    """A refusal for one reason that is no gate's."""
    return Refused([Reason(id, Say(id, args))])


class Activities:
    """Touches: what took place between us and a customer."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def log(
        self,
        customer: str,
        kind: str,
        deals: Sequence[str] = (),
        note: str = "",
        at: datetime | None = None,
        aim: str = "",
        outcome: str = "",
    ) -> Activity:
        """Record a touch with a customer, linked to deals, that ended at `at` (default: now).

        Raises Refused for a touch in the future, or too far back for somebody who may not edit all deals (3.4).
        """
        core = self._core
        kind = core.process.activity(kind).id
        at = (at or core.now()).astimezone(core.zone)
        self._check_time(at)

        def work(writer: Writer) -> str:
            id = core.new_id()
            row = {
                "id": id, "kind": kind, "customer": customer, "at": at.isoformat(), "day": at.date().isoformat(),
                "by": core.login, "note": note, "aim": aim, "outcome": outcome, "planned": 0,
                "logged_at": core.now().isoformat(), "rev": 1,
            }  # fmt: skip
            writer.insert("activity", row, action="log")
            for deal in dict.fromkeys(deals):
                writer.insert("activity_deal", {"activity": id, "deal": deal}, action="")
            settle_customer(core, writer, customer)
            return id

        id = core.write(work, customer)
        return next(one for one in rows.activities(core.conn, [customer]) if one.id == id)

    def _check_time(self, at: datetime) -> None:
        core = self._core
        if at > core.now():
            raise refuse("touch_in_future", at=at)
        most = int(core.process.settings.get("backdate_max_days", 7))
        if (core.today() - at.date()).days > most and not core.can("deal.edit_all"):
            raise refuse("touch_too_old", days=most, at=at.date())

    def list(self, customer: str) -> list[Activity]:
        """All activities of a customer, newest first."""
        return rows.activities(self._core.conn, [customer])[::-1]


class Tiers:
    """The tiers of customers and deals in the schemes of the playbook."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def now(self, subject: str) -> dict[str, TierNow]:
        """The tiers that hold for a customer or deal, by scheme."""
        return {one.scheme: one for one in rows.tiers(self._core.conn, [subject])}

    def set(self, subject: str, scheme: str, tier: str, why: str = "") -> TierNow:
        """Put a customer or deal into a tier from today on; raises BadInput for what the playbook does not have."""
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
        inputs = tiers.inputs(core.process, scheme, known, core.today())
        return tiers.suggest(core.process, scheme, inputs, core.today())


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
        typed = {key: self._read(rule, key, value) for key, value in values.items()}
        deal = rows.deal(core.conn, subject)
        customer = deal.customer if deal else subject

        def work(writer: Writer) -> str:
            old = None if again and rule.repeat else self.entry(subject, form)
            filled = forms.normal(rule, {**(old.values if old else {}), **typed})
            stamp = {"by": core.login, "at": core.now().isoformat()}
            row: dict[str, object] = {"filled": json.dumps(filled, ensure_ascii=False, default=str), **stamp}
            row["complete"] = int(forms.complete(rule, filled, core.process))
            if old:
                id = old.id
                if filled != old.values:
                    writer.update("form_entry", id, {**row, "ver": old.ver + 1}, action="fill")
                    self._void(writer, id)
            else:
                id, no = core.new_id(), len(rows.entries(writer.conn, [subject], form)) + 1
                made = {"id": id, "form": form, "subject": subject, "no": no, "ver": 1, **row}
                writer.insert("form_entry", {**made, "rev": 1}, action="fill")
            if deal:
                settle(core, writer, deal.id)
            elif rows.customer(writer.conn, subject):
                settle_customer(core, writer, subject)
            return id

        id = core.write(work, customer)
        return next(one for one in rows.entries(core.conn, [subject], form) if one.id == id)

    def missing(self, entry: FormEntry) -> list[Reason]:
        """What an entry still lacks, field by field."""
        return forms.check(self._core.process.form(entry.form), entry.values, self._core.process)

    def _read(self, rule: Form, key: str, value: object) -> object:
        field = next((one for one in rule.fields if one.id == key), None)
        if field is None:
            raise BadInput("field_unknown", form=rule.label, field=key, known=[one.id for one in rule.fields])
        if isinstance(value, str):
            return forms.parse(field, value, self._core.process, self._core.now())
        return value

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
            settle(core, writer, deal)
            return id

        id = core.write(work, one.customer)
        return next(sign for sign in self.list(deal) if sign.id == id)

    def list(self, deal: str) -> list[SignOff]:
        """Every sign-off on a deal's papers, oldest first."""
        return rows.signoffs(self._core.conn, deal)
