"""The rows that could not be taken, as a file to mend and import again: the row, its line, the reasons."""

import csv
import io
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from platformdirs import user_state_path

from store.exchange.guard import guard
from store.exchange.reading import RowProblem
from store.problems import BadInput
from store.words import tell
from store.words.shape import Words


def write(path_of_input: Path, problems: Sequence[RowProblem], words: Words) -> Path:
    """Write the error file beside the input and say where it lies; in the state folder when that cannot be written.

    A row's columns stand first, so that the file, once mended, can be imported as it is. No file is ever replaced:
    somebody may be mending it. Raises BadInput when neither folder can be written.
    """
    content = _content(_rows(problems, words))
    state = user_state_path("dealboard", appauthor=False) / "imports"
    try:
        return _save(path_of_input.parent, path_of_input.stem, content)
    except OSError:
        try:
            state.mkdir(parents=True, exist_ok=True)
            return _save(state, path_of_input.stem, content)
        except OSError as error:
            raise BadInput("export_unwritable", path=str(state), why=error.strerror or str(error)) from error


def sentence(problem: RowProblem, words: Words) -> str:
    """A problem as a line of talk: which line of the file, which column, why."""
    why = tell(words, problem.say)
    if not problem.column:
        return words.import_row.format(line=problem.line, why=why)
    return words.import_cell.format(line=problem.line, column=problem.column, why=why)


def _rows(problems: Sequence[RowProblem], words: Words) -> list[list[str]]:
    """The header, then a row for each line, all its reasons in one cell."""
    by_line: dict[int, list[RowProblem]] = {}
    for one in problems:
        by_line.setdefault(one.line, []).append(one)
    columns = list(dict.fromkeys(column for one in problems for column in one.row))
    rows = [[*columns, words.import_line, words.import_reasons]]
    for line, found in sorted(by_line.items()):
        why = "; ".join(
            f"{one.column}: {tell(words, one.say)}" if one.column else tell(words, one.say) for one in found
        )
        rows.append([*(found[0].row.get(column, "") for column in columns), str(line), why])
    return rows


def _content(rows: Sequence[Sequence[str]]) -> bytes:
    """CSV as Excel opens it, with no cell that it would run as a formula."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([guard(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _save(folder: Path, stem: str, content: bytes) -> Path:
    """The first free name of this input's error files, or the one that holds the very same."""
    for number in count(1):
        path = folder / (f"{stem}.errors.csv" if number == 1 else f"{stem}.errors-{number}.csv")
        try:
            with path.open("xb") as file:
                file.write(content)
        except FileExistsError:
            if path.is_file() and path.read_bytes() == content:
                return path
            continue
        return path
    raise AssertionError  # count() never ends
