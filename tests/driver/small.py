"""A small Textual app with many widgets, run in a pseudo-terminal with one driver and with the other.

    python -m tests.driver.small

Its last line says how many keys and the like it has seen and what size it is, so that a test knows when to look.
"""

import os
import signal
import subprocess
from pathlib import Path
from typing import ClassVar

os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
os.environ.setdefault("ESCDELAY", "25")
os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")

from textual import events
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import DataTable, Input, Label, OptionList, Static

from board import driver

DEALS = [(f"D-{n}", f"宁波立信达 {n}", f"¥{n * 13}万", "●逾期" if n % 3 else "○周四") for n in range(40)]

COUNTED = (events.Key, events.Paste, events.MouseDown, events.MouseUp, events.MouseScrollDown)


class Form(ModalScreen[None]):
    """Some fields, one with a list below it."""

    BINDINGS: ClassVar = [("escape", "dismiss", "")]
    CSS = "Form { align: center middle; } Vertical { width: 50; height: 14; border: round $accent; }"

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Label("新商机" if "PLAIN" in os.environ else "新商机 👨\u200d👩\u200d👧 👍🏽")
            for name in ("客户", "商机", "金额"):
                field = Input(placeholder=name)
                field.cursor_blink = False
                yield field


class Overheard(driver.ThinDriver):
    """Ours, with what Textual tells it kept in the file HEARD: what Textual's own would send."""

    def write(self, data: str) -> None:
        with Path(os.environ["HEARD"]).open("ab") as heard:
            heard.write(data.encode())
        super().write(data)


class Small(App[None]):
    """A list, a table, a field, and a line that counts."""

    BINDINGS: ClassVar = [("f2", "form", ""), ("f3", "redraw", ""), ("f4", "suspend_process", ""), ("f5", "shell", ""),
                          ("f6", "switch", ""), ("f10", "quit", "")]  # fmt: skip
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    OptionList { width: 30; height: 1fr; } DataTable { width: 1fr; height: 1fr; } #count { dock: bottom; height: 1; }
    Input { dock: bottom; margin-bottom: 1; }
    """
    seen = 0

    def __init__(self) -> None:
        picked = Overheard if "HEARD" in os.environ else driver.pick()
        super().__init__(driver_class=picked, ansi_color=True if "NO_COLOR" in os.environ else None)

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield OptionList(*[f"{ref} {title}" for ref, title, _, _ in DEALS])
            yield DataTable(zebra_stripes=True, cursor_type="row")
        yield Static(id="count")
        field = Input(placeholder="备注")
        field.cursor_blink = False
        yield field

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns("商机", "客户", "金额", "下一步")
        for deal in DEALS:
            table.add_row(*deal)
        self.query_one(OptionList).highlighted = 0
        self.count()

    def count(self) -> None:
        self.screen_stack[0].query_one("#count", Static).update(
            f"seen {self.seen} at {self.size.width}x{self.size.height}."
        )

    def on_resize(self) -> None:
        self.call_after_refresh(self.count)

    async def on_event(self, event: events.Event) -> None:
        counts = isinstance(event, COUNTED) and not event.is_forwarded
        await super().on_event(event)
        if counts:
            self.seen += 1
            self.count()

    def action_form(self) -> None:
        self.push_screen(Form())

    def action_redraw(self) -> None:
        driver.redraw(self)

    def action_shell(self) -> None:
        with self.suspend():
            subprocess.run(["sh", "-c", "echo an editor; read line; echo bye $line"], check=True)

    def action_switch(self) -> None:
        self.theme = "textual-light" if self.theme != "textual-light" else "textual-dark"


if __name__ == "__main__":
    if "DEAF" in os.environ:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    Small().run()
