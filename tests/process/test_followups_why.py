"""Why a date is what it is: the sentences of `w` and `dealboard why`, in both languages."""

from datetime import date
from functools import cache

import pytest

from store.process import workdays
from store.process.facts import CustomerClock
from store.process.followups import FollowUp, explain, followups, label
from store.process.playbook import Process, load, shipped, shipped_path
from store.process.vocabulary import EVENTS
from store.words import pick, tell
from tests.process.rhythm_facts import customer, day, deal, tier, touch

CN = workdays.load("cn")


@cache
def playbook(id: str) -> Process:
    return Process.of(load(shipped_path(id)))


def lines(clock: CustomerClock, rules: Process, today: str) -> list[FollowUp]:
    return followups(clock, rules, CN, day(today))


def only(clock: CustomerClock, rules: Process, today: str, rule: str) -> FollowUp:
    (found,) = [one for one in lines(clock, rules, today) if one.rule == rule]
    return found


def said(follow: FollowUp, rules: Process) -> tuple[str, str]:
    return tell(pick("zh"), explain(follow, rules)), tell(pick("en"), explain(follow, rules))


def test_why_an_interval() -> None:
    rules = playbook("default")
    clock = customer(tier("customer", "A", "2025-09-26"), touches=[touch("call", "2025-09-26")])
    assert said(only(clock, rules, "2025-09-26", "cust_a"), rules) == (
        "客户A级:7天内再跟进。上次跟进 2025-09-26 周五（电话），+7 天 = 2025-10-03 周五，"
        "休息日顺延 6 天到 2025-10-09 周四。",
        "Customer A: again within 7 days. Last touch Fri 2025-09-26 (Call), +7 days = Fri 2025-10-03, "
        "moved on over days off (6) to Thu 2025-10-09.",
    )
    untouched = clock._replace(touches=())
    assert said(only(untouched, rules, "2025-09-26", "cust_a"), rules)[0].startswith(
        "客户A级:7天内再跟进。自 2025-09-26 周五（定为“客户A 重点”）起还没有相应的跟进，+7 天 = 2025-10-03 周五，"
    )


def test_why_a_changed_tier() -> None:
    rules = playbook("toolbox")
    one = deal("d", tier("opportunity", "B", "2025-05-21"))
    clock = customer(deals=[one], touches=[touch("call", "2025-05-12", "d")])
    zh, en = said(only(clock, rules, "2025-05-21", "opp_b"), rules)
    assert zh.endswith(
        "+7 天 = 2025-05-19 周一，不晚于 2025-05-21 周三（定为“B级 中意向”），改为其后第一个工作日 2025-05-22 周四。"
    )
    assert en.endswith("(set to “B medium intent”); so the first working day after that: Thu 2025-05-22.")


def test_why_a_quota() -> None:
    rules = playbook("default")
    one = deal("d", tier("opportunity", "S", "2025-04-01"))
    clock = customer(deals=[one], touches=[touch("call", "2025-03-31", "d")])
    zh, _ = said(only(clock, rules, "2025-04-01", "opp_s"), rules)
    assert zh == (
        "商机S级:每周2次。自 2025-04-01 周二（定为“商机S 高意向”）起。2025-03-31 周一 至 2025-04-06 周日 的时点："
        "2025-04-01 周二、2025-04-03 周四；已跟进 1 天，下一个 2025-04-03 周四。"
    )
    clock = clock._replace(touches=(*clock.touches, touch("call", "2025-04-03", "d")))
    zh, en = said(only(clock, rules, "2025-04-03", "opp_s"), rules)
    assert "当期不再要求跟进。下期（2025-04-07 周一 至 2025-04-13 周日）" in zh
    assert en.endswith("touches are due by Wed 2025-04-09, Fri 2025-04-11; the first is Wed 2025-04-09.")


def test_why_a_deal_wakes() -> None:
    rules = playbook("default")
    clock = customer(deals=[deal("d", state="paused", wake="2025-10-03")])
    line = only(clock, rules, "2025-09-26", "wake")
    closed = rules.closed("pool")
    assert closed is not None
    assert label(line, rules) == closed.label
    assert said(line, rules)[0] == (
        f"{closed.zh}。暂停到 2025-10-03 周五，休息日顺延 6 天到 2025-10-09 周四，届时唤醒。"
    )


def test_why_warns_of_a_year_that_is_not_announced() -> None:
    rules = playbook("default")
    clock = customer(tier("customer", "A", "2026-12-28"))
    zh, en = said(only(clock, rules, "2026-12-28", "cust_a"), rules)
    assert zh.endswith("2027 年的放假安排尚未公布，暂按周一至周五计算。")
    assert en.endswith("The days off of 2027 are not announced yet: Monday to Friday is counted.")


@pytest.mark.parametrize("id", shipped())
def test_every_line_of_every_playbook_can_be_explained(id: str) -> None:
    rules = playbook(id)
    tiers = [(one.subject, one.id, level.id) for one in rules.tier_schemes for level in one.tiers]
    events = {event: date(2025, 3, 3) for event in EVENTS if event not in ("customer_dormant", "first_signed")}
    seen = set()
    for stage in rules.stages:
        for scheme in [("", "", ""), *tiers]:
            fact = (tier(*scheme[1:], "2025-03-03"),) if scheme[0] else ()
            for state in ("open", "won", "paused"):
                one = deal("d", *fact, stage=stage.id, state=state, wake="2025-03-08")._replace(events=events)
                dormant = {"customer_dormant": "2025-03-04"} if not fact else {}
                signed = customer(*fact, deals=[one], first_signed="2025-03-03")
                for clock in (customer(*fact, deals=[one], events=dormant), customer(*fact, deals=[one]), signed):
                    for follow in lines(clock, rules, "2025-03-10"):
                        seen.add(follow.rule)
                        assert all("{" not in sentence and "None" not in sentence for sentence in said(follow, rules))
    accepted = {"weekly_report", "tracking"}  # every event has come, also the one that ends these
    missing = {one.id for one in rules.cadences} - seen - accepted
    assert not missing


def test_every_event_has_its_words() -> None:
    for lang in ("zh", "en"):
        assert all(getattr(pick(lang), f"why_event_{event}") for event in EVENTS)
