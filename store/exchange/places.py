"""Where a deal stands on our board, from what another program says of its stage and its state.

Asked in this order: the preset's words, the board's own stage names, a number before the name ("3. Proposal"), a
name within the other ("需求" in "需求挖掘与确认"). What nothing answers goes to the first stage, with a note.
"""

import re
import unicodedata
from collections import Counter
from typing import NamedTuple

from store.exchange.names import key
from store.exchange.presets import Preset, StageRule
from store.process.playbook import Process
from store.records import Say

OPEN, WON, LOST, PAUSED, COMPLETED, SKIP = "open", "won", "lost", "paused", "completed", "skip"
_STATES = frozenset({OPEN, WON, LOST, PAUSED, COMPLETED})
_NUMBERED = re.compile(r"^\D{0,3}?(\d{1,2})(?:\D|$)")
_SHORTEST = 2  # letters a name must have to be looked for within another


class Place(NamedTuple):
    """A stage of ours ("" when the table names none) and a state (OPEN when it names none)."""

    stage: str
    state: str


class Places:
    """Reads stages and states of one table; counts what it had to guess."""

    def __init__(self, process: Process, preset: Preset) -> None:
        self._stages = process.stages
        self._rules = preset.stages
        self._known: dict[tuple[str, str], Place] = {}
        self._names: dict[str, int] = {}
        for at, stage in enumerate(process.stages):
            for name in (stage.id, stage.zh, stage.en):
                self._names.setdefault(key(name), at)
        self._unknown: set[str] = set()
        self.guessed: Counter[str] = Counter()

    def read(self, stage: str, state: str) -> Place:
        """The place of a row: what its stage column and its state column say."""
        pair = stage, state
        if pair not in self._known:
            self._known[pair] = self._read(stage, state)
        if stage and key(stage) in self._unknown:
            self.guessed[stage] += 1
        return self._known[pair]

    def notes(self) -> list[Say]:
        """A sentence for each stage that had to be guessed."""
        first = self._stages[0].label
        return [
            Say("import_stage_guessed", {"stage": name, "to": first, "count": count})
            for name, count in self.guessed.most_common()
        ]

    def _read(self, stage: str, state: str) -> Place:
        said = self._rules.get(key(state), StageRule()).state or (key(state) if key(state) in _STATES else "")
        rule = self._rules.get(key(stage)) if stage else StageRule()
        if rule is None:
            at = self._named(stage)
            rule = StageRule(place=at + 1)
        place = min(rule.place, len(self._stages))
        return Place(self._stages[place - 1].id if place else "", said or rule.state or OPEN)

    def _named(self, stage: str) -> int:
        """The index of the stage of ours that is meant; the first, and a note, when none can be told."""
        wanted = key(stage)
        if wanted in self._names:
            return self._names[wanted]
        numbered = _NUMBERED.match(unicodedata.normalize("NFKC", stage))
        if numbered and 1 <= int(numbered[1]) <= len(self._stages):
            return int(numbered[1]) - 1
        within = {
            at
            for name, at in self._names.items()
            if min(len(name), len(wanted)) >= _SHORTEST and (wanted in name or name in wanted)
        }
        if len(within) == 1:
            return within.pop()
        self._unknown.add(wanted)
        return 0
