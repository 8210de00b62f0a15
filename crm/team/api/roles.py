"""Roles and permissions in the JSON API (ACC-5)."""

from typing import Annotated

from flask import url_for
from pydantic import BaseModel, Field

from crm.kernel import forms
from crm.kernel.access import ENTITIES, MAYS, Reach, found
from crm.kernel.errors import Invalid
from crm.kernel.forms import LARGEST_ID, Id, Shape
from crm.kernel.i18n import lazy
from crm.kernel.paging import Count
from crm.team import queries
from crm.team.access import MANAGE_ROLES, MANAGE_USERS, possible, role_reaches
from crm.team.actions import roles, users
from crm.team.api.plane import api
from crm.team.forms import RoleShape
from crm.team.models import Role, User
from crm.team.presenters.roles import role_help, role_name
from crm.web.api.answers import Answer, created
from crm.web.api.listing import Listing, count_out
from crm.web.api.patches import merged, patch_of
from crm.web.api.preconditions import expect
from crm.web.here import actor

REACH = Field(description="How far: `none`, `own`, `group` or `all`.", examples=["own"])


class PermissionOut(BaseModel):
    """One thing that roles may allow."""

    key: Annotated[str, Field(examples=["contacts.view"])]
    entity: Annotated[str, Field(description="What it is about.", examples=["contact"])]
    entity_label: str
    label: str
    help: Annotated[str, Field(description="What it means, in words.")]
    reaches: Annotated[
        list[str],
        Field(description="How far a role of your own can let it go; `none` alone is for owners or admins."),
    ]


class PermissionListing(Listing[PermissionOut]):
    """All permissions that there are."""


class RoleOut(BaseModel):
    """A role."""

    id: int
    builtin: Annotated[
        str | None,
        Field(description="`owner`, `admin`, `manager` or `observer`; null for a role of your own."),
    ]
    name: str
    label: Annotated[str, Field(description="What the reader calls it.")]
    help: str
    reaches: Annotated[
        dict[str, str],
        Field(description="How far each permission goes.", examples=[{"contacts.view": "own"}]),
    ]
    users: Annotated[int, Field(description="How many active users have it.")]
    version: int


class RoleListing(Listing[RoleOut]):
    """All roles, the built-in ones first."""


class NewRoleShape(Shape):
    """A role to be."""

    name: Annotated[forms.Label, Field(min_length=1)]
    help: forms.LongLine = ""
    """What the role is for, in a sentence."""
    reaches: Annotated[dict[str, str], Field(max_length=500, default_factory=dict)]
    """How far each permission goes, by its key: `none`, `own`, `group` or `all`; else `none`."""


class RoleDeletionQuery(Shape):
    """What those get who have a role that is deleted."""

    replacement_id: Annotated[
        Id | None, Field(description="The role that they get; needed where the role is in use.")
    ] = None


class UserRolesOut(BaseModel):
    """The roles of a user."""

    user_id: int
    role_ids: list[int]
    may: Annotated[dict[str, str], Field(description="What they allow together: per permission the widest.")]
    version: Annotated[int, Field(description="The user's.")]


class UserRolesShape(Shape):
    """The roles that a user is to have."""

    role_ids: Annotated[list[Annotated[int, Field(ge=1, le=LARGEST_ID)]], Field(min_length=1, max_length=100)]


RolePatch = patch_of(NewRoleShape, name="RolePatch", never_null={"name", "reaches"})


@api.get("/permissions", can=MANAGE_ROLES, gives=PermissionListing)
def list_permissions() -> PermissionListing:
    """List all permissions, with what each of them means."""
    items = [
        PermissionOut(
            key=may.key, entity=may.entity, label=str(may.label), help=str(may.help),
            entity_label=str(ENTITIES[may.entity].label) if may.entity in ENTITIES else may.entity,
            reaches=[reach.name.lower() for reach in possible(may, None)],
        )
        for may in MAYS.values()
    ]  # fmt: skip
    return PermissionListing(items=items, next_cursor=None, count=count_out(Count(len(items))))


@api.get("/roles", can=MANAGE_ROLES, gives=RoleListing)
def list_roles() -> RoleListing:
    """List the roles.

    At most 100, all on one page.
    """
    holders = queries.holders()
    items = [_shown(role, holders.get(role.id, 0)) for role in queries.roles()]
    return RoleListing(items=items, next_cursor=None, count=count_out(Count(len(items))))


