"""The words a playbook may use: events, kinds of field, rights, settings, and the keys of its inline tables.

These are the program's own words, what it can compute; stages, forms, tiers, roles and figures are the playbook's.
Source: process.md 3.2, 3.3, 9.2, 10.7 and the drafts' schema.
"""

from collections.abc import Mapping
from typing import NamedTuple

SCHEMA = 1  # the shape this program reads

EVENTS = frozenset({
    "deal_created", "customer_created", "customer_changed", "customer_dormant", "first_contact", "touch_logged",
    "tier_set", "meeting_planned", "meeting_held", "action_agreed", "issue_opened", "complaint_opened",
    "decision_delayed", "deal_agreed", "signed", "first_signed", "won", "lost", "paused", "resumed",
    "delivery_started", "go_live", "acceptance", "survey_low", "information_missing", "hire", "audit_finding",
    "report_of_breach", "payment_due", "contact_left", "target_missed", "target_exceeded", "dispute_opened",
    "draft_sent", "todo_agreed", "customer_silent",
})  # fmt: skip
# Fired by the program itself; all others need a line in [events].
BUILTIN = frozenset({
    "deal_created", "customer_created", "customer_changed", "customer_dormant", "first_contact", "touch_logged",
    "tier_set", "meeting_held", "decision_delayed", "first_signed", "won", "lost", "paused", "resumed", "hire",
    "target_missed", "target_exceeded", "payment_due",
})  # fmt: skip
FIELD_TYPES = frozenset({
    "text", "longtext", "int", "decimal", "money", "percent", "date", "datetime", "choice", "multichoice", "bool",
    "person", "persons", "contact", "contacts", "phone", "email", "file", "table", "score", "rating", "signoff",
    "signature", "computed", "formref", "customer", "deal", "tags",
})  # fmt: skip
RIGHTS = frozenset({
    "deal.create", "deal.edit_own", "deal.edit_all", "deal.view_shared", "deal.view_all", "activity.log", "form.fill",
    "gate.override", "tier.confirm", "snooze.extend", "customer.review", "sensitive.view", "sensitive.grant",
    "target.edit", "appraisal.edit", "report.view", "playbook.edit", "todo.track", "audit.view", "inspection.edit",
    "breach.view",
})  # fmt: skip
# Whoever stands in for a role: the deal's owner, its team, everybody, the customer.
STAND_INS = frozenset({"owner", "team", "all", "customer"})


ANNIVERSARY = "customer_anniversary"  # a festival of the customer, beside those of the calendar


class Setting(NamedTuple):
    """A parameter of a process: its kind (whole, truth or word), the value where a playbook is silent, its limits."""

    kind: str
    default: int | bool | str | None = None
    least: int = 0
    most: int = 1000
    words: tuple[str, ...] = ()


# process.md 10.7, with the units of its names. Only what every process needs has a value where a playbook is silent.
SETTINGS: Mapping[str, Setting] = {
    "pass_mark": Setting("whole", most=100),
    "roll": Setting("word", "next", words=("next", "prev", "none")),
    "big_deal_amount": Setting("whole", most=10**12),
    "dormant_after_days": Setting("whole", 90, least=1),
    "snooze_max_days": Setting("whole", 14),
    "snooze_max_times": Setting("whole", 2),
    "pause_max_days": Setting("whole", 90, least=1),
    "escalate_after_workdays": Setting("whole", 3, least=1),
    "backdate_max_days": Setting("whole", 7),
    "achievement_cap": Setting("whole", least=100),
    "lag_alert_points": Setting("whole", most=100),
    "activity_window_days": Setting("whole", least=1),
    "activity_high": Setting("whole"),
    "activity_mid": Setting("whole"),
    "appraisal_quant_weight": Setting("whole", most=100),
    "appraisal_qual_weight": Setting("whole", most=100),
    "qual_superior": Setting("whole", most=100),
    "qual_peers": Setting("whole", most=100),
    "qual_customers": Setting("whole", most=100),
    "credit_valid_months": Setting("whole", least=1),
    "inspection_sample_percent": Setting("whole", most=100),
    "team_min": Setting("whole", least=1),
    "team_max": Setting("whole", least=1),
    "confirm_workdays_ahead": Setting("whole"),
    "arrive_minutes_early": Setting("whole"),
    "agenda_buffer_percent": Setting("whole", most=100),
    "person_family_field": Setting("truth", False),
    "self_signoff": Setting("truth", False),
    "price_floor_needs": Setting("role"),
}

