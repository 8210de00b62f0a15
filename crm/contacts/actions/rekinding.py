"""The links of a person who has become a company, or the reverse."""

from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select

from crm.contacts.actions.links import kind_of, values_of
from crm.contacts.models.contact import Contact, Kind
from crm.contacts.models.links import ContactLink
from crm.contacts.models.roles import role_text
from crm.journal.restorers import Noted
from crm.kernel.db import db


def rekind_links(contact_id: int) -> list[Noted]:
    """Bring the contact's links, hidden ones too, in step with what it is now; returns what changed.

    What somebody was to somebody stays, in words; a main company is one no longer.
    """
    mine = or_(ContactLink.one_id == contact_id, ContactLink.other_id == contact_id)
    chosen = select(ContactLink).where(mine).order_by(ContactLink.id).with_for_update()
    rows = db.session.scalars(chosen).all()
    kinds = _kinds(rows)
    return [_noted(row, kinds) for row in rows]


def _kinds(rows: Sequence[ContactLink]) -> dict[int, Kind]:
    ends = {end for row in rows for end in (row.one_id, row.other_id)}
    if not ends:
        return {}
    found = db.session.execute(select(Contact.id, Contact.kind).where(Contact.id.in_(ends)))
    return {row.id: row.kind for row in found}


def _noted(row: ContactLink, kinds: Mapping[int, Kind]) -> Noted:
    before = values_of(row)
    _rekind(row, one=kinds[row.one_id], other=kinds[row.other_id])
    db.session.flush()
    after = values_of(row)
    names = [name for name in before if before[name] != after[name]]
    was, now = ({name: values[name] for name in names} for values in (before, after))
    return Noted("contact_link", row.id, was, now)


def _rekind(row: ContactLink, *, one: Kind, other: Kind) -> None:
    role, back = (role_text(text, row.kind) for text in (row.role, row.back_role))
    if (one, other) == ("company", "person"):
        row.one_id, row.other_id, role, back = row.other_id, row.one_id, back, role
    row.kind = kind_of(one, other)
    row.main, row.role, row.back_role = False, role, "" if row.kind == "employment" else back
