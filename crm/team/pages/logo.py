"""The workspace's logo: seen by everybody, set and removed by those who manage the workspace."""

from typing import Final

from flask import Response, make_response, request, url_for

from crm.kernel.access import Doors, found
from crm.kernel.errors import Invalid
from crm.kernel.i18n import _, lazy
from crm.kernel.pictures import MOST_BYTES
from crm.team import queries
from crm.team.access import MANAGE_WORKSPACE
from crm.team.actions import logo as logos
from crm.team.models import Logo
from crm.team.pages.plane import pages
from crm.web import here
from crm.web.answers import go, page, toast

YEAR_SECONDS: Final = 365 * 24 * 3600


@pages.get("/logo/<int:version>.png", can=Doors.ANYONE)
def logo(version: int) -> Response:
    """The picture itself, as long as it is in use. A version never changes, so browsers may keep it."""
    shown: Logo = found(queries.logo_in_use(), id=version)
    answer = make_response(shown.png)
    answer.headers["Content-Type"] = "image/png"
    answer.headers["Cache-Control"] = f"private, max-age={YEAR_SECONDS}, immutable"
    return answer


@pages.get("/settings/workspace/logo", can=MANAGE_WORKSPACE)
def logo_settings() -> Response:
    """The logo in use, and a field for another."""
    return page("team/logo.html", logo=logo_url(), errors={})


@pages.post("/settings/workspace/logo", can=MANAGE_WORKSPACE)
def set_logo() -> Response:
    """Take another; the toast brings back the one before."""
    known = queries.workspace_settings()
    before = known.logo_id
    try:
        logos.set_logo(known, _uploaded(), by=here.actor())
    except Invalid as error:
        return page("team/logo.html", status=422, logo=logo_url(), errors=error.fields)
    toast(_("The logo is saved."), undo=_way_back(before))
    return go("team.logo_settings")


@pages.post("/settings/workspace/logo/removal", can=MANAGE_WORKSPACE)
def remove_logo() -> Response:
    """Do without; the toast brings it back."""
    known = queries.workspace_settings()
    before = known.logo_id
    logos.remove_logo(known, by=here.actor())
    toast(_("The logo is removed."), undo=_way_back(before))
    return go("team.logo_settings")


@pages.post("/settings/workspace/logo/<int:logo_id>/restoration", can=MANAGE_WORKSPACE)
def restore_logo(logo_id: int) -> Response:
    """Bring the one from before back."""
    logos.restore_logo(queries.workspace_settings(), found(queries.logos(), id=logo_id), by=here.actor())
    toast(_("The logo is back."))
    return go("team.logo_settings")


def logo_url() -> str | None:
    """Where the logo in use is; None without one."""
    version = queries.logo_version()
    return url_for("team.logo", version=version) if version else None


def _uploaded() -> bytes:
    """What was chosen, as far as it can matter.

    Raises:
        Invalid: nothing was.
    """
    file = request.files.get("logo")
    content = file.read(MOST_BYTES + 1) if file else b""
    if not content:
        raise Invalid({"logo": lazy("Choose a picture first.")})
    return content


def _way_back(before: int | None) -> str | None:
    return url_for("team.restore_logo", logo_id=before) if before else None
