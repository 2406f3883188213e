"""The checklist of a stage: which items a deal has, which tick themselves, how far it has come."""

import pytest

from store.problems import BadInput
from store.process import checklist
from store.process.playbook import shipped
from tests.process.gate_facts import all_items, deal, entry, facts, process, signoff


def names(playbook: str, stage: str, **of: object) -> list[str]:
    return [one.id for one in checklist.items(process(playbook), deal(stage, **of), stage)]


def test_items_come_in_the_playbooks_order() -> None:
    stage = process("toolbox").stage("screening")
    assert names("toolbox", "screening") == [item.id for item in stage.items]


@pytest.mark.parametrize(("type_", "there"), [("new", False), ("", False), ("major", True), ("partner", True)])
def test_an_item_for_some_types_of_deal(type_: str, there: bool) -> None:
    assert ({"team", "briefing"} <= set(names("default", "needs", type=type_))) is there


def test_a_condition_on_the_deals_tier() -> None:
    of = process("default")
    when = {"tier": ["S"]}
    assert checklist.fits(of, when, deal("needs"), {"opportunity": "S"})
    assert not checklist.fits(of, when, deal("needs"), {"opportunity": "A", "customer": "S"})
    assert checklist.fits(of, when, deal("needs"))  # tiers not at hand
    assert checklist.fits(of, None, deal("needs"), {})


def test_an_unknown_stage_is_told() -> None:
    with pytest.raises(BadInput):
        checklist.items(process("default"), deal("needs"), "nowhere")


@pytest.mark.parametrize(
    ("playbook", "key", "known"),
    [
        ("bd-toolkit", ("lead", "score"), {"entries": [entry("screening_score")]}),
        ("bd-toolkit", ("lead", "contact_keys"), {"entries": [entry("first_contact", key_contacts=[{"name": "王"}])]}),
        ("bd-toolkit", ("proposal", "present"), {"activities": ["presentation"]}),
        ("sales-guide", ("opportunity", "grade"), {"tiers": {"opportunity": "B"}}),
        ("sales-policy", ("contract", "qualify"), {"entries": [entry("contract_review", qualified=False)]}),
        ("sales-policy", ("negotiate", "price"),
         {"entries": [entry("negotiation_record")], "signoffs": [signoff("price", entry("negotiation_record"))]}),
    ],
)  # fmt: skip
def test_items_tick_themselves(playbook: str, key: tuple[str, str], known: dict[str, list[object]]) -> None:
    of = process(playbook)
    nothing = checklist.holding(of, facts(deal(key[0])))
    assert key not in nothing
    papers = known.pop("entries", [])
    held = checklist.holding(of, facts(deal(key[0]), *papers, **known))  # type: ignore[arg-type]
    assert held[key] == of.item(*key).by


def test_what_does_not_tick_an_item() -> None:
    of = process("bd-toolkit")
    draft = entry("screening_score", complete=False)
    empty = entry("first_contact", complete=False, key_contacts=[{"name": " "}])
    paper = entry("proposal")
    refused = signoff("proposal_tech", paper, approve=False)
    known = facts(deal("lead"), draft, empty, paper, signoffs=[refused], activities=["call"])
    assert set(checklist.holding(of, known)) == {("lead", "sync")}


def test_a_form_with_sign_offs_ticks_its_item_once_they_are_there() -> None:
    of, paper = process("bd-toolkit"), entry("proposal")
    tech, service = signoff("proposal_tech", paper), signoff("proposal_service", paper)
    assert ("proposal", "frame") not in checklist.holding(of, facts(deal("proposal"), paper, signoffs=[tech]))
    assert ("proposal", "frame") in checklist.holding(of, facts(deal("proposal"), paper, signoffs=[tech, service]))


def test_ticks_and_routines_never_hold_by_themselves() -> None:
    of = process("sales-guide")
    papers = [entry(form.id) for form in of.forms]
    known = facts(deal("care"), *papers, activities=[one.id for one in of.activities],
                  tiers={one.id: one.tiers[0].id for one in of.tier_schemes})  # fmt: skip
    held = checklist.holding(of, known)
    hand = {(stage.id, item.id) for stage in of.stages for item in stage.items if item.by.split(":")[0] in HAND}
    assert hand and not hand & set(held)


HAND = ("tick", "routine")


def test_items_of_every_stage_hold_but_not_those_of_other_deals() -> None:
    of, team = process("default"), entry("team")
    assert ("needs", "team") not in checklist.holding(of, facts(deal("lead"), team))
    assert ("needs", "team") in checklist.holding(of, facts(deal("lead", type="major"), team))


def test_progress_counts_required_items_of_the_present_stage() -> None:
    of = process("toolbox")
    assert checklist.progress(of, deal("review"), set()) == (0, 1)
    assert checklist.progress(of, deal("review"), {("review", "retro"), ("review", "update")}) == (1, 1)
    assert checklist.progress(of, deal("review"), {("closing", "retro")}) == (0, 1)
    assert checklist.progress(process("default"), deal("needs", type="new"), set())[1] == 6
    assert checklist.progress(process("default"), deal("needs", type="major"), set())[1] == 8


@pytest.mark.parametrize("playbook", shipped())
def test_lacking_and_progress_agree(playbook: str) -> None:
    of = process(playbook)
    for stage in of.stages:
        one = deal(stage.id, type="major")
        _, required = checklist.progress(of, one, set())
        held = {key for key in checklist.holding(of, facts(one)) if key[0] == stage.id}
        assert len(checklist.lacking(of, facts(one))) == required - len(
            held & {(stage.id, i.id) for i in stage.items if i.req}
        )
        assert checklist.lacking(of, facts(one, done=all_items(of, stage.id))) == []
