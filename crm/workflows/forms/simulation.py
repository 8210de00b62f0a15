"""What the simulator is asked: when the case begins, who has it, what is known of it, what people do."""

from datetime import datetime
from typing import Annotated, Final

from pydantic import Field, field_validator

from crm.kernel.forms import Line, OptionalId, Shape, refusal
from crm.kernel.i18n import mark
from crm.workflows.definition import MOST_STEPS, Definition, Span
from crm.workflows.simulation import Deed, Wish

FIRST_YEAR: Final = 1999
LAST_YEAR: Final = 2101


class WishShape(Shape):
    """What the people of one step do."""

    deed: Deed = Deed.AGREE
    """`agree` (complete or approve), `reject_once`, `reject` or `nothing`."""
    after: Span = Span(amount=1)
    """How long after they were asked."""

    @property
    def wish(self) -> Wish:
        """The same for the simulation."""
        return Wish(self.deed, self.after)


class SimulationShape(Shape):
    """A walk on a fake clock."""

    case_id: OptionalId = None
    """A case to try it with: its people and values hold where none are given here."""
    starts_at: datetime | None = None
    """When the case begins, with its offset; the next working time, if null."""
    owner_id: OptionalId = None
    """The case's owner; the token's user, if null."""
    lead_id: OptionalId = None
    """The lead manager of its first contact; the token's user, if null."""
    facts: Annotated[dict[str, Line | list[Line]], Field(max_length=50, default_factory=dict)]
    """What is known of the case, by field: `type`, `priority`, `tags`, `field:<key>` …"""
    wishes: Annotated[dict[str, WishShape], Field(max_length=MOST_STEPS, default_factory=dict)]
    """What people do, by the key of the step; where nothing is said they agree after a working hour."""

    @field_validator("starts_at")
    @classmethod
    def _is_near(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise refusal("offset", mark("Say the offset from UTC too."))
        if value is not None and not FIRST_YEAR < value.year < LAST_YEAR:
            raise refusal("far_date", mark("Choose a date between the years 2000 and 2100."))
        return value


class DefinitionSimulationShape(SimulationShape):
    """A walk of a definition that is not kept."""

    definition: Definition
