"""What may be typed about a contact: shapes shared by pages, API, imports and commands."""

import re
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, StringConstraints, ValidationInfo, field_validator

from crm.contacts.models.contact import CommKind, Contact, Kind, Sharing
from crm.contacts.models.lists import HUES
from crm.kernel.forms import Line, Prose, Shape, checked_email, refusal
from crm.kernel.i18n import mark

MOST_COMMS: Final = 50
MOST_MANAGERS: Final = 50
LARGEST_ID: Final = 2**63 - 1
_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*):(?!\d)", re.IGNORECASE)


def _or_none(value: Any, info: ValidationInfo) -> Any:
    """A field of an HTML form that is left empty stands for none; JSON has its null for that."""
    return None if value == "" and info.mode == "python" else value


Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
OptionalId = Annotated[Id | None, BeforeValidator(_or_none)]
Label = Annotated[Line, StringConstraints(max_length=60)]


class CommShape(Shape):
    """One way to reach a contact. A known ``id`` keeps its row."""

    id: OptionalId = None
    """That of an entry which the contact has already; none for a new one."""
    kind: CommKind
    value: Annotated[Line, StringConstraints(min_length=1)]
    """A phone in any spelling; without a country code it is of the workspace's country."""
    label: Label = ""
    """`work`, `home` or any other word."""
    primary: bool = False
    """The first choice among those of its kind; without one the first of them is."""

    @field_validator("value")
    @classmethod
    def _of_its_kind(cls, value: str, info: ValidationInfo) -> str:
        kind = info.data.get("kind")
        if kind == "email":
            return checked_email(value)
        scheme = _SCHEME.match(value) if kind == "site" else None
        if scheme and scheme[1].lower() not in ("http", "https"):
            raise refusal("site", mark("An address of a site begins with http:// or https://."))
        return value


class ContactShape(Shape):
    """A contact as typed. ``manager_ids`` and ``sharing`` None: as they are, or for a new one the usual.

    The first of the managers leads unless ``lead_id`` names another.
    """

    kind: Kind
    first_name: Line = ""
    """A person's."""
    last_name: Line = ""
    """A person's."""
    middle_name: Line = ""
    """A person's patronymic or middle name."""
    name: Line = ""
    """A company's."""
    type_id: OptionalId = None
    """One of the workspace's contact types."""
    description: Prose = ""
    comms: Annotated[list[CommShape], Field(max_length=MOST_COMMS, default_factory=list)]
    """Ways to reach the contact, in order."""
    manager_ids: Annotated[list[Id], Field(max_length=MOST_MANAGERS)] | None = None
    """The users in charge; of a new contact whoever adds it, if nobody is named."""
    lead_id: OptionalId = None
    """Which of the managers leads; the first, if nobody is named."""
    sharing: Sharing | None = None
    """What all users may do with the contact; a new one takes the workspace's default."""


PLAIN_FIELDS: Final = (
    "kind", "first_name", "last_name", "middle_name", "name", "type_id", "description",
)  # fmt: skip


def values_of(contact: Contact) -> dict[str, Any]:
    """The contact (loaded whole) in the shape's words: what a form shows and a merge patch is merged into."""
    return {
        **{name: getattr(contact, name) for name in PLAIN_FIELDS},
        "comms": [
            {"id": c.id, "kind": c.kind, "value": c.value, "label": c.label, "primary": c.primary}
            for c in contact.comms
        ],
        "manager_ids": [manager.user_id for manager in contact.managers],
        "sharing": contact.sharing,
    }


class ManagersShape(Shape):
    """Who is in charge of a contact."""

    manager_ids: Annotated[list[Id], Field(max_length=MOST_MANAGERS, default_factory=list)]
    lead_id: OptionalId = None


class SharingShape(Shape):
    """Who else may see a contact."""

    sharing: Sharing


class TypeShape(Shape):
    """A contact type: its name, its labels per language where they differ, its colour."""

    name: Annotated[Line, StringConstraints(max_length=60, min_length=1)]
    labels: Annotated[dict[str, Label], Field(default_factory=dict)]
    hue: Annotated[int, Field(ge=1, le=HUES)] = 1
