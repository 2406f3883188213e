"""The checklist of a stage: which items a deal has, which tick themselves now, how far it has come (process.md 0)."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from store.process import filled
from store.process.facts import DealFacts
from store.process.kept import Process
from store.process.shape import Item
from store.process.values import is_blank
from store.records import Deal

Key = tuple[str, str]  # stage, item


def fits(process: Process, when: Mapping[str, Any] | None, deal: Deal, tiers: Mapping[str, str] | None = None) -> bool:
    """Whether a thing that is "only for deals that match" is for this one.

    `tiers`: scheme -> tier; None when they are not at hand, then a condition on them is taken as met.
    """
    if not when:
        return True
    if "deal_type" in when and deal.type not in when["deal_type"]:
        return False
    if "tier" in when and tiers is not None:
        own = {tiers.get(scheme.id) for scheme in process.tier_schemes if scheme.subject == "deal"}
        return bool(own & set(when["tier"]))
    return True


def items(process: Process, deal: Deal, stage: str, tiers: Mapping[str, str] | None = None) -> tuple[Item, ...]:
    """The items of a stage that this deal has, in the playbook's order. Raises BadInput("stage_unknown")."""
    return tuple(item for item in process.stage(stage).items if fits(process, item.when, deal, tiers))


def holding(process: Process, facts: DealFacts) -> dict[Key, str]:
    """The items, of all stages, that tick themselves now, and what ticks each ("form:loi").

    Items that a person ticks, and the team's routines, never do. An `auto` item is about the work being on the shared
    board at all (manual 000, 三(二): shared with the team), so it holds as soon as the deal stands there.
    """
    known: dict[str, bool] = {}
    found = {}
    for stage in process.stages:
        for item in items(process, facts.deal, stage.id, facts.tiers):
            if item.by not in known:
                known[item.by] = holds(process, facts, item.by)
            if known[item.by]:
                found[stage.id, item.id] = item.by
    return found


def holds(process: Process, facts: DealFacts, by: str) -> bool:
    """Whether what ticks an item is there: "form:loi" complete, "field:loi.price" filled, "activity:demo" held …"""
    kind, _, name = by.partition(":")
    rule = _RULES.get(kind)
    return rule is not None and rule(process, facts, name)


def _filled(process: Process, facts: DealFacts, name: str) -> bool:
    form, _, field = name.partition(".")
    return not is_blank(filled.value(facts, form, field))


_RULES: Mapping[str, Callable[[Process, DealFacts, str], bool]] = {
    "auto": lambda process, facts, name: True,
    "form": filled.form_done,
    "field": _filled,
    "activity": lambda process, facts, name: name in facts.activities,
    "signoff": filled.approved,
    "tier": lambda process, facts, name: bool(facts.tiers.get(name)),
}


def progress(process: Process, deal: Deal, done: Collection[Key]) -> tuple[int, int]:
    """How many required items of the deal's present stage are done, and how many there are."""
    required = [item for item in items(process, deal, deal.stage) if item.req]
    return sum((deal.stage, item.id) in done for item in required), len(required)


def lacking(process: Process, facts: DealFacts) -> list[Item]:
    """The required items of the deal's present stage that are neither ticked nor tick themselves now."""
    stage = facts.deal.stage
    required = [item for item in items(process, facts.deal, stage, facts.tiers) if item.req]
    open_ = [item for item in required if (stage, item.id) not in facts.done]
    return [item for item in open_ if not holds(process, facts, item.by)]
