"""What flags do to values: required, unique, default, for whom, shown in the list, found by the search."""

import threading

import pytest
from sqlalchemy import select

from crm.contacts.models.contact import Contact
from crm.fields.models import CustomField, UniqueValue
from crm.kernel.db import db
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, SEVER, Standing

pytestmark = pytest.mark.promise("CON-4")
COMPANY = {"kind": "company", "name": "Romashka"}
PERSON = {"kind": "person", "first_name": "Ivan", "last_name": "Petrov"}


def add(api, **custom):
    """A company of Alice's with these custom values."""
    answer = api.post("/api/v1/contacts", json={**COMPANY, "custom": custom})
    assert answer.status_code == 201, answer.json
    return answer.json["id"]


def test_a_required_field_is_asked_for_in_a_new_record(a_field, api_of, client_of):
    key = a_field("text", "Code", required=True).key

    by_api = api_of(ALICE).post("/api/v1/contacts", json=COMPANY)
    by_page = client_of(ALICE).post("/contacts", data={**COMPANY, f"custom_{key}": " "})

    assert by_api.json["errors"] == {f"custom.{key}": "Fill this in."}
    assert by_page.status_code == 422
    assert f'id="f-custom_{key}-error"' in by_page.text


def test_a_field_that_becomes_required_stops_nobody_who_changes_something_else(a_field, api_of, client_of):
    contact = add(api_of(ALICE))
    key = a_field("text", "Code", required=True).key
    api, at = api_of(ALICE), f"/api/v1/contacts/{contact}"

    assert api.patch(at, json={"name": "Lilia"}).status_code == 200
    assert api.patch(at, json={"custom": {key: None}}).status_code == 422
    by_form = {**COMPANY, f"custom_{key}": "", "version": "2"}
    assert client_of(ALICE).post(f"/contacts/{contact}", data=by_form).status_code == 422
    assert (
        client_of(ALICE).post(f"/contacts/{contact}", data={**by_form, f"custom_{key}": "A1"}).status_code
        == 303
    )


def test_what_is_not_sent_stays_and_null_clears(a_field, api_of):
    one, two = a_field("text", "One").key, a_field("integer", "Two").key
    api = api_of(ALICE)
    at = f"/api/v1/contacts/{add(api, **{one: 'a', two: 5})}"

    assert api.patch(at, json={"custom": {one: "b"}}).json["custom"] == {one: "b", two: 5}
    assert api.patch(at, json={"name": "Lilia"}).json["custom"] == {one: "b", two: 5}
    assert api.patch(at, json={"custom": {one: None}}).json["custom"] == {two: 5}
    assert api.patch(at, json={"custom": {two: ""}}).json["custom"] == {}
    assert api.patch(at, json={"custom": None}).status_code == 422


def test_a_change_of_values_is_a_change_of_the_contact_and_told_by_field(a_field, api_of, facts_of):
    key = a_field("text", "Code").key
    api = api_of(ALICE)
    at = f"/api/v1/contacts/{add(api)}"

    first = api.patch(at, json={"custom": {key: "a"}})
    again = api.patch(at, json={"custom": {key: " a "}})

    assert (first.json["version"], again.json["version"]) == (2, 2)
    assert facts_of()[-1].fields == [f"custom.{key}"]


def test_there_is_no_other_field(a_field, api_of):
    a_field("text", "Code")

    for key in ("999999", "Code", "", "x" * 20, "01"):
        answer = api_of(ALICE).post("/api/v1/contacts", json={**COMPANY, "custom": {key: "a"}})
        assert answer.json["errors"] == {f"custom.{key}": "There is no such field."}


@pytest.mark.parametrize("given", [[], "text", 5, {"x" * 21: 1}, {str(n): 1 for n in range(201)}])
def test_custom_is_an_object_of_bounded_size(api_of, given):
    answer = api_of(ALICE).post("/api/v1/contacts", json={**COMPANY, "custom": given})

    assert answer.status_code == 422


def test_a_field_of_people_is_not_one_of_companies(a_field, api_of, client_of):
    key = a_field("text", "Hobby", applies="person").key
    api = api_of(ALICE)

    refused = api.post("/api/v1/contacts", json={**COMPANY, "custom": {key: "chess"}})
    taken = api.post("/api/v1/contacts", json={**PERSON, "custom": {key: "chess"}})
    switched = api.patch(f"/api/v1/contacts/{taken.json['id']}", json=COMPANY)

    assert refused.json["errors"] == {f"custom.{key}": "Only people have this field."}
    assert switched.json["custom"] == {key: "chess"}, "what was known of the person is kept"
    assert "chess" not in client_of(ALICE).get(f"/contacts/{taken.json['id']}").text
    form = client_of(ALICE).post(
        "/contacts", data={**COMPANY, "name": "Vasilyok", f"custom_{key}": "chess"}, follow_redirects=True
    )
    assert form.status_code == 200


