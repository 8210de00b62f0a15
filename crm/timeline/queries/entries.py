"""Entries by themselves: one, the pinned ones, the latest ones."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select

from crm.contacts.models.contact import Contact
from crm.kernel.access import Actor, found
from crm.kernel.db import db
from crm.kernel.errors import NotFound
from crm.timeline.access import entries_visible_to
from crm.timeline.models import Entry, EntryKind

MOST_PINNED: Final = 10


def entry_and_contact(entry_id: int, *, to: Actor, about: int | None = None) -> tuple[Entry, Contact]:
    """The entry, and the contact that it is about, if the actor sees that.

    Raises:
        NotFound: there is none, it is hidden, or it is about another contact than ``about``.
    """
    entry: Entry = found(entries_visible_to(to), id=entry_id)
    if about is not None and entry.about_id != about:
        raise NotFound
    contact: Contact = found(Contact.visible_to(to), id=entry.about_id)
    return entry, contact


def of_contact(contact_id: int) -> Select[Any]:
    """What is written about the contact and not deleted."""
    return select(Entry).where(*about(contact_id))


def about(contact_id: int) -> tuple[ColumnElement[bool], ...]:
    """The conditions of that."""
    return Entry.about_kind == "contact", Entry.about_id == contact_id, Entry.deleted_at.is_(None)


def on_top(contact_id: int, *, kind: EntryKind | None = None) -> Sequence[Entry]:
    """The pinned entries, of one kind or of all, the last pinned first; at most 10."""
    rows = of_contact(contact_id).where(Entry.pinned_at.is_not(None))
    if kind is not None:
        rows = rows.where(Entry.kind == kind)
    order = Entry.pinned_at.desc(), Entry.id.desc()
    return db.session.scalars(rows.order_by(*order).limit(MOST_PINNED)).all()


def to_come(contact_id: int, *, after: datetime, most: int) -> Sequence[Entry]:
    """What is set for later than this instant, the soonest first."""
    rows = of_contact(contact_id).where(Entry.happened_at > after)
    return db.session.scalars(rows.order_by(Entry.happened_at, Entry.id).limit(most)).all()


def latest(contact_id: int, *, before: datetime, most: int) -> Sequence[Entry]:
    """What took place last."""
    rows = of_contact(contact_id).where(Entry.happened_at <= before)
    return db.session.scalars(rows.order_by(Entry.happened_at.desc(), Entry.id.desc()).limit(most)).all()


def number(contact_id: int, *, kind: EntryKind, most: int) -> int:
    """How many entries of this kind there are, counted up to ``most``."""
    some = of_contact(contact_id).where(Entry.kind == kind).with_only_columns(Entry.id).limit(most)
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0
