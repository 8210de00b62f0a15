"""Settings: adding, changing and deleting one field, with the form of its records beside it."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, request, url_for

from crm.fields.access import MANAGE_FIELDS
from crm.fields.actions.fields import add_field, delete_field, edit_field, restore_field
from crm.fields.actions.sweeps import open_runs
from crm.fields.forms import FieldShape, NewFieldShape
from crm.fields.models import CustomField
from crm.fields.pages.plane import ONE, any_field, pages, the, the_taker, typed_field, whole_number
from crm.fields.presenters import drafts, labels
from crm.fields.queries import sections_of
from crm.fields.takers import Taker, takers
from crm.kernel.errors import Invalid, NotFound, Stale
from crm.kernel.forms import read
from crm.kernel.i18n import _
from crm.web.answers import go, next_page, onward, page, toast
from crm.web.here import actor

BLANK: Final[dict[str, Any]] = {"name": "", "labels": {}, "help": "", "applies": "both", "options": []}


@pages.get("/settings/fields/new", can=MANAGE_FIELDS)
def new() -> Response:
    """First which type (``?type=``), then the rest."""
    taker, of_type = the_taker(), request.args.get("type", "")
    if of_type not in labels.TYPES:
        return page("fields/types.html", taker=taker, types=labels.types(), onward=next_page())
    return _form(taker, of_type, {**BLANK, "section_id": whole_number("section_id")})


@pages.post("/settings/fields", can=MANAGE_FIELDS)
def add() -> Response:
    """Add it behind the others, and go back to where the reader came from."""
    taker, of_type, values = the_taker(), request.form.get("type", ""), typed_field()
    try:
        wanted = read(NewFieldShape, {**values, "record": taker.record, "type": of_type})
        added = add_field(wanted, by=actor())
    except Invalid as error:
        return _form(taker, of_type, values, errors=error.fields, status=422)
    # Of kind info: an ok would tell the page before that its draft was saved
    toast(_("Field added: %(name)s", name=added.shown), kind="info" if next_page() else "ok")
    return onward() if next_page() else go("fields.index", record=added.record)


@pages.get(ONE, can=MANAGE_FIELDS)
def edit(field_id: int) -> Response:
    """Everything about it but its type."""
    field = the(field_id)
    values = {**labels.values_of(field), "default": drafts.default_text(field)}
    return _form(takers.of(field.record), field.type, values, field=field)


@pages.post(ONE, can=MANAGE_FIELDS)
def save(field_id: int) -> Response:
    """Change it; what many records need in consequence goes on in the background."""
    field, values = the(field_id), typed_field()
    try:
        edit_field(field, read(FieldShape, values), version=_version(), by=actor())
    except Invalid as error:
        return _form(
            takers.of(field.record), field.type, values, field=field, errors=error.fields, status=422
        )
    except Stale as error:
        told = {"form": error.sentence}
        return _form(takers.of(field.record), field.type, values, field=field, errors=told, status=412)
    toast(_("Field saved: %(name)s", name=field.shown))
    return go("fields.index", record=field.record)


@pages.post("/settings/fields/preview", can=MANAGE_FIELDS)
def preview() -> Response:
    """The form of the records with the field as it is typed so far; a part of the page."""
    taker, of_type = the_taker(), request.form.get("type", "")
    if of_type not in labels.TYPES:
        raise NotFound
    described = drafts.draft(taker.record, of_type, typed_field())
    shown = drafts.preview(taker.record, described, instead_of=whole_number("field_id"))
    return page("fields/preview.html", blocks=shown)


@pages.post(f"{ONE}/deletion", can=MANAGE_FIELDS)
def delete(field_id: int) -> Response:
    """Take it out of sight with its values."""
    field = delete_field(the(field_id), by=actor())
    undo = url_for("fields.restore", field_id=field.id)
    toast(_("Field deleted, its values are kept for 30 days: %(name)s", name=field.shown), undo=undo)
    return go("fields.index", record=field.record)


@pages.post(f"{ONE}/restoration", can=MANAGE_FIELDS)
def restore(field_id: int) -> Response:
    """Bring it back with its values."""
    field = restore_field(any_field(field_id), by=actor())
    toast(_("Field restored: %(name)s", name=field.shown))
    return go("fields.index", record=field.record)


def _version() -> int | None:
    return whole_number("version")


def _form(
    taker: Taker,
    of_type: str,
    values: dict[str, Any],
    *,
    field: CustomField | None = None,
    errors: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response:
    if of_type not in labels.TYPES:
        return page("fields/types.html", status=422, taker=taker, types=labels.types(), onward=next_page())
    able = labels.can(of_type)
    described = drafts.draft(taker.record, of_type, values)
    return page(
        "fields/field.html",
        status=status,
        taker=taker,
        field=field,
        type=of_type,
        type_name=labels.type_label(of_type),
        able=able,
        values=values,
        default=drafts.default_input(taker.record, of_type, values, errors or {})
        if able["default"]
        else None,
        errors={name.replace("default", "custom_0"): told for name, told in (errors or {}).items()},
        sections=labels.section_options(sections_of(taker.record)),
        preview=drafts.preview(taker.record, described, instead_of=field.id if field else None),
        runs=open_runs(field.id) if field else (),
        onward=next_page(),
    )
