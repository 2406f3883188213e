"""What is true on every screen: sizes, languages, themes, hostile names, full-width keys, other people's changes."""

from pathlib import Path

import pytest
from textual.color import Color
from textual.widgets import Input

from board.desk import SAVED, SAVING
from board.screens.board import BoardScreen
from store.book import Book
from tests.screen.conftest import HOSTILE, Team
from tests.screen.driver import NOW
from themes import DARK, LIGHT
from widgets.head import Head


async def test_it_opens_on_my_due_list_and_my_deals(team: Team) -> None:
    async with team() as rep:
        assert rep.board.due.has_focus
        rep.sees("华东团队 · 我的", "李雷", "09:42", "产线改造")
        rep.does_not_see("韩梅的单子")
        await rep.press("t")
        rep.sees("团队", "韩梅的单子")
        await rep.press("t")
        rep.does_not_see("韩梅的单子")


async def test_who_has_no_deals_sees_the_team(team: Team) -> None:
    async with team("chen") as rep:
        rep.sees("团队", "韩梅的单子", "产线改造")


async def test_the_cursor_stays_on_its_deal_from_mine_to_the_team(team: Team) -> None:
    async with team() as rep:
        await rep.selects("ERP")
        await rep.press("t")
        assert rep.card.title == "ERP 升级"


async def test_who_is_no_member_looks_and_is_told_why_nothing_else_works(team: Team) -> None:
    async with team("stranger") as rep:
        rep.sees("访客", "产线改造")
        await rep.press("n")
        assert rep.dialog is None and "不是这个看板的成员" in rep.told
        await rep.press("?")
        assert rep.dialog


async def test_the_language_is_switched_on_every_screen_at_once(team: Team) -> None:
    async with team() as rep:
        await rep.selects("产线改造")
        await rep.press("g")
        rep.sees("Seeking", "hot Call", "move on", "team" if rep.board.scope.owner == "" else "mine")
        rep.does_not_see("推进", "寻找")
        await rep.press("enter")
        rep.sees("Said hello", "Checklist", "History", "[Seeking]")
        await rep.press("g")
        rep.sees("打过招呼", "清单", "经过")
        await rep.press("escape")
        rep.sees("推进", "寻找")


async def test_english_from_the_start(team: Team) -> None:
    async with team(lang="en") as rep:
        await rep.press("a")
        rep.sees("Log a touch", "1 Call", "2 Visit", "Enter")


async def test_the_theme_is_switched_while_it_runs(team: Team) -> None:
    async with team() as rep:
        before = rep.app.theme
        await rep.press(":")
        await rep.types("配色")
        await rep.press("enter")
        assert rep.app.theme != before and rep.app.theme in (DARK, LIGHT)


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (100, 30), (160, 48), (300, 90)])
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_every_dialog_keeps_its_keys_in_sight(team: Team, size: tuple[int, int], lang: str) -> None:
    async with team(size=size, lang=lang) as rep:
        await rep.selects("产线改造")
        for key in ("a", "c", "n", "e", ">", "/", "?", ":", "w"):
            await rep.press(key)
            assert rep.dialog, key
            rep.sees("Esc")
            await rep.press("escape")
        await rep.press("enter")
        rep.sees("D-1")
        await rep.press("escape")


async def test_forty_by_twelve_works(team: Team) -> None:
    async with team(size=(40, 12)) as rep:
        rep.sees("宁德时代")
        await rep.press("a", "1", "enter")
        assert "电话" in rep.told
        await rep.press("tab")
        rep.sees("产线改造" if "产线改造" in rep.screen else "质检系统")
        await rep.selects("质检系统")
        await rep.press(">")
        assert (await rep.deal("质检系统")).stage == "talk"


async def test_too_small_a_terminal_says_so_and_comes_back(team: Team) -> None:
    async with team(size=(30, 7)) as rep:
        rep.sees("终端太小")
        await rep.pilot.resize_terminal(100, 30)
        await rep.settle()
        rep.sees("宁德时代", "产线改造")
        rep.does_not_see("终端太小")


async def test_a_hostile_name_is_shown_as_text_everywhere(team: Team) -> None:
    async with team() as rep:
        await rep.selects("evil")
        rep.sees("[/] [red]")
        for key in (">", "c", "x", "e", "a", "T", "w", "enter"):
            await rep.press(key)
            rep.sees("[/] [red]" if key not in "aw" else "Acme")
            assert "\x1b" not in rep.screen and "\u202e" not in rep.screen
            await rep.press("escape")
        await rep.press("x", "2", "enter")
        assert "[/] [red]" in rep.told
        await rep.press("/")
        await rep.types("evil")
        rep.sees("[/] [red]")
        await rep.press("enter")
        rep.sees("[/] [red]", "已丢单")


