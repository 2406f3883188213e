"""Why a date is what it is: each follow-up put into a sentence for `w` and `dealboard why`."""

from store.process import workdays
from store.process.cadence import Derivation
from store.process.lines import CREATED_OVERDUE, REVIEW_TIER, FollowUp
from store.process.playbook import Process
from store.process.vocabulary import ANNIVERSARY
from store.records import Label, Say

WAKE = "wake"


def label(follow: FollowUp, process: Process) -> Label:
    """The short name of a follow-up, for cards and the due list; a wake-up has that of the state it wakes from."""
    if follow.kind != WAKE:
        return process.rule(follow.rule).label
    pool = process.closed("pool")
    return pool.label if pool else Label(follow.rule, follow.rule)


def explain(follow: FollowUp, process: Process) -> Say:
    """How the date came about, in a few sentences; with a warning when a year's days off are not announced."""
    why = follow.why
    match why.form:
        case "quota":
            say = _explain_quota(follow, process)
        case "festival":
            say = _explain_festival(follow, process)
        case "routine":
            say = _explain_routine(follow, process)
        case "obligation" | "own":
            say = _explain_timer(follow, process)
        case _:
            say = _explain_count(follow, process)
    say = _explain_now(follow, process, say)
    return Say("why_unsure", {"why": say, "years": list(why.unsure)}) if why.unsure else say


def _explain_now(follow: FollowUp, process: Process, say: Say) -> Say:
    """What has come to it since: a snooze, an appointment, a flag."""
    if CREATED_OVERDUE in follow.flags:
        say = Say("why_created_overdue", {"why": say})
    if follow.snoozed_to:
        put_off = {"first": follow.first_due, "due": follow.snoozed_to, "times": follow.snoozes}
        say = Say("why_snoozed", {"why": say, **put_off})
    if planned := follow.appointment:
        say = Say("why_planned", {"why": say, "at": planned.at, "kind": process.activity(planned.kind).label})
    return Say("why_review_tier", {"why": say}) if REVIEW_TIER in follow.flags else say


def _explain_count(follow: FollowUp, process: Process) -> Say:
    """Intervals, phases, single touches and wake-ups: base + step, then what moved it."""
    why = follow.why
    args = {"rule": label(follow, process), "raw": why.raw, "then": _then(follow, process)}
    if follow.kind == WAKE:
        return Say("why_wake", args)
    base = _base(why, process)
    base = base if why.base_kind == "touch" else Say("why_no_touch", {"since": base})
    if why.at:
        args["raw"] = follow.at or why.raw
    return Say("why_interval", {**args, "base": base, "step": _step(why.n, why.unit)})


def _explain_timer(follow: FollowUp, process: Process) -> Say:
    """Timers: the event, the step after it or before it, then the days off; or the date a row names itself."""
    why = follow.why
    rule: Label | Say = label(follow, process)
    if follow.what:
        rule = Say("why_named", {"rule": rule, "what": follow.what})
    base = Say("why_at", {"day": why.at or why.base, "cause": _cause(why.base_kind, why.base_what, process)})
    if why.form == "own":
        return Say("why_own", {"rule": rule, "base": base, "due": why.raw})
    raw = (follow.at if not follow.snoozed_to else None) or why.raw
    args = {"rule": rule, "base": base, "raw": raw, "then": _then(follow, process)}
    if not why.n:
        return Say("why_same_day", args)
    return Say("why_forward" if why.n > 0 else "why_backward", {**args, "step": _step(abs(why.n), why.unit)})


def _explain_quota(follow: FollowUp, process: Process) -> Say:
    """Quotas: the days of the period on which a touch is asked for, and which of them is free."""
    why = follow.why
    args: dict[str, object] = {"rule": label(follow, process), "base": _base(why, process)}
    args |= {"first": why.first, "last": why.last, "slots": why.slots, "done": why.done, "due": why.raw}
    return Say("why_quota_later" if why.later else "why_quota", args)


def _explain_festival(follow: FollowUp, process: Process) -> Say:
    """Greetings: which festival, and from when one counts."""
    why = follow.why
    name: Label | Say = Say("why_anniversary")
    if why.base_what != ANNIVERSARY:
        labels = {one.id: one.label for one in workdays.festivals(process.calendar)}
        name = labels.get(why.base_what, Label(why.base_what, why.base_what))
    then: Say | str = Say("why_festival_moved") if why.skipped else ""
    args: dict[str, object] = {"rule": label(follow, process), "festival": name, "day": why.base}
    return Say("why_festival", {**args, "due": follow.first_due, "then": then, "first": why.first})


def _explain_routine(follow: FollowUp, process: Process) -> Say:
    """Routines: the period, and its day."""
    why = follow.why
    args: dict[str, object] = {"rule": label(follow, process), "base": _base(why, process), "raw": why.raw}
    return Say("why_routine", {**args, "first": why.first, "last": why.last, "then": _then(follow, process)})


def _then(follow: FollowUp, process: Process) -> Say | str:
    """What moved a date: a day it may not come before, days off stepped over or not counted."""
    why, due = follow.why, follow.first_due or follow.due
    if why.floor:
        floor = {"floor": why.floor.day, "cause": _cause(why.floor.kind, why.floor.what, process), "due": due}
        return Say("why_floored", floor)
    if not why.skipped:
        return ""
    if due == why.raw:
        return Say("why_not_counted", {"days": len(why.skipped)})
    return Say("why_moved_on" if due > why.raw else "why_moved_back", {"days": len(why.skipped), "due": due})


def _step(n: int, unit: str) -> Say:
    return Say(f"why_{unit}" if n == 1 else f"why_{unit}s", {"n": n})


def _base(why: Derivation, process: Process) -> Say:
    """What was counted from: the last touch, the last time a routine was done, or since when the rule applies."""
    if why.base_kind == "touch":
        return Say("why_last_touch", {"day": why.base, "kind": process.activity(why.base_what).label})
    if why.base_kind == "routine":
        return Say("why_last_done", {"day": why.base})
    return Say("why_since", {"day": why.at or why.base, "cause": _cause(why.base_kind, why.base_what, process)})


def _cause(kind: str, what: str, process: Process) -> Say:
    """What happened on a day that counts: a touch, a tier set, an event, a stage entered, a pause ended."""
    match kind:
        case "tier":
            return Say("why_cause_tier", {"tier": process.tier(*what.split(".", 1)).label})
        case "stage":
            return Say("why_cause_stage", {"stage": process.stage(what).label})
        case "event":
            return _event(what, process)
        case "resume":
            return Say("why_cause_resume")
        case "board":
            return Say("why_cause_board")
    return Say("why_cause_touch")


def _event(name: str, process: Process) -> Say:
    """An event in words: a named one, an activity held, a form complete, a stage entered."""
    kind, colon, what = name.partition(":")
    if not colon:
        return Say(f"why_event_{name}")
    match kind:
        case "activity":
            return Say("why_cause_activity", {"kind": process.activity(what).label})
        case "form":
            return Say("why_cause_form", {"form": process.form(what).label})
    return Say("why_cause_stage", {"stage": process.stage(what).label})
