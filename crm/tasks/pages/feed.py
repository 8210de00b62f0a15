"""The secret link of one's calendar, and what calendars elsewhere get by it."""

from typing import Final

from flask import Response, make_response, request

from crm.kernel import clock, context
from crm.kernel.access import Doors
from crm.kernel.errors import Gone
from crm.kernel.i18n import _, speaking
from crm.tasks.access import VIEW_TASKS
from crm.tasks.actions.links import CALENDAR, has_link, make_link, shut_link
from crm.tasks.pages.plane import pages
from crm.tasks.presenters.ical import As
from crm.tasks.presenters.ical import calendar as written
from crm.tasks.presenters.rows import subjects_of
from crm.tasks.queries.calendar import for_feed
from crm.team.actions.links import link
from crm.team.actors import actor_of
from crm.team.queries import workspace_settings
from crm.web.answers import go, page, toast
from crm.web.here import actor
from crm.web.limits import by_secret, limited

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"


@pages.get("/me/calendar", can=VIEW_TASKS)
def calendar_link() -> Response:
    """What the link is for, whether there is one, and making or shutting it."""
    return page("tasks/link.html", has_link=has_link(by=actor()), secret="")


@pages.post("/me/calendar", can=VIEW_TASKS)
def new_calendar_link() -> Response:
    """Make the link and show it this once; an earlier one is shut."""
    address = f"{context.tenant().address}/calendar/feeds/{make_link(by=actor())}.ics"
    return page("tasks/link.html", has_link=True, secret=address)


@pages.post("/me/calendar/closing", can=VIEW_TASKS)
def close_calendar_link() -> Response:
    """Shut the link."""
    shut_link(by=actor())
    toast(_("The link is shut: calendars that have it get nothing from now on."))
    return go("tasks.calendar_link")


@pages.get("/calendar/feeds/<token>.ics", can=Doors.ANYONE)
@limited("60 per hour", by=by_secret("token"))
def feed(token: str) -> Response:
    """The calendar of whose link it is, in their language, while they work here and may see tasks."""
    owner = actor_of(link(token, purpose=CALENDAR).subject_id)
    if owner is None or not owner.may(VIEW_TASKS):
        raise Gone
    told_as: As = "todo" if request.args.get("as") == "todo" else "event"
    with speaking(owner.locale, time_zone=owner.time_zone):
        tasks, site = for_feed(to=owner), context.tenant().address
        name = _("Tasks, %(workspace)s", workspace=workspace_settings().name)
        subjects = subjects_of(tasks, to=owner)
        text = written(tasks, subjects, name=name, site=site, now=clock.now(), told_as=told_as)
    response = make_response(text)
    response.headers["Content-Type"] = MEDIA_TYPE
    return response
