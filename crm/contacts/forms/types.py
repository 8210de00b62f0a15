"""A contact type as typed."""

from typing import Annotated

from pydantic import Field, StringConstraints

from crm.contacts.models.lists import HUES
from crm.kernel.forms import Label, Line, Shape


class TypeShape(Shape):
    """A contact type: its name, its labels per language where they differ, its colour."""

    name: Annotated[Line, StringConstraints(max_length=60, min_length=1)]
    labels: Annotated[dict[str, Label], Field(default_factory=dict)]
    hue: Annotated[int, Field(ge=1, le=HUES)] = 1
