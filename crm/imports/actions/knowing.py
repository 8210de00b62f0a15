"""What the workspace knows, by the names in which files speak of it."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from crm.contacts.actions import tagging
from crm.contacts.queries.records import possible_managers, types
from crm.imports.actions.lines import Known
from crm.imports.models import Import
from crm.imports.queries import own_fields
from crm.kernel.db import db
from crm.kernel.search_text import fold
from crm.team.models import User


def known_for(one: Import) -> Known:
    """The lists as they are now, and what this import will make of them; at most five statements."""
    fields = own_fields()
    able = db.session.scalars(possible_managers()).all()
    asks_users = any(field.type == "user" for field in fields)
    active = select(User).where(User.deactivated_at.is_(None)).order_by(User.name, User.id)
    return Known(
        types={
            fold(text): each.id for each in types() for text in (each.name, each.shown, *each.labels.values())
        },
        tags=tagging.ids_by_name(()),
        managers=_by_name(able),
        fields={field.key: field for field in fields},
        users=_by_name(db.session.scalars(active)) if asks_users else {},
        coming=one.seen.get("coming") or {},
    )


def _by_name(people: Iterable[User]) -> Mapping[str, int]:
    """By name and e-mail; of two of the same name the first one."""
    return {fold(text): user.id for user in reversed([*people]) for text in (user.name, user.email)}
