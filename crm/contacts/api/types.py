"""Contact types in the JSON API."""

from typing import Annotated

from pydantic import BaseModel, Field

from crm.contacts.access import VIEW_CONTACTS
from crm.contacts.api.plane import api
from crm.contacts.models.lists import ContactType
from crm.contacts.queries import records
from crm.kernel.paging import Count
from crm.web.api.listing import Listing, count_out


class ContactTypeOut(BaseModel):
    """A kind of contact that the workspace tells apart."""

    id: int
    name: Annotated[str, Field(description="In the reader's language, where it has a label in it.")]
    hue: Annotated[int, Field(description="Its colour: one of eight hues.", ge=1, le=8)]


class ContactTypeListing(Listing[ContactTypeOut]):
    """All contact types, in the workspace's order."""


@api.get("/contact-types", can=VIEW_CONTACTS, gives=ContactTypeListing)
def list_contact_types() -> ContactTypeListing:
    """List the contact types.

    Their ids are what `type_id` of a contact takes.
    """
    types = [_type_shown(contact_type) for contact_type in records.types()]
    return ContactTypeListing(items=types, next_cursor=None, count=count_out(Count(len(types))))


def _type_shown(contact_type: ContactType) -> ContactTypeOut:
    return ContactTypeOut(id=contact_type.id, name=contact_type.shown, hue=contact_type.hue)
