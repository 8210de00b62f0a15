"""What a line is understood as, and what is known while it is being read."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from crm.tasks.recurrence import Rule

LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Understood:
    """A line in its parts. ``due_at`` is on the reader's clock, without a zone.

    ``names`` may be those of contacts, ``people`` colleagues after an ``@``, both as they stand in the line.
    """

    title: str
    due_on: date | None = None
    due_at: datetime | None = None
    rule: Rule | None = None
    is_urgent: bool = False
    names: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


@dataclass(slots=True)
class Reading:
    """What was met so far. ``now`` is the reader's clock; each kind is taken from the line but once."""

    now: datetime
    day: date | None = None
    clock: time | None = None
    instant: datetime | None = None
    rule: Rule | None = None
    month_days: tuple[int, ...] = ()
    is_urgent: bool = False
    taken: set[str] = field(default_factory=set)

    @property
    def today(self) -> date:
        """The reader's day."""
        return self.now.date()

    def in_days(self, number: int) -> date | None:
        """So many days from today; None beyond what calendars hold."""
        try:
            return self.today + timedelta(days=number)
        except OverflowError:
            return None

    def weekday(self, number: int, *, next_week: bool = False) -> date:
        """The next such day after today, or the one of the next week."""
        if next_week:
            monday = self.today - timedelta(days=self.today.weekday()) + timedelta(weeks=1)
            return monday + timedelta(days=number)
        return self.today + timedelta(days=(number - self.today.weekday() - 1) % 7 + 1)

    def in_months(self, number: int) -> date | None:
        """So many months from today, at the last day of a shorter month."""
        year, month = divmod(self.today.year * 12 + self.today.month - 1 + number, 12)
        for day in (self.today.day, 30, 29, 28):
            try:
                return date(year, month + 1, day)
            except ValueError:
                continue
        return None

    def on(self, day: int, month: int | None = None, year: int | None = None) -> date | None:
        """This day, of the next month that has it or of the next year, if these are not said."""
        if month is None:
            return next((one for one in self._of_coming_months(day) if one >= self.today), None)
        years = (year,) if year else range(self.today.year, self.today.year + 9)
        days = (_date(one, month, day) for one in years)
        return next((one for one in days if one and (year or one >= self.today)), None)

    def _of_coming_months(self, day: int) -> list[date]:
        first = self.today.year * 12 + self.today.month - 1
        days = (_date((first + step) // 12, (first + step) % 12 + 1, day) for step in range(13))
        return [one for one in days if one]


Take = Callable[[Reading, "re.Match[str]"], bool]
"""Notes in the reading what a match says; False leaves it in the line."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words of time. ``kind`` is met once in a line: a day, a time, a rule."""

    kind: str
    words: re.Pattern[str]
    take: Take


def pattern(kind: str, words: str, take: Take) -> Pattern:
    """A pattern between the borders of words."""
    return Pattern(kind, re.compile(rf"(?<![\w@#.:-])(?:{words})(?![\w]|[-:]\w|\.\d)"), take)


def at(hour: int, minute: int = 0, *, half: str = "") -> time | None:
    """A time of day; ``half`` is ``am`` or ``pm``. From one to six without it is the afternoon's."""
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    elif not half and 1 <= hour <= 6:
        hour += 12
    return time(hour, minute) if hour <= 23 and minute <= 59 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1970 <= year <= 2199 else None
    except ValueError:
        return None
