"""A field while it is being described: never kept, shown in the form that it will stand in."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from crm.fields.models import CustomField
from crm.fields.presenters import inputs
from crm.fields.presenters.inputs import Block, Input
from crm.fields.presenters.telling import Names
from crm.fields.queries import fields_of, sections_of

SAMPLE: Final = "sample_"
DRAFT: Final = 0
"""The id of the field that is being described."""


def draft(record: str, of_type: str, values: Mapping[str, Any]) -> CustomField:
    """The field as it is typed so far; whatever is wrong with it is left out."""
    options = [
        {**option, "name": str(option.get("name", "")), "id": option.get("id") or option.get("name")}
        for option in values.get("options") or ()
        if not option.get("archived")
    ]
    return CustomField(
        id=DRAFT, record=record, type=of_type, name=str(values.get("name") or ""),
        labels=dict(values.get("labels") or {}), help=str(values.get("help") or ""),
        applies=str(values.get("applies") or "both"), section_id=_section(values),
        position=0, required=bool(values.get("required")), options=options,
    )  # fmt: skip


def default_input(record: str, of_type: str, values: Mapping[str, Any], errors: Mapping[str, Any]) -> Input:
    """Where the default is typed. Options that are just being described are chosen by their names."""
    described = draft(record, of_type, {**values, "help": "", "required": False})
    told = {"custom.0": errors["default"]} if "default" in errors else {}
    return inputs.blocks([described], [], {"0": values.get("default")}, told)[0].inputs[0]


def preview(record: str, described: CustomField, *, instead_of: int | None) -> list[Block]:
    """The form of the records with this field in it, at the end of its section or in its place."""
    fields: list[CustomField] = []
    for field in fields_of(record):
        fields.append(
            described if field.id == instead_of and field.section_id == described.section_id else field
        )
    fields = [field for field in fields if field.id != instead_of]
    if described not in fields:
        before = [
            number for number, field in enumerate(fields, 1) if field.section_id == described.section_id
        ]
        fields.insert(max(before, default=len(fields) if described.section_id else 0), described)
    defaults = {field.key: field.default for field in fields if field is not described}
    texts = inputs.texts_of([field for field in fields if field is not described], defaults, Names())
    shown = inputs.blocks(fields, sections_of(record), texts, {})
    for block in shown:
        block.inputs[:] = [replace(one, name=one.name.replace(inputs.PREFIX, SAMPLE)) for one in block.inputs]
    return shown


def default_text(field: CustomField) -> Any:
    """The default as the form writes it."""
    return inputs.form_text(field, field.default, Names()) if field.default is not None else None


def _section(values: Mapping[str, Any]) -> int | None:
    text = str(values.get("section_id") or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
