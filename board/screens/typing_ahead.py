"""Keys in the order they were pressed, whatever takes its time between two of them.

A slow line delivers "down a 1 Enter" in one piece; the screen deals with each in turn, and with the dialog that one of
them calls for, before the next is handed over.
"""

import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.events import Key

from board import actions

_TYPED = ("Input", "TextArea")
"""Widgets that take characters as they come."""
_AT_ONCE = ("ctrl+q", "ctrl+c")
"""Keys that wait for nothing."""
_BURST = 0.1
"""Seconds within which a key follows hard upon another."""
LONGEST_HOLD = 1.0
"""Seconds after which keys are no longer kept for somebody who does not come."""


class TypeAhead:
    """Keys in the order they were pressed, whatever takes its time between two of them.

    A key waits until the one before has been dealt with, and until the dialog that it called for can take keys. So
    nothing is lost or misdirected when a slow line delivers "down a 1 Enter" in one piece. Whoever holds too long (a
    drive that does not answer) is passed over, so that one can always leave.
    """

    def __init__(self) -> None:
        self._keys: deque[Key] = deque()
        self._holders: dict[str, float] = {}
        self.freed: Callable[[], object] = _nothing
        """Called when nobody holds any more and keys are waiting."""

    @property
    def holding(self) -> bool:
        """Whether keys have to wait just now."""
        return any(time.monotonic() - since < LONGEST_HOLD for since in self._holders.values())

    def hold(self, who: str) -> None:
        """Let keys wait from now on."""
        self._holders[who] = time.monotonic()

    def free(self, who: str) -> None:
        """This one does not hold any more."""
        self._holders.pop(who, None)
        if self._keys and not self.holding:
            self.freed()

    def add(self, key: Key) -> None:
        """A key was pressed."""
        self._keys.append(key)

    def peek(self) -> Key | None:
        """The key whose turn it is, None when there is none or it has to wait."""
        return self._keys[0] if self._keys and not self.holding else None

    def take(self) -> None:
        """That key is dealt with now."""
        self._keys.popleft()


def _nothing() -> None:
    """Nobody waits for keys yet."""


class TypedApp(App[None]):
    """An app that deals with one key at a time, and takes a full-width key for its ASCII twin."""

    def __init__(self, ahead: TypeAhead, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._ahead = ahead
        self._ahead.freed = partial(self.call_later, self._press_next)
        self._last: list[DOMNode] = []
        self._pressed_at = 0.0

    def about_to_press(self) -> None:
        """A key is handed over now."""

    async def on_event(self, event: events.Event) -> None:
        """Keys go through the queue of keys typed ahead; only those that leave the program go before."""
        if not isinstance(event, Key) or event.is_forwarded or event.key in _AT_ONCE:
            await super().on_event(event)
        else:
            self._ahead.add(event)
            await self._press_next()

    async def _press_next(self) -> None:
        """Hand over the key whose turn it is; one hard upon another waits until that has been dealt with."""
        key = self._ahead.peek()
        if key is None:
            return
        last, self._last = self._last, []
        if last and (key.time - self._pressed_at < _BURST or any(node.message_queue_size for node in last)):
            self._ahead.hold("key")
            self._follow([*last, *last])  # a key bubbles up to the app, which finds its binding; then what that says
            return
        self._ahead.take()
        self.about_to_press()
        self._last = self.screen.ancestors_with_self if self.focused is None else self.focused.ancestors_with_self
        self._pressed_at = key.time
        await super().on_event(self._plain(key))
        if self._ahead.peek() is not None:
            self.call_later(self._press_next)

    def _follow(self, way: list[DOMNode]) -> None:
        """Go the way of what a key makes its widget say: from the widget up to the app; then the key is dealt with."""
        while way:
            if way.pop(0).call_later(self._follow, way):
                return
        self._ahead.free("key")

    def _plain(self, key: Key) -> Key:
        """A full-width key means the same as its ASCII twin, but in a field it is text."""
        twin = actions.plain(key.character) if key.character else ""
        if not twin or type(self.focused).__name__ in _TYPED:
            return key
        return Key(actions.key_name(twin), twin)
