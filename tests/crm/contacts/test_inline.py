"""Fields edited in place on the profile, with script and without."""

import re

import pytest

from crm.contacts.facts import ContactEdited
from tests.kit.cast import ALICE, MAX, NED, NORTH, OLGA, SEVER, Standing

PART = {"HX-Request": "true"}


def _seen(page):
    return re.search(r'name="seen" value="(\w+)"', page)[1]


@pytest.mark.parametrize(
    ("field", "typed", "shown"),
    [
        ("source", {"source": "Exhibition"}, "Exhibition"),
        ("external_id", {"external_id": "C-17"}, "C-17"),
        ("language", {"language": "ru"}, "Russian"),
        ("currency", {"currency": "EUR"}, "Euro"),
        ("born_on", {"born_on": "1984-02-29"}, "29 Feb 1984"),
        ("description", {"description": "Calls at noon"}, "Calls at noon"),
        ("phone", {"comms-1000-kind": "phone", "comms-1000-value": "+7 916 123-45-67"}, "+7 916 123-45-67"),
        ("address", {"comms-5000-kind": "address", "comms-5000-city": "Moscow"}, "Moscow"),
    ],
)
def test_one_field_is_edited_in_place_and_nothing_else_changes(
    client_of, a_contact, facts_of, field, typed, shown
):
    contact = a_contact(managers=[ALICE], comms=[{"kind": "email", "value": "ivan@example.com"}])
    alice, at = client_of(ALICE), f"/contacts/{contact.id}/fields/{field}"

    form = alice.get(at, headers=PART).text
    saved = alice.post(at, data={"kind": "person", **typed, "seen": _seen(form)}, headers=PART)

    assert saved.status_code == 200
    assert "<html" not in form + saved.text
    assert shown in saved.text
    assert "Saved" in saved.text
    assert "ivan@example.com" in alice.get(f"/contacts/{contact.id}").text
    assert isinstance(facts_of(NORTH)[-1], ContactEdited)


@pytest.mark.parametrize(
    ("field", "typed", "shown"),
    [
        ("job_title", {"job_title": "Director"}, "Director"),
        ("names", {"last_name": "Sidorov", "first_name": "Ivan"}, "Ivan Sidorov"),
        ("type_id", {"type_id": "2"}, "Supplier"),
    ],
)
def test_a_field_of_the_head_brings_the_page_anew(client_of, a_contact, field, typed, shown):
    contact = a_contact(managers=[ALICE])
    alice, at = client_of(ALICE), f"/contacts/{contact.id}/fields/{field}"
    seen = _seen(alice.get(at, headers=PART).text)

    saved = alice.post(at, data={"kind": "person", **typed, "seen": seen}, headers=PART)
    page = alice.get(saved.headers["HX-Redirect"]).text

    assert (saved.status_code, saved.text) == (204, "")
    assert shown in page
    assert "Undo" in page


@pytest.mark.promise("CON-4")
def test_a_workspaces_own_field_is_edited_in_place_by_the_same_rules(client_of, api_of, a_contact, a_field):
    field = a_field("integer", "Shops")
    contact = a_contact(managers=[ALICE])
    alice, at = client_of(ALICE), f"/contacts/{contact.id}/fields/own-{field.key}"
    seen, name = _seen(alice.get(at, headers=PART).text), f"custom_{field.key}"

    wrong = alice.post(at, data={"kind": "person", name: "many", "seen": seen}, headers=PART)
    saved = alice.post(at, data={"kind": "person", name: "14", "seen": seen}, headers=PART)

    assert (wrong.status_code, 'value="many"' in wrong.text) == (422, True)
    assert (saved.status_code, "<p>14</p>" in saved.text) == (200, True)
    assert api_of(ALICE).get(f"/api/v1/contacts/{contact.id}").json["custom"] == {field.key: 14}
    assert alice.get(f"/contacts/{contact.id}/fields/own-{int(field.key) + 1}").status_code == 404


def test_without_script_the_field_has_a_page_of_its_own(client_of, a_contact):
    contact = a_contact(managers=[ALICE])
    alice, at = client_of(ALICE), f"/contacts/{contact.id}/fields/source"

    page = alice.get(at).text
    saved = alice.post(at, data={"source": "Site", "seen": _seen(page)}, follow_redirects=True)

    assert "<html" in page
    assert saved.request.path == f"/contacts/{contact.id}"
    assert "Site" in saved.text


