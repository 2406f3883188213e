"""Help in both languages, and docs/commands.md, which holds every page of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from board.commands.root import COMMANDS
from board.commands.tree import Family
from store.words import pick

DOC = Path(__file__).resolve().parents[2] / "docs" / "commands.md"


def every_command() -> Iterator[tuple[str, ...]]:
    """The path of every command, groups included."""
    root = Family("dealboard", "cmd_help", COMMANDS)
    ctx = click.Context(root)
    for name in root.list_commands(ctx):
        yield (name,)
        command = root.get_command(ctx, name)
        assert command is not None, name
        assert command.name == name
        if isinstance(command, Family):
            for inner in command.list_commands(ctx):
                found = command.get_command(ctx, inner)
                assert found is not None, (name, inner)
                assert found.name == inner
                yield name, inner


PATHS = list(every_command())


def page(run: Any, path: tuple[str, ...], lang: str) -> str:
    answer = run([*path, "--help", "--lang", lang])
    assert (answer.code, answer.err) == (0, "")
    return str(answer.out)


@pytest.mark.parametrize("path", [(), *PATHS], ids=" ".join)
def test_every_command_has_help_in_both_languages(run: Any, path: tuple[str, ...]) -> None:
    english, chinese = page(run, path, "en"), page(run, path, "zh")
    for text, words in ((english, pick("en")), (chinese, pick("zh"))):
        assert text.startswith(words.cmd_usage.format(call="dealboard"))
        assert words.cmd_everywhere in text
        assert "cmd_" not in text
    assert english != chinese


def test_help_lists_every_command(run: Any) -> None:
    text = page(run, (), "en")
    for name in COMMANDS:
        assert f"\n  {name} " in text


def test_help_stays_within_a_narrow_terminal(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert max(len(line) for line in page(run, ("deal", "add"), "en").splitlines()) <= 60


def test_the_document_of_commands_is_what_help_says(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written anew by DEALBOARD_WRITE_DOCS=1 python -m pytest tests/command/test_help.py."""
    monkeypatch.setenv("COLUMNS", "100")
    parts = []
    for path in PATHS:
        text = page(run, path, "en").split(f"\n\n{pick('en').cmd_everywhere}")[0]
        parts.append(f"## dealboard {' '.join(path)}\n\n```\n{text.rstrip()}\n```\n")
    head, mark, _ = DOC.read_text("utf-8").partition("<!-- every page of --help -->\n")
    wanted = f"{head}{mark}\n" + "\n".join(parts)
    if os.environ.get("DEALBOARD_WRITE_DOCS"):
        DOC.write_text(wanted, "utf-8")
    assert mark
    assert DOC.read_text("utf-8") == wanted
