"""What a span of a definition means on the calendar of a workspace.

Working hours and minutes pass while the workspace works; a working day ends at the same time of the next day
that is worked. A workspace that never works, as far as one can see, is counted by the calendar.
Sums are made in UTC: between instants of one zone Python counts what clocks show, not the time that passes.
"""

from datetime import UTC, datetime, timedelta

from crm.team.working_time import WorkingTime
from crm.workflows.definition import Clock, Span, Unit

_LENGTHS = {
    Unit.MINUTES: timedelta(minutes=1),
    Unit.HOURS: timedelta(hours=1),
    Unit.DAYS: timedelta(days=1),
}


def after(span: Span, at: datetime, working: WorkingTime) -> datetime:
    """When the span that begins at this instant is over."""
    found = None
    if span.time is Clock.WORKING:
        if span.unit is Unit.DAYS:
            found = working.plus_days(at, span.amount)
        else:
            found = working.plus(at, span.amount * _LENGTHS[span.unit])
    return found or _by_calendar(span, at, working, span.amount)


def before(span: Span, at: datetime, working: WorkingTime) -> datetime:
    """When the span that is over at this instant begins."""
    found = None
    if span.time is Clock.WORKING:
        if span.unit is Unit.DAYS:
            found = working.minus_days(at, span.amount)
        else:
            found = working.minus(at, span.amount * _LENGTHS[span.unit])
    return found or _by_calendar(span, at, working, -span.amount)


def left(begins: datetime, ends: datetime, clock: Clock, working: WorkingTime) -> timedelta:
    """How much of this clock's time lies between; nothing if the end has passed."""
    if clock is Clock.WORKING and working.next_working(begins) is not None:
        return working.between(begins, ends)
    return max(ends.astimezone(UTC) - begins.astimezone(UTC), timedelta())


def resumed(at: datetime, seconds: float, clock: Clock, working: WorkingTime) -> datetime:
    """When so much of this clock's time has passed since."""
    amount = timedelta(seconds=seconds)
    found = working.plus(at, amount) if clock is Clock.WORKING else None
    return found or at.astimezone(UTC) + amount


def _by_calendar(span: Span, at: datetime, working: WorkingTime, amount: int) -> datetime:
    if span.unit is Unit.DAYS:
        return working.plus_calendar_days(at, amount)
    return at.astimezone(UTC) + amount * _LENGTHS[span.unit]