@pytest.mark.promise("CON-20")
def test_what_somebody_else_wrote_meanwhile_is_shown_first(client_of, a_contact):
    contact = a_contact(managers=[ALICE])
    alice, at = client_of(ALICE), f"/contacts/{contact.id}/fields/source"
    form = alice.get(at, headers=PART).text
    theirs = client_of(MAX)
    theirs.post(at, data={"source": "Theirs", "seen": _seen(theirs.get(at).text)})

    asked = alice.post(at, data={"source": "Mine", "seen": _seen(form)}, headers=PART)
    saved = alice.post(at, data={"source": "Mine", "seen": _seen(asked.text)}, headers=PART)

    assert asked.status_code == 412
    assert "It stands there now: Theirs." in asked.text
    assert 'value="Mine"' in asked.text
    assert (saved.status_code, "Mine" in saved.text) == (200, True)


def test_a_change_of_another_field_is_no_conflict(client_of, a_contact):
    contact = a_contact(managers=[ALICE])
    alice, at = client_of(ALICE), f"/contacts/{contact.id}/fields"
    form = alice.get(f"{at}/source", headers=PART).text
    alice.post(
        f"{at}/job_title", data={"job_title": "Boss", "seen": _seen(alice.get(f"{at}/job_title").text)}
    )

    saved = alice.post(f"{at}/source", data={"source": "Site", "seen": _seen(form)}, headers=PART)

    assert saved.status_code == 200


def test_what_is_wrong_is_told_in_place_and_esc_brings_back_what_stood_there(client_of, a_contact):
    contact = a_contact(managers=[ALICE], source="Site")
    alice, at = client_of(ALICE), f"/contacts/{contact.id}/fields/source"
    seen = _seen(alice.get(at, headers=PART).text)

    wrong = alice.post(at, data={"source": "x" * 61, "seen": seen}, headers=PART)
    back = alice.get(f"{at}?shown=1", headers=PART).text

    assert wrong.status_code == 422
    assert "at most 60 characters" in wrong.text
    assert "x" * 61 in wrong.text
    assert "Site" in back
    assert "<form" not in back


def test_an_emptied_kind_of_ways_to_reach_goes_and_others_stay(client_of, a_contact):
    comms = [{"kind": "email", "value": "a@b.example"}, {"kind": "phone", "value": "+79161234567"}]
    contact = a_contact(managers=[ALICE], comms=comms)
    alice, at = client_of(ALICE), f"/contacts/{contact.id}/fields/email"

    alice.post(at, data={"seen": _seen(alice.get(at).text)})
    profile = alice.get(f"/contacts/{contact.id}").text

    assert "mailto:" not in profile
    assert "+7 916 123-45-67" in profile


def test_the_profile_shows_what_is_known_and_offers_what_is_not(client_of, a_contact):
    contact = a_contact(
        managers=[OLGA.at(SEVER)], at=SEVER, kind="company", name="Ромашка", language="en",
        requisites={"inn": "7707083893", "legal_form": "ООО"},
    )  # fmt: skip

    page = client_of(OLGA.at(SEVER)).get(f"/contacts/{contact.id}").text

    for shown in ("английский", "7707083893", "ООО", f"/contacts/{contact.id}/fields/currency"):
        assert shown in page
    assert f"/contacts/{contact.id}/fields/born_on" not in page


def test_who_may_only_read_is_offered_no_field_to_edit(client_of):
    readable = int(Standing.READABLE)

    assert "/fields/" not in client_of(NED).get(f"/contacts/{readable}").text
    assert client_of(ALICE).get(f"/contacts/{readable}/fields/source").status_code == 403


@pytest.mark.parametrize(
    "field", ["sharing", "manager_ids", "custom", "comms", "id", "search_text", "x" * 300]
)
def test_there_is_no_other_field_to_be_reached(client_of, a_contact, field):
    contact = a_contact(managers=[ALICE])

    assert client_of(ALICE).get(f"/contacts/{contact.id}/fields/{field}").status_code == 404
