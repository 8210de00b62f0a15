"""Users and groups that access is granted to, as the access list writes them: ``u7``, ``g3``."""

from collections.abc import Collection

from sqlalchemy import select

from crm.kernel.db import db
from crm.team.models import Group
from crm.team.queries import names_of


def names_of_grantees(grantees: Collection[str]) -> dict[str, str]:
    """What they are called, also those who left and groups that were deleted; at most two statements."""
    users = names_of(int(one[1:]) for one in grantees if one.startswith("u"))
    ids = {int(one[1:]) for one in grantees if one.startswith("g")}
    rows = db.session.execute(select(Group.id, Group.name).where(Group.id.in_(ids))) if ids else ()
    return {f"u{user_id}": name for user_id, name in users.items()} | {f"g{row.id}": row.name for row in rows}
