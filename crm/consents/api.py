"""Consents in the JSON API."""

from datetime import datetime
from typing import Annotated, Final

from flask import url_for
from pydantic import BaseModel, Field

from crm.consents.access import MANAGE_PURPOSES
from crm.consents.actions.ledger import write_consent
from crm.consents.actions.purposes import add_purpose as add
from crm.consents.actions.purposes import edit_purpose as edit
from crm.consents.forms import ConsentShape, PurposeShape
from crm.consents.models import Consent, Purpose
from crm.consents.queries import PAGE, all_purposes, ledger
from crm.contacts.access import EDIT_CONTACTS, VIEW_CONTACTS
from crm.contacts.models.contact import Contact
from crm.kernel import forms
from crm.kernel.access import found
from crm.kernel.db import db
from crm.kernel.forms import Shape
from crm.kernel.paging import Count
from crm.web.api.answers import Answer, created
from crm.web.api.listing import Listing, count_out, read_cursor, write_cursor
from crm.web.api.patches import merged, patch_of
from crm.web.api.resources import Resource
from crm.web.here import actor

api = Resource("consents_api", __name__, tag="Consents")
OF_CONTACT: Final = "/contacts/<int:contact_id>/consents"
PurposePatch = patch_of(PurposeShape, name="PurposePatch", never_null={"name"})


class ConsentQuery(Shape):
    """What of the ledger is wanted."""

    cursor: Annotated[
        str | None, Field(min_length=1, max_length=1000, description="`next_cursor` of the page before.")
    ] = None


class ConsentOut(BaseModel):
    """One line of a contact's ledger; lines are never changed or removed."""

    id: int
    purpose_id: int
    given: Annotated[bool, Field(description="False for a withdrawal.")]
    text_version: int
    text: Annotated[str, Field(description="What was agreed to, word for word.")]
    source: str
    note: str
    happened_at: datetime
    recorded_at: datetime
    recorded_by: int | None


class ConsentListing(Listing[ConsentOut]):
    """A page of a contact's ledger, the latest line first."""


class PurposeOut(BaseModel):
    """Something that consent is asked for."""

    id: int
    name: Annotated[str, Field(description="In the reader's language, where it has a label in it.")]
    text: str
    text_version: int
    archived: Annotated[bool, Field(description="Consent is no longer asked for this.")]


class PurposeListing(Listing[PurposeOut]):
    """All purposes, in the workspace's order."""


@api.get(OF_CONTACT, can=VIEW_CONTACTS, asks=ConsentQuery, gives=ConsentListing)
def list_consents(contact_id: int, asked: ConsentQuery) -> ConsentListing:
    """Read a contact's ledger of consents.

    The latest line of a purpose holds. Lines of contacts that were merged into this one are among them.
    """
    contact, order = _the(contact_id), f"consents of {contact_id}"
    after = read_cursor(asked.cursor, of=order)
    lines = ledger(contact.id, before=after[0] if after else None)
    more = [lines[-1].id] if len(lines) == PAGE else None
    items = [_shown(line) for line in lines]
    count = count_out(Count(len(items), capped=more is not None))
    return ConsentListing(items=items, next_cursor=write_cursor(more, of=order), count=count)


@api.post(OF_CONTACT, can=EDIT_CONTACTS, takes=ConsentShape, gives=ConsentOut)
def add_consent(contact_id: int, form: ConsentShape) -> Answer:
    """Write down that a consent was given, or withdrawn.

    The purpose's text of now is kept with it.
    """
    line = write_consent(_the(contact_id), form, by=actor())
    db.session.refresh(line)
    return created(_shown(line), at=url_for(".list_consents", contact_id=contact_id))


@api.get("/consent-purposes", can=VIEW_CONTACTS, gives=PurposeListing)
def list_purposes() -> PurposeListing:
    """List what consent is asked for."""
    items = [_purpose_shown(purpose) for purpose in db.session.scalars(all_purposes())]
    return PurposeListing(items=items, next_cursor=None, count=count_out(Count(len(items))))


@api.post("/consent-purposes", can=MANAGE_PURPOSES, takes=PurposeShape, gives=PurposeOut)
def add_purpose(form: PurposeShape) -> Answer:
    """Add something that consent is asked for."""
    return created(_purpose_shown(add(form, by=actor())), at=url_for(".list_purposes"))


@api.patch("/consent-purposes/<int:purpose_id>", can=MANAGE_PURPOSES, takes=PurposePatch, gives=PurposeOut)
def edit_purpose(purpose_id: int, form: Shape, if_match: str | None) -> PurposeOut:
    """Rename a purpose, or reword its text.

    By merge-patch. New words are a new `text_version`.
    """
    purpose = found(all_purposes().with_for_update(), id=purpose_id)
    present = {"name": purpose.name, "labels": purpose.labels, "text": purpose.text}
    return _purpose_shown(edit(purpose, forms.read(PurposeShape, merged(present, form)), by=actor()))


def _the(contact_id: int) -> Contact:
    contact: Contact = found(Contact.visible_to(actor()), id=contact_id)
    return contact


def _shown(line: Consent) -> ConsentOut:
    return ConsentOut(
        id=line.id, purpose_id=line.purpose_id, given=line.given, text_version=line.text_version,
        text=line.text, source=line.source, note=line.note, happened_at=line.happened_at,
        recorded_at=line.made_at, recorded_by=line.made_by,
    )  # fmt: skip


def _purpose_shown(purpose: Purpose) -> PurposeOut:
    return PurposeOut(
        id=purpose.id, name=purpose.shown, text=purpose.text, text_version=purpose.text_version,
        archived=purpose.archived_at is not None,
    )  # fmt: skip
