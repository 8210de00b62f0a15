"""Ways to reach a contact: addresses in parts, services, categories in one's own words, many of them."""

import re
import time

import pytest

from crm.contacts.presenters.reach import written
from crm.kernel.i18n import speaking
from tests.kit.cast import ALICE, OLGA, SEVER

pytestmark = pytest.mark.promise("CON-3")

CONTACTS = "/api/v1/contacts"
PARTS = {
    "street": "Лесная, 12",
    "city": "Москва",
    "region": "Москва",
    "postal_code": "125047",
    "country": "RU",
}
ACME = {"kind": "company", "name": "Acme"}


def _added(client, *comms):
    return client.post(CONTACTS, json={**ACME, "comms": list(comms)})


def test_an_address_is_kept_in_parts_and_told_in_the_readers_order(api_of, a_contact):
    typed = {**PARTS, "country": "Россия"}
    contact = a_contact(managers=[ALICE.at(SEVER)], at=SEVER, comms=[{"kind": "address", "parts": typed}])
    comm = contact.comms[0]

    assert comm.parts == PARTS
    assert comm.value == "125047, Россия, Москва, Лесная, 12"
    assert written(comm) == "Лесная, 12, Москва, 125047, Russia"


def test_an_address_in_one_line_is_taken_as_it_is_and_survives_being_sent_back(api_of):
    client = api_of(ALICE)
    added = _added(client, {"kind": "address", "value": "12 Lesnaya St., Moscow"}).json

    again = client.patch(f"{CONTACTS}/{added['id']}", json={"comms": [_sent_back(added["comms"][0])]}).json

    assert added["comms"][0]["value"] == "12 Lesnaya St., Moscow"
    assert {**again, "duplicates": []} == added


def _sent_back(comm):
    return {name: value for name, value in comm.items() if name != "valid"}


@pytest.mark.parametrize(
    ("comm", "at_fault"),
    [
        ({"kind": "email", "value": "a@b.example", "parts": PARTS}, "comms.0.parts"),
        ({"kind": "address", "parts": {"street": "  "}}, "comms.0.value"),
        ({"kind": "address", "parts": {"city": "x" * 201}}, "comms.0.parts.city"),
        ({"kind": "phone", "value": ""}, "comms.0.value"),
    ],
)
def test_an_impossible_one_is_refused_beside_its_field(api_of, comm, at_fault):
    assert list(_added(api_of(ALICE), comm).json["errors"]) == [at_fault]


def test_a_service_is_known_by_its_address(api_of):
    comms = _added(
        api_of(ALICE),
        {"kind": "messenger", "value": "https://t.me/ivan"},
        {"kind": "social", "value": "vk.com/ivan"},
    ).json["comms"]

    assert [comm["label"] for comm in comms] == ["telegram", "vk"]


def test_the_form_takes_parts_services_and_words_of_ones_own(client_of):
    alice, form = client_of(ALICE), {**ACME}
    rows = {
        0: {"kind": "email", "value": "a@b.example", "label": "*", "word": "дача"},
        1000: {"kind": "phone", "value": "+1 212 555 2368", "label": "*", "word": "Work"},
        3000: {"kind": "messenger", "value": "@ivan_petrov", "label": "telegram"},
        5000: {
            "kind": "address",
            "street": "Lesnaya 12",
            "city": "Moscow",
            "country": "russia",
            "label": "legal",
        },
    }
    form |= {f"comms-{number}-{name}": said for number, row in rows.items() for name, said in row.items()}

    shown = alice.post("/contacts", data=form, follow_redirects=True)
    again = alice.get(f"{shown.request.path}/edit").text

    for said in ("дача", "Telegram", 'href="https://t.me/ivan_petrov"', "Lesnaya 12, Moscow, Russia"):
        assert said in shown.text
    assert '<option value="дача" selected>' in again
    assert re.search(r'name="comms-1000-label".*?<option value="work" selected>', again, re.DOTALL)
    assert re.search(r'name="comms-5000-country" value="Russia"', again)


def test_an_error_in_a_part_stands_beside_it(client_of):
    form = {**ACME, "comms-5000-kind": "address", "comms-5000-city": "x" * 201}

    answer = client_of(ALICE).post("/contacts", data=form)

    assert 'href="#f-comms-5000-city"' in answer.text
    assert 'id="f-comms-5000-city-error"' in answer.text


@pytest.mark.promise("L10-3")
def test_a_phone_that_can_not_be_right_is_kept_with_a_warning_on_form_and_profile(client_of, a_contact):
    contact = a_contact(managers=[ALICE], comms=[{"kind": "phone", "value": "+7 916 555"}])
    alice, at = client_of(ALICE), f"/contacts/{contact.id}"

    for page in (alice.get(at).text, alice.get(f"{at}/edit").text):
        assert "There are too few digits for its country." in page
        assert "+7 916 555" in page


@pytest.mark.promise("L10-3")
@pytest.mark.parametrize(
    ("language", "shown"), [("en", "+7 495 123-45-67 ext. 114"), ("ru", "+7 495 123-45-67 доб. 114")]
)
def test_an_extension_stands_in_the_readers_words(app, a_contact, in_scope, language, shown):
    comms = [{"kind": "phone", "value": "8 495 123-45-67 доб. 114"}]
    contact = a_contact(managers=[ALICE.at(SEVER)], at=SEVER, comms=comms)

    with in_scope(SEVER, read_only=True), speaking(language):
        assert written(contact.comms[0]) == shown


@pytest.mark.promise("L10")
def test_two_hundred_ways_to_reach_are_shown_saved_and_cost_no_statement_each(client_of, count_queries):
    olga = client_of(OLGA)
    row = {"kind": "address", "street": "Street", "city": "City", "label": "work", "country": "DE"}
    form = {**ACME} | {
        f"comms-{5000 + number}-{name}": f"{said} {number}" if name == "street" else said
        for number in range(200)
        for name, said in row.items()
    }

    statements = []
    for many in (10, 200):
        some = {name: said for name, said in form.items() if not _beyond(name, many)}
        some["name"] = {10: "Ten Doors", 200: "Jubilee Square"}[many]
        with count_queries() as sent:
            began = time.process_time()
            answer = olga.post("/contacts", data=some, content_type="multipart/form-data")
            spent = time.process_time() - began
        statements.append(len(sent.texts))
    page = olga.get(f"{answer.location}/edit").text

    assert answer.status_code == 303
    assert len(re.findall(r'name="comms-5\d{3}-street" value="Street', page)) == 200
    assert statements[1] - statements[0] <= 2
    assert spent < 5


def _beyond(name, many):
    found = re.match(r"comms-5(\d{3})-", name)
    return bool(found) and int(found[1]) >= many


def test_one_more_than_two_hundred_is_refused(api_of):
    comms = [{"kind": "site", "value": f"a{number}.example"} for number in range(201)]

    assert list(_added(api_of(ALICE), *comms).json["errors"]) == ["comms"]
