"""Which tier the rules of a scheme point to, and why (process.md 3.1, 4.3). A person decides; the rules suggest."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from store.process import filled
from store.process.facts import DealFacts
from store.process.kept import Process
from store.process.shape import FieldDef, Form, TierScheme
from store.process.values import day_of, is_blank, number_of, plain_number
from store.records import Say

CLOSE, AMOUNT = "close_on", "amount"  # the two facts that a deal itself holds
DAYS_LEAST, DAYS_MOST = "days_to_close_min", "days_to_close_max"
FORMULA = "tier_schemes."  # a computed field with this formula shows a scheme's suggestion


class Suggestion(NamedTuple):
    """The tier suggested ("" when the scheme has no rules) and the reasons, most telling first."""

    tier: str
    reasons: tuple[Say, ...]


def inputs(process: Process, scheme: str, facts: DealFacts, today: date, scale: int = 100) -> dict[str, object]:
    """What the rules of a scheme look at on a deal: the answers of its form, the deal's own close date and amount.

    `scale` = minor units in one major unit of the board's currency. What is not known is left out.
    """
    rule = process.scheme(scheme)
    form = form_of(process, scheme)
    wanted = [*names(rule), CLOSE]
    known = {name: filled.value(facts, form.id, name) for name in wanted} if form else {}
    if facts.deal.close_on:
        known[CLOSE] = facts.deal.close_on
    if facts.deal.amount and AMOUNT in wanted:
        known[AMOUNT] = Decimal(facts.deal.amount) / scale
    return {name: value for name, value in known.items() if not is_blank(value)}


def names(scheme: TierScheme) -> list[str]:
    """The facts that a scheme's rules or points ask for, days to close aside."""
    asked = [name for rule in scheme.rules for name in rule["when"]] + [point["fact"] for point in scheme.points]
    return [name for name in dict.fromkeys(asked) if name not in (DAYS_LEAST, DAYS_MOST)]


def form_of(process: Process, scheme: str) -> Form | None:
    """The form whose answers a scheme grades: the one with a computed field that shows its suggestion."""
    for form in process.forms:
        if any(field.formula == FORMULA + scheme for field in form.fields):
            return form
    return None


def _suggests(field: FieldDef) -> bool:
    return (field.formula or "").startswith(FORMULA)


def suggest(process: Process, scheme: str, inputs: Mapping[str, object], today: date) -> Suggestion:
    """The tier that a scheme's rules give for these facts. Source: process.md 4.3."""
    rule = process.scheme(scheme)
    days = days_to_close(inputs.get(CLOSE), today)
    match rule.method:
        case "rules":
            tier, why = _by_rules(process, rule, inputs, days)
        case "points":
            tier, why = _by_points(process, rule, inputs, days)
        case _:
            return Suggestion("", ())
    missing = [name for name in names(rule) if is_blank(inputs.get(name))]
    if missing:
        why.append(Say("tier_unknown_facts", {"facts": [_label(process, rule, name) for name in missing]}))
    return Suggestion(tier, tuple(why))


def days_to_close(close_on: object, today: date) -> int | None:
    """Calendar days from today to the expected close; None when it is not known or has passed (process.md 3.1)."""
    close = day_of(close_on)
    return (close - today).days if close and close >= today else None


def asks_days(scheme: TierScheme) -> bool:
    """Whether a scheme looks at the expected close."""
    return bool(scheme.caps) or any(name in rule["when"] for rule in scheme.rules for name in (DAYS_LEAST, DAYS_MOST))


# --- rules: the first that matches


def _by_rules(
    process: Process, scheme: TierScheme, inputs: Mapping[str, object], days: int | None
) -> tuple[str, list[Say]]:
    for rule in scheme.rules:
        when: Mapping[str, Any] = rule["when"]
        if all(_matches(name, wanted, inputs, days) for name, wanted in when.items()):
            if not when:
                return rule["tier"], [Say("tier_rest")]
            facts = [_told(process, scheme, name, inputs, days) for name in when]
            return rule["tier"], [Say("tier_rule", {"facts": facts})]
    return "", []


