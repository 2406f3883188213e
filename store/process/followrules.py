"""The rules of a playbook made ready for computing follow-ups, once for each Process."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from weakref import WeakKeyDictionary

from store.process import cadence, workdays
from store.process.cadence import Rule
from store.process.playbook import Obligation, Process


class Timer(NamedTuple):
    """An obligation made ready for computing.

    `n`, `unit`: after the event, before it when negative. `done_by` as the playbook writes it, `means` its kind (form,
    field, activity …). `lead`: days it is shown ahead, None when from its start. `deal_types`, `tiers`: only for such
    deals; empty when it does not ask. `bound`: event and end are in one form, so only that very entry ends it;
    `by_row`: a row of a table started it; `single`: the form that ends it is filled once for a subject.
    """

    id: str
    on: str
    n: int
    unit: str
    roll: str
    who: str
    done_by: str
    means: str
    lead: int | None
    deal_types: tuple[str, ...]
    tiers: tuple[str, ...]
    yearly: bool
    blocks: str
    cancel_on: tuple[str, ...]
    bound: bool
    by_row: bool
    single: bool


class Ready(NamedTuple):
    """A playbook's rules made ready: cadences of a tier by (subject, scheme, tier), the others by subject, timers by
    event.

    `ends`: scheme -> the event with which its cadences stop. `resting`: the tiers whose own rhythm asks for no contact.
    `touching`: the kinds of activity that are contact, `two_way` those in which the customer answered. `festivals`:
    id -> its days. `kinds`: the kinds of activity that start timers -> the event they fire. `noted`: a summary saved
    with a touch settles whatever touches as such ask for.
    """

    tiers: Mapping[tuple[str, str, str], tuple[Rule, ...]]
    others: Mapping[str, tuple[Rule, ...]]
    timers: Mapping[str, tuple[Timer, ...]]
    ends: Mapping[str, str]
    resting: frozenset[tuple[str, str]]
    escalate_after: int
    touching: frozenset[str]
    two_way: frozenset[str]
    festivals: Mapping[str, Sequence[date]]
    kinds: Mapping[str, str]
    noted: bool


_READY: WeakKeyDictionary[Process, Ready] = WeakKeyDictionary()


def ready(process: Process) -> Ready:
    """The playbook's rules made ready."""
    rules = _READY.get(process)
    if rules is None:
        rules = _READY[process] = _prepare(process)
    return rules


def _prepare(process: Process) -> Ready:
    touching = frozenset(one.id for one in process.activities if one.touch)
    roll = process.settings["roll"]
    tiers: dict[tuple[str, str, str], tuple[Rule, ...]] = {}
    others: dict[str, tuple[Rule, ...]] = {}
    contact: dict[tuple[str, str], bool] = {}
    greetings = False
    for one in process.cadences:
        rule = cadence.ready(one, roll)
        greetings = greetings or rule.kind == "festival"
        if not rule.scheme:
            others[one.subject] = (*others.get(one.subject, ()), rule)
            continue
        key = (one.subject, rule.scheme, rule.tier)
        tiers[key] = (*tiers.get(key, ()), rule)
        if one.subject == "customer":
            contact[key[1:]] = contact.get(key[1:], False) or not touching.isdisjoint(one.channels)
    timers: dict[str, tuple[Timer, ...]] = {}
    for obligation in process.obligations:
        timers[obligation.on] = (*timers.get(obligation.on, ()), _timer(obligation, process, roll))
    return Ready(
        tiers=tiers,
        others=others,
        timers=timers,
        ends={one.id: one.until for one in process.tier_schemes if one.until},
        resting=frozenset(key for key, asks in contact.items() if not asks),
        escalate_after=process.settings["escalate_after_workdays"],
        touching=touching,
        two_way=frozenset(one.id for one in process.activities if one.touch and one.two_way),
        festivals={one.id: one.days for one in workdays.festivals(process.calendar)} if greetings else {},
        kinds={on.removeprefix("activity:"): on for on in timers if on.startswith("activity:")},
        noted=all(one.means == "form" and one.n >= 0 and not one.single for one in timers.get("touch_logged", ())),
    )


def _timer(one: Obligation, process: Process, roll: str) -> Timer:
    means, _, name = one.done_by.partition(":")
    ends = name.partition(".")[0] if means in ("form", "field") else ""
    how, _, fired = (one.on if ":" in one.on else process.events.get(one.on, "")).partition(":")
    starts = fired.partition(".")[0] if how in ("form", "field", "row", "low") else ""
    when = one.when or {}
    return Timer(
        id=one.id,
        on=one.on,
        n=int(one.due["n"]),
        unit=str(one.due["unit"]),
        roll=roll,
        who=one.who,
        done_by=one.done_by,
        means=means,
        lead=one.lead_days,
        deal_types=tuple(when.get("deal_type", ())),
        tiers=tuple(when.get("tier", ())),
        yearly=one.repeat == "yearly",
        blocks=one.blocks or "",
        cancel_on=tuple(one.cancel_on),
        bound=bool(ends) and ends == starts,
        by_row=how == "row",
        single=bool(ends) and not process.form(ends).repeat,
    )
