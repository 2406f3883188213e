"""The hands budget of house.md: how many presses a task takes, text typed not counted."""

from tests.screen.conftest import Team


async def test_whom_to_contact_today_takes_none(team: Team) -> None:
    async with team() as rep:
        assert rep.presses == 0
        rep.sees("逾期", "宁德时代", "hot 电话")


async def test_a_call_logged_on_the_selected_line_takes_three_and_tells_the_next_date(team: Team) -> None:
    async with team() as rep:
        await rep.press("a", "1", "enter")
        assert rep.presses == 3
        assert rep.dialog is None
        assert "电话" in rep.told and "2026-03-11" in rep.told
        touches = await rep.knows(lambda book: book.activities.list(book.customers.find("宁德").id))
        assert [touch.kind for touch in touches] == ["call"]


async def test_an_open_gate_takes_one(team: Team) -> None:
    async with team() as rep:
        await rep.selects("质检系统")
        rep.presses = 0
        await rep.press(">")
        assert rep.presses == 1
        assert (await rep.deal("质检系统")).stage == "talk"
        assert rep.card.title == "质检系统" and rep.stage == "talk"


async def test_two_things_missing_take_one_and_two(team: Team) -> None:
    async with team() as rep:
        await rep.selects("产线改造")
        rep.presses = 0
        await rep.press(">", "enter", "enter")
        assert rep.presses == 3
        assert (await rep.deal("产线改造")).stage == "talk"
        assert rep.dialog is None


async def test_any_customer_is_found_by_initials_in_two(team: Team) -> None:
    async with team() as rep:
        await rep.press("/")
        await rep.types("ndsd")
        await rep.press("enter")
        assert rep.presses == 2
        rep.sees("C-1", "宁德时代", "林峰")


async def test_undo_takes_one_and_redo_too(team: Team) -> None:
    async with team() as rep:
        await rep.selects("质检系统")
        await rep.press(">")
        rep.presses = 0
        await rep.press("u")
        assert rep.presses == 1
        assert (await rep.deal("质检系统")).stage == "seek"
        assert "已撤销" in rep.told and rep.card.title == "质检系统" and rep.stage == "seek"
        await rep.press("U")
        assert (await rep.deal("质检系统")).stage == "talk"


async def test_an_item_is_ticked_from_the_board_in_three(team: Team) -> None:
    async with team() as rep:
        await rep.selects("产线改造")
        rep.presses = 0
        await rep.press("c", "2", "escape")
        assert rep.presses == 3
        assert rep.dialog is None
        assert (rep.card.done, rep.card.required) == (1, 2)
