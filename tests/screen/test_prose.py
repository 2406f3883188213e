"""Text wrapped at its width: nothing is lost, nothing is wider than the width, Chinese breaks anywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from board.screens.defuse import _PLAIN, PlainSigns
from board.screens.lines import Line, laid_out
from board.screens.prose import Said, lay_out

TEXTS = st.text(st.sampled_from("ab cd宁德时代 ，。12\u0301é"), max_size=60)


@given(text=TEXTS, label=st.sampled_from(["", "客户", "Customer", "a very long label"]), width=st.integers(16, 60))
def test_all_of_a_text_is_there_and_none_of_it_beyond_the_width(text: str, label: str, width: int) -> None:
    rows = [row.plain for row in lay_out([Said(text, label=label, hang=8)], width)]
    assert all(cell_len(row.rstrip()) <= max(width, cell_len(label) + 7) for row in rows)
    assert "".join("".join(rows).split()) == "".join((label + text).split())


def test_what_goes_on_hangs_under_its_beginning() -> None:
    rows = [row.plain for row in lay_out([Said("one two three four", label="Note", hang=6)], 14)]
    assert rows == ["Note  one two", "      three", "      four"]


def test_a_long_label_pushes_the_first_line_only() -> None:
    rows = [row.plain for row in lay_out([Said("again within 7 days", label="Mon 2026-11-23", hang=4)], 28)]
    assert rows == ["Mon 2026-11-23 again within", "    7 days"]


@pytest.mark.parametrize("width", [14, 20, 36, 60])
def test_a_lines_detail_stands_at_the_right_end_or_below(width: int) -> None:
    line = Line("id", "登记客户 and more", "李雷 11-16", "[x]", below="备注")
    rows = laid_out("1 ", line, width).plain.split("\n")
    assert rows[0].startswith("1 [x] ")
    assert all(cell_len(row) <= width for row in rows)
    assert rows[-1].strip() == "备注"
    whole = "".join("".join(rows).split())
    assert "李雷11-16" in whole and "登记客户andmore" in whole
    assert width < 36 or (rows[0].endswith("李雷 11-16") and cell_len(rows[0]) == width)


def test_a_text_that_is_no_text_is_a_blank_line() -> None:
    assert [row.plain for row in lay_out([Said()], 20)] == [""]
    assert laid_out("", Line("id", ""), 20).plain == ""


def test_a_poor_terminal_gets_plain_signs_of_the_same_width() -> None:
    drawn = [Segment("╭─ 记录跟进 · “宁德…” ─╮ ✗ → ● ▁", None), Segment("abc", None), Segment("\x1b[2J", None, [(2,)])]  # type: ignore[list-item]
    plain = PlainSigns().apply(drawn, Color(0, 0, 0))
    assert plain[0].text == '+- 记录跟进 - "宁德~" -+ x > * _'
    assert plain[1:] == drawn[1:]
    for sign, twin in _PLAIN.items():
        assert cell_len(chr(sign)) == 1 and chr(twin).isascii()
