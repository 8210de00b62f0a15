"""Grants on contacts and classes: their rows, and who may be granted anything."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from crm.contacts.models.classes import ClassGrant, ContactClass, ContactGrant
from crm.contacts.models.contact import Contact
from crm.kernel.db import db
from crm.kernel.i18n import lazy
from crm.team.models import Group, User

STRANGE: Final = lazy("One of these people or groups is not there any more.")


def grants_of(contact: Contact) -> dict[str, int]:
    """The level of each grantee of the contact."""
    rows = select(ContactGrant.grantee, ContactGrant.level).where(ContactGrant.contact_id == contact.id)
    return {row.grantee: row.level for row in db.session.execute(rows.order_by(ContactGrant.grantee))}


def write_grants(contact: Contact, levels: Mapping[str, int]) -> None:
    """Put these grants, and no others, in place."""
    _write(ContactGrant, "contact_id", contact.id, levels)


def write_class_grants(contact_class: ContactClass, levels: Mapping[str, int]) -> None:
    """Put these grants of a class, and no others, in place; no row of the access list changes (ACC-4)."""
    _write(ClassGrant, "class_id", contact_class.id, levels)


def by_grantee(noted: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Grants as the journal notes them, by grantee."""
    return {grant["grantee"]: grant["level"] for grant in noted}


def can_be_granted(grantees: Collection[str]) -> bool:
    """Whether all of these are active users and groups that are there; at most two statements."""
    users = {int(grantee[1:]) for grantee in grantees if grantee.startswith("u")}
    groups = {int(grantee[1:]) for grantee in grantees if grantee.startswith("g")}
    active = select(func.count()).where(User.id.in_(users), User.deactivated_at.is_(None))
    there = select(func.count()).where(Group.id.in_(groups), Group.deleted_at.is_(None))
    known = not users or db.session.scalar(active) == len(users)
    return known and (not groups or db.session.scalar(there) == len(groups))


def _write(model: Any, owner: str, owner_id: int, levels: Mapping[str, int]) -> None:
    of_owner = getattr(model, owner) == owner_id
    db.session.execute(delete(model).where(of_owner, model.grantee.not_in(list(levels))))
    if not levels:
        return
    rows = [{owner: owner_id, "grantee": grantee, "level": level} for grantee, level in levels.items()]
    row = insert(model).values(rows)
    news = {"level": row.excluded.level}
    db.session.execute(row.on_conflict_do_update(index_elements=[owner, "grantee"], set_=news))
