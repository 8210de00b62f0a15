"""Out of the bin for good: rows, ways to reach, links, and whatever other packages hung on the contact."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import delete, select

from crm.contacts.facts import ContactPurged
from crm.contacts.models.access import ContactAcl
from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import CONTACT
from crm.fields.actions.claims import release
from crm.files.actions.sweeping import purge as purge_files
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.deletion import guards
from crm.kernel.facts import record

LONGEST_CHAIN: Final = 1_000


def purge_contacts(contact_ids: Collection[int], by: Actor) -> int:
    """Delete these contacts of the bin for good, with those merged into them; returns how many of them went.

    Whether the actor may is the caller's question. Those that other records need stay; so do those that came
    back from the bin meanwhile.
    Records: ContactPurged for each.
    """
    locked = select(Contact.id).where(Contact.id.in_(contact_ids), Contact.deleted_at.is_not(None))
    binned = db.session.scalars(locked.order_by(Contact.id).with_for_update()).all()
    needed = guards.blocked(CONTACT, binned, by=by)
    going = [contact_id for contact_id in binned if contact_id not in needed]
    if not going:
        return 0
    everything = with_merged(going)
    guards.purge(CONTACT, everything)
    purge_files(CONTACT, everything)
    release(everything, record=CONTACT)
    db.session.execute(delete(ContactAcl).where(ContactAcl.contact_id.in_(everything)))
    gone = delete(Contact).where(Contact.id.in_(everything)).returning(Contact.id, Contact.version)
    for contact_id, version in db.session.execute(gone).all():
        record(ContactPurged(contact_id=contact_id, version=version), by=by)
    return len(going)


def with_merged(contact_ids: Collection[int]) -> list[int]:
    """These, and whatever was merged into them, in this order: once they go, no old id leads anywhere."""
    known = list(contact_ids)
    newest = known
    for _step in range(LONGEST_CHAIN):
        merged = select(Contact.id).where(Contact.merged_into.in_(newest), Contact.id.not_in(known))
        newest = list(db.session.scalars(merged))
        if not newest:
            return known
        known += newest
    return known
