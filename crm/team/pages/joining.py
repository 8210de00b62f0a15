"""Accepting an invitation, which signs the newcomer in."""

from typing import Any

from flask import Response

from crm.kernel.access import Doors
from crm.kernel.errors import Invalid
from crm.kernel.forms import read
from crm.kernel.i18n import locale
from crm.team.actions import invitations
from crm.team.actions.sessions import sign_in
from crm.team.forms import Newcomer
from crm.team.pages import cookies
from crm.team.pages.logo import logo_url
from crm.team.pages.plane import pages
from crm.team.presenters.people import LANGUAGES
from crm.team.presenters.roles import role_name
from crm.team.queries import names_of, role_by_id
from crm.web.answers import form_values, onward, page
from crm.web.limits import limited


@pages.get("/invitations/<secret>", can=Doors.ANYONE)
def invitation(secret: str) -> Response:
    """Who invites, as what, and what is still needed."""
    found = invitations.invitation_behind(secret)
    return _form(secret, {"name": found.name, "locale": locale()}, {})


@pages.post("/invitations/<secret>", can=Doors.ANYONE)
@limited("20 per hour")
def accept(secret: str) -> Response:
    """Make the newcomer a user and let them in."""
    try:
        user = invitations.take(secret, read(Newcomer, form_values()))
    except Invalid as error:
        return _form(secret, form_values(), error.fields, status=422)
    return cookies.give(onward(), sign_in(user, device=cookies.this_device()))


def _form(secret: str, values: dict[str, Any], errors: Any, *, status: int = 200) -> Response:
    found = invitations.invitation_behind(secret)
    role = role_by_id(found.role_id)
    assert role is not None
    return page(
        "team/door/invitation.html", status=status, invitation=found, values=values, errors=errors,
        role=role_name(role), inviter=names_of([found.invited_by]).get(found.invited_by or 0),
        languages=LANGUAGES, logo=logo_url(),
    )  # fmt: skip
