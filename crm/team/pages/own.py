"""One's own settings."""

from flask import Response

from crm.kernel.access import Doors
from crm.team.pages.plane import pages
from crm.web.answers import page


@pages.get("/me", can=Doors.SIGNED_IN)
def own_settings() -> Response:
    """Name, language, time zone."""
    return page("team/own/profile.html")
