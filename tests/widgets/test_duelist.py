"""The drawn due list in an app."""

from datetime import UTC, datetime

import pytest
from textual import events
from textual.geometry import Region

from widgets.duelist import DueList

SIZE = (40, 14)


@pytest.fixture
def due_list(look, due):
    """A list of so many customers over all sections, sorted by date."""

    def make(count=30, lang="zh"):
        widget = DueList(look(lang))
        days = sorted(n % 12 - 4 for n in range(count))
        widget.show([due(f"客户{n}", day) for n, day in enumerate(days)])
        return widget

    return make


def names(messages):
    return [message.line.customer_name if message.line else None for message in messages]


async def test_the_list_opens_on_the_latest_overdue_with_counts(due_list, hands):
    widget = due_list()
    app = hands(widget)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.text[0].split() == ["跟进", "12", "逾期", "·", "3", "今天", "│"]
        assert app.text[2].startswith(" 逾期 12 ───")
        assert app.text[3].startswith("┃●4天   客户0")
        assert names(app.of(DueList.Selected)) == ["客户0"]


async def test_a_cursor_key_repaints_two_lines(due_list, hands, spy):
    widget = due_list()
    async with hands(widget).run_test(size=SIZE) as pilot:
        await pilot.pause()
        seen = spy(widget)
        await pilot.press("down")
        assert seen.regions == [(Region(0, 3, 34, 1), Region(0, 4, 34, 1))]
        assert seen.lines == [3, 4]


async def test_a_key_renders_only_what_is_seen_of_three_thousand_lines(due_list, hands, spy):
    widget = due_list(3000)
    async with hands(widget).run_test(size=SIZE) as pilot:
        await pilot.press("end")
        await pilot.pause()
        assert widget.selected.customer_name == "客户2999"
        seen = spy(widget)
        await pilot.press("up")
        assert len(seen.lines) == 2
        await pilot.press("home")
        assert len(seen.lines) <= 2 + SIZE[1]


async def test_the_cursor_steps_over_heads_of_sections_and_shows_the_one_above_it(due_list, hands):
    widget = due_list()
    app = hands(widget)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("end", "home")
        await pilot.pause()
        assert app.text[2].startswith(" 逾期 12")
        await pilot.press(*["down"] * 12)
        await pilot.pause()
        assert widget.selected.follow.state == "today"
        assert any(line.startswith(" 今天 3") for line in app.text)


async def test_pages_stay_within_the_list(due_list, hands):
    widget = due_list(20)
    async with hands(widget).run_test(size=SIZE) as pilot:
        await pilot.press("pagedown", "pagedown", "pagedown", "pagedown")
        assert widget.selected.customer_name == "客户19"
        await pilot.press("pageup", "pageup", "pageup")
        assert widget.selected.customer_name == "客户0"


async def test_the_cursor_stays_on_its_follow_up_when_the_list_changes(look, due, hands):
    widget = DueList(look())
    widget.show([due("甲", -1), due("乙", 0), due("丙", 0)])
    async with hands(widget).run_test(size=SIZE) as pilot:
        await pilot.press("down")
        widget.show([due("丁", -5), due("甲", -1), due("丙", 0), due("乙", 3)])
        assert widget.selected.customer_name == "乙"
        widget.show([due("丁", -5), due("乙", 0, rule="visit")])
        assert widget.selected.customer_name == "乙"
        widget.show([due("丁", -5)])
        assert widget.selected.customer_name == "丁"
        widget.show([])
        await pilot.press("down", "enter")
        assert widget.selected is None


async def test_a_line_that_changed_is_repainted_alone(look, due, hands, spy):
    widget = DueList(look())
    widget.show([due("甲", -1), due("乙", 0), due("丙", 0)])
    async with hands(widget).run_test(size=SIZE) as pilot:
        await pilot.pause()
        seen = spy(widget)
        widget.show([due("甲", -1), due("乙", 0, more=2), due("丙", 0)])
        await pilot.pause()
        assert seen.regions == [(Region(0, 5, 34, 1),)]


async def test_enter_and_double_click_open_and_the_edge_hands_over(due_list, hands):
    widget = due_list()
    app = hands(widget)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter", "right", "left")
        await pilot.click(DueList, offset=(5, 2))
        await pilot.click(DueList, offset=(5, 5), times=2)
        await pilot.pause()
        assert names(app.of(DueList.Opened)) == ["客户0", "客户2"]
        assert [message.side for message in app.of(DueList.Edge)] == ["right", "left"]


async def test_the_wheel_moves_the_list_and_leaves_the_cursor(due_list, hands):
    widget = due_list()
    app = hands(widget)
    async with app.run_test(size=SIZE) as pilot:
        widget.post_message(events.MouseScrollDown(widget, 5, 5, 0, 1, 0, False, False, False))
        await pilot.pause()
        assert app.text[2].startswith(" ●4天   客户2")
        assert widget.selected.customer_name == "客户0"
        await pilot.press("down")
        await pilot.pause()
        assert app.text[2].startswith("┃●4天   客户1")


async def test_a_list_that_has_not_come_says_so_and_is_drawn_when_it_comes(look, due, hands):
    widget = DueList(look())
    app = hands(widget)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert "读取中" in "".join(app.text) and "没有要跟进" not in "".join(app.text)
        widget.show([due("恒瑞", 0)])
        await pilot.pause()
        assert "恒瑞" in "".join(app.text) and "读取中" not in "".join(app.text)


async def test_a_timer_counts_down_and_only_its_line_is_repainted(look, due, hands, spy):
    widget = DueList(look())
    timer = due("恒瑞", 0)
    widget.now = datetime(2026, 3, 4, 9, 42, tzinfo=UTC)
    widget.show(
        [due("华为", -2), timer._replace(follow=timer.follow._replace(at=datetime(2026, 3, 4, 11, 47, tzinfo=UTC)))]
    )
    app = hands(widget)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert "○2时05" in "".join(app.text)
        seen = spy(widget)
        widget.now = datetime(2026, 3, 4, 11, 2, tzinfo=UTC)
        await pilot.pause()
        assert "○45分" in "".join(app.text)
        assert seen.regions == [(Region(0, 5, 34, 1),)]
        assert not widget.turned
        widget.now = datetime(2026, 3, 4, 11, 48, tzinfo=UTC)
        assert widget.turned


async def test_an_empty_list_says_how_it_fills(look, hands):
    widget = DueList(look())
    app = hands(widget)
    async with app.run_test(size=SIZE) as pilot:
        widget.show([])
        await pilot.press("down", "enter", "end")
        await pilot.pause()
        assert "没有要跟进的客户" in "".join(app.text)


async def test_another_day_moves_lines_to_other_sections(look, due, hands):
    widget = DueList(look())
    widget.show([due("甲", 1)])
    app = hands(widget)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.text[2].startswith(" 明天 1")
        widget.look = widget.look._replace(today=widget.look.today.replace(day=5))
        await pilot.pause()
        assert app.text[2].startswith(" 今天 1")


@pytest.mark.parametrize("size", [(1, 1), (8, 3), (34, 5), (40, 12)])
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_every_line_is_exactly_as_wide_as_the_list(due_list, hands, size, lang):
    widget = due_list(lang=lang)
    async with hands(widget).run_test(size=size) as pilot:
        await pilot.press("down", "down", "end")
        await pilot.pause()
        for y in range(widget.size.height):
            assert sum(segment.cell_length for segment in widget.render_line(y)) == widget.size.width
