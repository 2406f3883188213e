"""Which tier is suggested: the tables of process.md 4.3 by hand, on the shipped playbooks."""

import itertools
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.process import tiers
from store.records import Say
from store.words import LANGUAGES, pick, tell
from tests.process.gate_facts import TODAY, after, deal, entry, facts, process

POINTS: dict[str, object] = {"budget_state": "confirmed", "chain": "clear", "urgency": "mid", "amount": "200000"}
FEWER: dict[str, object] = {"budget_state": "pending", "chain": "partial", "urgency": "mid", "amount": "200000"}


def suggest(playbook: str, scheme: str, **inputs: object) -> str:
    found = tiers.suggest(process(playbook), scheme, inputs, TODAY)
    for say in found.reasons:
        assert all(tell(pick(lang), say) for lang in LANGUAGES)
    return found.tier


@pytest.mark.parametrize(
    ("inputs", "days", "tier"),
    [
        (POINTS, 30, "S"),
        (POINTS, 31, "A"),
        (POINTS, 90, "A"),
        (POINTS, 91, "B"),
        (FEWER, 20, "A"),
        ({**FEWER, "amount": "1000000"}, 20, "A"),  # 4 points
        ({**FEWER, "amount": "999999.99"}, 20, "A"),
        ({"budget_state": "confirmed", "chain": "clear", "amount": "1000000"}, 10, "S"),  # the line itself counts
        ({"budget_state": "confirmed", "chain": "clear", "amount": "999999.99"}, 10, "A"),
        (POINTS, 0, "S"),
        (POINTS, -1, "B"),  # past: unknown, which takes the last cap
        (POINTS, None, "B"),
        ({}, 10, "B"),
        ({"budget_state": "pending", "chain": "partial"}, 10, "B"),  # 2 points
    ],
)
def test_s08_tier_suggestion(inputs: dict[str, object], days: int | None, tier: str) -> None:
    close = {} if days is None else {"close_on": after(days)}
    assert suggest("sales-guide", "opportunity", **inputs, **close) == tier


def test_s08_from_the_deal_and_its_form() -> None:
    of = process("sales-guide")
    form = entry("opportunity", budget_state="confirmed", chain="clear", urgency="mid", amount="200000")
    for days, tier in ((30, "S"), (31, "A"), (90, "A"), (91, "B")):
        known = facts(deal("opportunity", close_on=after(days), amount=20_000_000), form)
        inputs = tiers.inputs(of, "opportunity", known, TODAY)
        assert inputs["amount"] == Decimal(200000)
        assert tiers.suggest(of, "opportunity", inputs, TODAY).tier == tier


def test_s08_the_reasons_say_points_and_cap() -> None:
    found = tiers.suggest(process("sales-guide"), "opportunity", {**POINTS, "close_on": after(31)}, TODAY)
    text = " ".join(tell(pick("zh"), say) for say in found.reasons)
    assert "5 分" in text and "31 天" in text and "预算" in text


def test_what_the_deal_itself_says_goes_before_its_form() -> None:
    of = process("sales-guide")
    form = entry("opportunity", close_on=after(80).isoformat(), amount="5")
    inputs = tiers.inputs(of, "opportunity", facts(deal("opportunity"), form), TODAY)
    assert inputs == {"close_on": after(80).isoformat(), "amount": "5"}
    known = facts(deal("opportunity", close_on=after(10), amount=700), form)
    assert tiers.inputs(of, "opportunity", known, TODAY) == {"close_on": after(10), "amount": Decimal(7)}
    assert tiers.inputs(of, "opportunity", known, TODAY, scale=1)["amount"] == 700


CLEAR = {"need_state": "clear", "budget_state": "match", "chain_state": "clear", "rivals": "even"}


@pytest.mark.parametrize(
    ("change", "days", "rank"),
    [
        ({}, 30, 0),
        ({}, 31, 1),
        ({}, 90, 1),
        ({}, 91, 2),
        ({}, None, 1),  # unknown is neither within 30 days nor beyond 90
        ({}, -5, 1),
        ({"need_state": "vague"}, 10, 2),
        ({"budget_state": "none"}, 10, 2),
        ({"rivals": "behind"}, 10, 1),
        ({"rivals": "behind"}, 91, 2),
        ({"rivals": "ahead"}, 10, 0),
        ({"budget_state": "pending"}, 10, 1),
        ({"chain_state": "partial"}, 10, 1),
    ],
)
def test_deal_tier_by_rules(change: dict[str, str], days: int | None, rank: int) -> None:
    close = {} if days is None else {"close_on": after(days).isoformat()}
    assert suggest("default", "opportunity", **CLEAR | change, **close) == "SAB"[rank]
    assert suggest("toolbox", "opportunity", **CLEAR | change, **close) == "ABC"[rank]