def test_a_default_fills_what_is_not_given(a_field, api_of, client_of):
    key = a_field("decimal", "Discount", default="2,5").key
    api = api_of(ALICE)

    assert api.post("/api/v1/contacts", json=COMPANY).json["custom"] == {key: "2.5"}
    assert api.post("/api/v1/contacts", json={**COMPANY, "custom": {key: None}}).json["custom"] == {}
    assert 'value="2.5"' in client_of(ALICE).get("/contacts/new").text


def test_a_unique_value_is_refused_the_second_time_and_names_a_visible_holder_only(
    a_field, api_of, client_of
):
    key = a_field("text", "Number", unique=True).key
    holder = add(api_of(ALICE), **{key: "А-1 Ёлка"})

    seen = api_of(ALICE).post("/api/v1/contacts", json={**COMPANY, "custom": {key: " а-1  елка"}})
    unseen = api_of(CAROL).post("/api/v1/contacts", json={**COMPANY, "custom": {key: "А-1 ЁЛКА"}})
    by_form = client_of(CAROL).post("/contacts", data={**COMPANY, f"custom_{key}": "А-1 Ёлка"})
    own = api_of(ALICE).patch(f"/api/v1/contacts/{holder}", json={"custom": {key: "А-1 елка"}})

    assert seen.json["errors"] == {f"custom.{key}": "Already used: Romashka"}
    assert unseen.json["errors"] == {f"custom.{key}": "Another record has this value already."}
    assert by_form.status_code == 422
    assert "Another record has this value already." in by_form.text
    assert own.status_code == 200


def test_a_unique_value_comes_free_when_it_changes_and_in_the_bin(a_field, api_of, client_of):
    key = a_field("email", "Login", unique=True).key
    api = api_of(ALICE)
    one = add(api, **{key: "a@example.com"})

    assert api.patch(f"/api/v1/contacts/{one}", json={"custom": {key: "b@example.com"}}).status_code == 200
    two = add(api, **{key: "A@example.com"})
    assert api.delete(f"/api/v1/contacts/{two}").status_code == 204
    three = add(api, **{key: "a@example.com"})
    assert "leave_out" in client_of(ALICE).post(f"/bin/contact/{two}/restoration", follow_redirects=True).text
    assert api.patch(f"/api/v1/contacts/{three}", json={"custom": {key: None}}).status_code == 200
    assert client_of(ALICE).post(f"/bin/contact/{two}/restoration").location == f"/contacts/{two}"
    answer = api.patch(f"/api/v1/contacts/{three}", json={"custom": {key: "a@example.com"}})
    assert answer.json["errors"] == {f"custom.{key}": "Already used: Romashka"}


