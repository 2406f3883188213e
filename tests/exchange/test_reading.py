"""CSV files of any origin become tables; what cannot be read is named, line by line."""

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.exchange.guard import guard
from store.exchange.reading import read_table
from store.problems import BadInput
from tests.exchange.conftest import TextFile

CHINESE = "客户名称,金额\n宁德某某,80万\n恒瑞,1200\n"


@pytest.mark.parametrize(
    ("written", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("gbk", "gb18030"), ("utf-16", "utf-16")],
)
def test_the_encoding_is_found(text_file: TextFile, written: str, found: str) -> None:
    table = read_table(text_file(CHINESE, encoding=written))
    assert table.encoding == found
    assert table.columns == ("客户名称", "金额")
    assert table.rows[0] == (2, {"客户名称": "宁德某某", "金额": "80万"})


def test_an_encoding_can_be_wished(text_file: TextFile) -> None:
    path = text_file("客戶,金額\n台積電,5\n", encoding="big5")
    assert read_table(path, encoding="big5").columns == ("客戶", "金額")
    with pytest.raises(BadInput) as wrong:
        read_table(path, encoding="utf-8")
    assert wrong.value.say.id == "import_encoding_wrong"
    with pytest.raises(BadInput) as unknown:
        read_table(path, encoding="klingon")
    assert unknown.value.say.id == "import_encoding_unknown"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_found(text_file: TextFile, delimiter: str) -> None:
    rows = [["name", "amount", "note"], ["A, B; C", "1,5", "x"], ["D | E", "2,5", "y;z"], ["F", "3", 'a "q"']]
    text = "\n".join(delimiter.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows)
    table = read_table(text_file(text))
    assert table.delimiter == delimiter
    assert [list(row.values()) for _, row in table.rows] == rows[1:]


def test_a_separator_can_be_wished_or_named_by_the_file(text_file: TextFile) -> None:
    assert read_table(text_file("a:b\n1,x:2\n"), delimiter=":").rows == ((2, {"a": "1,x", "b": "2"}),)
    named = read_table(text_file("sep=;\r\na;b\r\n1,1;2,2\r\n"))
    assert (named.delimiter, named.rows) == (";", ((3, {"a": "1,1", "b": "2,2"}),))
    with pytest.raises(BadInput):
        read_table(text_file("a,b\n"), delimiter="::")


def test_titles_above_the_header_and_blank_lines_are_passed_over(text_file: TextFile) -> None:
    table = read_table(text_file("2026年商机报表,,\n\n商机,客户,金额\n\n甲,乙,1\n,,\n丙,丁,2\n"))
    assert table.columns == ("商机", "客户", "金额")
    assert [line for line, _ in table.rows] == [5, 7]
    assert table.problems == ()


def test_columns_of_one_name_or_none_are_told_apart(text_file: TextFile) -> None:
    assert read_table(text_file("a,a,,a\n1,2,3,4\n")).columns == ("a", "a (2)", "#3", "a (3)")


def test_a_cell_of_several_lines_counts_lines_as_an_editor_does(text_file: TextFile) -> None:
    table = read_table(text_file('a,b\n"one\ntwo",2\nx,y\n'))
    assert table.rows == ((2, {"a": "one\ntwo", "b": "2"}), (4, {"a": "x", "b": "y"}))


def test_a_quote_that_does_not_pair_costs_its_own_line_only(text_file: TextFile) -> None:
    table = read_table(text_file('a,b\n1,1\n"open,2\n3,3\n4,"4"\n5,5\n'))
    assert [line for line, _ in table.rows] == [2, 4, 5, 6]
    assert [(one.line, one.say.id) for one in table.problems] == [(3, "import_row_quotes")]
    assert '"open,2' in table.problems[0].row.values()


def test_a_row_of_another_width_is_a_problem_with_all_its_cells(text_file: TextFile) -> None:
    table = read_table(text_file("a,b,c\n1,2\n1,2,3,,\n1,2,3,4\n"))
    assert [line for line, _ in table.rows] == [3]
    assert [one.line for one in table.problems] == [2, 4]
    assert table.problems[1].row == {"a": "1", "b": "2", "c": "3", "#4": "4"}


@pytest.mark.parametrize(
    ("content", "say"),
    [
        (b"", "import_empty"),
        (b"\n\n,,\n", "import_empty"),
        (b"PK\x03\x04rest of a workbook", "import_not_text"),
        (b"\xd0\xcf\x11\xe0old workbook", "import_not_text"),
        (b"SQLite format 3\x00", "import_not_text"),
        (b"a,b\n\xff\xff\xff\xff\n", "import_encoding_wrong"),
    ],
)
def test_what_is_no_table_is_a_sentence(tmp_path: Path, content: bytes, say: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput) as refused:
        read_table(path)
    assert refused.value.say.id == say


def test_a_missing_file_and_a_folder_are_sentences(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(BadInput) as refused:
            read_table(path)
        assert refused.value.say.id == "import_unreadable"


def test_what_a_terminal_would_obey_does_not_come_in(text_file: TextFile) -> None:
    row = read_table(text_file("title,note\n[/] [red]\x1b[31mRED\u202e,\ufeffok\x07\n")).rows[0][1]
    assert row == {"title": "[/] [red][31mRED", "note": "ok"}


plain = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1).map(
    lambda text: " ".join(unicodedata.normalize("NFC", text).split())
)


@given(st.lists(st.tuples(plain, plain), max_size=6))
def test_guarded_cells_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    rows = [row for row in rows if all(row)]
    path = tmp_path_factory.mktemp("round") / "x.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([["a", "b"], *([guard(cell) for cell in row] for row in rows)])
    assert [tuple(row.values()) for _, row in read_table(path).rows] == rows
