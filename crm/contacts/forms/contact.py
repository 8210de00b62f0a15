"""A contact as typed."""

from typing import Annotated, Any, Final

from pydantic import Field

from crm.contacts.forms.access import Grants
from crm.contacts.forms.comms import MOST_COMMS, CommShape
from crm.contacts.forms.details import Birthday, Currency, Language, Source
from crm.contacts.forms.people import MOST_MANAGERS
from crm.contacts.forms.requisites import RequisitesShape
from crm.contacts.forms.tags import TagIds, TagNames
from crm.contacts.models.contact import Contact, Kind, Sharing
from crm.fields.forms import CustomValues
from crm.kernel.forms import Id, Line, OptionalId, Prose, Shape


class ContactShape(Shape):
    """A contact as typed. Managers, ``sharing`` and tags None: as they are, or of a new one the usual.

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
    job_title: Line = ""
    """A person's post."""
    description: Prose = ""
    language: Language = ""
    """ISO 639-1, such as `ru`: what the contact is written to in."""
    source: Source = ""
    """Where the contact came from, in the workspace's own words."""
    currency: Currency = ""
    """ISO 4217, such as `EUR`, for what is billed to the contact; empty: the workspace's."""
    external_id: Line = ""
    """What another program calls the contact, such as a customer number; imports match by it."""
    born_on: Birthday = None
    """A person's birthday."""
    requisites: Annotated[RequisitesShape, Field(default_factory=RequisitesShape)]
    comms: Annotated[list[CommShape], Field(max_length=MOST_COMMS, default_factory=list)]
    """Ways to reach the contact, in order."""
    manager_ids: Annotated[list[Id], Field(max_length=MOST_MANAGERS)] | None = None
    """The users in charge; of a new contact whoever adds it, if nobody is named."""
    lead_id: OptionalId = None
    """Which of the managers leads; the first, if nobody is named."""
    sharing: Sharing | None = None
    """What all users may do with the contact; a new one takes the workspace's default."""
    tags: TagNames | None = None
    """The contact's tags by name, in any language; a name that is not there yet is made."""
    tag_ids: TagIds | None = None
    """The contact's tags by id. Where both lists are given, it gets the tags of both, and no others."""
    custom: CustomValues


class NewContactShape(ContactShape):
    """A contact to add, and who reaches it besides its managers. Who may not choose that leaves it out."""

    grants: Grants
    """Who may do what with it besides."""
    class_id: OptionalId = None
    """One of the workspace's classes."""
    restricted: bool = False
    """Reached only by its managers, by grants and by roles that reach all contacts."""


PLAIN_FIELDS: Final = (
    "kind", "first_name", "last_name", "middle_name", "name", "type_id", "job_title", "description",
    "language", "source", "currency", "external_id", "born_on",
)  # fmt: skip


def values_of(contact: Contact) -> dict[str, Any]:
    """The contact (loaded whole) in the shape's words: what a form shows and a merge patch is merged into."""
    return {
        **{name: getattr(contact, name) for name in PLAIN_FIELDS},
        "requisites": contact.requisites,
        "comms": [
            {
                "id": c.id,
                "kind": c.kind,
                "parts": c.parts,
                "value": c.value,
                "label": c.label,
                "primary": c.primary,
            }
            for c in contact.comms
        ],
        "manager_ids": [manager.user_id for manager in contact.managers],
        "sharing": contact.sharing,
    }
