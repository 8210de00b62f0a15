"""What may be typed about a contact: shapes shared by pages, API, imports and commands."""

import re
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, StringConstraints, ValidationInfo, field_validator

from crm.contacts.models import HUES, CommKind, Contact, Kind, Sharing
from crm.kernel.forms import Line, Prose, Shape, checked_email, refusal
from crm.kernel.i18n import mark

MOST_COMMS: Final = 50
MOST_MANAGERS: Final = 50
LARGEST_ID: Final = 2**63 - 1
_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*):(?!\d)", re.IGNORECASE)


def _or_none(value: Any) -> Any:
    return None if value == "" else value


Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
OptionalId = Annotated[Id | None, BeforeValidator(_or_none)]
Label = Annotated[Line, StringConstraints(max_length=60)]


class CommShape(Shape):
    """One way to reach a contact. A known ``id`` keeps its row."""

    id: OptionalId = None
    kind: CommKind
    value: Annotated[Line, StringConstraints(min_length=1)]
    label: Label = ""
    primary: bool = False

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
    last_name: Line = ""
    middle_name: Line = ""
    name: Line = ""
    type_id: OptionalId = None
    description: Prose = ""
    comms: Annotated[list[CommShape], Field(max_length=MOST_COMMS, default_factory=list)]
    manager_ids: Annotated[list[Id], Field(max_length=MOST_MANAGERS)] | None = None
    lead_id: OptionalId = None
    sharing: Sharing | None = None


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
