"""Unique values: who holds which, so that two records never hold the same (CON-4). The bin holds none.

The key of ``custom_unique`` decides, between two acts at the same instant too: one waits for the other.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from crm.fields.models import CustomField, UniqueValue
from crm.fields.reading import unique_form
from crm.fields.values import Faults, path
from crm.kernel.access import Actor
from crm.kernel.anchors import anchors
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.i18n import lazy


def claim(record_id: int, fields: Sequence[CustomField], custom: Mapping[str, Any], *, by: Actor) -> None:
    """Hold the unique values of this record's ``custom``, and no others of these fields.

    Part of the transaction that writes the values, or that brings the record back from the bin.

    Raises:
        Invalid: another record outside the bin holds one; it is named if the actor may see it.
    """
    wanted = wanted_by(fields, custom)
    unique = [field for field in fields if field.unique]
    if not unique:
        return
    _give_up_others(record_id, unique, wanted)
    if not wanted:
        return
    rows = [
        {"field_id": field_id, "value": value, "record_id": record_id}
        for field_id, value in sorted(wanted.items())
    ]
    db.session.execute(insert(UniqueValue).values(rows).on_conflict_do_nothing())
    if faults := taken(record_id, fields, custom, by=by):
        raise Invalid(faults)


def release(record_ids: Iterable[int], *, record: str) -> None:
    """Let go of all unique values of these records: they went to the bin, or their fields did."""
    of_kind = select(CustomField.id).where(CustomField.record == record)
    chosen = UniqueValue.record_id.in_(list(record_ids))
    db.session.execute(delete(UniqueValue).where(UniqueValue.field_id.in_(of_kind), chosen))


def taken(record_id: int, fields: Sequence[CustomField], custom: Mapping[str, Any], *, by: Actor) -> Faults:
    """Which values of this ``custom`` another record outside the bin holds, as faults; two statements."""
    holders = _holders(record_id, wanted_by(fields, custom))
    if not holders:
        return {}
    record = fields[0].record
    visible = anchors.visible(record, holders.values(), by)
    faults: Faults = {}
    for field_id, holder_id in holders.items():
        holder = visible.get(holder_id)
        sentence = lazy("Another record has this value already.")
        if holder is not None:
            sentence = lazy("Already used: %(name)s", name=anchors.title(record, holder))
        faults[path(str(field_id))] = sentence
    return faults


def wanted_by(fields: Iterable[CustomField], custom: Mapping[str, Any]) -> dict[int, str]:
    """The values that unique fields compare, by field."""
    return {
        field.id: unique_form(custom[field.key])
        for field in fields
        if field.unique and custom.get(field.key) is not None
    }


def _holders(record_id: int, wanted: Mapping[int, str]) -> dict[int, int]:
    if not wanted:
        return {}
    named = select(UniqueValue.field_id, UniqueValue.value, UniqueValue.record_id).where(
        UniqueValue.field_id.in_(wanted), UniqueValue.value.in_(wanted.values())
    )
    return {
        field_id: holder_id
        for field_id, value, holder_id in db.session.execute(named)
        if wanted[field_id] == value and holder_id != record_id
    }


def _give_up_others(record_id: int, unique: Iterable[CustomField], wanted: Mapping[int, str]) -> None:
    own = UniqueValue.record_id == record_id, UniqueValue.field_id.in_([field.id for field in unique])
    held = db.session.execute(select(UniqueValue.field_id, UniqueValue.value).where(*own)).all()
    stale = [field_id for field_id, value in held if wanted.get(field_id) != value]
    if stale:
        gone = delete(UniqueValue).where(UniqueValue.record_id == record_id, UniqueValue.field_id.in_(stale))
        db.session.execute(gone)
