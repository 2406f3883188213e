"""The laws of the house that a reader would check by hand: names, sizes, clocks, colours, papers."""

import ast
import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("board", "widgets", "store", "themes")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MOST_LINES, MOST_FUNCTION = 450, 45


def calls_of(tree: ast.AST) -> list[str]:
    return [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]


def test_each_top_level_name_is_ours_alone() -> None:
    owners = importlib.metadata.packages_distributions()
    for package in PACKAGES:
        assert set(owners.get(package, ["dealboard"])) == {"dealboard"}, (
            f"{package} is also installed by {owners[package]}"
        )


def test_files_and_functions_stay_small() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {n}"
        for path in MODULES
        if (n := path.read_text("utf-8").count("\n")) > MOST_LINES and path.parent.name != "words"
    ]
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                lines = node.end_lineno - node.lineno + 1
                if lines > MOST_FUNCTION:
                    long.append(f"{path.relative_to(ROOT)} {node.name}: {lines}")
    assert not long


def test_the_rules_know_no_clock_and_no_person() -> None:
    asked = {"date.today", "datetime.now", "datetime.today", "datetime.utcnow", "time.time", "getpass.getuser"}
    found = [
        f"{path.relative_to(ROOT)}: {call}"
        for path in (ROOT / "store" / "process").rglob("*.py")
        for call in calls_of(ast.parse(path.read_text("utf-8")))
        if call in asked
    ]
    assert not found


def test_nobody_waits_for_type_checking_to_import() -> None:
    assert not [path for path in MODULES if "TYPE_CHECKING" in path.read_text("utf-8")]


def test_colors_stand_in_themes_alone() -> None:
    hexed = re.compile(r"""["'#\s]#[0-9a-fA-F]{6}\b""")
    found = [path for path in MODULES if "themes" not in path.parts and hexed.search(path.read_text("utf-8"))]
    assert not found


def test_no_stage_form_or_tier_of_a_playbook_is_named_in_code() -> None:
    import tomllib

    named: set[str] = set()
    for file in (ROOT / "store" / "process" / "playbooks").glob("*.toml"):
        book = tomllib.loads(file.read_text("utf-8"))
        named |= {one["id"] for one in book["forms"]} | {one["id"] for one in book["gates"]}
        named |= {one["id"] for one in book["stages"]}
    # words of the trade that are also ids of a form or a stage
    named -= {
        "customer",
        "contact",
        "deal",
        "team",
        "contract",
        "agenda",
        "order",
        "record",
        "proposal",
        "opportunity",
        "objection",
        "inspection",
        "action",
        "layer",
        "target",
        "needs",
        "lead",
        "review",
        "delivery",
        "care",
        "solution",
        "service",
        "price",
        "closing",
        "follow",
        "prep",
        "training",
        "incentive",
        "hiring",
        "minutes",
        "negotiation",
        "presentation",
        "dispute",
        "coaching",
        "appraisal",
        "first_contact",  # also an event that the program fires itself
    }
    found = []
    for path in MODULES:
        found += [
            f"{path.relative_to(ROOT)}:{node.lineno} {node.value}"
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Constant) and node.value in named
        ]
    assert not found


@pytest.mark.parametrize("module", ["store.book", "store.file.boardfile", "store.process.playbook"])
def test_reading_a_board_takes_the_standard_library_alone(module: str) -> None:
    heavy = "{'pydantic', 'sqlite_utils', 'dateutil', 'babel', 'click', 'textual', 'rich', 'pypinyin'}"
    code = f"import sys, {module}; print(*({heavy} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert ran.stdout.split() == []


def test_what_is_declared_is_imported() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = [*project["dependencies"], *(one for some in project["optional-dependencies"].values() for one in some)]
    names = {re.split(r"[><=~]", one)[0].replace("-", "_") for one in declared}
    code = "\n".join(path.read_text("utf-8") for path in MODULES)
    assert names == {name for name in names if re.search(rf"^\s*(?:from|import) {name}\b", code, re.M)}


def test_papers_name_no_registry_and_no_absolute_path() -> None:
    tracked = subprocess.run(["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=False).stdout.split()
    wrong = re.compile(r"files\.pythonhosted|pypi\.org|registry\.npmjs|deb\.debian|/home/|/root/|/work/")
    found = []
    for name in tracked:
        path = ROOT / name
        if path.suffix in {".png", ".lock"} or name == "tests/test_house.py" or not path.is_file():
            continue
        if wrong.search(path.read_text("utf-8", errors="replace")):
            found.append(name)
    assert not found
