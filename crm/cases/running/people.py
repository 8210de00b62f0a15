"""Who stands behind a case by its contacts."""

from sqlalchemy import select

from crm.cases.models.case import CaseContact
from crm.contacts.models.contact import Contact, ContactManager
from crm.kernel.db import db


def lead_of(case_id: int) -> int | None:
    """The lead manager of the case's first contact outside the bin; None without one."""
    lead = (
        select(ContactManager.user_id)
        .join(Contact, Contact.id == ContactManager.contact_id)
        .join(CaseContact, CaseContact.contact_id == Contact.id)
        .where(CaseContact.case_id == case_id, Contact.deleted_at.is_(None), ContactManager.lead)
        .order_by(CaseContact.position, CaseContact.id)
        .limit(1)
    )
    return db.session.scalar(lead)
