"""The editor of forms: what stands there already, drafts, what is said beside a field, rows, rounds, versions."""

import asyncio
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.widgets import Input, TextArea

from board.screens.checklist import ChecklistDialog
from board.screens.choose import ChooseDialog
from board.screens.paper import REST, PaperDialog
from board.screens.tell import TextDialog
from tests.screen.conftest import Team
from tests.screen.driver import Rep


async def opens(rep: Rep, form: str = "谈单") -> PaperDialog:
    """A form opened on the deal in talks by its name, and the presses counted anew."""
    await rep.selects("备件合同")
    await asks_for(rep, form)
    rep.presses = 0
    return paper(rep)


async def asks_for(rep: Rep, form: str = "谈单") -> None:
    """Ask for a form of the deal under the cursor; a list of its entries, or a draft, may come first."""
    await rep.press("F")
    await rep.types(form)
    await rep.press("enter")


def paper(rep: Rep) -> PaperDialog:
    """The form on top."""
    assert isinstance(rep.dialog, PaperDialog), rep.screen
    return rep.dialog


async def rests(rep: Rep) -> None:
    """The hand rests: what is typed is kept and looked at."""
    await paper(rep).rest()
    await rep.settle()


def here(rep: Rep) -> str:
    """The field one is in."""
    assert rep.app.focused
    return (rep.app.focused.id or "").removeprefix("field-")


def stands(rep: Rep, field: str) -> str:
    """What stands in a field."""
    control: Any = rep.app.screen.query_one(f"#field-{field}")
    return str(control.text if isinstance(control, TextArea) else control.value)


async def entry(rep: Rep, form: str = "round", no: int = 0) -> Any:
    """What is kept of a form on the deal in talks."""
    return await rep.knows(lambda book: book.forms.entry(book.deals.find("备件").id, form, no))


# --- what stands there already


async def test_what_is_known_stands_there_to_be_confirmed_and_the_cursor_at_the_first_thing_only_a_person_says(
    team: Team,
) -> None:
    async with team() as rep:
        await opens(rep)
        assert (stands(rep, "by"), stands(rep, "on"), stands(rep, "whom")) == ("李雷", "2026-03-04", "林峰")
        rep.sees("记录人 * · 待确认", "日期 * · 待确认", "谈话对象 * · 待确认")
        rep.does_not_see("对方说了什么 * · 待确认")
        assert here(rep) == "said"
        assert await entry(rep) is None, "nothing is kept before it is saved"
        await rep.fills(whom="吴涛")
        await rests(rep)
        rep.does_not_see("谈话对象 * · 待确认")
        await rep.press("f2")
        kept = await entry(rep)
        assert (kept.values["by"], kept.values["on"], kept.values["whom"]) == ("李雷", "2026-03-04", "吴涛")
        rep.does_not_see("待确认")


# --- drafts


async def test_what_was_typed_is_offered_again_and_gone_once_it_is_saved(team: Team) -> None:
    async with team() as rep:
        await opens(rep)
        await rep.types("要看样品")
        await rep.press("escape")
        assert rep.dialog is None and "草稿" in rep.told
        assert await entry(rep) is None
        await asks_for(rep)
        assert isinstance(rep.dialog, ChooseDialog)
        rep.sees("谈单记录 · 有没保存的草稿", "1 项")
        await rep.press("1")
        assert stands(rep, "said") == "要看样品"
        await rep.fills(mood="1")
        await rep.press("f2")
        assert rep.dialog is None, rep.screen
        assert (await entry(rep)).values["said"] == "要看样品"
        assert await rep.knows(lambda book: book.forms.drafts()) == []


async def test_a_draft_is_thrown_away_with_one_key_and_kept_while_one_only_looks(team: Team) -> None:
    async with team() as rep:
        await opens(rep)
        await rep.types("要看样品")
        await rep.press("escape")
        await asks_for(rep)
        await rep.press("escape")
        assert rep.dialog is None
        assert len(await rep.knows(lambda book: book.forms.drafts())) == 1
        await asks_for(rep)
        await rep.press("2")
        assert stands(rep, "said") == ""
        await rep.press("escape")
        assert "草稿" not in rep.told and await rep.knows(lambda book: book.forms.drafts()) == []


