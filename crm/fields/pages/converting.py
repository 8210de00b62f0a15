"""Settings: another type for a field, a value to choose from removed, and how far long work is."""

from collections.abc import Mapping
from typing import Any

from flask import Response, request, url_for
from sqlalchemy import select

from crm.fields.access import MANAGE_FIELDS
from crm.fields.actions import options as acts
from crm.fields.actions import sweeps
from crm.fields.actions.converting import convert_field, previewed
from crm.fields.forms import ConversionShape
from crm.fields.models import CustomField
from crm.fields.pages.plane import ONE, pages, the, whole_number
from crm.fields.presenters import labels
from crm.fields.presenters.telling import option_name
from crm.journal.pages.plane import undo_url
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.forms import read
from crm.kernel.i18n import _
from crm.kernel.runs import Run
from crm.web.answers import go, page, toast
from crm.web.here import actor


@pages.get(f"{ONE}/type", can=MANAGE_FIELDS)
def conversion(field_id: int) -> Response:
    """What another type (``?type=``) would do to the values, before it is done."""
    return _conversion(the(field_id), request.args.get("type", ""))


@pages.post(f"{ONE}/type", can=MANAGE_FIELDS)
def convert(field_id: int) -> Response:
    """Give it the type and convert the values: at once, or in the background where there are many."""
    field, of_type = the(field_id), request.form.get("type", "")
    unfit = "clear" if request.form.get("unfit") == "clear" else "refuse"
    try:
        run = convert_field(field, read(ConversionShape, {"type": of_type, "unfit": unfit}), by=actor())
    except Invalid as error:
        return _conversion(field, of_type, errors=error.fields, status=422)
    if run is None:
        toast(_("Type changed: %(name)s", name=field.shown), undo=undo_url())
    return go("fields.edit", field_id=field.id)


@pages.get(f"{ONE}/removal", can=MANAGE_FIELDS)
def removing(field_id: int) -> Response:
    """What the records that have the value ``?option=`` should get: another one, or none."""
    field = the(field_id)
    first = next((option["id"] for option in acts.live(field)), 0)
    return _removal(field, acts.option(field, whole_number("option") or first))


@pages.post(f"{ONE}/removal", can=MANAGE_FIELDS)
def remove(field_id: int) -> Response:
    """Remove a value to choose from, with or without a replacement."""
    field, option_id = the(field_id), whole_number("option") or 0
    option = acts.option(field, option_id)
    try:
        run = acts.remove_option(field, option_id, replacement_id=whole_number("replacement_id"), by=actor())
    except Invalid as error:
        return _removal(field, option, errors=error.fields, status=422)
    if run is None:
        toast(_("Value removed: %(name)s", name=option_name(option)), undo=undo_url())
    return go("fields.edit", field_id=field.id)


@pages.get(f"{ONE}/progress", can=MANAGE_FIELDS)
def progress(field_id: int) -> Response:
    """How far the latest work on its values is; a part of the page that asks again until it is done."""
    field = the(field_id)
    of_field = Run.payload["field_id"].as_integer() == field.id
    latest = select(Run).where(Run.kind == sweeps.KIND, of_field).order_by(Run.id.desc()).limit(1)
    run = db.session.scalar(latest)
    return page("fields/progress.html", field=field, run=run)


def _conversion(
    field: CustomField, of_type: str, *, errors: Mapping[str, Any] | None = None, status: int = 200
) -> Response:
    chosen = of_type if of_type in labels.TYPES and of_type != field.type else ""
    types = [(key, name) for key, name, _use in labels.types() if key != field.type]
    return page(
        "fields/conversion.html",
        status=status,
        field=field,
        type_name=labels.type_label(field.type),
        types=types,
        chosen=chosen,
        preview=previewed(field, chosen, by=actor()) if chosen else None,
        errors=errors or {},
    )


def _removal(
    field: CustomField,
    option: dict[str, Any],
    *,
    errors: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response:
    others = [(one["id"], option_name(one)) for one in acts.live(field) if one["id"] != option["id"]]
    return page(
        "fields/removal.html",
        status=status,
        field=field,
        option=option,
        name=option_name(option),
        others=others,
        used=acts.uses(field, option["id"]),
        most=acts.MOST_COUNTED,
        action=url_for("fields.remove", field_id=field.id),
        errors=errors or {},
    )
