"""Classes of contacts in the JSON API (ACC-4)."""

from typing import Annotated, Any

from flask import url_for
from pydantic import BaseModel, Field

from crm.contacts.access import MANAGE_CLASSES, VIEW_CONTACTS
from crm.contacts.actions import classes as acts
from crm.contacts.api.access import GrantOut
from crm.contacts.api.plane import lists as api
from crm.contacts.forms.access import Grants, grant_values, levels
from crm.contacts.forms.classes import ClassShape
from crm.contacts.models.classes import ContactClass
from crm.contacts.queries.classes import all_classes, classes, grants_of_class
from crm.kernel import forms
from crm.kernel.access import found
from crm.kernel.errors import Invalid
from crm.kernel.forms import Id, Shape
from crm.kernel.i18n import mark
from crm.kernel.paging import Count
from crm.web.api import preconditions
from crm.web.api.answers import Answer, created
from crm.web.api.listing import Listing, count_out
from crm.web.api.patches import merged, patch_of
from crm.web.here import actor


class ContactClassOut(BaseModel):
    """A class that contacts may be of; whoever it is granted to reaches them."""

    id: int
    version: Annotated[int, Field(description=mark("Grows with each change, of its grants too."))]
    name: str
    label: Annotated[str, Field(description=mark("In the reader's language, where it has a label in it."))]
    labels: dict[str, str]
    hue: Annotated[int, Field(description=mark("Its colour: one of eight hues."), ge=1, le=8)]
    grants: Annotated[
        list[GrantOut] | None,
        Field(description=mark("Whom it is granted to; null in lists, and for who may not manage classes.")),
    ] = None


class ContactClassListing(Listing[ContactClassOut]):
    """All classes, in the workspace's order."""


class ClassChangeShape(ClassShape):
    """What can be changed of a class."""

    position: Annotated[int, Field(ge=0, le=acts.MOST_CLASSES)] | None = None
    """Its place in the list, counted from 0."""
    grants: Grants
    """Who reaches its contacts; replaced as a whole."""


class ClassDeletionQuery(Shape):
    """What becomes of the contacts of a class that is deleted."""

    replacement_id: Annotated[
        Id | None, Field(description=mark("The class that they get; without it, they have none."))
    ] = None


ContactClassPatch = patch_of(
    ClassChangeShape, name="ContactClassPatch", never_null=set(ClassChangeShape.model_fields)
)


@api.get("/contact-classes", can=VIEW_CONTACTS, gives=ContactClassListing)
def list_contact_classes() -> ContactClassListing:
    """List the classes of contacts.

    Their ids are what `class_id` of a contact's access takes.
    """
    items = [_shown(one) for one in classes()]
    return ContactClassListing(items=items, next_cursor=None, count=count_out(Count(len(items))))


@api.post("/contact-classes", can=MANAGE_CLASSES, takes=ClassShape, gives=ContactClassOut)
def add_contact_class(form: ClassShape) -> Answer:
    """Add a class, at the end of the list; nobody is granted it yet."""
    added = acts.add_class(form, by=actor())
    return created(_with_grants(added), at=url_for(".get_contact_class", class_id=added.id))


@api.get("/contact-classes/<int:class_id>", can=VIEW_CONTACTS, gives=ContactClassOut)
def get_contact_class(class_id: int) -> ContactClassOut:
    """Read a class, with its grants if you may manage classes."""
    one: ContactClass = found(all_classes(), id=class_id)
    return _with_grants(one) if actor().may(MANAGE_CLASSES) else _shown(one)


@api.patch(
    "/contact-classes/<int:class_id>", can=MANAGE_CLASSES, takes=ContactClassPatch, gives=ContactClassOut
)
def edit_contact_class(class_id: int, form: Shape, if_match: str | None) -> ContactClassOut:
    """Rename, colour, move or grant a class.

    By merge-patch: what is not sent stays, within `labels`, too; `grants` are replaced as a whole.
    """
    one: ContactClass = found(all_classes().with_for_update(), id=class_id)
    preconditions.expect(one.version, if_match)
    present: dict[str, Any] = {"name": one.name, "labels": one.labels, "hue": one.hue}
    present["grants"] = [grant_values(*grant) for grant in grants_of_class(class_id).items()]
    wanted = forms.read(ClassChangeShape, merged(present, form))
    edited = acts.edit_class(one, wanted, by=actor())
    acts.grant_class(edited, levels(wanted.grants), by=actor())
    if wanted.position is not None:
        acts.move_class(edited, to=wanted.position, by=actor())
    return _with_grants(edited)


@api.delete("/contact-classes/<int:class_id>", can=MANAGE_CLASSES, asks=ClassDeletionQuery)
def delete_contact_class(class_id: int, asked: ClassDeletionQuery, if_match: str | None) -> None:
    """Delete a class; its contacts get another one, or none: many of them in the background."""
    one: ContactClass = found(all_classes(), id=class_id)
    preconditions.expect(one.version, if_match)
    known = {other.id: other for other in classes()}
    if asked.replacement_id is not None and asked.replacement_id not in known:
        raise Invalid({"replacement_id": acts.UNKNOWN})
    acts.delete_class(one, replacement=known.get(asked.replacement_id or 0), by=actor())


def _with_grants(one: ContactClass) -> ContactClassOut:
    grants = [GrantOut(**grant_values(*grant)) for grant in grants_of_class(one.id).items()]
    return _shown(one, grants)


def _shown(one: ContactClass, grants: list[GrantOut] | None = None) -> ContactClassOut:
    return ContactClassOut(
        id=one.id, version=one.version, name=one.name, label=one.shown, labels=one.labels, hue=one.hue,
        grants=grants,
    )  # fmt: skip
