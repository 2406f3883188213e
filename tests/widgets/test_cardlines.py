"""A card's three lines: what they say, and that they fit whatever the data is."""

import itertools

import pytest
from rich.cells import cell_len

from widgets.cardlines import AWAY, HERE, OFF, card_lines, waiting_lines
from widgets.palette import NAMES


def text(line):
    return "".join(run.text for run in line)


def texts(lines):
    return [text(line).rstrip() for line in lines]


HOSTILE = (
    "[/] [red]",
    "\x1b[31mrot\x1b]0;pwn\x07",
    "名" * 400,
    "x" * 400,
    "👨‍👩‍👧 家庭",
    "a" + "\u0301" * 400,
    "半角ｱｲｳ全角ＡＢＣ",
    "",
)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("width", range(12, 41))
def test_three_lines_of_exactly_the_width_in_known_styles_whatever_the_data(look, card, lang, ascii, width):
    for customer, title in itertools.product(HOSTILE, HOSTILE):
        one = card(customer=customer, title=title, owner_name=customer, tier=title, amount=99_999_999_999_999)
        for line in card_lines(one, width, look(lang, ascii=ascii), HERE):
            assert cell_len(text(line)) == width
            assert {run.style for run in line} <= NAMES.keys()
            assert not set(text(line)) & {"\x1b", "\x07", "\u200d"}


@pytest.mark.parametrize("width", [1, 2, 3, 5, 8])
def test_a_place_too_narrow_to_read_is_still_filled_exactly(look, card, width):
    assert [cell_len(text(line)) for line in card_lines(card(), width, look())] == [width] * 3
    assert [cell_len(text(line)) for line in waiting_lines(width, look())] == [width] * 3


def test_what_a_card_says_in_chinese(look, card):
    assert texts(card_lines(card(), 24, look())) == [
        "▏恒瑞医药 产线升级",
        "▏¥80万 S       ●逾期3天",
        "▏✓4/6  12天        李雷",
    ]


def test_what_a_card_says_in_english(look, card):
    one = card(due=1, customer="Acme", title="ERP phase 2", owner_name="Li Lei", amount=120_000_000)
    assert texts(card_lines(one, 24, look("en", currency="USD"))) == [
        "▏Acme ERP phase 2",
        "▏$1.2M S      ○tomorrow",
        "▏✓4/6  12d       Li Lei",
    ]


def test_what_a_card_says_without_signs_of_ambiguous_width(look, card):
    assert texts(card_lines(card(state="won"), 26, look(ascii=True), HERE)) == [
        "|恒瑞医药 产线升级      *",
        "|¥80万 S         !逾期3天",
        "|v4/6  12天  成交    李雷",
    ]


def test_a_wide_card_keeps_its_halves_together_and_names_its_number(look, card):
    assert texts(card_lines(card(no=128), 60, look())) == [
        "▏恒瑞医药 产线升级                                    D-128",
        "▏¥80万 S           ●逾期3天",
        "▏✓4/6  12天        李雷",
    ]


@pytest.mark.parametrize(
    ("due", "said"),
    [(-3, "●逾期3天"), (0, "○今天"), (1, "○明天"), (2, "○周五"), (30, "○04-03"), (None, "– 无下一步")],
)
def test_the_next_step_in_a_word_and_a_sign(look, card, due, said):
    assert text(card_lines(card(due), 24, look())[1]).rstrip().endswith(f" {said}")


def test_in_a_narrow_card_words_give_way_before_the_tier_and_the_tier_before_the_sign(look, card):
    lines = {width: texts(card_lines(card(amount=12_345_600_000), width, look()))[1] for width in (20, 18, 16)}
    assert lines == {20: "▏¥1.2亿 S  ●逾期3天", 18: "▏¥1.2亿 S  ●逾期3", 16: "▏¥1.2亿  ●逾期3"}
    assert texts(card_lines(card(amount=12_345_600_000), 12, look()))[1] == "▏    ●逾期3"


def test_being_late_is_the_last_thing_to_go(look, card):
    assert "●" in text(card_lines(card(), 12, look())[1])


def test_a_title_does_not_repeat_its_customer(look, card):
    assert texts(card_lines(card(customer="恒瑞医药", title="恒瑞医药-ERP二期"), 30, look()))[0] == "▏恒瑞医药 ERP二期"
    assert texts(card_lines(card(customer="恒瑞医药", title="恒瑞医药"), 30, look()))[0] == "▏恒瑞医药 恒瑞医药"


def test_customer_and_title_share_a_line_too_short_for_both(look, card):
    line = texts(card_lines(card(customer="宁德时代新能源科技股份有限公司", title="产线升级改造项目"), 24, look()))[0]
    assert line == "▏宁德时代新能… 产线升…"


@pytest.mark.parametrize(("state", "sign"), [("won", "★"), ("paused", "‖"), ("lost", "×"), ("completed", "✓")])
def test_a_deal_that_is_not_simply_open_says_so_by_sign_and_word(look, card, state, sign):
    title, _, progress = card_lines(card(state=state), 30, look())
    assert text(title).rstrip().endswith(sign)
    assert getattr(look().words, f"view_{state}") in text(progress)


def test_a_full_checklist_stands_out_and_an_absent_one_says_nothing(look, card):
    full, empty = card_lines(card(done=6), 24, look())[2], card_lines(card(done=0, required=0), 24, look())[2]
    assert [run.style for run in full if "✓" in run.text] == ["done"]
    assert "✓" not in text(empty)


def test_no_amount_is_a_dash_and_not_a_price_of_nothing(look, card):
    assert texts(card_lines(card(amount=0), 24, look()))[1].startswith("▏– S")


@pytest.mark.parametrize(
    ("cursor", "sign", "style"), [(OFF, "▏", "card-edge"), (HERE, "┃", "edge"), (AWAY, "┃", "edge-away")]
)
def test_the_cursor_is_a_bar_at_the_edge_of_all_three_lines(look, card, cursor, sign, style):
    assert [(line[0].text, line[0].style) for line in card_lines(card(), 24, look(), cursor)] == [(sign, style)] * 3


def test_a_card_on_its_way_says_so(look):
    assert texts(waiting_lines(24, look())) == ["▏读取中…", "▏", "▏"]


def test_an_open_deal_without_a_next_step_is_flagged_beside_what_its_customer_asks_for(look, card):
    assert "?无下一步" in text(card_lines(card(None, idle=True), 36, look())[1])
    assert "○明天 ?" in text(card_lines(card(1, idle=True), 36, look())[1])
    assert "?" not in text(card_lines(card(None), 36, look())[1])
