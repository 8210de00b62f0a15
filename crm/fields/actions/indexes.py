"""Indexes of the values that lists are filtered by: wanted here, built in the background by the owner.

A workspace's own role owns no table, so it can't build any.
"""

from collections.abc import Sequence
from typing import Any, Final, Literal

from sqlalchemy import Numeric, Text, case, cast, collate, func, literal, update

from crm.fields.models import CustomField
from crm.fields.queries import INDEXED, all_fields
from crm.kernel.db import db
from crm.kernel.jobs import later

JOB: Final = "fields.index"
NUMBER: Final = r"^-?[0-9]{1,15}(\.[0-9]{1,8})?$"
"""What is cast to a number; anything else, such as what an older type has left, has none."""


def keep_indexes(field: CustomField) -> None:
    """Have the indexes brought in step with what fields want, because of this one."""
    later(JOB, key=f"{field.id}:{field.version}")


def wanted() -> Sequence[CustomField]:
    """The fields of all records that shall have an index; one statement."""
    chosen = all_fields().where(CustomField.filterable, CustomField.type.in_(INDEXED))
    return db.session.scalars(chosen.order_by(CustomField.id)).all()


def note_indexed(fields: Sequence[CustomField]) -> None:
    """Remember that these fields, and no others, have their index."""
    ids = [field.id for field in fields]
    fresh = update(CustomField).where(CustomField.id.in_(ids), CustomField.indexed_at.is_(None))
    db.session.execute(fresh.values(indexed_at=func.now()))
    gone = update(CustomField).where(CustomField.id.not_in(ids), CustomField.indexed_at.is_not(None))
    db.session.execute(gone.values(indexed_at=None))


def form_of(field: CustomField) -> Literal["number", "money", "time"]:
    """How the values of the field are compared."""
    if field.type in ("date", "datetime"):
        return "time"
    return "money" if field.type == "money" else "number"


def sortable(custom: Any, field: CustomField) -> Any:
    """The value of a number, an amount or a day as lists compare it: the expression that has the index.

    ``custom`` is the record's column. Numbers are numeric; days and instants are texts in the order of time.
    """
    key = literal(field.key, Text)
    text = custom.op("->>", return_type=Text())(key)
    form = form_of(field)
    if form == "money":
        text = custom.op("->")(key).op("->>", return_type=Text())(literal("amount", Text))
    if form == "time":
        return collate(text, "C")
    return case((text.op("~")(literal(NUMBER, Text)), cast(text, Numeric)))
