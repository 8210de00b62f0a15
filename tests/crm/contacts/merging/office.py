"""The workspace as the tests of merging work on it: acts by their ids, and how everything stands."""

from collections.abc import Callable, Collection, Sequence
from io import BytesIO
from typing import Any

from sqlalchemy import select

from crm.contacts.access import VIEW_CONTACTS
from crm.contacts.actions.bin import delete_contact, restore_contact
from crm.contacts.actions.links import edit_link, link, unlink
from crm.contacts.actions.merging import merge
from crm.contacts.actions.noting import snapshots
from crm.contacts.actions.people import assign_managers, share
from crm.contacts.actions.saving import edit_contact
from crm.contacts.forms.contact import ContactShape, values_of
from crm.contacts.forms.links import LinkEdit, LinkShape
from crm.contacts.forms.merging import MergeShape
from crm.contacts.models.access import ContactAcl
from crm.contacts.models.contact import Contact
from crm.contacts.models.links import ContactLink
from crm.contacts.queries.merging import survivor_of
from crm.contacts.queries.records import WHOLE
from crm.files.actions.files import add_file, delete_file, rename_file
from crm.files.models import StoredFile
from crm.journal.actions import undo
from crm.journal.models import Act
from crm.kernel import acts
from crm.kernel.access import Actor, found
from crm.kernel.db import db
from crm.kernel.errors import DomainError
from crm.kernel.forms import read
from crm.timeline.actions.entries import add_entry, delete_entry, edit_entry
from crm.timeline.forms import EntryShape
from crm.timeline.models import Entry
from tests.kit.cast import MAX, NORTH, Person

MODELS: dict[str, Any] = {"entry": Entry, "file": StoredFile}


