"""What the tests of undoing share: acts on contacts, their undoing, and how the contact stands then."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from crm.contacts.actions.bin import delete_contact
from crm.contacts.actions.noting import noting
from crm.contacts.actions.saving import edit_contact
from crm.contacts.forms.contact import ContactShape, values_of
from crm.contacts.models.contact import Contact
from crm.contacts.queries.records import WHOLE
from crm.journal.actions import undo
from crm.journal.models import Act
from crm.journal.queries import changes_of
from crm.kernel.access import found
from crm.kernel.db import db
from crm.kernel.forms import read
from tenants.owner import owner_transaction
from tests.kit.cast import ALICE, NORTH


@dataclass(frozen=True)
class Undone:
    """An undo: its act, and what it left alone as (record kind, what it would have written, why)."""

    id: int
    skipped: list[tuple[str, Any, str]]


@pytest.fixture
def newest_act(in_scope) -> Callable[[], int]:
    """The newest act's id."""

    def newest():
        with in_scope(NORTH, read_only=True):
            return db.session.scalar(select(func.max(Act.id)))

    return newest


@pytest.fixture
def edit(in_scope, actor_of, newest_act) -> Callable[..., int]:
    """Change fields of a contact; returns the act's id."""

    def change(contact, *, by=ALICE, **fields):
        with in_scope(NORTH):
            mine = found(Contact.visible_to(actor_of(by)).options(*WHOLE), id=contact.id)
            edit_contact(mine, read(ContactShape, {**values_of(mine), **fields}), by=actor_of(by))
        return newest_act()

    return change


@pytest.fixture
def retag(in_scope, actor_of) -> Callable[..., int]:
    """Mark a contact with these tags; returns the act's id."""

    def mark(contact, tag_ids):
        with in_scope(NORTH):
            row = db.session.get_one(Contact, contact.id)
            with noting(row, "contacts.edited", by=actor_of(ALICE)) as note:
                row.tag_ids = tag_ids
                return note.act_id

    return mark


@pytest.fixture
def delete_it(in_scope, actor_of) -> Callable[..., None]:
    """Put a contact into the bin."""

    def put(contact, *, by=ALICE):
        with in_scope(NORTH):
            delete_contact(found(Contact.visible_to(actor_of(by)), id=contact.id), by=actor_of(by))

    return put


@pytest.fixture
def undo_act(in_scope, actor_of) -> Callable[..., Undone]:
    """Undo an act."""

    def take_back(act_id, *, by):
        with in_scope(NORTH):
            reversal = undo(db.session.get_one(Act, act_id), by=actor_of(by))
            left = [change for change in changes_of(reversal.id) if change.skipped]
            return Undone(
                reversal.id, [(change.record_kind, change.after, change.skipped) for change in left]
            )

    return take_back


@pytest.fixture
def undo_last(newest_act, undo_act) -> Callable[..., Undone]:
    """Undo the newest act."""
    return lambda *, by: undo_act(newest_act(), by=by)


@pytest.fixture
def reload(in_scope) -> Callable[[Contact], Contact]:
    """A contact as it is now, also in the bin."""

    def fresh(contact):
        with in_scope(NORTH, read_only=True):
            return db.session.scalar(select(Contact).where(Contact.id == contact.id).options(*WHOLE))

    return fresh


@pytest.fixture
def grow_old(app, settings) -> Callable[..., None]:
    """Let an act have happened so many days ago; acts are append-only, so the owner does it."""

    def make_older(act_id, *, days):
        with app.app_context():
            schema = app.directory.by_slug(NORTH.slug).schema
        with owner_transaction(settings) as connection:
            connection.execute(select(func.set_config("search_path", schema, True)))
            older = Act.made_at - timedelta(days=days)
            connection.execute(update(Act).where(Act.id == act_id).values(made_at=older))

    return make_older
