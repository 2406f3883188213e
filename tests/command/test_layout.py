"""Text by terminal cells, harmless lines and documents, the options read without click: the pure pieces."""

from __future__ import annotations

import json

import pytest

from board.commands.answer import document_text, harmless
from board.commands.cells import pad, table, width, wrap
from board.commands.naming import named, pairs
from board.commands.options import EVERYWHERE, wished, wishes_alone
from board.commands.root import COMMANDS
from board.commands.tree import Family
from store.problems import BadInput
from store.process.playbook import Choice
from store.records import Label


@pytest.mark.parametrize(
    ("text", "cells"),
    [("", 0), ("abc", 3), ("恒瑞", 4), ("¥80万", 5), ("Ｄ－１", 6), ("e\u0301", 1), ("a\u200bb", 2), ("한글", 4)],
)
def test_width_counts_cells(text: str, cells: int) -> None:
    assert width(text) == cells


def test_columns_are_aligned_and_empty_ones_left_out() -> None:
    rows = [("D-1", "恒瑞", "", "5"), ("D-12", "x", "", "1,000")]
    assert table(rows, right=(3,)) == ["D-1   恒瑞      5", "D-12  x     1,000"]
    assert table([]) == []
    assert pad("恒", 4) == "恒  " and pad("恒", 4, right=True) == "  恒"
    assert pad("too long", 3) == "too long"


def test_one_long_cell_does_not_push_the_other_rows() -> None:
    long, short = table([("好" * 200, "a"), ("b", "c")])
    assert width(long) > 400
    assert width(short) < 70


@pytest.mark.parametrize("cells", [8, 20, 33])
def test_wrapped_lines_fit_and_lose_nothing(cells: int) -> None:
    text = "显示一个流程的阶段、清单、分级（A、B），not only in Chinese but in English, too。"
    lines = wrap(text, cells)
    assert all(width(line) <= cells + 2 for line in lines)  # a closing mark may hang over
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert not any(line[0] in "，。、）" for line in lines)


def test_a_line_steers_no_terminal() -> None:
    assert harmless("a\x1b[31mb\x9bc\u202ed\ne\tf\x00") == "a [31mb c d e f "


def test_a_document_steers_no_terminal_and_keeps_its_text() -> None:
    document = {"item": {"a": "\x9b\u202e\x1b\x07恒瑞\ud800\u2028"}}
    text = document_text(document)
    assert not set(text) & set("\x9b\u202e\x1b\x07\ud800\u2028")
    assert "恒瑞" in text
    assert json.loads(text) == document


def test_options_alone_are_read_without_click() -> None:
    assert wishes_alone([]) == {}
    assert wishes_alone(["--board", "a", "--lang=zh", "--as", "li", "--on", "2025-01-02"]) == {
        "board": "a",
        "lang": "zh",
        "login": "li",
        "on": "2025-01-02",
    }
    for words in (["due"], ["--board"], ["--board", "a", "due"], ["--help"], ["--json"], ["-h"], ["--nonsense", "x"]):
        assert wishes_alone(words) is None


def test_a_wish_is_found_wherever_it_stands() -> None:
    assert wished(["deal", "list", "--lang", "zh"], "lang") == "zh"
    assert wished(["--lang=en", "deal"], "lang") == "en"
    assert wished(["deal", "--", "--lang", "zh"], "lang") == ""
    assert wished(["--lang"], "lang") == ""


def test_click_and_the_quick_start_know_the_same_options() -> None:
    root = Family("dealboard", "cmd_help", COMMANDS)
    assert [wish.opts[0] for wish in root.wishes] == [option.flag for option in EVERYWHERE]


def test_things_are_named_by_id_or_label() -> None:
    names = {"call": ("电话", "Call"), "mail": ("邮件", "Mail"), "x": ("同", "Same"), "y": ("同", "Same")}
    things = [Choice(id, Label(*label)) for id, label in names.items()]
    assert [named(things, word) for word in ("call", "CALL", " 电话 ", "Mail")] == ["call", "call", "call", "mail"]
    assert named(things, "same") == "same"  # two are called so: whoever asks says what there is


def test_pairs_keep_what_follows_the_first_sign() -> None:
    assert pairs(["a=b=c", "d="]) == {"a": "b=c", "d": ""}
    for wrong in ("a", "=b", " =b"):
        with pytest.raises(BadInput):
            pairs([wrong])
