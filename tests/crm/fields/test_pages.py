"""The settings pages of fields, as admins use them."""

import re

import pytest
from sqlalchemy import select

from crm.fields.models import CustomField, CustomSection
from crm.fields.presenters.labels import TYPES
from crm.kernel.db import db
from tests.kit.cast import ALICE, MAX, NORTH, SEVER

pytestmark = pytest.mark.promise("CON-4")
AT = "/settings/fields"


@pytest.fixture
def fields_now(in_scope):
    """The names of the fields in their order, with their sections."""

    def names(at=NORTH):
        with in_scope(at, read_only=True):
            rows = select(CustomField.name, CustomSection.name).outerjoin(
                CustomSection, CustomSection.id == CustomField.section_id
            )
            live = rows.where(CustomField.deleted_at.is_(None), CustomField.name != "Rank").order_by(
                CustomField.position
            )
            return [tuple(row) for row in db.session.execute(live)]

    return names


@pytest.mark.parametrize("of_type", TYPES)
@pytest.mark.parametrize("person", [MAX, MAX.at(SEVER)], ids=str)
def test_a_field_of_each_type_is_added_and_stands_in_the_form_of_contacts(client_of, person, of_type):
    max_ = client_of(person)
    form = max_.get(f"{AT}/new?type={of_type}")
    data = {"name": "Мерило", "label_en": "Gauge", "type": of_type, "options-0-name": "Да <b>"}

    added = max_.post(AT, data=data if of_type.endswith("select") else {**data, "options-0-name": ""})

    assert form.status_code == 200
    assert added.status_code == 303, added.text
    shown = max_.get("/contacts/new").text
    assert ("Gauge" if person == MAX else "Мерило") in shown
    assert "Да <b>" not in shown
    assert max_.get(AT).status_code == 200


def test_what_is_wrong_is_told_beside_its_field_and_nothing_typed_is_lost(client_of):
    wrong = {"name": " ", "type": "decimal", "help": "Per cent", "custom_0": "five", "label_ru": "x" * 61}

    answer = client_of(MAX).post(AT, data=wrong)

    assert answer.status_code == 422
    for shown in ("Per cent", 'value="five"', 'href="#f-name"'):
        assert shown in answer.text


def test_the_type_is_asked_for_first(client_of):
    page = client_of(MAX).get(f"{AT}/new").text

    for of_type in TYPES:
        assert f"type={of_type}" in page


def test_a_field_is_changed_and_its_values_to_choose_from_keep_their_ids(
    client_of, a_field, a_company, in_scope
):
    field = a_field("select", "Class", choices=("Gold", "Silver"))
    a_company(**{f"_{field.key}": 2})
    data = {
        "name": "Grade", "version": "1", "required": "1",
        "options-0-id": "1", "options-0-name": "Golden", "options-0-place": "2",
        "options-1-id": "2", "options-1-name": "Silver", "options-1-place": "1", "options-1-archived": "1",
        "options-2-name": "Bronze", "options-2-place": "3", "options-3-name": " ",
    }  # fmt: skip

    answer = client_of(MAX).post(f"{AT}/{field.id}", data=data)

    assert answer.status_code == 303, answer.text
    with in_scope(NORTH, read_only=True):
        stored = db.session.get(CustomField, field.id)
        options = [(option["id"], option["name"], option["archived"]) for option in stored.options]
        assert options == [(2, "Silver", True), (1, "Golden", False), (3, "Bronze", False)]
        assert (stored.name, stored.required, stored.version) == ("Grade", True, 2)


def test_a_used_value_goes_only_with_a_decision(client_of, a_field, a_company, custom_of):
    field = a_field("select", "Class", choices=("Gold", "Silver"))
    contact = a_company(**{f"_{field.key}": 2})
    max_, at = client_of(MAX), f"{AT}/{field.id}"

    left_out = max_.post(
        at, data={"name": "Class", "version": "1", "options-0-id": "1", "options-0-name": "Gold"}
    )
    asked = max_.get(f"{at}/removal?option=2").text
    removed = max_.post(f"{at}/removal", data={"option": "2", "replacement_id": "1"})

    assert left_out.status_code == 422
    assert "Records have the value Silver" in left_out.text
    assert "Records that have it: 1" in asked
    assert removed.status_code == 303
    assert custom_of(contact) == {field.key: 1}


def test_a_field_changed_by_somebody_else_meanwhile_is_told(client_of, a_field):
    field = a_field("text", "Code")
    max_ = client_of(MAX)

    first, second = (
        max_.post(f"{AT}/{field.id}", data={"name": name, "version": "1"}) for name in ("A", "B")
    )

    assert (first.status_code, second.status_code) == (303, 412)
    assert 'value="B"' in second.text


def test_a_deleted_field_comes_back_with_its_values(client_of, a_field, a_company, api_of):
    field = a_field("text", "Code", unique=True, in_list=True)
    contact = a_company(**{f"_{field.key}": "A1"})
    max_, api = client_of(MAX), api_of(ALICE)

    deleted = max_.post(f"{AT}/{field.id}/deletion", follow_redirects=True).text
    gone = api.get(f"/api/v1/contacts/{contact}").json["custom"]
    max_.post(f"{AT}/{field.id}/restoration")

    assert f"{AT}/{field.id}/restoration" in deleted
    assert gone == {}
    assert api.get(f"/api/v1/contacts/{contact}").json["custom"] == {field.key: "A1"}
    again = api.post("/api/v1/contacts", json={"kind": "company", "name": "x", "custom": {field.key: "a1"}})
    assert again.json["errors"] == {f"custom.{field.key}": "Already used: Romashka"}


