"""A contact type as typed."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from crm.contacts.models.lists import HUES
from crm.kernel.forms import Label, Line, Shape


class TypeShape(Shape):
    """A contact type: its name, its labels per language where they differ, its colour."""

    name: Annotated[Line, StringConstraints(max_length=60, min_length=1)]
    labels: Annotated[dict[Literal["en", "ru"], Label], Field(default_factory=dict)]
    """In other languages, by their codes: `{"ru": "Пресса"}`. An empty text takes one away."""
    hue: Annotated[int, Field(ge=1, le=HUES)] = 1
    """Its colour: one of eight hues."""

    def values(self) -> dict[str, Any]:
        """The columns of the type; an empty label is none."""
        labels = {language: label for language, label in self.labels.items() if label}
        return {"name": self.name, "labels": labels, "hue": self.hue}
