"""Who would see more by a merge, and who less: the preview names them before anything is done (CON-16)."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.contacts.models.contact import Contact
from crm.contacts.models.footings import Openness
from crm.contacts.queries.audience import MOST_ASKED, Rows, rows_of, stance
from crm.contacts.queries.merging import Plan
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.team.actors import actors_of
from crm.team.queries import active_users


@dataclass(frozen=True, slots=True)
class Gain:
    """People who see the survivor afterwards and did not see this one of the contacts before; ``losing`` are
    the reverse.
    """

    contact: Contact
    names: tuple[str, ...]
    losing: tuple[str, ...] = ()


def gaining(plan: Plan) -> list[Gain]:
    """For each of the contacts who gains, and who loses, sight of what is in it; three statements."""
    before = rows_of([contact.id for contact in plan.contacts])
    after = Openness(
        manager_ids=plan.manager_ids, sharing=plan.survivor.sharing, grants=plan.grants,
        class_id=plan.survivor.class_id, restricted=plan.restricted,
    ).rows()  # fmt: skip
    users = db.session.scalars(active_users().limit(MOST_ASKED)).all()
    actors = actors_of([user.id for user in users])
    people = [(user.name, actors[user.id]) for user in users if user.id in actors]
    gains = [_gain(contact, people, before[contact.id], after) for contact in plan.contacts]
    return [gain for gain in gains if gain.names or gain.losing]


def _gain(contact: Contact, people: Sequence[tuple[str, Actor]], before: Rows, after: Rows) -> Gain:
    sees = [(name, stance(actor, before), stance(actor, after)) for name, actor in people]
    gains = tuple(name for name, was, will in sees if will and not was)
    return Gain(contact, gains, tuple(name for name, was, will in sees if was and not will))
