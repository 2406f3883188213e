"""A line put off: with a reason, within the limits of process.md 3.4; the first date stays for the on-time figure."""

from datetime import date

from store.books.core import Core
from store.books.permissions import matter_of, require
from store.file.writer import Writer
from store.problems import Refused
from store.process.followups import FollowUp
from store.process.snoozes import EXTEND, may_snooze
from store.records import Reason


def lacks(core: Core, follow: FollowUp, to: date, reason: str) -> list[Reason]:
    """Why a line may not be put off to a day by me; empty means it may."""
    return may_snooze(follow, to, reason, core.process, core.calendar, core.today(), extend=core.can(EXTEND))


def put_off(core: Core, follow: FollowUp, to: date, reason: str) -> None:
    """Put a line off to a day (moved to the next working day); raises Refused with every reason why not.

    Whoever is asked may, and whoever may change the deal or customer.
    """
    if reasons := lacks(core, follow, to, reason):
        raise Refused(reasons)
    subject = follow.deal or follow.customer

    def work(writer: Writer) -> None:
        if follow.owner != core.login:
            kind = "deal.edit" if follow.deal else "customer.edit"
            require(core, kind if subject else EXTEND, matter_of(core, subject))
        row = {
            "id": core.new_id(), "rule": follow.rule, "subject": subject, "source": follow.source, "row": follow.row,
            "until": to.isoformat(), "reason": reason.strip(), "by": core.login, "at": core.now().isoformat(),
        }  # fmt: skip
        writer.insert("snooze", {**row, "rev": 1}, action="snooze")

    core.write(work, *([follow.customer] if follow.customer else []))
