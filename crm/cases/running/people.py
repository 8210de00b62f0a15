"""Who stands behind a case by its contacts."""

from sqlalchemy import select

from crm.cases.models.case import CaseContact
from crm.contacts.models.contact import Contact, ContactManager
from crm.kernel.access import Actor
from crm.kernel.db import db


def lead_of(case_id: int, *, to: Actor | None = None) -> int | None:
    """The lead manager of the case's first contact outside the bin; None without one.

    Of the contacts those that the person sees; without one, as for the engine itself, all.
    """
    some = Contact.visible_to(to) if to is not None else select(Contact)
    lead = (
        some.join(ContactManager, ContactManager.contact_id == Contact.id)
        .join(CaseContact, CaseContact.contact_id == Contact.id)
        .where(CaseContact.case_id == case_id, Contact.deleted_at.is_(None), ContactManager.lead)
        .with_only_columns(ContactManager.user_id)
        .order_by(None)
        .order_by(CaseContact.position, CaseContact.id)
        .limit(1)
    )
    return db.session.scalar(lead)
