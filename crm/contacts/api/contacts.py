"""Contacts in the JSON API."""

from typing import Annotated, Literal

from flask import url_for
from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from crm.contacts.access import CREATE_CONTACTS, DELETE_CONTACTS, EDIT_CONTACTS, VIEW_CONTACTS
from crm.contacts.actions.bin import delete_contact as put_into_bin
from crm.contacts.actions.saving import create_contact as add
from crm.contacts.actions.saving import edit_contact as edit
from crm.contacts.api.duplicates import LikelyDuplicate, LookalikeOut, lookalikes_shown, met
from crm.contacts.api.filters import FilterText, SortKey, sorted_as_asked
from crm.contacts.api.plane import api, held, seen
from crm.contacts.api.shapes import ContactListing, ContactOut, shown, shown_all
from crm.contacts.api.sight import SightQuery
from crm.contacts.forms.contact import ContactShape, NewContactShape, values_of
from crm.contacts.models.kinds import CONTACT
from crm.contacts.queries import listing, states
from crm.kernel import forms
from crm.kernel.forms import Id, Shape
from crm.views.language import all_of, parse
from crm.views.queries import state_of
from crm.web.api import preconditions
from crm.web.api.answers import Answer, created
from crm.web.api.listing import PageQuery, count_out, read_cursor, write_cursor
from crm.web.api.patches import merged, patch_of
from crm.web.here import actor

EXAMPLE: JsonDict = {
    "kind": "person",
    "first_name": "Ivan",
    "last_name": "Petrov",
    "comms": [{"kind": "email", "value": "ivan@example.com", "label": "work", "primary": True}],
    "sharing": "read",
}


class ContactIn(NewContactShape):
    """A contact to add. A person needs a first and a last name, a company its name."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})


class AddingQuery(SightQuery):
    """How an adding goes about contacts that are there already."""

    on_duplicate: Annotated[
        Literal["warn", "refuse"],
        Field(description="`refuse` adds nothing (409) if one that you see may be the same."),
    ] = "warn"


class ContactAdded(ContactOut):
    """The new contact, and whom it looks like."""

    duplicates: Annotated[list[LookalikeOut], Field(description="The likeliest first, at most five.")]


ContactPatch = patch_of(
    ContactShape,
    name="ContactPatch",
    never_null={"kind", "sharing", "manager_ids", "tags", "tag_ids", "custom"},
)


class ContactQuery(PageQuery):
    """What of the list is wanted."""

    type_id: Annotated[Id | None, Field(description="Only contacts of this type.")] = None
    manager_id: Annotated[Id | None, Field(description="Only contacts that this user manages.")] = None
    tag_id: Annotated[Id | None, Field(description="Only contacts with this tag.")] = None
    filter: FilterText = ""
    sort: SortKey = "name"
    view: Annotated[
        Id | None,
        Field(description="A saved view: its filters hold too, and its order and `q` where none is given."),
    ] = None

    def wish(self) -> listing.Wish:
        """The same in the words of the domain."""
        saved = listing.Wish()
        if self.view is not None:
            saved = states.read(states.given(state_of(self.view, CONTACT, to=actor())))
        sort = self.sort if "sort" in self.model_fields_set else saved.sort
        return listing.Wish(
            q=self.q or saved.q, type_id=self.type_id, manager_id=self.manager_id, tag_id=self.tag_id,
            sort=sort, filter=all_of([saved.whole, parse(self.filter)]), limit=self.limit,
            after=read_cursor(self.cursor, of=order_of(sort)),
        )  # fmt: skip


def order_of(sort: str) -> str:
    """The list and its order: what a cursor is good for."""
    return f"contacts by {sort}"


@api.post("/contacts", can=CREATE_CONTACTS, takes=ContactIn, asks=AddingQuery, gives=ContactAdded)
def create_contact(form: ContactIn, asked: AddingQuery) -> Answer:
    """Add a person or a company.

    Whoever adds it becomes its manager unless `manager_ids` names others; `sharing` is the workspace's
    default unless it is given. With `restricted`, `class_id` and `grants` it is opened as `PATCH
    /contacts/{id}/access` does later. `duplicates` are those you see that may be the same.
    """
    found = met(form)
    if found and asked.on_duplicate == "refuse":
        raise LikelyDuplicate(found)
    contact = add(form, accepted=asked.accepted, by=actor())
    told = ContactAdded(**shown(contact).model_dump(), duplicates=lookalikes_shown(found))
    return created(told, at=url_for(".get_contact", contact_id=contact.id))


@api.get("/contacts", can=VIEW_CONTACTS, asks=ContactQuery, gives=ContactListing)
def list_contacts(asked: ContactQuery) -> ContactListing:
    """List the contacts that you see.

    `q` looks for words in names, e-mails and phone numbers, from three letters or five digits.
    """
    wish = asked.wish()
    page = sorted_as_asked(listing.listed(wish, to=actor()))
    return ContactListing(
        items=shown_all(page.contacts),
        next_cursor=write_cursor(page.next_key, of=order_of(wish.sort)),
        count=count_out(page.number or listing.counted(wish, to=actor())),
    )


@api.get("/contacts/<int:contact_id>", can=VIEW_CONTACTS, gives=ContactOut)
def get_contact(contact_id: int) -> ContactOut:
    """Read a contact.

    The id of one that was merged leads to the survivor by 308; not for ever, since people may undo a merge.
    """
    return shown(seen(contact_id))


@api.patch(
    "/contacts/<int:contact_id>",
    can=EDIT_CONTACTS,
    takes=ContactPatch,
    asks=SightQuery,
    gives=ContactOut,
)
def edit_contact(contact_id: int, form: Shape, asked: SightQuery, if_match: str | None) -> ContactOut:
    """Change a contact.

    By merge-patch: what is not sent stays, null clears. `comms`, `manager_ids` and tags are replaced as a
    whole; a `comms` entry with a known `id` keeps its row. Within `custom`, too, what is not sent stays.
    """
    contact = held(contact_id)
    preconditions.expect(contact.version, if_match)
    custom = getattr(form, "custom", None) or {}
    wanted = forms.read(ContactShape, {**merged(values_of(contact), form), "custom": custom})
    return shown(edit(contact, wanted, accepted=asked.accepted, by=actor()))


@api.delete("/contacts/<int:contact_id>", can=DELETE_CONTACTS)
def delete_contact(contact_id: int, if_match: str | None) -> None:
    """Put a contact into the bin.

    It stays there for 30 days and can be restored from the workspace's pages.
    """
    contact = held(contact_id)
    preconditions.expect(contact.version, if_match)
    put_into_bin(contact, by=actor())
