"""A refused move: what is missing, where it is mended, who may go over it, and that the last mend makes the move."""

from board.screens.checklist import ChecklistDialog
from board.screens.missing import MissingDialog
from tests.screen.conftest import Team
from tests.screen.driver import Rep


async def fill_the_sheet(rep: Rep) -> None:
    """The need sheet with every kind of field in it."""
    await rep.fills(
        need="一条线",
        kind="1",
        parts="12",
        fit="4",
        budget="80万",
        by="下周三",
        firm="1",
        rows="机器人 | 3\n相机 | ２",
        story="第一期",
    )
    await rep.press("f2")


async def test_a_refused_move_is_guided_to_success(team: Team) -> None:
    async with team("chen") as rep:
        deal = (await rep.deal("备件合同")).id
        await rep.knows(lambda book: book.tiers.set(deal, "heat", "cold"))
        await rep.press("tab") if rep.board.due.has_focus else None
        await rep.selects("备件合同")
        await rep.press(">")
        assert isinstance(rep.dialog, MissingDialog)
        rep.sees("需求单", "电话", "主管点头", "还缺")
        await rep.press("enter")
        rep.sees("需求单", "品名 | 数量")
        await fill_the_sheet(rep)
        assert isinstance(rep.dialog, MissingDialog), "the list comes back, shorter"
        rep.does_not_see("填好需求单")
        await rep.press("enter", "enter")  # the touch: its kind is known, only the note is asked
        rep.does_not_see("通过电话")
        await rep.press("enter", "1", "f2")  # the sign-off
        assert rep.dialog is None
        assert (await rep.deal("备件合同")).stage == "seal", "the last mend makes the move"
        assert rep.card.title == "备件合同" and rep.stage == "seal"
        entry = await rep.knows(lambda book: book.forms.entry(deal, "sheet"))
        assert entry.complete
        assert entry.values["rows"] == [{"name": "机器人", "count": 3}, {"name": "相机", "count": 2}]
        assert (entry.values["parts"], entry.values["fit"], entry.values["firm"]) == (["it", "ops"], 4, True)
        assert (entry.values["budget"], entry.values["by"]) == ("800000", "2026-03-11")


async def test_nobody_goes_over_a_gate_that_nobody_may_go_over(team: Team) -> None:
    async with team("chen") as rep:
        await rep.selects("备件合同")
        await rep.press(">", "o")
        await rep.types("急")
        await rep.press("f2")
        rep.sees("任何人都不能越过")
        await rep.press("escape")
        assert (await rep.deal("备件合同")).stage == "talk"


async def test_a_manager_goes_over_with_a_reason_and_a_rep_does_not(team: Team) -> None:
    async with team("li") as rep:
        await rep.selects("产线改造")
        await rep.press(">", "o")
        await rep.types("急")
        await rep.press("f2")
        rep.sees("只有 主管 可以越过")
        await rep.press("escape")
    async with team("chen") as rep:
        await rep.selects("产线改造")
        await rep.press(">", "o")
        await rep.press("f2")
        rep.sees("不能为空")
        await rep.types("客户催")
        await rep.press("f2")
        assert (await rep.deal("产线改造")).stage == "talk"


async def test_a_sign_off_needs_its_role_and_says_so(team: Team) -> None:
    async with team("li") as rep:
        await rep.selects("备件合同")
        await rep.press("c", "1")
        await fill_the_sheet(rep)
        assert isinstance(rep.dialog, ChecklistDialog)
        await rep.press("3", "1", "f2")
        rep.sees("需要角色：主管")


async def test_an_unfinished_paper_is_kept_and_marks_what_it_lacks(team: Team) -> None:
    async with team() as rep:
        await rep.selects("备件合同")
        await rep.press("c", "1")
        await rep.fills(need="一条线")
        await rep.press("f2")
        rep.sees("“种类”")
        assert rep.app.focused and rep.app.focused.id == "field-kind", "the cursor goes to the first lack"
        entry = await rep.knows(lambda book: book.forms.entry(book.deals.find("备件").id, "sheet"))
        assert entry.values["need"] == "一条线" and not entry.complete
        await rep.press("escape")
        assert isinstance(rep.dialog, ChecklistDialog), "saved, so Escape asks nothing"


async def test_what_cannot_be_read_is_marked_and_nothing_is_kept(team: Team) -> None:
    async with team() as rep:
        await rep.selects("备件合同")
        await rep.press("c", "1")
        await rep.fills(need="一条线", budget="很多", by="某天")
        await rep.press("f2")
        rep.sees("很多", "一条线")
        assert await rep.knows(lambda book: book.forms.entry(book.deals.find("备件").id, "sheet")) is None
        await rep.press("escape")
        assert isinstance(rep.dialog, ChecklistDialog), "nothing is lost, so nothing is asked"
        await rep.press("1", "1")
        rep.sees("很多", "一条线", "某天")


async def test_a_filled_form_opens_with_what_was_kept(team: Team) -> None:
    async with team() as rep:
        await rep.selects("备件合同")
        await rep.press("F")
        await rep.types("需求")
        await rep.press("enter")
        await fill_the_sheet(rep)
        await rep.press("F", "enter")
        rep.sees("一条线", "机器人 | 3", "相机 | 2", "800000", "2026-03-11", "第一期")
        before = await rep.knows(lambda book: book.forms.entry(book.deals.find("备件").id, "sheet"))
        await rep.press("f2")
        after = await rep.knows(lambda book: book.forms.entry(book.deals.find("备件").id, "sheet"))
        assert after.values == before.values and after.ver == before.ver, "the same again is no change"


async def test_a_tick_is_taken_back(team: Team) -> None:
    async with team() as rep:
        await rep.selects("质检系统")
        await rep.press("c", "1", "escape")
        assert (rep.card.done, rep.card.required) == (1, 2)


async def test_a_dragged_card_goes_through_the_same_door(team: Team) -> None:
    async with team() as rep:
        card = await rep.selects("质检系统")
        rep.board.deals.post_message(rep.board.deals.CardDropped(card, "talk"))
        await rep.settle()
        assert (await rep.deal("质检系统")).stage == "talk"
        card = await rep.selects("产线改造")
        rep.board.deals.post_message(rep.board.deals.CardDropped(card, "talk"))
        await rep.settle()
        assert isinstance(rep.dialog, MissingDialog)
