"""Any simple field of many contacts, the workspace's own too (CON-12)."""

import re

import pytest

from tests.kit.cast import ALICE, SEVER

pytestmark = [pytest.mark.promise("CON-12"), pytest.mark.usefixtures("no_row_astray")]
AT = "/contacts/bulk/field"


def test_a_field_that_every_workspace_has_is_set_and_taken_back(choose, many, columns_of):
    ids = many(2)
    client = choose(ALICE, ids)

    offered, form = client.get(AT).text, client.get(f"{AT}?field=source").text
    answer = client.post(AT, data={"field": "source", "value": "Trade fair"})
    after = columns_of(ids, "source")
    client.post(re.search(r"/acts/\d+/undoing", client.get(answer.location).text)[0])

    assert "field=source" in offered
    assert 'name="value"' in form
    assert set(after.values()) == {"Trade fair"}
    assert set(columns_of(ids, "source").values()) == {""}


@pytest.mark.promise("CON-4")
def test_a_field_of_ones_own_is_read_once_and_put_into_contacts_that_have_it(
    choose, many, a_field, a_contact, columns_of
):
    field, ids = a_field("decimal", "Discount", applies="company"), many(2)
    person = a_contact("Vera", managers=[ALICE])
    client = choose(ALICE, [*ids, person.id])

    form = client.get(f"{AT}?field=custom.{field.id}").text
    answer = client.post(AT, data={"field": f"custom.{field.id}", f"custom_{field.id}": "12.50"})
    report = client.get(answer.location).text
    cleared = client.post(AT, data={"field": f"custom.{field.id}", f"custom_{field.id}": ""})

    assert f'name="custom_{field.id}"' in form
    assert "Contacts of this kind don&#39;t have this field." in report
    assert "Vera Petrov" in report
    assert cleared.status_code == 303
    assert list(columns_of(ids, "custom").values()) == [{}, {}]


def test_the_value_stands_there_and_the_history_tells_it(choose, many, a_field, columns_of):
    field, ids = a_field("select", "Region", choices=["North", "South"]), many(2)
    client = choose(ALICE, ids)

    client.post(AT, data={"field": f"custom.{field.id}", f"custom_{field.id}": "2"})

    assert set(map(str, columns_of(ids, "custom").values())) == {str({field.key: 2})}
    assert "South" in client.get(f"/contacts/{ids[0]}/tabs/history").text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"field": "version", "value": "3"}, "There is no such field."),
        ({"field": "custom.99", "value": "3"}, "There is no such field."),
        ({}, "There is no such field."),
        ({"field": "language", "value": "qq"}, "There is no such language."),
        ({"field": "born_on", "value": "2999-01-01"}, "A birthday lies between 1850 and today."),
        ({"field": "born_on", "value": "yesterday\0"}, "Write the date like"),
        ({"field": "source", "value": "x" * 900}, "too long"),
        ({"field": ["source", "language"], "value": "x"}, "There is no such field."),
    ],
)
def test_what_is_wrong_is_told(choose, many, typed, sentence):
    answer = choose(ALICE, many(1)).post(AT, data=typed)

    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_unique_field_is_not_offered_for_many(choose, many, a_field):
    field = a_field("text", "Number", unique=True)
    client = choose(ALICE, many(2))

    assert f"custom.{field.id}" not in client.get(AT).text
    assert client.post(AT, data={"field": f"custom.{field.id}", "value": "1"}).status_code == 422


def test_in_russian(choose, many):
    client = choose(ALICE.at(SEVER), many(1, at=SEVER))

    answer = client.post(AT, data={"field": "source", "value": "Выставка"})

    assert "Поле заполнено: 1 контакт" in client.get(answer.location).text
