"""By what rows are known again: external ids, own unique fields, names with companies."""

import pytest
from sqlalchemy import func, select

from crm.contacts.models.contact import Contact
from crm.fields.models import UniqueValue
from crm.kernel.db import db
from tests.kit.cast import MAX, NORTH, OLGA

PEOPLE = """Last name,First name,Company,External ID,Number
Zimin,Oleg,Zavod,A-1,100
Zuev,Ilya,Zavod,A-2,200
"""


@pytest.fixture
def field(api_of):
    """A field whose value only one contact can have."""
    made = api_of(MAX).post(
        "/api/v1/fields",
        json={"record": "contact", "type": "text", "name": "Number", "unique": True, "filterable": True},
    )
    assert made.status_code == 201, made.text
    return made.json["id"]


def imported(journey, content, **chosen):
    """Import the file to its end; returns the page of its check."""
    way = journey()
    way.upload(content)
    page = way.check(**chosen)
    way.run()
    return page


def number_of(in_scope, last_name):
    """How many contacts there are of this name."""
    with in_scope(NORTH, read_only=True):
        return db.session.scalar(select(func.count()).where(Contact.last_name == last_name))


@pytest.mark.promise("IMP-3")
@pytest.mark.parametrize("key", ["external_id", "name"])
def test_rows_are_known_again_by_the_key_that_was_chosen(journey, in_scope, key):
    targets = ["last_name", "first_name", "company", "external_id", ""]
    imported(journey, PEOPLE, targets__=targets, keys__=[key])
    page = imported(journey, PEOPLE, targets__=targets, keys__=[key])

    assert "Already there, not added" in page
    assert number_of(in_scope, "Zimin") == 1


@pytest.mark.promise("IMP-3")
def test_without_a_key_that_the_row_has_it_is_added_once_more(journey, in_scope):
    targets = ["last_name", "first_name", "company", "external_id", ""]
    imported(journey, PEOPLE, targets__=targets, keys__=["external_id"])
    imported(journey, PEOPLE, targets__=targets, keys__=["email"])

    assert number_of(in_scope, "Zimin") == 2


@pytest.mark.promise("IMP-3", "CON-4")
def test_an_own_unique_field_is_a_key_and_its_values_are_held(journey, in_scope, field):
    targets = ["last_name", "first_name", "", "", f"field:{field}"]
    imported(journey, PEOPLE, targets__=targets, keys__=[f"field:{field}"])
    page = imported(journey, PEOPLE, targets__=targets, keys__=[f"field:{field}"])

    assert "Already there, not added" in page
    assert number_of(in_scope, "Zuev") == 1
    with in_scope(NORTH, read_only=True):
        assert sorted(db.session.scalars(select(UniqueValue.value))) == ["100", "200"]


@pytest.mark.promise("CON-4", "IMP-4")
def test_a_value_that_another_contact_holds_makes_the_row_faulty(journey, in_scope, api_of, field):
    held = api_of(OLGA).post(
        "/api/v1/contacts",
        json={"kind": "person", "last_name": "Other", "first_name": "One", "custom": {str(field): "100"}},
    )
    assert held.status_code == 201, held.text
    targets = ["last_name", "first_name", "", "", f"field:{field}"]
    page = imported(journey, PEOPLE, targets__=targets, keys__=["email"])

    assert "Another record has this value already." in page
    assert number_of(in_scope, "Zimin") == 0
    assert number_of(in_scope, "Zuev") == 1


@pytest.mark.promise("IMP-3")
def test_of_rows_with_the_same_unique_value_the_first_counts(journey, in_scope, field):
    twice = PEOPLE.replace("200", "100")
    targets = ["last_name", "first_name", "", "", f"field:{field}"]
    page = imported(journey, twice, targets__=targets, keys__=["email"])

    assert "The same as row 2" in page
    assert number_of(in_scope, "Zuev") == 0


@pytest.mark.promise("IMP-2")
def test_fields_that_are_required_or_have_a_default_hold_for_files_too(journey, in_scope, api_of):
    for asked in (
        {"name": "Segment", "default": "retail"},
        {"name": "Code", "required": True},
    ):
        made = api_of(MAX).post("/api/v1/fields", json={"record": "contact", "type": "text", **asked})
        assert made.status_code == 201, made.text
    code = made.json["id"]
    content = PEOPLE.replace(",200", ",")
    page = imported(journey, content, targets__=["last_name", "first_name", "", "", f"field:{code}"])

    assert "Fill this in." in page
    assert number_of(in_scope, "Zuev") == 0
    with in_scope(NORTH, read_only=True):
        custom = db.session.scalar(select(Contact.custom).where(Contact.last_name == "Zimin"))
        assert sorted(custom.values()) == ["100", "retail"]


@pytest.mark.promise("ACC-4", "IMP-2")
def test_all_contacts_of_a_file_can_be_restricted(journey, in_scope):
    imported(journey, PEOPLE, restricted="1", companies="leave")

    with in_scope(NORTH, read_only=True):
        rows = select(Contact.restricted, Contact.principals).where(Contact.last_name.in_(["Zimin", "Zuev"]))
        assert [(one, [name[0] for name in names]) for one, names in db.session.execute(rows)] == [
            (True, ["u"]), (True, ["u"])
        ]  # fmt: skip
