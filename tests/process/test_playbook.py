"""The shipped playbooks, their form in the board's file, and the process read back from it."""

import dataclasses
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from store.problems import BadInput
from store.process import playbook
from store.process.playbook import Choice, Playbook, Process
from store.records import Label
from store.words import pick, tell
from tests.process.playbook_small import SMALL

# process.md 0.3: stages, items, required, forms, fields, columns, gates, sign-offs, tiers, cadences, obligations,
# routines, risks, figures, reports, roles
COUNTS = {
    "bd-toolkit": [6, 61, 43, 23, 198, 51, 7, 7, 4, 8, 7, 1, 6, 3, 2, 7],
    "sales-guide": [6, 25, 21, 18, 116, 29, 6, 3, 6, 9, 7, 4, 4, 3, 2, 5],
    "toolbox": [6, 29, 20, 12, 87, 15, 6, 2, 3, 5, 7, 1, 4, 3, 2, 5],
    "sales-policy": [6, 26, 22, 25, 147, 23, 6, 7, 0, 3, 9, 8, 8, 9, 4, 8],
    "negotiation-manual": [6, 25, 23, 13, 81, 18, 7, 3, 0, 2, 6, 1, 4, 3, 1, 5],
    "light": [6, 19, 14, 9, 51, 6, 3, 1, 10, 16, 4, 2, 3, 3, 1, 3],
    "default": [7, 52, 42, 51, 426, 108, 9, 13, 10, 16, 25, 9, 12, 8, 3, 10],
}


@pytest.fixture(scope="module")
def books() -> dict[str, Playbook]:
    return {id: playbook.load(playbook.shipped_path(id)) for id in playbook.shipped()}


@pytest.fixture
def small(tmp_path: Path) -> Process:
    file = tmp_path / "small.toml"
    file.write_text(SMALL, "utf-8")
    return Process.of(playbook.load(file))


def counts(book: Playbook) -> list[int]:
    items = [item for stage in book.stages for item in stage.items]
    fields = [field for form in book.forms for field in form.fields]
    columns = [column for field in fields for column in field.columns or ()]
    tiers = [tier for scheme in book.tier_schemes for tier in scheme.tiers]
    required = [item for item in items if item.req]
    plans = (book.cadences, book.obligations, book.routines, book.risks, book.kpis, book.reports, book.roles)
    things = (book.stages, items, required, book.forms, fields, columns, book.gates, book.signoffs, tiers, *plans)
    return [len(some) for some in things]


# --- the shipped ones


def test_seven_playbooks_are_shipped(books: dict[str, Playbook]) -> None:
    assert set(books) == set(COUNTS)
    assert all(book.id == id for id, book in books.items())


@pytest.mark.parametrize("id", COUNTS)
def test_the_shipped_playbooks_have_what_the_manuals_ask_for(books: dict[str, Playbook], id: str) -> None:
    assert playbook.check(playbook.shipped_path(id)) == []
    assert counts(books[id]) == COUNTS[id]


def test_the_customer_grade_stops_with_the_first_win_and_nothing_else_does(books: dict[str, Playbook]) -> None:
    """process.md 3.4, "before and after the first win"."""
    until = {(id, one.id): one.until for id, book in books.items() for one in book.tier_schemes if one.until}

    assert until == {(id, "customer"): "first_signed" for id in ("default", "light", "bd-toolkit")}


@pytest.mark.parametrize("id", COUNTS)
def test_every_playbook_can_open_win_lose_and_pause_a_deal(books: dict[str, Playbook], id: str) -> None:
    process = Process.of(books[id])

    assert process.deal_types
    assert process.lost_reasons
    assert process.closed("pool")
    assert process.roles_with("deal.create")
    assert process.roles_with("gate.override")
    assert all(process.required(stage.id) for stage in process.stages)


@pytest.mark.shared
def test_no_figure_of_the_drafts_has_changed(shared_data: Path) -> None:
    for id in set(COUNTS) - {"light"}:  # the seventh is ours
        draft = tomllib.loads((shared_data.parent / "process" / "playbooks" / f"{id}.toml").read_text("utf-8"))
        ours = tomllib.loads(playbook.shipped_path(id).read_text("utf-8"))
        for scheme in ours.get("tier_schemes", ()):
            scheme.pop("until", None)
        assert ours == draft


def test_a_playbook_that_is_not_shipped_is_told_with_those_that_are() -> None:
    for id in ("nothing", "../default", "default.toml", ""):
        with pytest.raises(BadInput) as caught:
            playbook.shipped_path(id)
        assert caught.value.say.id == "playbook_unknown"
        assert caught.value.say.args["known"] == sorted(COUNTS)


# --- kept and read back


@pytest.mark.parametrize("id", COUNTS)
def test_what_is_read_back_equals_what_was_loaded(books: dict[str, Playbook], id: str) -> None:
    book, process = books[id], Process.of(books[id])

    lists = [name for name, field in Playbook.__dataclass_fields__.items() if "tuple" in str(field.type)]
    for name in set(lists) - {"manuals", "choicesets"}:
        assert getattr(process, name) == getattr(book, name), name
    assert (process.id, process.version, process.label, process.about) == (id, book.version, book.label, book.about)
    assert (process.manuals, process.calendar, process.events) == (book.manuals, book.calendar, book.events)
    assert {name: process.settings[name] for name in book.settings} == book.settings
    assert {name: tuple("|".join((id, *label)) for id, label in one) for name, one in process.choicesets.items()} == (
        book.choicesets
    )


def test_read_back_things_are_told_apart(books: dict[str, Playbook]) -> None:
    one = books["default"].stages[0]

    assert one == dataclasses.replace(one)
    assert one != dataclasses.replace(one, goal_en="Something else")
    assert one != books["default"].stages[1]
    assert hash(one) == hash(dataclasses.replace(one))


