"""Another type for a field: no value is lost without being told before (CON-4)."""

import re

import pytest
from sqlalchemy import select

from crm.fields.actions import sweeps
from crm.fields.actions.conversions import CONVERSIONS
from crm.fields.actions.converting import convert_field, previewed
from crm.fields.forms import ConversionShape
from crm.fields.models import FIELD_TYPES, CustomField
from crm.journal.actions import undo
from crm.journal.models import Act
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.runs import Run
from tests.kit.cast import ALICE, BOB, MAX, NORTH, SEVER

pytestmark = pytest.mark.promise("CON-4")


@pytest.fixture
def convert(in_scope, actor_of):
    """Convert a field as Max and commit; a refusal is raised."""

    def act(field, to, *, unfit="refuse", at=NORTH):
        with in_scope(at):
            shape = ConversionShape(type=to, unfit=unfit)
            return convert_field(db.session.get(CustomField, field.id), shape, by=actor_of(MAX.at(at)))

    return act


GOOD = [
    ("text", "One", "long_text", "One"),
    ("text", "12.5", "decimal", "12.5"),
    ("text", "1,200", "integer", 1200),
    ("text", "22.11.2026", "date", "2026-11-22"),
    ("text", "yes", "yes_no", True),
    ("text", "Gold", "select", 1),
    ("text", "7", "select", 1),
    ("text", "Gold", "multi_select", [1]),
    ("text", "example.com", "url", "https://example.com"),
    ("text", "+7 916 123-45-67", "phone", "+79161234567"),
    ("long_text", "a@example.com", "email", "a@example.com"),
    ("integer", 5, "decimal", "5"),
    ("integer", 5, "money", {"amount": "5.00", "currency": "USD"}),
    ("decimal", "1234", "integer", 1234),
    ("decimal", "1234.5", "text", "1,234.5"),
    ("money", {"amount": "5", "currency": "EUR"}, "text", "€5.00"),
    ("date", "2026-11-22", "text", "22 Nov 2026"),
    ("datetime", "2026-07-01T12:30:00Z", "text", "1 Jul 2026, 13:30"),
    ("yes_no", True, "text", "Yes"),
    ("select", 2, "multi_select", [2]),
    ("select", 2, "text", "Silver"),
    ("multi_select", [1, 2], "text", "Gold, Silver"),
    ("multi_select", [2], "select", 2),
    ("user", BOB.id, "text", "Bob"),
]


@pytest.mark.parametrize(("before", "value", "to", "after"), GOOD)
def test_values_become_ones_of_the_new_type(a_field, a_company, convert, custom_of, before, value, to, after):
    choices = ("Gold", "Silver") if before.endswith("select") else ()
    field = a_field(before, "Own", choices=choices)
    contact = a_company(**{f"_{field.key}": value})

    assert convert(field, to) is None

    assert custom_of(contact) == {field.key: after}


def test_every_type_can_become_only_what_is_listed(a_field, a_company, convert, custom_of):
    field = a_field("date", "Own")
    contact = a_company(**{f"_{field.key}": "2026-11-22"})

    for to in set(FIELD_TYPES) - set(CONVERSIONS["date"]) - {"date"}:
        with pytest.raises(Invalid) as refused:
            convert(field, to)
        assert str(refused.value.fields["type"]) == "1 record has a value that can't become one of this type."
    assert custom_of(contact) == {field.key: "2026-11-22"}


def test_a_field_that_no_record_has_takes_any_type(a_field, convert, in_scope):
    field = a_field("contact", "Own")

    convert(field, "date")

    with in_scope(NORTH, read_only=True):
        assert db.session.get(CustomField, field.id).type == "date"


def test_while_one_value_does_not_fit_nothing_changes(a_field, a_company, convert, custom_of, in_scope):
    field = a_field("text", "Own")
    good, bad = a_company(**{f"_{field.key}": "5"}), a_company(**{f"_{field.key}": "five"})

    with pytest.raises(Invalid) as refused:
        convert(field, "integer")

    assert str(refused.value.fields["type"]) == "1 value doesn't fit the new type. Nothing was changed."
    assert (custom_of(good), custom_of(bad)) == ({field.key: "5"}, {field.key: "five"})


def test_what_is_given_up_stands_in_the_journal_and_comes_back(
    a_field, a_company, convert, custom_of, in_scope, actor_of
):
    field = a_field("text", "Own")
    good, bad = a_company(**{f"_{field.key}": "5"}), a_company(**{f"_{field.key}": "five"})

    convert(field, "integer", unfit="clear")
    converted = custom_of(good), custom_of(bad)
    with in_scope(NORTH):
        act = db.session.scalar(select(Act).where(Act.kind == "fields.converted"))
        undo(act, by=actor_of(MAX))

    assert converted == ({field.key: 5}, {})
    with in_scope(NORTH, read_only=True):
        assert db.session.get(CustomField, field.id).type == "text"


