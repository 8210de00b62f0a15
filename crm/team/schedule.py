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


@dataclass(frozen=True, slots=True, order=True)
class Holiday:
    """A day that nobody works on, whatever its weekday. ``name`` may be empty."""

    on: date
    name: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The hours by ISO weekday (1 is Monday; a day that is missing is closed), and the holidays by date."""

    hours: Mapping[int, Hours]
    holidays: tuple[Holiday, ...] = ()

    def hours_on(self, day: date) -> Hours | None:
        """The hours of this very day; None when it is closed."""
        return None if self.holiday_on(day) else self.hours.get(day.isoweekday())

    def holiday_on(self, day: date) -> Holiday | None:
        """The holiday on this day, if it is one."""
        return next((holiday for holiday in self.holidays if holiday.on == day), None)

    def columns(self) -> dict[str, Any]:
        """The schedule as the workspace's row keeps it: hours and minutes, dates of ISO 8601."""
        return {
            "working_hours": {
                str(weekday): [_told(hours.opens), _told(hours.closes)]
                for weekday, hours in sorted(self.hours.items())
            },
            "holidays": [
                {"on": holiday.on.isoformat(), "name": holiday.name} for holiday in sorted(self.holidays)
            ],
        }


def schedule_from(working_hours: Mapping[str, list[str]], holidays: list[dict[str, str]]) -> Schedule:
    """The schedule that ``columns`` told."""
    return Schedule(
        {
            int(weekday): Hours(time.fromisoformat(opens), time.fromisoformat(closes))
            for weekday, (opens, closes) in working_hours.items()
        },
        tuple(Holiday(date.fromisoformat(row["on"]), row["name"]) for row in holidays),
    )


def _told(moment: time) -> str:
    return f"{moment:%H:%M}"
