"""What a contact holds besides its names: language, currency, birthday, source, business details."""

from datetime import date

import pytest

from crm.contacts.actions.saving import create_contact, edit_contact
from crm.contacts.facts import ContactEdited
from crm.contacts.forms.contact import ContactShape, values_of
from crm.contacts.models.contact import Contact
from crm.contacts.queries.listing import Wish, listed
from crm.kernel.access import found
from crm.kernel.errors import Invalid
from crm.kernel.forms import read
from tests.kit.cast import ALICE, NORTH, OLGA, SEVER

CONTACTS = "/api/v1/contacts"
COMPANY = {"kind": "company", "name": "ООО «Ромашка»"}
ACCOUNT = {
    "bik": "044525700",
    "bank": "Райффайзенбанк",
    "account": "40703810700001449489",
    "correspondent": "30101810200000000700",
}
REQUISITES = {
    "legal_form": "ООО",
    "full_name": "Общество с ограниченной ответственностью «Ромашка»",
    "inn": "7707083893",
    "kpp": "773601001",
    "ogrn": "1027700132195",
    "okpo": "00032537",
    "accounts": [ACCOUNT],
}


@pytest.mark.promise("CON-3")
def test_language_source_currency_birthday_and_post_are_kept(api_of):
    details = {
        "language": "RU",
        "source": " Выставка  2026 ",
        "currency": "eur",
        "born_on": "1984-02-29",
        "job_title": "Начальник",
        "external_id": "К-0017",
    }

    added = api_of(ALICE).post(
        CONTACTS, json={"kind": "person", "first_name": "Ivan", "last_name": "P", **details}
    )

    kept = {name: added.json[name] for name in details}
    assert kept == {**details, "language": "ru", "source": "Выставка 2026", "currency": "EUR"}


@pytest.mark.parametrize(
    ("field", "wrong", "sentence"),
    [
        ("language", "xx", "There is no such language."),
        ("currency", "DEM", "There is no such currency."),
        ("born_on", "1985-02-29", "Write the date like 22.11.2026 or 2026-11-22."),
        ("born_on", "1849-12-31", "A birthday lies between 1850 and today."),
        ("born_on", "9999-01-01", "A birthday lies between 1850 and today."),
        ("source", "s" * 61, "This is too long: at most 60 characters."),
    ],
)
def test_an_impossible_detail_is_refused_beside_its_field(api_of, field, wrong, sentence):
    answer = api_of(ALICE).post(CONTACTS, json={**COMPANY, field: wrong})

    assert answer.status_code == 422
    assert answer.json["errors"] == {field: sentence}


@pytest.mark.promise("CON-21")
def test_a_companys_details_are_kept_found_and_told(in_scope, actor_of):
    with in_scope(SEVER):
        olga = actor_of(OLGA.at(SEVER))
        contact = create_contact(read(ContactShape, {**COMPANY, "requisites": REQUISITES}), by=olga)

        assert contact.requisites == REQUISITES
        assert contact.inn == "7707083893"
        assert [other.id for other in listed(Wish(q="7707083893"), to=olga).contacts] == [contact.id]


@pytest.mark.promise("CON-21")
@pytest.mark.parametrize(
    ("kind", "requisites", "at_fault"),
    [
        ("company", {"inn": "7707083894"}, {"requisites.inn"}),
        ("company", {"legal_form": "ООО", "inn": "500100732259"}, {"requisites.inn"}),
        ("company", {"legal_form": "ООО", "ogrn": "304500116000157"}, {"requisites.ogrn"}),
        ("company", {"legal_form": "ИП", "inn": "7707083893", "kpp": "773601001"},
         {"requisites.inn", "requisites.kpp"}),
        ("person", {"inn": "7707083893", "ogrn": "1027700132195"}, {"requisites.inn", "requisites.ogrn"}),
        ("company", {"accounts": [ACCOUNT, {**ACCOUNT, "account": "40703810700001449480"}]},
         {"requisites.accounts.1.account"}),
        ("company", {"accounts": [{}] * 11}, {"requisites.accounts"}),
    ],
)  # fmt: skip
def test_wrong_business_details_are_refused_beside_their_fields(
    in_scope, actor_of, kind, requisites, at_fault
):
    typed = {"kind": kind, "name": "Acme", "first_name": "Ivan", "last_name": "P", "requisites": requisites}
    with in_scope(NORTH), pytest.raises(Invalid) as refusal:
        create_contact(read(ContactShape, typed), by=actor_of(ALICE))

    assert set(refusal.value.fields) == at_fault


@pytest.mark.promise("CON-21")
@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("ооо", "ООО"),
        ("OOO", "ООО"),
        ("О.О.О.", "ООО"),
        ("Индивидуальный  предприниматель", "ИП"),
        ("LLC", "LLC"),
    ],
)
def test_a_legal_form_is_known_however_it_is_written(written, kept):
    shape = read(ContactShape, {**COMPANY, "requisites": {"legal_form": written}})

    assert shape.requisites.legal_form == kept


@pytest.mark.promise("API-1")
def test_business_details_are_patched_field_by_field(api_of):
    client = api_of(ALICE)
    at = client.post(CONTACTS, json={**COMPANY, "requisites": REQUISITES}).headers["Location"]

    changed = client.patch(at, json={"requisites": {"kpp": "770801001", "okpo": None}})
    cleared = client.patch(at, json={"requisites": None, "born_on": None})

    expected = {**REQUISITES, "kpp": "770801001", "okpo": ""}
    assert changed.json["requisites"] == expected
    assert cleared.json["requisites"]["inn"] == ""
    assert cleared.json["requisites"]["accounts"] == []


def test_a_change_of_details_says_which_fields_it_changed(in_scope, actor_of, a_contact, facts_of):
    contact = a_contact(managers=[ALICE], born_on="1980-01-02")
    values = {**values_of(contact), "born_on": date(1980, 1, 3), "requisites": {"inn": "500100732259"}}

    with in_scope(NORTH):
        mine = found(Contact.visible_to(actor_of(ALICE)), id=contact.id)
        edit_contact(mine, read(ContactShape, values), by=actor_of(ALICE))

    (edited,) = facts_of(NORTH)[-1:]
    assert isinstance(edited, ContactEdited)
    assert (edited.version, edited.fields) == (2, ["born_on", "requisites"])
