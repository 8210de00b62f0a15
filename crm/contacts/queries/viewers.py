"""Who can see a contact, asked of several people at once."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import literal, union_all

from crm.contacts.models.contact import Contact
from crm.kernel.db import db
from crm.team.actors import actors_of

MOST_ASKED: Final = 200


def viewers_among(user_ids: Collection[int], *, contact_id: int) -> set[int]:
    """Those of these users who can see the contact; two statements. Only the first 200 are asked about."""
    people = actors_of(list(user_ids)[:MOST_ASKED])
    if not people:
        return set()
    questions = [
        Contact.visible_to(actor).where(Contact.id == contact_id).with_only_columns(literal(user_id))
        for user_id, actor in people.items()
    ]
    return set(db.session.scalars(union_all(*questions)))
