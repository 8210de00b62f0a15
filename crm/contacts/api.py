"""Contacts in the JSON API."""

from datetime import datetime
from typing import Annotated, Literal

from flask import url_for
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from crm.contacts.access import CREATE_CONTACTS, DELETE_CONTACTS, EDIT_CONTACTS, VIEW_CONTACTS
from crm.contacts.actions.bin import delete_contact as put_into_bin
from crm.contacts.actions.saving import create_contact as add
from crm.contacts.actions.saving import edit_contact as edit
from crm.contacts.forms import ContactShape, Id, values_of
from crm.contacts.models.contact import CommKind, Contact, Kind, Sharing
from crm.contacts.models.lists import ContactType
from crm.contacts.queries import listing, records
from crm.kernel import forms
from crm.kernel.access import found
from crm.kernel.forms import Shape
from crm.kernel.paging import Count
from crm.web.api import preconditions
from crm.web.api.answers import Answer, created
from crm.web.api.listing import Listing, PageQuery, count_out, read_cursor, write_cursor
from crm.web.api.patches import merged, patch_of
from crm.web.api.resources import Resource
from crm.web.here import actor, workspace

api = Resource("contacts_api", __name__, tag="Contacts")

EXAMPLE: JsonDict = {
    "kind": "person",
    "first_name": "Ivan",
    "last_name": "Petrov",
    "comms": [{"kind": "email", "value": "ivan@example.com", "label": "work", "primary": True}],
    "sharing": "read",
}


class ContactIn(ContactShape):
    """A contact to add. A person needs a first and a last name, a company its name."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})


ContactPatch = patch_of(ContactIn, name="ContactPatch", never_null={"kind", "sharing", "manager_ids"})


class ContactQuery(PageQuery):
    """What of the list is wanted."""

    type_id: Annotated[Id | None, Field(description="Only contacts of this type.")] = None
    manager_id: Annotated[Id | None, Field(description="Only contacts that this user manages.")] = None
    sort: Annotated[
        Literal["name", "activity"], Field(description="By name, or with the latest activity first.")
    ] = "name"

    @property
    def order(self) -> str:
        """The list and its order: what a cursor is good for."""
        return f"contacts by {self.sort}"

    def wish(self) -> listing.Wish:
        """The same in the words of the domain."""
        return listing.Wish(
            q=self.q, type_id=self.type_id, manager_id=self.manager_id, sort=self.sort,
            after=read_cursor(self.cursor, of=self.order), limit=self.limit,
        )  # fmt: skip


class CommOut(BaseModel):
    """One way to reach a contact."""

    id: Annotated[int, Field(description="Send it back to keep this row when `comms` is replaced.")]
    kind: CommKind
    value: Annotated[str, Field(description="A phone stands as E.164.", examples=["+79161234567"])]
    label: Annotated[str, Field(examples=["work"])]
    primary: Annotated[bool, Field(description="The first choice among those of its kind.")]
    valid: Annotated[bool, Field(description="False for a phone that can't be right; it is kept as typed.")]


class ContactOut(BaseModel):
    """A person or a company."""

    id: int
    version: Annotated[int, Field(description="Grows with each change; the ETag is made of it.")]
    kind: Kind
    display_name: Annotated[
        str, Field(description="The name in the reader's form.", examples=["Ivan Petrov"])
    ]
    first_name: str
    last_name: str
    middle_name: str
    name: Annotated[str, Field(description="A company's name.")]
    type_id: int | None
    description: str
    comms: list[CommOut]
    manager_ids: Annotated[list[int], Field(description="The users in charge; the lead stands first.")]
    sharing: Annotated[Sharing, Field(description="What users may do who are not its managers.")]
    created_at: datetime
    updated_at: datetime
    url: Annotated[
        str, Field(description="The contact's page, for people.", json_schema_extra={"format": "uri"})
    ]


class ContactListing(Listing[ContactOut]):
    """A page of the contacts that the token's user sees."""


class ContactTypeOut(BaseModel):
    """A kind of contact that the workspace tells apart."""

    id: int
    name: Annotated[str, Field(description="In the reader's language, where it has a label in it.")]
    hue: Annotated[int, Field(description="Its colour: one of eight hues.", ge=1, le=8)]


