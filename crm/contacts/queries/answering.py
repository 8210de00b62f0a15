"""The first few contacts of one kind that answer a query, for a list under a field.

However many answer, no more than ``LOOKED_AT`` are looked at and counted: whoever wants all opens the list.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from crm.contacts.models.contact import Contact, Kind
from crm.contacts.queries.listing import Wish, matching_ids
from crm.files.models import StoredFile
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.paging import Count
from crm.kernel.search_text import escaped, fold

LOOKED_AT: Final = 500


def answering(q: str, kind: Kind, limit: int, *, to: Actor) -> tuple[Sequence[Contact], Count]:
    """Those that the person sees, first those whose name begins so, and how many; at most two statements."""
    some = matching_ids(Wish(q=q, kind=kind), to=to).limit(LOOKED_AT).subquery()
    begins = Contact.sort_name.like(f"{escaped(fold(q))}%")
    found = (
        select(Contact, func.count().over())
        .where(Contact.id.in_(select(some.c[0])))
        .options(
            joinedload(Contact.photo).load_only(StoredFile.key, raiseload=True), joinedload(Contact.comms)
        )
        .order_by(begins.desc(), Contact.sort_name, Contact.id)
        .limit(limit)
    )
    rows = db.session.execute(found).unique().all()
    number = rows[0][1] if rows else 0
    return [contact for contact, _number in rows], Count(number, capped=number >= LOOKED_AT)
