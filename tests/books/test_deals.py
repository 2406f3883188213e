"""The use cases of a deal on a real file: one commit each, refused with reasons, never half done."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from store.book import Book
from store.problems import BadInput, Conflict, Refused
from store.records import Deal, Scope

Opened = Callable[..., Book]


@pytest.fixture
def deal(book: Book) -> Deal:
    customer = book.customers.add("宁德启辰精密制造")
    return book.deals.add(customer.id, "MES 系统", amount=80_000_000, close_on=date(2026, 5, 1))


def tick_all(book: Book, deal: Deal) -> None:
    for item, state in book.deals.checklist(deal.id):
        if state is None:
            book.deals.check(deal.id, item.id)


def ids(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.id for reason in refused.value.reasons]


def test_a_new_deal_stands_in_the_first_stage_and_is_the_makers(book: Book, deal: Deal) -> None:
    assert (deal.ref, deal.stage, deal.state, deal.owner, deal.live) == (
        "D-1",
        book.process.stages[0].id,
        "open",
        "li",
        True,
    )
    assert deal.customer_name == "宁德启辰精密制造"
    assert book.deals.find("d-1") == book.deals.find("MES") == book.deals.find(deal.id) == deal


def test_what_was_saved_is_there_for_everybody(opened: Opened, deal: Deal) -> None:
    assert opened("han").deals.get(deal.id) == deal


def test_a_move_is_refused_with_every_missing_item_and_changes_nothing(book: Book, deal: Deal, board: Path) -> None:
    before = board.read_bytes()
    with pytest.raises(Refused) as refused:
        book.deals.move(deal.id)
    required = [item.id for item, _ in book.deals.checklist(deal.id) if item.req]
    assert [reason.goto for reason in refused.value.reasons] == [f"item:{item}" for item in required]
    assert refused.value.exit_code == 1
    assert board.read_bytes() == before


def test_a_move_goes_to_the_next_stage_when_the_gate_is_open(book: Book, deal: Deal) -> None:
    tick_all(book, deal)
    assert book.deals.gate(deal.id) == []
    moved = book.deals.move(deal.id)
    assert moved.stage == book.process.stages[1].id
    assert moved.entered_on == book.today()
    assert moved.rev > deal.rev


def test_a_stage_cannot_be_jumped_over(book: Book, deal: Deal) -> None:
    with pytest.raises(Refused) as refused:
        book.deals.move(deal.id, book.process.stages[3].id)
    assert ids(refused) == ["not_next"]


def test_only_the_named_roles_go_over_a_gate_and_only_with_a_reason(book: Book, opened: Opened, deal: Deal) -> None:
    with pytest.raises(Refused) as refused:
        book.deals.move(deal.id, override=True, why="急")
    assert ids(refused)[0] == "override_not_allowed"
    boss = opened("chen")
    with pytest.raises(BadInput, match="override_needs_reason"):
        boss.deals.move(deal.id, override=True)
    moved = boss.deals.move(deal.id, override=True, why="客户明天开标")
    assert moved.stage == book.process.stages[1].id
    line = next(one for one in boss.history.list(deal.id) if one.action == "override")
    assert (line.by, line.why, line.field, line.new) == ("chen", "客户明天开标", "stage", moved.stage)


def test_back_needs_a_reason_and_keeps_what_was_ticked(book: Book, deal: Deal) -> None:
    tick_all(book, deal)
    moved = book.deals.move(deal.id)
    with pytest.raises(Refused) as refused:
        book.deals.back(moved.id)
    assert ids(refused) == ["reason_needed"]
    back = book.deals.back(moved.id, why="需求变了")
    assert back.stage == deal.stage
    assert all(state for _, state in book.deals.checklist(deal.id))
    with pytest.raises(Refused) as refused:
        book.deals.back(back.id, book.process.stages[2].id, why="x")
    assert ids(refused) == ["not_backward"]


def test_lost_takes_a_reason_of_the_playbook_and_leaves_the_board(book: Book, deal: Deal) -> None:
    with pytest.raises(BadInput, match="reason_unknown"):
        book.deals.lose(deal.id, "no such reason")
    lost = book.deals.lose(deal.id, book.process.lost_reasons[0].id, why="对手低一成")
    assert (lost.state, lost.live, lost.closed_on) == ("lost", False, book.today())
    assert book.views.locate(deal.id) is None
    with pytest.raises(Refused) as refused:
        book.deals.move(deal.id)
    assert ids(refused) == ["not_open"]


def test_a_pause_has_a_wake_up_date_within_the_limit_and_resuming_starts_anew(
    book: Book, opened: Opened, deal: Deal
) -> None:
    today = book.today()
    for until, why in ((today, "wake_in_past"), (today + timedelta(days=91), "wake_too_late")):
        with pytest.raises(Refused) as refused:
            book.deals.pause(deal.id, until, "等预算")
        assert ids(refused) == [why]
    paused = book.deals.pause(deal.id, today + timedelta(days=90), "等预算")
    assert (paused.state, paused.live, paused.wake_on) == ("paused", False, today + timedelta(days=90))
    wake = next(one for one in book.due.of(deal.id) if one.deal == deal.id)
    assert (wake.kind, wake.due) == ("wake", today + timedelta(days=90))
    later = opened("li", "2026-03-10T10:00:00+08:00").deals.resume(deal.id)
    assert (later.state, later.live, later.resumed_on, later.wake_on) == ("open", True, date(2026, 3, 10), None)


def test_winning_passes_the_gate_before_signing_and_marks_the_customers_first(
    book: Book, opened: Opened, deal: Deal
) -> None:
    with pytest.raises(Refused) as refused:
        book.deals.win(deal.id)
    assert {reason.gate for reason in refused.value.reasons} == {"g_sign"}
    with pytest.raises(Refused) as refused:
        opened("chen").deals.win(deal.id, override=True, why="x")
    assert ids(refused)[0] == "override_nobody"


def test_negative_amounts_unknown_owners_and_empty_titles_are_refused(book: Book, deal: Deal) -> None:
    for changes, why in (({"amount": -1}, "amount_negative"), ({"owner": "nobody"}, "member_unknown"),
                         ({"title": "  "}, "text_missing"), ({"state": "won"}, "field_not_settable"),
                         ({"type": "zzz"}, "type_unknown")):  # fmt: skip
        with pytest.raises(BadInput) as told:
            book.deals.set(deal.id, changes)
        assert told.value.say.id == why
    assert book.deals.get(deal.id) == deal


def test_somebody_faster_is_told_and_both_values_are_kept(book: Book, opened: Opened, deal: Deal) -> None:
    opened("chen").deals.set(deal.id, {"amount": 90_000_000})
    assert book.deals.set(deal.id, {"amount": 70_000_000}, rev=deal.rev).amount == 70_000_000
    assert [(one.by, one.field, one.theirs) for one in book.meetings.list()] == [("chen", "amount", "90000000")]


def test_two_who_decide_on_one_deal_are_not_both_right(book: Book, opened: Opened, deal: Deal) -> None:
    opened("chen").deals.pause(deal.id, until=date(2026, 3, 20), why="budget")
    opened("chen").deals.resume(deal.id)
    with pytest.raises(Conflict) as told:
        book.deals.pause(deal.id, until=date(2026, 3, 21), why="mine", rev=deal.rev)
    assert told.value.say.args["by"] == "chen"
    assert "state" in told.value.say.args["fields"]  # type: ignore[operator]


def test_a_stranger_may_look_but_not_write(opened: Opened, deal: Deal) -> None:
    stranger = opened("mallory")
    assert stranger.deals.get(deal.id) == deal
    for write in (
        lambda: stranger.deals.set(deal.id, {"amount": 1}),
        lambda: stranger.customers.add("Acme"),
        lambda: stranger.deals.add(deal.customer, "GTX"),
        lambda: stranger.deals.move(deal.id),
    ):
        with pytest.raises(BadInput, match="member_missing"):
            write()


def test_hostile_text_is_kept_without_its_teeth(book: Book) -> None:
    customer = book.customers.add("[/] [red]\x1b[31m\u202eevil\x00")
    assert customer.name == "[/] [red][31mevil"
    with pytest.raises(BadInput, match="text_too_long"):
        book.customers.add("华" * 400)


def test_a_tick_is_somebodys_and_can_be_taken_back(book: Book, deal: Deal) -> None:
    item = book.deals.checklist(deal.id)[0][0]
    book.deals.check(deal.id, item.id)
    state = book.deals.checklist(deal.id)[0][1]
    assert state
    assert (state.by, state.via, state.at.isoformat()) == ("li", "hand", "2026-03-04T09:30:00+08:00")
    book.deals.check(deal.id, item.id, done=False)
    assert book.deals.checklist(deal.id)[0][1] is None
    with pytest.raises(BadInput, match="item_unknown"):
        book.deals.check(deal.id, "no such item")


def test_items_tick_themselves_and_take_it_back(book: Book, deal: Deal) -> None:
    auto = {item.by: item.id for stage in book.process.stages for item in stage.items}
    kind = next(by for by in auto if by.startswith("activity:")).partition(":")[2]
    stage = next(one for one in book.process.stages if any(item.by == f"activity:{kind}" for item in one.items))
    book.activities.log(deal.customer, kind, [deal.id])
    ticked = {item.id: state for item, state in book.deals.checklist(deal.id, stage.id) if state}
    assert ticked[auto[f"activity:{kind}"]].via == f"activity:{kind}"


def test_many_use_cases_can_be_one_commit_or_none(book: Book) -> None:
    before = book.generation

    def work() -> None:
        for n in range(5):
            customer = book.customers.add(f"Customer {n}")
            book.deals.add(customer.id, f"Deal {n}")

    book.batch(work)
    assert len(book.deals.list()) == 5
    after = book.generation

    def fails() -> None:
        book.customers.add("never")
        raise BadInput("reason_needed")

    with pytest.raises(BadInput):
        book.batch(fails)
    assert before != after == book.generation
    assert book.customers.by_name("never") is None


def test_the_same_row_of_an_import_is_the_same_deal(book: Book) -> None:
    customer = book.customers.add("Acme")
    row = {"customer": customer.id, "title": "GTX", "owner": "li", "stage": book.process.stages[0].id, "amount": 100}
    what, first = book.deals.put("x:1", row)
    assert what == "created"
    assert book.deals.put("x:1", row) == ("unchanged", first)
    what, second = book.deals.put("x:1", {**row, "amount": 200})
    assert (what, second.id, second.amount) == ("updated", first.id, 200)
    won = {**row, "state": "won", "signed_on": date(2026, 1, 1), "closed_on": date(2026, 1, 1)}
    assert book.deals.put("x:1", won)[1].live is False


def test_find_knows_parts_pinyin_initials_and_both_readings(book: Book, deal: Deal) -> None:
    book.customers.add("重庆长安")
    for text in ("启辰", "ndqc", "ningde", "ＭＥＳ", "mes 宁德"):
        assert deal.id in {hit.id for hit in book.views.find(text)}, text
    assert [hit.title for hit in book.views.find("cqca")] == ["重庆长安"]
    assert book.views.find("不存在") == []
    with pytest.raises(BadInput, match="ref_unknown"):
        book.customers.find("不存在")


@pytest.mark.parametrize("ref", ["D-99999999999999999999999", "D-999", "9" * 400, "", " ", "D-", "[/]"])
def test_a_reference_to_nothing_is_a_sentence(book: Book, deal: Deal, ref: str) -> None:
    with pytest.raises(BadInput, match="ref_unknown"):
        book.deals.find(ref)


def test_a_name_that_fits_several_is_asked_back(book: Book) -> None:
    book.customers.add("华为技术")
    book.customers.add("华为终端")
    with pytest.raises(BadInput, match="ref_ambiguous"):
        book.customers.find("华为")
    book.customers.add("华为")
    assert book.customers.find("华为").name == "华为"


def test_columns_count_and_sum_what_the_windows_show(book: Book, deal: Deal) -> None:
    book.deals.add(deal.customer, "second", amount=5)
    heads = book.views.columns()
    assert [(head.deals, head.total) for head in heads[:2]] == [(2, 80_000_005), (0, 0)]
    cards = book.views.cards(heads[0].stage)
    assert [card.title for card in cards] == ["second", "MES 系统"]
    assert book.views.locate(deal.id) == (heads[0].stage, 1)
    assert book.views.columns(Scope(owner="han"))[0].deals == 0
    assert [card.title for card in book.views.cards(heads[0].stage, Scope(text="mes"))] == ["MES 系统"]


def test_the_timeline_tells_it_all_newest_first(book: Book, deal: Deal) -> None:
    tick_all(book, deal)
    book.deals.move(deal.id)
    book.activities.log(deal.customer, "call", [deal.id], note="问了预算")
    book.deals.set(deal.id, {"amount": 1_000})
    told = [event.say.id for event in book.history.timeline(deal.id)]
    assert set(told) >= {"event_create", "event_move", "event_log", "event_set", "event_tick"}
    assert told[-1] == "event_create"
