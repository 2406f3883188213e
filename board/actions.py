"""Everything a person can do on the screen, once: from this table come the keys, the foot, the palette and the help.

An action has an id (a keymap names it by that), its keys, the places it works in, a group in the help, and a function
that says why it does not work here. Its name and its help are fields of `Words` that carry its id: `act_deal_move` and
`help_deal_move`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from store.problems import BadInput
from store.records import Say

BOARD, DUE, PAGE, AGENDA = "board", "due", "page", "agenda"
EVERYWHERE = (BOARD, DUE, PAGE, AGENDA)

MOVING, TALKING, MAKING, LOOKING, PROGRAM = "moving", "talking", "making", "looking", "program"
GROUPS = (MOVING, TALKING, MAKING, LOOKING, PROGRAM)
"""The groups of the help; each has a title in `Words`, `help_group_moving` and so on."""


class Context(NamedTuple):
    """What an action would be done to: where the cursor is, and what stands under it ("" when nothing does).

    `state` is the deal's, "" when it is not known on the screen; `member` is False for somebody who may only look;
    `to` is the stage a card was dragged to. `rule`, `source` and `row` name the follow-up of a line of dates.
    """

    place: str
    deal: str = ""
    state: str = ""
    customer: str = ""
    member: bool = True
    to: str = ""
    rule: str = ""
    source: str = ""
    row: int = 0


Verdict = Callable[[Context], Say | None]


def always(_: Context) -> Say | None:
    """Works whatever stands under the cursor."""
    return None


def takes_member(context: Context) -> Say | None:
    """Changes something, so it takes a member of the team."""
    return None if context.member else Say("act_no_member")


def takes_line(context: Context) -> Say | None:
    """Needs a customer or a deal under the cursor."""
    return None if context.deal or context.customer else Say("act_no_line")


def takes_touchable(context: Context) -> Say | None:
    """Needs a customer or a deal to write about, and a member who writes."""
    return takes_member(context) or takes_line(context)


def takes_date(context: Context) -> Say | None:
    """Needs a follow-up, or a customer or a deal that may have some, and a member."""
    return takes_member(context) or (None if context.rule else takes_line(context))


def takes_deal(context: Context) -> Say | None:
    """Needs a deal, whatever its state, and a member."""
    if context.deal:
        return takes_member(context)
    return Say("act_no_deal") if context.customer else takes_line(context)


def takes_running(context: Context) -> Say | None:
    """Needs a deal that is neither lost nor paused nor done."""
    refused = takes_deal(context)
    if refused is None and context.state in {"lost", "paused", "completed"}:
        return Say("act_not_running", {"state": Say(f"state_{context.state}")})
    return refused


def takes_paused(context: Context) -> Say | None:
    """Needs a deal that is paused."""
    refused = takes_deal(context)
    if refused is None and context.state not in {"", "paused"}:
        return Say("act_not_paused")
    return refused


class Action(NamedTuple):
    """One thing a person can do."""

    id: str
    """What a keymap calls it."""
    keys: tuple[str, ...]
    """As printed on the keys; the first is shown. None: reached through the palette only."""
    places: tuple[str, ...]
    """Where it works."""
    group: str
    """Its chapter of the help."""
    foot: int = 0
    """Its place in the foot, 1 first; 0: not shown there."""
    may: Verdict = always
    """Why it does not work in a context; None when it does."""

    @property
    def field(self) -> str:
        """Its id as part of a field name."""
        return self.id.replace(".", "_")

    @property
    def name(self) -> Say:
        """What it is called: one or two words for the foot and the palette."""
        return Say(f"act_{self.field}")

    @property
    def help(self) -> Say:
        """What it does: a sentence for the help."""
        return Say(f"help_{self.field}")


ACTIONS = (
    Action("deal.open", ("enter",), (BOARD, DUE, AGENDA), LOOKING, 1, takes_line),
    Action("page.close", ("escape", "q", "backspace"), (PAGE, AGENDA), PROGRAM, 2),
    Action("deal.move", (">", ".", "m"), EVERYWHERE, MOVING, 3, takes_running),
    Action("deal.back", ("<", ","), EVERYWHERE, MOVING, 0, takes_running),
    Action("deal.check", ("c",), EVERYWHERE, MOVING, 5, takes_deal),
    Action("deal.win", ("W",), EVERYWHERE, MOVING, 0, takes_running),
    Action("deal.lose", ("x",), EVERYWHERE, MOVING, 0, takes_running),
    Action("deal.pause", ("p",), EVERYWHERE, MOVING, 0, takes_running),
    Action("deal.resume", ("r",), EVERYWHERE, MOVING, 0, takes_paused),
    Action("touch.log", ("a",), EVERYWHERE, TALKING, 4, takes_touchable),
    Action("due.snooze", ("z",), EVERYWHERE, TALKING, 9, takes_date),
    Action("touch.plan", ("P",), EVERYWHERE, TALKING, 10, takes_touchable),
    Action("agenda.open", ("A",), (BOARD, DUE, PAGE), TALKING, 6),
    Action("agenda.whose", ("o",), (AGENDA,), TALKING, 13),
    Action("date.why", ("w",), EVERYWHERE, TALKING, 11, takes_line),
    Action("tier.set", ("T",), EVERYWHERE, TALKING, 0, takes_touchable),
    Action("deal.new", ("n",), EVERYWHERE, MAKING, 7, takes_member),
    Action("customer.new", ("N",), EVERYWHERE, MAKING, 0, takes_member),
    Action("contact.new", ("C",), EVERYWHERE, MAKING, 0, takes_touchable),
    Action("deal.edit", ("e",), EVERYWHERE, MAKING, 0, takes_deal),
    Action("form.fill", ("F",), EVERYWHERE, MAKING, 0, takes_deal),
    Action("find", ("/",), EVERYWHERE, LOOKING, 8),
    Action("scope.switch", ("t",), (BOARD, DUE, AGENDA), LOOKING, 12),
    Action("panel.switch", ("tab",), (BOARD, DUE, PAGE), LOOKING, 14),
    Action("palette", (":", "ctrl+p"), EVERYWHERE, PROGRAM),
    Action("language.switch", ("g",), EVERYWHERE, PROGRAM),
    Action("theme.switch", (), EVERYWHERE, PROGRAM),
    Action("screen.redraw", ("ctrl+l",), EVERYWHERE, PROGRAM),
    Action("undo", ("u",), EVERYWHERE, MAKING, 0, takes_member),
    Action("redo", ("U",), EVERYWHERE, MAKING, 0, takes_member),
    Action("help", ("?", "f1"), EVERYWHERE, PROGRAM, 20),
    Action("quit", ("q", "ctrl+q"), (BOARD, DUE), PROGRAM, 15),
)
"""Every action, in the order of the help."""

_BY_ID = {action.id: action for action in ACTIONS}

_NAMES = {
    ">": "greater_than_sign", "<": "less_than_sign", ".": "full_stop", ",": "comma", "/": "slash", "?": "question_mark",
    ":": "colon", " ": "space",
}  # fmt: skip
"""Keys whose name in Textual is not the character itself."""

_TWINS = {"、": "/", "，": ",", "。": ".", "《": "<", "》": ">", "・": "/"}
"""What a Chinese input method sends for a key, where it is not simply the full-width form."""


def of(id: str) -> Action:
    """The action of that id."""
    return _BY_ID[id]


def at(place: str) -> list[Action]:
    """The actions that work in one place."""
    return [action for action in ACTIONS if place in action.places]


def key_name(key: str) -> str:
    """What Textual calls a key that is printed as `key`."""
    return _NAMES.get(key, key)


_SHOWN = {"enter": "Enter", "escape": "Esc", "tab": "Tab", "backspace": "Backspace", "f1": "F1", " ": "Space"}


def printed(key: str) -> str:
    """A key as people read it."""
    return _SHOWN.get(key, key.replace("ctrl+", "^"))


def textual(keys: Iterable[str]) -> str:
    """These keys as Textual's bindings and keymaps spell them."""
    return ",".join(map(key_name, keys))


