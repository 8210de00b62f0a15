"""The history of a contact, and what people write down in it, in the JSON API (CON-15)."""

from datetime import datetime
from typing import Annotated, ClassVar, Final

from flask import url_for
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from crm.contacts.access import EDIT_CONTACTS, VIEW_CONTACTS
from crm.contacts.models.contact import Contact
from crm.kernel import forms
from crm.kernel.access import found
from crm.kernel.db import db
from crm.kernel.forms import Id, Shape
from crm.kernel.i18n import mark
from crm.timeline.actions import entries as acts
from crm.timeline.actions import pinning
from crm.timeline.api.plane import api
from crm.timeline.forms import Direction, EntryShape, EntryValues, Result, values_of
from crm.timeline.models import Entry, EntryKind
from crm.timeline.presenters import lines
from crm.timeline.presenters.lines import Event, Rights
from crm.timeline.queries import history
from crm.timeline.queries.entries import entry_and_contact
from crm.timeline.queries.history import Line, Place, Show, Wish
from crm.web.api import preconditions
from crm.web.api.answers import Answer, created
from crm.web.api.listing import Listing, Paged, count_out, read_cursor, write_cursor
from crm.web.api.patches import merged, patch_of
from crm.web.here import actor

HISTORY: Final = "/contacts/<int:contact_id>/history"
RULE: Final = "/contacts/<int:contact_id>/entries"
EXAMPLE: JsonDict = {"kind": "call", "direction": "out", "minutes": 6, "body": "Wants the offer by Tuesday"}


