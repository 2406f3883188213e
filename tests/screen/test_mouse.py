"""The mouse does what the keys do."""

from tests.screen.conftest import Team


async def test_a_card_is_selected_by_a_click_and_opened_by_two(team: Team) -> None:
    async with team() as rep:
        await rep.clicks("ERP 升级")
        assert rep.card.title == "ERP 升级" and rep.board.deals.has_focus
        await rep.clicks("ERP 升级", times=2)
        rep.sees("D-2", "恒瑞医药")


async def test_a_key_of_the_foot_is_pressed_by_a_click(team: Team) -> None:
    async with team() as rep:
        await rep.clicks("记录跟进")
        assert rep.dialog
        await rep.clicks("2 拜访")
        await rep.press("enter")
        touch = (await rep.knows(lambda book: book.activities.list(book.customers.find("宁德").id)))[0]
        assert touch.kind == "visit"


async def test_a_key_that_does_not_work_says_why_when_it_is_clicked(team: Team) -> None:
    async with team() as rep:
        await rep.press("end")
        await rep.clicks("推进", "Foot")
        assert "没有对应的商机" in rep.told


async def test_an_item_is_ticked_by_a_click(team: Team) -> None:
    async with team() as rep:
        await rep.selects("产线改造")
        await rep.press("c")
        await rep.clicks("备好资料")
        rep.sees("[x] 备好资料")


async def test_a_found_line_is_opened_by_a_click(team: Team) -> None:
    async with team() as rep:
        await rep.press("/")
        await rep.types("恒瑞")
        await rep.clicks("质检系统", "#box")
        assert rep.app.screen.id and rep.app.screen.id.startswith("deal-")
