"""What the API tells of contacts to whoever speaks Russian: refusals, names and words of lists."""

import pytest

from tests.api.test_files import sent
from tests.kit.cast import ALICE, MAX, NED, NORTH, SEVER, Standing

CONTACTS = "/api/v1/contacts"
OWN = f"{CONTACTS}/{int(Standing.OWN)}"
VERA = {"kind": "person", "first_name": "Вера", "last_name": "Орлова"}
FILL_IN = {"en": "Fill this in.", "ru": "Заполните это поле."}


@pytest.fixture
def alice(api_of):
    """Alice's client at the workspace that speaks Russian."""
    return api_of(ALICE.at(SEVER))


@pytest.mark.promise("CON-1")
@pytest.mark.parametrize("business", [NORTH, SEVER], ids=lambda business: business.locale)
@pytest.mark.parametrize(
    ("contact", "at"),
    [({"kind": "person", "first_name": "Вера"}, "last_name"), ({"kind": "company"}, "name")],
)
def test_a_person_needs_both_names_and_a_company_its_own(api_of, business, contact, at):
    client = api_of(ALICE.at(business))

    refused = client.post(CONTACTS, json=contact)
    added = client.post(CONTACTS, json={**contact, at: "Орлова"})

    assert (refused.status_code, refused.json["errors"]) == (422, {at: FILL_IN[business.locale]})
    assert (added.status_code, added.json[at]) == (201, "Орлова")


@pytest.mark.promise("CON-1")
def test_a_russian_reader_is_told_the_name_with_its_patronymic(alice):
    added = alice.post(CONTACTS, json={**VERA, "middle_name": "Ильинична"})

    assert added.json["display_name"] == "Орлова Вера Ильинична"


@pytest.mark.promise("CON-3")
@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"language": "xx"}, {"language": "Такого языка нет."}),
        ({"currency": "РУБ"}, {"currency": "Такой валюты нет."}),
        (
            {"comms": [{"kind": "email", "value": "нет"}]},
            {"comms.0.value": "Это не похоже на адрес почты."},
        ),
    ],
)
def test_what_reaches_nobody_is_refused_in_russian(alice, wrong, told):
    answer = alice.post(CONTACTS, json={**VERA, **wrong})

    assert (answer.status_code, answer.json["errors"]) == (422, told)


@pytest.mark.promise("CON-4")
def test_a_value_that_does_not_fit_its_field_is_refused_in_russian(alice, a_field):
    field = a_field("integer", "Этаж", at=SEVER)

    answer = alice.post(CONTACTS, json={**VERA, "custom": {field.key: "высоко"}})

    assert answer.json["errors"] == {f"custom.{field.key}": "Здесь должно быть целое число."}


@pytest.mark.promise("CON-6")
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"x", "Это изображение не читается. Выберите файл PNG, JPEG или WebP."),
        (
            b"x" * (1024 * 1024 + 1),
            "Изображение больше 1\N{NO-BREAK SPACE}МБ. Уменьшите его и попробуйте ещё раз.",
        ),
    ],
    ids=["no picture", "too large"],
)
def test_a_photo_is_refused_with_the_reason_in_russian(alice, content, told):
    before = alice.get(f"{OWN}/photo").data

    answer = alice.put(f"{OWN}/photo", **sent(content, field="photo"))

    assert (answer.status_code, answer.json["errors"]) == (422, {"photo": told})
    assert alice.get(f"{OWN}/photo").data == before


@pytest.mark.promise("CON-7")
def test_who_can_not_manage_contacts_is_refused_in_russian(alice):
    answer = alice.post(CONTACTS, json={**VERA, "manager_ids": [NED.id]})

    told = {"manager_ids": "Кто-то из выбранных не может быть менеджером контактов."}
    assert (answer.status_code, answer.json["errors"]) == (422, told)


@pytest.mark.promise("CON-9")
@pytest.mark.parametrize(
    ("other", "told"),
    [
        (Standing.OWN, "Контакт нельзя связать с самим собой."),
        (Standing.WRITABLE, "Эти контакты уже связаны."),
        (Standing.OTHER_GROUPS, "Здесь ничего нет, или у вас нет доступа."),
    ],
)
def test_a_link_is_refused_in_russian(alice, other, told):
    answer = alice.post(f"{OWN}/links", json={"contact_id": int(other)})

    assert (answer.status_code, answer.json["errors"]) == (422, {"contact_id": told})


@pytest.mark.promise("CON-21")
def test_details_of_a_company_are_checked_and_refused_in_russian(alice):
    details = {
        "inn": "7707083894", "kpp": "1", "ogrn": "1027700132196",
        "accounts": [{"bik": "044525225", "account": "40702810900000000001"}],
    }  # fmt: skip

    answer = alice.post(CONTACTS, json={"kind": "company", "name": "Завод", "requisites": details})

    assert answer.json["errors"] == {
        "requisites.inn": "Контрольные цифры не сходятся: в одной из цифр опечатка.",
        "requisites.kpp": "КПП состоит из 9 знаков, например 770201001.",
        "requisites.ogrn": "Контрольные цифры не сходятся: в одной из цифр опечатка.",
        "requisites.accounts.0.account": "Счёт не подходит к БИК: в одной из цифр опечатка.",
    }


