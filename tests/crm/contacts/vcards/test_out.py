"""Contacts go out as vCards: one and many, in both versions, by page and API, to whoever sees them."""

import re

import pytest

from crm.contacts.actions.photos import set_photo
from crm.files.actions.photos import drawn
from crm.kernel.vcards.reading import read_cards
from crm.team.actors import actor_of
from tests.kit.builders import picture
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, SEVER

pytestmark = pytest.mark.promise("CON-23")

IVAN = {
    "middle_name": "Ilyich",
    "job_title": "Engineer; welder",
    "description": "Likes pears,\nnot plums",
    "language": "ru",
    "source": "Fair",
    "currency": "EUR",
    "born_on": "1985-04-12",
    "comms": [
        {"kind": "email", "value": "ivan@example.com", "label": "work"},
        {"kind": "email", "value": "vanya@example.com", "label": "on holiday", "primary": True},
        {"kind": "phone", "value": "+1 202 555 0143 ext. 5", "label": "mobile"},
        {"kind": "phone", "value": "12", "label": "fax"},
        {"kind": "site", "value": "https://ivan.example/a,b;c"},
        {"kind": "messenger", "value": "@ivan_p", "label": "telegram"},
        {"kind": "social", "value": "https://vk.com/ivan"},
        {"kind": "address", "parts": {"street": "Main 1, flat 2", "city": "Riga", "country": "LV"}},
    ],
}


@pytest.fixture
def ivan(a_contact, in_scope):
    """A contact of Alice's with all that a card holds, in a company, with a photo."""
    ivan = a_contact("Ivan", "Petrov", **IVAN)
    with in_scope(NORTH):
        set_photo(ivan, drawn(picture()), by=actor_of(ALICE.id))
    return ivan


def lines_of(text):
    """The unfolded lines of a file of cards."""
    return text.replace("\r\n ", "").split("\r\n")


def test_version_3_is_what_phones_read(client_of, ivan):
    answer = client_of(ALICE).get(f"/contacts/{ivan.id}/vcard")

    lines = lines_of(answer.text)
    assert answer.mimetype == "text/vcard"
    assert "filename*=UTF-8''Ivan%20Petrov.vcf" in answer.headers["Content-Disposition"]
    assert lines[:2] == ["BEGIN:VCARD", "VERSION:3.0"]
    for line in (
        "N:Petrov;Ivan;Ilyich;;",
        "FN:Ivan Petrov",
        r"TITLE:Engineer\; welder",
        "EMAIL;TYPE=work:ivan@example.com",
        "item2.EMAIL;TYPE=pref:vanya@example.com",
        "item2.X-ABLabel:on holiday",
        "TEL;TYPE=cell,pref:+12025550143 ext. 5",
        "TEL;TYPE=fax:12",
        "URL;TYPE=pref:https://ivan.example/a,b;c",
        "IMPP;TYPE=pref;X-SERVICE-TYPE=telegram:telegram:@ivan_p",
        "X-SOCIALPROFILE;TYPE=vk,pref:https://vk.com/ivan",
        r"ADR;TYPE=pref:;;Main 1\, flat 2;Riga;;;Latvia",
        "BDAY:1985-04-12",
        "X-ARTEL-LANG:ru",
        "X-ARTEL-SOURCE:Fair",
        "X-ARTEL-CURRENCY:EUR",
        r"NOTE:Likes pears\,\nnot plums",
    ):
        assert line in lines
    assert any(line.startswith("PHOTO;ENCODING=b;TYPE=JPEG:/9j/") for line in lines)
    assert any(re.fullmatch(r"REV:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", line) for line in lines)


def test_version_4_says_the_same_in_its_own_way(client_of, ivan):
    lines = lines_of(client_of(ALICE).get(f"/contacts/{ivan.id}/vcard?version=4.0").text)

    for line in (
        "VERSION:4.0",
        "KIND:individual",
        "TEL;VALUE=uri;TYPE=cell;PREF=1:tel:+12025550143;ext=5",
        "TEL;TYPE=fax:12",
        "item2.EMAIL;PREF=1:vanya@example.com",
        "SOCIALPROFILE;SERVICE-TYPE=vk;VALUE=text;PREF=1:https://vk.com/ivan",
        "BDAY:19850412",
        "LANG:ru",
    ):
        assert line in lines
    assert any(line.startswith("PHOTO:data:image/jpeg;base64,/9j/") for line in lines)


def test_no_line_is_longer_than_75_octets_and_no_letter_is_divided(client_of, a_contact):
    contact = a_contact("Щукарь", "Я" * 150, description="ё" * 5_000)

    answer = client_of(ALICE).get(f"/contacts/{contact.id}/vcard")

    assert max(len(line) for line in answer.data.split(b"\r\n")) <= 75
    for line in answer.data.split(b"\r\n"):
        line.decode()
    assert f"NOTE:{'ё' * 5_000}" in lines_of(answer.text)


def test_a_company_is_one(client_of, api_of, a_company):
    company = a_company("Romashka; Sons")

    in_3, in_4 = (
        lines_of(client_of(ALICE).get(f"/contacts/{company}/vcard?version={version}").text)
        for version in ("3.0", "4.0")
    )

    assert {"N:;;;;", r"FN:Romashka\; Sons", r"ORG:Romashka\; Sons", "X-ABShowAs:COMPANY"} <= {*in_3}
    assert {r"ORG:Romashka\; Sons", "KIND:org"} <= {*in_4}


