"""Months, weeks and days with their tasks."""

import calendar
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from babel.dates import format_date, get_day_names

from crm.kernel import clock
from crm.kernel.i18n import _, locale
from crm.tasks.models import Task
from crm.tasks.presenters import when
from crm.tasks.presenters.rows import url

SHOWN_A_DAY: Final = 4
FIRST_HOUR, LAST_HOUR = 8, 19
EARLIEST: Final = date(1970, 2, 1)
LATEST: Final = date(2199, 11, 30)


@dataclass(frozen=True, slots=True)
class Entry:
    """A task in a calendar."""

    id: int
    title: str
    url: str
    clock: str
    is_done: bool
    mood: str
    hue: int
    may_move: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A day and its tasks; ``more`` are those that don't fit. The page fills in ``url`` and ``add``."""

    number: str
    iso: str
    label: str
    inside: bool
    today: bool
    entries: list[Entry]
    more: int = 0
    url: str = ""
    add: str = ""


@dataclass(frozen=True, slots=True)
class Hour:
    """A row of a day."""

    label: str
    hour: str
    entries: list[Entry] = field(default_factory=list)
    now: bool = False
    add: str = ""


def entries(tasks: Sequence[Task], *, movable: Iterable[int]) -> dict[date, list[Entry]]:
    """The tasks by the reader's day, those of the whole day first."""
    found: defaultdict[date, list[Entry]] = defaultdict(list)
    now, today, may = clock.now(), when.today(), set(movable)
    for task in sorted(tasks, key=lambda one: (one.due_at is not None, one.due_order)):
        day = when.day_of(task)
        if day is not None:
            late = task.is_late(now=now, today=today)
            found[day].append(
                Entry(
                    id=task.id, title=task.title, url=url(task.id), is_done=task.done_at is not None,
                    clock=f"{when.here(task.due_at):%H:%M}" if task.due_at else "",
                    mood="late" if late else "", hue=task.category.hue if task.category else 6,
                    may_move=task.id in may and task.done_at is None,
                )
            )  # fmt: skip
    return found


def month_weeks(on: date, first_weekday: int) -> list[list[date]]:
    """The weeks of the month of this day, whole; ``first_weekday`` is ISO's."""
    return calendar.Calendar(first_weekday - 1).monthdatescalendar(on.year, on.month)


def week_days(on: date, first_weekday: int) -> list[date]:
    """The week of this day."""
    first = on - timedelta(days=(on.isoweekday() - first_weekday) % 7)
    return [first + timedelta(days=number) for number in range(7)]


def day_of(on: date, found: dict[date, list[Entry]], *, month: int | None, most: int | None) -> Day:
    """A day with at most so many of its tasks. ``month`` is the one that it may lie beyond."""
    items = found.get(on, [])
    shown = items if most is None or len(items) <= most + 1 else items[:most]
    number = str(on.day) if month is not None else _short(on)
    return Day(
        number, on.isoformat(), when.heading(on), month is None or on.month == month, on == when.today(),
        shown, len(items) - len(shown),
    )  # fmt: skip


def hours_of(on: date, found: dict[date, list[Entry]]) -> list[Hour]:
    """The rows of a day: all day, then the hours that are worked or hold something."""
    items = found.get(on, [])
    hours = [int(item.clock[:2]) for item in items if item.clock]
    current = when.here(clock.now()).hour if on == when.today() else -1
    rows = [Hour(_("All day"), "", [item for item in items if not item.clock])]
    for hour in range(min([FIRST_HOUR, *hours]), max([LAST_HOUR, *hours]) + 1):
        of_hour = [item for item in items if item.clock and int(item.clock[:2]) == hour]
        rows.append(Hour(f"{hour:02}:00", f"{hour:02}:00", of_hour, hour == current))
    return rows


def heads(first_weekday: int) -> list[str]:
    """The names of the days of the week, short, from the first one on."""
    names = get_day_names("abbreviated", context="stand-alone", locale=locale())
    return [when.capital(str(names[(first_weekday - 1 + number) % 7])) for number in range(7)]


def title_of(view: str, on: date, days: Sequence[date]) -> str:
    """The period in words."""
    if view == "month":
        return when.capital(str(format_date(on, "LLLL y", locale=locale())))
    if view == "week":
        first = str(days[0].day) if days[0].month == days[-1].month else _plain(days[0])
        return _("%(first)s – %(last)s", first=first, last=_plain(days[-1]))
    return when.heading(on)


def step(view: str, on: date, number: int) -> date:
    """The same view of the period before or after, within what calendars hold."""
    if view == "month":
        year, month = divmod(on.year * 12 + on.month - 1 + number, 12)
        found = date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))
    else:
        found = on + timedelta(days=number * (7 if view == "week" else 1))
    return min(max(found, EARLIEST), LATEST)


def _short(on: date) -> str:
    return when.capital(str(format_date(on, "EEE d", locale=locale())))


def _plain(on: date) -> str:
    return str(format_date(on, "d MMMM", locale=locale()))
