"""A line of the list is drawn once and kept; it is never older, nor another's, than what it shows."""

import re

import pytest

from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, SEVER

CONTACTS = "/api/v1/contacts"
pytestmark = pytest.mark.promise("CON-10")


def line(client, contact_id):
    """The contact's line of the list."""
    page = client.get("/contacts?columns=type,tag,manager,company,class,email").text
    found = re.search(rf'<tr role="row" id="contact-{contact_id}".*?</tr>', page, re.S)
    return found.group(0) if found else ""


@pytest.fixture
def person(api_of):
    """Vera, shared with all by Alice, who works at a company that Alice alone sees."""
    api = api_of(ALICE)
    company = api.post(CONTACTS, json={"kind": "company", "name": "Romashka"}).json["id"]
    body = {
        "kind": "person", "first_name": "Vera", "last_name": "Kim", "sharing": "read", "tags": ["Fair"],
        "comms": [{"kind": "email", "value": "vera@post.example"}],
    }  # fmt: skip
    added = api.post(CONTACTS, json=body).json["id"]
    api.post(f"{CONTACTS}/{added}/links", json={"contact_id": company})
    return added, company


def changed(api, path, **fields):
    version = api.get(path).headers["ETag"]
    answer = api.patch(path, json=fields, headers={"If-Match": version})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("act", "before", "after"),
    [
        (lambda api, ids: changed(api, f"{CONTACTS}/{ids[0]}", last_name="Novak"), "Kim", "Novak"),
        (lambda api, ids: changed(api, f"{CONTACTS}/{ids[1]}", name="Vasilek"), "Romashka", "Vasilek"),
        (lambda api, ids: changed(api, f"{CONTACTS}/{ids[0]}", tags=["Web"]), ">fair<", ">Web<"),
    ],
)
def test_what_changed_is_shown_at_once(client_of, api_of, person, act, before, after):
    assert before in line(client_of(ALICE), person[0])

    act(api_of(ALICE), person)

    told = line(client_of(ALICE), person[0])
    assert after in told
    assert before not in told


def test_a_manager_who_is_called_otherwise_is_shown_so(client_of, person):
    own = client_of(ALICE)
    assert "Alice" in line(client_of(BOB), person[0])
    form = dict(re.findall(r'name="(version)" value="([^"]*)"', own.get("/me/profile").text))

    answer = own.post("/me/profile", data={**form, "name": "Alisa Ray", "locale": "en", "time_zone": ""})

    assert answer.status_code == 303, answer.text
    assert "Alisa Ray" in line(client_of(BOB), person[0])


@pytest.mark.promise("ACC-6")
def test_a_line_of_one_person_is_not_shown_to_another(client_of, person):
    of_alice, of_bob, of_max = (line(client_of(one), person[0]) for one in (ALICE, BOB, MAX))

    assert "Romashka" in of_alice
    assert "Romashka" in of_max
    assert "Romashka" not in of_bob
    assert 'data-may="edit assign delete"' in of_alice
    assert 'data-may=""' in of_bob
    assert 'data-may=""' in line(client_of(NED), person[0])


def test_a_ticked_line_is_ticked_for_who_ticked_it_alone(client_of, person):
    assert "checked" not in line(client_of(ALICE), person[0])

    client_of(ALICE).post("/contacts/selection", data={"shown": str(person[0]), "chosen": str(person[0])})

    assert "checked" in line(client_of(ALICE), person[0])
    assert "checked" not in line(client_of(BOB), person[0])


def test_each_reads_it_in_their_own_language_and_workspace(client_of, api_of):
    for business, word in ((NORTH, "Select: Vera Kim"), (SEVER, "Выбрать: Kim Vera")):
        alice = ALICE.at(business)
        body = {"kind": "person", "first_name": "Vera", "last_name": "Kim"}
        added = api_of(alice).post(CONTACTS, json=body).json["id"]

        assert word in line(client_of(alice), added)
        assert line(client_of(CAROL.at(business)), added) == ""