async def test_a_killed_program_loses_nothing_that_the_hand_rested_on(team: Team) -> None:
    async with team() as rep:
        await opens(rep)
        await rep.types("要看样品")
        await asyncio.sleep(REST + 0.3)
        await rep.settle()
        rep.desk.leave()  # the program ends here: nobody presses Escape, nothing is saved
    async with team() as rep:
        await rep.selects("备件合同")
        await asks_for(rep)
        await rep.press("1")
        assert stands(rep, "said") == "要看样品"


@pytest.fixture
def full_disk(state_folder: Path) -> Path:
    """A file where the state folder should be: nothing can be kept there."""
    state_folder.touch()
    return state_folder


async def test_typing_survives_a_disk_that_takes_no_draft(team: Team, full_disk: Path) -> None:
    async with team() as rep:
        await opens(rep)
        await rep.types("要看样品")
        await rests(rep)
        rep.sees("草稿", str(full_disk)[:20])
        assert stands(rep, "said") == "要看样品"
        await rep.fills(mood="1")
        await rep.press("f2")
        assert (await entry(rep)).values["said"] == "要看样品"


# --- beside the fields


async def test_problems_stand_beside_the_field_as_one_types_and_go_when_it_is_right(team: Team) -> None:
    async with team() as rep:
        await opens(rep)
        rep.sees("还缺 2 项")
        await rep.fills(price="很多", share="120", phone="12")
        await rests(rep)
        rep.sees("看不懂金额“很多”", "✗ “占比”", "还缺 2 项 · 3 项要改")
        rep.does_not_see("“对方说了什么”必填")
        await rep.fills(price="80万", until="下周三", share="50", phone="13800000000")
        await rests(rep)
        rep.does_not_see("看不懂", "✗")
        rep.sees("读作 800,000", "读作 2026-03-11 周三")
        assert here(rep) == "phone", "nobody moved the cursor"


async def test_what_stands_in_is_looked_at_without_a_key_when_the_hand_rests(team: Team) -> None:
    async with team() as rep:
        await opens(rep)
        await rep.fills(price="很多")
        rep.does_not_see("看不懂金额")
        await asyncio.sleep(REST + 0.3)
        await rep.settle()
        rep.sees("看不懂金额“很多”")


async def test_a_field_that_is_not_asked_for_comes_with_the_answer_that_asks_for_it(team: Team) -> None:
    async with team() as rep:
        await opens(rep)
        rep.does_not_see("为什么冷")
        await rep.fills(mood="2")
        await rests(rep)
        rep.sees("为什么冷")


async def test_a_scorecard_tells_its_points_and_what_is_missing_to_the_pass_mark(team: Team) -> None:
    async with team() as rep:
        await opens(rep, "打分卡")
        rep.sees("得分 0，及格 70，还差 70", "2 项未评", "待签核（主管）")
        await rep.press("5")
        rep.sees("60 分 / 60", "得分 60，及格 70，还差 10", "1 项未评")
        await rep.press("1")
        await rests(rep)
        rep.sees("8 分 / 40", "得分 68，及格 70，还差 2")
        assert "68" in str(rep.app.screen.query_one("#field-total").render())
        await rep.press("2")
        await rests(rep)
        rep.sees("得分 76，及格 70，已达到", "内容齐了")


async def test_hints_stand_beside_the_field_and_the_source_on_one_key(team: Team) -> None:
    async with team() as rep:
        await opens(rep)
        rep.sees("先问现状，再问难处")
        await rep.press("f3")
        rep.sees("依据：团队自定")
        await rep.press("shift+tab")
        rep.sees("依据：手册 004, 2.1.3；手册 000, 三(二)3")
        await rep.press("f3")
        rep.does_not_see("依据：")


# --- rows of a table


async def test_rows_are_added_moved_and_removed_by_key(team: Team) -> None:
    async with team() as rep:
        await opens(rep)
        await rep.fills(goods="加急 | 工期\n降价 | 现金 | 1万")
        await rep.press("f5")
        await rep.types("培训 | 工期")
        await rep.press("f6", "f6")
        assert stands(rep, "goods") == "培训 | 工期\n加急 | 工期\n降价 | 现金 | 1万"
        await rep.press("alt+down")
        assert stands(rep, "goods").startswith("加急 | 工期\n培训 | 工期")
        await rep.press("f8")
        assert stands(rep, "goods") == "加急 | 工期\n降价 | 现金 | 1万"
        await rep.press("f7", "f7", "f8")
        assert stands(rep, "goods") == "加急 | 工期"
        await rep.press("f8", "f8")
        assert stands(rep, "goods") == ""


