"""What pages tell in Russian where a promise is about words: names, managers, details, phones."""

import re

import pytest

from tests.kit.cast import ALICE, BOB, MAX, NORTH, SEVER

VERA = {"kind": "person", "first_name": "Вера", "last_name": "Орлова"}
WORKSPACES = pytest.mark.parametrize("business", [NORTH, SEVER], ids=lambda business: business.locale)
NEXT = {"en": "Save and create another", "ru": "Сохранить и создать ещё"}
COUNTED = {"en": "1 contact", "ru": "1 контакт"}
FILL_IN = {"en": "Fill this in.", "ru": "Заполните это поле."}


@pytest.mark.promise("CON-1")
@WORKSPACES
@pytest.mark.parametrize(
    ("typed", "at"), [({**VERA, "last_name": ""}, "last_name"), ({"kind": "company", "name": ""}, "name")]
)
def test_a_person_needs_both_names_and_a_company_its_own(client_of, business, typed, at):
    alice = client_of(ALICE.at(business))

    refused = alice.post("/contacts", data=typed)
    added = alice.post("/contacts", data={**typed, at: "Лис"}, follow_redirects=True)

    assert refused.status_code == 422
    assert FILL_IN[business.locale] in _error(refused.text, at)
    assert added.status_code == 200
    assert "Лис" in re.search(r"<h1.*?</h1>", added.text, re.DOTALL)[0]


@pytest.mark.promise("CON-1")
def test_a_russian_reader_sees_the_patronymic(client_of):
    shown = client_of(ALICE.at(SEVER)).post(
        "/contacts", data={**VERA, "middle_name": "Ильинична"}, follow_redirects=True
    )

    assert "Орлова Вера Ильинична" in re.search(r"<h1.*?</h1>", shown.text, re.DOTALL)[0]


@pytest.mark.promise("CON-2")
@WORKSPACES
def test_a_contact_type_needs_a_name_and_shows_how_many_contacts_have_it(client_of, a_contact, business):
    a_contact(at=business, type_id=1)
    admin = client_of(MAX.at(business))

    shown = admin.get("/settings/contact-types").text
    refused = admin.post("/settings/contact-types", data={"name": " ", "hue": "3"})

    assert COUNTED[business.locale] in shown.replace("\N{NO-BREAK SPACE}", " ")
    assert refused.status_code == 422
    assert FILL_IN[business.locale] in refused.text


@pytest.mark.promise("CON-8")
@WORKSPACES
def test_one_is_saved_and_the_next_begun_in_one_step(client_of, business):
    alice = client_of(ALICE.at(business))
    form = alice.get("/contacts/new").text

    after = alice.post("/contacts", data={**VERA, "then": "another"}, follow_redirects=True)

    assert NEXT[business.locale] in form
    assert after.request.path == "/contacts/new"
    assert 'value="Орлова"' not in after.text
    assert "Орлова" in alice.get("/contacts").text


@pytest.mark.promise("CON-7")
def test_a_new_manager_is_told_in_russian_and_shown_on_the_profile(client_of, a_contact, run_jobs, mails):
    contact = a_contact("Вера", "Орлова", managers=[ALICE.at(SEVER)], at=SEVER)
    alice, bob = client_of(ALICE.at(SEVER)), client_of(BOB.at(SEVER))

    alice.post(f"/contacts/{contact.id}/managers", data={"manager_ids": [ALICE.id, BOB.id]})
    run_jobs()

    (mail,), told = mails(), "Вам назначен контакт Орлова Вера — Alice"
    assert mail["to"] == BOB.at(SEVER).email
    assert mail["subject"] == told
    assert told in bob.get("/notices").text
    assert "Bob" in alice.get(f"/contacts/{contact.id}").text


@pytest.mark.promise("CON-21")
def test_details_of_a_company_are_checked_and_shown_in_russian(client_of):
    alice, typed = client_of(ALICE.at(SEVER)), {"kind": "company", "name": "Завод"}

    refused = alice.post("/contacts", data={**typed, "requisites-inn": "7707083894", "requisites-kpp": "1"})
    added = alice.post("/contacts", data={**typed, "requisites-inn": "7707083893"}, follow_redirects=True)

    assert "Контрольные цифры не сходятся" in _error(refused.text, "requisites-inn")
    assert "КПП состоит из 9 знаков" in _error(refused.text, "requisites-kpp")
    assert 'value="7707083894"' in refused.text
    assert "ИНН" in added.text
    assert "7707083893" in added.text


@pytest.mark.promise("L10-3")
def test_names_and_phones_are_shown_as_russians_write_them(client_of, a_contact):
    comms = [{"kind": "phone", "value": "8 495 123-45-67 доб. 114"}, {"kind": "phone", "value": "+7 916 555"}]
    there = {"managers": [ALICE.at(SEVER)], "at": SEVER}
    for name in ("Жук", "ёлкин", "Ельцов"):
        contact = a_contact("Zosima", name, comms=comms, **there)
    alice = client_of(ALICE.at(SEVER))

    listed = alice.get("/contacts?q=zosima").text
    profile = alice.get(f"/contacts/{contact.id}").text

    assert listed.index("ёлкин") < listed.index("Ельцов") < listed.index("Жук")
    assert "+7 495 123-45-67 доб. 114" in profile
    assert "Не хватает цифр для этой страны." in profile


def _error(page: str, name: str) -> str:
    """What stands beside a field."""
    return re.search(rf'id="f-{name}-error".*?</svg>(?:<[^>]*>|\s)*([^<]+)', page, re.DOTALL)[1]
