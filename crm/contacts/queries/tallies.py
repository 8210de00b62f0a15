"""How many contacts of a person's stand behind each of some ids: of tags, of managers (CON-5, CON-10)."""

from typing import Any

from sqlalchemy import ARRAY, Select, Text, any_, func, literal, select

from crm.contacts.access import VIEW_CONTACTS, principals
from crm.contacts.models.access import ContactAcl
from crm.contacts.models.contact import Contact, ContactManager
from crm.kernel.access import Actor, Level, Reach
from crm.kernel.db import db
from crm.kernel.paging import COUNT_CAP, Count


def tallied(each: Select[Any], *, to: Actor) -> dict[int, Count]:
    """How often each ``id`` comes of ``each``, a select over contacts, where the person sees the contact.

    Up to 1,000 each; one statement, which goes through the person's contacts once.
    """
    reach = to.reach(VIEW_CONTACTS)
    if reach is Reach.ALL:
        some = each.where(Contact.deleted_at.is_(None)).subquery("some")
    else:
        seen = _granted(to, reach).subquery("seen")
        some = each.join(seen, seen.c.contact_id == Contact.id).subquery("some")
    rows = db.session.execute(select(some.c.id, func.count()).group_by(some.c.id))
    return {one: Count(min(number, COUNT_CAP), capped=number > COUNT_CAP) for one, number in rows}


def manager_counts(*, to: Actor) -> dict[int, Count]:
    """How many contacts that the person sees each manager of any of them manages; one statement."""
    each = select(ContactManager.user_id.label("id")).select_from(Contact)
    return tallied(each.join(ContactManager, ContactManager.contact_id == Contact.id), to=to)


def _granted(to: Actor, reach: Reach) -> Select[Any]:
    """The ids of the contacts that the access list lets the person see, each once."""
    names = principals(to, reach) if reach is not Reach.NONE else []
    of_person = ContactAcl.principal == any_(literal(names, ARRAY(Text)))
    return select(ContactAcl.contact_id).where(of_person, ContactAcl.level >= Level.READ).distinct()