def _matches(name: str, wanted: Any, inputs: Mapping[str, object], days: int | None) -> bool:
    """Whether one fact is as a rule wants it; what is not known never is."""
    if name == DAYS_LEAST:
        return days is not None and days >= wanted
    if name == DAYS_MOST:
        return days is not None and days <= wanted
    return inputs.get(name) in wanted


# --- points: the lower of the level reached and the cap by days to close


def _by_points(
    process: Process, scheme: TierScheme, inputs: Mapping[str, object], days: int | None
) -> tuple[str, list[Say]]:
    scored = [point for point in scheme.points if _earned(process, point, inputs)]
    total = sum(point["pts"] for point in scored)
    levels = sorted(scheme.levels, key=lambda level: -int(level["min"]))
    level = next((one["tier"] for one in levels if total >= one["min"]), scheme.tiers[-1].id)
    facts = [
        Say("tier_point", {"fact": _told(process, scheme, one["fact"], inputs, days), "points": one["pts"]})
        for one in scored
    ]
    why = [
        Say("tier_points", {"points": total, "tier": _tier(scheme, level), "facts": facts or [Say("tier_no_point")]})
    ]
    cap = _cap(scheme, days)
    if not cap:
        return level, why
    days_said = Say("tier_days", {"days": days}) if days is not None else Say("tier_days_unknown")
    why.append(Say("tier_cap", {"days": days_said, "tier": _tier(scheme, cap)}))
    order = [tier.id for tier in scheme.tiers]
    return max(level, cap, key=order.index), why


def _earned(process: Process, point: Mapping[str, Any], inputs: Mapping[str, object]) -> bool:
    value = inputs.get(point["fact"])
    if "at_least" in point:
        least, number = amount(process, point["at_least"]), number_of(value)
        return least is not None and number is not None and number >= least
    return not is_blank(value) and value == point["value"]


def _cap(scheme: TierScheme, days: int | None) -> str:
    """The best tier that the days to close allow; unknown takes the last cap."""
    for cap in scheme.caps:
        most = cap.get(DAYS_MOST)
        if most is None or (days is not None and days <= most):
            return str(cap["tier"])
    return str(scheme.caps[-1]["tier"]) if scheme.caps else ""


def amount(process: Process, spec: object) -> Decimal | None:
    """A number of a playbook: itself, or the setting it names ("settings.big_deal_amount")."""
    if isinstance(spec, str) and spec.startswith("settings."):
        return number_of(process.settings.get(spec.removeprefix("settings.")))
    return number_of(spec)


# --- in words


def _tier(scheme: TierScheme, id: str) -> object:
    return next((tier.label for tier in scheme.tiers if tier.id == id), id)


def _field(process: Process, scheme: TierScheme, name: str) -> FieldDef | None:
    form = form_of(process, scheme.id)
    return next((field for field in form.fields if field.id == name), None) if form else None


def _label(process: Process, scheme: TierScheme, name: str) -> object:
    field = _field(process, scheme, name)
    return field.label if field else name


def _told(process: Process, scheme: TierScheme, name: str, inputs: Mapping[str, object], days: int | None) -> Say:
    """A fact in words: its name and the answer given."""
    if name in (DAYS_LEAST, DAYS_MOST):
        return Say("tier_days", {"days": days})
    value, field = inputs.get(name), _field(process, scheme, name)
    choices = process.choices(field.choices) if field else ()
    answer: object = next((one.label for one in choices if one.id == value), value)
    if isinstance(answer, Decimal):
        answer = plain_number(answer)
    return Say("tier_fact", {"fact": _label(process, scheme, name), "answer": answer})


def chosen(process: Process, form: str, values: Mapping[str, object], today: date) -> dict[str, str]:
    """The tiers that a filled form settles, by scheme: the one its filler chose, else the one it works out."""
    fields = process.form(form).fields
    schemes = [(field.formula or "").removeprefix(FORMULA) for field in fields if _suggests(field)]
    found = {}
    for scheme in map(process.scheme, schemes):
        tiers = {tier.id for tier in scheme.tiers}
        asked = [one for one in fields if {choice.id for choice in process.choices(one.choices)} == tiers]
        tier = values.get(asked[0].id) if asked else suggest(process, scheme.id, values, today).tier
        if tier in tiers:
            found[scheme.id] = str(tier)
    return found
