"""The contacts that an undo works on: locked, as they stand, and what the actor may do to each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select

from crm.contacts.access import (
    ASSIGN_CONTACTS,
    DELETE_CONTACTS,
    EDIT_CONTACTS,
    VIEW_CONTACTS,
    restorable_by,
)
from crm.contacts.actions.noting import Snapshot, snapshots
from crm.contacts.models.contact import Comm, Contact
from crm.contacts.models.kinds import COMM, CONTACT, LINK
from crm.contacts.models.links import ContactLink
from crm.contacts.queries.merging import successors
from crm.contacts.queries.records import WHOLE, allowed
from crm.journal.models import Act, Change
from crm.journal.restorers import Noted, Reason
from crm.kernel.access import Actor, May
from crm.kernel.db import db

ASKED: Final = (VIEW_CONTACTS, EDIT_CONTACTS, ASSIGN_CONTACTS, DELETE_CONTACTS)
ENDS: Final = ("one_id", "other_id")
OWNER: Final = "contact_id"
INTO: Final = "merged_into"


@dataclass(slots=True)
class Desk:
    """What an undo has at hand, and what it leaves alone. ``touched`` are contacts that changed elsewhere.

    ``joined`` are contacts that are merged again, by what they became a part of.
    """

    undo: Act
    by: Actor
    contacts: Mapping[int, Contact]
    before: Mapping[int, Snapshot]
    links: dict[int, ContactLink]
    able: Mapping[str, set[int]] = field(default_factory=dict)
    restorable: Collection[int] = frozenset()
    skipped: list[Noted] = field(default_factory=list)
    linked: list[Noted] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)
    returned: list[Contact] = field(default_factory=list)
    joined: dict[int, list[int]] = field(default_factory=dict)

    def ask(self) -> None:
        """Ask what the actor may do to each contact, as they stand now; at most four statements.

        To one that was merged meanwhile they may do what they may do to what it is a part of; nothing, if
        that lies in the bin.
        """
        binned = [contact.id for contact in self.contacts.values() if contact.deleted_at is not None]
        part_of = {contact_id: chain[-1] for contact_id, chain in successors(binned).items()}
        whole = select(Contact.id).where(Contact.id.in_(part_of.values()), Contact.deleted_at.is_(None))
        alive = set(db.session.scalars(whole)) if part_of else set()
        able = allowed(ASKED, [*self.contacts, *alive], to=self.by)
        self.able = {
            key: (ids - part_of.keys())
            | {one for one, whole_id in part_of.items() if whole_id in alive & ids}
            for key, ids in able.items()
        }
        mine = restorable_by(self.by).where(Contact.id.in_(binned)).with_only_columns(Contact.id)
        self.restorable = set(db.session.scalars(mine)) if binned else frozenset()

    def refusal(self, contact_id: int, may: May) -> Reason | None:
        """Why this may not be done to the contact; None if it may. What is hidden is as if it were gone."""
        contact = self.contacts.get(contact_id)
        if contact is None:
            return Reason.GONE
        if contact.deleted_at is not None and not contact.merged_into:
            return Reason.BINNED if contact_id in self.restorable else Reason.GONE
        if contact_id not in self.able[VIEW_CONTACTS.key]:
            return Reason.GONE
        return None if contact_id in self.able[may.key] else Reason.FORBIDDEN

    def skip(self, change: Change, reason: Reason, names: Collection[str] | None = None) -> None:
        """Leave this change alone, or those of its columns that are named."""
        would = change.before or {}
        if names is not None:
            would = {name: would.get(name) for name in names}
        self.skipped.append(Noted(change.record_kind, change.record_id, None, would, reason))


def laid(changes: Sequence[Change], *, undo: Act, by: Actor) -> Desk:
    """The desk with every contact that the changes are about, locked in the order of their ids."""
    links = _links(changes)
    ids = _contact_ids(changes, links.values())
    whole = select(Contact).where(Contact.id.in_(ids)).options(*WHOLE).order_by(Contact.id)
    locked = whole.with_for_update(of=Contact).execution_options(populate_existing=True)
    contacts = {contact.id: contact for contact in db.session.scalars(locked)}
    desk = Desk(undo, by, contacts, snapshots(list(contacts)), links)
    desk.ask()
    return desk


def _links(changes: Sequence[Change]) -> dict[int, ContactLink]:
    ids = [change.record_id for change in changes if change.record_kind == LINK]
    rows = select(ContactLink).where(ContactLink.id.in_(ids)).execution_options(populate_existing=True)
    return {row.id: row for row in db.session.scalars(rows)} if ids else {}


def _contact_ids(changes: Sequence[Change], links: Collection[ContactLink]) -> set[int]:
    ids = {change.record_id for change in changes if change.record_kind == CONTACT}
    for told in (told or {} for change in changes for told in (change.before, change.after)):
        ids |= {told[name] for name in (OWNER, *ENDS, INTO) if isinstance(told.get(name), int)}
    ids |= {contact_id for link in links for contact_id in (link.one_id, link.other_id)}
    reached_by = [change.record_id for change in changes if change.record_kind == COMM]
    owners = select(Comm.contact_id).where(Comm.id.in_(reached_by))
    return ids | (set(db.session.scalars(owners)) if reached_by else set())
