"""A CSV file of any origin as a Table: encoding, separator and header found out, every broken line named.

Encodings are tried in this order: a byte-order mark, utf-8, gb18030 (design/lessons.md, 7). Lines are counted from 1
as an editor counts them, so that a person finds the row a problem speaks of.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from store.exchange.guard import unguard
from store.file.clean import clean
from store.problems import BadInput
from store.records import Say

DELIMITERS = (",", ";", "\t", "|")
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before utf-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)
_NOT_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"SQLite format 3")
_HEADER_WITHIN = 20  # reports put a title, a company and a date above their header
_SAMPLE = 60  # records looked at to find the separator


class RowProblem(NamedTuple):
    """A row that cannot be taken as it is: its line in the file, the column ("" for the whole row), why.

    `row` is the row as it was read, column by column, for the error file.
    """

    line: int
    column: str
    say: Say
    row: Mapping[str, str] = {}


class Table(NamedTuple):
    """A file's rows by column name, each with its line; how it was read; the lines that could not be read."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]
    encoding: str
    delimiter: str
    problems: tuple[RowProblem, ...]


class _Record(NamedTuple):
    """One line of cells; `wrong` holds the raw text instead when its quotes do not pair."""

    line: int
    cells: Sequence[str]
    wrong: str = ""


def read_table(path: Path, *, encoding: str = "", delimiter: str = "") -> Table:
    """Read a CSV file; raises BadInput when it is no text, has no header, or is not in the encoding asked for."""
    name, text = _decode(_content(path), encoding, path)
    lines = list(io.StringIO(text, newline=""))
    first = 0
    declared = re.match(r"sep=(.)\s*$", lines[0]) if lines else None  # Excel's own way to name the separator
    if declared:
        first, delimiter = 1, delimiter or declared[1]
    if len(delimiter) > 1:
        raise BadInput("import_delimiter", delimiter=delimiter)
    chosen = delimiter or _sniff(lines[first:])
    records = [one for one in _records(lines, chosen, first) if one.wrong or any(cell.strip() for cell in one.cells)]
    head = _header(records, path)
    columns = _names(records[head].cells)
    rows, problems = _rows(records[head + 1 :], columns)
    return Table(path, columns, tuple(rows), name, chosen, tuple(problems))


def _content(path: Path) -> bytes:
    """The bytes of the file, or a sentence why they cannot be had or are no text."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput("import_unreadable", path=str(path), why=error.strerror or str(error)) from error
    if data.startswith(_NOT_TEXT):
        raise BadInput("import_not_text", path=str(path))
    return data


def _decode(data: bytes, wished: str, path: Path) -> tuple[str, str]:
    """The encoding's name and the text."""
    names = [wished] if wished else [name for mark, name in _BOMS if data.startswith(mark)][:1] or ["utf-8", "gb18030"]
    for name in names:
        try:
            return name, data.decode("utf-8-sig" if codecs.lookup(name).name == "utf-8" else name)
        except UnicodeError:
            continue
        except LookupError as error:
            raise BadInput("import_encoding_unknown", encoding=name) from error
    raise BadInput("import_encoding_wrong", path=str(path), tried=names)


def _sniff(lines: Sequence[str]) -> str:
    """The separator that cuts the first lines most evenly into more than one cell; a comma when none does."""

    def evenness(delimiter: str) -> tuple[float, int]:
        widths: Counter[int] = Counter()
        for record in _records(lines[: _SAMPLE * 4], delimiter, 0):
            widths[len(record.cells)] += not record.wrong
            if widths.total() >= _SAMPLE:
                break
        width, often = widths.most_common(1)[0] if widths else (0, 0)
        return (often / widths.total(), width) if width > 1 else (0.0, 0)

    return max(DELIMITERS, key=evenness)


def _records(lines: Sequence[str], delimiter: str, first: int) -> Iterator[_Record]:
    """Cut lines into cells. A quote that does not pair costs its own line, not those it would swallow."""
    start = first
    while start < len(lines):
        rest = (lines[at] for at in range(start, len(lines)))
        reader = csv.reader(rest, delimiter=delimiter, strict=True, skipinitialspace=True)
        used = 0
        try:
            for cells in reader:
                yield _Record(start + used + 1, cells)
                used = reader.line_num
            return
        except csv.Error:
            yield _Record(start + used + 1, (), lines[start + used].rstrip("\r\n") or "?")
            start += used + 1


def _header(records: Sequence[_Record], path: Path) -> int:
    """Which record is the header: the first one of at least two names, else the first at all."""
    for at, record in enumerate(records[:_HEADER_WITHIN]):
        if sum(bool(cell.strip()) for cell in record.cells) > 1:
            return at
    for at, record in enumerate(records):
        if not record.wrong:
            return at
    raise BadInput("import_empty", path=str(path))


def _tidy(cell: str) -> str:
    """A cell without its formula guard, the blanks around it, and what no terminal may see."""
    return clean(unguard(cell), multiline=True).strip()


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    """Column names, each once: a second 金额 becomes 金额 (2), a blank one #3."""
    names: list[str] = []
    for place, cell in enumerate(cells, start=1):
        name = base = " ".join(_tidy(cell).split()) or f"#{place}"
        number = 2
        while name in names:
            name, number = f"{base} ({number})", number + 1
        names.append(name)
    return tuple(names)


def _rows(
    records: Sequence[_Record], columns: tuple[str, ...]
) -> tuple[list[tuple[int, dict[str, str]]], list[RowProblem]]:
    """Rows by column name. A row of another width is a problem: its cells may stand under the wrong names."""
    rows: list[tuple[int, dict[str, str]]] = []
    problems: list[RowProblem] = []
    for line, cells, wrong in records:
        if wrong:
            problems.append(RowProblem(line, "", Say("import_row_quotes"), {columns[0]: wrong}))
            continue
        tidy = [_tidy(cell) for cell in cells]
        while len(tidy) > len(columns) and not tidy[-1]:
            tidy.pop()
        row = dict(zip(columns, tidy, strict=False))
        if len(tidy) != len(columns):
            row |= {f"#{place}": cell for place, cell in enumerate(tidy[len(columns) :], start=len(columns) + 1)}
            say = Say("import_row_width", {"cells": len(tidy), "columns": len(columns)})
            problems.append(RowProblem(line, "", say, row))
            continue
        rows.append((line, row))
    return rows, problems
