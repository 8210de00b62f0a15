"""The fields and sections of a kind of record, in their order."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import Select, and_, bindparam, func, select

from crm.fields.models import CustomField, CustomSection
from crm.kernel.db import db

INDEXED: Final = ("integer", "decimal", "money", "date", "datetime")
SEARCHED: Final = ("text", "url", "email", "phone")
MOST_FIELDS: Final = 100
MOST_SECTIONS: Final = 30
MOST_COLUMNS: Final = 3
MOST_INDEXED: Final = 20


def all_fields() -> Select[Any]:
    """The fields outside the bin, of every kind of record."""
    return select(CustomField).where(CustomField.deleted_at.is_(None))


def in_order(fields: Select[Any]) -> Select[Any]:
    """In the order of the form: those without a section first, then section by section."""
    place = func.coalesce(CustomSection.position, -1)
    standing = CustomSection.id == CustomField.section_id, CustomSection.deleted_at.is_(None)
    joined = fields.outerjoin(CustomSection, and_(*standing))
    return joined.order_by(place, CustomSection.id, CustomField.position, CustomField.id)


def fields_of(record: str) -> Sequence[CustomField]:
    """The fields of this kind of record in the order of the form; at most ``MOST_FIELDS``; one statement."""
    return db.session.scalars(_OF_RECORD, {"record": record}).all()


_OF_RECORD: Final = in_order(all_fields().where(CustomField.record == bindparam("record"))).execution_options(
    prepared=True
)
"""Built once: every form and every profile asks it."""


def columns_of(record: str) -> Sequence[CustomField]:
    """The few fields that the list of these records shows; one statement."""
    shown = all_fields().where(CustomField.record == record, CustomField.in_list)
    return db.session.scalars(in_order(shown).limit(MOST_COLUMNS)).all()


def searched_keys(record: str) -> Sequence[str]:
    """The keys of the fields whose values these records are found by; one statement."""
    texts = all_fields().where(
        CustomField.record == record, CustomField.filterable, CustomField.type.in_(SEARCHED)
    )
    return [field.key for field in db.session.scalars(in_order(texts))]


def sections_of(record: str) -> Sequence[CustomSection]:
    """The sections of this kind of record in their order; one statement."""
    of_record = all_sections().where(CustomSection.record == record)
    return db.session.scalars(of_record.order_by(CustomSection.position, CustomSection.id)).all()


def all_sections() -> Select[Any]:
    """The sections that stand, of every kind of record."""
    return select(CustomSection).where(CustomSection.deleted_at.is_(None))


def held(field_ids: Collection[int]) -> dict[int, CustomField]:
    """These fields as they stand now, by id, held against change until the transaction ends.

    Whoever writes a value holds its field: a conversion waits for the value and then meets it.
    """
    chosen = all_fields().where(CustomField.id.in_(field_ids)).order_by(CustomField.id)
    fresh = chosen.with_for_update(read=True).execution_options(populate_existing=True)
    return {field.id: field for field in db.session.scalars(fresh)}