@api.post("/roles", can=MANAGE_ROLES, takes=NewRoleShape, gives=RoleOut)
def add_role(form: NewRoleShape) -> Answer:
    """Add a role of your own.

    For a copy of another role read that one first and send its `reaches`.
    """
    added = roles.add_role(forms.read(RoleShape, form.model_dump()), by=actor())
    return created(_shown(added, 0), at=url_for(".get_role", role_id=added.id))


@api.get("/roles/<int:role_id>", can=MANAGE_ROLES, gives=RoleOut)
def get_role(role_id: int) -> RoleOut:
    """Read a role."""
    role: Role = found(queries.all_roles(), id=role_id)
    return _shown(role, queries.holders().get(role.id, 0))


@api.patch("/roles/<int:role_id>", can=MANAGE_ROLES, takes=RolePatch, gives=RoleOut)
def edit_role(role_id: int, form: Shape, if_match: str | None) -> RoleOut:
    """Rename a role, or let it do other things.

    By merge-patch: what is not sent stays, within `reaches`, too. Of the built-in roles those of
    managers and observers can be changed, in what they may do.
    """
    role: Role = found(queries.all_roles().with_for_update(), id=role_id)
    expect(role.version, if_match)
    wanted = forms.read(RoleShape, {**merged(_present(role), form), "version": role.version})
    roles.change_role(role, wanted, by=actor())
    return _shown(role, queries.holders().get(role.id, 0))


@api.delete("/roles/<int:role_id>", can=MANAGE_ROLES, asks=RoleDeletionQuery)
def delete_role(role_id: int, asked: RoleDeletionQuery, if_match: str | None) -> None:
    """Delete a role of your own; whoever has it gets another one."""
    role: Role = found(queries.all_roles(), id=role_id)
    expect(role.version, if_match)
    instead = queries.role_by_id(asked.replacement_id or 0)
    if asked.replacement_id is not None and instead is None:
        raise Invalid({"replacement_id": lazy("There is no such role any more.")})
    roles.delete_role(role, replacement=instead, by=actor())


@api.get("/users/<int:user_id>/roles", can=MANAGE_USERS, gives=UserRolesOut)
def get_user_roles(user_id: int) -> UserRolesOut:
    """Read a user's roles, and what they allow together."""
    return _of_user(found(queries.with_roles(queries.users()), id=user_id))


@api.patch("/users/<int:user_id>/roles", can=MANAGE_USERS, takes=UserRolesShape, gives=UserRolesOut)
def set_user_roles(user_id: int, form: UserRolesShape, if_match: str | None) -> UserRolesOut:
    """Give a user exactly these roles."""
    user: User = found(queries.with_roles(queries.users()), id=user_id)
    expect(user.version, if_match)
    wanted = [role for role in queries.roles() if role.id in form.role_ids]
    if len(wanted) < len(set(form.role_ids)):
        raise Invalid({"role_ids": lazy("There is no such role any more.")})
    users.set_roles(user, wanted, version=user.version, by=actor())
    return _of_user(user, wanted)


def _present(role: Role) -> dict[str, object]:
    return {"name": role.name, "help": role.help, "reaches": _named(role)}


def _named(role: Role) -> dict[str, str]:
    return {key: Reach(reach).name.lower() for key, reach in role_reaches(role.builtin, role.reaches).items()}


def _shown(role: Role, holders: int) -> RoleOut:
    return RoleOut(
        id=role.id, builtin=role.builtin, name=role.name, label=role_name(role), help=role_help(role),
        reaches=_named(role), users=holders, version=role.version,
    )  # fmt: skip


def _of_user(user: User, having: list[Role] | None = None) -> UserRolesOut:
    of_them = user.roles if having is None else having
    widest: dict[str, Reach] = dict.fromkeys(MAYS, Reach.NONE)
    for role in of_them:
        for key, reach in role_reaches(role.builtin, role.reaches).items():
            widest[key] = max(widest[key], reach)
    return UserRolesOut(
        user_id=user.id, role_ids=[role.id for role in of_them],
        may={key: reach.name.lower() for key, reach in widest.items()}, version=user.version,
    )  # fmt: skip
