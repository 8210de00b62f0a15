"""Arithmetic on working time: pure functions of a schedule, time zones and instants (CAS-4).

A day's work lasts from the first to the last instant whose time of day, on the zone's clock, is within its
hours. Where clocks are put forward over an opening or closing time, the instant of the change stands for it;
where they are put back over it, the stretch is the shorter one, so that the clock never shows a time outside
of the hours. Whatever is not found within ``FAR`` days is None: no schedule makes anything loop.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from crm.team.schedule import MIDNIGHT, Hours, Schedule

FAR: Final = 20 * 366
DAY: Final = timedelta(days=1)
NONE: Final = timedelta()
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Work without a break, from an instant to another; the end itself no longer is working time."""

    begins: datetime
    ends: datetime

    def covers(self, at: datetime) -> bool:
        """Whether this instant is within."""
        return self.begins <= at < self.ends


@dataclass(frozen=True)
class WorkingTime:
    """When a schedule's hours are, on the clocks of one zone. Instants are aware and come back in UTC."""

    schedule: Schedule
    zone: ZoneInfo

    def on(self, day: date) -> Stretch | None:
        """The work of this day; None when it is closed, or when a change of clocks leaves nothing of it."""
        hours = self._hours_on(day)
        if hours is None:
            return None
        last = day + DAY if hours.closes == MIDNIGHT else day
        begins = _instant(day, hours.opens, self.zone, twice=True)
        ends = _instant(last, hours.closes, self.zone, twice=False)
        if begins >= ends:
            begins = _instant(day, hours.opens, self.zone, twice=False)
        return Stretch(begins, ends) if begins < ends else None

    def is_working(self, at: datetime) -> bool:
        """Whether it is working time now."""
        stretch = self.on(self._day(at))
        return stretch is not None and stretch.covers(at)

    def next_working(self, at: datetime) -> datetime | None:
        """This instant if it is working time, else the next opening; None if there is none."""
        ahead = next(self._ahead(at), None)
        return ahead.begins if ahead else None

    def plus(self, at: datetime, amount: timedelta) -> datetime | None:
        """The instant by which so much working time has passed since; None if that never is.

        Exactly at a day's end rather than at the next one's beginning. Nothing added is ``next_working``.
        """
        if amount <= NONE:
            return self.next_working(at)
        for stretch in self._ahead(at):
            length = stretch.ends - stretch.begins
            if amount <= length:
                return stretch.begins + amount
            amount -= length
        return None

    def minus(self, at: datetime, amount: timedelta) -> datetime | None:
        """The latest instant from which so much working time passes until then; None if there is none."""
        for stretch in self._behind(at):
            length = stretch.ends - stretch.begins
            if amount <= length:
                return stretch.ends - amount
            amount -= length
        return None

    def plus_days(self, at: datetime, days: int) -> datetime | None:
        """The same time of day so many working days later, within that day's hours."""
        begins = self.next_working(at)
        return self._days_away(begins, self._day(begins), days, DAY) if begins else None

    def minus_days(self, at: datetime, days: int) -> datetime | None:
        """The same time of day so many working days earlier, within that day's hours."""
        for day in self._days(at, -DAY):
            stretch = self.on(day)
            if stretch is not None and stretch.begins <= at:
                return self._days_away(min(at, stretch.ends), day, days, -DAY)
        return None

    def plus_calendar_days(self, at: datetime, days: int) -> datetime:
        """The same time of day so many days later, or earlier if it is less than nothing, worked or not."""
        local = at.astimezone(self.zone)
        return _instant(local.date() + days * DAY, local.time(), self.zone, twice=bool(local.fold))

    def between(self, begins: datetime, ends: datetime) -> timedelta:
        """How much working time there is between two instants; nothing if they are the wrong way round."""
        passed, ends = NONE, ends.astimezone(UTC)
        for stretch in self._ahead(begins):
            if stretch.begins >= ends:
                break
            passed += min(stretch.ends, ends) - stretch.begins
        return passed

    def _days_away(self, at: datetime, day: date, days: int, by: timedelta) -> datetime | None:
        """Count worked days from this one in this direction, and keep the time of ``at``."""
        since_midnight = at.astimezone(self.zone).replace(tzinfo=None) - datetime.combine(day, MIDNIGHT)
        for _day in range(FAR):
            if days == 0:
                break
            day += by
            days -= self.on(day) is not None
        stretch = self.on(day)
        if days or stretch is None:
            return None
        wall = datetime.combine(day, MIDNIGHT) + since_midnight
        wanted = _instant(wall.date(), wall.time(), self.zone, twice=False)
        return min(max(wanted, stretch.begins), stretch.ends)

    def _ahead(self, at: datetime) -> Iterator[Stretch]:
        """The stretches from this instant on, the first one cut."""
        at = at.astimezone(UTC)
        for day in self._days(at, DAY):
            stretch = self.on(day)
            if stretch is not None and stretch.ends > at:
                yield Stretch(max(stretch.begins, at), stretch.ends)

    def _behind(self, at: datetime) -> Iterator[Stretch]:
        """The stretches before this instant, the nearest first and cut."""
        at = at.astimezone(UTC)
        for day in self._days(at, -DAY):
            stretch = self.on(day)
            if stretch is not None and stretch.begins < at:
                yield Stretch(stretch.begins, min(stretch.ends, at))

    def _days(self, at: datetime, by: timedelta) -> Iterator[date]:
        """The days from that of the instant on, or back; none if nobody ever works.

        From the day before or after it: a midnight may belong to both, and zones differ from each other.
        """
        if not self.schedule.hours and not any(self._own_hours.values()):
            return
        first = self._day(at) - by
        yield from (first + number * by for number in range(FAR))

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _hours_on(self, day: date) -> Hours | None:
        if day in self._own_hours:
            return self._own_hours[day]
        return self.schedule.hours.get(day.isoweekday())

    @cached_property
    def _own_hours(self) -> dict[date, Hours | None]:
        """The days out of the ordinary: ``Schedule.hours_on`` walks a list."""
        return {holiday.on: holiday.hours for holiday in self.schedule.holidays}


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When somebody wants to hear nothing, on their own clock; over midnight if it ends before it begins.

    Times of day that are equal mean no hours.
    """

    begins: time
    ends: time

    def cover(self, moment: time) -> bool:
        """Whether this time of day is quiet; the end itself no longer is."""
        if self.begins <= self.ends:
            return self.begins <= moment < self.ends
        return moment >= self.begins or moment < self.ends

    def over(self, at: datetime, zone: tzinfo) -> datetime:
        """This instant if it isn't quiet, else the end of the quiet hours that it falls in.

        An end that clocks skip is the instant of the change; of one that they show twice it is the first.
        """
        local = at.astimezone(zone)
        if not self.cover(local.time()):
            return at
        day = local.date() if local.time() < self.ends else local.date() + DAY
        first = _instant(day, self.ends, zone, twice=False)
        return first if first > at else max(at, _instant(day, self.ends, zone, twice=True))


def delivery(
    at: datetime, *, schedule: Schedule, zone: ZoneInfo, quiet: QuietHours | None = None
) -> datetime:
    """When a reminder or an escalation of this instant reaches somebody whose clocks show this zone (CAS-4).

    Within the workspace's hours as the recipient's clock reads them, and outside of their quiet hours. Where
    no instant of the next days is both, quiet hours win; a workspace without hours is always at work.
    """
    theirs = WorkingTime(schedule, zone)
    begun = at
    for _try in range(14):
        at = theirs.next_working(at) or at
        awake = quiet.over(at, zone) if quiet else at
        if awake == at:
            return at
        at = awake
    return quiet.over(begun, zone) if quiet else begun


def _instant(day: date, moment: time, zone: tzinfo, *, twice: bool) -> datetime:
    """The instant at which clocks of the zone show this; of two, the second one if ``twice`` says so.

    A time that clocks skip stands for the instant at which they skip it.
    """
    wall = datetime.combine(day, moment)
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if first == second:
        return first
    if first < second:
        return second if twice else first
    return _skipped(second, first, zone)


def _skipped(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """The instant between these at which the zone's clocks are put forward."""
    old = before.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
