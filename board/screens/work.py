"""What the board and the pages have in common: actions run from one table, problems told, others' changes taken in."""

from collections.abc import Callable
from contextvars import ContextVar
from importlib import import_module
from itertools import count
from typing import Any, Literal, TypeVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from board import actions
from board.actions import Context
from board.screens.session import Session, sentences
from store.problems import Problem
from store.records import Say
from widgets.duelines import DueLine
from widgets.foot import Foot, Hint
from widgets.ink import Look

T = TypeVar("T")
Severity = Literal["information", "warning", "error"]


_PROGRAM = {
    "quit": "app.leave",
    "language.switch": "app.switch_language",
    "theme.switch": "app.switch_theme",
    "screen.redraw": "app.redraw",
}
"""Actions that are the program's, whatever screen they are called from."""

_COUNTER = count()
_DEED: ContextVar[str] = ContextVar("deed", default="")
"""Which deed a piece of code runs in: each holds keys, and gives them back, for itself alone."""


def bindings(*places: str) -> list[BindingType]:
    """The keys of these places, each bound by the id of its action, so that a keymap can move it."""
    found = {action.id: action for place in places for action in actions.at(place) if action.keys}
    return [
        Binding(actions.textual(action.keys), f"run('{action.id}')", id=action.id, show=False)
        for action in found.values()
        if action.id != "deal.open"  # the widget under the cursor posts Opened itself
    ]


def at_line(place: str, line: DueLine, member: bool) -> Context:
    """What stands under the cursor of a due list or agenda."""
    follow = line.follow
    return Context(
        place, follow.deal, "", follow.customer, member, rule=follow.rule, source=follow.source, row=follow.row
    )


class WorkScreen(Screen[None]):
    """A whole screen on which deals are worked: it says what stands under its cursor and how it is drawn anew."""

    ALLOW_SELECT = False

    def __init__(self, session: Session, id: str) -> None:
        super().__init__(id=id)
        self.session = session

    def too_small(self) -> Static:
        """What stands there instead of the screen when the terminal is too small for it."""
        return Static(Content(self.session.words.page_too_small), id="too-small")

    # --- for the screens themselves to say

    def context(self) -> Context:
        """What stands under the cursor."""
        raise NotImplementedError

    async def reread(self, at: str = "") -> None:
        """Read again what is shown and draw what differs; the cursor goes to the deal `at`, or stays."""
        raise NotImplementedError

    def fit(self) -> None:
        """The terminal has another size."""

    def relabel(self) -> None:
        """Draw everything in the language switched on."""
        raise NotImplementedError

    async def own(self, id: str) -> None:
        """What a screen does by itself; here what is the program's."""
        await self.run_action(_PROGRAM[id])

    # --- what they share

    @property
    def look(self) -> Look:
        """What lines are drawn for."""
        session = self.session
        return Look(session.words, session.meta.currency, session.today, session.ascii)

    def action_run(self, id: str) -> None:
        """Do an action of the table, or say why it does not work here."""
        context = self.context()
        refused = actions.of(id).may(context)
        if refused is not None:
            self.tell(refused, "warning")
            return
        self.start(id, context)

    def start(self, id: str, context: Context) -> None:
        """Do a deed; keys typed from now on wait for the dialog it may open."""
        deed = f"{id} {next(_COUNTER)}"
        self.session.ahead.hold(deed)
        self.run_worker(self._perform(id, context, deed), group="deeds")

    async def _perform(self, id: str, context: Context, deed: str) -> None:
        _DEED.set(deed)
        try:
            deeds = import_module("board.screens.deeds")  # and with it every dialog: none is needed for the first frame
            await deeds.DEEDS[id](self, context)
        except Problem as problem:
            self.tell_problem(problem)
        finally:
            self._give_back()

    async def ask(self, dialog: ModalScreen[T]) -> T:
        """Show a dialog and wait for its answer; keys are its own as soon as it can take them."""
        dialog.call_after_refresh(self.session.ahead.free, _DEED.get())
        return await self.app.push_screen_wait(dialog)

    async def read(self, work: Callable[[Any], T]) -> T:
        """Ask the desk."""
        return await self.session.desk.ask(work)

    async def save(self, work: Callable[[Any], T]) -> T:
        """Have the desk save; keys are free meanwhile."""
        self._give_back()
        return await self.session.desk.save(work)

    async def reread_all(self, deal: str = "", *, made: bool = False) -> None:
        """After a save: this screen and those below it show what holds now.

        The board's cursor goes to a deal that was `made`, or that was worked on its page; on the board itself it stays
        where the hand has it, which may have gone on meanwhile.
        """
        at = deal if made or self.app.screen_stack[0] is not self else ""
        for screen in self.app.screen_stack:
            if isinstance(screen, WorkScreen):
                await screen.reread(at)

    def tell(self, say: Say, severity: Severity = "information") -> None:
        """A sentence to the person: good news in the foot until the next key, a no in the corner for some seconds."""
        self.notice(self.session.told(say), severity)

    def notice(self, sentence: str, severity: Severity = "information") -> None:
        """The same for a sentence already in words; never markup."""
        self.app.clear_notifications()  # an answer to the last key is not buried under the ones before
        if severity == "information":
            self.query_one(Foot).note = sentence
        else:
            self.notify(sentence, severity=severity, markup=False, timeout=8)

    def quiet(self) -> None:
        """A key was pressed: good news has been read."""
        foot = self.query_one(Foot)
        if foot.note:
            foot.note = ""

    def tell_problem(self, problem: Problem) -> None:
        """A problem in the corner, with its reasons."""
        self.notice(sentences(self.session, problem), "error" if problem.exit_code > 1 else "warning")

    def show_foot(self) -> None:
        """The keys that work here and now."""
        context = self.context()
        self.query_one(Foot).show([self._hint(action, context) for action in self.foot_actions(context.place)])

    def foot_actions(self, place: str) -> list[actions.Action]:
        """Which keys the foot names, the most used first."""
        return sorted((one for one in actions.at(place) if one.foot), key=lambda one: one.foot)

    def _hint(self, action: actions.Action, context: Context) -> Hint:
        refused = action.may(context)
        why = self.session.told(refused) if refused else ""
        return Hint(self.session.key(action.id), self.session.told(action.name), refused is None, why, action.id)

    def on_foot_chosen(self, event: Foot.Chosen) -> None:
        """A key of the foot was clicked."""
        event.stop()
        self.action_run(event.hint.id)

    def _give_back(self) -> None:
        """The deed that runs here holds keys no longer."""
        self.session.ahead.free(_DEED.get())
