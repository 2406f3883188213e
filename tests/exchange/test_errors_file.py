"""Rows that could not be taken: a file to mend and import again."""

import csv
from pathlib import Path

import pytest

from store.book import Book
from store.exchange import errors, presets
from store.exchange.apply import apply
from store.exchange.plan import plan
from store.exchange.reading import RowProblem, read_table
from store.problems import BadInput
from store.records import Say
from store.words import pick
from tests.exchange.conftest import TextFile

PROBLEMS = (
    RowProblem(3, "金额", Say("amount_negative", {"text": "-5"}), {"商机": "=1+1", "金额": "-5"}),
    RowProblem(3, "日期", Say("import_date", {"text": "x"}), {"商机": "=1+1", "金额": "-5"}),
    RowProblem(2, "", Say("import_row_width", {"cells": 3, "columns": 2}), {"商机": "甲", "金额": "1", "#3": "多"}),
)


def rows(path: Path) -> list[list[str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_row_its_line_and_all_reasons_stand_beside_the_input(tmp_path: Path) -> None:
    path = errors.write(tmp_path / "in.csv", PROBLEMS, pick("zh"))
    assert path == tmp_path / "in.errors.csv"
    header, *lines = rows(path)
    assert header == ["商机", "金额", "#3", "行号", "原因"]
    assert lines[0][:4] == ["甲", "1", "多", "2"]
    assert lines[1] == ["'=1+1", "-5", "", "3", "金额: 金额不能是负数：-5。; 日期: “x”不是日期。"]


def test_no_error_file_is_replaced_while_somebody_may_mend_it(tmp_path: Path) -> None:
    first = errors.write(tmp_path / "in.csv", PROBLEMS, pick("zh"))
    assert errors.write(tmp_path / "in.csv", PROBLEMS, pick("zh")) == first
    first.write_text("mended")
    assert errors.write(tmp_path / "in.csv", PROBLEMS, pick("zh")).name == "in.errors-2.csv"
    assert first.read_text() == "mended"


def test_where_the_folder_cannot_be_written_the_state_folder_takes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errors, "user_state_path", lambda *_, **__: tmp_path / "state")
    path = errors.write(tmp_path / "gone" / "in.csv", PROBLEMS, pick("en"))
    assert path == tmp_path / "state" / "imports" / "in.errors.csv"
    (tmp_path / "blocked").write_text("a file")
    monkeypatch.setattr(errors, "user_state_path", lambda *_, **__: tmp_path / "blocked")
    with pytest.raises(BadInput):
        errors.write(tmp_path / "gone" / "in.csv", PROBLEMS, pick("en"))


def test_a_problem_as_a_line_of_talk() -> None:
    assert errors.sentence(PROBLEMS[0], pick("zh")) == "第 3 行，金额：金额不能是负数：-5。"
    assert errors.sentence(PROBLEMS[2], pick("en")) == "Line 2: The line has 3 cells, the header has 2."


def test_once_mended_it_is_imported_as_it_is(book: Book, text_file: TextFile) -> None:
    def bring(path: Path) -> tuple[int, int]:
        table = read_table(path)
        made = plan(table, presets.sniff(table.columns), {}, book.process, book.meta, book.today())
        outcome = apply(book, made)
        if outcome.problems:
            errors.write(path, outcome.problems, pick("zh"))
        return outcome.created, len(outcome.problems)

    path = text_file("编号,商机,客户,金额\n1,甲,某某,-5\n2,乙,某某,5\n")
    assert bring(path) == (1, 1)
    wrong = path.with_name("in.errors.csv")
    wrong.write_text(wrong.read_text("utf-8-sig").replace(",-5,", ",5,"), "utf-8-sig")
    assert bring(wrong) == (1, 0)
    assert bring(path.with_name("in.errors.csv")) == (0, 0)
