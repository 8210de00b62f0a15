"""How this package plugs in."""

from crm.kernel.access import Doors
from crm.kernel.i18n import lazy
from crm.mail.readers import known_by
from crm.team import commands, letters, reactions  # noqa: F401 (registered by being read)
from crm.team.access import MANAGE_USERS, MANAGE_WORKSPACE, OWN_WORKSPACE
from crm.team.actions.founding import furnish
from crm.team.actors import actor_of
from crm.team.api import api
from crm.team.identities import TeamIdentities
from crm.team.pages import groups, joining, logo, own, schedule, signing_in, users, workspace  # noqa: F401 (routes)
from crm.team.pages.plane import pages
from crm.web.product import NavItem, Product, SettingsSection


def wire(product: Product) -> None:
    """Plug people, permissions and signing in into the product."""
    product.permissions(MANAGE_USERS, MANAGE_WORKSPACE, OWN_WORKSPACE)
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
        SettingsSection("roles", lazy("Roles"), "team.roles", MANAGE_USERS, 33),
    )