@pytest.mark.promise("CON-22")
def test_a_consent_keeps_the_russian_words_and_is_refused_in_russian(alice):
    at = f"{OWN}/consents"

    given = alice.post(at, json={"purpose_id": 1, "given": True, "source": "phone"})
    none = alice.post(at, json={"purpose_id": 999, "given": True})
    early = alice.post(at, json={"purpose_id": 1, "given": True, "happened_at": "2999-01-01T00:00:00Z"})

    assert given.json["text"].startswith("Даю согласие получать новости")
    assert none.json["errors"] == {"purpose_id": "Такой цели нет."}
    assert early.json["errors"] == {"happened_at": "Здесь нужен момент в прошлом."}
    assert alice.get(at).json["count"]["value"] == 1


@pytest.mark.promise("CON-22")
def test_an_erasure_wants_the_name_and_says_so_in_russian(api_of):
    client = api_of(MAX.at(SEVER))

    refused = client.post(f"{OWN}/erasure", json={"name": "Кто-то", "reason": "request"})

    assert refused.json["errors"] == {"name": "Название не совпадает."}
    assert client.get(OWN).status_code == 200


@pytest.mark.promise("CON-23")
def test_what_is_no_card_is_refused_in_russian(alice):
    nothing = alice.post(f"{CONTACTS}/vcards", data="привет", content_type="text/vcard")
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nNOTE:x\r\nEND:VCARD\r\n"
    nameless = alice.post(f"{CONTACTS}/vcards", data=card, content_type="text/vcard").json["results"]

    assert nothing.json["errors"] == {"file": "Здесь нет vCard: такой файл начинается с BEGIN:VCARD."}
    assert nameless[0]["errors"]["last_name"] == FILL_IN["ru"]


@pytest.mark.promise("CON-2", "CON-5", "L10-2")
@pytest.mark.parametrize("of", ["tags", "contact-types"])
def test_a_word_of_a_list_needs_a_name_and_has_one_in_each_language(api_of, of):
    client = api_of(MAX.at(SEVER))

    refused = client.post(f"/api/v1/{of}", json={"name": ""})
    added = client.post(f"/api/v1/{of}", json={"name": "Опт", "labels": {"en": "Wholesale"}})
    told = {
        language: client.get(f"/api/v1/{of}", headers={"Accept-Language": language}).text
        for language in ("ru", "en")
    }

    assert refused.json["errors"] == {"name": FILL_IN["ru"]}
    assert added.status_code == 201
    assert "Wholesale" in told["en"]
    assert "Опт" in told["ru"]


@pytest.mark.promise("L10-3")
@pytest.mark.parametrize("business", [NORTH, SEVER], ids=lambda business: business.locale)
def test_names_follow_both_alphabets_whatever_their_case_and_yo(api_of, a_contact, business):
    for name in ("Жук", "ёлкин", "Ельцов", "Ёж", "Éclair", "eagle"):
        a_contact("Zosima", name, managers=[ALICE.at(business)], at=business)

    listed = api_of(ALICE.at(business)).get(f"{CONTACTS}?q=zosima&limit=100").json["items"]

    names = [contact["last_name"] for contact in listed]
    assert names == ["eagle", "Éclair", "Ёж", "ёлкин", "Ельцов", "Жук"]


@pytest.mark.promise("L10-3")
@pytest.mark.parametrize("business", [NORTH, SEVER], ids=lambda business: business.locale)
def test_a_phone_is_kept_whole_with_its_extension_and_a_wrong_one_as_typed(api_of, business):
    comms = [
        {"kind": "phone", "value": "+7 (495) 123-45-67 доб. 114"},
        {"kind": "phone", "value": "+7 916 555"},
    ]

    added = api_of(ALICE.at(business)).post(CONTACTS, json={**VERA, "comms": comms}).json["comms"]

    assert [(comm["value"], comm["valid"]) for comm in added] == [
        ("+74951234567;ext=114", True), ("+7 916 555", False),
    ]  # fmt: skip


@pytest.mark.promise("API-1")
@pytest.mark.parametrize(
    ("act", "status", "told"),
    [
        (lambda client: client.get(f"{CONTACTS}?limit=9999"), 422, {"limit": "Число слишком велико."}),
        (lambda client: client.post(CONTACTS, json=[]), 422, {"form": "Здесь должен быть объект."}),
        (
            lambda client: client.post(CONTACTS, json={**VERA, "bogus": 1}),
            422,
            {"bogus": "Такого поля нет."},
        ),
        (lambda client: client.put(f"{OWN}/photo", json={}), 415, None),
    ],
)
def test_what_a_program_does_wrong_is_said_in_its_users_language(alice, act, status, told):
    answer = act(alice)

    assert (answer.status_code, answer.json.get("errors")) == (status, told)
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Content-Language"] == "ru"
