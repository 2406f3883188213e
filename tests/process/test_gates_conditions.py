"""Each kind of condition, met and not met, at its edges: made-up gates of one condition on the shipped playbooks."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pytest

from store.process import gates
from store.process.facts import DealFacts
from store.process.playbook import Process
from store.process.vocabulary import CONDITIONS
from store.records import FormEntry, Reason, SignOff
from store.words import pick, tell
from tests.process.gate_facts import TODAY, deal, entry, facts, gotos, ids, process, signoff, with_condition

SIGNED = "event:signed"


def ask(of: str, condition: Mapping[str, Any], known: DealFacts, today: date = TODAY) -> list[Reason]:
    found = gates.check(with_condition(process(of), **condition), known, SIGNED, today)
    assert all(tell(pick("en"), one.say) and tell(pick("zh"), one.say) for one in found)
    return found


def papers(*entries: FormEntry, signoffs: Iterable[SignOff] = (), stage: str = "contract", **other: Any) -> DealFacts:
    return facts(deal(stage), *entries, signoffs=signoffs, **other)


def test_every_kind_the_playbooks_may_use_is_asked() -> None:
    from store.process.conditions import _KINDS

    assert set(_KINDS) == set(CONDITIONS)


# --- score_min

SCORE = {"type": "score_min", "form": "screening_score", "min": 80}
NAMES = ("need_fit", "size", "budget", "chain", "will")


def card(*ratings: int | None) -> FormEntry:
    given = {name: rating for name, rating in zip(NAMES, ratings, strict=True) if rating is not None}
    return entry("screening_score", **given)


@pytest.mark.parametrize(
    ("ratings", "open_"), [((4, 4, 4, 4, 4), True), ((5, 3, 4, 3, 3), False), ((5, 5, 5, 5, 5), True)]
)
def test_score_at_least(ratings: tuple[int, ...], open_: bool) -> None:
    assert (ask("default", SCORE, papers(card(*ratings))) == []) is open_


def test_score_of_a_card_half_rated_names_the_ratings() -> None:
    assert gotos(ask("default", SCORE, papers(card(5, 5, 5, 5, None)))) == ["form:screening_score.will"]
    assert gotos(ask("default", SCORE, papers())) == ["form:screening_score"]


def test_score_is_not_rounded_up_to_the_line() -> None:
    (reason,) = ask("default", {**SCORE, "min": 80.05}, papers(card(4, 4, 4, 4, 4)))
    assert reason.say.args["total"] == "80.0" and reason.say.args["least"] == "80.05"


def test_score_may_be_set_by_a_setting() -> None:
    assert ask("default", {**SCORE, "min": "settings.pass_mark"}, papers(card(4, 4, 4, 4, 4))) == []
    assert ask("default", {**SCORE, "min": "settings.pass_mark"}, papers(card(4, 4, 4, 4, 3)))


# --- tier_in

TIER = {"type": "tier_in", "scheme": "customer", "tiers": ["A", "B", "C"]}


@pytest.mark.parametrize(
    ("tier", "found"),
    [
        ("A", []),
        ("C", []),
        ("D", ["gate_tier_not_allowed"]),
        ("", ["gate_tier_missing"]),
        (None, ["gate_tier_missing"]),
    ],
)
def test_tier_among(tier: str | None, found: list[str]) -> None:
    tiers = {} if tier is None else {"customer": tier}
    reasons = ask("default", TIER, papers(tiers=tiers))
    assert ids(reasons) == found
    assert gotos(reasons) == ["tier:customer"] * len(found)


# --- form_complete

FORM = {"type": "form_complete", "form": "loi"}


def test_form_complete() -> None:
    assert ask("default", FORM, papers(entry("loi"))) == []
    assert gotos(ask("default", FORM, papers())) == ["form:loi"]
    (reason,) = ask("default", FORM, papers(entry("loi", complete=False, scope="x", price="1", payment="x")))
    assert reason.id == "gate_form_incomplete"
    assert "付款周期" in tell(pick("zh"), reason.say)


def test_many_missing_fields_are_counted() -> None:
    (reason,) = ask("default", FORM, papers(entry("loi", complete=False, scope="x")))
    assert (reason.id, reason.say.args["more"]) == ("gate_form_incomplete_more", 2)


def test_a_form_that_lacks_nothing_but_was_not_completed_is_a_draft() -> None:
    from tests.process.gate_facts import full

    loi = process("default").form("loi")
    found = ask("default", FORM, papers(entry("loi", complete=False, **full(loi, process("default")))))
    assert ids(found) == ["gate_form_draft"]


def test_a_form_is_complete_with_its_required_sign_offs_only() -> None:
    wanted = {"type": "form_complete", "form": "handover"}
    paper = entry("handover")
    both = [signoff("handover_finance", paper), signoff("handover_service", paper)]
    assert gotos(ask("default", wanted, papers(paper))) == ["signoff:handover_finance", "signoff:handover_service"]
    assert gotos(ask("default", wanted, papers(paper, signoffs=both[:1]))) == ["signoff:handover_service"]
    assert ask("default", wanted, papers(paper, signoffs=both)) == []


def test_one_complete_entry_of_a_form_that_repeats_will_do() -> None:
    wanted = {"type": "form_complete", "form": "minutes"}
    assert ask("default", wanted, papers(entry("minutes"), entry("minutes", 2, complete=False))) == []


# --- review_done

REVIEW = {"type": "review_done", "form": "record_check"}


def review(no: int = 1, **values: object) -> tuple[FormEntry, SignOff]:
    made = entry("record_check", no, **values)
    return made, signoff("record", made)


def test_a_review_must_be_signed_and_pass() -> None:
    passed, signed = review(result="pass")
    assert ask("default", REVIEW, papers(passed, signoffs=[signed])) == []
    assert gotos(ask("default", REVIEW, papers(passed))) == ["signoff:record"]
    assert gotos(ask("default", REVIEW, papers())) == ["form:record_check"]
    returned, signed = review(result="back")
    assert ids(ask("default", REVIEW, papers(returned, signoffs=[signed]))) == ["gate_review_failed"]


def test_the_newest_review_counts() -> None:
    first, _ = review(1, result="back")
    second, signed = review(2, result="pass")
    assert ask("toolbox", REVIEW, papers(second, first, signoffs=[signed], stage="closing")) == []
    third, signed_third = review(3, result="back")
    known = papers(first, second, third, signoffs=[signed_third], stage="closing")
    assert ids(ask("toolbox", REVIEW, known)) == ["gate_review_failed"]


# --- signoff

SIGN = {"type": "signoff", "signoff": "contract_legal"}


def test_signoff() -> None:
    paper = entry("contract_review")
    assert ask("default", SIGN, papers(paper, signoffs=[signoff("contract_legal", paper)])) == []
    (missing,) = ask("default", SIGN, papers(paper))
    assert (missing.id, missing.goto) == ("gate_signoff_missing", "signoff:contract_legal")
    assert "法务" in tell(pick("zh"), missing.say)


def test_a_refused_or_void_sign_off_is_none() -> None:
    paper = entry("contract_review")
    (refused,) = ask("default", SIGN, papers(paper, signoffs=[signoff("contract_legal", paper, approve=False)]))
    assert refused.id == "gate_signoff_refused"
    assert "缺附件" in tell(pick("zh"), refused.say) and "hanmei" in tell(pick("en"), refused.say)
    void = signoff("contract_legal", paper, void=True)
    assert ids(ask("default", SIGN, papers(paper, signoffs=[void]))) == ["gate_signoff_missing"]


def test_a_sign_off_on_an_older_round_does_not_count_for_the_newest() -> None:
    price = {"type": "signoff", "signoff": "price"}
    first, second = entry("negotiation_record", 1), entry("negotiation_record", 2)
    old, new = signoff("price", first), signoff("price", second)
    assert ids(ask("sales-policy", price, papers(first, second, signoffs=[old]))) == ["gate_signoff_missing"]
    assert ask("sales-policy", price, papers(first, second, signoffs=[new])) == []


# --- rows_filled

ROWS = {"type": "rows_filled", "form": "negotiation_record", "table": "concessions", "column": "exchange"}


def concessions(no: int, *exchanges: object) -> FormEntry:
    rows = [{"what": "降价5%", "kind": "price", "exchange": one} for one in exchanges]
    return entry("negotiation_record", no, concessions=rows)


@pytest.mark.parametrize(
    ("exchanges", "rows"),
    [
        ([], []),
        (["预付50%", "两年合同"], []),
        (["预付50%", "", "——", None, " － "], [2, 3, 4, 5]),
    ],
)
def test_each_row_filled_where_a_blank_or_a_dash_does_not_count(exchanges: list[object], rows: list[int]) -> None:
    found = ask("default", ROWS, papers(concessions(1, *exchanges)))
    assert [one.say.args["row"] for one in found] == rows
    assert gotos(found) == ["form:negotiation_record.concessions"] * len(rows)


def test_rows_of_every_round_count_and_blank_rows_do_not() -> None:
    first, second = concessions(1, "预付50%"), concessions(2, "-")
    assert len(ask("default", ROWS, papers(first, second))) == 1
    blank = entry("negotiation_record", concessions=[{"what": "", "exchange": "-"}])
    assert ask("default", ROWS, papers(blank)) == []
    assert ask("default", ROWS, papers()) == []


# --- value_min, value_max

PRICE = {"type": "value_min", "form": "loi", "field": "price", "other": "negotiation_prep.min_price"}
DAYS = {"type": "value_max", "form": "loi", "field": "pay_days", "other": "negotiation_prep.max_days"}


@pytest.mark.parametrize(
    ("condition", "own", "other", "found"),
    [
        (PRICE, {"price": "800000"}, {"min_price": "800000.00"}, []),
        (PRICE, {"price": "800000.01"}, {"min_price": "800000"}, []),
        (PRICE, {"price": "799999.99"}, {"min_price": "800000"}, ["gate_value_below"]),
        (PRICE, {"price": "9"}, {"min_price": "10"}, ["gate_value_below"]),  # as numbers, not as text
        (DAYS, {"pay_days": 60}, {"max_days": 60}, []),
        (DAYS, {"pay_days": 0}, {"max_days": 60}, []),
        (DAYS, {"pay_days": 61}, {"max_days": 60}, ["gate_value_above"]),
        (PRICE, {}, {"min_price": "10"}, ["gate_field_missing"]),
        (PRICE, {"price": "10"}, {}, ["gate_field_missing"]),
        (PRICE, {}, {}, ["gate_field_missing", "gate_field_missing"]),
    ],
)
def test_one_value_against_another(
    condition: Mapping[str, Any], own: dict[str, object], other: dict[str, object], found: list[str]
) -> None:
    reasons = ask("default", condition, papers(entry("loi", **own), entry("negotiation_prep", **other)))
    assert ids(reasons) == found


def test_the_bottom_line_is_not_told() -> None:
    papers_ = papers(entry("loi", price="700000"), entry("negotiation_prep", min_price="812345"))
    (reason,) = ask("default", PRICE, papers_)
    assert "812345" not in str(reason) and "最低价格" in tell(pick("zh"), reason.say)


def test_of_a_form_that_repeats_the_newest_value_counts() -> None:
    price = {"type": "value_min", "form": "negotiation_record", "field": "price", "other": "briefing.floor"}
    rounds = [entry("negotiation_record", 1, price="5"), entry("negotiation_record", 2, price="9")]
    floors = [entry("briefing", 1, floor="8"), entry("briefing", 2, line="x")]
    assert ask("negotiation-manual", price, papers(*rounds, *floors)) == []
    assert ids(ask("negotiation-manual", price, papers(*rounds[::-1], *floors))) == []
    lower = entry("negotiation_record", 3, price="7")
    assert ids(ask("negotiation-manual", price, papers(*rounds, lower, *floors))) == ["gate_value_below"]


# --- none_open, all_true

OPEN = {"type": "none_open", "form": "objection_log", "field": "state", "value": "open"}
TRUE = {"type": "all_true", "form": "contract_review", "fields": ["c_price", "lawful"]}


def test_none_open() -> None:
    closed, open_, silent = (
        entry("objection_log", 1, state="closed"),
        entry("objection_log", 2, state="open"),
        entry("objection_log", 3),
    )
    assert ask("default", OPEN, papers()) == []
    assert ask("default", OPEN, papers(closed)) == []
    (reason,) = ask("default", OPEN, papers(closed, open_, silent))
    assert (reason.goto, reason.say.args["count"]) == ("form:objection_log", 2)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"c_price": True, "lawful": True}, []),
        ({"c_price": True, "lawful": False}, ["form:contract_review.lawful"]),
        ({"c_price": "yes"}, ["form:contract_review.c_price", "form:contract_review.lawful"]),
    ],
)
def test_all_true(values: dict[str, object], found: list[str]) -> None:
    assert gotos(ask("default", TRUE, papers(entry("contract_review", **values)))) == found


def test_all_true_of_no_form_is_one_reason() -> None:
    assert gotos(ask("default", TRUE, papers())) == ["form:contract_review"]


# --- activity, field_in, field_set


def test_activity() -> None:
    demo = {"type": "activity", "activity": "demo", "min": 1}
    assert ask("toolbox", demo, papers(activities=["demo"], stage="presentation")) == []
    found = ask("toolbox", demo, papers(activities=["call"], stage="presentation"))
    assert gotos(found) == ["activity:demo"]


def test_field_in_and_set() -> None:
    agreed = {"type": "field_in", "form": "need_confirm", "field": "agreed", "values": ["yes"]}
    assert ask("sales-policy", agreed, papers(entry("need_confirm", agreed="yes"))) == []
    assert ids(ask("sales-policy", agreed, papers(entry("need_confirm", agreed="no")))) == ["gate_value_not_allowed"]
    assert ids(ask("sales-policy", agreed, papers(entry("need_confirm")))) == ["gate_field_missing"]
    assert ids(ask("sales-policy", agreed, papers())) == ["gate_form_missing"]
    need = {"type": "field_set", "form": "opportunity", "field": "need"}
    assert ask("toolbox", need, papers(entry("opportunity", need="提速"), stage="discovery")) == []
    found = ask("toolbox", need, papers(entry("opportunity", need=" - "), stage="discovery"))
    assert gotos(found) == ["form:opportunity.need"]


GRADE = {"type": "field_in", "form": "credit_file", "field": "grade", "values": ["A", "B", "C"]}


@pytest.mark.parametrize(
    ("assessed", "today", "found"),
    [
        ("2024-03-03", "2025-03-03", []),  # twelve months, the last day included
        ("2024-03-03", "2025-03-04", ["gate_outdated"]),
        ("2024-02-29", "2025-02-28", []),  # cut to the month's last day
        ("2024-02-29", "2025-03-01", ["gate_outdated"]),
    ],
)
def test_a_credit_file_holds_good_for_twelve_months(assessed: str, today: str, found: list[str]) -> None:
    file = entry("credit_file", grade="B", assessed_on=assessed)
    for playbook in ("default", "sales-policy"):
        assert ids(ask(playbook, GRADE, papers(file), date.fromisoformat(today))) == found


def test_credit_d_blocks_and_the_grade_is_not_told() -> None:
    file = entry("credit_file", grade="D", assessed_on="2025-03-01")
    (reason,) = ask("default", GRADE, papers(file))
    assert reason.goto == "form:credit_file.grade"
    assert "D" not in tell(pick("zh"), reason.say)


# --- min_rows, roles_present

PEOPLE = {"type": "min_rows", "form": "team", "table": "members", "distinct": "who", "min": 3, "max": 5}
COUNT = {"type": "min_rows", "form": "team", "table": "members", "min": 2}
ROLES = {"type": "roles_present", "form": "team", "table": "members", "column": "role", "values": ["lead", "legal"]}


def team(*people: str, role: str = "lead") -> FormEntry:
    return entry("team", members=[{"who": one, "role": role, "duty": "x"} for one in people])


@pytest.mark.parametrize(
    ("people", "good"),
    [
        (("a", "b"), False),
        (("a", "b", "c"), True),
        (("a", "b", "c", "d", "e"), True),
        (("a", "b", "c", "d", "e", "f"), False),
        (("a", "b", "A", "ｂ "), False),  # two people, however they are typed
        (("a", "b", "c", "a", "b", "c"), True),
        (("a", "b", "", "-"), False),
    ],
)
def test_different_people_within_limits(people: tuple[str, ...], good: bool) -> None:
    assert (ask("negotiation-manual", PEOPLE, papers(team(*people), stage="prep")) == []) is good


def test_rows_at_least() -> None:
    assert ask("negotiation-manual", COUNT, papers(team("a", "a"), stage="prep")) == []
    (reason,) = ask("negotiation-manual", COUNT, papers(team("a"), stage="prep"))
    assert (reason.id, reason.goto) == ("gate_rows_few", "form:team.members")
    assert ids(ask("negotiation-manual", COUNT, papers(stage="prep"))) == ["gate_form_missing"]


def test_each_absent_role_is_named() -> None:
    both = entry("team", members=[{"who": "a", "role": "lead"}, {"who": "a", "role": "legal"}])
    assert ask("negotiation-manual", ROLES, papers(both, stage="prep")) == []
    (reason,) = ask("negotiation-manual", ROLES, papers(team("a", "b"), stage="prep"))
    assert "法务" in tell(pick("zh"), reason.say)


def test_a_made_up_gate_carries_its_own_mark() -> None:
    (reason,) = ask("default", FORM, papers())
    assert (reason.gate, reason.source) == ("g", "000 一")
    assert isinstance(with_condition(process("default"), **FORM), Process)
