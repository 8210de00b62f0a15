"""Who reaches a contact, in the JSON API: read, changed, tried out, and explained (ACC-7)."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from flask import url_for
from pydantic import BaseModel, Field

from crm.contacts.access import ASSIGN_CONTACTS
from crm.contacts.actions import opening
from crm.contacts.actions.people import NOT_IN_CHARGE
from crm.contacts.api.plane import api, held, seen
from crm.contacts.api.sight import SightQuery
from crm.contacts.forms.access import AccessShape, GrantLevel
from crm.contacts.models.contact import Contact, Sharing
from crm.contacts.models.footings import Ground
from crm.contacts.presenters import access as presenter
from crm.contacts.queries.audience import Turn
from crm.contacts.queries.explaining import Viewer, viewers
from crm.kernel import forms
from crm.kernel.access import Level
from crm.kernel.forms import Shape
from crm.kernel.i18n import mark
from crm.kernel.paging import Count
from crm.web.api import preconditions
from crm.web.api.answers import Answer, created
from crm.web.api.listing import Listing, Paged, count_out, read_cursor, write_cursor
from crm.web.api.patches import merged, patch_of
from crm.web.here import actor

LevelName = Literal["read", "write", "manage"]


class GrantOut(BaseModel):
    """A grant to one user or to one group."""

    user_id: int | None = None
    group_id: int | None = None
    level: GrantLevel


class AccessOut(BaseModel):
    """Who reaches a contact."""

    contact_id: int
    version: Annotated[int, Field(description=mark("The contact's."))]
    manager_ids: list[int]
    lead_id: int | None
    sharing: Sharing
    grants: list[GrantOut]
    class_id: int | None
    restricted: bool


class TurnOut(BaseModel):
    """Somebody for whom something changes."""

    user_id: int
    name: str
    before: Annotated[LevelName | None, Field(description=mark("What they may do; null: not even see it."))]
    after: LevelName | None


class PreviewOut(BaseModel):
    """What a change of access would mean."""

    gains: list[TurnOut]
    losses: list[TurnOut]
    warning: Annotated[str, Field(description=mark("What you would lose yourself; empty: nothing."))]
    capped: Annotated[bool, Field(description=mark("Only the first 1,000 users by name were asked."))]


class AccessReasonOut(BaseModel):
    """One way by which somebody sees a contact."""

    ground: Ground
    level: Annotated[LevelName, Field(description=mark("How far this one way leads."))]
    text: Annotated[str, Field(description=mark("In the reader's words."))]


class ViewerOut(BaseModel):
    """Somebody who sees a contact."""

    user_id: int
    name: str
    level: Annotated[LevelName, Field(description=mark("What they may do, all ways together."))]
    reasons: list[AccessReasonOut]


class ViewerListing(Listing[ViewerOut]):
    """Some of those who see a contact, by name. `count` is of this page; a page may hold few, and go on."""


AccessPatch = patch_of(
    AccessShape, name="AccessPatch", never_null={"manager_ids", "sharing", "grants", "restricted"}
)


@api.get("/contacts/<int:contact_id>/access", can=ASSIGN_CONTACTS, gives=AccessOut)
def get_access(contact_id: int) -> AccessOut:
    """Read who reaches a contact: for those who may change it."""
    return _shown(_in_charge(seen(contact_id)))


@api.patch(
    "/contacts/<int:contact_id>/access",
    can=ASSIGN_CONTACTS,
    takes=AccessPatch,
    asks=SightQuery,
    gives=AccessOut,
)
def change_access(contact_id: int, form: Shape, asked: SightQuery, if_match: str | None) -> AccessOut:
    """Change who reaches a contact.

    By merge-patch; `manager_ids` and `grants` are replaced as a whole. New managers are told.
    """
    contact = _in_charge(held(contact_id))
    preconditions.expect(contact.version, if_match)
    wanted = _wanted(contact, form)
    return _shown(opening.set_access(contact, wanted, accepted=asked.accepted, by=actor()))


@api.post(
    "/contacts/<int:contact_id>/access/preview",
    can=ASSIGN_CONTACTS,
    takes=AccessPatch,
    gives=PreviewOut,
)
def preview_access(contact_id: int, form: Shape) -> Answer:
    """See who would gain and who would lose access by a change; nothing changes."""
    contact = _in_charge(seen(contact_id))
    turns = opening.preview(contact, _wanted(contact, form), by=actor())
    told = PreviewOut(
        gains=[_turn(turn) for turn in turns.people if turn.is_gain],
        losses=[_turn(turn) for turn in turns.people if not turn.is_gain],
        warning=presenter.preview(turns, to=actor()).warning, capped=turns.capped,
    )  # fmt: skip
    return created(told, at=url_for(".get_access", contact_id=contact_id))


@api.get("/contacts/<int:contact_id>/viewers", can=ASSIGN_CONTACTS, asks=Paged, gives=ViewerListing)
def list_viewers(contact_id: int, asked: Paged) -> ViewerListing:
    """List who sees a contact, and why: for those who may change its access."""
    contact = _in_charge(seen(contact_id))
    order = f"viewers of {contact.id}"
    found = viewers(contact.id, after=read_cursor(asked.cursor, of=order), limit=asked.limit)
    onward = write_cursor(found.next_key, of=order)
    items = _viewers(found.people)
    return ViewerListing(items=items, next_cursor=onward, count=count_out(Count(len(items))))


def _viewers(people: Sequence[Viewer]) -> list[ViewerOut]:
    return [
        ViewerOut(
            user_id=viewer.user.id, name=viewer.user.name, level=_name(viewer.level),
            reasons=[
                AccessReasonOut(ground=reason.ground, level=_name(reason.level), text=text)
                for reason, text in zip(viewer.reasons, row.reasons, strict=True)
            ],
        )
        for viewer, row in zip(people, presenter.viewer_rows(people), strict=True)
    ]  # fmt: skip


def _in_charge(contact: Contact) -> Contact:
    actor().must(ASSIGN_CONTACTS, contact, why=NOT_IN_CHARGE)
    return contact


def _wanted(contact: Contact, form: Shape) -> AccessShape:
    return forms.read(AccessShape, merged(opening.as_is(contact), form))


def _shown(contact: Contact) -> AccessOut:
    return AccessOut(contact_id=contact.id, version=contact.version, **opening.as_is(contact))


def _turn(turn: Turn) -> TurnOut:
    return TurnOut(
        user_id=turn.user.id, name=turn.user.name, before=_name_or_none(turn.before),
        after=_name_or_none(turn.after),
    )  # fmt: skip


def _name(level: Level) -> Any:
    return level.name.lower()


def _name_or_none(level: Level | None) -> Any:
    return _name(level) if level else None
