"""The thin line: a driver of our own between Textual and the terminal.

It sends only the cells that changed and sleeps until a key is pressed. `DEALBOARD_DRIVER` puts Textual's own in its
place, whole or by halves, so that a fault can be ruled out at somebody's desk.
"""

import os
from collections.abc import Mapping
from typing import Any

from textual.app import App
from textual.driver import Driver

from board.driver.input import SleepingInput
from board.driver.output import ThinOutput
from store.problems import BadInput

VARIABLE = "DEALBOARD_DRIVER"


class ThinDriver(ThinOutput, SleepingInput):
    """Both halves: little is sent, and nothing is done while nothing happens."""


_DRIVERS: dict[str, type[Driver] | None] = {
    "thin": ThinDriver,
    "stock": None,
    "stock-input": ThinOutput,
    "stock-output": SleepingInput,
}


def pick(env: Mapping[str, str] = os.environ) -> type[Driver] | None:
    """The driver for an App's `driver_class`; None: Textual's own choice, also when TEXTUAL_DRIVER makes it.

    Raises BadInput for a DEALBOARD_DRIVER nobody knows.
    """
    wish = env.get(VARIABLE, "")
    if not wish:
        return None if env.get("TEXTUAL_DRIVER") else ThinDriver
    if wish not in _DRIVERS:
        raise BadInput("thin_driver_unknown", variable=VARIABLE, driver=wish, known=list(_DRIVERS))
    return _DRIVERS[wish]


def redraw(app: App[Any]) -> None:
    """Draw the whole screen anew, whatever the terminal shows."""
    driver = app._driver
    if isinstance(driver, ThinOutput):
        driver.redraw()
    else:
        app.refresh(repaint=True, layout=True)
