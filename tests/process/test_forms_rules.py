"""What makes a form complete: required fields, limits, rows, and the checks that the playbooks write beside fields."""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.process import forms
from store.process.playbook import Form, shipped
from store.records import Label
from store.words import LANGUAGES, pick, tell
from tests.process.gate_facts import ROLES, TODAY, after, deal, full, gotos, ids, process

EVERY_FORM = [(id, form.id) for id in shipped() for form in process(id).forms]


def said(form: Form, values: Mapping[str, object], id: str, around: Mapping[str, object] | None = None) -> list[str]:
    """The ids of what keeps a form from being complete; every sentence can be told."""
    found = forms.check(form, values, process(id), TODAY, around or {})
    for one in found:
        assert all(tell(pick(lang), one.say) for lang in LANGUAGES)
    return ids(found)


def ask(playbook: str, form_id: str, around: Mapping[str, object] | None = None, **values: object) -> list[str]:
    """The same for a form that is otherwise complete; a value of None leaves the field blank."""
    form = process(playbook).form(form_id)
    return said(form, full(form, process(playbook), **values), playbook, around)


@pytest.mark.parametrize(("playbook", "form"), EVERY_FORM)
def test_each_shipped_form_can_be_completed_and_misses_each_required_field(playbook: str, form: str) -> None:
    of = process(playbook)
    rule = of.form(form)
    values = full(rule, of)
    assert said(rule, values, playbook) == []
    assert forms.complete(rule, values, of)
    assert forms.normal(rule, values) == values
    for field in rule.fields:
        if field.req and field.type not in {"signoff", "computed"}:
            found = forms.check(rule, {**values, field.id: None}, of)
            assert f"form:{form}.{field.id}" in gotos(found)


@pytest.mark.parametrize(("playbook", "form"), EVERY_FORM)
def test_every_formula_and_check_of_the_playbooks_is_understood(playbook: str, form: str) -> None:
    assert forms.flaws(process(playbook).form(form)) == []


def test_an_unknown_formula_or_check_is_told() -> None:
    rule = process("default").form("agenda")
    odd = Form(
        id="x", zh="x", en="x", subject="deal", body="designed", designed=True,
        fields=(
            type(rule.fields[0])(id="a", zh="a", en="a", type="computed", formula="__import__('os')", designed=True),
            type(rule.fields[0])(id="b", zh="b", en="b", type="text", check="when it rains", designed=True),
            type(rule.fields[0])(id="c", zh="c", en="c", type="int", warn="about 5", designed=True),
        ),
    )  # fmt: skip
    assert [say.id for say in forms.flaws(odd)] == ["form_formula_unknown", "form_check_unknown", "form_check_unknown"]
    assert forms.computed(odd, {}, process("default"), TODAY) == {}


# --- required, limits, rows


def test_a_required_yes_or_no_must_be_answered_either_way() -> None:
    assert ask("default", "contract_review", lawful=False) == []
    assert ask("default", "contract_review", lawful=None) == ["form_missing"]


def test_a_dash_does_not_fill_a_required_field() -> None:
    assert ask("default", "agenda", place="——") == ["form_missing"]


def test_what_is_out_of_range_or_of_the_wrong_kind_is_found_in_kept_values() -> None:
    assert ask("default", "satisfaction_survey", quality=5) == []
    assert ask("default", "satisfaction_survey", quality=6) == ["form_too_large"]
    assert ask("default", "satisfaction_survey", quality="good") == ["form_wrong"]
    assert ask("default", "opportunity", rivals="nobody") == ["form_no_choice"]


def test_a_table_needs_its_rows_and_their_required_columns() -> None:
    row = {"item": "速度", "ok": "pass"}
    assert ask("default", "acceptance_report", criteria=[row]) == []
    assert ask("default", "acceptance_report", criteria=[]) == ["form_missing"]
    assert ask("default", "acceptance_report", criteria=[{"item": "-"}]) == ["form_missing"]
    assert ask("default", "acceptance_report", criteria=[row, {"item": "稳定"}]) == ["form_cell_missing"]
    assert ask("default", "acceptance_report", criteria=[{**row, "ok": "fine"}]) == ["form_cell_wrong"]
    assert ask("sales-policy", "project_team", members=None) == ["form_missing"]


def test_sign_offs_do_not_keep_a_form_from_being_complete() -> None:
    rule = process("bd-toolkit").form("proposal")
    assert any(field.type == "signoff" and field.req for field in rule.fields)
    assert forms.complete(rule, full(rule, process("bd-toolkit")), process("bd-toolkit"))


# --- checks


