"""Who reaches a contact, asked of many people at once: the rule of ``access.reached``, read in memory.

It is made of the same footings and permissions as the SQL; a property test holds the two side by side.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from crm.contacts.access import ASSIGN_CONTACTS, EDIT_CONTACTS, LEVELS, VIEW_CONTACTS
from crm.contacts.models.access import ContactAcl
from crm.contacts.models.footings import Openness, carried
from crm.kernel.access import Actor, Level, May, Reach
from crm.kernel.db import db
from crm.team.actors import actors_of
from crm.team.models import User
from crm.team.queries import active_users

Rows = Mapping[str, int]
"""The access list of one contact: the level of each principal."""
MOST_ASKED: Final = 1_000
"""So many of the workspace's users are asked."""
STEPS: Final = ((ASSIGN_CONTACTS, Level.MANAGE), (EDIT_CONTACTS, Level.WRITE), (VIEW_CONTACTS, Level.READ))


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody for whom something changes: what they may do before and after; None: not even see it."""

    user: User
    before: Level | None
    after: Level | None

    @property
    def is_gain(self) -> bool:
        """Whether they may do more."""
        return (self.after or 0) > (self.before or 0)


@dataclass(frozen=True, slots=True)
class Turns:
    """All of them, by name. ``capped``: the workspace has more users than were asked."""

    people: Sequence[Turn]
    capped: bool = False


def stance(actor: Actor, rows: Rows) -> Level | None:
    """What the person may do with a contact that has these rows: see, also change, also be in charge."""
    if not reaches(actor, VIEW_CONTACTS, rows):
        return None
    return next((level for may, level in STEPS if reaches(actor, may, rows)), None)


def rows_after(after: Openness, before: Rows) -> Rows:
    """The access list after such a change: who is responsible for a step sees the contact as before."""
    steps = {name: level for name, level in before.items() if name.startswith("s") and not after.restricted}
    return {**steps, **after.rows()}


def turns(before: Openness | Rows, after: Openness | Rows) -> Turns:
    """For whom something changes if the access of a contact does; two statements."""
    was = before.rows() if isinstance(before, Openness) else before
    will = rows_after(after, was) if isinstance(after, Openness) else after
    if was == will:
        return Turns([])
    return turns_of(lambda actor: (stance(actor, was), stance(actor, will)))


def turns_of(asked: Callable[[Actor], tuple[Level | None, Level | None]]) -> Turns:
    """For whom the two answers differ, of at most 1,000 users by name; two statements."""
    users = list(db.session.scalars(active_users().limit(MOST_ASKED + 1)))
    people = actors_of([user.id for user in users[:MOST_ASKED]])
    found = [Turn(user, *asked(people[user.id])) for user in users[:MOST_ASKED] if user.id in people]
    return Turns([turn for turn in found if turn.before != turn.after], capped=len(users) > MOST_ASKED)


def rows_of(contact_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """The access list of each of these contacts; one statement."""
    columns = ContactAcl.contact_id, ContactAcl.principal, ContactAcl.level
    found: dict[int, dict[str, int]] = {contact_id: {} for contact_id in contact_ids}
    for contact_id, principal, level in db.session.execute(
        select(*columns).where(ContactAcl.contact_id.in_(contact_ids))
    ):
        found[contact_id][principal] = level
    return found


def reaches(actor: Actor, may: May, rows: Rows) -> bool:
    reach = actor.reach(may)
    if reach in (Reach.ALL, Reach.NONE):
        return reach is Reach.ALL
    return any(level >= LEVELS[may.key] for level, _footing in carried(actor, reach, rows))
