"""What a field may be: which flags its type bears, how many there can be, what a default is."""

from typing import Final

from sqlalchemy import func

from crm.fields.forms import FieldShape
from crm.fields.models import CustomField, CustomSection
from crm.fields.queries import INDEXED, MOST_COLUMNS, MOST_INDEXED, all_fields
from crm.fields.reading import Refused
from crm.fields.takers import Taker
from crm.fields.values import Faults, value_of
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.i18n import lazy

CHOOSING: Final = ("select", "multi_select")
UNIQUE: Final = ("text", "integer", "decimal", "date", "datetime", "url", "email", "phone")
WITHOUT_DEFAULT: Final = ("user", "contact")
WITHOUT_FILTER: Final = ("long_text",)


def check(field: CustomField, shape: FieldShape, *, taker: Taker) -> None:
    """Refuse what the field (its type and options set, in the session or not yet) can't be.

    Raises:
        Invalid: with a sentence for each property at fault.
    """
    faults = _flags(field, shape, taker) | _numbers(field, shape) | _default(field, shape)
    if shape.section_id is not None:
        section = db.session.get(CustomSection, shape.section_id)
        if section is None or section.record != field.record:
            faults["section_id"] = lazy("There is no such section.")
    if faults:
        raise Invalid(faults)


def _flags(field: CustomField, shape: FieldShape, taker: Taker) -> Faults:
    faults: Faults = {}
    if shape.applies not in dict(taker.applies):
        faults["applies"] = lazy("Choose one of the given values.")
    if shape.unique and field.type not in UNIQUE:
        faults["unique"] = lazy("Values of this type can't be unique.")
    if shape.filterable and field.type in WITHOUT_FILTER:
        faults["filterable"] = lazy("Lists can't be filtered by values of this type.")
    if field.type in CHOOSING and not any(not option.get("deleted") for option in field.options):
        faults["options"] = lazy("Add at least one value to choose from.")
    if field.type not in CHOOSING and shape.options:
        faults["options"] = lazy("Only fields to choose from have values of their own.")
    return faults


def _numbers(field: CustomField, shape: FieldShape) -> Faults:
    """How many fields a list can show, and how many can have an index; a statement for each that is asked."""
    faults: Faults = {}
    others = all_fields().where(CustomField.id != (field.id or 0)).with_only_columns(func.count())
    if shape.in_list:
        shown = db.session.scalar(others.where(CustomField.record == field.record, CustomField.in_list)) or 0
        if shown >= MOST_COLUMNS:
            faults["in_list"] = lazy("The list shows at most %(most)s fields of your own.", most=MOST_COLUMNS)
    if shape.filterable and field.type in INDEXED:
        indexed = others.where(CustomField.filterable, CustomField.type.in_(INDEXED))
        if (db.session.scalar(indexed) or 0) >= MOST_INDEXED:
            faults["filterable"] = lazy(
                "At most %(most)s fields with numbers and dates can be filtered by.", most=MOST_INDEXED
            )
    return faults


def _default(field: CustomField, shape: FieldShape) -> Faults:
    try:
        value = value_of(field, shape.default)
    except Refused as refusal:
        return {"default": refusal.sentence}
    if value is None:
        return {}
    if field.type in WITHOUT_DEFAULT:
        return {"default": lazy("A field of this type can't have a default.")}
    return {"default": lazy("A unique field can't have a default.")} if shape.unique else {}
