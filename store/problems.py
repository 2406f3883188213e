"""Every way a use case can say no, each with the exit code of the command line (house.md, "The command line").

A problem carries its sentence as a Say, so that it is told in the reader's language, whoever raised it.
"""

from collections.abc import Sequence

from store.records import Reason, Say


class Problem(Exception):
    """Something that is told to the person in a sentence, never as a traceback."""

    exit_code = 2

    def __init__(self, id: str, /, **args: object) -> None:
        self.say = Say(id, args)
        super().__init__(id, args)


class BadInput(Problem):
    """What was typed, or a file that was given, cannot be used as it is (exit code 2)."""


class Refused(Problem):
    """A rule says no; `reasons` say why, one by one (exit code 1)."""

    exit_code = 1

    def __init__(self, reasons: Sequence[Reason], id: str = "refused", /, **args: object) -> None:
        self.reasons = tuple(reasons)
        super().__init__(id, **args)


def refuse(id: str, /, **args: object) -> Refused:
    """A refusal for one reason that is no gate's."""
    return Refused([Reason(id, Say(id, args))])


class Conflict(Refused):
    """Somebody saved the same row in between; nothing was written (exit code 1)."""


class Busy(Problem):
    """The board is being saved by somebody else or the drive does not answer: try again (exit code 3)."""

    exit_code = 3


class Unusable(Problem):
    """The file is damaged, newer than this program, or no board at all (exit code 4)."""

    exit_code = 4
