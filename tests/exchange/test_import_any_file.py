"""Whatever the file holds, an import is a plan or a sentence, never a traceback."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.exchange import presets
from store.exchange.plan import plan
from store.exchange.presets import FIELDS
from store.exchange.reading import read_table
from store.problems import BadInput
from store.process.playbook import Process
from store.records import BoardMeta
from store.words import pick, tell

META = BoardMeta("id", "team", "zh", "CNY", "Asia/Shanghai", date(2026, 1, 1))
DIRT = (
    "10/20/2016", "29/02/2023", "2016-10-20T99:99Z", "2016-10-20 10:00 +99:99", "0000-00-00", "２０２６年２月３０日",
    "1,2,3", "(5)", "¥80万", "1e9", "9" * 30, "٣", "负", "'=1", "Won", "-", '"', "\x1b[31m",
)  # fmt: skip
CELLS = st.one_of(st.text(max_size=12), st.sampled_from(DIRT))


def take(path: Path, process: Process, mapping: dict[str, str] | None = None) -> None:
    """Read, plan, and put every sentence into words in both languages."""
    try:
        table = read_table(path)
        made = plan(table, presets.sniff(table.columns), mapping or {}, process, META, date(2026, 3, 4))
        says = [*made.notes, *(one.say for one in made.problems)]
        assert made.counts["deals"] + made.counts["skipped"] <= made.counts["lines"]
    except BadInput as error:
        says = [error.say]
    for say in says:
        assert tell(pick("zh"), say) and tell(pick("en"), say)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any") / "x.csv"


@given(st.binary(max_size=300))
def test_any_bytes(path: Path, process: Process, content: bytes) -> None:
    path.write_bytes(content)
    take(path, process)


@settings(max_examples=200)
@given(
    st.lists(st.lists(CELLS, min_size=len(FIELDS), max_size=len(FIELDS)), max_size=4), st.sampled_from(presets.names())
)
def test_any_cells_under_any_header(path: Path, process: Process, rows: list[list[str]], preset: str) -> None:
    known = presets.find(preset).columns
    header = [known[field][0] if field in known else field for field in FIELDS]
    lines = [header, *([cell.replace('"', "'").replace("\n", " ") for cell in row] for row in rows)]
    text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines)
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    take(path, process)