async def test_the_column_one_is_in_is_named_with_what_may_stand_there(team: Team) -> None:
    async with team() as rep:
        await opens(rep)
        await rep.fills(goods="加急 | ")
        rep.sees("我方给* | ▸类别 | 价值", "工期、现金", "F5 加行")
        await rep.press("|")
        rep.sees("我方给* | 类别 | ▸价值")


async def test_every_cell_that_is_wrong_is_named(team: Team) -> None:
    async with team() as rep:
        await opens(rep)
        await rep.fills(goods="加急 | 金子 | 很多\n | 工期\n甲 | 乙 | 3 | 多了")
        await rests(rep)
        rep.sees("第 1 行“类别”", "第 1 行“价值”", "第 3 行")


async def test_a_kept_table_reads_as_it_was_typed(team: Team) -> None:
    async with team() as rep:
        await opens(rep)
        await rep.fills(said="行", mood="1", goods="加急 | 工期 | 1万")
        await rep.press("f2")
        assert (await entry(rep)).values["goods"] == [{"give": "加急", "kind": "time", "worth": "10000"}]
        await asks_for(rep)
        await rep.press("2")
        assert stands(rep, "goods") == "加急 | 工期 | 10000"


# --- rounds and versions


async def test_a_form_that_repeats_is_a_list_to_open_from_or_to_go_on_with_the_next(team: Team) -> None:
    async with team() as rep:
        await opens(rep)
        await rep.fills(said="第一轮", mood="1")
        await rep.press("f2")
        await asks_for(rep)
        rep.sees("谈单记录 · 共 1 份", "再填一份（第 2 份）", "第 1 份", "李雷", "已完成")
        await rep.press("enter")
        rep.sees("谈单记录 · 第 2 份")
        assert stands(rep, "said") == "" and stands(rep, "whom") == "林峰"
        await rep.fills(said="第二轮")
        await rep.press("f2", "escape")
        await asks_for(rep)
        rep.sees("缺 1 项")
        await rep.press("3")
        assert stands(rep, "said") == "第一轮"
        await rep.fills(said="第一轮，改")
        await rep.press("f2")
        assert (await entry(rep, no=1)).values["said"] == "第一轮，改"
        assert (await entry(rep, no=2)).values["said"] == "第二轮"


async def test_a_draft_of_an_earlier_round_is_that_rounds_own(team: Team) -> None:
    async with team() as rep:
        await opens(rep)
        for said in ("第一轮", "第二轮"):
            await rep.fills(said=said, mood="1")
            await rep.press("f2")
            await asks_for(rep)
            await rep.press("1")
        await rep.press("escape")
        await asks_for(rep)
        await rep.press("3")
        await rep.fills(said="改第一轮")
        await rep.press("escape")
        await asks_for(rep)
        await rep.press("2")
        assert stands(rep, "said") == "第二轮"
        await rep.press("escape")
        await asks_for(rep)
        await rep.press("3", "1")
        assert stands(rep, "said") == "改第一轮"


async def test_versions_tell_what_each_changed(team: Team) -> None:
    async with team() as rep:
        await opens(rep)
        await rep.press("f9")
        rep.sees("还没有保存过")
        await rep.press("escape")
        await rep.fills(said="贵了", mood="1", price="80万", goods="加急 | 工期\n降价 | 现金 | 1万")
        await rep.press("f2")
        await asks_for(rep)
        await rep.press("2")
        await rep.fills(price="90万", goods="加急 | 现金")
        await rep.press("f2")
        await asks_for(rep)
        await rep.press("2", "f9")
        assert isinstance(rep.dialog, TextDialog)
        rep.sees("第 2 版", "第 1 版", "李雷", "对方报价", "800000 → 900000", "交换条件 第 1 行 类别", "工期 → 现金")
        rep.sees("删：降价 | 现金 | 10000")
        await rep.press("escape")
        assert isinstance(rep.dialog, PaperDialog)


