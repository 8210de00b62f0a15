"""Putting a field back as an act found it; values of records are put back by their owners (CON-19)."""

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import select

from crm.fields.access import MANAGE_FIELDS
from crm.fields.actions.flags import release_all
from crm.fields.actions.indexes import keep_indexes
from crm.fields.actions.noting import KIND, noted
from crm.fields.facts import FieldEdited
from crm.fields.models import CustomField
from crm.journal.models import Act, Change
from crm.journal.restorers import Noted, Reason, Restorer
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import record
from crm.kernel.i18n import lazy


def restore(changes: Sequence[Change], *, undo: Act, by: Actor) -> list[Noted]:
    """Put back type, options and default where they are still as the act left them.

    A field that was unique does not become so again by itself.
    Records: FieldEdited.
    """
    ids = {change.record_id for change in changes}
    held = select(CustomField).where(CustomField.id.in_(ids), CustomField.deleted_at.is_(None))
    rows = db.session.scalars(held.order_by(CustomField.id).with_for_update())
    fields = {field.id: field for field in rows}
    return [noted for change in changes for noted in _restored(change, fields.get(change.record_id), by)]


def _restored(change: Change, field: CustomField | None, by: Actor) -> Iterator[Noted]:
    was, made = change.before or {}, change.after or {}
    if not by.may(MANAGE_FIELDS) or field is None:
        reason = Reason.GONE if field is None else Reason.FORBIDDEN
        yield Noted(KIND, change.record_id, None, was, reason)
        return
    stands = noted(field)
    if any(stands[name] not in (made[name], was[name]) for name in was):
        yield Noted(KIND, field.id, None, was, Reason.CHANGED)
        return
    for name, value in was.items():
        setattr(field, name, value)
    field.unique = False
    field.version += 1
    release_all(field)
    keep_indexes(field)
    db.session.flush()
    yield Noted(KIND, field.id, {name: stands[name] for name in was}, dict(was))
    record(FieldEdited(field_id=field.id, fields=sorted(was)), by=by)


ACTS: Final = {
    "fields.converted": lazy("Type of a field changed"),
    "fields.option_removed": lazy("Value of a field removed"),
}
RESTORER: Final = Restorer(kinds=(KIND,), restore=restore, weight=5, acts=ACTS)
