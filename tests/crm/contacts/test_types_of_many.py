"""A type that many contacts have is deleted in the background, part by part (CON-2)."""

import pytest
from sqlalchemy import select, update

from crm.contacts.actions import retyping
from crm.contacts.facts import ContactTypeDeleted
from crm.contacts.facts_of_many import ContactsRetypedPart, TypeSettled
from crm.contacts.models.contact import Contact
from crm.contacts.models.lists import ContactType
from crm.kernel.db import db
from tests.kit.cast import ALICE, CAROL, MAX, NORTH, SEVER

pytestmark = pytest.mark.promise("CON-2")
API = "/api/v1/contact-types"
WORDS = {
    NORTH: ("Contacts are getting their new type", "is being changed", "All contacts have their new type."),
    SEVER: ("Контакты получают новый тип", "меняется", "Все контакты получили новый тип."),
}


@pytest.fixture(params=[NORTH, SEVER], ids=lambda business: business.locale)
def at(request):
    return request.param


@pytest.fixture
def of_type(a_contact, in_scope, monkeypatch, at):
    """Five clients where two are many, one of them in the bin; their ids."""
    monkeypatch.setattr(retyping, "AT_ONCE", 2)
    monkeypatch.setattr(retyping, "PART", 2)
    ids = [a_contact(managers=[CAROL.at(at)], at=at).id for _number in range(5)]
    with in_scope(at):
        db.session.execute(update(Contact).values(type_id=None))
        db.session.execute(update(Contact).where(Contact.id.in_(ids)).values(type_id=1))
        db.session.execute(
            update(Contact).where(Contact.id == ids[4]).values(deleted_at=Contact.made_at, deleted_by=1)
        )
    return ids


def test_a_type_of_many_goes_part_by_part_while_the_page_tells_how_far(
    client_of, api_of, of_type, in_scope, run_jobs, facts_of, at
):
    admin, program = client_of(MAX.at(at)), api_of(MAX.at(at))
    getting, busy, all_have = WORDS[at]

    admin.post("/settings/contact-types/1/deletion", data={"replacement_id": "2"})
    shown = admin.get("/settings/contact-types").text
    refused = [program.delete(f"{API}/1"), program.delete(f"{API}/2")]
    listed = [one["id"] for one in program.get(API).json["items"]]
    run_jobs()

    assert getting in shown
    assert busy in shown
    assert [answer.status_code for answer in refused] == [409, 409]
    assert 1 in listed
    assert all_have in admin.get("/settings/contact-types/progress").text
    assert program.get(f"{API}/1").status_code == 404
    with in_scope(at, read_only=True):
        assert db.session.get(ContactType, 1) is None
        assert set(db.session.scalars(select(Contact.type_id).where(Contact.id.in_(of_type)))) == {2}
    facts = facts_of(at)
    deleted = ContactTypeDeleted(contact_type_id=1, replacement_id=2, contacts=5)
    assert deleted in facts
    assert [len(one.contact_ids) for one in facts if isinstance(one, ContactsRetypedPart)] == [2, 2, 1]
    assert [one.for_id for one in facts if isinstance(one, TypeSettled)] == [MAX.id]


def test_who_gets_the_type_meanwhile_is_changed_too(client_of, api_of, of_type, in_scope, run_jobs, at):
    api_of(MAX.at(at)).delete(f"{API}/1")
    late = {"kind": "company", "name": "Late", "type_id": 1}
    added = api_of(ALICE.at(at)).post("/api/v1/contacts", json=late).json["id"]

    run_jobs()

    assert api_of(ALICE.at(at)).get(f"/api/v1/contacts/{added}").json["type_id"] is None
    assert client_of(ALICE.at(at)).get("/settings/contact-types/progress").status_code == 403
