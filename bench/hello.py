"""The yardstick: the smallest Textual app, one line of text and a key that changes it."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.widgets import Static


class Hello(App[None]):
    """Shows a line; `down` counts, `q` quits."""

    BINDINGS: ClassVar = [("down", "count", ""), ("q", "quit", "")]
    ENABLE_COMMAND_PALETTE = False
    presses = 0

    def compose(self) -> ComposeResult:
        """One line."""
        yield Static("hello 0")

    def action_count(self) -> None:
        """Change the line."""
        self.presses += 1
        self.query_one(Static).update(f"hello {self.presses}")


if __name__ == "__main__":
    Hello().run()
