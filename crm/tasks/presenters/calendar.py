"""Months, weeks and days with their tasks."""

import calendar
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode

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
    """A task in a calendar. ``move`` is the page that puts it elsewhere; empty for who may not."""

    id: int
    title: str
    url: str
    clock: str
    is_done: bool
    mood: str
    hue: int
    move: str


@dataclass(frozen=True, slots=True)
class Hour:
    """A row of a day."""

    label: str
    hour: str
    entries: list[Entry] = field(default_factory=list)
    now: bool = False
    add: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day and its tasks; ``more`` are those that don't fit. The page fills in ``url`` and ``add``.

    In a week ``hours`` are its rows, the whole day first; ``entries`` then holds none.
    """

    number: str
    iso: str
    label: str
    inside: bool
    today: bool
    entries: Sequence[Entry] = ()
    more: int = 0
    url: str = ""
    add: str = ""
    hours: tuple[Hour, ...] = ()


def entries(tasks: Sequence[Task], *, movable: Iterable[int], back: str) -> dict[date, list[Entry]]:
    """The tasks by the reader's day, those of the whole day first. ``back``: where moving one leads."""
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
                    move=_move(task, back) if task.id in may and task.done_at is None else "",
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


def month_of(on: date, days: Sequence[date], found: dict[date, list[Entry]]) -> list[Day]:
    """These days with the first of their tasks; ``on`` says of which month."""
    return [_of_month(day, found.get(day, []), is_inside=day.month == on.month) for day in days]


def week_of(days: Sequence[date], found: dict[date, list[Entry]]) -> list[Day]:
    """The days of a week, each with the same hours: those worked, or with something on any of them."""
    hours = _span([item for on in days for item in found.get(on, [])])
    return [
        Day(
            _short(on), on.isoformat(), when.heading(on), True, on == when.today(),
            hours=tuple(_rows(on, found.get(on, []), hours)),
        )
        for on in days
    ]  # fmt: skip


def hours_of(on: date, found: dict[date, list[Entry]]) -> list[Hour]:
    """The rows of a day: all day, then the hours that are worked or hold something."""
    items = found.get(on, [])
    return _rows(on, items, _span(items))


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


def put_off(first_weekday: int) -> list[tuple[str, str]]:
    """The days that a task is most often put off to: label and day."""
    today = when.today()
    week = week_days(today, first_weekday)[0] + timedelta(days=7)
    named = ((_("Today"), today), (_("Tomorrow"), today + timedelta(days=1)), (_("Next week"), week))
    return [(label, day.isoformat()) for label, day in named]


def _of_month(on: date, items: Sequence[Entry], *, is_inside: bool) -> Day:
    shown = items if len(items) <= SHOWN_A_DAY + 1 else items[:SHOWN_A_DAY]
    return Day(
        str(on.day), on.isoformat(), when.heading(on), is_inside, on == when.today(), shown,
        len(items) - len(shown),
    )  # fmt: skip


def _span(items: Sequence[Entry]) -> range:
    """The hours that are worked or hold one of these."""
    hours = [int(item.clock[:2]) for item in items if item.clock]
    return range(min([FIRST_HOUR, *hours]), max([LAST_HOUR, *hours]) + 1)


def _rows(on: date, items: Sequence[Entry], hours: range) -> list[Hour]:
    current = when.here(clock.now()).hour if on == when.today() else -1
    rows = [Hour(_("All day"), "", [item for item in items if not item.clock])]
    for hour in hours:
        of_hour = [item for item in items if item.clock and int(item.clock[:2]) == hour]
        rows.append(Hour(f"{hour:02}:00", f"{hour:02}:00", of_hour, hour == current))
    return rows


def _move(task: Task, back: str) -> str:
    return f"{url(task.id)}/moving?{urlencode({'next': back})}"


def _short(on: date) -> str:
    return when.capital(str(format_date(on, "EEE d", locale=locale())))


def _plain(on: date) -> str:
    return str(format_date(on, "d MMMM", locale=locale()))
