"""Whoever adds a contact, or changes it, so that they would not see it is asked first (ACC-7)."""

import html
import re

import pytest

from crm.contacts.models.contact import Contact
from crm.kernel.db import db
from crm.team.models import Workspace
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NORTH, SEVER

pytestmark = pytest.mark.promise("ACC-7")
API = "/api/v1/contacts"
VERA = {"kind": "person", "first_name": "Vera", "last_name": "Zimina"}
LANGUAGES = pytest.mark.parametrize(
    ("at", "sentence", "calm", "loss"),
    [
        (
            NORTH,
            "You will not be able to open this contact.",
            "Nothing is saved yet: what you typed is kept here.",
            "You will lose access to this contact.",
        ),
        (
            SEVER,
            "Вы не сможете открыть этот контакт.",
            "Пока ничего не сохранено: всё введённое осталось здесь.",
            "Вы потеряете доступ к этому контакту.",
        ),
    ],
    ids=["en", "ru"],
)


def fields_of(page):
    """The hidden fields of the form as it came back."""
    found = re.findall(r'<input type="hidden" name="(accepted|anyway|seen|then)" value="([^"]*)"', page.text)
    return {name: html.unescape(value) for name, value in found}


def named(in_scope, name, at=NORTH):
    with in_scope(at, read_only=True):
        return db.session.query(Contact).filter_by(last_name=name).count()


@LANGUAGES
def test_the_form_asks_before_it_adds_what_one_would_not_see(client_of, in_scope, at, sentence, calm, loss):
    alice = client_of(ALICE.at(at))
    wish = {
        **VERA,
        "choose_people": "1",
        "manager_ids": BOB.id,
        "sharing": "private",
        "description": "Звонить",
    }

    asked = alice.post("/contacts", data=wish)
    before = named(in_scope, "Zimina", at)
    changed = alice.post("/contacts", data={**wish, "manager_ids": CAROL.id, **fields_of(asked)})
    added = alice.post("/contacts", data={**wish, **fields_of(asked), "then": "another"})

    assert asked.status_code == 409
    assert sentence in asked.text
    assert calm in asked.text
    assert "Звонить" in asked.text
    assert before == 0
    assert changed.status_code == 409, "another choice is asked about again"
    assert (added.status_code, added.location) == (303, "/contacts/new")
    assert named(in_scope, "Zimina", at) == 1


@pytest.mark.parametrize(
    ("access", "status"),
    [
        ({"manager_ids": ALICE.id, "sharing": "private", "restricted": "1"}, 303),
        ({"manager_ids": BOB.id, "sharing": "read"}, 303),
        ({"manager_ids": BOB.id, "sharing": "private", "readers": f"u{ALICE.id}"}, 303),
        ({"manager_ids": BOB.id, "sharing": "read", "restricted": "1"}, 409),
        ({"sharing": "private"}, 409),
    ],
)
def test_asked_is_only_who_would_not_see_it(client_of, access, status):
    answer = client_of(ALICE).post("/contacts", data={**VERA, "choose_people": "1", **access})

    assert answer.status_code == status


def test_a_class_that_is_not_granted_to_one_hides_and_one_that_is_does_not(client_of, api_of):
    max_ = api_of(MAX)
    classes = [max_.post("/api/v1/contact-classes", json={"name": name}).json["id"] for name in ("A", "B")]
    granted = {"grants": [{"user_id": ALICE.id, "level": "read"}]}
    max_.patch(f"/api/v1/contact-classes/{classes[0]}", json=granted)
    wish = {**VERA, "choose_people": "1", "manager_ids": BOB.id, "sharing": "private"}

    told = [client_of(ALICE).post("/contacts", data={**wish, "class_id": one}).status_code for one in classes]

    assert told == [303, 409]


def test_who_sees_all_is_not_asked(client_of):
    wish = {**VERA, "choose_people": "1", "manager_ids": BOB.id, "sharing": "private", "restricted": "1"}

    assert client_of(MAX).post("/contacts", data=wish).status_code == 303