@pytest.mark.promise("ACC-6")
def test_a_company_that_the_reader_does_not_see_is_not_named(client_of, api_of, a_contact, a_company):
    person = a_contact("Ivan", "Shared", sharing="read")
    company = a_company("Secret works", of=ALICE)
    link = {"contact_id": company, "role": "director"}
    api_of(ALICE).post(f"/api/v1/contacts/{person.id}/links", json=link)

    alices, bobs = (client_of(who).get(f"/contacts/{person.id}/vcard").text for who in (ALICE, BOB))

    assert "ORG:Secret works" in alices
    assert "ROLE:director" in alices
    assert "TITLE:director" in alices
    assert "Secret works" not in bobs
    assert "director" not in bobs


def test_all_that_the_list_shows_goes_out_in_one_file(client_of, a_contact):
    for number in range(3):
        a_contact("Ivan", f"Zorin{number}")
    a_contact("Ivan", "Zorin9", managers=[CAROL])
    alice = client_of(ALICE)

    asked = alice.get("/contacts/vcards?q=zorin").text
    file = alice.get("/contacts/vcards.vcf?q=zorin")

    assert "3 contacts" in asked
    assert "/contacts/vcards.vcf?q=zorin" in asked
    assert "filename*=UTF-8''Contacts.vcf" in file.headers["Content-Disposition"]
    assert [card.first("FN").text for card in read_cards(file.data).cards] == [
        "Ivan Zorin0",
        "Ivan Zorin1",
        "Ivan Zorin2",
    ]


def test_more_than_a_file_takes_are_refused_in_a_sentence(client_of, a_contact, monkeypatch):
    for number in range(3):
        a_contact("Ivan", f"Zorin{number}")
    monkeypatch.setattr("crm.contacts.queries.vcards.MOST_CARDS", 2)
    alice = client_of(ALICE)

    assert "Narrow the list" in alice.get("/contacts/vcards?q=zorin").text
    assert alice.get("/contacts/vcards.vcf?q=zorin").status_code == 409


def test_an_empty_list_offers_the_whole_one(client_of):
    assert "Nothing to download" in client_of(ALICE).get("/contacts/vcards?q=nobodyatall").text


def test_hidden_and_deleted_contacts_go_to_nobody(client_of, api_of, a_contact):
    carols = a_contact("Ivan", "Carols", managers=[CAROL])

    for who in (ALICE, NED):
        assert client_of(who).get(f"/contacts/{carols.id}/vcard").status_code == 404
        assert api_of(who).get(f"/api/v1/contacts/{carols.id}/vcard").status_code == 404
        assert "Carols" not in client_of(who).get("/contacts/vcards.vcf").text
        assert "Carols" not in api_of(who).get("/api/v1/contacts/vcards").text


def test_the_api_gives_one_card_and_pages_of_cards(api_of, a_contact):
    ids = [a_contact("Ivan", f"Zorin{number}").id for number in range(3)]
    alice = api_of(ALICE)

    one = alice.get(f"/api/v1/contacts/{ids[0]}/vcard?version=4.0")
    first = alice.get("/api/v1/contacts/vcards?q=zorin&limit=2&version=4.0")
    onward = re.fullmatch(r'<(.+)>; rel="next"', first.headers["Link"])[1]
    second = alice.get(onward)

    assert one.mimetype == "text/vcard"
    assert "VERSION:4.0" in one.text
    assert first.text.count("BEGIN:VCARD") == 2
    assert second.text.count("BEGIN:VCARD") == 1
    assert "VERSION:4.0" in second.text
    assert "Link" not in second.headers
    assert alice.get("/api/v1/contacts/vcards?version=5").status_code == 422


@pytest.mark.promise("L10-1")
def test_names_and_words_are_the_readers(client_of, a_contact):
    alice = ALICE.at(SEVER)
    parts = {"city": "Казань", "country": "RU"}
    comms = [
        {"kind": "phone", "value": "8 916 123-45-67", "label": "personal"},
        {"kind": "address", "parts": parts},
    ]
    contact = a_contact("Иван", "Петров", middle_name="Ильич", comms=comms, at=SEVER, managers=[alice])

    answer = client_of(alice).get(f"/contacts/{contact.id}/vcard")
    page = client_of(alice).get(f"/contacts/{contact.id}").text

    assert {"FN:Петров Иван Ильич", "item1.X-ABLabel:личный", "ADR;TYPE=pref:;;;Казань;;;Россия"} <= {
        *lines_of(answer.text)
    }
    assert "%D0%9F%D0%B5%D1%82%D1%80%D0%BE%D0%B2" in answer.headers["Content-Disposition"]
    assert "Скачать vCard" in page


def test_what_a_list_costs_does_not_grow_with_it(client_of, a_contact, count_queries):
    alice = client_of(MAX)
    a_contact("Ivan", "Zorin0")
    with count_queries() as few:
        alice.get("/contacts/vcards.vcf?q=zorin")
    for number in range(1, 6):
        a_contact("Ivan", f"Zorin{number}")
    with count_queries() as many:
        alice.get("/contacts/vcards.vcf?q=zorin")

    assert len(many) <= len(few)
