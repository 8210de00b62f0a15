"""What a person chooses of an import, as typed: how the file is read, and what its columns mean."""

from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from crm.contacts.forms.people import MOST_MANAGERS
from crm.contacts.forms.tags import TagIds
from crm.contacts.models.contact import Sharing
from crm.kernel.forms import Id, OptionalId, Shape, clean, empty_is_none

MOST_COLUMNS: Final = 1_000
Choice = Annotated[str, BeforeValidator(clean), StringConstraints(max_length=200)]


class ReadingShape(Shape):
    """How the file is read; an empty text means as it seems."""

    encoding: Choice = ""
    delimiter: Choice = ""
    quote: Choice | None = None
    header: bool | None = None
    decimal: Choice = ""
    dates: Choice = ""
    sheet: Choice = ""
    member: Choice = ""

    def wanted(self) -> dict[str, Any]:
        """What was chosen, in the words of the reading."""
        return {name: value for name, value in self.model_dump().items() if value not in (None, "")}


class WishShape(Shape):
    """What the columns mean, and what all contacts of the file get.

    ``targets`` are in the order of the columns, each empty for one that is left out.
    """

    targets: Annotated[list[Choice], Field(max_length=MOST_COLUMNS, default_factory=list)]
    kind: Literal["auto", "person", "company"] = "auto"
    type_id: OptionalId = None
    class_id: OptionalId = None
    manager_ids: Annotated[list[Id], Field(max_length=MOST_MANAGERS, default_factory=list)]
    tag_ids: Annotated[TagIds, Field(default_factory=list)]
    sharing: Annotated[Sharing | None, BeforeValidator(empty_is_none)] = None
    on_match: Literal["skip", "create"] = "skip"
    """What becomes of rows of contacts that are there already: left out, or added all the same."""
    unknown: Literal["leave", "refuse"] = "leave"
    """What becomes of types, tags and managers that the workspace doesn't have."""
    companies: Literal["create", "link", "leave"] = "create"
    """Companies that people work for: linked, and made where there is none; linked only; left out."""
