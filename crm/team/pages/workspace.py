"""The workspace's settings."""

from typing import Any

from flask import Response

from crm.kernel.errors import Invalid, Stale
from crm.kernel.forms import read
from crm.kernel.i18n import _
from crm.team import queries
from crm.team.access import MANAGE_WORKSPACE
from crm.team.actions.workspace import change_settings
from crm.team.forms import WorkspaceForm
from crm.team.pages.plane import pages
from crm.team.presenters.people import LANGUAGES, currencies, weekdays, zones
from crm.web import here
from crm.web.answers import form_values, go, page, toast


@pages.get("/settings/workspace", can=MANAGE_WORKSPACE)
def workspace_settings() -> Response:
    """Name, language, zone, currency, and what holds for every new contact."""
    known = queries.workspace_settings()
    return _form({name: getattr(known, name) for name in WorkspaceForm.model_fields}, {})


@pages.post("/settings/workspace", can=MANAGE_WORKSPACE)
def change_workspace() -> Response:
    """Put them in force, unless somebody else was faster."""
    try:
        form = read(WorkspaceForm, form_values())
        change_settings(queries.workspace_settings(), form, by=here.actor())
    except Invalid as error:
        return _form(form_values(), error.fields, status=422)
    except Stale as error:
        return _form(form_values(), {"form": error.text}, status=412)
    toast(_("Saved."))
    return go("team.workspace_settings")


def _form(values: dict[str, Any], errors: Any, *, status: int = 200) -> Response:
    return page(
        "team/workspace.html", status=status, values=values, errors=errors, languages=LANGUAGES,
        zones=zones(str(values.get("time_zone", ""))), currencies=currencies(), weekdays=weekdays(),
        version=queries.workspace_settings().version if status == 412 else values.get("version"),
    )  # fmt: skip
