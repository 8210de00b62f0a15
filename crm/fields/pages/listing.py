"""Settings: the fields of a kind of record in their sections, and their order."""

from collections.abc import Mapping
from typing import Any

from flask import Response, request, url_for

from crm.fields.access import MANAGE_FIELDS
from crm.fields.actions import sections as acts
from crm.fields.forms import NewSectionShape, SectionShape
from crm.fields.models import CustomSection
from crm.fields.pages.plane import (
    ONE,
    ONE_SECTION,
    any_section,
    labels,
    pages,
    the,
    the_section,
    the_taker,
    whole_number,
)
from crm.fields.presenters.labels import summary
from crm.fields.queries import fields_of, sections_of
from crm.fields.takers import Taker, takers
from crm.kernel.errors import Invalid
from crm.kernel.forms import read
from crm.kernel.i18n import _
from crm.web.answers import form_values, go, page, toast
from crm.web.here import actor


@pages.get("/settings/fields", can=MANAGE_FIELDS)
def index() -> Response:
    """The fields in their order; ``?record=`` chooses the kind of record."""
    return _list(the_taker(), {"name": "", "labels": {}})


@pages.post(f"{ONE}/place", can=MANAGE_FIELDS)
def place(field_id: int) -> Response:
    """Put a field at the place ``to`` (counted from 0; none: the end) of a section (none: before all)."""
    field = the(field_id)
    acts.move_field(field, to=whole_number("to"), section_id=whole_number("section_id"), by=actor())
    return go("fields.index", record=field.record)


@pages.post("/settings/fields/order", can=MANAGE_FIELDS)
def order() -> Response:
    """Put the fields into the order of ``layout``, ``0:3,1;2:5``: section, fields; 0 is before sections."""
    taker = the_taker()
    acts.arrange(taker.record, _layout(request.form.get("layout", "")), by=actor())
    return go("fields.index", record=taker.record)


@pages.post("/settings/field-sections", can=MANAGE_FIELDS)
def add_section() -> Response:
    """Add a section behind the others."""
    taker, values = the_taker(), _values()
    try:
        added = acts.add_section(read(NewSectionShape, {**values, "record": taker.record}), by=actor())
    except Invalid as error:
        return _list(taker, values, errors=error.fields, status=422)
    toast(_("Section added: %(name)s", name=added.shown))
    return go("fields.index", record=taker.record)


@pages.get(ONE_SECTION, can=MANAGE_FIELDS)
def edit_section(section_id: int) -> Response:
    """Its heading, in either language."""
    section = the_section(section_id)
    return _section_form(section, {"name": section.name, "labels": section.labels})


@pages.post(ONE_SECTION, can=MANAGE_FIELDS)
def save_section(section_id: int) -> Response:
    """Rename it."""
    section, values = the_section(section_id), _values()
    try:
        acts.edit_section(section, read(SectionShape, values), by=actor())
    except Invalid as error:
        return _section_form(section, values, errors=error.fields, status=422)
    toast(_("Section saved: %(name)s", name=section.shown))
    return go("fields.index", record=section.record)


@pages.post(f"{ONE_SECTION}/place", can=MANAGE_FIELDS)
def place_section(section_id: int) -> Response:
    """Move it to the place ``to``, counted from 0."""
    section = the_section(section_id)
    acts.move_section(section, to=whole_number("to") or 0, by=actor())
    return go("fields.index", record=section.record)


@pages.post(f"{ONE_SECTION}/deletion", can=MANAGE_FIELDS)
def delete_section(section_id: int) -> Response:
    """Delete it; its fields stay."""
    section = acts.delete_section(the_section(section_id), by=actor())
    undo = url_for("fields.restore_section", section_id=section.id)
    toast(_("Section deleted, its fields are kept: %(name)s", name=section.shown), undo=undo)
    return go("fields.index", record=section.record)


@pages.post(f"{ONE_SECTION}/restoration", can=MANAGE_FIELDS)
def restore_section(section_id: int) -> Response:
    """Bring it back with its fields."""
    section = acts.restore_section(any_section(section_id), by=actor())
    toast(_("Section restored: %(name)s", name=section.shown))
    return go("fields.index", record=section.record)


def _values() -> dict[str, Any]:
    posted = form_values()
    return {"name": posted.get("name", ""), "labels": labels(posted)}


def _list(
    taker: Taker, values: dict[str, Any], *, errors: Mapping[str, Any] | None = None, status: int = 200
) -> Response:
    fields, sections = fields_of(taker.record), sections_of(taker.record)
    known = {section.id for section in sections}
    blocks: dict[int, list[Any]] = {0: [], **{section.id: [] for section in sections}}
    for field in fields:
        blocks[field.section_id if field.section_id in known else 0].append((field, summary(field, taker)))
    kinds = [_kind(other, current=other is taker) for other in takers.all()]
    return page(
        "fields/list.html", status=status, taker=taker, kinds=kinds, sections=sections, blocks=blocks,
        count=len(fields), values=values, errors=errors or {},
    )  # fmt: skip


def _kind(taker: Taker, *, current: bool) -> dict[str, Any]:
    return {
        "label": str(taker.label),
        "url": url_for("fields.index", record=taker.record),
        "current": current,
    }


def _section_form(
    section: CustomSection,
    values: dict[str, Any],
    *,
    errors: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response:
    return page("fields/section.html", status=status, section=section, values=values, errors=errors or {})


def _layout(text: str) -> dict[int | None, list[int]]:
    """The layout that was posted; what is no number is passed over."""
    layout: dict[int | None, list[int]] = {}
    for part in text.split(";")[:100]:
        section, _colon, ids = part.partition(":")
        numbers = [
            int(one)
            for one in (section, *ids.split(","))
            if one.isascii() and one.isdigit() and len(one) < 19
        ]
        if numbers:
            layout.setdefault(numbers[0] or None, []).extend(numbers[1:])
    return layout
