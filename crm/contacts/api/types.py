"""Contact types in the JSON API."""

from typing import Annotated

from flask import url_for
from pydantic import BaseModel, Field

from crm.contacts.access import MANAGE_TYPES, VIEW_CONTACTS
from crm.contacts.actions import types as acts
from crm.contacts.api.plane import lists as api
from crm.contacts.forms.types import TypeShape
from crm.contacts.models.lists import ContactType
from crm.contacts.queries import records
from crm.kernel import forms
from crm.kernel.access import found
from crm.kernel.errors import Invalid
from crm.kernel.forms import Id, Shape
from crm.kernel.i18n import lazy, mark
from crm.kernel.paging import Count
from crm.web.api.answers import Answer, created
from crm.web.api.listing import Listing, count_out
from crm.web.api.patches import merged, patch_of
from crm.web.here import actor


class ContactTypeOut(BaseModel):
    """A kind of contact that the workspace tells apart."""

    id: int
    name: str
    label: Annotated[str, Field(description=mark("In the reader's language, where it has a label in it."))]
    labels: dict[str, str]
    hue: Annotated[int, Field(description=mark("Its colour: one of eight hues."), ge=1, le=8)]


class ContactTypeListing(Listing[ContactTypeOut]):
    """All contact types, in the workspace's order."""


class TypeChangeShape(TypeShape):
    """What can be changed of a contact type."""

    position: Annotated[int, Field(ge=0, le=acts.MOST_TYPES)] | None = None
    """Its place in the list, counted from 0."""


class TypeDeletionQuery(Shape):
    """What becomes of the contacts of a type that is deleted."""

    replacement_id: Annotated[
        Id | None, Field(description=mark("The type that they get; without it, they have none."))
    ] = None


ContactTypePatch = patch_of(
    TypeChangeShape, name="ContactTypePatch", never_null=set(TypeChangeShape.model_fields)
)


@api.get("/contact-types", can=VIEW_CONTACTS, gives=ContactTypeListing)
def list_contact_types() -> ContactTypeListing:
    """List the contact types.

    Their ids are what `type_id` of a contact takes.
    """
    types = [_shown(contact_type) for contact_type in records.types()]
    return ContactTypeListing(items=types, next_cursor=None, count=count_out(Count(len(types))))


@api.post("/contact-types", can=MANAGE_TYPES, takes=TypeShape, gives=ContactTypeOut)
def add_contact_type(form: TypeShape) -> Answer:
    """Add a contact type, at the end of the list."""
    added = acts.add_type(form, by=actor())
    return created(_shown(added), at=url_for(".get_contact_type", type_id=added.id))


@api.get("/contact-types/<int:type_id>", can=VIEW_CONTACTS, gives=ContactTypeOut)
def get_contact_type(type_id: int) -> ContactTypeOut:
    """Read a contact type."""
    return _shown(found(records.all_types(), id=type_id))


@api.patch("/contact-types/<int:type_id>", can=MANAGE_TYPES, takes=ContactTypePatch, gives=ContactTypeOut)
def edit_contact_type(type_id: int, form: Shape, if_match: str | None) -> ContactTypeOut:
    """Rename, colour or move a contact type.

    By merge-patch: what is not sent stays, within `labels`, too. `position` moves it.
    """
    contact_type: ContactType = found(records.all_types().with_for_update(), id=type_id)
    present = {"name": contact_type.name, "labels": contact_type.labels, "hue": contact_type.hue}
    wanted = forms.read(TypeChangeShape, merged(present, form))
    edited = acts.edit_type(contact_type, wanted, by=actor())
    if wanted.position is not None:
        acts.move_type(edited, to=wanted.position, by=actor())
    return _shown(edited)


@api.delete("/contact-types/<int:type_id>", can=MANAGE_TYPES, asks=TypeDeletionQuery)
def delete_contact_type(type_id: int, asked: TypeDeletionQuery, if_match: str | None) -> None:
    """Delete a contact type.

    Its contacts get another one, or none; more than 1,000 in the background, until when the type stays.
    """
    contact_type: ContactType = found(records.all_types(), id=type_id)
    known = {one.id: one for one in records.types()}
    if asked.replacement_id is not None and asked.replacement_id not in known:
        raise Invalid({"replacement_id": lazy("There is no such type.")})
    acts.delete_type(contact_type, replacement=known.get(asked.replacement_id or 0), by=actor())


def _shown(contact_type: ContactType) -> ContactTypeOut:
    return ContactTypeOut(
        id=contact_type.id, name=contact_type.name, label=contact_type.shown, labels=contact_type.labels,
        hue=contact_type.hue,
    )  # fmt: skip
