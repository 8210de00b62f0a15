"""The company in the form of a new person, and beside people in the list (CON-9)."""

import pytest

from tests.crm.contacts.test_out_of_sight import fields_of
from tests.kit.cast import ALICE, BOB, MAX, NORTH, SEVER

pytestmark = pytest.mark.promise("CON-9")
VERA = {"kind": "person", "first_name": "Vera", "last_name": "Orlova", "job_title": "Buyer"}


def links_of(api_of, person, name):
    found = api_of(person).get(f"/api/v1/contacts?q={name}").json["items"]
    contact_id = next(one["id"] for one in found if one["kind"] == "person")
    return api_of(person).get(f"/api/v1/contacts/{contact_id}/links").json["items"]


def test_a_new_person_is_put_into_the_company_that_was_chosen(client_of, api_of, a_contact):
    company = a_contact(managers=[ALICE], kind="company", name="Romashka")

    answer = client_of(ALICE).post("/contacts", data={**VERA, "company": "Roma", "company_id": company.id})
    listed = client_of(ALICE).get("/contacts?q=Orlova").text

    assert answer.status_code == 303
    linked = links_of(api_of, ALICE, "Orlova")
    assert [(one["contact_id"], one["main"]) for one in linked] == [(company.id, True)]
    assert "Buyer · Romashka" in listed


def test_a_company_that_is_not_there_yet_is_added_with_the_person(client_of, api_of):
    client_of(ALICE).post("/contacts", data={**VERA, "company": "Quite New"})

    assert api_of(ALICE).get("/api/v1/contacts?q=Quite New").json["items"][0]["name"] == "Quite New"
    assert len(links_of(api_of, ALICE, "Orlova")) == 1


@pytest.mark.parametrize(("business", "sentence"), [(NORTH, "Choose which one"), (SEVER, "Выберите, кого")])
def test_of_several_of_that_name_one_is_asked_for_and_nothing_is_made(
    client_of, api_of, a_contact, business, sentence
):
    alice = ALICE.at(business)
    for name in ("Romashka North", "Romashka South"):
        a_contact(managers=[alice], at=business, kind="company", name=name)

    answer = client_of(alice).post("/contacts", data={**VERA, "company": "Romashka"})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Orlova"' in answer.text
    assert api_of(alice).get("/api/v1/contacts?q=Orlova").json["items"] == []


def test_a_hidden_company_is_neither_linked_nor_told(client_of, api_of, a_contact):
    hidden = a_contact(managers=[MAX], kind="company", name="Secret Ltd")

    answer = client_of(ALICE).post("/contacts", data={**VERA, "company": "", "company_id": hidden.id})
    form = client_of(ALICE).get(f"/contacts/new?company_id={hidden.id}").text

    assert answer.status_code == 422
    assert "Secret" not in answer.text + form
    assert api_of(ALICE).get("/api/v1/contacts?q=Orlova").json["items"] == []


def test_a_company_keeps_no_employer(client_of, api_of, a_contact):
    other = a_contact(managers=[ALICE], kind="company", name="Romashka")

    client_of(ALICE).post("/contacts", data={"kind": "company", "name": "Lutik", "company_id": other.id})

    lutik = api_of(ALICE).get("/api/v1/contacts?q=Lutik").json["items"][0]
    assert api_of(ALICE).get(f"/api/v1/contacts/{lutik['id']}/links").json["items"] == []


def test_the_form_of_a_companys_person_opens_with_the_company(client_of, a_contact):
    company = a_contact(managers=[ALICE], kind="company", name="Romashka")

    form = client_of(ALICE).get(f"/contacts/new?kind=person&company_id={company.id}").text

    assert 'value="Romashka"' in form
    assert f'name="company_id" value="{company.id}"' in form


@pytest.mark.promise("CON-21")
def test_a_company_is_told_by_its_inn_and_city_in_the_list(client_of, a_contact):
    a_contact(
        managers=[ALICE], kind="company", name="Romashka", requisites={"inn": "7707083893"},
        comms=[{"kind": "address", "parts": {"city": "Tver"}}],
    )  # fmt: skip

    assert "INN 7707083893 · Tver" in client_of(ALICE).get("/contacts?q=Romashka").text


def test_who_adds_a_person_for_a_colleague_alone_still_puts_them_into_a_company(client_of, api_of, a_contact):
    company = a_contact(managers=[ALICE], kind="company", name="Romashka")
    chosen = {"choose_people": "1", "manager_ids": [str(BOB.id)], "sharing": "private"}

    wish = {**VERA, **chosen, "company_id": company.id}
    asked = client_of(ALICE).post("/contacts", data=wish)
    answer = client_of(ALICE).post("/contacts", data={**wish, **fields_of(asked)})

    assert answer.status_code == 303
    assert len(links_of(api_of, MAX, "Orlova")) == 1
