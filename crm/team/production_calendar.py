"""Reading a production calendar: which days of a year are off, shortened, or worked though of a weekend.

Understood are the files that are passed around in Russia: XML and JSON of xmlcalendar.ru, the table of
data.gov.ru (CSV, one line a year, of which xmlcalendar.ru has a copy), and the row of digits of isdayoff.ru.
Pure: bytes in, days out; nothing is fetched.
"""

import csv
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import StringIO
from typing import Any, Final
from xml.etree import ElementTree

from crm.kernel.forms import clean
from crm.kernel.i18n import LazyText, lazy
from crm.team.schedule import MIDNIGHT, Holiday, Hours, Schedule

LARGEST_BYTES: Final = 1_000_000
YEARS: Final = range(2000, 2101)
LONGEST_NAME: Final = 200
USUAL: Final = Hours(time(9), time(18))
HOUR: Final = timedelta(hours=1)
_BROKEN: Final = (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError)
NOT_READ: Final = lazy(
    "This is no production calendar that we can read. XML, JSON and CSV of xmlcalendar.ru, CSV of data.gov.ru"
    " and the digits of isdayoff.ru can be read."
)
TOO_LARGE: Final = lazy("This file is too large for a calendar.")


class CalendarRefused(ValueError):
    """The file can't be read; ``sentence`` says so to a person."""

    def __init__(self, sentence: LazyText = NOT_READ) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass(frozen=True)
class Year:
    """What a file says of one year. ``whole``: it lists every day off, weekends too.

    ``off`` gives the name of the holiday, empty where the file tells none; ``moved`` says of a day that is
    worked from which day its hours are.
    """

    number: int
    off: Mapping[date, str]
    short: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    whole: bool = False
    moved: Mapping[date, date] = field(default_factory=dict)


def years_in(content: bytes, *, this_year: int) -> list[Year]:
    """The years that a file tells of, from ``this_year`` on; digits alone are taken for this one.

    Raises:
        CalendarRefused: it is no calendar that we know, or none of these years.
    """
    if len(content) > LARGEST_BYTES:
        raise CalendarRefused(TOO_LARGE)
    text = _text(content)
    try:
        found = [year for year in _years(text, this_year) if year.number >= this_year]
    except (*_BROKEN, ElementTree.ParseError, csv.Error):
        raise CalendarRefused from None
    if not found:
        raise CalendarRefused
    return found


def days_for(schedule: Schedule, years: Iterable[Year]) -> list[Holiday]:
    """What these years change about the usual week of a schedule, by date.

    A day off counts where the week is open; a shortened one ends an hour earlier; a weekend that is worked
    gets the hours of the weekday that it stands for, else of the first one that is open.
    """
    days: list[Holiday] = []
    for year in years:
        days += [Holiday(day, name) for day, name in year.off.items() if _counts(day, year, schedule)]
        days += [Holiday(day, "", short) for day in year.short if (short := _shortened(day, schedule))]
        days += [
            Holiday(day, "", _hours_for(year.moved.get(day), schedule))
            for day in year.worked
            if day.isoweekday() not in schedule.hours
        ]
    return sorted({day.on: day for day in days}.values(), key=lambda day: day.on)


def _years(text: str, this_year: int) -> list[Year]:
    if text.startswith("<"):
        return [_from_xml(text)]
    if text.startswith(("{", "[")):
        told = json.loads(text)
        return [_from_json(one) for one in (told if isinstance(told, list) else [told])]
    if re.fullmatch(r"[01248\s]+", text):
        return [_from_digits("".join(text.split()), this_year)]
    return _from_table(text)


def _from_xml(text: str) -> Year:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("a calendar declares nothing")
    root = ElementTree.fromstring(text)  # noqa: S314 (declarations are refused above)
    number = _year(root.attrib["year"])
    names = {row.attrib["id"]: _name(row.attrib.get("title", "")) for row in root.iter("holiday")}
    rows = [(_month_day(number, row.attrib["d"]), row.attrib) for row in root.iter("day")]
    if not rows:
        raise ValueError("no days")
    return Year(
        number,
        off={day: names.get(told.get("h", ""), "") for day, told in rows if told["t"] == "1"},
        short=frozenset(day for day, told in rows if told["t"] == "2"),
        worked=frozenset(day for day, told in rows if told["t"] == "3"),
        moved={day: _month_day(number, told["f"]) for day, told in rows if told["t"] == "3" and "f" in told},
    )


