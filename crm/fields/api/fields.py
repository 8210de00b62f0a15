"""Fields in the JSON API."""

from typing import Any

from flask import url_for

from crm.fields.access import MANAGE_FIELDS
from crm.fields.actions import fields as acts
from crm.fields.actions.converting import convert_field
from crm.fields.actions.sections import move_field
from crm.fields.api.plane import api
from crm.fields.api.shapes import FieldListing, FieldOut, FieldPatch, FieldQuery, field_shown
from crm.fields.forms import ConversionShape, FieldShape, NewFieldShape
from crm.fields.models import CustomField
from crm.fields.presenters.labels import values_of
from crm.fields.queries import all_fields, fields_of
from crm.kernel import forms
from crm.kernel.access import Doors, found
from crm.kernel.forms import Shape
from crm.kernel.paging import Count
from crm.web.api import preconditions
from crm.web.api.answers import Answer, created
from crm.web.api.listing import count_out
from crm.web.api.patches import merged
from crm.web.here import actor


@api.get("/fields", can=Doors.SIGNED_IN, asks=FieldQuery, gives=FieldListing)
def list_fields(asked: FieldQuery) -> FieldListing:
    """List the workspace's own fields.

    In the order of the form. Their ids, as texts, are the keys of `custom`.
    """
    items = [field_shown(field) for field in fields_of(asked.record)]
    return FieldListing(items=items, next_cursor=None, count=count_out(Count(len(items))))


@api.post("/fields", can=MANAGE_FIELDS, takes=NewFieldShape, gives=FieldOut)
def add_field(form: NewFieldShape) -> Answer:
    """Add a field to a kind of record."""
    field = acts.add_field(form, by=actor())
    return created(field_shown(field), at=url_for(".get_field", field_id=field.id))


@api.get("/fields/<int:field_id>", can=Doors.SIGNED_IN, gives=FieldOut)
def get_field(field_id: int) -> FieldOut:
    """Read a field."""
    return field_shown(found(all_fields(), id=field_id))


@api.patch("/fields/<int:field_id>", can=MANAGE_FIELDS, takes=FieldPatch, gives=FieldOut)
def edit_field(field_id: int, form: Shape, if_match: str | None) -> FieldOut:
    """Change a field, its type or its place.

    By merge-patch; `options` are replaced as a whole; one that records have can't be left out: archive it.
    """
    field: CustomField = found(all_fields().with_for_update(), id=field_id)
    preconditions.expect(field.version, if_match)
    return field_shown(_changed(field, form, form.model_dump(exclude_unset=True)))


@api.delete("/fields/<int:field_id>", can=MANAGE_FIELDS)
def delete_field(field_id: int, if_match: str | None) -> None:
    """Delete a field.

    It goes out of sight with its values; both are kept for 30 days and can be restored from the pages.
    """
    field: CustomField = found(all_fields().with_for_update(), id=field_id)
    preconditions.expect(field.version, if_match)
    acts.delete_field(field, by=actor())


def _changed(field: CustomField, form: Shape, sent: dict[str, Any]) -> CustomField:
    if "type" in sent:
        wish = {"type": sent["type"], "unfit": sent.get("unfit", "refuse")}
        convert_field(field, forms.read(ConversionShape, wish), by=actor())
    wanted = merged({**values_of(field), "default": field.default}, form)
    typed = {name: value for name, value in wanted.items() if name in FieldShape.model_fields}
    field = acts.edit_field(field, forms.read(FieldShape, typed), by=actor())
    if "position" in sent:
        move_field(field, to=sent["position"], section_id=field.section_id, by=actor())
    return field
