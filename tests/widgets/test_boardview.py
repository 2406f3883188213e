"""The drawn board in an app: what a key repaints, where the cursor stays, narrow, empty, tiny, by mouse."""

import sys

import pytest
from rich.cells import cell_len
from textual.geometry import Region
from textual.strip import Strip

from widgets.boardview import BoardView
from widgets.columns import Place

WIDE, NARROW, TINY = (120, 30), (80, 24), (40, 12)


@pytest.fixture
def board(look, heads, deck):
    """A board of four stages with 40, 3, 0 and 12 deals, its first windows given."""

    def make(lang="zh", counts=(40, 3, 0, 12), *, ascii=False, held=24):
        view = BoardView(look(lang, ascii=ascii))
        columns = heads(*counts)
        view.show(columns, {head.stage: (0, deck(head.stage, head.deals)[:held]) for head in columns})
        return view

    return make


def ids(messages):
    return [message.card.id if message.card else None for message in messages]


async def test_the_first_frame_has_heads_cards_and_the_cursor(board, hands):
    app = hands(board())
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        assert app.text[0].split() == [
            "1",
            "阶段lead",
            "40",
            "2",
            "阶段needs",
            "3",
            "3",
            "阶段offer",
            "0",
            "4",
            "阶段deal",
            "12",
        ]
        assert app.text[2].startswith("┃恒瑞医药 lead 0")
        assert app.text[4].startswith("┃✓4/6  12天")
        assert app.text[6].startswith("▏恒瑞医药 lead 1")
        assert ids(app.of(BoardView.Selected)) == ["lead0"]


async def test_a_cursor_key_repaints_the_old_card_and_the_new_one_and_nothing_else(board, hands, spy):
    view = board()
    async with hands(view).run_test(size=WIDE) as pilot:
        await pilot.pause()
        seen = spy(view)
        await pilot.press("down")
        assert [set(regions) for regions in seen.regions] == [{Region(0, 2, 29, 3), Region(0, 6, 29, 3)}]
        assert sorted(seen.lines) == [2, 3, 4, 6, 7, 8]
        seen.clear()
        await pilot.press("up", "up")
        assert len(seen.regions) == 1


async def test_a_key_to_the_side_repaints_two_heads_and_two_cards(board, hands, spy):
    view = board()
    async with hands(view).run_test(size=WIDE) as pilot:
        await pilot.pause()
        seen = spy(view)
        await pilot.press("right")
        (regions,) = seen.regions
        assert set(regions) == {Region(0, 0, 30, 2), Region(30, 0, 30, 2), Region(0, 2, 29, 3), Region(30, 2, 29, 3)}


async def test_a_scrolling_key_repaints_its_column_only(board, hands, spy):
    view = board()
    async with hands(view).run_test(size=WIDE) as pilot:
        await pilot.press(*["down"] * 6)
        await pilot.pause()
        seen = spy(view)
        await pilot.press("down")
        (regions,) = seen.regions
        assert regions and all(region.x < 30 and region.right <= 30 for region in regions)
        assert view.selected.id == "lead7"


async def test_a_key_costs_the_same_in_a_column_of_fifty_thousand(board, hands, spy):
    view = board(counts=(50_000, 3, 0, 12))
    async with hands(view).run_test(size=WIDE) as pilot:
        await pilot.pause()
        seen = spy(view)
        await pilot.press("down")
        assert len(seen.lines) == 6


async def test_arrows_pages_and_ends(board, hands):
    view = board()
    app = hands(view)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("pagedown")
        assert view.selected.id == "lead7"
        await pilot.press("end")
        assert (view.stage, view.selected) == ("lead", None)
        await pilot.press("home", "right", "end")
        assert view.selected.id == "needs2"
        await pilot.press("right")
        assert (view.stage, view.selected) == ("offer", None)
        await pilot.press("right", "right")
        assert view.stage == "deal"
        assert [message.side for message in app.of(BoardView.Edge)] == ["right"]
        await pilot.press(*["left"] * 4)
        assert [message.side for message in app.of(BoardView.Edge)] == ["right", "left"]


async def test_each_column_remembers_its_own_cursor(board, hands):
    view = board()
    async with hands(view).run_test(size=WIDE) as pilot:
        await pilot.press("down", "down", "right", "down", "left")
        assert view.selected.id == "lead2"
        await pilot.press("right")
        assert view.selected.id == "needs1"