def _from_json(told: Mapping[str, Any]) -> Year:
    number = _year(told["year"])
    return _from_months(number, {int(row["month"]): str(row["days"]) for row in told["months"]})


def _from_table(text: str) -> list[Year]:
    dialect = ";" if text.partition("\n")[0].count(";") > 5 else ","
    rows = [row for row in csv.reader(StringIO(text), delimiter=dialect) if row and row[0].strip().isdigit()]
    if not rows or any(len(row) < 13 for row in rows):
        raise ValueError("not a line for each year and a cell for each month")
    return [_from_months(_year(row[0]), dict(enumerate(row[1:13], start=1))) for row in rows]


def _from_months(number: int, months: Mapping[int, str]) -> Year:
    """Days off by month, ``*`` behind a shortened day, ``+`` behind one that was moved."""
    if sorted(months) != list(range(1, 13)):
        raise ValueError("twelve months")
    off, short = {}, set()
    for month, told in months.items():
        for cell in filter(None, (cell.strip() for cell in told.split(","))):
            day = date(number, month, int(cell.rstrip("*+")))
            if cell.endswith("*"):
                short.add(day)
            else:
                off[day] = ""
    return _whole(number, off, short)


def _from_digits(digits: str, number: int) -> Year:
    first = date(number, 1, 1)
    if len(digits) != (date(number + 1, 1, 1) - first).days:
        raise ValueError("a digit for each day of the year")
    days = {first + timedelta(days=place): digit for place, digit in enumerate(digits)}
    off = {day: "" for day, digit in days.items() if digit in "18"}
    return _whole(number, off, {day for day, digit in days.items() if digit == "2"})


def _whole(number: int, off: Mapping[date, str], short: set[date]) -> Year:
    """A year of which every day off is told: a weekend that isn't one is worked."""
    first = date(number, 1, 1)
    days = (first + timedelta(days=place) for place in range((date(number + 1, 1, 1) - first).days))
    worked = {day for day in days if day.isoweekday() > 5 and day not in off}
    if len(off) < 52 or len(worked) > 52:
        raise ValueError("not the days off of a year")
    return Year(number, off, frozenset(short), frozenset(worked), whole=True)


def _counts(day: date, year: Year, schedule: Schedule) -> bool:
    """Whether a day off changes the week; of a whole year a weekend may be no more than a weekend."""
    return day.isoweekday() in schedule.hours and not (year.whole and day.isoweekday() > 5)


def _shortened(day: date, schedule: Schedule) -> Hours | None:
    hours = schedule.hours.get(day.isoweekday(), USUAL if day.isoweekday() > 5 else None)
    if hours is None:
        return None
    closes = datetime.combine(day + timedelta(days=hours.closes == MIDNIGHT), hours.closes) - HOUR
    earlier = Hours(hours.opens, closes.time())
    return earlier if earlier.opens < earlier.closes else hours


def _hours_for(stands_for: date | None, schedule: Schedule) -> Hours:
    if stands_for is not None and stands_for.isoweekday() in schedule.hours:
        return schedule.hours[stands_for.isoweekday()]
    return next((hours for _weekday, hours in sorted(schedule.hours.items())), USUAL)


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return content.decode(encoding).strip()
        except UnicodeDecodeError:
            continue
    raise CalendarRefused


def _year(told: Any) -> int:
    number = int(told)
    if number not in YEARS:
        raise ValueError("far away")
    return number


def _month_day(year: int, told: str) -> date:
    month, day = told.split(".")
    return date(year, int(month), int(day))


def _name(told: str) -> str:
    return " ".join(str(clean(told)).split())[:LONGEST_NAME]
