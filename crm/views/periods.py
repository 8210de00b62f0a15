"""Stretches of days that a filter names: a day, this month, the last 30 days; and the instants they begin at.

Days are the reader's: they begin at midnight of the reader's zone.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from crm.kernel import clock
from crm.kernel.i18n import time_zone

MOST_DAYS: Final = 36_500
FIRST_YEAR: Final = 1000
LAST_YEAR: Final = 9000
PERIODS: Final = (
    "today", "yesterday", "tomorrow", "week", "last_week", "month", "last_month", "quarter", "year",
    "last_year",
)  # fmt: skip


class Stretch(NamedTuple):
    """From the first day to the one before ``until``; None is open."""

    since: date | None
    until: date | None


def today() -> date:
    """The reader's day."""
    return clock.now().astimezone(ZoneInfo(time_zone())).date()


def period(key: str, *, first_weekday: int = 1) -> Stretch:
    """One of ``PERIODS``, as it is today."""
    now = today()
    if key in ("today", "yesterday", "tomorrow"):
        since = now + timedelta(days={"today": 0, "yesterday": -1, "tomorrow": 1}[key])
        return Stretch(since, since + timedelta(days=1))
    if key.endswith("week"):
        begins = now - timedelta(days=(now.isoweekday() - first_weekday) % 7)
        begins -= timedelta(days=7 * key.startswith("last"))
        return Stretch(begins, begins + timedelta(days=7))
    months = {"month": 1, "quarter": 3, "year": 12}[key.removeprefix("last_")]
    number = now.year * 12 + (now.month - 1) // months * months - months * key.startswith("last")
    return Stretch(_month(number), _month(number + months))


def last(days: int) -> Stretch:
    """From so many days ago to the end of today."""
    return Stretch(today() - timedelta(days=days), today() + timedelta(days=1))


def coming(days: int) -> Stretch:
    """From today over so many days."""
    return Stretch(today(), today() + timedelta(days=days + 1))


def older(days: int) -> Stretch:
    """Before what ``last`` names."""
    return Stretch(None, today() - timedelta(days=days))


def instants(stretch: Stretch) -> tuple[datetime | None, datetime | None]:
    """When the stretch begins, and when it is over, in the reader's zone."""
    return _midnight(stretch.since), _midnight(stretch.until)


def _midnight(day: date | None) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(day, time(), ZoneInfo(time_zone())).astimezone(UTC)


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
