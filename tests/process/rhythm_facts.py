"""Facts for tests of due dates, written short: a customer, its deals and touches, a process of a few cadences."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from store.process.facts import CustomerClock, DealClock, TierFact, TouchFact
from store.process.playbook import Process


def day(text: str) -> date:
    """2025-10-09 as a date."""
    return date.fromisoformat(text)


def tier(scheme: str, name: str, since: str) -> TierFact:
    """A tier that holds since a day."""
    return TierFact(scheme, name, day(since))


def touch(kind: str, on: str, *deals: str) -> TouchFact:
    """A touch on a day, linked to deals."""
    return TouchFact(kind, day(on), deals)


def deal(
    id: str = "d",
    *tiers: TierFact,
    owner: str = "li",
    stage: str = "lead",
    state: str = "open",
    live: bool | None = None,
    entered: str = "2025-01-02",
    signed: str | None = None,
    resumed: str | None = None,
    wake: str | None = None,
    events: Mapping[str, str] | None = None,
) -> DealClock:
    """A deal; live unless its state says otherwise."""
    return DealClock(
        id=id,
        owner=owner,
        stage=stage,
        state=state,
        live=state in ("open", "won") if live is None else live,
        entered_on=day(entered),
        signed_on=day(signed) if signed else None,
        resumed_on=day(resumed) if resumed else None,
        wake_on=day(wake) if wake else None,
        tiers=tiers,
        events={name: day(on) for name, on in (events or {}).items()},
    )


def customer(
    *tiers: TierFact,
    deals: Iterable[DealClock] = (),
    touches: Iterable[TouchFact] = (),
    owner: str = "han",
    created: str = "2025-01-02",
    first_signed: str | None = None,
    archived: bool = False,
    events: Mapping[str, str] | None = None,
) -> CustomerClock:
    """A customer with its deals and touches."""
    return CustomerClock(
        id="c",
        owner=owner,
        created_on=day(created),
        first_signed_on=day(first_signed) if first_signed else None,
        founded_on=None,
        archived=archived,
        tiers=tiers,
        events={name: day(on) for name, on in (events or {}).items()},
        deals=tuple(deals),
        touches=tuple(touches),
    )


def cadence(
    id: str,
    applies: Mapping[str, Any],
    rule: Mapping[str, Any],
    subject: str = "customer",
    channels: str = "call visit",
) -> dict[str, Any]:
    """A cadence as a playbook keeps it."""
    named = {"id": id, "zh": id, "en": id, "content_zh": "", "content_en": "", "who": "rep"}
    return {**named, "subject": subject, "applies": applies, "rule": rule, "channels": channels.split()}


def process(cadences: Iterable[Mapping[str, Any]], until: str | None = None, **settings: Any) -> Process:
    """A process of these cadences; scheme "grade" ends with the event `until`, "level" and "deal" never."""

    def named(id: str, **more: Any) -> dict[str, Any]:
        return {"id": id, "zh": id, "en": id, **more}

    rules = {"rule_zh": "", "rule_en": ""}
    tiers = [named(name, **rules) for name in "ABCD"]
    scheme = {"basis_zh": "", "basis_en": "", "method": "manual", "tiers": tiers, "subject": "customer"}
    parts: dict[str, Any] = {
        "head": {"settings": {"roll": "next", "escalate_after_workdays": 3, **settings}, "events": {}},
        "cadences": list(cadences),
        "obligations": [],
        "routines": [],
        "activities": [*map(named, ("call", "visit", "mail")), named("review", touch=False)],
        "stages": [named(id, goal_zh="", goal_en="", who=[], items=[]) for id in ("lead", "needs", "close")],
        "closed_states": [named("pool", kind="pool")],
        "tier_schemes": [
            named("grade", **scheme, until=until),
            named("level", **scheme),
            named("deal", **{**scheme, "subject": "deal"}),
        ],
    }
    return Process({name: json.dumps(part) for name, part in parts.items()}.__getitem__)
