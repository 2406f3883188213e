"""The gate before a step: open, refused with its reasons, or gone over by a role it names, which is kept."""

import json
from collections import Counter
from datetime import datetime
from typing import NamedTuple

from store.books.core import Core
from store.books.evidence import facts
from store.file import rows, rulings
from store.file.writer import Writer
from store.problems import BadInput, Refused
from store.process import gates
from store.records import Deal, Label, Reason, Say
from store.words import pick, tell


class Override(NamedTuple):
    """A gate gone over: on which deal, which gate (its name; "" where none stood), before what, by whom, when and why.

    `missing`: what was missing, each as (id of the reason, where it could be mended, the sentence in the team's words).
    """

    deal: str
    ref: str
    gate: str
    label: Label | None
    before: str
    missing: tuple[tuple[str, str, str], ...]
    why: str
    by: str
    at: datetime


def pass_gate(core: Core, writer: Writer, deal: Deal, before: str, override: bool, why: str) -> str:
    """Pass "move" when the gate is open, "override" when it was gone over, which is kept; raises Refused otherwise."""
    reasons = gates.check(core.process, facts(core, core.conn, deal.id), before, core.today())
    if not reasons:
        return "move"
    if not override:
        raise Refused(reasons)
    gate = gates.gate_of(core.process, deal, before)
    roles = gate.override if gate else core.process.roles_with("gate.override")
    if not core.me or not set(core.me.roles) & set(roles):
        no = Say("override_not_allowed", {"roles": core.role_labels(roles)}) if roles else Say("override_nobody")
        raise Refused([Reason(no.id, no, gate=gate.id if gate else ""), *reasons])
    if not why.strip():
        raise BadInput("override_needs_reason")
    words = pick(core.meta.lang)
    missing = [{"id": one.id, "goto": one.goto, "text": tell(words, one.say)} for one in reasons]
    row = {"id": core.new_id(), "deal": deal.id, "gate": gate.id if gate else "", "before": before, "why": why}
    row |= {"by": core.login, "at": core.now().isoformat()}
    # no line of its own: the deal's history tells the override, and taking the move back is no less possible
    writer.insert("gate_override", {**row, "reasons": missing, "rev": 1}, action="")
    return "override"


class Overrides:
    """The gates gone over on this board."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def count(self) -> dict[str, int]:
        """How many gates each member went over, by login, the most first."""
        return dict(Counter(one.by for one in rulings.overrides(self._core.conn)).most_common())

    def list(self, deal: str = "", login: str = "") -> list[Override]:
        """The gates gone over, newest first: all, those of one deal, those of one member."""
        found = rulings.overrides(self._core.conn, deal)
        return [self._told(one) for one in found if login in ("", one.by)]

    def _told(self, row: rulings.OverrideRow) -> Override:
        core = self._core
        deal = rows.deal(core.conn, row.deal)
        label = next((one.label for one in core.process.gates if one.id == row.gate), None)
        missing = tuple((str(one["id"]), str(one["goto"]), str(one["text"])) for one in json.loads(row.reasons))
        ref = deal.ref if deal else row.deal
        return Override(row.deal, ref, row.gate, label, row.before, missing, row.why, row.by, row.at)
