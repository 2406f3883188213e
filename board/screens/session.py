"""What all screens of one sitting share: the desk, the language switched on, who sits here, and keys typed ahead."""

from datetime import date
from pathlib import Path
from typing import Protocol, runtime_checkable

from board.actions import OURS, Keymap, printed
from board.desk import Desk
from board.screens.typing_ahead import TypeAhead
from store.problems import Problem, Refused
from store.records import BoardMeta, Member, Say
from store.words import pick, tell
from store.words.shape import Words
from themes import STYLE_SHEET


@runtime_checkable
class Parting(Protocol):
    """A screen that has something to see to when the program is left."""

    def part(self) -> None:
        """The program is being left."""
        ...


class Session:
    """One sitting of one person at one board."""

    def __init__(
        self, desk: Desk, lang: str, *, ascii: bool = False, throwaway: bool = False, keys: Keymap = OURS
    ) -> None:
        self.desk = desk
        self.keys = keys
        """The keys of every action, as this person has them."""
        self.words: Words = pick(lang)
        self.ascii = ascii
        """Signs of ambiguous width are drawn in ASCII."""
        self.throwaway = throwaway
        """The board is a copy that nobody keeps."""
        self.ahead = TypeAhead()
        self.meta: BoardMeta
        self.me: Member | None = None
        self.today: date

    @property
    def lang(self) -> str:
        """The language switched on."""
        return self.words.lang

    @property
    def login(self) -> str:
        """Who sits here, "" when nobody the board knows."""
        return self.me.login if self.me else ""

    def switch_language(self) -> None:
        """From Chinese to English and back."""
        self.words = pick("en" if self.lang == "zh" else "zh")

    def told(self, say: Say) -> str:
        """The sentence in the language switched on."""
        return tell(self.words, say)

    def words_of_state(self, state: str) -> str:
        """What a deal's state is called."""
        return self.told(Say(f"state_{state}"))

    def key(self, action: str) -> str:
        """The first key of an action, as the foot prints it; "" when it has none."""
        return next((printed(key) for key in self.keys[action]), "")

    def meet(self, meta: BoardMeta, me: Member | None, today: date) -> None:
        """Take in whose board this is, who sits here and what day it is."""
        self.meta, self.me, self.today = meta, me, today


def sentences(session: Session, problem: Problem) -> str:
    """A problem in the reader's language; a refusal with its reasons, which say it all when there is but one."""
    if isinstance(problem, Refused) and problem.reasons:
        reasons = [session.told(reason.say) for reason in problem.reasons]
        return reasons[0] if len(reasons) == 1 else "\n".join([session.told(problem.say), *reasons])
    return session.told(problem.say)


def style_sheet(name: str) -> Path:
    """Where a screen's style sheet lies."""
    return STYLE_SHEET.with_name(f"{name}.tcss")
