"""Working hours and holidays of the workspace."""

from collections.abc import Mapping
from typing import Any

from flask import Response, request

from crm.kernel.errors import Invalid, Stale
from crm.kernel.forms import read
from crm.kernel.i18n import _, ngettext
from crm.team import queries
from crm.team.access import MANAGE_WORKSPACE
from crm.team.actions.workspace import add_production_calendar, change_schedule
from crm.team.forms import MOST_HOLIDAYS, ScheduleForm
from crm.team.pages.plane import pages
from crm.team.presenters.people import weekdays, zones
from crm.team.production_calendar import LARGEST_BYTES
from crm.team.schedule import Schedule
from crm.web import here
from crm.web.answers import form_values, go, page, toast


@pages.get("/settings/working-hours", can=MANAGE_WORKSPACE)
def working_hours() -> Response:
    """From when to when each weekday is worked, and on which days nobody works."""
    known = queries.workspace_settings()
    return _form({**_typed(known.schedule), "version": known.version}, {})


@pages.post("/settings/working-hours", can=MANAGE_WORKSPACE)
def change_working_hours() -> Response:
    """Put them in force, unless somebody else was faster."""
    try:
        form = read(ScheduleForm, form_values())
        change_schedule(queries.workspace_settings(), form, by=here.actor())
    except Invalid as error:
        return _form(form_values(), error.fields, status=422)
    except Stale as error:
        return _form(form_values(), {"form": error.text}, status=412)
    toast(_("Saved."))
    return go("team.working_hours")


@pages.post("/settings/working-hours/calendar", can=MANAGE_WORKSPACE)
def add_calendar() -> Response:
    """Add the days of a production calendar, from a file."""
    known = queries.workspace_settings()
    try:
        number = add_production_calendar(known, _uploaded(), by=here.actor())
    except Invalid as error:
        return _form({**_typed(known.schedule), "version": known.version}, error.fields, status=422)
    toast(ngettext("%(num)s day added.", "%(num)s days added.", number))
    return go("team.working_hours")


def _uploaded() -> bytes:
    """The file; of one that is too large as much as shows that."""
    file = request.files.get("calendar")
    content = file.stream.read(LARGEST_BYTES + 1) if file else b""
    if not content:
        raise Invalid({"calendar": _("Choose a file.")})
    return content


def _typed(schedule: Schedule) -> dict[str, Any]:
    """The schedule as its form would send it; a closed day proposes the usual hours."""
    kept = schedule.columns()
    days = [
        {"works": str(number) in kept["working_hours"], "opens": opens, "closes": closes}
        for number in range(1, 8)
        for opens, closes in [kept["working_hours"].get(str(number), ("09:00", "18:00"))]
    ]
    return {"days": days, "holidays": kept["holidays"]}


def _form(values: Mapping[str, Any], errors: Any, *, status: int = 200) -> Response:
    days, known = _rows(values.get("days")), queries.workspace_settings()
    return page(
        "team/working_hours.html", status=status, errors=errors, most=MOST_HOLIDAYS,
        days=[(name, days[number - 1] if number <= len(days) else {}) for number, name in weekdays()],
        holidays=_rows(values.get("holidays")), time_zone=dict(zones(known.time_zone))[known.time_zone],
        version=known.version if status == 412 else values.get("version"),
    )  # fmt: skip


def _rows(value: Any) -> list[dict[str, Any]]:
    return [row if isinstance(row, dict) else {} for row in value] if isinstance(value, list) else []