class EntryIn(EntryShape):
    """A note, call, meeting or mail to write down. What belongs to another kind is left out."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})


class EntryChange(EntryValues):
    """What may be changed of an entry."""

    pinned: bool = False
    """Pinned entries stand on top of the history, for everybody; at most ten."""


EntryPatch = patch_of(EntryChange, name="EntryPatch", never_null={"pinned", "happened_at"})


class EntryOut(BaseModel):
    """Something that somebody wrote down. Only colleagues see it."""

    seen_by_reader: ClassVar[tuple[str, ...]] = ("pinned",)
    id: int
    version: Annotated[int, Field(description="Grows with each change; the ETag is made of it.")]
    kind: EntryKind
    body: Annotated[str, Field(description="Plain text.")]
    direction: Annotated[Direction | None, Field(description="A call's or a mail's.")]
    minutes: int | None
    result: Result | None
    place: str
    subject: str
    happened_at: datetime
    mention_ids: Annotated[list[int], Field(description="The users whom the text calls and who were told.")]
    pinned: bool
    created_by: Annotated[int | None, Field(description="The user who wrote it.")]
    created_at: datetime
    updated_at: datetime | None


class ChangeOut(BaseModel):
    """A value before and after; either is empty where there was or is none."""

    label: str
    before: str
    after: str


class RecordOut(BaseModel):
    """A case or a task of the contact."""

    kind: Annotated[str, Field(description=mark("What it is."), examples=["case"])]
    id: int
    title: Annotated[str, Field(description=mark("What it is called."))]


class EventOut(BaseModel):
    """A line of the history: something that was done, or an entry."""

    at: datetime
    text: Annotated[str, Field(description="The sentence.", examples=["Contact changed by Anna Smith"])]
    actor_id: Annotated[int | None, Field(description="The user; null for the system.")]
    fact: Annotated[str | None, Field(description="Its stable name.", examples=["contacts.ContactEdited"])]
    changes: list[ChangeOut]
    details: Annotated[list[str], Field(description="What else there is to say.")]
    act_id: Annotated[int | None, Field(description="The act, where you may undo it.")]
    about: Annotated[
        RecordOut | None, Field(description=mark("The case or the task that it is about, if it is of one."))
    ]
    entry: EntryOut | None


class EventListing(Listing[EventOut]):
    """A page of the history, the newest first."""


class HistoryQuery(Paged):
    """What of the history is wanted."""

    show: Annotated[Show, Field(description="Only entries of one kind, or only facts of one group.")] = "all"
    user_id: Annotated[Id | None, Field(description="Only what this user did.")] = None

    @property
    def order(self) -> str:
        """The list: what a cursor is good for."""
        return f"history, {self.show} by {self.user_id}"


@api.get(HISTORY, can=VIEW_CONTACTS, asks=HistoryQuery, gives=EventListing)
def get_contact_history(contact_id: int, asked: HistoryQuery) -> EventListing:
    """Read the history of a contact.

    What happened with its cases and tasks is told, too. What names a contact, or is of a case or a task that
    you don't see is left out, and not counted.
    """
    contact, order = _the(contact_id), f"{asked.order} of {contact_id}"
    wish = _wish(contact, asked, order)
    page = history.listed(wish)
    return EventListing(
        items=_events(page.lines),
        next_cursor=write_cursor(page.next.key if page.next else None, of=order),
        count=count_out(history.counted(wish)),
    )


@api.post(RULE, can=EDIT_CONTACTS, takes=EntryIn, gives=EntryOut)
def add_contact_entry(contact_id: int, form: EntryIn) -> Answer:
    """Write a note, call, meeting or mail down.

    `@Name` in the text tells a colleague, if they can see the contact: `mention_ids` says who was told.
    """
    entry = acts.add_entry(_the(contact_id), form, by=actor()).entry
    return created(_shown(entry), at=url_for(".get_contact_entry", contact_id=contact_id, entry_id=entry.id))


@api.get(f"{RULE}/<int:entry_id>", can=VIEW_CONTACTS, gives=EntryOut)
def get_contact_entry(contact_id: int, entry_id: int) -> EntryOut:
    """Read what was written down."""
    return _shown(entry_and_contact(entry_id, to=actor(), about=contact_id)[0])


@api.patch(f"{RULE}/<int:entry_id>", can=EDIT_CONTACTS, takes=EntryPatch, gives=EntryOut)
def edit_contact_entry(contact_id: int, entry_id: int, form: Shape, if_match: str | None) -> EntryOut:
    """Change what you wrote down, or pin what anybody did.

    By merge-patch. Its kind stays.
    """
    entry, contact = entry_and_contact(entry_id, to=actor(), about=contact_id)
    if "pinned" in form.model_fields_set:  # first: pinning locks the contact before the entry
        act = pinning.pin if form.pinned else pinning.unpin  # type: ignore[attr-defined] # its shape
        act(entry, contact, by=actor())
    db.session.refresh(entry, with_for_update=True)
    preconditions.expect(entry.version, if_match)
    if form.model_fields_set - {"pinned"} or not form.model_fields_set:
        entry = acts.edit_entry(entry, _wanted(entry, form), by=actor()).entry
    return _shown(entry)


@api.delete(f"{RULE}/<int:entry_id>", can=EDIT_CONTACTS)
def delete_contact_entry(contact_id: int, entry_id: int, if_match: str | None) -> None:
    """Delete what you wrote down; it can be undone for 30 days."""
    entry = entry_and_contact(entry_id, to=actor(), about=contact_id)[0]
    preconditions.expect(entry.version, if_match)
    acts.delete_entry(entry, version=entry.version if if_match else None, by=actor())


def _the(contact_id: int) -> Contact:
    contact: Contact = found(Contact.visible_to(actor()), id=contact_id)
    return contact


def _wish(contact: Contact, asked: HistoryQuery, order: str) -> Wish:
    after = read_cursor(asked.cursor, of=order)
    return Wish(
        contact.id, history.merged_ids(contact.id), actor(), show=asked.show, user_id=asked.user_id,
        after=Place.read(after) if after else None, limit=asked.limit,
    )  # fmt: skip


def _events(found_lines: list[Line]) -> list[EventOut]:
    rights = Rights(actor().user_id, writes=False, changes_others=False)
    told = [event for day in lines.days(found_lines, to=actor(), rights=rights) for event in day.events]
    return [_event(line, event) for line, event in zip(found_lines, told, strict=True)]


def _event(line: Line, event: Event) -> EventOut:
    fact, entry = line.fact, line.entry
    return EventOut(
        at=line.at,
        text=str(event.text.striptags()),
        actor_id=fact.actor_id if fact is not None else entry.made_by if entry is not None else None,
        fact=fact.name if fact is not None else None,
        changes=[ChangeOut.model_validate(change, from_attributes=True) for change in event.changed],
        details=[said.text for said in event.said],
        act_id=event.undo,
        about=RecordOut.model_validate(event.about, from_attributes=True) if event.about else None,
        entry=_shown(entry) if entry is not None else None,
    )


def _wanted(entry: Entry, form: Shape) -> EntryShape:
    given = merged(values_of(entry), form)
    given.pop("pinned", None)
    return forms.read(EntryShape, {**given, "kind": entry.kind})


def _shown(entry: Entry) -> EntryOut:
    details = entry.details
    return EntryOut(
        id=entry.id, version=entry.version, kind=entry.kind, body=entry.body,
        direction=details.get("direction"), minutes=details.get("minutes"), result=details.get("result"),
        place=details.get("place", ""), subject=details.get("subject", ""), happened_at=entry.happened_at,
        mention_ids=entry.mention_ids, pinned=entry.pinned_at is not None, created_by=entry.made_by,
        created_at=entry.made_at, updated_at=entry.changed_at,
    )  # fmt: skip
