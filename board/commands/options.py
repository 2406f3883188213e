"""The options every command takes, known to the quick start of the board and to click alike.

The board alone (`dealboard --lang en`) must open without paying for click, so these few are read here by hand;
tree.py gives the same table to click. Only the standard library is imported.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Everywhere(NamedTuple):
    """An option that stands before or after any command: its flag, the wish it sets, what its value is called.

    `help` is a field of Words. A `metavar` of "" means a switch without a value. `start` says it also goes with the
    board itself, without a command.
    """

    flag: str
    wish: str
    metavar: str
    help: str
    start: bool = True


EVERYWHERE = (
    Everywhere("--board", "board", "FILE", "cmd_opt_board"),
    Everywhere("--as", "login", "LOGIN", "cmd_opt_as"),
    Everywhere("--on", "on", "TIME", "cmd_opt_on"),
    Everywhere("--lang", "lang", "zh|en", "cmd_opt_lang"),
    Everywhere("--json", "json", "", "cmd_opt_json", start=False),
)


def wishes_alone(args: Sequence[str]) -> Mapping[str, str] | None:
    """The wishes when `args` are options of the board itself and nothing else, else None (then click reads them)."""
    flags = {option.flag: option for option in EVERYWHERE if option.start}
    wishes: dict[str, str] = {}
    rest = list(args)
    while rest:
        flag, equals, value = rest.pop(0).partition("=")
        if flag not in flags or (not equals and not rest):
            return None
        wishes[flags[flag].wish] = value if equals else rest.pop(0)
    return wishes


def wished(args: Sequence[str], wish: str) -> str:
    """The value of one wish wherever it stands in `args`, "" when it is not there.

    For what must be known before the arguments are read: the language of help and of usage errors.
    """
    flag = next(option.flag for option in EVERYWHERE if option.wish == wish)
    for place, word in enumerate(args):
        if word == "--":
            break
        if word.startswith(f"{flag}="):
            return word.partition("=")[2]
        if word == flag and place + 1 < len(args):
            return args[place + 1]
    return ""