async def test_windows_are_asked_for_before_the_cursor_gets_there(board, hands, deck):
    view = board()
    app = hands(view)
    async with app.run_test(size=WIDE) as pilot:
        assert not app.of(BoardView.WindowWanted)
        await pilot.press(*["down"] * 21)
        (wanted,) = app.of(BoardView.WindowWanted)
        assert wanted.stage == "lead" and wanted.offset <= 15 and wanted.offset + wanted.limit > 24
        view.put("lead", wanted.offset, deck("lead", 40)[wanted.offset : wanted.offset + wanted.limit])
        await pilot.press(*["down"] * 5)
        assert view.selected.id == "lead26"


async def test_a_card_not_there_yet_holds_its_place_and_is_told_once_it_comes(board, hands, deck):
    view = board()
    app = hands(view)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("end")
        await pilot.pause()
        assert "┃读取中…" in "".join(app.text)
        assert ids(app.of(BoardView.Selected)) == ["lead0", None]
        wanted = app.of(BoardView.WindowWanted)[-1]
        view.put("lead", wanted.offset, deck("lead", 40)[wanted.offset :])
        await pilot.pause()
        assert ids(app.of(BoardView.Selected))[-1] == "lead39"
        assert "读取中…" not in "".join(app.text)


async def test_an_answer_that_differs_in_nothing_repaints_nothing(board, hands, spy, deck):
    view = board()
    async with hands(view).run_test(size=WIDE) as pilot:
        await pilot.pause()
        seen = spy(view)
        view.put("lead", 0, deck("lead", 24))
        await pilot.pause()
        assert not seen.regions and not seen.lines


async def test_somebody_elses_change_repaints_the_card_it_changed(board, hands, spy, deck, heads):
    view = board()
    app = hands(view)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        seen = spy(view)
        cards = deck("lead", 24)
        cards[3] = cards[3]._replace(amount=990_000_000, rev=2)
        view.show(heads(40, 3, 0, 12), {"lead": (0, cards)})
        await pilot.pause()
        assert seen.regions == [(Region(0, 14, 29, 3),)]
        assert "¥990万" in app.text[15]


async def test_a_change_that_is_not_a_save_is_drawn_as_well(board, hands, deck, heads):
    view = board()
    app = hands(view)
    async with app.run_test(size=WIDE) as pilot:
        cards = deck("lead", 24)
        cards[0] = cards[0]._replace(days=13)
        view.show(heads(40, 3, 0, 12), {"lead": (0, cards)})
        await pilot.pause()
        assert "13天" in app.text[4]


async def test_the_cursor_stays_on_its_deal_when_others_come_before_it(board, hands, deck, heads):
    view = board()
    async with hands(view).run_test(size=WIDE) as pilot:
        await pilot.press("down", "down")
        before = view.selected
        cards = deck("lead", 24)
        view.show(heads(41, 3, 0, 12), {"lead": (0, [cards[9]._replace(id="new"), *cards])})
        await pilot.pause()
        assert view.selected == before
        await pilot.press("up")
        assert view.selected.id == "lead1"


async def test_the_cursor_follows_its_deal_to_another_stage(board, hands, deck, heads):
    view = board()
    async with hands(view).run_test(size=WIDE) as pilot:
        await pilot.press("down")
        lead, needs = deck("lead", 24), deck("needs", 3)
        moved = lead.pop(1)
        view.show(heads(39, 4, 0, 12), {"lead": (0, lead), "needs": (0, [moved, *needs])})
        await pilot.pause()
        assert (view.stage, view.selected.id) == ("needs", "lead1")


async def test_the_cursor_of_a_deal_that_is_gone_stays_at_its_row(board, hands, deck, heads):
    view = board()
    async with hands(view).run_test(size=WIDE) as pilot:
        await pilot.press("down", "down")
        lead = deck("lead", 24)
        del lead[2]
        view.show(heads(39, 3, 0, 12), {"lead": (0, lead)})
        await pilot.pause()
        assert view.selected.id == "lead3"


async def test_a_deal_found_elsewhere_is_shown_although_its_window_is_not_here(board, hands, deck):
    view = board()
    app = hands(view)
    async with app.run_test(size=WIDE) as pilot:
        view.show_deal("lead35", "lead", 35)
        await pilot.pause()
        assert view.selected is None
        wanted = app.of(BoardView.WindowWanted)[-1]
        view.put("lead", wanted.offset, deck("lead", 40)[wanted.offset : wanted.offset + wanted.limit])
        assert view.selected.id == "lead35"


