"""When something last happened with a contact: told at once, and copied to the access list a little later."""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from crm.contacts.models.access import ContactAcl, ContactActivity
from crm.kernel.db import db
from crm.kernel.jobs import later

JOB: Final = "contacts.copy_activity"
SLOT_SECONDS: Final = 10


def happened(contact_id: int, *, at: datetime) -> None:
    """Something happened with the contact: its last activity is then, or later, but never to come.

    The contact's version is not counted. Lists by activity follow within twice ``SLOT_SECONDS``, by one job
    however often it happens in a slot.
    """
    then = func.least(at, func.now())
    row = insert(ContactActivity).values(contact_id=contact_id, last_activity_at=then)
    newest = {"last_activity_at": func.greatest(ContactActivity.last_activity_at, then)}
    db.session.execute(row.on_conflict_do_update(index_elements=["contact_id"], set_=newest))
    slot = int(db.session.execute(select(func.now())).scalar_one().timestamp()) // SLOT_SECONDS
    # a slot later than its end: whatever began in the slot has committed by then
    due = datetime.fromtimestamp((slot + 2) * SLOT_SECONDS, UTC)
    later(JOB, key=f"{contact_id}:{slot}", due_at=due, contact_id=contact_id)


def copy_activity(contact_id: int) -> None:
    """Bring the copies on the access list in step. Idempotent."""
    last = select(ContactActivity.last_activity_at).where(ContactActivity.contact_id == contact_id)
    fresh = last.scalar_subquery()
    of_contact = ContactAcl.contact_id == contact_id
    differs = ContactAcl.last_activity_at != fresh
    db.session.execute(update(ContactAcl).where(of_contact, differs).values(last_activity_at=fresh))
