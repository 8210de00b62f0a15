"""How this package plugs in."""

from typing import Final

from crm.kernel.access import Doors
from crm.kernel.i18n import lazy
from crm.kernel.tellings import Telling
from crm.mail.readers import known_by
from crm.team import commands, letters, reactions  # noqa: F401 (registered by being read)
from crm.team.access import MANAGE_ROLES, MANAGE_USERS, MANAGE_WORKSPACE, OWN_WORKSPACE, SEE_AS
from crm.team.actions.founding import furnish
from crm.team.actors import actor_of
from crm.team.api import people as _people  # noqa: F401 (this and the next: their routes hang on the resource)
from crm.team.api import roles as _roles  # noqa: F401
from crm.team.api.plane import api
from crm.team.facts import RoleAdded, RoleChanged, RoleDeleted, RolesChanged
from crm.team.identities import TeamIdentities
from crm.team.pages import (  # noqa: F401 (routes)
    groups,
    joining,
    logo,
    own,
    roles,
    schedule,
    signing_in,
    users,
    workspace,
)
from crm.team.pages.plane import pages
from crm.team.presenters.roles import told_changed, told_given, told_kept
from crm.web.product import NavItem, Product, SettingsSection

TELLINGS: Final = (
    Telling(RoleAdded, "id-badge", tell=told_kept),
    Telling(RoleChanged, "id-badge", tell=told_changed),
    Telling(RoleDeleted, "trash", tell=told_kept),
    Telling(RolesChanged, "id-badge", tell=told_given),
)


def wire(product: Product) -> None:
    """Plug people, permissions and signing in into the product."""
    product.permissions(MANAGE_USERS, MANAGE_ROLES, SEE_AS, MANAGE_WORKSPACE, OWN_WORKSPACE)
    product.entity("user", lazy("People and roles"), weight=60)
    product.entity("workspace", lazy("Workspace"), weight=70)
    product.telling(*TELLINGS)
    product.identities(TeamIdentities())
    known_by(actor_of)
    product.first_day(furnish)
    product.pages(pages)
    product.api(api)
    product.place(settings="team.settings", sign_out="team.sign_out")
    product.nav(
        NavItem("settings", lazy("Settings"), "team.settings", "settings", Doors.SIGNED_IN, 90, "foot")
    )
    product.settings_section(*_own_sections(), *_workspace_sections())
    product.commands(commands.users, commands.tokens)


def _own_sections() -> tuple[SettingsSection, ...]:
    own_things = (
        ("profile", lazy("Profile"), "team.own_settings"),
        ("sign-in", lazy("Sign-in"), "team.own_sign_in"),
        ("sessions", lazy("Devices"), "team.own_sessions"),
        ("tokens", lazy("API tokens"), "team.own_tokens"),
    )
    return tuple(
        SettingsSection(key, label, endpoint, Doors.SIGNED_IN, weight=10 + position, group="own")
        for position, (key, label, endpoint) in enumerate(own_things)
    )


def _workspace_sections() -> tuple[SettingsSection, ...]:
    return (
        SettingsSection("workspace", lazy("Workspace"), "team.workspace_settings", MANAGE_WORKSPACE, 30),
        SettingsSection("hours", lazy("Working hours"), "team.working_hours", MANAGE_WORKSPACE, 30),
        SettingsSection("users", lazy("Users"), "team.list_users", MANAGE_USERS, 31),
        SettingsSection("groups", lazy("Groups"), "team.list_groups", MANAGE_USERS, 32),
        SettingsSection("roles", lazy("Roles"), "team.roles", MANAGE_ROLES, 33),
    )
