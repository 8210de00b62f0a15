"""Taking back many contacts that an act made, by few statements: those that nobody has worked on since."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, func, literal, select

from crm.contacts.access import DELETE_CONTACTS, derive_access
from crm.contacts.actions.bulk.columns import write
from crm.contacts.actions.bulk.rights import among, part_of
from crm.contacts.facts_of_many import ContactDeletedWithOthers
from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import CONTACT
from crm.fields.actions.claims import release
from crm.journal.models import Act, Change
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.deletion import guards


def are_made(changes: Sequence[Change]) -> bool:
    """Whether the act made all of these, and they are contacts."""
    return bool(changes) and all(
        change.record_kind == CONTACT and change.before is None and change.after for change in changes
    )


def unmake(changes: Sequence[Change], *, undo: Act, by: Actor) -> list[Change]:
    """Put them into the bin; returns those that are changed since, out of reach, or needed, untouched.

    Records: ContactDeletedWithOthers for each.
    """
    part = part_of(
        [change.record_id for change in changes], DELETE_CONTACTS, wanted={}, act_id=undo.id, by=by
    )
    untouched = select(Contact.id).where(among(part.ids), Contact.version == 1)
    blocked = guards.blocked(CONTACT, part.ids, by=by)
    part.ids = [one for one in db.session.scalars(untouched.order_by(Contact.id)) if one not in blocked]
    values = {"deleted_at": func.now(), "deleted_by": literal(by.user_id, BigInteger)}
    gone = set(write(part, values, told=ContactDeletedWithOthers))
    release(gone, record=CONTACT)
    derive_access(sorted(gone))
    return [change for change in changes if change.record_id not in gone]
