"""What a form suggests, from what the person sees: bounded however much there is."""

from typing import Final

from sqlalchemy import func, select

from crm.contacts.models.contact import Contact, Kind
from crm.contacts.queries.listing import latest
from crm.kernel.access import Actor
from crm.kernel.db import db

LOOKED_AT: Final = 300
SUGGESTED: Final = 20


def sources(*, to: Actor) -> list[str]:
    """The sources used most among the contacts that were active last, of those that the person sees."""
    times = func.count()
    used = select(Contact.source).where(Contact.id.in_(latest(LOOKED_AT, to=to)), Contact.source != "")
    used = used.group_by(Contact.source).order_by(times.desc(), Contact.source).limit(SUGGESTED)
    return list(db.session.scalars(used))


def kind_added_last(user_id: int) -> Kind | None:
    """The kind of the last contact that the user added, if it is among the latest of all."""
    recent = select(Contact.id, Contact.kind, Contact.made_by).order_by(Contact.id.desc()).limit(LOOKED_AT)
    added = recent.subquery()
    own = select(added.c.kind).where(added.c.made_by == user_id).order_by(added.c.id.desc()).limit(1)
    return db.session.scalar(own)
