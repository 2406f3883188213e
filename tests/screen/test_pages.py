"""The page of a deal and of a customer."""

from board.screens.lines import Lines
from tests.screen.conftest import Team


async def test_a_deals_page_shows_everything_about_it(team: Team) -> None:
    async with team() as rep:
        await rep.selects("产线改造")
        await rep.press("enter")
        rep.sees("D-1", "宁德时代", "产线改造", "¥800,000", "[寻找]", "洽谈", "新客户", "林峰", "采购经理", "决策人")
        rep.sees("打过招呼", "带点心（建议）", "必做 0/2", "每周联系", "热度", "经过", "新建")
        await rep.press("escape")
        assert rep.app.screen is rep.board and rep.card.title == "产线改造"


async def test_an_item_is_ticked_and_unticked_on_the_page(team: Team) -> None:
    async with team() as rep:
        await rep.selects("产线改造")
        await rep.press("enter", "c", "2")
        rep.sees("必做 1/2", "完成：备好资料")
        deal = await rep.deal("产线改造")
        states = await rep.knows(lambda book: [state for _, state in book.deals.checklist(deal.id)])
        assert [bool(state) for state in states] == [False, True, False]
        await rep.press("2")
        rep.sees("必做 0/2")


async def test_a_touch_logged_on_the_page_is_on_top_of_its_history(team: Team) -> None:
    async with team() as rep:
        await rep.selects("产线改造")
        await rep.press("enter")
        await rep.logs("2", "看了现场")
        events = rep.app.screen.query_one("#events", Lines).lines
        assert events[0].text == "跟进：拜访" and events[0].below == "看了现场"
        await rep.press("tab", "enter")
        rep.sees("看了现场")
        assert rep.dialog


async def test_the_page_moves_its_deal_on(team: Team) -> None:
    async with team() as rep:
        await rep.selects("质检系统")
        await rep.press("enter", ">")
        rep.sees("[洽谈]", "填好需求单")


async def test_a_customers_page_opens_its_deals(team: Team) -> None:
    async with team() as rep:
        await rep.press("/")
        await rep.types("C-1")
        await rep.press("enter")
        rep.sees("宁德时代", "产线改造", "备件合同", "林峰")
        await rep.press("down", "enter")
        rep.sees("D-5" if "D-5" in rep.screen else "D-1", "宁德时代")
        await rep.press("escape", "escape")
        assert rep.app.screen is rep.board


async def test_a_customers_line_of_the_due_list_opens_the_customer(team: Team) -> None:
    async with team() as rep:
        await rep.press("end", "enter")
        rep.sees("C-2", "恒瑞医药", "每月联系")
        await rep.press("escape", ">")
        assert "没有对应的商机" in rep.told


async def test_panels_are_gone_through_by_tab_where_they_do_not_fit_side_by_side(team: Team) -> None:
    async with team(size=(80, 24)) as rep:
        await rep.selects("产线改造")
        await rep.press("enter")
        rep.sees("打过招呼", "分级：hot")
        rep.does_not_see("¥800,000")
        await rep.press("tab", "tab")
        rep.sees("打过招呼", "¥800,000")
        rep.does_not_see("分级：hot")
        await rep.press("tab")
        rep.sees("打过招呼", "分级：hot")


async def test_one_panel_at_a_time_is_seen_in_a_small_terminal(team: Team) -> None:
    async with team(size=(60, 12)) as rep:
        await rep.selects("产线改造")
        await rep.press("enter")
        rep.sees("打过招呼")
        rep.does_not_see("分级：hot", "¥800,000")
        await rep.press("tab")
        rep.sees("分级：hot")
        rep.does_not_see("打过招呼")
        await rep.press("tab")
        rep.sees("¥800,000")