@pytest.mark.parametrize(
    ("need", "budget", "chain", "tier"),
    [
        ("none", "enough", "short", "D"),
        ("latent", "enough", "short", "C"),
        ("clear", "enough", "short", "A"),
        ("clear", "unsure", "short", "B"),
        ("clear", "enough", "long", "B"),
        ("exists", "enough", "short", "B"),
    ],
)
@pytest.mark.parametrize("playbook", ["default", "bd-toolkit"])
def test_customer_grade(playbook: str, need: str, budget: str, chain: str, tier: str) -> None:
    assert suggest(playbook, "customer", need=need, budget=budget, chain=chain, urgency="high") == tier


@pytest.mark.parametrize(
    ("depth", "activity", "tier"),
    [
        ("strategic", "low", "strategic"),
        ("core", "high", "active"),
        ("core", "mid", "active"),
        ("core", "low", "silent"),
    ],
)
def test_customer_layer(depth: str, activity: str, tier: str) -> None:
    for playbook in ("default", "sales-guide"):
        assert suggest(playbook, "layer", depth=depth, activity=activity) == tier


def test_the_reasons_name_the_answers_and_what_is_not_known() -> None:
    of = process("default")
    found = tiers.suggest(of, "customer", {"need": "none"}, TODAY)
    assert [say.id for say in found.reasons] == ["tier_rule", "tier_unknown_facts"]
    assert "当前无合作可能" in tell(pick("zh"), found.reasons[0])
    found = tiers.suggest(of, "customer", {}, TODAY)
    assert found.tier == "B" and found.reasons[0] == Say("tier_rest")


def test_a_filled_form_settles_its_tier() -> None:
    of = process("default")
    assert tiers.chosen(of, "customer_grade", {"need": "clear", "tier": "C"}, TODAY) == {"customer": "C"}
    assert tiers.chosen(of, "customer_grade", {"need": "clear"}, TODAY) == {}
    assert tiers.chosen(of, "layer", {"depth": "core", "activity": "low"}, TODAY) == {"layer": "silent"}
    assert tiers.chosen(of, "loi", {"price": "1"}, TODAY) == {}


@pytest.mark.parametrize(
    ("close", "days"), [(TODAY, 0), (after(1), 1), (after(-1), None), (None, None), ("", None), ("2025-03-05", 2)]
)
def test_days_to_close(close: object, days: int | None) -> None:
    assert tiers.days_to_close(close, TODAY) == days


ORDER = {"S": 0, "A": 1, "B": 2}


@given(
    st.sampled_from(["confirmed", "pending", "none"]),
    st.sampled_from(["clear", "partial", "unknown"]),
    st.integers(0, 400),
    st.integers(0, 400),
    st.integers(0, 3_000_000),
)
def test_a_nearer_close_or_a_larger_amount_never_lowers_the_tier(
    budget: str, chain: str, days: int, later: int, amount: int
) -> None:
    def tier(days: int, amount: int) -> int:
        found = suggest("sales-guide", "opportunity", budget_state=budget, chain=chain, urgency="high",
                        amount=str(amount), close_on=after(days))  # fmt: skip
        return ORDER[found]

    assert tier(days, amount) <= tier(days + later, amount)
    assert tier(days, amount + 1_000_000) <= tier(days, amount)


def test_every_answer_gets_a_tier_of_the_scheme() -> None:
    of = process("default")
    known = {tier.id for tier in of.scheme("opportunity").tiers}
    form = of.form("opportunity")
    choices = [
        [one.id for one in of.choices(field.choices)]
        for field in form.fields
        if field.id in {"need_state", "budget_state", "chain_state", "rivals"}
    ]
    for answers in itertools.product(*choices):
        inputs = dict(zip(("need_state", "budget_state", "chain_state", "rivals"), answers, strict=True))
        for close in (None, date(2025, 3, 10), date(2026, 1, 1)):
            assert suggest("default", "opportunity", **inputs, close_on=close) in known
