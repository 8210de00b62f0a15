"""Out of the bin for good, and what keeps a contact from being deleted (CON-18)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from crm.contacts.facts import ContactPurged
from crm.contacts.models.access import ContactAcl
from crm.contacts.models.contact import Comm, Contact
from crm.files.models import StoredFile
from crm.kernel.db import db
from crm.timeline.models import Entry
from tests.kit.cast import ALICE, MAX, NORTH

pytestmark = pytest.mark.promise("CON-18")


def test_an_admin_types_the_name_to_delete_for_good(client_of, a_contact, delete_it, reload, facts_of):
    contact = a_contact("Ivan", "Petrov")
    delete_it(contact)
    admin, place = client_of(MAX), f"/bin/contact/{contact.id}/removal"

    wrong = admin.post(place, data={"name": "Ivan"})
    kept = reload(contact)
    right = admin.post(place, data={"name": "ivan  petrov"}, follow_redirects=True)

    assert (wrong.status_code, kept is not None) == (422, True)
    assert "This is not its name." in wrong.text
    assert "Deleted for good: Ivan Petrov" in right.text
    assert reload(contact) is None
    assert facts_of(NORTH)[-1] == ContactPurged(contact_id=contact.id, version=2)


def test_after_30_days_it_goes_with_all_that_hangs_on_it(
    a_contact, delete_it, reload, in_scope, run_journal_job, a_file
):
    old = a_contact("Ivan", "Petrov", comms=[{"kind": "email", "value": "a@b.example"}])
    young = a_contact("Vera", "Orlova")
    file_id = a_file(old)
    for contact in (old, young):
        delete_it(contact)
    with in_scope(NORTH):
        older = Contact.deleted_at - timedelta(days=31)
        db.session.execute(update(Contact).where(Contact.id == old.id).values(deleted_at=older))

    run_journal_job()

    assert (reload(old), reload(young).id) == (None, young.id)
    with in_scope(NORTH, read_only=True):
        assert db.session.scalar(select(func.count()).where(Comm.contact_id == old.id)) == 0
        assert db.session.scalar(select(func.count()).where(ContactAcl.contact_id == old.id)) == 0
        assert db.session.get(StoredFile, file_id) is None


def test_what_is_written_about_it_goes_along(a_contact, delete_it, in_scope, client_of):
    contact, other = a_contact("Ivan", "Petrov"), a_contact("Vera", "Orlova")
    with in_scope(NORTH):
        db.session.add_all(
            [Entry(about_kind="contact", about_id=c.id, kind="note", body="x") for c in (contact, other)]
        )
    delete_it(contact)

    client_of(MAX).post(f"/bin/contact/{contact.id}/removal", data={"name": "Ivan Petrov"})

    with in_scope(NORTH, read_only=True):
        left = select(Entry.about_id).where(Entry.about_id.in_([contact.id, other.id]))
        assert list(db.session.scalars(left)) == [other.id]


def test_what_is_merged_goes_with_its_survivor(a_contact, delete_it, reload, in_scope, run_journal_job):
    survivor, loser = a_contact("Ivan", "Petrov"), a_contact("Vanya", "Petrov")
    for contact in (survivor, loser):
        delete_it(contact)
    with in_scope(NORTH):
        older = {"deleted_at": Contact.deleted_at - timedelta(days=31)}
        db.session.execute(update(Contact).where(Contact.id.in_([survivor.id, loser.id])).values(older))
        db.session.get_one(Contact, loser.id).merged_into = survivor.id

    run_journal_job()

    assert (reload(survivor), reload(loser)) == (None, None)


def test_what_is_needed_is_not_deleted_and_the_page_says_by_what(client_of, a_contact, invoices):
    contact = a_contact("Ivan", "Petrov")
    invoices.needs(contact)

    refused = client_of(ALICE).post(f"/contacts/{contact.id}/deletion")

    assert refused.status_code == 409
    assert "An invoice names this contact." in refused.text
    assert 'href="/invoices/7"' in refused.text
    assert "No. 8" not in refused.text
    assert client_of(ALICE).get(f"/contacts/{contact.id}").status_code == 200


def test_the_api_lists_what_needs_it(api_of, a_contact, invoices):
    contact = a_contact("Ivan", "Petrov")
    invoices.needs(contact)

    refused = api_of(ALICE).delete(f"/api/v1/contacts/{contact.id}")

    assert (refused.status_code, refused.json["code"]) == (409, "needed")
    assert refused.json["records"] == [{"title": "No. 7", "url": "/invoices/7"}]


def test_what_is_needed_does_not_leave_the_bin_for_good(
    a_contact, delete_it, invoices, in_scope, run_journal_job, reload, client_of
):
    contact = a_contact("Ivan", "Petrov")
    delete_it(contact)
    invoices.needs(contact)
    with in_scope(NORTH):
        older = Contact.deleted_at - timedelta(days=31)
        db.session.execute(update(Contact).where(Contact.id == contact.id).values(deleted_at=older))

    run_journal_job()
    by_hand = client_of(MAX).post(f"/bin/contact/{contact.id}/removal", data={"name": "Ivan Petrov"})

    assert by_hand.status_code == 409
    assert reload(contact) is not None


@pytest.mark.promise("CON-19")
def test_what_is_needed_by_now_is_not_deleted_again_by_an_undo(
    client_of, a_contact, invoices, reload, offered_undo
):
    contact, alice = a_contact("Ivan", "Petrov"), client_of(ALICE)
    deleted = alice.post(f"/contacts/{contact.id}/deletion", follow_redirects=True)
    restored = alice.post(offered_undo(deleted), follow_redirects=True)
    invoices.needs(contact)

    refused = alice.post(offered_undo(restored))

    assert refused.status_code == 409
    assert "Other records need it where it is." in refused.text
    assert reload(contact).deleted_at is None
