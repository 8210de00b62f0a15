"""The bin's page: what one may bring back, what it asks, and deleting for good (CON-18)."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from crm.contacts.actions.bin import delete_contact
from crm.contacts.facts import ContactPurged
from crm.contacts.models.access import ContactAcl
from crm.contacts.models.contact import Comm, Contact
from crm.contacts.queries.records import WHOLE
from crm.files.models import StoredFile
from crm.kernel.access import found
from crm.kernel.db import db
from crm.kernel.deletion import Blocked, Blocker, Obstacle, guards
from crm.team.models import User
from tests.kit.cast import ALICE, BOB, MAX, NED, NORTH, SEVER
from workers import journal as job

pytestmark = pytest.mark.promise("CON-18")


# ── the list ───────────────────────────────────────────────────────────────────────────────────


def test_one_sees_what_one_deleted_and_admins_see_all(client_of, a_contact, delete_it):
    delete_it(a_contact("Ivan", "Petrov"), by=ALICE)
    delete_it(a_contact("Vera", "Orlova", managers=[BOB]), by=BOB)

    pages = {person: client_of(person).get("/bin").text for person in (ALICE, BOB, MAX, NED)}

    assert [("Ivan Petrov" in pages[one], "Vera Orlova" in pages[one]) for one in (ALICE, BOB, MAX, NED)] == [
        (True, False),
        (False, True),
        (True, True),
        (False, False),
    ]
    assert "The bin is empty" in pages[NED]
    assert "Alice" in pages[MAX]


def test_it_is_searched_by_name_and_read_page_by_page(client_of, a_contact, delete_it):
    for number in range(52):
        delete_it(a_contact("Ivan", f"Petrov{number:02}"))
    alice = client_of(ALICE)

    first, searched = alice.get("/bin"), alice.get("/bin?q=petrov51")
    second = alice.get(re.search(r'hx-get="(/bin[^"]*)"', first.text)[1].replace("&amp;", "&"))

    assert ("Petrov51" in first.text, "Petrov00" in first.text) == (True, False)
    assert "Petrov00" in second.text
    assert ("Petrov51" in searched.text, "Petrov50" in searched.text) == (True, False)
    assert alice.get("/bin?q=nobody").status_code == 200


def test_a_page_of_the_bin_costs_the_same_for_one_and_for_many(
    client_of, a_contact, delete_it, count_queries
):
    counts = []
    for _round in range(2):
        for _number in range(6):
            delete_it(a_contact("Ivan", "Petrov"))
        with count_queries() as sent:
            client_of(ALICE).get("/bin")
        counts.append(len(sent))

    assert counts[0] == counts[1]


def test_in_russian_the_bin_is_russian(client_of, a_contact, delete_it):
    alice = ALICE.at(SEVER)
    delete_it(a_contact("Иван", "Петров", at=SEVER, managers=[alice]), by=alice, at=SEVER)

    page = client_of(alice).get("/bin").text

    assert "Корзина" in page
    assert "Восстановить" in page
    assert "Петров" in page


# ── bringing back ──────────────────────────────────────────────────────────────────────────────


def test_one_comes_back_with_all_that_was_on_it(client_of, a_contact, delete_it):
    contact = a_contact("Ivan", "Petrov", comms=[{"kind": "email", "value": "ivan@petrov.example"}])
    delete_it(contact)
    alice = client_of(ALICE)

    restored = alice.post("/bin/restoration", data={"only": f"contact:{contact.id}"}, follow_redirects=True)

    assert restored.request.path == f"/contacts/{contact.id}"
    assert "ivan@petrov.example" in restored.text
    assert "Ivan Petrov" not in alice.get("/bin").text


def test_several_come_back_at_once_and_those_that_ask_stay(client_of, a_contact, delete_it, a_field):
    field = a_field("text", "Passport", unique=True)
    asking = a_contact("Ivan", "Petrov", custom={field.key: "4509"})
    easy = a_contact("Vera", "Orlova")
    for contact in (asking, easy):
        delete_it(contact)
    a_contact("Anna", "Sokolova", custom={field.key: "4509"})
    alice = client_of(ALICE)

    items = [f"contact:{asking.id}", f"contact:{easy.id}"]
    page = alice.post("/bin/restoration", data={"item": items}, follow_redirects=True)

    assert "Restored: 1 record" in page.text
    assert "1 record stays in the bin" in page.text
    assert "Ivan Petrov" in page.text
    assert alice.get(f"/contacts/{easy.id}").status_code == 200


def test_a_value_that_another_has_is_asked_about_and_left_out(
    client_of, a_contact, delete_it, a_field, reload
):
    field = a_field("text", "Passport", unique=True)
    contact = a_contact("Ivan", "Petrov", custom={field.key: "4509"})
    delete_it(contact)
    a_contact("Anna", "Sokolova", custom={field.key: "4509"})
    alice, place = client_of(ALICE), f"/bin/contact/{contact.id}/restoration"

    asked = alice.post(place, follow_redirects=True)
    restored = alice.post(place, data={"leave_out": f"custom.{field.key}"}, follow_redirects=True)

    assert "Passport: Already used: Anna Sokolova" in asked.text
    assert "Restore without this" in asked.text
    assert restored.request.path == f"/contacts/{contact.id}"
    assert reload(contact).custom == {}


def test_a_manager_who_left_is_asked_about_and_does_not_come_back(
    client_of, a_contact, delete_it, in_scope, reload
):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE, BOB])
    delete_it(contact)
    with in_scope(NORTH):
        db.session.get_one(User, BOB.id).deactivated_at = func.now()
    alice, place = client_of(ALICE), f"/bin/contact/{contact.id}/restoration"

    asked = alice.post(place, follow_redirects=True)
    alice.post(place, data={"leave_out": "managers"})

    assert "Bob" in asked.text
    assert [manager.user_id for manager in reload(contact).managers] == [ALICE.id]


@pytest.mark.parametrize("item", ["contact:999999", "contact:x", "nothing:1", "", "contact:" + "9" * 40])
def test_what_is_not_in_the_bin_is_not_there(client_of, item):
    assert client_of(ALICE).post("/bin/restoration", data={"only": item}).status_code in (303, 404)


# ── for good ───────────────────────────────────────────────────────────────────────────────────


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


# ── what is needed ─────────────────────────────────────────────────────────────────────────────


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
