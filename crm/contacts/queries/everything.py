"""How many contacts somebody sees in all, without looking at one of them."""

from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, Select, Text, bindparam, func, select, true

from crm.contacts.access import VIEW_CONTACTS, principals
from crm.contacts.models.access import ContactAcl
from crm.kernel.access import Actor
from crm.kernel.db import db


def everything_seen(to: Actor, *, most: int) -> int:
    """How many contacts the person sees, up to so many, at reach own or group: by the access list alone."""
    asked = {"names": principals(to, to.reach(VIEW_CONTACTS)), "most": most}
    return db.session.scalar(_EVERYTHING_SEEN, asked) or 0


def _everything_seen() -> Select[Any]:
    """Built once: every page of the list without a filter asks it."""
    names, most = bindparam("names", type_=ARRAY(Text)), bindparam("most", type_=BigInteger)
    me = func.unnest(names).table_valued("principal").render_derived(name="me")
    rows = select(ContactAcl.contact_id).where(ContactAcl.principal == me.c.principal)
    part = rows.order_by(ContactAcl.contact_id).limit(most).lateral("part")
    some = select(part.c.contact_id).select_from(me).join(part, true()).distinct().limit(most).subquery()
    return select(func.count()).select_from(some)


_EVERYTHING_SEEN: Final = _everything_seen()
