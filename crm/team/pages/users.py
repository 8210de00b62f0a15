"""Users and invitations, for those who manage them."""

from typing import Any

from flask import Response, request
from sqlalchemy import Select

from crm.kernel.access import Doors, found
from crm.kernel.errors import Invalid
from crm.kernel.forms import clean, read
from crm.kernel.i18n import _
from crm.kernel.paging import Cursors
from crm.team import queries
from crm.team.access import MANAGE_USERS, OWN_WORKSPACE, SEE_AS, Builtin
from crm.team.actions import invitations, seeing, users
from crm.team.forms import InvitationWish, Leaving, RoleChoice
from crm.team.models import Role, User
from crm.team.pages.plane import pages
from crm.team.presenters.people import LANGUAGES, Invited, invited, person
from crm.team.presenters.roles import role_help, role_name, summed
from crm.web import here
from crm.web.answers import form_values, go, page, to_path, toast

PAGE = 50
LONGEST = 100


@pages.get("/settings/users", can=MANAGE_USERS)
def list_users() -> Response:
    """Who works here, and who is invited."""
    return _list(queries.active_users(), former=False)


@pages.get("/settings/users/former", can=MANAGE_USERS)
def list_former_users() -> Response:
    """Who was deactivated."""
    return _list(queries.former_users(), former=True)


@pages.get("/settings/users/<int:user_id>", can=MANAGE_USERS)
def user(user_id: int) -> Response:
    """One user: roles, groups, leaving."""
    return _user(user_id, {})


@pages.post("/settings/users/<int:user_id>/roles", can=MANAGE_USERS)
def set_roles(user_id: int) -> Response:
    """Give a user other roles."""
    try:
        choice = read(RoleChoice, form_values())
        roles = [role for role in queries.roles() if role.id in choice.role_ids]
        users.set_roles(queries.user_by_id(user_id), roles, version=choice.version, by=here.actor())
    except Invalid as error:
        return _user(user_id, error.fields, status=422)
    toast(_("Saved."))
    return go("team.user", user_id=user_id)


@pages.post("/settings/users/<int:user_id>/deactivation", can=MANAGE_USERS)
def deactivate(user_id: int) -> Response:
    """Let a user leave, and hand over what they are in charge of."""
    try:
        heir_id = read(Leaving, form_values()).heir_id
        heir = queries.user_by_id(heir_id) if heir_id else None
        users.deactivate(queries.user_by_id(user_id), heir=heir, by=here.actor())
    except Invalid as error:
        return _user(user_id, error.fields, status=422)
    toast(_("The user is deactivated and signed out everywhere."))
    return go("team.user", user_id=user_id)


@pages.post("/settings/users/<int:user_id>/activation", can=MANAGE_USERS)
def reactivate(user_id: int) -> Response:
    """Let a deactivated user come in again."""
    users.reactivate(queries.user_by_id(user_id), by=here.actor())
    toast(_("The user can sign in again."))
    return go("team.user", user_id=user_id)


@pages.post("/settings/users/<int:user_id>/seeing-as", can=SEE_AS)
def see_as(user_id: int) -> Response:
    """See what this user sees, from the next page on."""
    seeing.start_seeing_as(queries.user_by_id(user_id), by=here.actor())
    return to_path("/")


@pages.post("/seeing-as/end", can=Doors.SIGNED_IN, as_oneself=True)
def end_seeing_as() -> Response:
    """See as oneself again."""
    seen = seeing.end_seeing_as(by=here.actor())
    may_go = seen is not None and here.actor().may(MANAGE_USERS)
    return go("team.user", user_id=seen) if may_go else to_path("/")


@pages.get("/settings/invitations/new", can=MANAGE_USERS)
def new_invitation() -> Response:
    """Whom to invite, and as what."""
    manager = queries.builtin_role(Builtin.MANAGER)
    locale = queries.workspace_settings().locale
    return _invite({"role_id": manager.id, "locale": locale}, {})


@pages.post("/settings/invitations", can=MANAGE_USERS)
def invite() -> Response:
    """Invite somebody."""
    try:
        invitation = invitations.invite(read(InvitationWish, form_values()), by=here.actor())
    except Invalid as error:
        return _invite(form_values(), error.fields, status=422)
    toast(_("An invitation is on its way to %(email)s.", email=invitation.email))
    return go("team.list_users")


@pages.post("/settings/invitations/<int:invitation_id>/resending", can=MANAGE_USERS)
def resend_invitation(invitation_id: int) -> Response:
    """Mail an invitation again."""
    invitation = found(queries.open_invitations(), id=invitation_id)
    invitations.resend(invitation, by=here.actor())
    toast(_("An invitation is on its way to %(email)s.", email=invitation.email))
    return go("team.list_users")


@pages.post("/settings/invitations/<int:invitation_id>/withdrawal", can=MANAGE_USERS)
def withdraw_invitation(invitation_id: int) -> Response:
    """Take an invitation back."""
    invitation = found(queries.open_invitations(), id=invitation_id)
    invitations.withdraw(invitation, by=here.actor())
    toast(_("The invitation to %(email)s is withdrawn.", email=invitation.email))
    return go("team.list_users")


def _list(source: Select[Any], *, former: bool) -> Response:
    q, cursor = str(clean(request.args.get("q", "")))[:LONGEST], request.args.get("cursor", "")
    cursors = Cursors(here.settings().derived("cursors"), f"users-{former}")
    found_ = queries.page_of_users(
        queries.with_roles(source), q=q, after=cursors.read(cursor) if cursor else None, limit=PAGE
    )
    return page(
        "team/users/list.html", q=q, former=former, people=[person(user) for user in found_.users],
        count=found_.count, next=cursors.write(*found_.next_key) if found_.next_key else None,
        invited=[] if former or q or cursor else _invited(),
    )  # fmt: skip


def _invited() -> list[Invited]:
    rows = queries.invitations_with_mails()
    return invited(rows, may_change=lambda role: invitations.may_change(role.builtin, by=here.actor()))


def _user(user_id: int, errors: Any, *, status: int = 200) -> Response:
    shown: User = found(queries.with_roles(queries.users()), id=user_id)
    return page(
        "team/users/user.html", status=status, user=shown, person=person(shown), errors=errors,
        roles=_roles(), sums=summed(shown.roles), may_change=_may_change(shown),
        may_see_as=_may_see_as(shown), is_me=shown.id == here.actor().user_id,
        heirs=[(heir.id, heir.name) for heir in queries.possible_heirs(shown)],
    )  # fmt: skip


def _invite(values: dict[str, Any], errors: Any, *, status: int = 200) -> Response:
    return page(
        "team/users/invite.html", status=status, values=values, errors=errors, roles=_roles(),
        languages=LANGUAGES,
    )  # fmt: skip


def _roles() -> list[tuple[int, str, str]]:
    """The roles that the actor may give: id, name, what it is for."""
    owns = here.actor().may(OWN_WORKSPACE)
    return [
        (role.id, role_name(role), role_help(role))
        for role in queries.roles()
        if owns or not _is_owners(role)
    ]


def _is_owners(role: Role) -> bool:
    return role.builtin == Builtin.OWNER


def _may_see_as(shown: User) -> bool:
    return here.actor().may(SEE_AS) and shown.is_active and _may_change(shown)


def _may_change(shown: User) -> bool:
    return users.may_take_from({role.builtin for role in shown.roles}, by=here.actor())
