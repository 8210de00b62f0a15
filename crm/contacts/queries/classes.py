"""Classes of contacts: in their order, whom they are granted to, and how many contacts each has."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, func, select

from crm.contacts.models.classes import ClassGrant, ContactClass
from crm.contacts.models.contact import Contact
from crm.contacts.queries.audience import Turns, stance, turns_of
from crm.kernel.access import Actor, Level
from crm.kernel.db import db
from crm.kernel.paging import COUNT_CAP, Count


def all_classes() -> Select[Any]:
    """The workspace's classes in their order; everybody may know them."""
    return select(ContactClass).order_by(ContactClass.position, ContactClass.id)


def classes() -> Sequence[ContactClass]:
    """The classes themselves; a list is never longer than ``MOST_CLASSES``."""
    return db.session.scalars(all_classes()).all()


def grants_of_class(class_id: int) -> dict[str, int]:
    """The level of each grantee of the class."""
    rows = select(ClassGrant.grantee, ClassGrant.level).where(ClassGrant.class_id == class_id)
    return {row.grantee: row.level for row in db.session.execute(rows.order_by(ClassGrant.grantee))}


def class_turns(class_id: int, grants: Mapping[str, int]) -> Turns:
    """For whom something changes if the class is granted so, as far as a contact is open by it alone."""
    rows, now = {f"c{class_id}": int(Level.WRITE)}, grants_of_class(class_id)
    if now == grants:
        return Turns([])
    return turns_of(lambda actor: (stance(actor, rows), stance(_granted(actor, class_id, grants), rows)))


def _granted(actor: Actor, class_id: int, grants: Mapping[str, int]) -> Actor:
    """The person as they would stand if the class were granted so."""
    names = {f"u{actor.user_id}", *(f"g{group_id}" for group_id in actor.group_ids)}
    level = max((level for name, level in grants.items() if name in names), default=0)
    others = {name: level for name, level in actor.standing.items() if name != f"c{class_id}"}
    return replace(actor, standing={**others, f"c{class_id}": level} if level else others)


def class_counts(*, to: Actor) -> dict[int, Count]:
    """How many contacts that the person sees each class has, each counted up to 1,000; one statement."""
    of_class = Contact.visible_to(to).where(Contact.class_id == ContactClass.id)
    some = of_class.with_only_columns(Contact.id).limit(COUNT_CAP + 1).correlate(ContactClass).subquery()
    number = select(func.count()).select_from(some).correlate(ContactClass).scalar_subquery()
    rows = db.session.execute(select(ContactClass.id, number))
    return {class_id: Count(min(count, COUNT_CAP), capped=count > COUNT_CAP) for class_id, count in rows}