async def test_somebody_elses_save_meanwhile_is_shown_and_only_the_fields_of_ones_own_are_saved(team: Team) -> None:
    def by_somebody_else(book: Any) -> None:
        with book.acting("chen"):
            deal = book.deals.find("备件").id
            book.forms.fill(deal, "round", {"said": "陈说的", "share": "30"})

    async with team() as rep:
        await opens(rep)
        await rep.fills(said="贵了", mood="1")
        await rep.press("f2")
        await asks_for(rep)
        await rep.press("2")
        await rep.fills(said="我说的", price="5万")
        await rep.knows(by_somebody_else)
        await rep.press("f2")
        rep.sees("陈强 保存了“陈说的”")
        assert stands(rep, "said") == "我说的" and (await entry(rep)).values["said"] == "陈说的"
        await rep.press("f2")
        kept = (await entry(rep)).values
        assert (kept["said"], kept["price"], kept["share"]) == ("我说的", "50000", "30")


# --- the person's own editor


async def test_without_a_terminal_the_editor_says_so_and_the_text_stays(team: Team) -> None:
    async with team() as rep:
        await opens(rep)
        await rep.fills(story="一")
        rep.sees("F4 编辑器")
        await rep.press("f4")
        rep.sees("打不开外部编辑器")
        assert stands(rep, "story") == "一"


async def test_the_persons_own_editor_changes_the_text(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", f"{sys.executable} -c \"import sys; open(sys.argv[1], 'a').write('，二\\n三\\n')\"")
    async with team() as rep:
        await opens(rep)
        await rep.fills(story="一")
        monkeypatch.setattr(rep.app, "suspend", nullcontext)
        await rep.press("f4")
        assert stands(rep, "story") == "一，二\n三"
        monkeypatch.setenv("VISUAL", "no-such-editor")
        await rep.press("f4")
        rep.sees("编辑器 no-such-editor 没有开成")
        assert stands(rep, "story") == "一，二\n三"


async def test_leaving_the_program_at_once_keeps_what_was_typed(team: Team) -> None:
    async with team() as rep:
        await opens(rep)
        await rep.types("要看样品")
        rep.app.post_message(Key("ctrl+q", None))
        await rep.pilot._wait_for_screen()
        for _ in range(100):
            if rep.app._exit:
                break
            await asyncio.sleep(0.01)
        assert rep.app._exit
    async with team() as rep:
        assert [one.values for one in await rep.knows(lambda book: book.forms.drafts())] == [{"said": "要看样品"}]


# --- hands


async def test_ten_fields_take_their_text_and_no_more_than_twelve_presses(team: Team) -> None:
    async with team() as rep:
        await opens(rep)
        await rep.types("贵了一成")
        await rep.press("enter", "1")
        for text in ("80万", "下周三", "40", "13800000000"):
            await rep.types(text)
            await rep.press("enter")
        await rep.types("先谈工期，\n再谈价。")
        await rep.press("tab")
        await rep.types("加急 | 工期")
        await rep.press("f2")
        assert rep.dialog is None, rep.screen
        kept = await entry(rep)
        assert kept.complete and len(kept.values) == 11, kept.values
        assert rep.presses <= 12, rep.presses


async def test_enter_in_the_last_field_saves_however_short_or_long_the_form(team: Team) -> None:
    async with team() as rep:
        await opens(rep, "打分卡")
        await rep.press("5", "4", "enter")
        assert rep.dialog is None
        assert (await entry(rep, "card")).complete


async def test_a_gate_opens_the_unfinished_round_at_what_it_lacks(team: Team) -> None:
    async with team() as rep:
        await rep.selects("备件合同")
        await rep.press("c", "1")
        await rep.fills(need="一条线")
        await rep.press("f2", "escape")
        assert isinstance(rep.dialog, ChecklistDialog)
        await rep.press("1")
        assert here(rep) == "kind", "the cursor starts at the first thing that is missing"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [(80, 24), (160, 48), (60, 20)])
async def test_a_form_keeps_its_last_field_and_its_keys_in_sight(team: Team, lang: str, size: tuple[int, int]) -> None:
    async with team(lang=lang, size=size) as rep:
        await opens(rep, "谈单" if lang == "zh" else "talk")
        await rep.fills(goods="加急 | 金子\n甲 | 乙")
        await rests(rep)
        rep.sees("F2", "加急 | 金子")
        assert isinstance(rep.app.focused, TextArea | Input)
