"""Instants and numbers as the reader writes them, in their language and time zone (L10-1).

A list tells the same minutes again and again, and Babel takes its time: what was told is kept.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal

from crm.kernel.clock import now
from crm.kernel.i18n import _, locale, time_zone


def short(at: datetime) -> str:
    """The instant as a list shows it: 15:30 today, "yesterday", "20 Nov" this year, else the whole date."""
    here, today = _here(at), _here(now()).date()
    if here.date() == today - timedelta(days=1):
        return _("yesterday")
    return _short(here, today, locale())


def exact(at: datetime) -> str:
    """The instant in full, for hovering over it: 22 November 2026, 15:30."""
    return _exact(_here(at), locale())


def day(at: datetime) -> str:
    """The day as a heading of a history: "Today", "Yesterday, 21 November", "3 November 2025"."""
    here, today = _here(at).date(), _here(now()).date()
    if here == today:
        return _("Today")
    told = str(format_date(here, "d MMMM" if here.year == today.year else "d MMMM y", locale=locale()))
    return _("Yesterday, %(day)s", day=told) if here == today - timedelta(days=1) else told


def time_of(at: datetime) -> str:
    """The time of day: 15:30."""
    return str(format_time(_here(at), "HH:mm", locale=locale()))


def date_of(on: date) -> str:
    """A day, whole and short: 22.11.2026 or 22 Nov 2026."""
    return _day_of(on, locale())


def instant(at: datetime) -> str:
    """An instant, whole and short: 22.11.2026, 15:30 or 22 Nov 2026, 15:30."""
    here = _here(at)
    return f"{_day_of(here.date(), locale())}, {here:%H:%M}"


def today() -> date:
    """The day on the reader's clock."""
    return _here(now()).date()


def number(value: int) -> str:
    """A whole number with the reader's thousands: 1,000 or 1 000."""
    return str(format_decimal(value, locale=locale()))


def decimal(value: float) -> str:
    """A number with at most one digit after the reader's comma: 1.4, 12."""
    return str(format_decimal(value, "#,##0.#", locale=locale()))


def _here(at: datetime) -> datetime:
    """The minute on the reader's clock, without the zone: one instant in two zones is one key to a cache."""
    return at.astimezone(ZoneInfo(time_zone())).replace(second=0, microsecond=0, tzinfo=None)


@lru_cache(maxsize=4096)
def _short(here: datetime, today: date, language: str) -> str:
    if here.date() == today:
        return str(format_time(here, "HH:mm", locale=language))
    if here.year == today.year:
        return str(format_date(here, "d MMM", locale=language)).rstrip(".")
    return _day_of(here.date(), language)


@lru_cache(maxsize=4096)
def _day_of(on: date, language: str) -> str:
    return str(format_date(on, "dd.MM.y" if language == "ru" else "d MMM y", locale=language))


@lru_cache(maxsize=4096)
def _exact(here: datetime, language: str) -> str:
    return str(format_datetime(here, "d MMMM y, HH:mm", locale=language))
