"""Types of cases, the series of numbers and names of statuses as typed."""

import re
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, StringConstraints

from crm.cases.models.words import Status
from crm.kernel.forms import Id, Label, Line, OptionalId, Shape, refusal
from crm.kernel.i18n import mark

HUES: Final = 8
MOST_TYPES: Final = 100
LARGEST_NUMBER: Final = 10**10
Hue = Annotated[int, Field(ge=1, le=HUES)]
Language = Literal["en", "ru"]
_PREFIX: Final = re.compile(r"[\w./-]*")


def _plain(value: str) -> str:
    if not _PREFIX.fullmatch(value):
        raise refusal("prefix", mark("Letters, digits, dots, dashes and strokes only."))
    return value


class CaseTypeShape(Shape):
    """A type of cases."""

    name: Annotated[Line, StringConstraints(max_length=60, min_length=1)]
    labels: Annotated[dict[Language, Label], Field(default_factory=dict)]
    """Its name per language, where that differs."""
    hue: Hue = 1
    """Its colour, one of eight."""
    workflow_id: OptionalId = None
    """The workflow that each new case of this type starts."""


class CaseTypePlace(Shape):
    """Where in the list a type stands, counted from 0."""

    to: Annotated[int, Field(ge=0, le=MOST_TYPES)]


class StatusShape(Shape):
    """What the workspace calls a status, and its colour."""

    labels: Annotated[dict[Language, Label], Field(default_factory=dict)]
    """Its name per language, where it is another than usual."""
    hue: Hue | None = None
    """Its colour, one of eight; none for the usual one."""


class SetupShape(Shape):
    """How cases are numbered, and what statuses are called."""

    prefix: Annotated[Line, StringConstraints(max_length=12), AfterValidator(_plain)] = ""
    """What every number begins with."""
    by_year: bool = True
    """Numbers begin anew each year and hold it: `2026-0001`."""
    digits: Annotated[int, Field(ge=1, le=10)] = 4
    """A number has at least so many."""
    next_number: Annotated[Id, Field(le=LARGEST_NUMBER)] | None = None
    """What the next case gets; it can only be higher than it would be."""
    statuses: Annotated[dict[Status, StatusShape], Field(default_factory=dict)]
