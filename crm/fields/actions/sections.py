"""Sections, and the order in which fields and sections stand (CON-4: sections as layout)."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import func

from crm.fields.access import MANAGE_FIELDS
from crm.fields.facts import (
    FieldsReordered,
    SectionAdded,
    SectionDeleted,
    SectionEdited,
    SectionRestored,
    SectionsReordered,
)
from crm.fields.forms import NewSectionShape, SectionShape
from crm.fields.models import CustomField, CustomSection
from crm.fields.queries import MOST_SECTIONS, fields_of, sections_of
from crm.fields.takers import takers
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict, Invalid, NotFound
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.kernel.lists import moved

FULL: Final = lazy("There can be at most %(most)s sections.", most=MOST_SECTIONS)


def add_section(shape: NewSectionShape, *, by: Actor) -> CustomSection:
    """Add a section behind the others.

    Raises:
        Invalid: these records take no fields.
        Conflict: there are as many sections as there can be.
    Records: SectionAdded.
    """
    by.must(MANAGE_FIELDS)
    try:
        takers.of(shape.record)
    except NotFound:
        raise Invalid({"record": lazy("These records take no fields.")}) from None
    present = sections_of(shape.record)
    if len(present) >= MOST_SECTIONS:
        raise Conflict(FULL)
    position = max((section.position for section in present), default=-1) + 1
    added = CustomSection(**shape.model_dump(), position=position)
    db.session.add(added)
    db.session.flush()
    record(SectionAdded(field_section_id=added.id), by=by)
    return added


def edit_section(section: CustomSection, shape: SectionShape, *, by: Actor) -> CustomSection:
    """Rename a section.

    Records: SectionEdited, if anything differs.
    """
    by.must(MANAGE_FIELDS)
    typed = {"name": shape.name, "labels": shape.labels}
    changed = [name for name, value in typed.items() if getattr(section, name) != value]
    for name in changed:
        setattr(section, name, typed[name])
    if changed:
        record(SectionEdited(field_section_id=section.id, fields=changed), by=by)
    return section


def delete_section(section: CustomSection, *, by: Actor) -> CustomSection:
    """Delete a section; its fields stand before all sections until it comes back.

    Records: SectionDeleted.
    """
    by.must(MANAGE_FIELDS)
    section.deleted_at = func.now()
    record(SectionDeleted(field_section_id=section.id), by=by)
    return section


def restore_section(section: CustomSection, *, by: Actor) -> CustomSection:
    """Bring a deleted section back with the fields that have not been put elsewhere since.

    Raises:
        Conflict: there are as many sections as there can be.
    Records: SectionRestored, if it was deleted.
    """
    by.must(MANAGE_FIELDS)
    if section.deleted_at is None:
        return section
    if len(sections_of(section.record)) >= MOST_SECTIONS:
        raise Conflict(FULL)
    section.deleted_at = None
    record(SectionRestored(field_section_id=section.id), by=by)
    return section


def move_section(section: CustomSection, *, to: int, by: Actor) -> None:
    """Put a section at this place, counted from 0; places beyond the ends mean the ends.

    Records: SectionsReordered, if the order differs.
    """
    by.must(MANAGE_FIELDS)
    order = moved(section, sections_of(section.record), to=to)
    if order is not None:
        ids = [other.id for other in order]
        record(SectionsReordered(record=section.record, section_ids=ids), by=by)


def move_field(field: CustomField, *, to: int | None, section_id: int | None, by: Actor) -> None:
    """Put a field at this place of a section (None: before all sections); ``to`` None means its end.

    Raises:
        Invalid: there is no such section.
    Records: FieldsReordered, if the order differs.
    """
    sections = [section.id for section in sections_of(field.record)]
    layout: dict[int | None, list[int]] = {None: [], **{section_id: [] for section_id in sections}}
    if section_id not in layout:
        raise Invalid({"section_id": lazy("There is no such section.")})
    for other in fields_of(field.record):
        if other.id != field.id:
            layout.get(other.section_id, layout[None]).append(other.id)
    place = len(layout[section_id]) if to is None else max(to, 0)
    layout[section_id].insert(place, field.id)
    arrange(field.record, layout, by=by)


def arrange(kind: str, layout: Mapping[int | None, Sequence[int]], *, by: Actor) -> None:
    """Put the fields of this kind of record into this order: {section: fields}, None before all sections.

    What is named twice or does not exist (any more) is passed over; fields that are not named stand behind
    the others of their section.

    Records: FieldsReordered, if the order differs.
    """
    by.must(MANAGE_FIELDS)
    fields = {field.id: field for field in fields_of(kind)}
    sections: dict[int | None, int | None] = {section.id: section.id for section in sections_of(kind)}
    before = [(field.id, sections.get(field.section_id)) for field in fields.values()]
    placed: dict[int, int | None] = {}
    for section_id, ids in layout.items():
        for field_id in ids:
            if (
                field_id in fields
                and field_id not in placed
                and (section_id is None or section_id in sections)
            ):
                placed[field_id] = section_id
    for field_id, section_id in before:
        placed.setdefault(field_id, section_id)
    for position, (field_id, section_id) in enumerate(placed.items()):
        fields[field_id].position, fields[field_id].section_id = position, section_id
    db.session.flush()
    after = [(field.id, field.section_id) for field in fields_of(kind)]
    if before != after:
        record(FieldsReordered(record=kind, field_ids=[field_id for field_id, _section in after]), by=by)