# The keys of inline tables. The value says what stands there, a "?" that the key may be left out; what the words
# mean is in `tables.py`.
Keys = Mapping[str, str]

CONDITIONS: Mapping[str, Keys] = {
    "items_done": {},
    "score_min": {"form": "scored form", "min": "percent"},
    "form_complete": {"form": "form"},
    "tier_in": {"scheme": "scheme", "tiers": "tiers"},
    "signoff": {"signoff": "signoff"},
    "rows_filled": {"form": "form", "table": "table", "column": "column"},
    "value_min": {"form": "form", "field": "field", "other": "path"},
    "value_max": {"form": "form", "field": "field", "other": "path"},
    "none_open": {"form": "form", "field": "field", "value": "answer"},
    "all_true": {"form": "form", "fields": "fields"},
    "activity": {"activity": "activity", "min?": "count"},
    "field_in": {"form": "form", "field": "field", "values": "answers"},
    "field_set": {"form": "form", "field": "field"},
    "min_rows": {"form": "form", "table": "table", "distinct?": "column", "min": "count", "max?": "count"},
    "roles_present": {"form": "form", "table": "table", "column": "column", "values": "column answers"},
    "review_done": {"form": "form"},
}
CADENCE_RULES: Mapping[str, Keys] = {
    "interval": {"every": "count", "unit": "unit"},
    "quota": {"count": "count", "per": "period"},
    "phases": {"phases": "phases"},
    "festival": {"festivals": "festivals", "roll?": "roll"},
    "once": {"n": "count", "unit": "due unit"},
}
ROUTINE_RULES: Mapping[str, Keys] = {
    "quota": {"count": "count", "per": "period"},
    "weekly": {"weekday": "weekday"},
    "after_month": {"n": "count", "unit": "workday"},
    "after_quarter": {"n": "count", "unit": "workday"},
    "after_year": {"n": "count", "unit": "workday"},
    "yearly": {"month": "month", "n": "shift", "unit": "workday"},
}
PHASE: Keys = {"every": "count", "unit": "unit", "last": "count", "last_unit": "unit"}
LAST_PHASE: Keys = {"every": "count", "unit": "unit"}
# A cadence applies in one of three ways; the first key that stands there says which.
APPLIES: Mapping[str, Keys] = {
    "scheme": {"scheme": "scheme", "tier": "tier"},
    "event": {"event": "event", "until?": "event"},
    "stages": {"stages": "stages"},
}
DUE: Keys = {"n": "shift", "unit": "due unit"}
WHEN: Keys = {"deal_type?": "deal types", "tier?": "deal tiers"}
TIER_LISTS: Mapping[str, Keys] = {
    "rules": {"tier": "own tier", "when": "facts"},
    "points": {"fact": "fact", "value?": "fact answer", "at_least?": "amount", "pts": "count"},
    "levels": {"min": "whole", "tier": "own tier"},
    "caps": {"days_to_close_max?": "count", "tier": "own tier"},
}
# What a tier rule may ask beside the fields of forms: days from today to the expected close, the deal's amount.
DAY_FACTS = frozenset({"days_to_close_min", "days_to_close_max"})
FACTS = DAY_FACTS | {"amount"}

WORDS: Mapping[str, tuple[str, ...]] = {
    "unit": ("day", "month", "year"),
    "due unit": ("minute", "hour", "day", "workday", "month", "year"),
    "workday": ("workday",),
    "period": ("week", "two_weeks", "month", "quarter", "half_year", "year"),
    "weekday": ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
    "roll": ("next", "prev", "none"),
}
# Limits of numbers in tables: nothing a process needs lies beyond, and every date computed stays a date.
NUMBERS: Mapping[str, tuple[int, int]] = {
    "count": (1, 1000),
    "whole": (0, 10**6),
    "percent": (0, 100),
    "month": (1, 12),
    "shift": (-1000, 1000),
}
