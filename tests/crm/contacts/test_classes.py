"""Classes of contacts: the list in the settings, grants with a preview, deleting (ACC-4)."""

import pytest
from sqlalchemy import func, select, update

from crm.contacts.access import astray
from crm.contacts.actions import reclassing
from crm.contacts.facts_of_access import ClassDeleted, ClassGrantsChanged, ContactsReclassedPart
from crm.contacts.models.access import ContactAcl
from crm.contacts.models.classes import ContactClass
from crm.contacts.models.contact import Contact
from crm.contacts.queries.classes import class_counts
from crm.kernel.db import db
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NORTH, SEVER

KEY_ACCOUNTS = 1


@pytest.fixture
def classed(a_contact, api_of):
    """A contact of Carol's, of the class Key accounts."""
    contact = a_contact(managers=[CAROL])
    answer = api_of(CAROL).patch(f"/api/v1/contacts/{contact.id}/access", json={"class_id": KEY_ACCOUNTS})
    assert answer.status_code == 200, answer.json
    return contact


def test_a_class_is_added_renamed_moved_and_listed_with_its_count(client_of, classed):
    max_ = client_of(MAX)
    added = max_.post("/settings/classes", data={"name": "Press", "label_ru": "Пресса", "hue": "2"})
    assert added.status_code == 303

    max_.post("/settings/classes/2", data={"name": "Media", "label_ru": "Пресса", "hue": "3"})
    max_.post("/settings/classes/2/place", data={"to": "0"})

    shown = max_.get("/settings/classes").text
    assert shown.index("Media") < shown.index("Key accounts")
    assert "1 contact" in shown
    assert max_.post("/settings/classes", data={"name": "media"}).status_code == 422


@pytest.mark.promise("ACC-4")
def test_the_number_of_a_class_and_its_name_on_a_contact_lead_to_its_contacts(client_of, classed, a_contact):
    other = a_contact(managers=[CAROL])
    max_ = client_of(MAX)
    link = f"/contacts?f=class:is:{KEY_ACCOUNTS}"

    listed = max_.get(link).text

    assert f'href="{link}"' in max_.get("/settings/classes").text
    assert f'href="{link}"' in max_.get(f"/contacts/{classed.id}").text
    assert f'id="contact-{classed.id}"' in listed
    assert f'id="contact-{other.id}"' not in listed


def test_the_list_speaks_russian(client_of):
    shown = client_of(MAX.at(SEVER)).get("/settings/classes").text

    assert "Классы контактов" in shown
    assert "Добавить класс" in shown


@pytest.mark.promise("ACC-4")
@pytest.mark.promise("ACC-7")
def test_granting_a_class_is_previewed_and_rewrites_no_access_row(client_of, classed, in_scope, facts_of):
    rows = select(func.count(), func.max(ContactAcl.contact_id)).select_from(ContactAcl)
    with in_scope(NORTH, read_only=True):
        before = db.session.execute(rows).one()
    form = {"readers": ["g1"], "writers": [f"u{BOB.id}"], "version": "1"}

    shown = client_of(MAX).post("/settings/classes/1/grants", data=form).text
    assert "Will see it" in shown
    assert "Alice" in shown
    assert "Will see and change it" in shown
    assert client_of(ALICE).get(f"/contacts/{classed.id}").status_code == 404

    saved = client_of(MAX).post("/settings/classes/1/grants", data={**form, "then": "save"})

    assert saved.status_code == 303
    assert client_of(ALICE).get(f"/contacts/{classed.id}").status_code == 200
    assert client_of(ALICE).get(f"/contacts/{classed.id}/edit").status_code == 403
    assert client_of(BOB).get(f"/contacts/{classed.id}/edit").status_code == 200
    with in_scope(NORTH, read_only=True):
        assert db.session.execute(rows).one() == before
    assert [fact.after for fact in facts_of(NORTH) if isinstance(fact, ClassGrantsChanged)] == [
        {"g1": 1, f"u{BOB.id}": 2}
    ]
    late = client_of(MAX).post("/settings/classes/1/grants", data={**form, "readers": [], "then": "save"})
    assert late.status_code == 412


@pytest.mark.promise("ACC-4")
def test_deleting_a_class_gives_its_contacts_another_one_or_none(
    client_of, api_of, classed, facts_of, in_scope
):
    max_ = api_of(MAX)
    other = max_.post("/api/v1/contact-classes", json={"name": "Press"}).json["id"]
    max_.patch(f"/api/v1/contact-classes/{other}", json={"grants": [{"user_id": ALICE.id, "level": "read"}]})

    client_of(MAX).post("/settings/classes/1/deletion", data={"replacement_id": str(other)})

    assert client_of(ALICE).get(f"/contacts/{classed.id}").status_code == 200
    told = [type(fact) for fact in facts_of(NORTH)]
    assert ClassDeleted in told
    assert ContactsReclassedPart in told

    assert max_.delete(f"/api/v1/contact-classes/{other}").status_code == 204

    assert client_of(ALICE).get(f"/contacts/{classed.id}").status_code == 404
    with in_scope(NORTH, read_only=True):
        assert list(astray()) == []


def test_a_class_of_many_goes_in_the_background(
    client_of, a_contact, in_scope, run_jobs, monkeypatch, facts_of
):
    monkeypatch.setattr(reclassing, "AT_ONCE", 2)
    monkeypatch.setattr(reclassing, "PART", 2)
    ids = [a_contact(managers=[CAROL]).id for _number in range(5)]
    with in_scope(NORTH):
        db.session.execute(update(Contact).where(Contact.id.in_(ids)).values(class_id=KEY_ACCOUNTS))

    client_of(MAX).post("/settings/classes/1/deletion", data={})
    shown = client_of(MAX).get("/settings/classes").text
    assert "Contacts are getting their new class" in shown
    assert "is being changed" in shown
    run_jobs()

    with in_scope(NORTH, read_only=True):
        assert db.session.get(ContactClass, KEY_ACCOUNTS) is None
        assert set(db.session.scalars(select(Contact.class_id).where(Contact.id.in_(ids)))) == {None}
        assert [row for row in astray() if row[1] in ids] == []
    parts = [len(fact.contact_ids) for fact in facts_of(NORTH) if isinstance(fact, ContactsReclassedPart)]
    assert parts == [2, 2, 1]


def test_of_each_class_the_contacts_in_sight_are_counted(classed, in_scope, actor_of):
    with in_scope(NORTH, read_only=True):
        assert class_counts(to=actor_of(CAROL))[KEY_ACCOUNTS].value == 1
        assert class_counts(to=actor_of(ALICE))[KEY_ACCOUNTS].value == 0


def test_grants_of_classes_are_told_to_who_manages_them_only(api_of):
    assert api_of(MAX).get("/api/v1/contact-classes/1").json["grants"] == []
    assert api_of(ALICE).get("/api/v1/contact-classes/1").json["grants"] is None
    assert api_of(ALICE).get("/api/v1/contact-classes").json["items"][0]["grants"] is None


@pytest.mark.parametrize("grants", [["u999999"], ["g999"], ["x"], ["u" + "9" * 400], ["u1\0"]])
def test_a_class_is_granted_to_nobody_who_is_not_there(client_of, grants):
    refused = client_of(MAX).post("/settings/classes/1/grants", data={"readers": grants, "then": "save"})

    assert refused.status_code == 422
