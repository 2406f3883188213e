"""docs/playbooks.md says what the program does: its example is a playbook, and no key or word is left out."""

import re
from pathlib import Path

import pytest

from store.process import playbook, vocabulary
from store.process.mold import file_name
from store.process.playbook import Process
from store.process.shape import LISTS, WITHIN, Playbook

PAPER = (Path(__file__).resolve().parents[2] / "docs" / "playbooks.md").read_text("utf-8")
PROSE = re.sub(r"```.*?```", "", PAPER, flags=re.DOTALL)
CODE = set(re.findall(r"[a-z][a-z_]*(?:\.[a-z_]+)?", " ".join(re.findall(r"`([^`]+)`", PROSE))))


@pytest.fixture
def example(tmp_path: Path) -> Path:
    file = tmp_path / "studio.toml"
    found = re.search(r"```toml\n(.*?)```", PAPER, re.DOTALL)
    assert found
    file.write_text(found[1], "utf-8")
    return file


def test_the_example_holds_together(example: Path) -> None:
    assert playbook.check(example) == []


def test_the_example_says_what_the_paper_says(example: Path) -> None:
    process = Process.of(playbook.load(example))

    assert [stage.id for stage in process.stages] == ["talk", "order"]
    assert [choice.id for choice in process.deal_types] == ["new", "repeat"]
    assert process.settings["pause_max_days"] == 60
    assert process.settings["snooze_max_days"] == 14
    assert [item.id for item in process.required("talk")] == ["meet"]


def test_every_key_is_described() -> None:
    shapes = {Playbook, *LISTS.values(), *(kind for within in WITHIN.values() for kind in within.values())}
    keys = {file_name(name) for kind in shapes for name in kind.__dataclass_fields__}
    tables = [*vocabulary.CONDITIONS.values(), *vocabulary.CADENCE_RULES.values(), *vocabulary.ROUTINE_RULES.values(),
              *vocabulary.APPLIES.values(), vocabulary.PHASE, vocabulary.DUE, vocabulary.WHEN,
              *vocabulary.TIER_LISTS.values()]  # fmt: skip
    keys |= {name.removesuffix("?") for table in tables for name in table}

    assert keys - CODE == set()


def test_every_word_is_named() -> None:
    words = {
        *vocabulary.EVENTS,
        *vocabulary.FIELD_TYPES,
        *vocabulary.RIGHTS,
        *vocabulary.STAND_INS,
        *vocabulary.SETTINGS,
    }
    words |= {*vocabulary.CONDITIONS, *vocabulary.CADENCE_RULES, *vocabulary.ROUTINE_RULES, vocabulary.ANNIVERSARY}
    words |= {word for words in vocabulary.WORDS.values() for word in words if len(word) > 3}

    assert words - CODE == set()


def test_the_events_the_program_fires_are_those_the_paper_says() -> None:
    itself = PAPER[PAPER.index("Fired by the program itself") : PAPER.index("Fired by what `[events]`")]

    assert set(re.findall(r"`(\w+)`", itself)) == vocabulary.BUILTIN


def test_what_stands_where_a_playbook_is_silent_is_what_the_paper_says() -> None:
    table = PAPER[PAPER.index("| if silent |") : PAPER.index("Asked by forms")]
    told = {name: value for line in table.splitlines()[2:] if line
            for names, value in [(re.findall(r"`(\w+)`", line.split("|")[1]), line.split("|")[3].strip().split(", "))]
            for name, value in zip(names, value, strict=True)}  # fmt: skip

    silent = {name: one.default for name, one in vocabulary.SETTINGS.items() if one.default is not None}
    assert told == {name: str(value).lower() for name, value in silent.items()}
