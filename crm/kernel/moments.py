"""Instants and numbers as the reader writes them, in their language and time zone (L10-1)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_skeleton, format_time
from babel.numbers import format_decimal

from crm.kernel.clock import now
from crm.kernel.i18n import _, locale, time_zone


def short(at: datetime) -> str:
    """The instant as a list shows it: 15:30 today, "yesterday", "20 Nov" this year, else the whole date."""
    here, today = _here(at), _here(now()).date()
    if here.date() == today:
        return time_of(at)
    if here.date() == today - timedelta(days=1):
        return _("yesterday")
    if here.year == today.year:
        return str(format_skeleton("MMMd", here, locale=locale())).rstrip(".")
    return str(format_date(here, "short" if locale() == "ru" else "medium", locale=locale()))


def exact(at: datetime) -> str:
    """The instant in full, for hovering over it: 22 November 2026, 15:30."""
    return str(format_datetime(_here(at), "d MMMM y, HH:mm", locale=locale()))


def day(at: datetime) -> str:
    """The day as a heading of a history: "Today", "Yesterday, 21 November", "3 November 2025"."""
    here, today = _here(at).date(), _here(now()).date()
    told = _day_of(here, this_year=here.year == today.year)
    if here == today:
        return _("Today")
    return _("Yesterday, %(day)s", day=told) if here == today - timedelta(days=1) else told


def time_of(at: datetime) -> str:
    """The time of day: 15:30."""
    return str(format_time(_here(at), "HH:mm", locale=locale()))


def number(value: int) -> str:
    """A whole number with the reader's thousands: 1,000 or 1 000."""
    return str(format_decimal(value, locale=locale()))


def _here(at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(time_zone()))


def _day_of(day_: date, *, this_year: bool) -> str:
    return str(format_date(day_, "d MMMM" if this_year else "d MMMM y", locale=locale()))