async def test_a_hostile_name_that_reached_the_screen_is_defused(team: Team) -> None:
    async with team() as rep:
        rep.board.head.set(who="a\x1b]0;pwn\x07b")
        rep.board.notify(HOSTILE, markup=False)
        await rep.settle()
        last, black = rep.app.get_line_filters()[-1], Color(0, 0, 0)
        lines = rep.app.screen._compositor.render_strips()
        drawn = "".join(segment.text for strip in lines for segment in strip.apply_filter(last, black))
        assert "\x1b" not in drawn and "\u202e" not in drawn


@pytest.mark.parametrize(
    ("full", "opens"), [("ａ", "a"), ("？", "help"), ("／", "find"), ("：", "palette"), ("、", "find")]
)
async def test_full_width_keys_mean_the_same(team: Team, full: str, opens: str) -> None:
    async with team() as rep:
        await rep.press(full)
        assert rep.dialog, full


async def test_full_width_text_stays_text_in_a_field(team: Team) -> None:
    async with team() as rep:
        await rep.press("a", "1")
        await rep.press("？")
        field = rep.app.focused
        assert isinstance(field, Input) and field.value == "？"


async def test_somebody_elses_change_appears_and_the_cursor_stays(team: Team, board_file: Path) -> None:
    async with team() as rep:
        await rep.selects("ERP")
        other = Book.open(board_file, login="chen", clock=lambda: NOW)
        deal = other.deals.add(other.customers.find("美的").id, "抢在前面", 99_00, owner="li")
        other.deals.set(other.deals.find("ERP").id, {"amount": 77_000_000})
        await rep.hears_of_others()
        rep.sees("抢在前面", "¥77万")
        assert rep.card.title == "ERP 升级" and deal.title == "抢在前面"
        other.close()


async def test_nothing_is_drawn_when_nobody_saved(team: Team) -> None:
    async with team() as rep:
        heard: list[object] = []
        rep.desk.listen(heard.append, lambda _: None)
        await rep.hears_of_others()
        assert heard == []


async def test_a_board_out_of_reach_is_told_once_and_its_return_too(team: Team, board_file: Path) -> None:
    async with team() as rep:
        away = board_file.with_name("away")
        board_file.rename(away)  # noqa: ASYNC240  a file of the test's own
        await rep.hears_of_others()
        assert rep.board.query_one(Head).heading.saving == "waiting"
        rep.app.clear_notifications()
        await rep.hears_of_others()
        assert rep.told == ""
        away.rename(board_file)
        await rep.hears_of_others()
        assert rep.board.query_one(Head).heading.saving == ""


async def test_a_save_that_fails_keeps_the_dialog_and_what_was_typed(team: Team, board_file: Path) -> None:
    async with team() as rep:
        await rep.press("a", "1")
        await rep.types("重要")
        away = board_file.with_name("away")
        board_file.rename(away)  # noqa: ASYNC240  a file of the test's own
        await rep.press("enter")
        assert rep.dialog
        rep.sees("重要", "找不到看板文件")
        away.rename(board_file)
        await rep.press("enter")
        assert rep.dialog is None and "电话" in rep.told


async def test_a_few_widgets_stand_for_the_whole_board(team: Team) -> None:
    async with team() as rep:
        assert isinstance(rep.app.screen, BoardScreen)
        assert len(list(rep.app.screen.query("*"))) <= 12


async def test_leaving_waits_for_a_save_under_way_but_not_twice(team: Team) -> None:
    async with team() as rep:
        rep.desk.saving = 1
        await rep.press("q")
        assert rep.app.is_running and "存好就退出" in rep.told
        await rep.press("q")
        assert rep.app._exit


async def test_only_a_save_that_takes_its_time_is_spoken_of_and_a_refused_one_is_not_saved(team: Team) -> None:
    async with team() as rep:
        rep.desk.saving = 1
        rep.app._show_saving()
        assert rep.board.head.heading.saving == SAVING
        rep.app._marked("")
        assert rep.board.head.heading.saving == ""
        rep.app._show_saving()
        rep.app._marked(SAVED)
        assert rep.board.head.heading.saving == SAVED
        rep.desk.saving = 0
        rep.app._forget_saved()
        rep.app._show_saving()
        assert rep.board.head.heading.saving == ""


async def test_keys_of_ones_own_work_and_are_shown(team: Team) -> None:
    async with team(keys={"deal.move": "M", "touch.log": "l a"}) as rep:
        rep.sees("M 推进", "l 记录跟进")
        await rep.selects("质检系统")
        await rep.press(">")
        assert (await rep.deal("质检系统")).stage == "seek"
        await rep.press("M")
        assert (await rep.deal("质检系统")).stage == "talk"
        await rep.press("l")
        assert rep.dialog


async def test_filters_are_the_same_objects_for_every_line(team: Team) -> None:
    async with team() as rep:
        assert rep.app.get_line_filters()[-1] is rep.app.get_line_filters()[-1], "else nothing drawn is ever kept"
