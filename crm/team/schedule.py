"""When a workspace works: its hours on each weekday, and its holidays (TEN-4), all in its own time zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

MIDNIGHT: Final = time(0)


@dataclass(frozen=True, slots=True)
class Hours:
    """From when to when a day is worked. ``closes`` at 00:00 is the midnight at the day's end."""

    opens: time
    closes: time

    def covers(self, moment: time) -> bool:
        """Whether this time of the day is working time; the end itself no longer is."""
        return self.opens <= moment and (self.closes == MIDNIGHT or moment < self.closes)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day out of the ordinary: nobody works on it or, with ``hours``, everybody works then.

    So a shortened day before a holiday and a working Saturday are told. ``name`` may be empty.
    """

    on: date
    name: str = ""
    hours: Hours | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """The hours by ISO weekday (1 is Monday; a day that is missing is closed), and the days out of the
    ordinary, by date.
    """

    hours: Mapping[int, Hours]
    holidays: tuple[Holiday, ...] = ()

    def hours_on(self, day: date) -> Hours | None:
        """The hours of this very day; None when it is closed."""
        holiday = self.holiday_on(day)
        return holiday.hours if holiday else self.hours.get(day.isoweekday())

    def holiday_on(self, day: date) -> Holiday | None:
        """What is out of the ordinary on this day, if anything is."""
        return next((holiday for holiday in self.holidays if holiday.on == day), None)

    def columns(self) -> dict[str, Any]:
        """The schedule as the workspace's row keeps it: hours and minutes, dates of ISO 8601."""
        return {
            "working_hours": {
                str(weekday): [_told(hours.opens), _told(hours.closes)]
                for weekday, hours in sorted(self.hours.items())
            },
            "holidays": [
                {"on": holiday.on.isoformat(), "name": holiday.name, **_own_hours(holiday)}
                for holiday in sorted(self.holidays, key=lambda holiday: holiday.on)
            ],
        }


def schedule_from(working_hours: Mapping[str, list[str]], holidays: list[dict[str, str]]) -> Schedule:
    """The schedule that ``columns`` told."""
    return Schedule(
        {
            int(weekday): Hours(time.fromisoformat(opens), time.fromisoformat(closes))
            for weekday, (opens, closes) in working_hours.items()
        },
        tuple(
            Holiday(
                date.fromisoformat(row["on"]), row["name"], _hours_from(row.get("opens"), row.get("closes"))
            )
            for row in holidays
        ),
    )


def _hours_from(opens: str | None, closes: str | None) -> Hours | None:
    return Hours(time.fromisoformat(opens), time.fromisoformat(closes)) if opens and closes else None


def _own_hours(holiday: Holiday) -> dict[str, str]:
    hours = holiday.hours
    return {"opens": _told(hours.opens), "closes": _told(hours.closes)} if hours else {}


def _told(moment: time) -> str:
    return f"{moment:%H:%M}"
