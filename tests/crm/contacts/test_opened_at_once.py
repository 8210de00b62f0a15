"""A contact is opened to others by the form or the call that adds it: extra access, class, restricted."""

from typing import Any

import pytest

from crm.kernel.db import db
from crm.team.models import Role
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, SEVER

pytestmark = pytest.mark.promise("ACC-3", "ACC-4")
CONTACTS = "/api/v1/contacts"
VERA = {"kind": "person", "first_name": "Vera", "last_name": "Zimina"}
LANGUAGES = pytest.mark.parametrize("business", [ALICE.business, SEVER], ids=["en", "ru"])


@pytest.fixture
def class_of(api_of):
    """A class that Bob may read: ``class_of(business)`` gives its id."""

    def add(business: Any) -> int:
        api = api_of(MAX.at(business))
        made = api.post("/api/v1/contact-classes", json={"name": "Ключевые"})
        grants = [{"user_id": BOB.id, "level": "read"}]
        path = f"/api/v1/contact-classes/{made.json['id']}"
        assert api.patch(path, json={"grants": grants}).status_code == 200
        return int(made.json["id"])

    return add


@LANGUAGES
def test_the_form_opens_a_new_contact(client_of, class_of, business):
    alice, class_id = client_of(ALICE.at(business)), class_of(business)
    chosen = {"choose_people": "1", "manager_ids": ALICE.id, "sharing": "private", "class_id": class_id}

    added = alice.post(
        "/contacts", data={**VERA, **chosen, "readers": f"u{NED.id}", "writers": f"u{CAROL.id}"}
    )
    assert added.status_code == 303, added.text
    path = added.headers["Location"]

    for person, status in ((BOB, 200), (CAROL, 200), (NED, 200)):
        assert client_of(person.at(business)).get(path).status_code == status
    assert client_of(CAROL.at(business)).get(f"{path}/edit").status_code == 200
    assert client_of(NED.at(business)).get(f"{path}/edit").status_code == 403


@LANGUAGES
def test_the_api_opens_a_new_contact_and_restricted_shuts_its_class(api_of, class_of, business):
    alice, class_id = api_of(ALICE.at(business)), class_of(business)
    opened = {"class_id": class_id, "grants": [{"user_id": CAROL.id, "level": "write"}], "sharing": "read"}

    free = alice.post(CONTACTS, json={**VERA, **opened}).json
    shut = alice.post(CONTACTS, json={**VERA, "last_name": "Lunina", **opened, "restricted": True}).json

    assert (free["class_id"], free["restricted"]) == (class_id, False)
    assert (shut["class_id"], shut["restricted"]) == (class_id, True)
    assert alice.get(f"{CONTACTS}/{shut['id']}/access").json["grants"] == [
        {"user_id": CAROL.id, "group_id": None, "level": "write"}
    ]
    statuses = {
        person.name: [
            api_of(person.at(business)).get(f"{CONTACTS}/{one['id']}").status_code for one in (free, shut)
        ]
        for person in (BOB, CAROL, NED)
    }
    assert statuses == {BOB.name: [200, 404], CAROL.name: [200, 200], NED.name: [200, 404]}


@pytest.mark.parametrize(
    ("business", "words"),
    [
        (ALICE.business, ("There is no such class.", "One of these people or groups is not there any more.")),
        (SEVER, ("Такого класса нет.", "Кого-то из этих сотрудников или групп больше нет.")),
    ],
    ids=["en", "ru"],
)
def test_what_is_not_there_is_refused_beside_its_field(client_of, api_of, business, words):
    no_class, no_grantee = words
    wrong = {"choose_people": "1", "manager_ids": ALICE.id, "sharing": "private", "class_id": 999_999}

    page = client_of(ALICE.at(business)).post("/contacts", data={**VERA, **wrong, "readers": "u999999"})
    called = api_of(ALICE.at(business)).post(
        CONTACTS, json={**VERA, "class_id": 999_999, "grants": [{"user_id": 999_999}]}
    )

    assert page.status_code == called.status_code == 422
    assert no_class in page.text
    assert no_grantee in page.text
    assert called.json["errors"] == {"class_id": no_class, "grants": no_grantee}


def test_who_may_not_choose_access_is_refused_and_not_offered_it(client_of, api_of, in_scope):
    with in_scope(ALICE.business):
        db.session.get(Role, 3).reaches = {"contacts.assign": 0}
        db.session.commit()

    page = client_of(ALICE).get("/contacts/new").text
    posted = {"choose_people": "1", "manager_ids": ALICE.id, "sharing": "private", "restricted": "1"}

    assert 'name="readers"' not in page
    assert 'name="restricted"' not in page
    assert client_of(ALICE).post("/contacts", data={**VERA, **posted}).status_code == 403
    assert api_of(ALICE).post(CONTACTS, json={**VERA, "restricted": True}).status_code == 403
    assert api_of(ALICE).post(CONTACTS, json=VERA).status_code == 201