def test_of_two_at_the_same_instant_one_gets_the_unique_value(a_field, app, api_of, in_scope):
    key = a_field("integer", "Number", unique=True).key
    statuses = []
    start = threading.Barrier(4)

    def send(person):
        api = api_of(person)
        start.wait()
        statuses.append(api.post("/api/v1/contacts", json={**COMPANY, "custom": {key: 7}}).status_code)

    threads = [threading.Thread(target=send, args=[person]) for person in (ALICE, BOB, CAROL, MAX)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [201, 422, 422, 422]
    with in_scope(NORTH, read_only=True):
        holding = db.session.scalars(select(Contact.id).where(Contact.custom.has_key(key))).all()
        assert db.session.scalars(select(UniqueValue.record_id)).all() == holding


def test_a_hidden_contact_has_no_name_and_stays(a_field, api_of, client_of):
    key = a_field("contact", "Recommended by").key
    shared = (
        api_of(MAX)
        .post(
            "/api/v1/contacts",
            json={**COMPANY, "sharing": "write", "custom": {key: int(Standing.OTHER_GROUPS)}},
        )
        .json["id"]
    )
    api, alice, at = api_of(ALICE), client_of(ALICE), f"/api/v1/contacts/{shared}"

    assert api.get(at).json["custom"] == {key: "hidden"}
    assert api_of(CAROL).get(at).json["custom"] == {key: int(Standing.OTHER_GROUPS)}
    assert "hidden contact" in alice.get(f"/contacts/{shared}").text
    assert "Other Groups" not in alice.get(f"/contacts/{shared}/edit").text

    assert api.patch(at, json={"custom": {key: "hidden"}, "name": "Lilia"}).status_code == 200
    form = {**COMPANY, f"custom_{key}": "hidden contact", "version": "2"}
    assert alice.post(f"/contacts/{shared}", data=form).status_code == 303
    assert api_of(CAROL).get(at).json["custom"] == {key: int(Standing.OTHER_GROUPS)}

    for hidden in (Standing.OTHER_GROUPS, Standing.COLLEAGUES, Standing.RANDOM):
        answer = api.patch(at, json={"custom": {key: int(hidden)}})
        assert answer.json["errors"] == {
            f"custom.{key}": "There is no such contact, or you have no access to it."
        }
    assert api.patch(at, json={"custom": {key: None}}).json["custom"] == {}


def test_a_user_who_has_left_stays_where_they_stand(a_field, api_of, client_of, in_scope):
    key = a_field("user", "Lawyer").key
    contact = add(api_of(ALICE), **{key: BOB.id})
    client_of(MAX).post(f"/settings/users/{BOB.id}/deactivation", data={"heir_id": str(MAX.id)})
    api = api_of(ALICE)

    kept = api.patch(f"/api/v1/contacts/{contact}", json={"custom": {key: BOB.id}, "name": "Lilia"})
    new = api.post("/api/v1/contacts", json={**COMPANY, "custom": {key: BOB.id}})
    form = client_of(ALICE).get(f"/contacts/{contact}/edit").text

    assert kept.json["custom"] == {key: BOB.id}
    assert new.json["errors"] == {f"custom.{key}": "Choose somebody who works here."}
    assert f'<option value="{BOB.id}" selected>Bob</option>' in form
    assert "Bob" in client_of(ALICE).get(f"/contacts/{contact}").text


def test_an_archived_option_stays_where_it_stands_and_is_offered_nowhere_else(
    a_field, api_of, client_of, in_scope
):
    options = [{"name": "Gold"}, {"name": "Silver", "labels": {"ru": "Серебро"}}]
    field = a_field("select", "Class", options=options)
    contact = add(api_of(ALICE), **{field.key: 2})
    with in_scope(NORTH):
        stored = db.session.get(CustomField, field.id)
        stored.options = [{**option, "archived": option["id"] == 2} for option in stored.options]
    api = api_of(ALICE)

    assert api.patch(f"/api/v1/contacts/{contact}", json={"custom": {field.key: 2}}).status_code == 200
    refused = api.post("/api/v1/contacts", json={**COMPANY, "custom": {field.key: 2}})
    assert refused.json["errors"] == {
        f"custom.{field.key}": "This value is no longer in use. Choose another one."
    }
    assert "Silver" not in client_of(ALICE).get("/contacts/new").text
    assert "Silver" in client_of(ALICE).get(f"/contacts/{contact}/edit").text
    assert "Silver" in client_of(ALICE).get(f"/contacts/{contact}").text


def test_texts_that_are_flagged_are_found_by_the_search(a_field, api_of):
    found, unfound = a_field("text", "Code", filterable=True).key, a_field("text", "Remark").key
    add(api_of(ALICE), **{found: "Крыжовник-7", unfound: "Облепиха"})

    names = {q: len(api_of(ALICE).get(f"/api/v1/contacts?q={q}").json["items"]) for q in ("крыж", "облеп")}

    assert names == {"крыж": 1, "облеп": 0}


def test_who_may_only_read_sees_values_and_changes_none(a_field, api_of, client_of):
    key = a_field("text", "Code", in_list=True).key
    contact = (
        api_of(MAX)
        .post("/api/v1/contacts", json={**COMPANY, "sharing": "read", "custom": {key: "Kiwi-7"}})
        .json["id"]
    )

    assert api_of(NED).get(f"/api/v1/contacts/{contact}").json["custom"] == {key: "Kiwi-7"}
    assert "Kiwi-7" in client_of(NED).get("/contacts").text
    assert api_of(NED).patch(f"/api/v1/contacts/{contact}", json={"custom": {key: "x"}}).status_code == 403


def test_the_page_of_the_list_takes_as_many_statements_with_many_contacts(
    a_field, api_of, client_of, count_queries
):
    user, contact = (a_field(name, in_list=True).key for name in ("user", "contact"))
    api, alice = api_of(ALICE), client_of(ALICE)

    def statements():
        with count_queries() as sent:
            assert alice.get("/contacts").status_code == 200
        return len(sent)

    first = add(api, **{user: BOB.id, contact: int(Standing.OWN)})
    few = statements()
    for _n in range(20):
        add(api, **{user: CAROL.id, contact: first})

    assert statements() == few


def test_labels_and_options_are_told_in_the_readers_language(a_field, api_of, client_of):
    options = [{"name": "Gold", "labels": {"ru": "Золото"}}]
    field = a_field("select", "Class", at=SEVER, labels={"ru": "Класс"}, options=options, in_list=True)
    alice = ALICE.at(SEVER)
    contact = api_of(alice).post("/api/v1/contacts", json={**COMPANY, "custom": {field.key: 1}}).json["id"]

    for path in ("/contacts/new", f"/contacts/{contact}", "/contacts?q=romashka"):
        page = client_of(alice).get(path).text
        assert "Класс" in page
        assert "Золото" in page