@pytest.mark.parametrize(
    ("most", "wrong"), [("99", ["form_below_field"]), ("100", []), ("100.01", []), (None, [])]
)  # fmt: skip
def test_one_field_not_below_another(most: str | None, wrong: list[str]) -> None:
    assert ask("default", "customer_register", budget_min="100", budget_max=most) == wrong


def test_a_date_not_before_another() -> None:
    assert ask("default", "handover", signed_on="2025-03-04", done_on="2025-03-04") == []
    assert ask("default", "handover", signed_on="2025-03-04", done_on="2025-03-03") == ["form_below_field"]


def test_required_because_of_another_answer() -> None:
    assert ask("default", "record_check", result="back", note=None) == ["form_missing"]
    assert ask("default", "record_check", result="back", note="电话不对") == []
    assert ask("default", "record_check", result="pass", note=None) == []
    assert ask("sales-guide", "outreach_prep", channel="visit", booked_at=None) == ["form_missing"]
    assert ask("sales-guide", "outreach_prep", channel="call", booked_at=None) == []
    assert ask("default", "info_confirm", org_changed=False, details_changed=False, note=None) == []
    assert ask("default", "info_confirm", org_changed=False, details_changed=True, note=None) == ["form_missing"]
    assert ask("sales-policy", "contract_tracking", problem="缺料", action=None) == ["form_missing"]
    assert ask("sales-policy", "contract_tracking", problem=None, action=None) == []


def test_another_tier_than_suggested_needs_its_reason() -> None:
    answers = {"need": "clear", "budget": "enough", "chain": "short", "reason": None}
    assert ask("default", "customer_grade", **answers, tier="A") == []
    assert ask("default", "customer_grade", **answers, tier="B") == ["form_missing"]
    assert ask("default", "customer_grade", **{**answers, "reason": "付款慢"}, tier="B") == []


def test_the_suggestion_by_days_is_asked_only_when_today_is_known() -> None:
    form = process("sales-guide").form("opportunity")
    answers = {"budget_state": "confirmed", "chain": "clear", "urgency": "high", "close_on": after(20).isoformat()}
    values = full(form, process("sales-guide"), **answers, tier="B", tier_reason=None)
    assert ids(forms.check(form, values, process("sales-guide"), TODAY)) == ["form_missing"]
    assert forms.check(form, values, process("sales-guide")) == []


def test_required_when_behind_the_plan() -> None:
    form, of = process("default").form("weekly_report"), process("default")
    values = full(form, of, reasons=None)
    behind = {"actual": 175000, "target": 500000, "workdays_elapsed": 8, "workdays_in_month": 20}
    assert forms.computed(form, values, of, TODAY, behind)["lag"] == 5
    assert ids(forms.check(form, values, of, TODAY, behind)) == ["form_missing"]
    assert forms.check(form, values, of, TODAY, behind | {"actual": 200000}) == []
    assert forms.check(form, values, of, TODAY) == []  # nobody knows the figures: nothing is demanded


def test_a_field_for_individuals_only() -> None:
    assert ask("toolbox", "customer_register", kind="person", family="两个孩子") == []
    assert ask("toolbox", "customer_register", kind="company", family="两个孩子") == ["form_not_asked"]
    of, form = process("toolbox"), process("toolbox").form("customer_register")
    shown = [[field.id for field in forms.visible(form, {"kind": kind}, of)] for kind in ("person", "company")]
    assert set(shown[0]) - set(shown[1]) == {"taste", "purchases", "family"}


def test_a_reward_only_for_what_was_found_true() -> None:
    assert ask("default", "breach_report", result="true", reward="500元") == []
    assert ask("default", "breach_report", result="false", reward="500元") == ["form_not_asked"]


def test_one_of_two() -> None:
    assert ask("sales-guide", "objection", data=None, case=None) == ["form_one_of"]
    assert ask("sales-guide", "objection", data="成本降20%", case=None) == []
    assert ask("sales-guide", "objection", data=None, case="某厂") == []


def test_an_amount_that_differs_from_the_letter_of_intent_needs_a_reason() -> None:
    around = {"loi.price": "800000"}
    assert ask("default", "contract_review", around, amount="800000.00", diff_reason=None) == []
    assert ask("default", "contract_review", around, amount="790000", diff_reason=None) == ["form_differs"]
    assert ask("default", "contract_review", around, amount="790000", diff_reason="返点") == []
    assert ask("default", "contract_review", amount="790000", diff_reason=None) == []


