"""Roles: what each of them may do, and roles of the workspace's own (ACC-5)."""

from collections.abc import Mapping
from typing import Any

from flask import Response, request

from crm.kernel.access import Reach, found
from crm.kernel.errors import Invalid, Stale
from crm.kernel.forms import read
from crm.kernel.i18n import _
from crm.team import queries
from crm.team.access import FIXED, MANAGE_ROLES, role_reaches
from crm.team.actions import roles
from crm.team.forms import RoleDeletion, RoleShape
from crm.team.models import Role
from crm.team.pages.plane import pages
from crm.team.presenters.roles import grouped, reach_name, rights, role_help, role_name, roles_shown
from crm.web import here
from crm.web.answers import form_values, go, page, toast


@pages.get("/settings/roles", can=MANAGE_ROLES, endpoint="roles")
def list_roles() -> Response:
    """All roles, and beside each other what they may do."""
    shown = roles_shown(queries.roles(), queries.holders())
    return page("team/roles/list.html", roles=shown, groups=grouped(), reach_name=reach_name)


@pages.get("/settings/roles/new", can=MANAGE_ROLES)
def new_role() -> Response:
    """A role to be: empty, or a copy of another (``?copy=``)."""
    original = queries.role_by_id(request.args.get("copy", 0, _id))
    reaches = role_reaches(original.builtin, original.reaches) if original else {}
    return _form({"help": role_help(original) if original else ""}, reaches, {}, original=original)


@pages.post("/settings/roles", can=MANAGE_ROLES)
def add_role() -> Response:
    """Add it."""
    try:
        added = roles.add_role(read(RoleShape, _posted()), by=here.actor())
    except Invalid as error:
        return _form(form_values(), _typed(), error.fields, status=422)
    toast(_("The role is added. Give it to people on their pages."))
    return go("team.role", role_id=added.id)


@pages.get("/settings/roles/<int:role_id>", can=MANAGE_ROLES)
def role(role_id: int) -> Response:
    """A role: what it is for, and everything that it may do."""
    shown: Role = _the(role_id)
    values = {"name": shown.name, "help": shown.help, "version": shown.version}
    return _form(values, role_reaches(shown.builtin, shown.reaches), {}, role=shown)


@pages.post("/settings/roles/<int:role_id>", can=MANAGE_ROLES)
def change_role(role_id: int) -> Response:
    """Rename it, or let it do other things."""
    shown: Role = _the(role_id)
    try:
        roles.change_role(shown, read(RoleShape, _posted(shown)), by=here.actor())
    except Invalid as error:
        return _form(form_values(), _typed(), error.fields, role=shown, status=422)
    except Stale as error:
        return _form(form_values(), _typed(), {"form": error.text}, role=shown, status=412)
    toast(_("Saved. It holds from now on for everybody with this role."))
    return go("team.role", role_id=role_id)


@pages.post("/settings/roles/<int:role_id>/usual", can=MANAGE_ROLES)
def use_usual(role_id: int) -> Response:
    """Back to what the role usually is."""
    roles.use_usual(_the(role_id), by=here.actor())
    toast(_("The role is again what it usually is."))
    return go("team.role", role_id=role_id)


@pages.get("/settings/roles/<int:role_id>/deletion", can=MANAGE_ROLES)
def role_deletion(role_id: int) -> Response:
    """What becomes of those who have it."""
    return _deletion(_the(role_id), {})


@pages.post("/settings/roles/<int:role_id>/deletion", can=MANAGE_ROLES)
def delete_role(role_id: int) -> Response:
    """Delete it."""
    shown: Role = _the(role_id)
    try:
        instead = queries.role_by_id(read(RoleDeletion, form_values()).replacement_id or 0)
        roles.delete_role(shown, replacement=instead, by=here.actor())
    except Invalid as error:
        return _deletion(shown, error.fields, status=422)
    toast(_("The role is deleted."))
    return go("team.roles")


def _the(role_id: int) -> Role:
    shown: Role = found(queries.all_roles(), id=role_id)
    return shown


def _posted(role: Role | None = None) -> dict[str, Any]:
    """The form as the shape wants it: what is not switched on is none; a built-in role keeps its name."""
    values = form_values()
    chosen = {key.removeprefix("may:"): value for key, value in values.items() if key.startswith("may:")}
    plain = {key: value for key, value in values.items() if not key.startswith("may:")}
    named = {"name": role.name, "help": role.help} if role is not None and role.builtin else {}
    return {**plain, **named, "reaches": chosen}


def _typed() -> dict[str, Reach]:
    """What was chosen, as far as it can be told, for the form that comes back."""
    chosen: Mapping[str, Any] = _posted()["reaches"]
    names = {reach.name.lower(): reach for reach in Reach}
    return {key: names[name] for key, name in chosen.items() if isinstance(name, str) and name in names}


def _form(
    values: dict[str, Any], reaches: Mapping[str, Reach], errors: Any, *, role: Role | None = None,
    original: Role | None = None, status: int = 200,
) -> Response:  # fmt: skip
    builtin = role.builtin if role else None
    return page(
        "team/roles/role.html", status=status, role=role, values=values, errors=errors,
        rights=rights(builtin, reaches), is_fixed=builtin in FIXED,
        name=role_name(role) if role else _("New role"), help=role_help(role) if role else "",
        original=role_name(original) if original else "", use=roles.role_use(role) if role else None,
    )  # fmt: skip


def _deletion(shown: Role, errors: Any, *, status: int = 200) -> Response:
    others = [(one.id, role_name(one)) for one in queries.roles() if one.id != shown.id]
    return page(
        "team/roles/deletion.html", status=status, role=shown, use=roles.role_use(shown), others=others,
        errors=errors,
    )  # fmt: skip


def _id(text: str) -> int:
    """The id in a query; 0 for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else 0
