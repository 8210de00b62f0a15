"""All that one user is in charge of goes to another (TEN-7)."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ARRAY, BigInteger, any_, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from crm.contacts.access import derive_access
from crm.contacts.actions.people import check_managers
from crm.contacts.facts import ContactsHandedOver, ContactsHandedOverPart
from crm.contacts.models.contact import Contact, ContactManager
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import record
from crm.kernel.jobs import later

AT_ONCE: Final = 2_000
PART: Final = 5_000
JOB: Final = "contacts.hand_over"


def hand_over_all(user_id: int, *, to: int, by: Actor) -> int:
    """Make ``to`` a manager of every contact that the user manages, in the user's place; returns how many.

    Contacts in the bin go along. Up to 2,000 go over in this transaction; beyond that a job hands them over
    part by part, and what is not over yet stays with the user. Whether the actor may is the caller's question
    (managing users, not contacts).

    Raises:
        Invalid: ``to`` is not active or may not be a manager.
    Records: ContactsHandedOver, and a part for each transaction.
    """
    check_managers([to])
    contacts = _managed_by(user_id)
    if contacts == 0 or user_id == to:
        return 0
    whole = record(ContactsHandedOver(user_id=user_id, heir_id=to, contacts=contacts), by=by)
    if contacts > AT_ONCE:
        later(JOB, key=str(whole.id), fact_id=whole.id)
    else:
        hand_over_part(user_id, to=to, by=by)
    return contacts


def hand_over_part(user_id: int, *, to: int, by: Actor) -> bool:
    """Hand over the next 5,000 contacts; returns whether there was anything to hand over.

    Records: ContactsHandedOverPart.
    """
    ids = _next_part(user_id)
    if not ids:
        return False
    _replace_manager(ids, old=user_id, new=to)
    derive_access(ids)
    record(ContactsHandedOverPart(user_id=user_id, heir_id=to, contact_ids=list(ids)), by=by)
    return True


def _managed_by(user_id: int) -> int:
    of_user = select(func.count()).select_from(ContactManager).where(ContactManager.user_id == user_id)
    return db.session.scalar(of_user) or 0


def _next_part(user_id: int) -> Sequence[int]:
    """The next contacts, locked in the order of their ids, so that two acts never wait for each other."""
    managed = select(ContactManager.contact_id).where(ContactManager.user_id == user_id)
    part = select(Contact.id).where(Contact.id.in_(managed)).order_by(Contact.id).limit(PART)
    return db.session.scalars(part.with_for_update()).all()


def _replace_manager(ids: Sequence[int], *, old: int, new: int) -> None:
    """The new manager leads where the old one led, and is added but once where both managed."""
    chosen = any_(literal(list(ids), ARRAY(BigInteger)))
    leaving = delete(ContactManager).where(ContactManager.user_id == old, ContactManager.contact_id == chosen)
    left = db.session.execute(leaving.returning(ContactManager.contact_id, ContactManager.lead)).all()
    led = any_(literal([contact_id for contact_id, lead in left if lead], ARRAY(BigInteger)))
    rows = select(Contact.id, literal(new, BigInteger)).where(Contact.id == chosen)
    coming = insert(ContactManager).from_select(["contact_id", "user_id"], rows)
    db.session.execute(coming.on_conflict_do_nothing())
    leading = update(ContactManager).where(ContactManager.user_id == new, ContactManager.contact_id == led)
    db.session.execute(leading.values(lead=True))
    changed = update(Contact).where(Contact.id == chosen)
    db.session.execute(changed.values(version=Contact.version + 1, changed_at=func.now()))
