"""Fields and sections as the API tells them and takes their changes."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from crm.fields.actions.options import live
from crm.fields.forms import FieldShape, SectionShape
from crm.fields.models import CustomField, CustomSection, FieldType
from crm.fields.presenters.telling import option_name
from crm.kernel.forms import Shape, Text
from crm.web.api.listing import Listing
from crm.web.api.patches import patch_of


class OptionOut(BaseModel):
    """A value to choose from; records keep its id."""

    id: int
    name: str
    label: Annotated[str, Field(description="In the reader's language, where it has a label in it.")]
    labels: dict[str, str]
    archived: Annotated[bool, Field(description="Records that have it keep it; it can't be chosen any more.")]


class FieldOut(BaseModel):
    """A field that the workspace has added to a kind of record."""

    id: Annotated[int, Field(description="As a text it is the field's key in `custom`.")]
    version: Annotated[int, Field(description="Grows with each change; the ETag is made of it.")]
    record: Annotated[str, Field(description="The kind of record that it belongs to.", examples=["contact"])]
    type: FieldType
    name: str
    label: Annotated[str, Field(description="In the reader's language, where it has a label in it.")]
    labels: dict[str, str]
    help: str
    applies: Annotated[Literal["both", "person", "company"], Field(description="Which records have it.")]
    section_id: int | None
    required: bool
    unique: bool
    in_list: bool
    filterable: bool
    default: Any
    options: list[OptionOut]


class FieldListing(Listing[FieldOut]):
    """All fields, in the order of the form."""


class FieldChangeShape(FieldShape):
    """What can be changed of a field."""

    type: FieldType | None = None
    """Another type: every value is converted, or nothing changes (422). Many go on in the background."""
    unfit: Literal["refuse", "clear"] = "refuse"
    """With `type`: what becomes of values that can't be converted."""
    position: Annotated[int, Field(ge=0, le=1000)] | None = None
    """Its place in its section, counted from 0."""


FieldPatch = patch_of(
    FieldChangeShape,
    name="FieldPatch",
    never_null=set(FieldChangeShape.model_fields) - {"section_id", "default"},
)
SectionPatch = patch_of(SectionShape, name="SectionPatch", never_null={"name", "labels"})


class FieldQuery(Shape):
    """Which fields are wanted."""

    record: Annotated[Text, StringConstraints(max_length=20)] = "contact"
    """The kind of record that they belong to."""


class SectionOut(BaseModel):
    """A heading under which fields stand together."""

    id: int
    record: str
    name: str
    label: Annotated[str, Field(description="In the reader's language, where it has a label in it.")]
    labels: dict[str, str]


class SectionListing(Listing[SectionOut]):
    """All sections, in their order."""


def field_shown(field: CustomField) -> FieldOut:
    """A field as the API tells it."""
    options = [
        OptionOut(**{"labels": {}, "archived": False, **option}, label=option_name(option))
        for option in live(field)
    ]
    return FieldOut(
        id=field.id, version=field.version, record=field.record, type=field.type, name=field.name,
        label=field.shown, labels=field.labels, help=field.help, applies=field.applies,  # type: ignore[arg-type]
        section_id=field.section_id, required=field.required, unique=field.unique, in_list=field.in_list,
        filterable=field.filterable, default=field.default, options=options,
    )  # fmt: skip


def section_shown(section: CustomSection) -> SectionOut:
    """A section as the API tells it."""
    return SectionOut(
        id=section.id, record=section.record, name=section.name, label=section.shown, labels=section.labels
    )
