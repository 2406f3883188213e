"""The head and foot lines: what gives way when it is narrow, what is said, what is clicked."""

import pytest
from rich.cells import cell_len

from widgets.foot import Foot, Hint, foot_line
from widgets.head import Head, Heading, head_line

FULL = Heading("华东团队", "我的", "本月 62% (计划 55%)", "saved", "李雷", "09:42")
HINTS = [
    Hint("Enter", "打开"),
    Hint(">", "推进", enabled=False, why="…"),
    Hint("n", "新建", id="deal.new"),
    Hint("?", "帮助"),
]


def text(line):
    return "".join(run.text for run in line)


@pytest.mark.parametrize("width", range(1, 120))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_are_exactly_as_wide_as_the_screen(look, width, lang):
    assert cell_len(text(head_line(FULL, width, look(lang)))) == width
    assert cell_len(text(foot_line(HINTS, width, look(lang))[0])) == width


def test_what_a_wide_head_says(look):
    assert text(head_line(FULL, 90, look())).split("  ")[0:2] == [" dealboard", "华东团队 · 我的"]
    assert text(head_line(FULL, 90, look())).endswith("本月 62% (计划 55%)   ✓ 已保存   李雷 · 09:42 ")


def test_in_a_narrow_head_the_figures_go_first_and_a_save_under_way_last(look):
    assert "本月" not in text(head_line(FULL, 60, look()))
    narrow = text(head_line(FULL._replace(saving="waiting"), 40, look()))
    assert "华东团队" in narrow and "等待共享盘" in narrow and "09:42" not in narrow


@pytest.mark.parametrize(
    ("saving", "sign"), [("", ""), ("saving", "◌ 保存中"), ("saved", "✓ 已保存"), ("waiting", "▲ 等待共享盘")]
)
def test_a_save_is_said_in_a_sign_and_a_word(look, saving, sign):
    assert sign in text(head_line(FULL._replace(saving=saving), 90, look()))


def test_hints_that_do_not_fit_are_left_out_whole_and_help_stays(look):
    assert text(foot_line(HINTS, 60, look())[0]).rstrip() == " Enter 打开  (> 推进)  n 新建  ? 帮助"
    assert text(foot_line(HINTS, 26, look())[0]).rstrip() == " Enter 打开  ? 帮助"
    assert text(foot_line(HINTS, 10, look())[0]).rstrip() == " ? 帮助"
    assert foot_line([], 10, look())[1] == []


async def test_a_click_on_a_hint_is_told_also_when_it_does_not_work(look, hands):
    foot = Foot(look())
    foot.show(HINTS)
    app = hands(foot)
    async with app.run_test(size=(60, 3)) as pilot:
        await pilot.click(Foot, offset=(2, 0))
        await pilot.click(Foot, offset=(15, 0))
        await pilot.click(Foot, offset=(58, 0))
        await pilot.pause()
        assert [message.hint.key for message in app.of(Foot.Chosen)] == ["Enter", ">"]


async def test_a_note_takes_the_place_of_the_hints_for_a_while(look, hands):
    foot = Foot(look())
    foot.show(HINTS)
    app = hands(foot)
    async with app.run_test(size=(40, 3)) as pilot:
        foot.note = "已推进到“方案”。[/] \x1b[31m"
        await pilot.pause()
        assert app.text[0] == " 已推进到“方案”。[/] [31m"
        foot.note = ""
        await pilot.pause()
        assert app.text[0].startswith(" Enter 打开")


async def test_the_head_repaints_only_when_it_says_something_else(look, hands, spy):
    head = Head(look(), team="华东团队")
    app = hands(head)
    async with app.run_test(size=(80, 3)) as pilot:
        await pilot.pause()
        seen = spy(head)
        head.set(time="09:42", who="李雷")
        head.set(time="09:42")
        assert len(seen.regions) == 1
        await pilot.pause()
        assert app.text[0].endswith("李雷 · 09:42")
