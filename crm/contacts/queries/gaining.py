"""Who would see more by a merge: the preview names them before anything is done (CON-16)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from crm.contacts.access import VIEW_CONTACTS, principals
from crm.contacts.models.access import ContactAcl
from crm.contacts.models.contact import Contact
from crm.contacts.queries.merging import Plan
from crm.kernel.access import Actor, Reach
from crm.kernel.db import db
from crm.team.actors import actors_of
from crm.team.models import User
from crm.team.queries import active_users

MOST_ASKED: Final = 500
"""So many of the workspace's users are asked."""


@dataclass(frozen=True, slots=True)
class Gain:
    """People who see the survivor afterwards and did not see this one of the contacts before."""

    contact: Contact
    names: tuple[str, ...]


def gaining(plan: Plan) -> list[Gain]:
    """For each of the contacts who gains sight of what is in it; three statements."""
    before = _reached_by([contact.id for contact in plan.contacts])
    after = before[plan.survivor.id] | {f"m{user_id}" for user_id in plan.manager_ids}
    users = db.session.scalars(active_users().limit(MOST_ASKED)).all()
    people = actors_of(user.id for user in users)
    return [
        Gain(contact, names)
        for contact in plan.contacts
        if (names := tuple(_names(users, people, before[contact.id], after)))
    ]


def _names(users: Sequence[User], people: dict[int, Actor], before: set[str], after: set[str]) -> list[str]:
    seeing = ((user, people[user.id]) for user in users if user.id in people)
    return [user.name for user, actor in seeing if _sees(actor, after) and not _sees(actor, before)]


def _sees(actor: Actor, reached_by: set[str]) -> bool:
    reach = actor.reach(VIEW_CONTACTS)
    if reach in (Reach.ALL, Reach.NONE):
        return reach is Reach.ALL
    return not reached_by.isdisjoint(principals(actor, reach))


def _reached_by(contact_ids: list[int]) -> dict[int, set[str]]:
    """The principals of each contact, as the access list has them: managers, grants, sharing, classes."""
    rows = select(ContactAcl.contact_id, ContactAcl.principal).where(ContactAcl.contact_id.in_(contact_ids))
    found: dict[int, set[str]] = defaultdict(set)
    for contact_id, principal in db.session.execute(rows):
        found[contact_id].add(principal)
    return found