@pytest.mark.promise("CON-19")
@pytest.mark.parametrize("person", [MAX, MAX.at(SEVER)], ids=str)
def test_the_toast_gives_the_type_and_the_values_back(a_field, client_of, in_scope, api_of, person):
    field = a_field("text", "Own", at=person.business)
    alice, at = api_of(ALICE.at(person.business)), "/api/v1/contacts"
    body = {"kind": "company", "name": "Romashka", "custom": {field.key: "5"}}
    contact = f"{at}/{alice.post(at, json=body).json['id']}"
    max_ = client_of(person)

    converted = max_.post(
        f"/settings/fields/{field.id}/type", data={"type": "integer"}, follow_redirects=True
    )
    between = alice.get(contact).json["custom"]
    (undo,) = re.findall(r'action="(/acts/\d+/undoing)"', converted.text)
    undone = max_.post(undo, follow_redirects=True)

    assert between == {field.key: 5}
    assert alice.get(contact).json["custom"] == {field.key: "5"}
    with in_scope(person.business, read_only=True):
        assert db.session.get(CustomField, field.id).type == "text"
    assert ("Type of a field changed" if person == MAX else "Тип поля изменён") in undone.text


def test_values_in_the_bin_are_converted_too(a_field, a_company, convert, custom_of, api_of, client_of):
    field = a_field("integer", "Own")
    contact = a_company(**{f"_{field.key}": 5})
    api_of(ALICE).delete(f"/api/v1/contacts/{contact}")

    convert(field, "decimal")

    client_of(ALICE).post(f"/bin/contact/{contact}/restoration")
    assert custom_of(contact) == {field.key: "5"}


def test_texts_become_values_to_choose_from(a_field, a_company, convert, custom_of, in_scope, actor_of):
    field = a_field("text", "Own")
    contacts = [a_company(**{f"_{field.key}": text}) for text in ("Gold", "silver", "Silver", "7")]

    with in_scope(NORTH, read_only=True):
        shown = previewed(db.session.get(CustomField, field.id), "select", by=actor_of(MAX))
    convert(field, "select")

    assert list(shown.options) == ["7", "Gold", "Silver"] or list(shown.options) == ["7", "Gold", "silver"]
    assert [custom_of(contact)[field.key] for contact in contacts] == [2, 3, 3, 1]


def test_the_preview_tells_what_fits_and_names_only_what_one_sees(a_field, a_company, in_scope, actor_of):
    field = a_field("text", "Own")
    for text in ("5", "6", "five"):
        a_company(f"Company {text}", **{f"_{field.key}": text})

    with in_scope(NORTH, read_only=True):
        stored = db.session.get(CustomField, field.id)
        seen, unseen = (previewed(stored, "integer", by=actor_of(person)) for person in (MAX, BOB))

    assert (seen.holders, seen.fits, seen.unfit, seen.whole) == (3, 2, 1, True)
    assert [(title, text) for title, _url, text in seen.examples] == [("Company five", "five")]
    assert (unseen.unfit, list(unseen.examples)) == (1, [])


@pytest.fixture
def tiny_parts(monkeypatch):
    """Sweeps that go on in the background from three records on, two at a time."""
    monkeypatch.setattr(sweeps, "AT_ONCE", 2)
    monkeypatch.setattr(sweeps, "PART", 2)


def test_many_values_are_converted_in_the_background(
    a_field, a_company, convert, custom_of, in_scope, run_jobs, tiny_parts, facts_of
):
    field = a_field("text", "Own", filterable=True)
    contacts = [a_company(**{f"_{field.key}": str(number)}) for number in range(5)]

    run = convert(field, "integer")
    run_jobs()

    assert [custom_of(contact) for contact in contacts] == [{field.key: number} for number in range(5)]
    with in_scope(NORTH, read_only=True):
        done = db.session.get(Run, run.id)
        assert (done.state, done.done, done.total) == ("done", 10, 10)
        assert done.report == {"fits": 5, "unfit": 0, "converted": 5}
    names = [type(fact).__name__ for fact in facts_of()]
    assert names.count("FieldConverted") == 1
    assert names.count("FieldValuesRewritten") == 3


def test_a_refusal_in_the_background_changes_nothing_and_is_told(
    a_field, a_company, convert, custom_of, in_scope, run_jobs, tiny_parts
):
    field = a_field("text", "Own")
    contacts = [a_company(**{f"_{field.key}": text}) for text in ("1", "2", "three", "4", "five")]

    run = convert(field, "integer")
    run_jobs()

    assert [custom_of(contact)[field.key] for contact in contacts] == ["1", "2", "three", "4", "five"]
    with in_scope(NORTH, read_only=True):
        assert db.session.get(CustomField, field.id).type == "text"
        done = db.session.get(Run, run.id)
        assert (done.state, done.report) == ("failed", {"fits": 3, "unfit": 2})


def test_texts_are_written_in_the_workspaces_language_whoever_converts(
    a_field, a_company, convert, custom_of, api_of
):
    field = a_field("decimal", "Own", at=SEVER)
    contact = a_company(of=ALICE.at(SEVER), **{f"_{field.key}": "1234.5"})

    convert(field, "text", at=SEVER)

    assert custom_of(contact, SEVER) == {field.key: "1 234,5"}
