"""The first day of a workspace: its settings, the four roles, and the owner (TEN-3, in its language)."""

from typing import Final

from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.team.access import Builtin
from crm.team.actions.users import add_user
from crm.team.models import Role, Workspace
from crm.team.queries import builtin_role
from tenants.provisioning import FirstDay

CURRENCIES: Final = {"ru": "RUB", "en": "USD"}
MONDAY, SUNDAY = 1, 7


def furnish(day: FirstDay) -> None:
    """Put the settings, the roles and the owner in place."""
    db.session.add(
        Workspace(
            id=1,
            name=day.workspace,
            locale=day.locale,
            time_zone=day.time_zone,
            currency=CURRENCIES[day.locale],
            first_weekday=SUNDAY if day.time_zone.startswith("America/") else MONDAY,
        )
    )
    db.session.add_all(Role(builtin=builtin.value, name=str(builtin.label)) for builtin in Builtin)
    db.session.flush()
    add_user(
        day.owner_email,
        name=day.owner_name,
        role=builtin_role(Builtin.OWNER),
        locale=day.locale,
        password_hash=day.password_hash,
        by=Actor.system("provisioning"),
    )
