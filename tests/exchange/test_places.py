"""What other programs say of stage and state, on our stages."""

import pytest

from store.exchange import presets
from store.exchange.places import Place, Places
from store.process.playbook import Process


@pytest.mark.parametrize(
    ("preset", "stage", "state", "place"),
    [
        ("maven-crm", "Prospecting", "", ("lead", "open")),
        ("maven-crm", "engaging", "", ("needs", "open")),
        ("maven-crm", "Won", "", ("", "won")),
        ("maven-crm", "Lost", "", ("needs", "lost")),
        ("pipedrive", "Proposal Made", "open", ("negotiation", "open")),
        ("pipedrive", "Negotiations Started", "lost", ("contract", "lost")),
        ("pipedrive", "Qualified", "Deleted", ("lead", "skip")),
        ("hubspot", "Closed Won", "", ("", "won")),
        ("hubspot", "closedlost", "", ("", "lost")),
        ("salesforce", "Needs Analysis", "", ("needs", "open")),
        ("generic", "方案制定与呈现", "", ("proposal", "open")),
        ("generic", "PROPOSAL", "", ("proposal", "open")),
        ("generic", "negotiation", "赢单", ("negotiation", "won")),
        ("generic", "3. anything", "", ("proposal", "open")),
        ("generic", "阶段4", "", ("negotiation", "open")),
        ("generic", "商务谈判", "进行中", ("negotiation", "open")),
        ("generic", "赢单", "", ("", "won")),
        ("generic", "输单关闭", "", ("", "lost")),
        ("generic", "", "", ("", "open")),
    ],
)
def test_words_of_others(process: Process, preset: str, stage: str, state: str, place: tuple[str, str]) -> None:
    places = Places(process, presets.find(preset))
    assert places.read(stage, state) == Place(*place)
    assert places.notes() == []


def test_what_nothing_answers_goes_to_the_first_stage_with_a_note(process: Process) -> None:
    places = Places(process, presets.find("generic"))
    for _ in range(3):
        assert places.read("Kick-off", "") == Place("lead", "open")
    (note,) = places.notes()
    assert (note.id, note.args["stage"], note.args["count"]) == ("import_stage_guessed", "Kick-off", 3)


def test_a_name_within_several_stages_is_no_answer(process: Process) -> None:
    places = Places(process, presets.find("generic"))
    places.read("客户", "")  # stands in the names of the first and of the last stage
    assert len(places.notes()) == 1