def test_fields_are_ordered_and_put_into_sections_by_buttons_and_by_dragging(client_of, a_field, fields_now):
    ids = [a_field("text", name).id for name in ("One", "Two", "Three")]
    max_ = client_of(MAX)

    max_.post("/settings/field-sections", data={"name": "Terms"})
    max_.post(f"{AT}/{ids[2]}/place", data={"to": "0"})
    max_.post(f"{AT}/{ids[0]}/place", data={"section_id": "2"})
    by_buttons = fields_now()
    max_.post(f"{AT}/order", data={"layout": f"0:{ids[1]},999999,x;2:{ids[2]},{ids[0]},{ids[0]};77:5;;:"})

    assert by_buttons == [("Three", None), ("Two", None), ("One", "Terms")]
    assert fields_now() == [("Two", None), ("Three", "Terms"), ("One", "Terms")]


def test_a_deleted_section_leaves_its_fields_and_comes_back_with_them(client_of, a_field, fields_now):
    field = a_field("text", "One")
    max_ = client_of(MAX)
    max_.post("/settings/field-sections", data={"name": "Terms"})
    max_.post(f"{AT}/{field.id}/place", data={"section_id": "2"})

    max_.post("/settings/field-sections/2/deletion")
    without = max_.get("/contacts/new").text
    max_.post("/settings/field-sections/2/restoration")

    assert "<h2>Terms" not in without
    assert f"custom_{field.id}" in without
    assert "<h2>Terms" in max_.get("/contacts/new").text


def test_the_preview_shows_the_field_as_it_is_typed_so_far(client_of, a_field):
    a_field("text", "Beside")

    answer = client_of(MAX).post(
        f"{AT}/preview",
        data={"type": "select", "name": "Class & <b>", "options-0-name": "Gold", "help": "Why"},
    )

    for shown in ("Class &amp; &lt;b&gt;", "Gold", "Why", "Beside"):
        assert shown in answer.text
    assert "<!doctype" not in answer.text.lower()


def test_the_way_from_the_form_of_a_contact_leads_back_and_keeps_its_draft(client_of, a_field):
    max_ = client_of(MAX)
    link = re.search(r'href="(/settings/fields/new\?[^"]+)"', max_.get("/contacts/new").text)[1]
    form = max_.get(f"{AT}/new?type=text&next=/contacts/new").text

    added = max_.post(f"{AT}?next=/contacts/new", data={"type": "text", "name": "Code"})
    back = max_.get(added.location).text

    assert "next=/contacts/new" in link.replace("%2F", "/")
    assert "data-keeps-draft" in max_.get("/contacts/new").text
    assert 'data-draft="field' not in form
    assert added.location == "/contacts/new"
    assert 'data-kind="info"' in back
    assert 'data-kind="ok"' not in back, "an ok toast would drop the contact's draft"
    assert "settings/fields/new" not in client_of(ALICE).get("/contacts/new").text


def test_another_type_is_shown_before_it_is_done(client_of, a_field, a_company, custom_of):
    field = a_field("text", "Own")
    good, bad = a_company(**{f"_{field.key}": "5"}), a_company("Lilia", **{f"_{field.key}": "five"})
    max_, at = client_of(MAX), f"{AT}/{field.id}/type"

    shown = max_.get(f"{at}?type=integer").text
    refused = max_.post(at, data={"type": "integer"})
    done = max_.post(at, data={"type": "integer", "unfit": "clear"})

    assert "Lilia" in shown
    assert "five" in shown
    assert refused.status_code == 422
    assert "Nothing was changed." in refused.text
    assert done.status_code == 303
    assert (custom_of(good), custom_of(bad)) == ({field.key: 5}, {})


@pytest.mark.parametrize(("flag", "of_type"), [("unique", "money"), ("filterable", "long_text")])
def test_flags_that_a_type_cannot_bear_are_refused(client_of, flag, of_type):
    answer = client_of(MAX).post(AT, data={"type": of_type, "name": "Own", flag: "1"})

    assert answer.status_code == 422


def test_records_that_share_a_value_keep_their_field_from_becoming_unique(client_of, a_field, a_company):
    field = a_field("text", "Code")
    for _n in range(2):
        a_company(**{f"_{field.key}": "A1"})

    answer = client_of(MAX).post(f"{AT}/{field.id}", data={"name": "Code", "version": "1", "unique": "1"})

    assert answer.status_code == 422
    assert "1 record has a value that another one has, too. Change it first." in answer.text


def test_the_list_takes_at_most_three_fields(client_of, a_field):
    for number in range(3):
        a_field("text", f"Field {number}", in_list=True)

    answer = client_of(MAX).post(AT, data={"type": "text", "name": "Fourth", "in_list": "1"})

    assert "The list shows at most 3 fields of your own." in answer.text