async def test_the_parent_may_say_where_the_cursor_goes(board, hands, heads):
    view = board()
    async with hands(view).run_test(size=WIDE) as pilot:
        view.show(heads(40, 3, 0, 12), at=Place("deal4", "deal", 4))
        await pilot.pause()
        assert view.selected.id == "deal4"


async def test_what_to_read_again_covers_all_that_is_held(board, hands):
    view = board()
    async with hands(view).run_test(size=WIDE):
        assert [(window.stage, window.offset) for window in view.windows()] == [("lead", 0), ("needs", 0), ("deal", 0)]


async def test_a_narrow_terminal_shows_one_column_and_a_strip_of_stages(board, hands):
    view = board()
    app = hands(view)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        assert "1 阶段lead 40" in app.text[0] and "4 阶段deal 12" in app.text[0]
        assert "40 个商机" in app.text[1]
        assert app.text[2].startswith("┃恒瑞医药 lead 0")
        assert app.text[2].rstrip("│┃ ").endswith("D-0")
        await pilot.press("right")
        await pilot.pause()
        assert app.text[2].startswith("┃恒瑞医药 needs 0")
        assert "lead" not in "".join(app.text[1:])


async def test_stages_out_of_sight_are_marked_and_come_into_sight_with_the_cursor(look, heads, deck, hands):
    names = [f"stage{n}" for n in range(9)]
    columns = heads(*[1] * 9, names=names)
    view = BoardView(look())
    view.show(columns, {name: (0, deck(name, 1)) for name in names})
    app = hands(view)
    async with app.run_test(size=(120, 12)) as pilot:
        await pilot.pause()
        assert app.text[0].endswith("›") and not app.text[0].startswith("‹")
        await pilot.press(*["right"] * 8)
        await pilot.pause()
        assert app.text[0].startswith("‹") and not app.text[0].endswith("›")
        assert view.selected.id == "stage80"


async def test_a_tiny_terminal_still_shows_cards(board, hands):
    app = hands(board())
    async with app.run_test(size=TINY) as pilot:
        await pilot.press("down", "down", "down")
        await pilot.pause()
        assert "┃恒瑞医药 lead 3" in "\n".join(app.text)
        assert all(len(line) <= 40 for line in app.text)


@pytest.mark.parametrize("size", [(1, 1), (5, 2), (20, 3), (200, 60)])
async def test_no_size_breaks_it(board, hands, size):
    app = hands(board())
    async with app.run_test(size=WIDE) as pilot:
        await pilot.resize_terminal(*size)
        await pilot.press("down", "right", "end", "pageup")
        await pilot.resize_terminal(*WIDE)
        await pilot.pause()
        assert "┃" in "\n".join(app.text)


@pytest.mark.parametrize(
    ("counts", "filtered", "said"),
    [((0, 0, 0, 0), False, "按 a 新建第一个"), ((0, 0, 0, 0), True, "按 x 取消筛选"), ((), False, "没有阶段")],
)
async def test_an_empty_board_says_what_to_do(board, hands, counts, filtered, said):
    view = board(counts=counts)
    view.new_key, view.clear_key, view.filtered = "a", "x", filtered
    app = hands(view)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("down", "right", "enter", "end")
        await pilot.pause()
        assert said in "".join(line.strip() for line in app.text)
        assert view.selected is None


async def test_an_empty_column_says_what_to_do(board, hands):
    view = board()
    async with hands(view).run_test(size=WIDE) as pilot:
        await pilot.pause()
        lines = [Strip(view.render_line(y)).crop(60, 89).text for y in range(2, 6)]
        column = "".join(line.strip() for line in lines)
        assert column.replace(" ", "").startswith("没有商机。在前一阶段选一个，按>推进")


async def test_enter_opens_the_card_and_nothing_where_there_is_none(board, hands):
    app = hands(board())
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("enter", "right", "right", "enter")
        assert [message.deal_id for message in app.of(BoardView.Opened)] == ["lead0"]


async def test_a_click_selects_and_a_double_click_opens(board, hands):
    view = board()
    app = hands(view)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.click(BoardView, offset=(35, 11))
        assert view.selected.id == "needs2"
        await pilot.click(BoardView, offset=(95, 7), times=2)
        assert [message.deal_id for message in app.of(BoardView.Opened)] == ["deal1"]
        await pilot.click(BoardView, offset=(10, 0))
        assert view.stage == "lead"
        await pilot.click(BoardView, offset=(35, 25))
        assert (view.stage, view.selected.id) == ("needs", "needs2")


