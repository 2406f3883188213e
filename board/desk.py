"""The desk: one thread that owns the open Book. The screen hands it work and awaits the answer.

Nothing of the store runs on the thread that draws: not a query, not a rule that reads the playbook, not a save. The
thread is a daemon and nobody waits for it, so that quitting is quick even while the drive does not answer
(design/lessons.md, 1.7). While nothing is asked it looks once a second whether somebody else has saved.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple, Protocol, TypeVar

from store.problems import Problem

T = TypeVar("T")

SAVING, SAVED = "saving", "saved"
"""Where a save of ours stands: on its way, on the drive."""
TICK = 1.0
"""Seconds between two looks at the file."""


class OpenBook(Protocol):
    """What the desk itself needs of a Book; all else is the business of whoever asks."""

    def refresh(self) -> bool:
        """Read the board again when somebody else has saved; says whether there was anything new."""
        ...

    def close(self) -> None:
        """Let go of the board."""
        ...


class _Job(NamedTuple):
    work: Callable[[Any], Any]
    give: Callable[[object, BaseException | None], None]


class Desk:
    """Owns the Book in a thread of its own; `ask` reads, `save` writes, `listen` hears of what others saved."""

    def __init__(self, open_book: Callable[[], OpenBook], tick: float = TICK) -> None:
        self._open_book = open_book
        self._tick = tick
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._opened = threading.Event()
        self._failure: BaseException | None = None
        self._trouble = ""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._heard: Callable[[Problem | None], None] = _ignore
        self._marked: Callable[[str], None] = _ignore
        self._thread = threading.Thread(target=self._serve, name="desk", daemon=True)
        self.pending = 0
        """Questions asked and not answered yet; counted on the asking side."""
        self.saving = 0
        """Saves among them."""

    def start(self) -> "Desk":
        """Open the Book, in the desk's thread; `opened` tells how that went."""
        self._thread.start()
        return self

    def opened(self, patience: float | None = None) -> bool:
        """Wait until the Book is open, at most `patience` seconds; False when it is not yet.

        Raises whatever opening raised: Busy, Unusable, BadInput.
        """
        done = self._opened.wait(patience)
        if self._failure is not None:
            raise self._failure
        return done

    def begin(self, work: Callable[[Any], T]) -> "Future[T]":
        """As `ask`, for the time before there is an event loop: the answer is fetched when it is wanted."""
        answer: Future[T] = Future()
        self._jobs.put(_Job(work, lambda result, failure: _give(answer, result, failure)))
        return answer

    def listen(self, heard: Callable[[Problem | None], None], marked: Callable[[str], None]) -> None:
        """From now on `heard(None)` when others saved or the drive is back, `heard(problem)` when it is lost.

        `marked(SAVING)` when a save of ours begins; when the last one has ended `marked(SAVED)`, or `marked("")` if it
        was refused. Both are called in the event loop that runs now.
        """
        self._loop, self._heard, self._marked = asyncio.get_running_loop(), heard, marked

    async def ask(self, work: Callable[[Any], T]) -> T:
        """The answer of `work(book)`, computed in the desk's thread; whatever it raises is raised here."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._jobs.put(_Job(work, lambda result, failure: _post(loop, _give, answer, result, failure)))
        self.pending += 1
        try:
            return await answer
        finally:
            self.pending -= 1

    async def save(self, work: Callable[[Any], T]) -> T:
        """As `ask`, for work that writes: it shows as saving until the drive has it."""
        self.saving += 1
        self._marked(SAVING)
        end = ""
        try:
            result = await self.ask(work)
            end = SAVED
            return result
        finally:
            self.saving -= 1
            if not self.saving:
                self._marked(end)

    def leave(self) -> None:
        """No more work after what is in the queue. Does not wait."""
        self._heard = self._marked = _ignore
        self._jobs.put(None)

    def _serve(self) -> None:
        """The thread: open, then work and watch until told to leave."""
        try:
            book = self._open_book()
        except BaseException as failure:  # carried over to the thread that waits in `opened`
            self._failure = failure
            return
        finally:
            self._opened.set()
        look_at = time.monotonic() + self._tick
        while True:
            try:
                job = self._jobs.get(timeout=max(0.0, look_at - time.monotonic()))
            except Empty:
                self.look(book)
                look_at = time.monotonic() + self._tick
                continue
            if job is None:
                book.close()
                return
            _answer(job, book)

    def look(self, book: OpenBook) -> None:
        """Within the desk: has somebody else saved? A lost drive is told of when it goes and when it is back."""
        trouble, news = "", None
        try:
            changed = book.refresh()
        except Problem as problem:
            changed, trouble, news = False, problem.say.id, problem
        if self._loop is not None and (changed or trouble != self._trouble):
            _post(self._loop, self._heard, news)
        self._trouble = trouble


def _answer(job: _Job, book: OpenBook) -> None:
    """Do one piece of work and send its result, or what it raised, to the asking side."""
    try:
        result = job.work(book)
    except BaseException as failure:  # belongs to whoever asked, not to this thread
        job.give(None, failure)
    else:
        job.give(result, None)


def _give(answer: "asyncio.Future[Any] | Future[Any]", result: object, failure: BaseException | None) -> None:
    if answer.done():  # the screen that asked is gone
        return
    if failure is not None:
        answer.set_exception(failure)
    else:
        answer.set_result(result)


def _post(loop: asyncio.AbstractEventLoop, call: Callable[..., None], *args: object) -> None:
    """Run `call` in the event loop of the screen; nothing when the screen has closed in between."""
    try:
        loop.call_soon_threadsafe(call, *args)
    except RuntimeError:
        if not loop.is_closed():
            raise


def _ignore(_: object) -> None:
    """Nobody listens."""
