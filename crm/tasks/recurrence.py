"""Rules of recurrence: the part of RFC 5545 (3.3.10) that people plan by, and the day that comes next.

``FREQ`` daily, weekly, monthly or yearly with ``INTERVAL``, ``BYDAY``, ``BYMONTHDAY``, ``BYSETPOS``,
``COUNT`` and ``UNTIL``; weeks begin on Monday. A rule goes on from the task that carries it: the next day is
the first one after that task's day, counted as if the rule began there. Pure: days in, days out.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES: Final = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
WEEKDAYS: Final = (0, 1, 2, 3, 4)
MOST: Final = 999
LONGEST: Final = 200
LAST_YEAR: Final = 2199
MOST_TRIED: Final = 1_200
"""So many periods are looked through for the next day: a hundred years of months."""
_DAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T\d{6}Z?)?")
_NUMBER = re.compile(r"-?\d{1,3}")


class NoRule(ValueError):
    """A text is no rule that is understood here."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``by_day``: (which of the month or None, weekday from 0); ``by_month_day``: days of a month.

    ``count`` is how many there are yet, with the one that carries the rule.
    """

    freq: str
    interval: int = 1
    by_day: tuple[tuple[int | None, int], ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_set_pos: tuple[int, ...] = ()
    count: int | None = None
    until: date | None = None

    def __str__(self) -> str:
        """The rule as RFC 5545 writes it."""
        parts = [f"FREQ={self.freq}"]
        parts += [f"INTERVAL={self.interval}"] if self.interval != 1 else []
        days = [f"{which or ''}{DAYS[day]}" for which, day in self.by_day]
        parts += [f"BYDAY={','.join(days)}"] if days else []
        for name, numbers in (("BYMONTHDAY", self.by_month_day), ("BYSETPOS", self.by_set_pos)):
            parts += [f"{name}={','.join(map(str, numbers))}"] if numbers else []
        parts += [f"COUNT={self.count}"] if self.count is not None else []
        parts += [f"UNTIL={self.until:%Y%m%d}"] if self.until is not None else []
        return ";".join(parts)

    def after(self, day: date) -> date | None:
        """The first day after this one, which carries the rule; None where it has ended."""
        if self.count is not None and self.count <= 1:
            return None
        found = next((one for one in _days_from(self, day) if one > day), None)
        return None if found is None or (self.until is not None and found > self.until) else found

    def passed_on(self) -> "Rule":
        """What the next task carries: one fewer is left."""
        return self if self.count is None else replace(self, count=self.count - 1)


def parse(text: str) -> Rule:
    """The rule that the text is.

    Raises:
        NoRule: it is none, or one of a kind that is not understood here.
    """
    body = text.strip().upper().removeprefix("RRULE:")
    if len(body) > LONGEST:
        raise NoRule(text)
    parts = dict(part.partition("=")[::2] for part in body.split(";") if part)
    freq = parts.pop("FREQ", "")
    parts.pop("WKST", None)
    if freq not in FREQUENCIES or parts.keys() - _READERS.keys():
        raise NoRule(text)
    values = {_READERS[name][0]: _READERS[name][1](value) for name, value in parts.items()}
    rule = Rule(freq, **values)  # type: ignore[arg-type] # each reader gives what its field holds
    _check(rule)
    return rule


def weekly(*weekdays: int, interval: int = 1) -> Rule:
    """On these days of the week."""
    return Rule("WEEKLY", interval, by_day=tuple((None, day) for day in sorted(set(weekdays))))


def monthly_on(day: int, interval: int = 1) -> Rule:
    """On this day of the month, or on the last one where a month has no such day."""
    days, position = (tuple(range(28, day + 1)), (-1,)) if day > 28 else ((day,), ())
    if day == 31:
        days, position = (-1,), ()
    return Rule("MONTHLY", interval, by_month_day=days, by_set_pos=position)


def _check(rule: Rule) -> None:
    ordinals = any(which for which, _day in rule.by_day)
    if ordinals and rule.freq != "MONTHLY":
        raise NoRule("BYDAY")
    if rule.by_month_day and rule.freq != "MONTHLY":
        raise NoRule("BYMONTHDAY")
    if rule.by_set_pos and not (rule.freq == "MONTHLY" and (rule.by_day or rule.by_month_day)):
        raise NoRule("BYSETPOS")
    if rule.by_day and rule.freq in ("DAILY", "YEARLY"):
        raise NoRule("BYDAY")
    if rule.by_day and rule.by_month_day:
        raise NoRule("BYDAY")
    if rule.count is not None and rule.until is not None:
        raise NoRule("COUNT")


def _days_from(rule: Rule, day: date) -> Iterator[date]:
    """The days of the rule from the period of this day on; so many periods as are tried at most."""
    for step in range(MOST_TRIED):
        found = _PERIODS[rule.freq](rule, day, step * rule.interval)
        if found is None:
            return
        yield from found


def _daily(rule: Rule, day: date, step: int) -> list[date] | None:
    return _within(day, timedelta(days=step))


def _weekly(rule: Rule, day: date, step: int) -> list[date] | None:
    monday = _within(day - timedelta(days=day.weekday()), timedelta(weeks=step))
    weekdays = sorted({number for _which, number in rule.by_day} or {day.weekday()})
    return [monday[0] + timedelta(days=number) for number in weekdays] if monday else None


def _monthly(rule: Rule, day: date, step: int) -> list[date] | None:
    year, month = divmod(day.year * 12 + day.month - 1 + step, 12)
    if year > LAST_YEAR:
        return None
    last = calendar.monthrange(year, month + 1)[1]
    if rule.by_day:
        numbers = {
            one for which, weekday in rule.by_day for one in _of_month(year, month + 1, which, weekday)
        }
    else:
        wanted = rule.by_month_day or (day.day,)
        numbers = {one if one > 0 else last + 1 + one for one in wanted}
    days = [date(year, month + 1, number) for number in sorted(numbers) if 1 <= number <= last]
    if rule.by_set_pos:
        at = (position - 1 if position > 0 else len(days) + position for position in rule.by_set_pos)
        days = [days[place] for place in sorted(set(at)) if 0 <= place < len(days)]
    return days


def _yearly(rule: Rule, day: date, step: int) -> list[date] | None:
    year = day.year + step
    if year > LAST_YEAR:
        return None
    fits = day.month != 2 or day.day != 29 or calendar.isleap(year)
    return [day.replace(year=year)] if fits else []


_PERIODS: Final = {"DAILY": _daily, "WEEKLY": _weekly, "MONTHLY": _monthly, "YEARLY": _yearly}


def _within(day: date, step: timedelta) -> list[date] | None:
    try:
        found = day + step
    except OverflowError:
        return None
    return [found] if found.year <= LAST_YEAR else None


def _of_month(year: int, month: int, which: int | None, weekday: int) -> list[int]:
    """The days of the month that are this weekday: all, the first …, or from the end."""
    first = (weekday - date(year, month, 1).weekday()) % 7 + 1
    days = list(range(first, calendar.monthrange(year, month)[1] + 1, 7))
    if which is None:
        return days
    place = which - 1 if which > 0 else len(days) + which
    return [days[place]] if 0 <= place < len(days) else []


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= MOST or len(text) > 3:
        raise NoRule(text)
    return int(text)


def _numbers(text: str) -> tuple[int, ...]:
    found = tuple(int(one) for one in text.split(",") if _NUMBER.fullmatch(one) and one.isascii())
    if len(found) != len(text.split(",")) or not all(1 <= abs(one) <= 31 for one in found):
        raise NoRule(text)
    return tuple(sorted(set(found)))


def _weekdays(text: str) -> tuple[tuple[int | None, int], ...]:
    found = [_DAY.fullmatch(one) for one in text.split(",")]
    read = {(int(one[1]) if one[1] else None, DAYS.index(one[2])) for one in found if one}
    if not all(found):
        raise NoRule(text)
    return tuple(sorted(read, key=lambda one: (one[0] or 0, one[1])))


def _day(text: str) -> date:
    found = _UNTIL.fullmatch(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else _refuse(text)
    except ValueError:
        raise NoRule(text) from None


def _refuse(text: str) -> date:
    raise NoRule(text)


_READERS: Final = {
    "INTERVAL": ("interval", _number),
    "COUNT": ("count", _number),
    "BYDAY": ("by_day", _weekdays),
    "BYMONTHDAY": ("by_month_day", _numbers),
    "BYSETPOS": ("by_set_pos", _numbers),
    "UNTIL": ("until", _day),
}