async def test_a_click_on_the_strip_turns_to_that_stage(board, hands):
    view = board()
    app = hands(view)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        await pilot.click(BoardView, offset=(cell_len(app.text[0].partition("阶段deal")[0]), 0))
        assert view.stage == "deal"


async def test_the_wheel_moves_the_column_under_it_and_leaves_the_cursor(board, hands, deck):
    from textual import events

    view = board()
    app = hands(view)
    async with app.run_test(size=WIDE) as pilot:
        for _ in range(3):
            view.post_message(events.MouseScrollDown(view, 10, 10, 0, 1, 0, False, False, False))
        await pilot.pause()
        assert "lead 3" in app.text[2]
        assert view.selected.id == "lead0"
        view.put("lead", 0, deck("lead", 24)[:20])
        await pilot.pause()
        assert "lead 3" in app.text[2]
        await pilot.press("down")
        await pilot.pause()
        assert "lead 1" in app.text[2]


async def test_dragging_a_card_to_another_column_drops_it_there(board, hands):
    view = board()
    app = hands(view)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.mouse_down(BoardView, offset=(10, 7))
        await pilot.hover(BoardView, offset=(70, 8))
        await pilot.pause()
        assert "放到这里" in app.text[1]
        await pilot.mouse_up(BoardView, offset=(70, 8))
        await pilot.pause()
        (dropped,) = app.of(BoardView.CardDropped)
        assert (dropped.card.id, dropped.to_stage) == ("lead1", "offer")
        assert "放到这里" not in app.text[1]
        assert view.selected.id == "lead0"


async def test_a_drag_that_ends_where_it_began_drops_nothing(board, hands):
    app = hands(board())
    async with app.run_test(size=WIDE) as pilot:
        await pilot.mouse_down(BoardView, offset=(10, 7))
        await pilot.hover(BoardView, offset=(70, 8))
        await pilot.hover(BoardView, offset=(12, 7))
        await pilot.mouse_up(BoardView, offset=(12, 7))
        await pilot.pause()
        assert not app.of(BoardView.CardDropped)


async def test_hostile_names_are_drawn_as_plain_text(board, hands, card, heads):
    view = board(counts=(1, 0, 0, 0))
    view.show(heads(1, 0, 0, 0), {"lead": (0, [card(title="[/] [red]\x1b[31m", customer="[@click=app.quit]x[/]")])})
    app = hands(view)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.click(BoardView, offset=(5, 2))
        await pilot.pause()
        assert "[@click=app.quit]x[/] [/] [red][31m" in app.text[2]
        assert app.is_running


async def test_another_language_other_signs_and_another_day_are_drawn_at_once(board, hands, look):
    view = board()
    app = hands(view)
    async with app.run_test(size=WIDE) as pilot:
        view.look = look("en", ascii=True)
        await pilot.pause()
        assert app.text[0].startswith(" 1 Stage lead")
        assert app.text[2].startswith("|") and "!2d late" in app.text[3]
        assert app.text[1].startswith("===")
        assert "otomorrow" in app.text[15][:30]
        view.look = view.look._replace(today=look().today.replace(day=5))
        await pilot.pause()
        assert "otoday" in app.text[15][:30]


async def test_another_theme_is_drawn_at_once(board, hands):
    view = board()
    app = hands(view)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        colors = {segment.style.bgcolor for segment in view.render_line(3)}
        app.theme = "dealboard-light"
        await pilot.pause()
        await pilot.pause()
        assert not colors & {segment.style.bgcolor for segment in view.render_line(3)}


async def test_without_the_focus_the_cursor_stands_back_but_is_seen(board, hands):
    view = board()
    app = hands(view)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        here = view.render_line(2)._segments[1].style
        view.blur()
        await pilot.pause()
        assert app.text[2].startswith("┃")
        assert view.render_line(2)._segments[1].style.bgcolor != here.bgcolor


async def test_every_line_is_exactly_as_wide_as_the_board(board, hands):
    view = board()
    async with hands(view).run_test(size=(127, 31)) as pilot:
        for size in ((127, 31), (101, 9), (99, 24), (40, 12)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            for y in range(size[1]):
                strip = view.render_line(y)
                assert sum(segment.cell_length for segment in strip) == size[0], (size, y)


def test_the_widgets_bring_in_nothing_the_first_frame_can_do_without():
    import subprocess

    code = "import widgets.boardview, widgets.duelist, widgets.head, widgets.foot, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"pydantic", "sqlite3", "sqlite_utils", "dateutil", "babel", "pypinyin", "click"} & set(loaded)
