"""Groups of users."""

from typing import Any, Final

from flask import Response, request, url_for

from crm.kernel.access import found
from crm.kernel.db import db
from crm.kernel.errors import Invalid, Stale
from crm.kernel.forms import clean, read
from crm.kernel.i18n import _
from crm.team import queries
from crm.team.access import MANAGE_USERS
from crm.team.actions import groups
from crm.team.forms import GroupWish
from crm.team.models import Group
from crm.team.pages.plane import pages
from crm.team.presenters.offers import ids_in, offered
from crm.web import here
from crm.web.answers import form_values, go, is_search, page, sought, toast

OFFERS: Final = "/settings/groups/people"
LONGEST: Final = 100


@pages.get("/settings/groups", can=MANAGE_USERS)
def list_groups() -> Response:
    """All groups with how many belong to each."""
    rows = db.session.scalars(queries.groups()).all()
    return page("team/users/groups.html", groups=rows, counts=queries.member_counts())


@pages.get(OFFERS, can=MANAGE_USERS)
def offer_members() -> Response:
    """Users whose name or e-mail answers ``?q=``, for the picker of members."""
    q = str(clean(request.args.get("q", "")))[:LONGEST]
    return page("web/offered.html", offer=offered(queries.active_users(), q=q))


@pages.get("/settings/groups/new", can=MANAGE_USERS)
def new_group() -> Response:
    """A group to be."""
    return _form({"name": "", "member_ids": []}, {})


@pages.post("/settings/groups", can=MANAGE_USERS)
def add_group() -> Response:
    """Add it."""
    if is_search():
        return _form(_looking(), {})
    try:
        groups.add_group(read(GroupWish, form_values()), by=here.actor())
    except Invalid as error:
        return _form(form_values(), error.fields, status=422)
    toast(_("The group is added."))
    return go("team.list_groups")


@pages.get("/settings/groups/<int:group_id>", can=MANAGE_USERS)
def group(group_id: int) -> Response:
    """A group's name and members."""
    shown: Group = found(queries.groups(), id=group_id)
    members = [member.id for member in queries.members_of(shown)]
    return _form({"name": shown.name, "member_ids": members, "version": shown.version}, {}, group=shown)


@pages.post("/settings/groups/<int:group_id>", can=MANAGE_USERS)
def change_group(group_id: int) -> Response:
    """Rename it, or change who belongs to it."""
    shown: Group = found(queries.groups(), id=group_id)
    if is_search():
        return _form(_looking(), {}, group=shown)
    try:
        groups.change_group(shown, read(GroupWish, form_values()), by=here.actor())
    except Invalid as error:
        return _form(form_values(), error.fields, group=shown, status=422)
    except Stale as error:
        return _form(form_values(), {"form": error.text}, group=shown, status=412)
    toast(_("Saved."))
    return go("team.list_groups")


@pages.post("/settings/groups/<int:group_id>/deletion", can=MANAGE_USERS)
def delete_group(group_id: int) -> Response:
    """Delete it; the toast brings it back."""
    groups.delete_group(found(queries.groups(), id=group_id), by=here.actor())
    toast(_("The group is deleted."), undo=url_for("team.restore_group", group_id=group_id))
    return go("team.list_groups")


@pages.post("/settings/groups/<int:group_id>/restoration", can=MANAGE_USERS)
def restore_group(group_id: int) -> Response:
    """Bring it back."""
    groups.restore_group(found(queries.all_groups(), id=group_id), by=here.actor())
    toast(_("The group is back."))
    return go("team.list_groups")


def _looking() -> dict[str, Any]:
    """What was typed, where the form was only sent to find somebody."""
    return {name: value for name, value in form_values().items() if name != "then"}


def _form(values: dict[str, Any], errors: Any, *, group: Group | None = None, status: int = 200) -> Response:
    chosen = ids_in(values.get("member_ids", []))
    return page(
        "team/users/group.html", status=status, group=group, values=values, chosen=chosen, errors=errors,
        people=offered(queries.active_users(), q=sought(), present=chosen, url=OFFERS),
    )  # fmt: skip
