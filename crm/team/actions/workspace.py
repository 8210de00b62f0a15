"""The workspace's settings (TEN-4). Changing currency or zone rewrites no stored amount or instant."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crm.kernel.access import Actor
from crm.kernel.errors import Invalid, Stale
from crm.kernel.facts import record
from crm.kernel.i18n import LazyText, lazy
from crm.team.access import MANAGE_WORKSPACE
from crm.team.facts import WorkspaceChanged
from crm.team.forms import HolidayRow, ScheduleForm, WorkspaceForm
from crm.team.models import Workspace
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
        tuple(Holiday(row.on, row.name) for row in form.holidays if row.on is not None),
    )
    return _put_in_force(workspace, schedule.columns(), version=form.version, by=by)


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
