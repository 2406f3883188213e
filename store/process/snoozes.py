"""May a line be put off: with a reason, not too far, not too often (process.md 3.4, snooze)."""

from datetime import date, timedelta

from store.process.lines import FollowUp
from store.process.playbook import Process
from store.process.workdays import Calendar
from store.records import Reason, Say

EXTEND = "snooze.extend"  # who has this right may put a line off once more


def may_snooze(
    follow: FollowUp, to: date, reason: str, process: Process, calendar: Calendar, today: date, *, extend: bool = False
) -> list[Reason]:
    """Why a line may not be put off to a day; empty means it may.

    `extend`: whether the person has a role with the right EXTEND. The day that counts is the working day it becomes.
    """
    found = []
    most, times = process.settings["snooze_max_days"], process.settings["snooze_max_times"]
    day, last = calendar.next(to), today + timedelta(most)
    if not reason.strip():
        found.append(_no("snooze_reason_missing"))
    if day <= today or day <= follow.due:
        found.append(_no("snooze_not_later", day=day, due=follow.due))
    elif most == 0:
        found.append(_no("snooze_never"))
    elif day > last:
        found.append(_no("snooze_too_far", day=day, last=last, days=most))
    if follow.snoozes >= times and not extend:
        roles = [process.role(role).label for role in process.roles_with(EXTEND)]
        found.append(_no("snooze_too_often", times=follow.snoozes, roles=roles) if roles else _no("snooze_never"))
    return found


def _no(id: str, **args: object) -> Reason:
    return Reason(id, Say(id, args), source="process.md 3.4")
