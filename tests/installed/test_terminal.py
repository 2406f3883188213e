"""The installed command in a real pseudo-terminal: what a rep does in the first minute.

`DEALBOARD_INSTALLED` names the command (.ci/run points it at the wheel's); without it the one beside this Python runs.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.terminal import Terminal

pytestmark = pytest.mark.installed
COMMAND = os.environ.get("DEALBOARD_INSTALLED") or str(Path(sys.executable).with_name("dealboard"))


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment in which nobody has been before."""
    return {
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
    }


@pytest.fixture
def demo(home: dict[str, str], tmp_path: Path) -> Iterator[Terminal]:
    """The demo, opened in Chinese at 160x48."""
    with Terminal([COMMAND, "--lang", "zh", "demo"], env=home, cwd=str(tmp_path)) as terminal:
        terminal.wait_for("逾期")
        terminal.wait_for("¥")
        yield terminal


def test_a_rep_sees_whom_to_contact_logs_a_call_and_quits(demo: Terminal) -> None:
    demo.settle()
    demo.press("a")
    demo.wait_for("记录跟进 · ")
    demo.press("1", "enter")
    demo.wait_gone("记录跟进 · ")
    demo.press("?")
    demo.wait_for("方向键移动")
    demo.press("escape")
    demo.wait_gone("方向键移动")
    demo.press("q")
    assert demo.wait() == 0


def test_the_terminal_is_left_as_it_was(demo: Terminal) -> None:
    demo.press("q")
    assert demo.wait() == 0
    assert "Traceback" not in demo.text


def test_a_small_terminal_and_english(home: dict[str, str], tmp_path: Path) -> None:
    with Terminal([COMMAND, "--lang", "en", "demo"], columns=80, lines=24, env=home, cwd=str(tmp_path)) as terminal:
        terminal.wait_for("overdue|Overdue")
        terminal.settle()
        terminal.resize(40, 12)
        terminal.settle()
        terminal.resize(160, 48)
        terminal.wait_for("Negotiation")
        terminal.press("q")
        assert terminal.wait() == 0