def test_a_margin_below_the_line_is_for_the_manager() -> None:
    around = {"negotiation_prep.profit_min": "20"}
    assert ask("default", "negotiation_record", around, margin="20") == []
    found = forms.check(
        process("default").form("negotiation_record"),
        full(process("default").form("negotiation_record"), process("default"), margin="19.9"),
        process("default"),
        TODAY,
        around,
    )
    assert ids(found) == ["form_below_line"]
    assert "20" not in tell(pick("zh"), found[0].say)  # the line itself stays hidden
    assert ask("sales-policy", "negotiation_record", around, margin="5") == []  # there the price sign-off decides


@pytest.mark.parametrize(
    ("people", "wrong"),
    [
        ([("a", "lead"), ("a", "tech"), ("b", "legal"), ("b", "recorder")], ["form_people"]),
        ([("a", "lead"), ("b", "tech"), ("c", "legal"), ("A ", "recorder")], []),
        ([(f"p{no}", role) for no, role in enumerate([*ROLES, "other", "other"])], ["form_people"]),
        ([("a", "lead"), ("b", "tech"), ("c", "legal"), ("d", "other")], ["form_roles_missing"]),
        ([("a", "lead"), ("a", "tech")], ["form_rows_few", "form_people", "form_roles_missing"]),
    ],
)
def test_a_team_of_three_to_five_with_all_four_roles(people: list[tuple[str, str]], wrong: list[str]) -> None:
    members = [{"who": who, "role": role, "duty": "x"} for who, role in people]
    for playbook in ("default", "negotiation-manual"):
        assert ask(playbook, "team", members=members) == wrong


def test_sums_and_weights() -> None:
    row = {"month": 1, "region": "华东", "rep": "a", "sales": "600", "new": 1, "collect": "80"}
    good = {"annual": "1000", "rows": [row, {**row, "sales": "400"}], "w_sales": "60", "w_new": "30", "w_collect": "10"}
    assert ask("default", "target_breakdown", **good) == []
    assert ask("default", "target_breakdown", **{**good, "annual": "1001"}) == ["form_sum"]
    assert ask("default", "target_breakdown", **{**good, "w_new": "31"}) == ["form_sum"]
    kpi = {"kpi": "sales", "weight": "60", "target": "1", "actual": "1"}
    assert ask("default", "appraisal", quant_rows=[kpi]) == ["form_sum"]
    assert ask("default", "appraisal", quant_rows=[kpi, {**kpi, "weight": "40"}]) == []


# --- computed


def test_sums_and_means_compute() -> None:
    of = process("default")
    quote = [{"amount": "100.50"}, {"amount": "0.5"}, {"amount": None, "item": "x"}]
    assert forms.computed(of.form("proposal"), {"quote": quote}, of)["quote_total"] == Decimal("101.00")
    assert forms.computed(of.form("proposal"), {}, of) == {}
    topics = {"topics": [{"minutes": 30}, {"minutes": 45}], "buffer": 10}
    assert forms.computed(of.form("agenda"), topics, of)["total"] == 85
    survey = {"quality": 5, "delivery": 4, "support": 3}
    assert forms.computed(of.form("satisfaction_survey"), survey, of)["average"] == 4
    assert forms.computed(of.form("satisfaction_survey"), {"quality": 5}, of) == {}


def test_days_of_a_deal_compute() -> None:
    of = process("default")
    around = forms.around(deal("delivery"), {})
    values = {"closed_on": after(40).isoformat()}
    assert forms.computed(of.form("retrospective"), values, of, TODAY, around)["cycle_days"] == 40


@pytest.mark.parametrize(
    ("ratings", "total", "grade"),
    [((5, 5, 5, 5), 100, "A"), ((4, 4, 4, 4), 80, "A"), ((4, 3, 4, 4), 74, "B"), ((2, 3, 3, 2), 50, "C"),
     ((0, 0, 0, 0), 0, "D"), ((2, 3, 3, 1), 48, "D"), ((3, 3, 4, 3), 64, "C")],
)  # fmt: skip
def test_the_credit_grade_follows_the_score(ratings: tuple[int, ...], total: int, grade: str) -> None:
    values = dict(zip(("history", "finance", "standing", "disputes"), ratings, strict=True))
    of = process("default")
    assert forms.computed(of.form("credit_file"), values, of, TODAY) == {"total": total, "suggested": grade}


def test_appraisal_of_figures_and_opinion() -> None:
    of = process("default")
    quant = [
        {"kpi": "sales", "weight": "60", "target": "500000", "actual": "450000"},
        {"kpi": "new", "weight": "30", "target": "4", "actual": "5"},
        {"kpi": "progress", "weight": "10", "target": "80", "actual": "76"},
    ]
    qual = [
        {"rater": "superior", "attitude": 80, "team": 80, "talk": 80},
        {"rater": "peer", "attitude": 90, "team": 90, "talk": 90},
        {"rater": "peer", "attitude": 70, "team": 70, "talk": 70},
        {"rater": "customer", "attitude": 60, "team": 60, "talk": 60},
    ]
    found = forms.computed(of.form("appraisal"), {"quant_rows": quant, "qual_rows": qual}, of)
    assert found["quant"] == Decimal("99.5")  # 60 x 0.90 + 30 x 1.20 (125 % cut) + 10 x 0.95: scenario S09
    assert found["qual"] == Decimal("75")  # 50 % of 80, 25 % of 80, 25 % of 60
    assert found["total"] == Decimal("92.15")


