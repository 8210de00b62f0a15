"""When somebody is not to be disturbed, and when the summary of their day comes: arithmetic on clocks alone.

All times of day are on the wall clock of a zone, so that a night with a change of the clock is an hour
longer or shorter like any other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from crm.team.working_time import QuietHours

MOST_STEPS: Final = 800
"""More than a year of nights and days off: whoever is never to be disturbed is mailed all the same."""
_DAY: Final = timedelta(days=1)
IsDayOff = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Quiet(QuietHours):
    """When mails wait, every day. ``days_off`` are quiet as a whole too, if the person wants it."""

    days_off: bool = False


def loud_from(at: datetime, quiet: Quiet | None, *, zone: tzinfo, is_day_off: IsDayOff) -> datetime:
    """The first instant from ``at`` on that is not quiet: ``at`` itself if it isn't. In UTC.

    It ends also where all is quiet for ever.
    """
    if quiet is None:
        return at
    found = at
    for _step in range(MOST_STEPS):
        here = found.astimezone(zone)
        if quiet.days_off and is_day_off(here.date()):
            found = on_clock(here.date() + _DAY, time(0), zone, after=found)
        elif quiet.cover(here.time()):
            found = quiet.over(found, zone)
        else:
            return found
    return at


def digest_after(at: datetime, digest_at: time, *, zone: tzinfo) -> datetime:
    """The next time that a summary at this time of day is due, later than ``at``. In UTC."""
    today = at.astimezone(zone).date()
    due = on_clock(today, digest_at, zone)
    return due if due > at else on_clock(today + _DAY, digest_at, zone)


def on_clock(day: date, moment: time, zone: tzinfo, *, after: datetime | None = None) -> datetime:
    """The instant at which a clock in the zone shows this. In UTC.

    A time that a change of the clock leaves out is as much later as it jumped. Of one that comes twice it is
    the first, or the second if the first is not ``after``.
    """
    local = datetime.combine(day, moment, tzinfo=zone)
    found = local.astimezone(UTC)
    return found if after is None or found > after else local.replace(fold=1).astimezone(UTC)
