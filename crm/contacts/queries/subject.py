"""The contacts of persons who may ask what is held about them (CON-22)."""

from typing import Any

from sqlalchemy import Select, or_, select

from crm.contacts.access import restorable_by
from crm.contacts.models.contact import Contact
from crm.kernel.access import Actor


def subjects_reachable_by(actor: Actor) -> Select[Any]:
    """Those that the person sees, and those in the bin that they may bring back; a merged one is a part of
    its survivor.
    """
    seen, binned = (
        query.with_only_columns(Contact.id).order_by(None)
        for query in (Contact.visible_to(actor), restorable_by(actor))
    )
    either = or_(Contact.id.in_(seen), Contact.id.in_(binned))
    return select(Contact).where(Contact.merged_into.is_(None), either)
