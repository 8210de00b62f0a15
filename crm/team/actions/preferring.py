"""What people choose for themselves: how their lists look, what they begin with."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select

from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import record
from crm.team.facts import ProfileChanged
from crm.team.models import User

DENSITY: Final = "lists.density"
DENSITIES: Final = ("comfortable", "compact")


def prefer(settings: Mapping[str, Any], *, by: Actor) -> None:
    """Keep these settings for the actor, each under its package's name for it; None forgets one.

    Records: ProfileChanged, if anything is new.
    """
    mine = select(User).where(User.id == by.user_id).with_for_update()
    user = db.session.scalars(mine.execution_options(populate_existing=True)).one()
    changed = [name for name, value in settings.items() if user.settings.get(name) != value]
    if changed:
        kept = {**user.settings, **settings}
        user.settings = {name: value for name, value in kept.items() if value is not None}
        record(ProfileChanged(user_id=user.id, fields=changed), by=by)
