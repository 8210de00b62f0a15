"""What the tests of the journal share."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from crm.contacts.actions.bin import delete_contact
from crm.contacts.models.contact import Contact
from crm.contacts.queries.records import WHOLE
from crm.files.models import StoredFile
from crm.kernel.access import found
from crm.kernel.db import db
from crm.kernel.deletion import Blocked, Blocker, Obstacle, guards
from tests.kit.cast import ALICE, NORTH
from workers import journal as job


@pytest.fixture
def offered_undo() -> Callable[[Any], str]:
    """The address that the page's toast sends an undo to."""

    def of(answer):
        found = re.search(r'action="(/acts/\d+/undoing)"', answer.text)
        assert found is not None, "no undo is offered"
        return found[1]

    return of


class Invoices:
    """A sample package: invoices that name contacts; Alice sees No. 7 and not No. 8."""

    def __init__(self):
        self.named = set()

    def needs(self, contact):
        self.named.add(contact.id)

    def blocks(self, ids, by):
        seen = (Obstacle("No. 7", "/invoices/7"),)
        return {one: Blocked("An invoice names this contact.", seen) for one in self.named & set(ids)}


@pytest.fixture
def invoices():
    """The sample package, plugged in for the test."""
    package = Invoices()
    blocker = Blocker("contact", package.blocks)
    guards.add(blocker)
    yield package
    guards.remove(blocker)


@pytest.fixture
def delete_it(in_scope, actor_of):
    """Put a contact into the bin."""

    def put(contact, *, by=ALICE, at=NORTH):
        with in_scope(at):
            delete_contact(found(Contact.visible_to(actor_of(by)), id=contact.id), by=actor_of(by))

    return put


@pytest.fixture
def reload(in_scope):
    """A contact as it is now, also in the bin; None when it is gone for good."""

    def fresh(contact):
        with in_scope(NORTH, read_only=True):
            return db.session.scalar(select(Contact).where(Contact.id == contact.id).options(*WHOLE))

    return fresh


@pytest.fixture
def a_file(in_scope):
    """A file that hangs on a contact; its row alone."""

    def hang(contact):
        with in_scope(NORTH):
            row = StoredFile(
                key="0" * 32, about_kind="contact", about_id=contact.id, name="offer.pdf",
                media_type="application/pdf", size=1, sha256=b"",
            )  # fmt: skip
            db.session.add(row)
            db.session.flush()
            return row.id

    return hang


@pytest.fixture
def run_journal_job(in_scope):
    """Empty the bin as the background does."""

    class Running:
        def checkpoint(self):
            db.session.commit()

    def run():
        with in_scope(NORTH):
            job.empty(Running())

    return run
