"""Gates on the shipped playbooks: the worked scenarios by name, whole ways through, and what every reason carries."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.process import gates
from store.process.playbook import shipped
from store.records import FormEntry, Reason
from store.words import LANGUAGES, pick, tell
from tests.process.gate_facts import TODAY, all_items, deal, entry, facts, full, gotos, ids, process, signoff

LEAD_ITEMS = all_items(process("bd-toolkit"), "lead")


def card(*ratings: int) -> FormEntry:
    names = ("need_fit", "size", "budget", "chain", "will")
    return entry("screening_score", **dict(zip(names, ratings, strict=True)), evidence="x", scored_by="lilei")


def told(reasons: list[Reason], lang: str = "zh") -> str:
    return "\n".join(tell(pick(lang), one.say) for one in reasons)


def test_s01_screening_line() -> None:
    of, lead = process("bd-toolkit"), deal("lead")
    known = facts(lead, card(5, 3, 4, 3, 3), done=LEAD_ITEMS, tiers={"customer": "A"})
    (reason,) = gates.check(of, known, "stage:needs", TODAY)
    assert (reason.id, reason.goto, reason.gate) == ("gate_score_low", "form:screening_score", "g_lead")
    assert reason.source == "000 三(二)3-5"
    assert "79.0" in told([reason]) and "80" in told([reason])
    assert "79.0" in told([reason], "en")
    known = facts(lead, card(5, 3, 4, 3, 4), done=LEAD_ITEMS, tiers={"customer": "A"})
    assert gates.check(of, known, "stage:needs", TODAY) == []
    known = facts(lead, card(4, 4, 4, 4, 4), done=LEAD_ITEMS, tiers={"customer": "A"})
    assert gates.check(of, known, "stage:needs", TODAY) == []


def test_s01_the_first_contact_is_warned_of_by_the_same_line() -> None:
    of = process("bd-toolkit")
    known = facts(deal("lead"), card(5, 3, 4, 3, 3))
    assert ids(gates.check(of, known, "event:first_contact", TODAY)) == ["gate_score_low"]
    assert gates.check(of, facts(deal("lead"), card(4, 4, 4, 4, 4)), "event:first_contact", TODAY) == []


def test_s06_care_waits_for_both_hand_overs() -> None:
    of, closing = process("sales-guide"), deal("closing")
    paper = entry("handover")
    items = all_items(of, "closing")
    finance, service = signoff("handover_finance", paper), signoff("handover_service", paper)
    known = facts(closing, paper, done=items, signoffs=[finance])
    assert gotos(gates.check(of, known, "stage:care", TODAY)) == ["signoff:handover_service"]
    known = facts(closing, paper, done=items, signoffs=[finance, service])
    assert gates.check(of, known, "stage:care", TODAY) == []


def test_s12_signing_is_blocked_naming_qualified() -> None:
    of = process("sales-policy")
    ticks: Mapping[str, object] = {"lawful": True, "clear": True, "duties": True}
    for unticked in ({"qualified": False}, {}):
        review, file = entry("contract_review", **ticks, **unticked), entry("credit_file", grade="A")
        signed = [signoff("legal", review), signoff("business", review), signoff("credit", file)]
        known = facts(deal("contract"), review, file, signoffs=signed)
        (reason,) = gates.check(of, known, "event:signed", TODAY)
        assert reason.goto == "form:contract_review.qualified"
        assert "客户资质已审" in told([reason])
    review = entry("contract_review", **ticks, qualified=True)
    known = facts(deal("contract"), review, file, signoffs=signed)
    assert gates.check(of, known, "event:signed", TODAY) == []


def members(*people: tuple[str, str]) -> FormEntry:
    return entry("team", members=[{"who": who, "role": role, "duty": "x"} for who, role in people])


@pytest.mark.parametrize(
    ("people", "missing"),
    [
        ([("a", "lead"), ("a", "tech"), ("b", "legal"), ("b", "recorder")], ["gate_rows_between"]),
        ([("a", "lead"), ("b", "tech"), ("c", "legal"), ("a", "recorder")], []),
        ([(f"p{no}", "lead") for no in range(2)] + [("c", "tech"), ("d", "legal"), ("e", "recorder")], []),
        ([("a", "lead"), ("b", "tech"), ("c", "legal"), ("d", "recorder"), ("e", "other"), ("f", "other")],
         ["gate_rows_between"]),
        ([("a", "lead"), ("b", "tech"), ("c", "lead"), ("d", "tech")], ["gate_role_missing", "gate_role_missing"]),
    ],
)  # fmt: skip
def test_s14_team_of_a_talk(people: list[tuple[str, str]], missing: list[str]) -> None:
    of = process("negotiation-manual")
    agenda, briefing = entry("agenda"), entry("briefing")
    known = facts(deal("prep"), members(*people), agenda, briefing, signoffs=[signoff("line", briefing)])
    assert ids(gates.check(of, known, "event:meeting_held", TODAY)) == missing


def test_s14_agenda_and_briefing_are_asked_for() -> None:
    of = process("negotiation-manual")
    team = members(("a", "lead"), ("b", "tech"), ("c", "legal"), ("a", "recorder"))
    known = facts(deal("prep"), team, entry("agenda", complete=False, place="x"))
    assert gotos(gates.check(of, known, "event:meeting_held", TODAY)) == ["form:agenda", "form:briefing"]


def test_a_gate_for_some_types_of_deal_stands_before_those_only() -> None:
    of = process("default")
    assert gates.gate_of(of, deal("needs", type="new"), "event:meeting_held") is None
    assert gates.check(of, facts(deal("needs", type="new")), "event:meeting_held", TODAY) == []
    gate = gates.gate_of(of, deal("needs", type="major"), "event:meeting_held")
    assert gate and gate.id == "g_meeting"
    assert gates.check(of, facts(deal("needs", type="major")), "event:meeting_held", TODAY)


# --- required items


def test_each_missing_required_item_is_a_reason_of_its_own() -> None:
    of = process("bd-toolkit")
    known = facts(deal("lead"), card(4, 4, 4, 4, 4), done=LEAD_ITEMS - {("lead", "collect"), ("lead", "contact")},
                  tiers={"customer": "B"})  # fmt: skip
    found = gates.check(of, known, "stage:needs", TODAY)
    assert gotos(found) == ["item:collect", "item:contact"]
    assert [one.source for one in found] == ["000 三(二)2", of.item("lead", "contact").src]
    assert {one.gate for one in found} == {"g_lead"}


def test_advice_never_blocks() -> None:
    of = process("bd-toolkit")
    required = {("lead", item.id) for item in of.stage("lead").items if item.req}
    known = facts(deal("lead"), card(4, 4, 4, 4, 4), done=required, tiers={"customer": "B"})
    assert gates.check(of, known, "stage:needs", TODAY) == []


def test_an_item_of_other_types_of_deal_is_not_asked_for() -> None:
    of = process("default")
    for type_, asked in (("new", set()), ("major", {"item:team", "item:briefing"})):
        known = facts(deal("needs", type=type_), done=all_items(of, "needs", "team", "briefing"))
        found = set(gotos(gates.check(of, known, "stage:proposal", TODAY)))
        assert found & {"item:team", "item:briefing"} == asked


def test_an_item_that_ticks_itself_need_not_be_ticked() -> None:
    of = process("bd-toolkit")
    known = facts(deal("lead"), card(4, 4, 4, 4, 4), done=LEAD_ITEMS - {("lead", "score")}, tiers={"customer": "A"})
    assert gates.check(of, known, "stage:needs", TODAY) == []


def test_required_items_are_asked_for_where_no_gate_stands_too() -> None:
    of = process("bd-toolkit")
    assert gates.gate_of(of, deal("care"), "state:completed") is None
    found = gates.check(of, facts(deal("care")), "state:completed", TODAY)
    assert {one.id for one in found} == {"gate_item"} and {one.gate for one in found} == {""}
    assert len(found) == len(of.required("care"))
    assert gates.check(of, facts(deal("care"), done=all_items(of, "care")), "state:completed", TODAY) == []


def test_no_items_for_events_nor_for_a_way_back() -> None:
    of = process("toolbox")
    assert gates.check(of, facts(deal("closing")), "stage:discovery", TODAY) == []
    contract = entry("contract")
    known = facts(deal("closing"), contract, signoffs=[signoff("contract", contract)])
    assert gates.check(of, known, "event:signed", TODAY) == []


def test_a_gate_is_met_from_another_stage_too() -> None:
    of = process("toolbox")
    gate = gates.gate_of(of, deal("screening"), "stage:closing")
    assert gate and gate.id == "g_objections"


# --- a lack is named once


def test_what_an_item_names_the_gate_does_not_name_again() -> None:
    of = process("bd-toolkit")
    known = facts(deal("proposal"), done=all_items(of, "proposal", "review_tech", "feedback"))
    found = gates.check(of, known, "stage:negotiation", TODAY)
    assert gotos(found) == ["item:review_tech", "item:feedback", "signoff:proposal_service"]
    assert "方案技术评审" in told(found) and "方案反馈表" in told(found)


def test_ticking_by_hand_opens_no_gate_that_asks_for_more() -> None:
    of = process("bd-toolkit")
    known = facts(deal("proposal"), done=all_items(of, "proposal"))
    assert gotos(gates.check(of, known, "stage:negotiation", TODAY)) == [
        "signoff:proposal_tech", "signoff:proposal_service", "form:proposal_feedback",
    ]  # fmt: skip


def test_one_unfilled_form_is_one_reason() -> None:
    of = process("bd-toolkit")
    prep, record = entry("negotiation_prep", min_price="5", max_days=30), entry("negotiation_record")
    known = facts(deal("negotiation"), prep, record, done=all_items(of, "negotiation"))
    assert gotos(gates.check(of, known, "stage:contract", TODAY)) == ["form:loi"]


# --- whole ways


@pytest.mark.parametrize("playbook", shipped())
def test_with_nothing_there_every_gate_says_something_in_both_languages(playbook: str) -> None:
    of = process(playbook)
    for gate in of.gates:
        known = facts(deal(gate.from_ or of.stages[0].id, type="major"))
        found = gates.check(of, known, gate.before, TODAY)
        assert found
        for one in found:
            assert all(len(tell(pick(lang), one.say)) > 4 for lang in LANGUAGES)
            assert one.gate == gate.id
            assert one.source or one.id == "gate_item"
            assert one.goto


@pytest.mark.parametrize("playbook", shipped())
def test_with_every_paper_filled_and_signed_every_gate_opens(playbook: str) -> None:
    of = process(playbook)
    good = {  # answers that gates want, beside being complete
        "screening_score": dict.fromkeys(("need_fit", "size", "budget", "chain", "will"), 5),
        "loi": {"price": "5000"}, "objection": {"state": "closed"}, "objection_log": {"state": "closed"},
        "negotiation_record": {"price": "5000"},
    }  # fmt: skip
    papers = [entry(form.id, **{**full(form, of), **good.get(form.id, {})}) for form in of.forms]
    by_form = {one.form: one for one in papers}
    signed = [signoff(rule.id, by_form[rule.form]) for rule in of.signoffs]
    tiers = {scheme.id: scheme.tiers[0].id for scheme in of.tier_schemes}
    for gate in of.gates:
        stage = gate.from_ or of.stages[0].id
        done = all_items(of, stage)
        known = facts(deal(stage, type="major"), *papers, done=done, signoffs=signed, tiers=tiers,
                      activities=[one.id for one in of.activities])  # fmt: skip
        assert gates.check(of, known, gate.before, TODAY) == []


@given(st.sets(st.sampled_from(sorted(LEAD_ITEMS))), st.sets(st.sampled_from(sorted(LEAD_ITEMS))))
def test_doing_more_never_adds_a_reason(done: set[tuple[str, str]], more: set[tuple[str, str]]) -> None:
    of = process("bd-toolkit")
    before = gotos(gates.check(of, facts(deal("lead"), done=done), "stage:needs", TODAY))
    after = gotos(gates.check(of, facts(deal("lead"), done=done | more), "stage:needs", TODAY))
    items = {one for one in before if one.startswith("item:")}
    assert {one for one in after if one.startswith("item:")} <= items
