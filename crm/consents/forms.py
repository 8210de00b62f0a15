"""What may be typed about consents: shapes shared by pages and API."""

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints, field_validator

from crm.kernel import clock
from crm.kernel.forms import Line, Prose, Shape, refusal
from crm.kernel.i18n import LazyText, lazy, mark

Source = Literal["form", "phone", "email", "in_person", "paper", "import", "other"]
SOURCES: Final[dict[str, LazyText]] = {
    "phone": lazy("By phone"),
    "email": lazy("By e-mail"),
    "in_person": lazy("In person"),
    "paper": lazy("On paper"),
    "form": lazy("Form on a web site"),
    "import": lazy("Import"),
    "other": lazy("Otherwise"),
}
Label = Annotated[Line, StringConstraints(max_length=60)]
EARLIEST_YEAR: Final = 1990


class ConsentShape(Shape):
    """A line of the ledger."""

    purpose_id: Annotated[int, Field(ge=1, le=2**63 - 1)]
    given: bool = True
    """False for a withdrawal."""
    source: Source = "other"
    """How it came."""
    note: Annotated[Line, StringConstraints(max_length=500)] = ""
    """Where the proof lies, or what was said."""
    happened_at: datetime | None = None
    """When it was given or withdrawn, with its offset; now, if nothing is said."""

    @field_validator("happened_at")
    @classmethod
    def _in_the_past(cls, value: datetime | None) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise refusal("offset", mark("Say the offset from UTC too."))
        if value.year < EARLIEST_YEAR or value > clock.now():
            raise refusal("past", mark("This should be a moment in the past."))
        return value


class PurposeShape(Shape):
    """What consent is asked for."""

    name: Annotated[Line, StringConstraints(max_length=60, min_length=1)]
    labels: Annotated[dict[Literal["en", "ru"], Label], Field(default_factory=dict)]
    """Its name per language, where that differs."""
    text: Prose = ""
    """What a person agrees to, word for word."""
