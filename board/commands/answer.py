"""What a command answers: data to stdout, as text or as one JSON document; talk and problems to stderr.

Whatever people typed is harmless here: no escape, control or direction mark reaches the terminal.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TextIO

from store.file.clean import UNSAFE
from store.problems import Problem, Refused
from store.records import Label, Reason, Say
from store.words import tell
from store.words.shape import Words

Document = Mapping[str, object]

_HARMFUL = re.compile(f"{UNSAFE.pattern}|[\t\n\v\f\r\x85\u2028\u2029]")
"""What may be kept but not printed within one line of ours, and what should not have been kept."""


def harmless(text: str) -> str:
    """One line of text a terminal only prints: what could steer it becomes a blank."""
    return _HARMFUL.sub(" ", text)


def document_text(document: Document) -> str:
    """The JSON text; characters that could steer a terminal are escaped."""
    import json  # the board itself, opened without a command, answers nothing

    text = json.dumps(document, ensure_ascii=False, indent=2, default=_plain)
    return "\n".join(_HARMFUL.sub(lambda found: f"\\u{ord(found[0]):04x}", line) for line in text.split("\n"))


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat(timespec="minutes")
        case date():
            return value.isoformat()
        case Label():
            return {"zh": value.zh, "en": value.en}
        case _:
            return str(value)


class Answer:
    """Where one call's answer goes. `as_json` says in which form; it may be set until the first word is written."""

    def __init__(self, words: Callable[[], Words]) -> None:
        self.as_json = False
        self._words = words

    def item(self, document: Document, lines: Callable[[], Iterable[str]]) -> None:
        """One thing: its document, or its lines of text."""
        self._put({"item": document} if self.as_json else lines())

    def items(self, documents: Callable[[], Iterable[Document]], lines: Callable[[], Iterable[str]]) -> None:
        """A list: its documents, or its lines of text."""
        self._put({"items": list(documents())} if self.as_json else lines())

    def text(self, text: str) -> None:
        """A text of many lines as it is, but for what could steer a terminal."""
        _write(sys.stdout, UNSAFE.sub(" ", text).removesuffix("\n"))

    def talk(self, id: str, **args: object) -> None:
        """Say something about what happened; data never goes this way."""
        _write(sys.stderr, harmless(tell(self._words(), Say(id, args))))

    def problem(self, problem: Problem) -> int:
        """Tell a person what went wrong on stderr, a program on stdout; returns the exit code."""
        words = self._words()
        sentence = tell(words, problem.say)
        reasons = problem.reasons if isinstance(problem, Refused) else ()
        _write(sys.stderr, "\n".join([harmless(sentence), *(f"  - {harmless(one)}" for one in told(words, reasons))]))
        if self.as_json and isinstance(problem, Refused):
            given = reasons or (Reason(problem.say.id, problem.say),)
            self._put({"refused": [reason_document(words, one) for one in given]})
        elif self.as_json:
            self._put({"error": {"id": problem.say.id, "text": sentence}})
        return problem.exit_code

    def _put(self, answer: Document | Iterable[str]) -> None:
        text = document_text(answer) if isinstance(answer, Mapping) else "\n".join(map(harmless, answer))
        _write(sys.stdout, text)


def told(words: Words, reasons: Iterable[Reason]) -> list[str]:
    """Reasons in words, each with the place where the lack is mended and the manual's paragraph."""
    return [
        " ".join(
            part
            for part in (tell(words, one.say), one.goto and f"→ {one.goto}", one.source and f"[{one.source}]")
            if part
        )
        for one in reasons
    ]


def reason_document(words: Words, reason: Reason) -> Document:
    """A reason as a program reads it."""
    return {
        "reason": reason.id,
        "text": tell(words, reason.say),
        "goto": reason.goto,
        "gate": reason.gate,
        "source": reason.source,
    }


def _write(stream: TextIO, text: str) -> None:
    """Write lines and send them off; a reader who has left (`| head`) is no problem of ours."""
    if not text:
        return
    try:
        stream.write(f"{text}\n")
        stream.flush()
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())  # so that Python's own flush at the end finds an open door


def speak_utf8() -> None:
    """Make stdout and stderr UTF-8 whatever the locale says; what cannot be written is shown escaped."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
