"""When a task is due, in the reader's words and zone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date

from crm.kernel import clock, moments
from crm.kernel.i18n import _, locale, ngettext, time_zone
from crm.tasks.models import Task


@dataclass(frozen=True, slots=True)
class When:
    """A date, short and in full; empty for a task without one."""

    text: str = ""
    iso: str = ""
    exact: str = ""


def today() -> date:
    """The reader's day."""
    return here(clock.now()).date()


def here(at: datetime) -> datetime:
    """The instant on the reader's clock."""
    return at.astimezone(ZoneInfo(time_zone()))


def day_of(task: Task) -> date | None:
    """The reader's day on which the task is due."""
    return here(task.due_at).date() if task.due_at is not None else task.due_on


def due(task: Task) -> When:
    """When the task is due."""
    return of(task.due_on, task.due_at)


def of(due_on: date | None, due_at: datetime | None) -> When:
    """A day, or an instant: "today, 15:30", "tomorrow", "27 Nov"."""
    if due_at is not None:
        text = _("%(day)s, %(time)s", day=day(here(due_at).date()), time=moments.time_of(due_at))
        return When(text, due_at.isoformat(), moments.exact(due_at))
    return When(day(due_on), due_on.isoformat(), moments.date_of(due_on)) if due_on else When()


def day(on: date) -> str:
    """A day as near as it is: "today", "tomorrow", "Fri, 27 Nov", "27.11.2027"."""
    ahead = (on - today()).days
    if -1 <= ahead <= 1:
        return (_("yesterday"), _("today"), _("tomorrow"))[ahead + 1]
    return _near(on, today().year, locale()) if on.year == today().year else moments.date_of(on)


def heading(on: date) -> str:
    """A day over a list: "Thursday, 26 November"."""
    return capital(_heading(on, today().year, locale()))


def capital(text: str) -> str:
    """The text with a large first letter."""
    return text[:1].upper() + text[1:]


def span(minutes: int) -> str:
    """So many minutes: "3 hours", "2 days"."""
    if minutes >= 2 * 24 * 60:
        return ngettext("%(num)s day", "%(num)s days", minutes // (24 * 60))
    if minutes >= 60:
        return ngettext("%(num)s hour", "%(num)s hours", minutes // 60)
    return ngettext("%(num)s minute", "%(num)s minutes", minutes)


def before(minutes: int) -> str:
    """A reminder: "at the time", "10 minutes before"."""
    if minutes == 0:
        return _("At the time")
    if minutes % (24 * 60) == 0:
        return ngettext("%(num)s day before", "%(num)s days before", minutes // (24 * 60))
    if minutes % 60 == 0:
        return ngettext("%(num)s hour before", "%(num)s hours before", minutes // 60)
    return ngettext("%(num)s minute before", "%(num)s minutes before", minutes)


def since(at: datetime, now: datetime) -> str:
    """How an instant stands to now: "due 3 hours ago", "due in 10 minutes"."""
    minutes = int(abs(now - at) / timedelta(minutes=1))
    if now >= at:
        return _("due %(span)s ago", span=span(minutes))
    return _("due in %(span)s", span=span(minutes))


@lru_cache(maxsize=1024)
def _near(on: date, _year: int, language: str) -> str:
    return str(format_date(on, "EEE, d MMM", locale=language)).rstrip(".")


@lru_cache(maxsize=1024)
def _heading(on: date, year: int, language: str) -> str:
    return str(format_date(on, "EEEE, d MMMM" if on.year == year else "EEEE, d MMMM y", locale=language))
