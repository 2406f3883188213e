"""The agenda: what is due by when, worked line by line without leaving it; snooze and plan; presses counted."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from board.screens.agenda import AgendaScreen
from board.window import Window
from store.book import Book
from store.process import playbook
from store.records import Scope
from tests.screen.conftest import Team
from tests.screen.driver import NOW, Rep


def page(rep: Rep) -> AgendaScreen:
    assert isinstance(rep.app.screen, AgendaScreen)
    return rep.app.screen


def chosen(rep: Rep) -> Any:
    return page(rep).agenda.chosen


async def test_one_key_shows_everything_by_when_and_why(team: Team) -> None:
    async with team() as rep:
        await rep.press("A")
        assert rep.presses == 1
        rep.sees("跟进日程 · 李雷", "逾期", "以后", "没有下一步的商机", "宁德时代", "每周联系", "02-19", "今后两周")
        rep.sees("D-1 产线改造 · 每周联系", "ERP 升级")  # why, beneath the selected line; a deal without a next step
        rep.does_not_see("韩梅的单子")
        await rep.press("escape")
        assert rep.app.screen is rep.board


async def test_a_line_is_worked_in_three_without_leaving_and_the_next_date_is_told_with_why(team: Team) -> None:
    async with team() as rep:
        await rep.press("A")
        before = [one.customer_name for one in page(rep).page.entries if one.section == "overdue"]
        assert before[0] == "宁德时代"
        rep.presses = 0
        await rep.press("a", "1", "enter")
        assert rep.presses == 3 and page(rep)
        rep.sees("已记录：电话 · 宁德时代。下次 2026-03-11", "每周联系。上次跟进 2026-03-04")
        assert [one.customer_name for one in page(rep).page.entries if one.section == "overdue"] == before[1:]


async def test_outcome_and_next_aim_are_there_for_those_who_want_them(team: Team) -> None:
    async with team() as rep:
        await rep.press("a", "1")
        await rep.types("谈了报价")
        await rep.press("tab")
        await rep.types("同意试用")
        await rep.press("tab")
        await rep.types("签试用协议")
        await rep.press("enter")
        customer = await rep.knows(lambda book: book.customers.find("宁德").id)
        touch = (await rep.knows(lambda book: book.activities.list(customer)))[0]
        assert (touch.note, touch.outcome, touch.aim) == ("谈了报价", "同意试用", "签试用协议")


async def test_the_cursor_stays_in_place_when_its_line_goes(board_file: Path, team: Team) -> None:
    book = Book.open(board_file, login="li", clock=lambda: NOW)
    with book.acting("li", NOW - timedelta(days=18)):
        book.tiers.set(book.deals.find("ERP").id, "heat", "hot")
    book.close()
    async with team() as rep:
        await rep.press("A")
        assert [one.deal_title for one in page(rep).page.entries if one.section == "overdue"] == [
            "产线改造",
            "ERP 升级",
        ]
        await rep.logs("1")
        assert chosen(rep).deal_title == "ERP 升级"
        await rep.press("end")
        last = chosen(rep)
        await rep.hears_of_others()
        assert chosen(rep) == last


async def test_a_line_is_put_off_in_words_with_a_reason(team: Team) -> None:
    async with team() as rep:
        await rep.press("A")
        rep.presses = 0
        await rep.press("z")
        await rep.types("下周日")
        rep.sees("2026-03-15 周日 休息，顺延到 2026-03-16 周一")
        await rep.press("enter", "enter")
        assert rep.dialog, "without a reason it is not put off"
        await rep.types("客户出差")
        await rep.press("enter")
        assert rep.dialog is None
        rep.sees("已推迟到 2026-03-16 周一")
        deal = await rep.deal("产线改造")
        found = await rep.knows(lambda book: book.due.of(deal.id))
        assert [(one.due.isoformat(), one.snoozes) for one in found if one.deal == deal.id] == [("2026-03-16", 1)]


async def test_the_limits_are_told_while_one_types_and_when_one_saves(team: Team) -> None:
    async with team() as rep:
        await rep.press("z")
        await rep.types("2027-01-04")
        rep.sees("2027-01-04 周一", "最多推迟到")
        await rep.press("enter")
        await rep.types("不急")
        await rep.press("enter")
        assert rep.dialog
        rep.sees("最多推迟到")
        await rep.press("escape")
        assert rep.dialog is None


async def test_of_several_dates_of_a_deal_one_is_chosen(team: Team) -> None:
    async with team() as rep:
        await rep.knows(lambda book: book.tiers.set(book.deals.find("ERP").id, "heat", "hot"))
        await rep.selects("ERP")
        await rep.press("z")
        assert sorted(rep.lines) == ["每周联系", "每月联系"]
        await rep.press(str(rep.lines.index("每周联系") + 1))
        rep.sees("推迟：每周联系")
        await rep.press("escape")
        assert rep.dialog is None


async def test_where_nothing_is_due_nothing_can_be_put_off(team: Team) -> None:
    async with team() as rep:
        await rep.press("t")
        await rep.selects("韩梅的单子")
        await rep.press("z")
        assert rep.dialog is None and "没有要跟进的日期" in rep.told


async def test_an_appointment_is_planned_and_stands_with_its_line(team: Team) -> None:
    async with team() as rep:
        await rep.press("A", "end")
        while chosen(rep).section != "later":
            await rep.press("up")
        rep.presses = 0
        await rep.press("P", "2")
        await rep.types("明天下午2点")
        rep.sees("2026-03-05 周四 14:00")
        await rep.press("enter", "enter")
        assert rep.presses == 4
        rep.sees("已约 2026-03-05 周四 14:00：拜访", "约周四 14:00")
        assert chosen(rep).follow.appointment.kind == "visit"


async def test_an_appointment_in_the_past_is_refused(team: Team) -> None:
    async with team() as rep:
        await rep.press("P", "1")
        await rep.types("昨天 10:00")
        await rep.press("enter", "enter")
        assert rep.dialog
        await rep.press("escape")


async def test_the_page_of_the_deal_is_one_key_away_and_back_again(team: Team) -> None:
    async with team() as rep:
        await rep.press("A", "enter")
        rep.sees("D-1", "产线改造", "林峰")
        await rep.press("escape")
        assert chosen(rep).deal_title == "产线改造"


async def test_mine_the_teams_and_anyones(team: Team) -> None:
    async with team() as rep:
        await rep.press("A", "t")
        rep.sees("跟进日程 · 全队", "韩梅的单子", "李雷")
        await rep.press("o")
        assert rep.lines[0] == "全队" and set(rep.lines[1:]) == {"陈强", "韩梅", "李雷"}
        await rep.press(str(rep.lines.index("韩梅") + 1))
        rep.sees("跟进日程 · 韩梅", "韩梅的单子")
        rep.does_not_see("产线改造")
        await rep.press("t", "t")
        rep.sees("跟进日程 · 李雷")


async def test_who_leads_sees_what_is_late_for_long_apart(team: Team) -> None:
    async with team("chen") as rep:
        await rep.press("A")
        assert {one.customer_name for one in page(rep).page.entries if one.section == "escalated"} == {"宁德时代"}
        rep.sees("▲", "李雷")
        await rep.press("t")
        assert {one.customer_name for one in page(rep).page.entries if one.section == "escalated"} == {"宁德时代"}
    async with team("han") as rep:
        await rep.press("A", "t")
        assert not [one for one in page(rep).page.entries if one.section == "escalated"], "apart for who leads only"


async def test_who_has_no_deal_opens_on_the_teams_board(team: Team) -> None:
    async with team("chen") as rep:
        assert rep.board.scope == Scope() and rep.board.due_owner == ""
        rep.sees("宁德时代", "产线改造")
        await rep.press("t")
        assert rep.board.scope.owner == "chen"


async def test_who_has_no_deal_but_something_to_do_keeps_the_own_due_list(board_file: Path, team: Team) -> None:
    book = Book.open(board_file, login="chen", clock=lambda: NOW)
    book.members.add("wu", "吴敏", ["rep", "boss"])
    mine = book.customers.add("海尔", owner="wu")
    book.tiers.set(mine.id, "grade", "A")
    book.close()
    async with team("wu") as rep:
        assert rep.board.scope == Scope() and rep.board.due_owner == "wu"
        rep.sees("海尔", "产线改造")
        await rep.press("t")
        assert rep.board.due_owner == "" and rep.board.scope == Scope()


async def test_a_small_terminal_keeps_the_list_and_the_keys(team: Team) -> None:
    for lang in ("zh", "en"):
        async with team(lang=lang, size=(80, 24)) as rep:
            await rep.press("A")
            rep.sees("宁德时代", "每周联系" if lang == "zh" else "Weekly contact")
            rep.sees("今后两周" if lang == "zh" else "Ahead")
            await rep.press("g")
            rep.sees("Ahead" if lang == "zh" else "今后两周")


async def test_a_timer_of_hours_counts_down_and_turns_late_at_its_minute(tmp_path: Path) -> None:
    path, now = tmp_path / "hours.db", [NOW]
    rules = playbook.load(playbook.shipped_path("default"))
    book = Book.create(path, playbook=rules, login="li", name="李雷", clock=lambda: now[0])
    book.members.add("wang", "王", ["rep"])
    customer = book.customers.add("恒瑞医药", owner="wang")
    deal = book.deals.add(customer.id, "ERP", 100, owner="wang")
    book.activities.log(customer.id, "call", [deal.id], at=NOW - timedelta(hours=22))
    book.close()

    def opened(board: Path, *, login: str, clock: object) -> Book:
        return Book.open(board, login=login, clock=lambda: now[0])

    async with Rep(path, "wang", open_book=opened) as rep:
        await rep.press("A")
        rep.sees("○2时00")
        now[0] = NOW + timedelta(minutes=75)
        await page(rep)._tick()
        await rep.settle()
        rep.sees("○45分")
        now[0] = NOW + timedelta(minutes=121)
        await page(rep)._tick()
        await rep.settle()
        rep.sees("●1分")
        assert any(one.section == "overdue" for one in page(rep).page.entries)
        await rep.press("escape")
        assert isinstance(rep.app, Window)
        rep.app._tick()
        await rep.settle()
        rep.sees("●1分")


async def test_the_deals_flagged_on_the_board_are_those_of_the_agenda(team: Team) -> None:
    async with team() as rep:
        card = await rep.selects("ERP")
        assert card.idle and not (await rep.selects("产线改造")).idle
        rep.sees("○03-12 ?")
        await rep.press("A")
        idle = [one.follow.deal for one in page(rep).page.entries if one.section == "idle"]
        assert card.id in idle
        await rep.press("end")
        assert chosen(rep).section == "idle"
        await rep.press("P", "1")
        await rep.types("明天 10:00")
        await rep.press("enter", "enter")
        assert len([one for one in page(rep).page.entries if one.section == "idle"]) == len(idle) - 1
