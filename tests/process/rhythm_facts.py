"""Facts for tests of due dates, written short: a customer, its deals and touches, a process of a few cadences."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from store.process.facts import (
    AppointmentFact,
    CustomerClock,
    DealClock,
    DoneFact,
    EventFact,
    Moment,
    SnoozeFact,
    TierFact,
    TouchFact,
)
from store.process.playbook import Process


def day(text: str) -> date:
    """2025-10-09 as a date."""
    return date.fromisoformat(text)


ZONE = ZoneInfo("Asia/Shanghai")


def when(text: str) -> Moment:
    """2025-10-09 as a date, 2025-10-09 16:30 as a time in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE) if ":" in text else date.fromisoformat(text)


def time(text: str) -> datetime:
    """2025-10-09 16:30 in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def tier(scheme: str, name: str, since: str) -> TierFact:
    """A tier that holds since a day."""
    return TierFact(scheme, name, day(since))


def touch(kind: str, on: str, *deals: str, id: str = "", noted: str = "") -> TouchFact:
    """A touch on a day, or at a time, linked to deals."""
    at = when(on)
    known = at if isinstance(at, datetime) else None
    return TouchFact(kind, day(on[:10]), deals, known, id, time(noted) if noted else None)


def event(
    name: str,
    at: str,
    source: str = "",
    row: int = 0,
    *,
    due: str = "",
    owner: str = "",
    what: str = "",
    known: str = "",
    moved: str = "",
) -> EventFact:
    """An event that starts timers."""
    return EventFact(
        name,
        when(at),
        source,
        row,
        day(due) if due else None,
        owner,
        what,
        when(known) if known else None,
        when(moved) if moved else None,
    )


def done(what: str, at: str, source: str = "", row: int = 0) -> DoneFact:
    """What ends a timer."""
    return DoneFact(what, when(at), source, row)


def planned(kind: str, at: str, *deals: str) -> AppointmentFact:
    """An appointment."""
    return AppointmentFact(f"{kind} {at}", kind, time(at), deals)


def snooze(rule: str, subject: str, to: str, at: str, source: str = "", row: int = 0) -> SnoozeFact:
    """A line put off to a day."""
    return SnoozeFact(rule, subject, day(to), "busy", "li", time(at), source, row)


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
    type: str = "",
    close: str | None = None,
    fired: Iterable[EventFact] = (),
    done: Iterable[DoneFact] = (),
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
        type=type,
        close_on=day(close) if close else None,
        fired=tuple(fired),
        done=tuple(done),
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
    founded: str | None = None,
    fired: Iterable[EventFact] = (),
    done: Iterable[DoneFact] = (),
    appointments: Iterable[AppointmentFact] = (),
    snoozes: Iterable[SnoozeFact] = (),
    timers_from: str = "0001-01-01",
) -> CustomerClock:
    """A customer with its deals and touches."""
    return CustomerClock(
        id="c",
        owner=owner,
        created_on=day(created),
        first_signed_on=day(first_signed) if first_signed else None,
        founded_on=day(founded) if founded else None,
        archived=archived,
        tiers=tiers,
        events={name: day(on) for name, on in (events or {}).items()},
        deals=tuple(deals),
        touches=tuple(touches),
        fired=tuple(fired),
        done=tuple(done),
        appointments=tuple(appointments),
        snoozes=tuple(snoozes),
        timers_from=day(timers_from),
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


def obligation(id: str, on: str, n: int, unit: str, done_by: str, **more: Any) -> dict[str, Any]:
    """An obligation as a playbook keeps it."""
    return {
        "id": id,
        "zh": id,
        "en": id,
        "on": on,
        "due": {"n": n, "unit": unit},
        "who": "rep",
        "done_by": done_by,
    } | more


def routine(id: str, **rule: Any) -> dict[str, Any]:
    """A routine as a playbook keeps it."""
    return {"id": id, "zh": id, "en": id, "rule": rule, "who": "manager", "content_zh": "", "content_en": ""}


def named(id: str, **more: Any) -> dict[str, Any]:
    """A thing of a playbook by its id."""
    return {"id": id, "zh": id, "en": id, **more}


def process(
    cadences: Iterable[Mapping[str, Any]] = (),
    until: str | None = None,
    *,
    obligations: Iterable[Mapping[str, Any]] = (),
    routines: Iterable[Mapping[str, Any]] = (),
    events: Mapping[str, str] | None = None,
    **settings: Any,
) -> Process:
    """A process of these rules; scheme "grade" ends with the event `until`, "level" and "deal" never.

    Its forms: "once", filled once, and "many", filled again and again.
    """
    rules = {"rule_zh": "", "rule_en": ""}
    tiers = [named(name, **rules) for name in "ABCD"]
    scheme = {"basis_zh": "", "basis_en": "", "method": "manual", "tiers": tiers, "subject": "customer"}
    form = {"subject": "deal", "body": "manual", "fields": []}
    parts: dict[str, Any] = {
        "head": {
            "settings": {"roll": "next", "escalate_after_workdays": 3, **settings},
            "events": dict(events or {}),
            "calendar": "cn",
        },
        "cadences": list(cadences),
        "obligations": list(obligations),
        "routines": list(routines),
        "roles": [named("rep", can=[]), named("manager", can=["snooze.extend"])],
        "forms": [named("once", **form), named("many", **form, repeat=True)],
        "activities": [
            *map(named, ("call", "visit")),
            named("mail", two_way=False),
            named("review", touch=False),
        ],
        "stages": [named(id, goal_zh="", goal_en="", who=[], items=[]) for id in ("lead", "needs", "close")],
        "closed_states": [named("pool", kind="pool")],
        "tier_schemes": [
            named("grade", **scheme, until=until),
            named("level", **scheme),
            named("deal", **{**scheme, "subject": "deal"}),
        ],
    }
    return Process({name: json.dumps(part) for name, part in parts.items()}.__getitem__)