class Office:
    """Max at work: he may do everything. Each method is one act; many return its id."""

    def __init__(self, in_scope: Callable[..., Any], actor_of: Callable[[Person], Actor]) -> None:
        self.in_scope, self.actor_of = in_scope, actor_of

    def _act(self, contact_id: int, act: Callable[[Contact, Actor], Any]) -> int | None:
        with self.in_scope(NORTH):
            by = self.actor_of(MAX)
            act(found(Contact.visible_to(by).options(*WHOLE), id=contact_id), by)
            return acts.noted()

    def edit(
        self, contact_id: int, *, comms: Callable[[list[Any]], None] | None = None, **fields: Any
    ) -> Any:
        """Change values; ``comms`` changes the rows of ways to be reached."""

        def act(contact: Contact, by: Actor) -> None:
            values = values_of(contact)
            if comms:
                comms(values["comms"])
            values |= {"manager_ids": None, "sharing": None, "custom": {}, **fields}
            edit_contact(contact, read(ContactShape, values), by=by)

        return self._act(contact_id, act)

    def assign(self, contact_id: int, ids: Collection[int]) -> Any:
        """Choose its managers."""
        return self._act(contact_id, lambda contact, by: assign_managers(contact, sorted(ids), by=by))

    def share(self, contact_id: int, sharing: Any) -> Any:
        """Share it, or no longer."""
        return self._act(contact_id, lambda contact, by: share(contact, sharing, by=by))

    def delete(self, contact_id: int) -> Any:
        """Put it into the bin."""
        return self._act(contact_id, lambda contact, by: delete_contact(contact, by=by))

    def restore(self, contact_id: int) -> Any:
        """Bring it back from the bin."""
        with self.in_scope(NORTH):
            restore_contact(db.session.get_one(Contact, contact_id), by=self.actor_of(MAX))
            return acts.noted()

    def merge(self, survivor_id: int, loser_ids: Sequence[int], choices: dict[str, int]) -> Any:
        """Make one of several."""
        shape = {"survivor_id": survivor_id, "loser_ids": list(loser_ids), "choices": choices}
        with self.in_scope(NORTH):
            merge(read(MergeShape, shape), by=self.actor_of(MAX))
            return acts.noted()

    def undo(self, act_id: int) -> Any:
        """Undo an act; the class of the refusal, if it is refused."""
        try:
            with self.in_scope(NORTH):
                return undo(db.session.get_one(Act, act_id), by=self.actor_of(MAX)).id
        except DomainError as refusal:
            return type(refusal)

    # ── what hangs on a contact ────────────────────────────────────────────────────────────────

    def add(self, kind: str, contact_id: int) -> int:
        """Write something down, or keep a file; returns its id."""
        made: list[int] = []

        def act(contact: Contact, by: Actor) -> None:
            if kind == "entry":
                made.append(add_entry(contact, read(EntryShape, {"body": "said"}), by=by).entry.id)
            else:
                text = BytesIO(b"text")
                made.append(add_file(text, name="a.txt", kind="contact", record_id=contact_id, by=by).id)

        self._act(contact_id, act)
        return made[0]

    def change(self, kind: str, thing_id: int, text: str) -> None:
        """Write another text, or call the file otherwise."""
        with self.in_scope(NORTH):
            thing, by = db.session.get_one(MODELS[kind], thing_id), self.actor_of(MAX)
            if kind == "entry":
                edit_entry(thing, read(EntryShape, {"body": text}), by=by)
            else:
                rename_file(thing, f"{text}.txt", by=by)

    def remove(self, kind: str, thing_id: int) -> None:
        """Delete an entry or a file."""
        with self.in_scope(NORTH):
            thing = db.session.get_one(MODELS[kind], thing_id)
            (delete_entry if kind == "entry" else delete_file)(thing, by=self.actor_of(MAX))

    def link(self, one_id: int, other_id: int) -> int:
        """Link two; returns the link's id."""
        made: list[int] = []
        shape = read(LinkShape, {"contact_id": other_id})
        self._act(one_id, lambda contact, by: made.append(link(contact, shape, by=by).link.id))
        return made[0]

    def relink(self, one_id: int, link_id: int, role: str) -> None:
        """Say something else of a link."""
        shape = read(LinkEdit, {"role": role})
        self._act(one_id, lambda contact, by: edit_link(contact, link_id, shape, by=by))

    def unlink(self, one_id: int, link_id: int) -> None:
        """Take a link away."""
        self._act(one_id, lambda contact, by: unlink(contact, link_id, by=by))

    # ── how everything stands ──────────────────────────────────────────────────────────────────

    def stands(self, ids: Collection[int]) -> dict[str, Any]:
        """All that merging and undoing touch, to the last column but counts and instants."""
        told: dict[str, Any] = {"contacts": {}}
        with self.in_scope(NORTH, read_only=True):
            for contact_id, snapshot in snapshots(ids).items():
                values = dict(snapshot.values)
                values |= {"deleted_at": values["deleted_at"] is not None, "deleted_by": None}
                values["tag_ids"] = sorted(values["tag_ids"])
                told["contacts"][contact_id] = values, [*snapshot.comms.values()]
            for kind, model in MODELS.items():
                rows = select(model.id, model.about_id).where(model.about_kind == "contact")
                told[kind] = dict(db.session.execute(rows.where(model.about_id.in_(ids))).all())
            links = select(ContactLink).where(ContactLink.one_id.in_(ids) | ContactLink.other_id.in_(ids))
            told["links"] = {
                row.id: (row.one_id, row.other_id, row.main) for row in db.session.scalars(links)
            }
            acl = select(ContactAcl.contact_id, ContactAcl.principal, ContactAcl.level)
            told["access"] = {
                tuple(row) for row in db.session.execute(acl.where(ContactAcl.contact_id.in_(ids)))
            }
        return told

    def leads_to(self, contact_id: int) -> int | None:
        """Where the id of a contact in the bin leads."""
        with self.in_scope(NORTH, read_only=True):
            return survivor_of(contact_id, to=self.actor_of(MAX))

    def seen_by(self, person: Person, ids: Collection[int]) -> set[int]:
        """Which of these contacts the person sees."""
        with self.in_scope(NORTH, read_only=True):
            seen = VIEW_CONTACTS.records(self.actor_of(person), VIEW_CONTACTS)
            return set(db.session.scalars(seen.where(Contact.id.in_(ids)).with_only_columns(Contact.id)))

    def newest_first(self, ids: Collection[int]) -> list[int]:
        """These contacts, the last changed first."""
        order = Contact.changed_at.desc(), Contact.id.desc()
        with self.in_scope(NORTH, read_only=True):
            return list(db.session.scalars(select(Contact.id).where(Contact.id.in_(ids)).order_by(*order)))
