"""What may be given as custom values, and what may be typed about a field or a section."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from crm.fields.models import FieldType
from crm.kernel.forms import Line, OptionalId, Shape, Text

MOST_OPTIONS = 150
Key = Annotated[str, StringConstraints(max_length=20)]
Name = Annotated[Line, StringConstraints(max_length=60, min_length=1)]
Label = Annotated[Line, StringConstraints(max_length=60)]
Language = Literal["en", "ru"]
CustomValues = Annotated[
    dict[Key, Any],
    Field(
        max_length=200,
        default_factory=dict,
        description="Values of the workspace's own fields, by the field's id; `GET /fields` lists them."
        " What is not sent stays, null clears.",
        examples=[{"1": "Gold", "2": "1250.50", "3": {"amount": "99.90", "currency": "EUR"}}],
    ),
]
"""A merge-patch of custom values. They are checked by ``values.checked``, which knows the fields."""


class OptionShape(Shape):
    """One value of a select. A known ``id`` keeps the records that have it."""

    id: OptionalId = None
    """That of a value which the field has already; none for a new one."""
    name: Name
    labels: Annotated[dict[Language, Label], Field(default_factory=dict)]
    """What it is called in a language, where that differs from `name`."""
    archived: bool = False
    """Records that have it keep it; nobody can choose it any more."""


class FieldShape(Shape):
    """A field as an admin describes it."""

    name: Name
    """What it is called."""
    labels: Annotated[dict[Language, Label], Field(default_factory=dict)]
    """What it is called in a language, where that differs from `name`."""
    help: Annotated[Line, StringConstraints(max_length=300)] = ""
    """A sentence under the field."""
    applies: Literal["both", "person", "company"] = "both"
    """Which contacts have it."""
    section_id: OptionalId = None
    """The section that it stands in; none: before all sections."""
    required: bool = False
    """Whether a new record needs it, and whoever changes it by a form."""
    unique: bool = False
    """Whether no two records may have the same value; those in the bin don't count."""
    in_list: bool = False
    """Whether the list of the records shows it; three fields at most."""
    filterable: bool = False
    """Whether lists can be filtered by it; texts are also found by the search."""
    default: Any = None
    """What a new record has unless something else is given."""
    options: Annotated[list[OptionShape], Field(max_length=MOST_OPTIONS, default_factory=list)]
    """The values of a `select` or `multi_select`, in order."""


class NewFieldShape(FieldShape):
    """A field to add."""

    record: Annotated[Text, StringConstraints(max_length=20)]
    """The kind of record that it belongs to: `contact`."""
    type: FieldType
    """What its values are."""


class SectionShape(Shape):
    """A section as an admin describes it."""

    name: Name
    """Its heading."""
    labels: Annotated[dict[Language, Label], Field(default_factory=dict)]
    """Its heading in a language, where that differs from `name`."""


class NewSectionShape(SectionShape):
    """A section to add."""

    record: Annotated[Text, StringConstraints(max_length=20)]
    """The kind of record that its fields belong to: `contact`."""


class ConversionShape(Shape):
    """Another type for a field that records may have values of."""

    type: FieldType
    """What its values shall be."""
    unfit: Literal["refuse", "clear"] = "refuse"
    """What becomes of values that can't be converted: nothing changes, or they are taken away."""