class ContactTypeListing(Listing[ContactTypeOut]):
    """All contact types, in the workspace's order."""


@api.post("/contacts", can=CREATE_CONTACTS, takes=ContactIn, gives=ContactOut)
def create_contact(form: ContactIn) -> Answer:
    """Add a person or a company.

    Whoever adds it becomes its manager unless `manager_ids` names others; `sharing` is the workspace's
    default unless it is given.
    """
    contact = add(form, by=actor())
    return created(shown(contact), at=url_for(".get_contact", contact_id=contact.id))


@api.get("/contacts", can=VIEW_CONTACTS, asks=ContactQuery, gives=ContactListing)
def list_contacts(asked: ContactQuery) -> ContactListing:
    """List the contacts that you see.

    `q` looks for words in names, e-mails and phone numbers, from three letters or five digits.
    """
    wish = asked.wish()
    page = listing.listed(wish, to=actor())
    return ContactListing(
        items=[shown(contact) for contact in page.contacts],
        next_cursor=write_cursor(page.next_key, of=asked.order),
        count=count_out(listing.counted(wish, to=actor())),
    )


@api.get("/contacts/<int:contact_id>", can=VIEW_CONTACTS, gives=ContactOut)
def get_contact(contact_id: int) -> ContactOut:
    """Read a contact."""
    return shown(found(Contact.visible_to(actor()).options(*records.WHOLE), id=contact_id))


@api.patch("/contacts/<int:contact_id>", can=EDIT_CONTACTS, takes=ContactPatch, gives=ContactOut)
def edit_contact(contact_id: int, form: Shape, if_match: str | None) -> ContactOut:
    """Change a contact.

    By merge-patch: what is not sent stays, null clears. `comms` and `manager_ids` are replaced as a whole; a
    `comms` entry with a known `id` keeps its row.
    """
    contact = _held(contact_id)
    preconditions.expect(contact.version, if_match)
    wanted = forms.read(ContactShape, merged(values_of(contact), form))
    return shown(edit(contact, wanted, by=actor()))


@api.delete("/contacts/<int:contact_id>", can=DELETE_CONTACTS)
def delete_contact(contact_id: int, if_match: str | None) -> None:
    """Put a contact into the bin.

    It stays there for 30 days and can be restored from the workspace's pages.
    """
    contact = _held(contact_id)
    preconditions.expect(contact.version, if_match)
    put_into_bin(contact, by=actor())


@api.get("/contact-types", can=VIEW_CONTACTS, gives=ContactTypeListing)
def list_contact_types() -> ContactTypeListing:
    """List the contact types.

    Their ids are what `type_id` of a contact takes.
    """
    types = [_type_shown(contact_type) for contact_type in records.types()]
    return ContactTypeListing(items=types, next_cursor=None, count=count_out(Count(len(types))))


def shown(contact: Contact) -> ContactOut:
    """A whole contact as the API tells it."""
    return ContactOut(
        id=contact.id, version=contact.version, kind=contact.kind, display_name=contact.shown_name,
        first_name=contact.first_name, last_name=contact.last_name, middle_name=contact.middle_name,
        name=contact.name, type_id=contact.type_id, description=contact.description,
        comms=[CommOut.model_validate(comm, from_attributes=True) for comm in contact.comms],
        manager_ids=[manager.user_id for manager in contact.managers], sharing=contact.sharing,
        created_at=contact.made_at, updated_at=contact.changed_at,
        url=f"{workspace().address}/contacts/{contact.id}",
    )  # fmt: skip


def _type_shown(contact_type: ContactType) -> ContactTypeOut:
    return ContactTypeOut(id=contact_type.id, name=contact_type.shown, hue=contact_type.hue)


def _held(contact_id: int) -> Contact:
    """The contact, visible and locked: of two changes at once the second merges into the first's."""
    visible = Contact.visible_to(actor()).options(*records.WHOLE).with_for_update(of=Contact)
    contact: Contact = found(visible, id=contact_id)
    return contact
