"""What a check of a playbook finds: sentences that name the file, the place in it and what was expected there."""

import difflib
from collections.abc import Iterable, Sequence

from store.records import Say

_OFFERED = 12  # names shown; of more only the nearest
_NEAREST = 6
_SHOWN = 60  # characters shown of a value
_MOST = 100  # problems noted of one file: who has more begins with these


class Findings:
    """The sentences about one file, in the order found."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.says: list[Say] = []

    def add(self, id: str, key: str = "", **args: object) -> None:
        """Note what is wrong at `key` ("stages.lead.items.call.by"); `id` is the field of Words without its prefix."""
        if len(self.says) == _MOST:
            return
        place = {"key": key} if key else {}
        self.says.append(Say(f"playbook_{id}", {"file": self.file, **place, **args}))

    def unknown(self, key: str, what: str, name: str, known: Iterable[str]) -> None:
        """Note that `key` names a thing that does not exist; `what` is a noun of Words ("stage")."""
        say = Say(f"playbook_what_{what}")
        self.add("ref_unknown", key, what=say, name=quoted(name), known=offer(name, known))


def offer(name: str, known: Iterable[str]) -> list[str]:
    """What could have been meant: everything there is, or the names nearest to the one given."""
    names: Sequence[str] = list(dict.fromkeys(known))
    if len(names) <= _OFFERED:
        return list(names)
    return [*difflib.get_close_matches(name, names, n=_NEAREST, cutoff=0.0), "…"]


def an_id(what: str) -> Say:
    """What is expected where the id of a `what` ("stage") should stand."""
    return Say("playbook_kind_id", {"what": Say(f"playbook_what_{what}")})


def quoted(value: object) -> str:
    """A value of the file as it may be shown: on one line, cut, and without characters that steer a terminal."""
    text = value if isinstance(value, str) else _plain(value)
    clean = "".join(char if char.isprintable() else "·" for char in text[: _SHOWN + 1])
    return clean if len(clean) <= _SHOWN else clean[:_SHOWN] + "…"


def written(value: object) -> str:
    """A value as it would stand in the file, text in quotes, so that "7" and 7 differ."""
    return f'"{quoted(value)}"' if isinstance(value, str) else quoted(value)


def _plain(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case list() | tuple():
            return "[" + ", ".join(_plain(one) for one in value[:3]) + (", …]" if len(value) > 3 else "]")
        case dict():
            return "{" + ", ".join(str(key) for key in list(value)[:5]) + ("…}" if len(value) > 5 else "}")
        case _:
            return str(value)