def test_both_questions_of_one_form_are_answered_one_after_the_other(client_of, a_contact, in_scope):
    a_contact("Vera", "Zimina", managers=[ALICE])
    wish = {**VERA, "choose_people": "1", "manager_ids": BOB.id, "sharing": "private"}
    alice = client_of(ALICE)

    alike = alice.post("/contacts", data=wish)
    unseen = alice.post("/contacts", data={**wish, **fields_of(alike), "anyway": "1"})
    added = alice.post("/contacts", data={**wish, **fields_of(unseen)})

    assert [alike.status_code, unseen.status_code, added.status_code] == [409, 409, 303]
    assert "Looks like one you have" in alike.text
    assert "You will not be able to open this contact." in unseen.text
    assert named(in_scope, "Zimina") == 2


@LANGUAGES
def test_the_form_of_a_contact_asks_before_one_gives_it_away(client_of, a_contact, at, sentence, calm, loss):
    contact = a_contact("Vera", "Zimina", managers=[ALICE.at(at)], at=at)
    alice, path = client_of(ALICE.at(at)), f"/contacts/{contact.id}"
    wish = {**VERA, "version": 1, "choose_people": "1", "manager_ids": BOB.id, "sharing": "private"}

    asked = alice.post(path, data={**wish, "description": "Звонить"})
    still = alice.get(path).status_code
    done = alice.post(path, data={**wish, **fields_of(asked)})

    assert (asked.status_code, still) == (409, 200)
    assert loss in asked.text
    assert calm in asked.text
    assert "Звонить" in asked.text
    assert (done.status_code, done.location) == (303, "/contacts")
    assert client_of(BOB.at(at)).get(path).status_code == 200


@LANGUAGES
def test_the_api_refuses_unless_it_is_accepted(api_of, in_scope, at, sentence, calm, loss):
    alice = api_of(ALICE.at(at))
    wish = {**VERA, "manager_ids": [BOB.id], "sharing": "private"}

    refused = alice.post(API, json=wish)
    before = named(in_scope, "Zimina", at)
    added = alice.post(f"{API}?on_losing_access=accept", json=wish)
    strange = alice.post(f"{API}?on_losing_access=perhaps", json=wish)

    assert (refused.status_code, refused.json["code"]) == (409, "out-of-sight")
    assert refused.json["detail"] == sentence
    assert before == 0
    assert added.status_code == 201
    assert api_of(ALICE.at(at)).get(f"{API}/{added.json['id']}").status_code == 404
    assert strange.status_code == 422


@LANGUAGES
@pytest.mark.parametrize("door", ["", "/access"])
def test_the_api_refuses_a_change_by_which_one_loses_it(api_of, a_contact, door, at, sentence, calm, loss):
    contact = a_contact("Vera", "Zimina", managers=[ALICE.at(at)], at=at)
    alice, path = api_of(ALICE.at(at)), f"{API}/{contact.id}{door}"

    refused = alice.patch(path, json={"manager_ids": [BOB.id]})
    kept = alice.patch(path, json={"manager_ids": [BOB.id, ALICE.id]})
    done = alice.patch(f"{path}?on_losing_access=accept", json={"manager_ids": [BOB.id]})

    assert (refused.status_code, refused.json["code"], refused.json["detail"]) == (409, "out-of-sight", loss)
    assert kept.status_code == 200
    assert done.status_code == 200
    assert alice.get(f"{API}/{contact.id}").status_code == 404


def test_the_default_of_the_workspace_counts_too(api_of, in_scope):
    with in_scope(NORTH):
        db.session.query(Workspace).update({"default_sharing": "read"})

    added = api_of(ALICE).post(API, json={**VERA, "manager_ids": [BOB.id]})

    assert added.status_code == 201
    assert added.json["sharing"] == "read"


def test_fewer_rights_without_losing_sight_are_shown_first(client_of, a_contact):
    contact = a_contact("Vera", "Zimina", managers=[ALICE, BOB], sharing="read")

    asked = client_of(ALICE).post(f"/contacts/{contact.id}/managers", data={"manager_ids": [BOB.id]})
    calm = client_of(BOB).post(f"/contacts/{contact.id}/sharing", data={"sharing": "write"})

    assert "You will no longer be able to change this contact or its access." in asked.text
    assert 'name="then" value="save"' in asked.text
    assert calm.status_code == 303
