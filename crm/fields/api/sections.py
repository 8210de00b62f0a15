"""Sections of fields in the JSON API."""

from flask import url_for

from crm.fields.access import MANAGE_FIELDS
from crm.fields.actions import sections as acts
from crm.fields.api.plane import api
from crm.fields.api.shapes import FieldQuery, SectionListing, SectionOut, SectionPatch, section_shown
from crm.fields.forms import NewSectionShape, SectionShape
from crm.fields.queries import all_sections, sections_of
from crm.kernel import forms
from crm.kernel.access import Doors, found
from crm.kernel.forms import Shape
from crm.kernel.paging import Count
from crm.web.api.answers import Answer, created
from crm.web.api.listing import count_out
from crm.web.api.patches import merged
from crm.web.here import actor


@api.get("/field-sections", can=Doors.SIGNED_IN, asks=FieldQuery, gives=SectionListing)
def list_field_sections(asked: FieldQuery) -> SectionListing:
    """List the sections that fields stand in."""
    items = [section_shown(section) for section in sections_of(asked.record)]
    return SectionListing(items=items, next_cursor=None, count=count_out(Count(len(items))))


@api.post("/field-sections", can=MANAGE_FIELDS, takes=NewSectionShape, gives=SectionOut)
def add_field_section(form: NewSectionShape) -> Answer:
    """Add a section behind the others."""
    return created(section_shown(acts.add_section(form, by=actor())), at=url_for(".list_field_sections"))


@api.patch("/field-sections/<int:section_id>", can=MANAGE_FIELDS, takes=SectionPatch, gives=SectionOut)
def edit_field_section(section_id: int, form: Shape, if_match: str | None) -> SectionOut:
    """Rename a section.

    By merge-patch.
    """
    section = found(all_sections().with_for_update(), id=section_id)
    present = {"name": section.name, "labels": section.labels}
    wanted = forms.read(SectionShape, merged(present, form))
    return section_shown(acts.edit_section(section, wanted, by=actor()))


@api.delete("/field-sections/<int:section_id>", can=MANAGE_FIELDS)
def delete_field_section(section_id: int, if_match: str | None) -> None:
    """Delete a section.

    Its fields stay, before all sections.
    """
    acts.delete_section(found(all_sections().with_for_update(), id=section_id), by=actor())
