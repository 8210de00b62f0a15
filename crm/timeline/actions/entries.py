"""Writing down what happened with a contact, changing and deleting it (CON-15)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from crm.contacts.actions import activity
from crm.contacts.models.contact import Contact
from crm.journal.actions import keep
from crm.journal.models import Act
from crm.journal.restorers import Noted
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import NotFound, Stale
from crm.kernel.facts import record
from crm.timeline import access
from crm.timeline.actions.noting import RECORD, changed_columns, kept_columns
from crm.timeline.facts import EntryAdded, EntryDeleted, EntryEdited
from crm.timeline.forms import EntryShape, check
from crm.timeline.models import Entry
from crm.timeline.queries.mentions import called


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as it stands now, and the names of those whom it calls though they can't see the contact."""

    entry: Entry
    blind: list[str]


def add_entry(contact: Contact, shape: EntryShape, *, by: Actor) -> Written:
    """Write a note, call, meeting or mail down. Whom it mentions is told, never the actor.

    The contact's last activity is when it took place; its version is not counted.

    Raises:
        Forbidden: the actor may not write about the contact.
        Invalid: it says nothing.
    Records: EntryAdded.
    """
    access.must_write(contact, by=by)
    check(shape)
    people = called(shape.body, contact_id=contact.id)
    entry = Entry(about_kind="contact", about_id=contact.id, kind=shape.kind, made_by=by.user_id)
    entry.body, entry.details, entry.mention_ids = shape.body, shape.details, people.user_ids
    if shape.happened_at is not None:
        entry.happened_at = shape.happened_at
    db.session.add(entry)
    db.session.flush()
    activity.happened(contact.id, at=entry.happened_at)
    fact = EntryAdded(
        contact_id=contact.id, entry_id=entry.id, kind=entry.kind, mentioned=_others(people.user_ids, by)
    )
    record(fact, by=by)
    return Written(entry, people.blind)


def edit_entry(entry: Entry, shape: EntryShape, *, version: int | None = None, by: Actor) -> Written:
    """Change what is written to what was typed; nothing happens if nothing differs. Its kind stays.

    ``version`` is the one the person saw; None overwrites whatever stands there. Who is mentioned for the
    first time is told.

    Raises:
        Forbidden: it is somebody else's, or the actor may not write about the contact.
        Stale: it was changed since ``version``.
        Invalid: it would say nothing.
    Records: EntryEdited.
    """
    entry, contact = _held(entry, version=version)
    access.must_change(entry, contact, by=by)
    check(shape)
    people = called(shape.body, contact_id=contact.id)
    before, known = kept_columns(entry), set(entry.mention_ids)
    entry.body, entry.details, entry.mention_ids = shape.body, shape.details, people.user_ids
    if shape.happened_at is not None:
        entry.happened_at = shape.happened_at
    act = _kept("timeline.edited", entry, before, by=by)
    if act is None:
        return Written(entry, people.blind)
    new = [user_id for user_id in people.user_ids if user_id not in known]
    record(EntryEdited(**_named(entry), act_id=act.id, mentioned=_others(new, by)), by=by)
    return Written(entry, people.blind)


def delete_entry(entry: Entry, *, version: int | None = None, by: Actor) -> Act:
    """Delete what is written; returns the act by which it can be taken back.

    Raises:
        Forbidden: it is somebody else's, or the actor may not write about the contact.
        Stale: it was changed since ``version``.
    Records: EntryDeleted.
    """
    entry, contact = _held(entry, version=version)
    access.must_change(entry, contact, by=by)
    before = kept_columns(entry)
    entry.deleted_at, entry.deleted_by = func.now(), by.user_id
    db.session.flush()
    db.session.refresh(entry)
    act = _kept("timeline.deleted", entry, before, by=by)
    assert act is not None
    record(EntryDeleted(**_named(entry), act_id=act.id), by=by)
    return act


def _held(entry: Entry, *, version: int | None) -> tuple[Entry, Contact]:
    """The entry, locked, as it is now, and the contact that it is about."""
    fresh = select(Entry).where(Entry.id == entry.id).with_for_update()
    held: Entry | None = db.session.scalar(fresh.execution_options(populate_existing=True))
    contact = db.session.get(Contact, held.about_id) if held is not None else None
    if held is None or held.deleted_at is not None or contact is None:
        raise NotFound
    if version is not None and held.version != version:
        raise Stale
    return held, contact


def _kept(kind: str, entry: Entry, before: dict[str, Any], *, by: Actor) -> Act | None:
    """Count one change and keep what it changed; None if nothing differs."""
    was, now = changed_columns(before, kept_columns(entry))
    if not now:
        return None
    entry.version += 1
    if "deleted_at" not in now:
        entry.changed_at = func.now()
    db.session.flush()
    return keep(kind, [Noted(RECORD, entry.id, was, now)], about=("contact", entry.about_id), by=by)


def _named(entry: Entry) -> dict[str, Any]:
    return {"contact_id": entry.about_id, "entry_id": entry.id, "kind": entry.kind}


def _others(user_ids: list[int], by: Actor) -> list[int]:
    return [user_id for user_id in user_ids if user_id != by.user_id]
