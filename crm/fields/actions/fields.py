"""Adding and changing the workspace's own fields (CON-4)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy.exc import IntegrityError

from crm.fields.access import MANAGE_FIELDS
from crm.fields.actions.checks import check
from crm.fields.facts import FieldAdded
from crm.fields.forms import FieldShape, NewFieldShape, OptionShape
from crm.fields.models import CustomField
from crm.fields.queries import MOST_FIELDS, fields_of
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


def add_field(shape: NewFieldShape, *, by: Actor) -> CustomField:
    """Add a field behind the others of its section.

    Raises:
        Invalid: a property at fault, or the name is taken.
        Conflict: there are as many fields as there can be.
    Records: FieldAdded.
    """
    by.must(MANAGE_FIELDS)
    taker = _taker(shape.record)
    present = fields_of(taker.record)
    if len(present) >= MOST_FIELDS:
        raise Conflict(lazy("There can be at most %(most)s fields.", most=MOST_FIELDS))
    added = CustomField(record=taker.record, type=shape.type, options=with_ids(shape.options, ()), version=1)
    added.position = max((field.position for field in present), default=-1) + 1
    check(added, shape, taker=taker)
    with unique_name():
        _put(added, shape)
        db.session.add(added)
    record(FieldAdded(field_id=added.id, record=added.record), by=by)
    return added


def with_ids(shapes: Iterable[OptionShape], present: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The options as they are kept: the new ones get ids that no option of the field ever had."""
    last = max((option["id"] for option in present), default=0)
    kept = []
    for shape in shapes:
        last += shape.id is None
        kept.append({**shape.model_dump(), "id": shape.id or last})
    return kept


@contextmanager
def unique_name() -> Iterator[None]:
    """Refuse a name that another field of the records has."""
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError:
        raise Invalid({"name": lazy("There is a field of this name already.")}) from None


def _put(field: CustomField, shape: FieldShape) -> None:
    for name in PLAIN:
        setattr(field, name, getattr(shape, name))
    field.default = value_of(field, shape.default)


def _taker(name: str) -> Taker:
    try:
        return takers.of(name)
    except NotFound:
        raise Invalid({"record": lazy("These records take no fields.")}) from None
