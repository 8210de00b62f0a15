"""Adding, changing and deleting the workspace's own fields (CON-4)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError

from crm.fields.access import MANAGE_FIELDS
from crm.fields.actions import sweeps
from crm.fields.actions.checks import check
from crm.fields.actions.flags import CLAIM, REFOLD, release_all
from crm.fields.actions.holding import hold
from crm.fields.actions.indexes import keep_indexes
from crm.fields.actions.options import options_from
from crm.fields.facts import FieldAdded, FieldDeleted, FieldEdited, FieldRestored
from crm.fields.forms import FieldShape, NewFieldShape
from crm.fields.models import CustomField
from crm.fields.queries import INDEXED, MOST_COLUMNS, MOST_FIELDS, SEARCHED, columns_of, fields_of
from crm.fields.takers import Taker, takers
from crm.fields.values import value_of
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict, Invalid, NotFound
from crm.kernel.facts import record
from crm.kernel.i18n import lazy

PLAIN: Final = (
    "name", "labels", "help", "applies", "section_id", "required", "unique", "in_list", "filterable",
)  # fmt: skip
FULL: Final = lazy("There can be at most %(most)s fields.", most=MOST_FIELDS)


def add_field(shape: NewFieldShape, *, by: Actor) -> CustomField:
    """Add a field behind the others.

    Raises:
        Invalid: a property at fault, or the name is taken.
        Conflict: there are as many fields as there can be.
    Records: FieldAdded.
    """
    by.must(MANAGE_FIELDS)
    taker = _taker(shape.record)
    present = fields_of(taker.record)
    if len(present) >= MOST_FIELDS:
        raise Conflict(FULL)
    added = CustomField(record=taker.record, type=shape.type, version=1)
    added.options = options_from(added, shape.options)
    added.position = max((field.position for field in present), default=-1) + 1
    check(added, shape, taker=taker)
    with unique_name():
        _put(added, shape)
        db.session.add(added)
    record(FieldAdded(field_id=added.id, record=added.record), by=by)
    if added.filterable:
        keep_indexes(added)
    return added


def edit_field(
    field: CustomField, shape: FieldShape, *, version: int | None = None, by: Actor
) -> CustomField:
    """Change a field to what was typed; nothing happens if nothing differs. Its type stays.

    Values to choose from that are left out go, if no record has them. Where many records have to be brought
    in step, that goes on in the background; a new ``unique`` that turns out impossible is taken back then.

    Raises:
        Invalid: a property at fault; the name is taken; an option is in use; records share values.
        Stale: it was changed since ``version``.
        Conflict: its values are being worked on.
    Records: FieldEdited.
    """
    by.must(MANAGE_FIELDS)
    field = hold(field, version=version)
    before = _properties(field)
    field.options = options_from(field, shape.options)
    check(field, shape, taker=takers.of(field.record))
    with unique_name():
        _put(field, shape)
    changed = [name for name, value in _properties(field).items() if before[name] != value]
    if changed:
        field.version += 1
        record(FieldEdited(field_id=field.id, fields=changed), by=by)
        _follow(field, changed, by=by)
    return field


def delete_field(field: CustomField, *, by: Actor) -> CustomField:
    """Take a field out of sight with all its values; both are kept for 30 days.

    Raises:
        Conflict: its values are being worked on.
    Records: FieldDeleted.
    """
    by.must(MANAGE_FIELDS)
    field = hold(field)
    if sweeps.open_runs(field.id):
        raise Conflict(sweeps.BUSY)
    field.deleted_at, field.deleted_by = func.now(), by.user_id
    field.version += 1
    release_all(field)
    record(FieldDeleted(field_id=field.id), by=by)
    _follow(field, ["filterable"], by=by)
    return field


def restore_field(field: CustomField, *, by: Actor) -> CustomField:
    """Bring a deleted field back with its values; nothing happens to one that is back already.

    Raises:
        Invalid: another field has its name by now.
        Conflict: there are as many fields as there can be.
    Records: FieldRestored.
    """
    by.must(MANAGE_FIELDS)
    if field.deleted_at is None:
        return field
    if len(fields_of(field.record)) >= MOST_FIELDS:
        raise Conflict(FULL)
    if field.in_list and len(columns_of(field.record)) >= MOST_COLUMNS:
        field.in_list = False
    with unique_name():
        field.deleted_at = field.deleted_by = None
        field.version += 1
    record(FieldRestored(field_id=field.id), by=by)
    _follow(field, ["unique", "filterable"], by=by)
    return field


@contextmanager
def unique_name() -> Iterator[None]:
    """Refuse a name that another field of the records has."""
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError:
        raise Invalid({"name": lazy("There is a field of this name already.")}) from None


def _follow(field: CustomField, changed: Iterable[str], *, by: Actor) -> None:
    """Bring the records in step with the flags that changed."""
    stands = field.deleted_at is None
    if "unique" in changed and stands:
        if field.unique:
            sweeps.start(CLAIM, field, by=by)
        else:
            release_all(field)
    if "filterable" in changed and field.type in INDEXED:
        keep_indexes(field)
    if "filterable" in changed and field.type in SEARCHED:
        sweeps.start(REFOLD, field, by=by)


def _properties(field: CustomField) -> dict[str, Any]:
    return {name: getattr(field, name) for name in (*PLAIN, "default", "options")}


def _put(field: CustomField, shape: FieldShape) -> None:
    for name in PLAIN:
        setattr(field, name, getattr(shape, name))
    field.default = value_of(field, shape.default)


def _taker(name: str) -> Taker:
    try:
        return takers.of(name)
    except NotFound:
        raise Invalid({"record": lazy("These records take no fields.")}) from None
