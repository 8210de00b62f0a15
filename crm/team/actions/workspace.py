"""The workspace's settings (TEN-4). Changing currency or zone rewrites no stored amount or instant."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from crm.kernel import clock
from crm.kernel.access import Actor
from crm.kernel.errors import Invalid, Stale
from crm.kernel.facts import record
from crm.kernel.i18n import LazyText, lazy
from crm.team.access import MANAGE_WORKSPACE
from crm.team.facts import WorkspaceChanged
from crm.team.forms import MOST_HOLIDAYS, HolidayRow, ScheduleForm, WorkspaceForm
from crm.team.models import Workspace
from crm.team.production_calendar import CalendarRefused, days_for, years_in
from crm.team.schedule import Holiday, Hours, Schedule


def change_settings(workspace: Workspace, form: WorkspaceForm, *, by: Actor) -> bool:
    """Put the settings in force; returns whether anything is new.

    Raises:
        Stale: somebody changed them since ``form.version``.
    Records: WorkspaceChanged, if anything is new.
    """
    by.must(MANAGE_WORKSPACE)
    return _put_in_force(workspace, form.model_dump(exclude={"version"}), version=form.version, by=by)


def change_schedule(workspace: Workspace, form: ScheduleForm, *, by: Actor) -> bool:
    """Put working hours and holidays in force; returns whether anything is new.

    Raises:
        Invalid: a day is a holiday twice.
        Stale: somebody changed the settings since ``form.version``.
    Records: WorkspaceChanged, if anything is new.
    """
    by.must(MANAGE_WORKSPACE)
    _must_be_distinct(form.holidays)
    schedule = Schedule(
        {
            weekday: Hours(day.opens, day.closes)
            for weekday, day in enumerate(form.days, start=1)
            if day.works and day.opens is not None and day.closes is not None
        },
        tuple(Holiday(row.on, row.name, _hours_of(row)) for row in form.holidays if row.on is not None),
    )
    return _put_in_force(workspace, schedule.columns(), version=form.version, by=by)


def add_production_calendar(workspace: Workspace, content: bytes, *, by: Actor) -> int:
    """Add what a production calendar says of this year and later ones; days that are listed stay as they are.

    Returns how many days are new.

    Raises:
        Invalid: the file can't be read, or the list would be too long.
    Records: WorkspaceChanged, if anything is new.
    """
    by.must(MANAGE_WORKSPACE)
    today = clock.now().astimezone(ZoneInfo(workspace.time_zone)).date()
    try:
        years = years_in(content, this_year=today.year)
    except CalendarRefused as refused:
        raise Invalid({"calendar": refused.sentence}) from None
    schedule = workspace.schedule
    listed = {holiday.on for holiday in schedule.holidays}
    new = [day for day in days_for(schedule, years) if day.on not in listed]
    days = (*schedule.holidays, *new)
    if len(days) > MOST_HOLIDAYS:
        raise Invalid({"calendar": lazy("The list would be too long. Remove days of past years first.")})
    _put_in_force(workspace, Schedule(schedule.hours, days).columns(), version=workspace.version, by=by)
    return len(new)


def _hours_of(row: HolidayRow) -> Hours | None:
    return Hours(row.opens, row.closes) if row.opens is not None and row.closes is not None else None


def _must_be_distinct(rows: Sequence[HolidayRow]) -> None:
    seen: set[date] = set()
    twice: dict[str, LazyText | str] = {}
    for number, row in enumerate(rows):
        if row.on in seen:
            twice[f"holidays.{number}.on"] = lazy("This day is in the list already.")
        if row.on is not None:
            seen.add(row.on)
    if twice:
        raise Invalid(twice)


def _put_in_force(workspace: Workspace, values: Mapping[str, Any], *, version: int, by: Actor) -> bool:
    """Change what is new, under the one version of all settings."""
    if workspace.version != version:
        raise Stale
    changed = [field for field, value in values.items() if getattr(workspace, field) != value]
    if not changed:
        return False
    for field in changed:
        setattr(workspace, field, values[field])
    workspace.version += 1
    record(WorkspaceChanged(fields=changed, version=workspace.version), by=by)
    return True
