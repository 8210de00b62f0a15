"""Taking back what an act did to entries: the journal's ``Restorer`` for them."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import select

from crm.contacts.access import EDIT_CONTACTS
from crm.contacts.models.contact import Contact
from crm.journal.models import Act, Change
from crm.journal.restorers import Noted, Reason, Restorer
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.timeline.access import may_change
from crm.timeline.actions.noting import RECORD, changed_columns, kept_columns, put_back
from crm.timeline.facts import EntryRestored
from crm.timeline.models import Entry


def restore(changes: Sequence[Change], *, undo: Act, by: Actor) -> Iterator[Noted]:
    """Put back each column that still holds what the act gave it; the rest is told as skipped.

    Records: EntryRestored for each entry that changed.
    """
    rows = select(Entry).where(Entry.id.in_([change.record_id for change in changes])).order_by(Entry.id)
    held = db.session.scalars(rows.with_for_update().execution_options(populate_existing=True))
    entries = {entry.id: entry for entry in held}
    for change in changes:
        entry = entries.get(change.record_id)
        if entry is None or change.before is None or change.after is None:
            yield Noted(RECORD, change.record_id, None, change.before, Reason.GONE)
        elif not _may(entry, by):
            yield Noted(RECORD, entry.id, None, change.before, Reason.FORBIDDEN)
        else:
            yield from _restored(entry, change.before, change.after, undo=undo, by=by)


ACTS: Final = {"timeline.edited": lazy("Entry changed"), "timeline.deleted": lazy("Entry deleted")}
RESTORER: Final = Restorer((RECORD,), restore, weight=60, acts=ACTS)


def _may(entry: Entry, by: Actor) -> bool:
    """Who may write about the contact, and wrote the entry or may change those of others."""
    contact = db.session.get(Contact, entry.about_id)
    return contact is not None and by.may(EDIT_CONTACTS, contact) and may_change(entry, by=by)


def _restored(
    entry: Entry, was: dict[str, Any], left: dict[str, Any], *, undo: Act, by: Actor
) -> Iterator[Noted]:
    now = kept_columns(entry)
    same = [name for name in was if now.get(name) == left.get(name)]
    for name in same:
        put_back(entry, name, was[name])
    if same:
        entry.version += 1
        db.session.flush()
        before, after = changed_columns(now, kept_columns(entry))
        yield Noted(RECORD, entry.id, before, after)
        fact = EntryRestored(contact_id=entry.about_id, entry_id=entry.id, kind=entry.kind, act_id=undo.id)
        record(fact, by=by)
    if others := {name: value for name, value in was.items() if name not in same}:
        yield Noted(RECORD, entry.id, None, others, Reason.CHANGED)