def test_what_only_the_board_knows_is_left_out_or_handed_in() -> None:
    of = process("default")
    values = {"need": "none"}
    assert forms.computed(of.form("customer_grade"), values, of, TODAY) == {"suggested": "D"}
    around = {"cadence.due": after(30)}
    assert forms.computed(of.form("customer_grade"), values, of, TODAY, around)["next_on"] == after(30)


# --- scores


CARD = process("bd-toolkit").form("screening_score")
RATINGS = ("need_fit", "size", "budget", "chain", "will")


def card(*ratings: int) -> dict[str, object]:
    return dict(zip(RATINGS, ratings, strict=True))


def test_a_half_rated_card_has_no_total() -> None:
    assert forms.score(CARD, {"need_fit": 5}) is None
    assert forms.score(process("bd-toolkit").form("loi"), {}) is None
    assert forms.passed(CARD, {"need_fit": 5}) is None


def test_the_pass_mark_itself_passes() -> None:
    assert forms.passed(CARD, card(4, 4, 4, 4, 4)) is True
    assert forms.passed(CARD, card(5, 3, 4, 3, 3)) is False


@given(st.tuples(*[st.integers(0, 5)] * 5), st.integers(0, 4))
def test_a_better_rating_never_lowers_the_total(ratings: tuple[int, ...], which: int) -> None:
    better = list(ratings)
    better[which] = min(5, better[which] + 1)
    before, now = forms.score(CARD, card(*ratings)), forms.score(CARD, card(*better))
    assert before is not None and now is not None
    assert 0 <= before <= now <= 100


# --- advice


def test_advice_never_keeps_a_form_from_being_complete() -> None:
    of, form = process("default"), process("default").form("first_contact")
    values = full(form, of, minutes=45)
    assert forms.complete(form, values, of)
    assert ids(forms.advice(form, values, of)) == ["form_advice_range"]
    assert forms.advice(form, {**values, "minutes": 30}, of) == []


def test_advice_on_spare_time_and_early_confirmation() -> None:
    from store.process.workdays import load

    of, form = process("negotiation-manual"), process("negotiation-manual").form("agenda")
    values = {"at": "2025-10-15T10:00+08:00", "topics": [{"minutes": 60}, {"minutes": 40}], "buffer": 10}
    calendar = load("cn")
    assert forms.advice(form, {**values, "confirmed_on": "2025-10-11"}, of, calendar=calendar) == []  # S13's Saturday
    late = forms.advice(form, {**values, "confirmed_on": "2025-10-13", "buffer": 9}, of, calendar=calendar)
    assert ids(late) == ["form_advice_share", "form_advice_ahead"]


def test_advice_on_arriving_early() -> None:
    of, form = process("default"), process("default").form("reception")
    around = {"agenda.at": "2025-10-15T10:00+08:00"}
    assert forms.advice(form, {"arrived_at": "2025-10-15T09:45+08:00"}, of, around) == []
    assert ids(forms.advice(form, {"arrived_at": "2025-10-15T09:46+08:00"}, of, around)) == ["form_advice_early"]
    assert forms.advice(form, {"arrived_at": "2025-10-15T09:46+08:00"}, of) == []


# --- what is kept


def test_only_the_forms_own_answers_are_kept() -> None:
    form = process("bd-toolkit").form("proposal")
    kept = forms.normal(
        form,
        {"title": "x", "quote_total": 5, "tech_ok": True, "made_up": 1, "quote": [{"amount": Decimal("1.50")}, {}]},
    )
    assert "quote_total" not in kept and "tech_ok" not in kept and "made_up" not in kept
    assert kept["quote"] == [{"amount": "1.50"}]


def test_sentences_name_fields_in_both_languages() -> None:
    form = process("default").form("handover")
    values = full(form, process("default"), signed_on="2025-03-04", done_on="2025-03-03")
    (reason,) = forms.check(form, values, process("default"))
    assert tell(pick("zh"), reason.say) == "“交接完成日”不能小于“合同签订日”。"
    assert reason.goto == "form:handover.done_on"
    assert reason.source.startswith("00")
    assert reason.say.args["field"] == Label("交接完成日", form.fields[-1].en)
