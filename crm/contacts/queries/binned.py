"""The contacts in the bin, as whoever may bring them back sees them; and what has to be asked first."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, literal, select, tuple_

from crm.contacts.access import restorable_by
from crm.contacts.models.contact import Contact, ContactManager
from crm.contacts.models.kinds import CONTACT, MANAGERS
from crm.contacts.queries.matching import matches
from crm.contacts.queries.records import possible_managers
from crm.fields.actions.claims import taken
from crm.fields.queries import fields_of
from crm.journal.bins import Binned, Key
from crm.kernel.access import Actor, found
from crm.kernel.db import db
from crm.kernel.i18n import LazyText, lazy
from crm.team.models import User


def binned_for(actor: Actor) -> Select[Any]:
    """What this person may bring back; a contact that was merged comes back by undoing the merge."""
    return restorable_by(actor).where(Contact.merged_into.is_(None))


def rows(actor: Actor, q: str, before: Key | None, limit: int) -> Sequence[Binned]:
    """A page of them, those deleted last first; one statement."""
    chosen = binned_for(actor).where(*matches(q))
    if before is not None:
        last = tuple_(literal(before[0], Contact.deleted_at.type), literal(before[1], Contact.id.type))
        chosen = chosen.where(tuple_(Contact.deleted_at, Contact.id) < last)
    ordered = chosen.order_by(Contact.deleted_at.desc(), Contact.id.desc()).limit(limit)
    return [_binned(contact) for contact in db.session.scalars(ordered)]


def one(contact_id: int, by: Actor) -> Binned:
    """One of them.

    Raises:
        NotFound: it is not in the bin, or the actor may not bring it back.
    """
    return _binned(found(binned_for(by), id=contact_id))


def old(before: datetime, after_id: int, limit: int) -> Sequence[int]:
    """The ids, above ``after_id``, of those that were deleted before that instant."""
    chosen = select(Contact.id).where(Contact.deleted_at < before, Contact.merged_into.is_(None))
    return db.session.scalars(chosen.where(Contact.id > after_id).order_by(Contact.id).limit(limit)).all()


def questions(contact: Contact, *, to: Actor) -> dict[str, LazyText | str]:
    """What can't come back as it was, each with a sentence, by the name of what to leave out.

    Unique values that others have by now, under ``custom.<field id>``; managers who can't be managers any
    more, under ``managers``.
    """
    fields = fields_of(CONTACT) if contact.custom else []
    labels = {f"custom.{field.key}": field.shown for field in fields}
    held = taken(contact.id, fields, contact.custom, by=to) if fields else {}
    asked: dict[str, LazyText | str] = {
        name: lazy("%(field)s: %(why)s", field=labels[name], why=why) for name, why in held.items()
    }
    if names := _no_longer_able(contact.id):
        asked[MANAGERS] = lazy("Can't be a manager any more: %(names)s", names=", ".join(names))
    return asked


def asked_of(contact_id: int, by: Actor) -> Mapping[str, LazyText | str]:
    """The questions about one of those that the actor may bring back.

    Raises:
        NotFound: it is not in the bin, or the actor may not bring it back.
    """
    return questions(found(binned_for(by), id=contact_id), to=by)


def _no_longer_able(contact_id: int) -> list[str]:
    managing = select(User.id, User.name).join(ContactManager, ContactManager.user_id == User.id)
    present = db.session.execute(managing.where(ContactManager.contact_id == contact_id)).all()
    able = possible_managers().where(User.id.in_([row.id for row in present])).with_only_columns(User.id)
    still = set(db.session.scalars(able.order_by(None))) if present else set()
    return sorted(row.name for row in present if row.id not in still)


def _binned(contact: Contact) -> Binned:
    assert contact.deleted_at is not None
    return Binned(
        kind=CONTACT, id=contact.id, title=contact.shown_name, initials=contact.initials, shape=contact.kind,
        second=contact.description.partition("\n")[0][:80], deleted_at=contact.deleted_at,
        deleted_by=contact.deleted_by,
    )  # fmt: skip