def test_a_part_is_read_when_it_is_asked_for_and_once(books: dict[str, Playbook]) -> None:
    texts, read = playbook.parts(books["default"]), []

    def reads(part: str) -> str:
        read.append(part)
        return texts[part]

    process = Process(reads)
    assert read == []
    assert process.stages is process.stages
    assert process.form("loi") is process.form("loi")
    assert process.label == books["default"].label
    assert read == ["stages", "forms", "head"]


def test_things_cannot_be_changed_or_made_up(small: Process) -> None:
    stage: Any = small.stage("talk")
    activity: Any = playbook.Activity

    with pytest.raises(dataclasses.FrozenInstanceError):
        stage.zh = "别的"
    with pytest.raises(dataclasses.FrozenInstanceError):
        del stage.zh
    with pytest.raises(TypeError, match="Activity needs en"):
        activity(id="call", zh="电话")
    with pytest.raises(TypeError, match="Activity has no color"):
        activity(id="call", zh="电话", en="Call", color="red")


# --- asking the process


def test_settings_every_process_needs_are_there(small: Process) -> None:
    """process.md 10.7: the small playbook says roll and pause_max_days only."""
    assert small.settings == {
        "roll": "next",
        "dormant_after_days": 90,
        "snooze_max_days": 14,
        "snooze_max_times": 2,
        "pause_max_days": 60,
        "escalate_after_workdays": 3,
        "backdate_max_days": 7,
        "person_family_field": False,
        "self_signoff": False,
    }


def test_stages_in_their_order(small: Process) -> None:
    assert [stage.id for stage in small.stages] == ["talk", "sign"]
    assert (small.stage_index("talk"), small.stage_index("sign")) == (0, 1)
    after = small.next_stage("talk")
    assert after is not None
    assert after.id == "sign"
    assert small.next_stage("sign") is None
    assert [item.id for item in small.required("talk")] == ["first", "offer"]
    assert small.required("sign") == ()


def test_choices_of_a_set_of_a_list_and_of_nothing(small: Process) -> None:
    need, open_ = small.field("quote", "need"), small.field("quote", "open")

    assert small.choices(need.choices)[0] == Choice("clear", Label("明确", "Clear"))
    assert [choice.id for choice in small.choices(open_.choices)] == ["yes", "no"]
    assert small.choices(None) == ()
    assert [choice.id for choice in small.deal_types] == ["new", "old"]
    assert [choice.id for choice in small.lost_reasons] == ["price", "other"]


def test_states_by_kind_and_roles_by_right(small: Process) -> None:
    won = small.closed("won")
    assert won is not None
    assert won.label == Label("成交", "Won")
    assert small.closed("dormant") is None
    assert small.roles_with("gate.override") == ("boss",)
    assert small.roles_with("sensitive.view") == ()


def test_rules_of_all_three_lists_by_their_id(small: Process) -> None:
    assert [type(small.rule(id)).__name__ for id in ("visits", "thanks", "meeting")] == [
        "Cadence", "Obligation", "Routine",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("ref", "label"),
    [
        ("stage:talk", "Talks"),
        ("item:talk.first", "First call"),
        ("form:quote", "Quote"),
        ("form:quote.floor", "Floor"),
        ("field:quote.floor", "Floor"),
        ("signoff:price", "Price"),
        ("tier:grade", "Grade"),
        ("tier:grade.B", "B"),
        ("activity:call", "Call"),
        ("role:boss", "Manager"),
        ("gate:to_sign", "Talks to signing"),
        ("rule:thanks", "Thanks"),
    ],
)
def test_labels_of_what_a_reason_points_to(small: Process, ref: str, label: str) -> None:
    assert small.label_of(ref).en == label


def test_a_label_of_nothing_there_could_be(small: Process) -> None:
    with pytest.raises(ValueError, match="moon"):
        small.label_of("moon:full")


def test_an_unknown_id_is_told_with_what_is_known(small: Process) -> None:
    asked = {
        "role_unknown": lambda: small.role("x"),
        "activity_unknown": lambda: small.activity("x"),
        "stage_unknown": lambda: small.stage_index("x"),
        "item_unknown": lambda: small.item("talk", "x"),
        "form_unknown": lambda: small.form("x"),
        "field_unknown": lambda: small.field("quote", "x"),
        "signoff_unknown": lambda: small.signoff("x"),
        "scheme_unknown": lambda: small.scheme("x"),
        "tier_unknown": lambda: small.tier("grade", "x"),
        "playbook_part_unknown": lambda: small.rule("x"),
    }
    for sentence, ask in asked.items():
        with pytest.raises(BadInput) as caught:
            ask()
        say = caught.value.say
        assert say.id == sentence
        known = say.args["known"]
        assert isinstance(known, dict)
        first, label = next(iter(known.items()))
        assert f"{first} {label.zh}" in tell(pick("zh"), say)
        assert f"{first} {label.en}" in tell(pick("en"), say)


def test_a_process_starts_without_pydantic(tmp_path: Path, books: dict[str, Playbook]) -> None:
    """house.md: a start needs no pydantic. Nor does it read TOML."""
    for part, text in playbook.parts(books["default"]).items():
        (tmp_path / part).write_text(text, "utf-8")
    script = """
import sys
from pathlib import Path
from store.process.playbook import Process
process = Process(lambda part: (Path(sys.argv[1]) / part).read_text("utf-8"))
assert process.stages and process.forms and process.settings and process.lost_reasons and process.cadences
print([name for name in ("pydantic", "pydantic_core", "tomllib", "difflib") if name in sys.modules])
"""
    ran = subprocess.run([sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=False)

    assert (ran.stdout, ran.stderr) == ("[]\n", "")
