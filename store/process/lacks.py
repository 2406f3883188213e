"""What is missing, in words: a form not filled, a sign-off not given, a tier not set, an activity not held."""

from collections.abc import Sequence

from store.process import filled, forms
from store.process.facts import DealFacts
from store.process.kept import Process
from store.process.values import is_blank
from store.records import Reason, Say

_MOST_NAMED = 5  # fields named in a sentence; the form itself shows the rest


def how(process: Process, facts: DealFacts, by: str) -> Say:
    """What ticks an item, as a sentence of what is to be done."""
    kind, _, name = by.partition(":")
    match kind:
        case "form":
            return form(process, facts, name)[0].say
        case "field":
            return field(process, name).say
        case "activity":
            return activity(process, name).say
        case "signoff":
            return signoff(process, facts, name).say
        case "tier":
            return tier(process, name).say
        case "routine":
            return Say("gate_how_routine", {"routine": process.label_of(by)})
    return Say("gate_how_tick")


def form(process: Process, facts: DealFacts, id: str) -> list[Reason]:
    """What a form lacks to be complete: the form itself, or fields of its newest entry and sign-offs on it."""
    rule, entry = process.form(id), filled.latest(facts, id)
    if entry is None:
        return [_reason(Say("gate_form_missing", {"form": rule.label}), f"form:{id}")]
    if not any(one.complete for one in filled.entries(facts, id)):
        wrong = forms.check(rule, entry.values, process)
        labels = list(dict.fromkeys(process.field(id, one.goto.partition(".")[2]).label for one in wrong))
        return [_reason(_incomplete(rule.label, labels), f"form:{id}")]
    return [signoff(process, facts, one) for one in filled.unsigned(process, facts, id)]


def _incomplete(form: object, fields: Sequence[object]) -> Say:
    if not fields:
        return Say("gate_form_draft", {"form": form})
    named = {"form": form, "fields": list(fields[:_MOST_NAMED]), "more": len(fields) - _MOST_NAMED}
    return Say("gate_form_incomplete_more" if len(fields) > _MOST_NAMED else "gate_form_incomplete", named)


def field(process: Process, path: str) -> Reason:
    """A field ("form.field") that is not filled."""
    form, _, name = path.partition(".")
    args = {"form": process.form(form).label, "field": process.field(form, name).label}
    return _reason(Say("gate_field_missing", args), f"form:{path}")


def field_of(process: Process, facts: DealFacts, form_id: str, name: str) -> list[Reason]:
    """The same, or the whole form when it was not begun; nothing when the field is filled."""
    if filled.latest(facts, form_id) is None:
        return form(process, facts, form_id)
    return [field(process, f"{form_id}.{name}")] if is_blank(filled.value(facts, form_id, name)) else []


def signoff(process: Process, facts: DealFacts, id: str) -> Reason:
    """A sign-off that is not given, or was refused."""
    rule, given = process.signoff(id), filled.signed(process, facts, id)
    args = {"signoff": rule.label, "role": process.role(rule.role).label}
    if given and not given.approve:
        return _reason(Say("gate_signoff_refused", {**args, "by": given.by, "note": given.note}), f"signoff:{id}")
    return _reason(Say("gate_signoff_missing", args), f"signoff:{id}")


def tier(process: Process, scheme: str) -> Reason:
    """A tier that is not set."""
    return _reason(Say("gate_tier_missing", {"scheme": process.scheme(scheme).label}), f"tier:{scheme}")


def activity(process: Process, kind: str) -> Reason:
    """An activity that was not held."""
    return _reason(Say("gate_activity_missing", {"activity": process.activity(kind).label}), f"activity:{kind}")


def _reason(say: Say, goto: str) -> Reason:
    return Reason(say.id, say, goto)
