"""May this deal go on? A gate's answer is the list of what is missing; empty means go (process.md chapter 4).

A lack is named once: where a required item waits for a form, sign-off, tier or activity, the gate's own condition on
the same thing adds nothing to the list.
"""

from datetime import date

from store.process import checklist, conditions, lacks
from store.process.facts import DealFacts
from store.process.kept import Process
from store.process.shape import Gate, Item
from store.records import Deal, Reason, Say

_ITEMS = "items_done"


def gate_of(process: Process, deal: Deal, before: str) -> Gate | None:
    """The gate that stands before a stage ("stage:ID") or an event ("event:signed") for this deal, if any does.

    A gate names the stage the deal comes from; a deal that comes from elsewhere meets the gate all the same.
    """
    standing = [gate for gate in process.gates if gate.before == before and checklist.fits(process, gate.when, deal)]
    own = [gate for gate in standing if gate.from_ in (None, deal.stage)]
    return next(iter([*own, *standing]), None)


def check(process: Process, facts: DealFacts, before: str, today: date) -> list[Reason]:
    """Everything that is missing before the deal may go on to `before`; empty means go.

    `before` is "stage:ID", "state:ID" (off the board, completed) or "event:NAME". Required items must be done before
    the deal leaves its stage (process.md 0, "Need"), whether its gate says so or not; an event leaves no stage, and
    the way back passes no gate.
    """
    kind, _, name = before.partition(":")
    if kind == "stage" and process.stage_index(name) <= process.stage_index(facts.deal.stage):
        return []
    gate = gate_of(process, facts.deal, before)
    found: list[Reason] = []
    covered: list[Say] = []
    if kind != "event":
        for item in checklist.lacking(process, facts):
            covered.append(lacks.how(process, facts, item.by))
            found.append(_item(item, covered[-1], gate))
    if gate:
        for condition in gate.conditions:
            if condition["type"] != _ITEMS:
                found += [_stamped(one, gate) for one in conditions.unmet(process, facts, condition, today)]
    return _once(found, covered)


def _item(item: Item, how: Say, gate: Gate | None) -> Reason:
    """The reason for a required item that is not done, saying what would tick it."""
    say = Say("gate_item", {"item": item.label, "how": how})
    return Reason("gate_item", say, f"item:{item.id}", gate.id if gate else "", item.src or "")


def _stamped(reason: Reason, gate: Gate) -> Reason:
    """The reason with the gate that asks and where the gate comes from, when it has no source of its own."""
    return reason._replace(gate=gate.id, source=reason.source or gate.src or "")


def _once(found: list[Reason], covered: list[Say]) -> list[Reason]:
    """The reasons without those that an item's reason says already, and each sentence once."""
    seen: list[Reason] = []
    for reason in found:
        if reason.say not in covered and all(reason.say != one.say for one in seen):
            seen.append(reason)
    return seen
