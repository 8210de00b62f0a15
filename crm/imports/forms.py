"""What a person chooses of an import, as typed: how the file is read, and what its columns mean."""

from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from crm.contacts.forms.access import Grants
from crm.contacts.forms.people import MOST_MANAGERS
from crm.contacts.forms.tags import TagIds
from crm.contacts.models.contact import Sharing
from crm.kernel.forms import Id, OptionalId, Shape, clean, empty_is_none

MOST_COLUMNS: Final = 1_000
MOST_KEYS: Final = 10
MOST_NAMES: Final = 2_000
"""So many names of a list that the workspace doesn't know can each be decided on."""
USUAL_KEYS: Final = ("external_id", "email", "inn", "phone")
OnMatch = Literal["skip", "fill", "overwrite", "append", "create", "ask"]
Choice = Annotated[str, BeforeValidator(clean), StringConstraints(max_length=200)]


class ReadingShape(Shape):
    """How the file is read; an empty text means as it seems, of ``quote`` that no cell is put into any."""

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
        told = self.model_dump().items()
        return {
            name: value for name, value in told if value not in (None, "") or (name, value) == ("quote", "")
        }


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
    restricted: bool = False
    """Reached only by their managers, by grants and by roles that reach all contacts."""
    grants: Grants
    """Who may do what with them besides."""
    keys: Annotated[list[Choice], Field(max_length=MOST_KEYS, default_factory=lambda: [*USUAL_KEYS])]
    """By what a row is the same as a contact that is there, the surest first: ``external_id``, ``email``,
    ``phone``, ``inn``, ``name`` (a company's; of a person with the company), ``field:`` with the key of a
    unique own field."""
    on_match: OnMatch = "skip"
    """What becomes of rows of contacts that are there already: left out; what is empty is filled; the columns
    in ``overwrite`` are overwritten; what there can be several of is added; added all the same; asked."""
    overwrite: Annotated[list[Choice], Field(max_length=MOST_COLUMNS, default_factory=list)]
    """Targets whose columns overwrite what the contact has; what is empty is filled besides."""
    unknown: Literal["leave", "refuse"] = "leave"
    """What becomes of types, tags, managers and options that the workspace doesn't have and ``lists`` doesn't
    name."""
    lists: Annotated[
        dict[Choice, Annotated[dict[Choice, Choice], Field(max_length=MOST_NAMES)]],
        Field(max_length=MOST_COLUMNS, default_factory=dict),
    ]
    """By target, what becomes of names that the workspace doesn't know: empty for left out, ``refuse``,
    ``create``, or the id (of an option the key, of a company the contact's) of what is meant."""
    companies: Literal["create", "link", "leave", "ask"] = "create"
    """Companies that people work for: linked, and made where there is none; linked only; left out; or asked
    about, where none or several are called so: then ``lists`` says under ``company`` what becomes of each."""


LineNumber = Annotated[int, Field(ge=1, le=2**31 - 1)]
"""As far as PostgreSQL's ``integer`` goes."""


class DecisionShape(Shape):
    """What becomes of rows of contacts that are there already, about which the import asks."""

    choice: Literal["skip", "fill", "overwrite", "append", "create", "ask"]
    """Left out; what is empty is filled; all that the row says is written over it; what there can be several
    of is added; another contact is added; or what was decided is taken back, until the import is run."""
    lines: Annotated[list[LineNumber], Field(max_length=1_000, default_factory=list)]
    """The numbers of the rows in the file; empty: all that are left to be asked about, or
    with `ask` all that were decided."""