def plain(character: str) -> str:
    """The ASCII key that a full-width character stands for (：ｊ？／ and what input methods make of them), else ""."""
    if "！" <= character <= "～":  # the full-width block lies 0xFEE0 above ASCII, in the same order
        return chr(ord(character) - 0xFEE0)
    return " " if character == "\u3000" else _TWINS.get(character, "")


Keymap = Mapping[str, tuple[str, ...]]
"""Action id -> its keys."""

OURS: Keymap = {action.id: action.keys for action in ACTIONS}
"""The keys as they are unless a person wishes otherwise."""


def keymap(wishes: Mapping[str, str]) -> Keymap:
    """The keys of every action, a person's wishes ("deal.move" -> "m >") in place of ours.

    Raises BadInput when a wish names no action, or when two actions that work in one place would share a key.
    """
    keys = dict(OURS)
    for id, wish in wishes.items():
        if id not in keys:
            raise BadInput("act_key_unknown", action=id, known=list(keys))
        keys[id] = tuple(wish.split())
    for place in EVERYWHERE:
        double = _twice(key for action in at(place) for key in keys[action.id])
        if double:
            both = [action.id for action in at(place) if double in keys[action.id]]
            raise BadInput("act_key_twice", key=double, actions=both)
    return keys


def _twice(keys: Iterable[str]) -> str:
    """The first key that comes twice, "" when none does."""
    return next((key for key, times in Counter(keys).items() if times > 1), "")
