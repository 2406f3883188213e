"""Days and times beside each other: compared by the hour where both know it, else by the day."""

from datetime import UTC, date, datetime, timedelta

from store.process.facts import Moment


def day_of(moment: Moment) -> date:
    """The local day of a moment; a time is in the team's zone already."""
    return moment.date() if isinstance(moment, datetime) else moment


def before(one: Moment, other: Moment) -> bool:
    """Whether one moment lies before the other, as far as both are known."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one < other
    return day_of(one) < day_of(other)


def order(moment: Moment) -> tuple[date, float]:
    """For sorting: by day, a day without a time after the times of that day."""
    return (day_of(moment), moment.timestamp() if isinstance(moment, datetime) else float("inf"))


def later(moment: datetime, seconds: int) -> datetime:
    """So many seconds on by the clock (back when negative), whatever the zone does meanwhile."""
    return (moment.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(moment.tzinfo)


def distance(one: Moment, other: Moment) -> tuple[int, float]:
    """How far two moments lie apart, for finding the nearest: days, then seconds where both know the time."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return 0, abs((one - other).total_seconds())
    return 0, abs((day_of(one) - day_of(other)).days) * 86400.0
