"""What else is known of a contact stands on its profile, in the reader's words."""

import pytest

from tests.kit.cast import ALICE, NORTH, SEVER

PERSON = {
    "kind": "person", "first_name": "Vera", "last_name": "Orlova", "job_title": "Buyer",
    "born_on": "1980-02-29", "language": "ru", "currency": "EUR", "source": "Fair",
}  # fmt: skip
COMPANY = {
    "kind": "company", "name": "Romashka", "born_on": "1980-02-29",
    "requisites": {"legal_form": "ООО", "inn": "7707083893"},
}  # fmt: skip


@pytest.mark.promise("CON-3")
@pytest.mark.parametrize(
    ("business", "words"),
    [(NORTH, ("Buyer", "29 Feb", "Russian", "Fair")), (SEVER, ("Buyer", "29.02.1980", "русский", "Fair"))],
)
def test_a_persons_details_are_shown(client_of, api_of, business, words):
    alice = ALICE.at(business)
    added = api_of(alice).post("/api/v1/contacts", json=PERSON).json

    page = client_of(alice).get(f"/contacts/{added['id']}").text

    assert [word for word in words if word not in page] == []


@pytest.mark.promise("CON-21")
def test_a_companys_business_details_are_shown_and_a_birthday_is_not(client_of, api_of):
    added = api_of(ALICE).post("/api/v1/contacts", json=COMPANY).json

    page = client_of(ALICE).get(f"/contacts/{added['id']}").text

    assert "7707083893" in page
    assert "ООО" in page
    assert "1980" not in page
