"""Of a thousand people anybody can be chosen: pickers offer twenty, and whom one looks for (ACC-3, L10)."""

import re
from typing import Any

import pytest
from sqlalchemy import insert, select

from crm.contacts.models.contact import Contact
from crm.kernel.db import db
from crm.team.models import Group, Role, User, UserRole
from tests.kit.cast import ALICE, BOB, MAX, NED, NORTH, SEVER

pytestmark = pytest.mark.promise("ACC-3", "L10")
LANGUAGES = pytest.mark.parametrize("at", [NORTH, SEVER], ids=["en", "ru"])


@pytest.fixture
def crowd(in_scope):
    """A thousand managers more: ``crowd(at)`` gives the id of the last by name, Яков Королёв."""

    def fill(at: Any) -> int:
        with in_scope(at):
            role_id = db.session.scalar(select(Role.id).where(Role.builtin == "manager"))
            rows = [
                {"name": f"Crowd {n:04}", "email": f"crowd{n}@{at.domain}", "locale": at.locale}
                for n in range(1_000)
            ]
            rows.append({"name": "Яков Королёв", "email": f"jk@{at.domain}", "locale": at.locale})
            ids = list(
                db.session.scalars(insert(User).returning(User.id, sort_by_parameter_order=True), rows)
            )
            db.session.execute(insert(UserRole), [{"user_id": one, "role_id": role_id} for one in ids])
            return ids[-1]

    return fill


def boxes(text, name):
    """The boxes of a picker as (value, whether it is ticked)."""
    found = re.findall(rf'type="checkbox" name="{re.escape(name)}" value="([^"]+)"( checked)?', text)
    return {value: bool(ticked) for value, ticked in found}


def lines(page):
    return re.findall(r'<span class="clip">([^<]*)</span>', page.text)


@LANGUAGES
def test_a_form_offers_twenty_and_says_that_there_are_more(client_of, crowd, at):
    crowd(at)

    page = client_of(ALICE.at(at)).get("/contacts/new").text

    assert len(boxes(page, "manager_ids")) == 21, "whoever is chosen, and twenty"
    assert boxes(page, "manager_ids")[str(ALICE.id)] is True
    assert {"en": "There are more: look for the name", "ru": "Есть и другие: начните вводить имя"}[
        at.locale
    ] in page
    assert len(boxes(page, "readers")) == 20


@pytest.mark.parametrize("asked", ["яков", "Королев", "КОРОЛЁВ яК", "jk@", "королёв"])
def test_anybody_is_found_by_a_part_of_the_name_or_the_address(client_of, crowd, asked):
    last = crowd(NORTH)
    alice = client_of(ALICE)

    managers = alice.get("/contacts/offers/managers", query_string={"q": asked})
    grantees = alice.get("/contacts/offers/grantees", query_string={"q": asked})
    members = client_of(MAX).get("/settings/groups/people", query_string={"q": asked})

    assert list(boxes(managers.text, "")) == [str(last)]
    assert list(boxes(grantees.text, "")) == [f"u{last}"]
    assert list(boxes(members.text, "")) == [str(last)]
    assert lines(managers) == ["Яков Королёв"]
    assert "1 found" in managers.text.replace("\xa0", " ")


def test_what_means_something_to_the_database_means_nothing_here(client_of, crowd):
    crowd(NORTH)

    for asked in ("%", "_", "\\", "' or 1=1 --", "\x00", "\ud800", "x" * 100_000, "‮"):
        answer = client_of(ALICE).get(
            "/contacts/offers/managers", query_string={"q": asked.encode("utf8", "replace")}
        )
        assert answer.status_code == 200
    assert boxes(client_of(ALICE).get("/contacts/offers/managers?q=%25").text, "") == {}


def test_an_answer_holds_twenty_and_says_whether_there_are_more(client_of, crowd):
    crowd(NORTH)

    many = client_of(ALICE).get("/contacts/offers/managers?q=crowd").text
    few = client_of(ALICE).get("/contacts/offers/managers?q=crowd+0007").text

    assert len(boxes(many, "")) == 20
    assert "data-more" in many
    assert len(boxes(few, "")) == 1
    assert "data-more" not in few


def test_observers_and_who_has_left_are_no_managers_but_groups_can_be_granted(client_of, in_scope):
    with in_scope(NORTH):
        db.session.get(User, BOB.id).deactivated_at = db.func.now()
        group_id = db.session.scalar(select(Group.id).where(Group.name == "Sales"))
    alice = client_of(ALICE)

    managers = boxes(alice.get("/contacts/offers/managers").text, "")
    grantees = boxes(alice.get("/contacts/offers/grantees").text, "")

    assert str(ALICE.id) in managers
    assert not {str(NED.id), str(BOB.id)} & set(managers)
    assert {f"g{group_id}", f"u{NED.id}"} <= set(grantees)
    assert f"u{BOB.id}" not in grantees
    assert client_of(NED).get("/contacts/offers/grantees").status_code == 403


@LANGUAGES
def test_without_script_a_press_finds_somebody_and_nothing_typed_is_lost(client_of, crowd, in_scope, at):
    last = crowd(at)
    alice = client_of(ALICE.at(at))
    wish = {"kind": "person", "first_name": "Vera", "last_name": "Zimina", "choose_people": "1",
            "manager_ids": [ALICE.id], "sharing": "private", "readers": f"u{BOB.id}"}  # fmt: skip

    found = alice.post("/contacts", data={**wish, "then": "find", "find": "Королев"})
    added = alice.post("/contacts", data={**wish, "manager_ids": [ALICE.id, last]})

    assert boxes(found.text, "manager_ids") == {str(ALICE.id): True, str(last): False}
    assert boxes(found.text, "readers") == {f"u{BOB.id}": True, f"u{last}": False}
    assert 'value="Zimina"' in found.text
    assert 'name="find" value="Королев"' in found.text
    assert added.status_code == 303
    with in_scope(at, read_only=True):
        assert db.session.query(Contact).filter_by(last_name="Zimina").count() == 1


MANAGED = {"manager_ids": BOB.id}
DOORS = [
    (ALICE, "/contacts/{contact}/access", {**MANAGED, "sharing": "read", "version": "1"}, "manager_ids"),
    (ALICE, "/contacts/{contact}/managers", MANAGED, "manager_ids"),
    (ALICE, "/contacts/{contact}", {"version": "1", "choose_people": "1", **MANAGED}, "manager_ids"),
    (ALICE, "/contacts/bulk/managers", {"ids": "{contact}", "manager_ids[]": BOB.id}, "manager_ids[]"),
    (MAX, "/settings/classes/{class_id}/grants", {"readers": f"u{BOB.id}"}, "readers"),
    (MAX, "/settings/groups", {"name": "Night", "member_ids": BOB.id}, "member_ids"),
]


@pytest.mark.parametrize(("person", "path", "typed", "name"), DOORS)
def test_every_picker_of_people_can_be_searched_without_script(
    client_of, api_of, a_contact, crowd, in_scope, person, path, typed, name
):
    last, contact = crowd(NORTH), a_contact("Vera", "Zimina", managers=[ALICE])
    class_id = api_of(MAX).post("/api/v1/contact-classes", json={"name": "Key"}).json["id"]
    ids = {"contact": contact.id, "class_id": class_id}
    data = {key: str(value).format(**ids) for key, value in typed.items()}

    page = client_of(person).post(path.format(**ids), data={**data, "then": "find", "find": "Королев"})

    bob, other = (str(typed[name]), str(last) if str(typed[name]).isdigit() else f"u{last}")
    assert page.status_code in (200, 422)
    assert boxes(page.text, name) == {bob: True, other: False}
    assert "Night" not in typed.values() or 'value="Night"' in page.text
    with in_scope(NORTH, read_only=True):
        assert db.session.query(Group).filter_by(name="Night").count() == 0
        assert db.session.get(Contact, contact.id).version == 1


def test_whom_a_filter_means_is_found_without_script_too(client_of, crowd):
    last = crowd(NORTH)
    asked = {"field": "manager", "op": "is", "choice": BOB.id, "then": "find", "find": "Королев"}

    page = client_of(ALICE).get("/contacts/filter/applied", query_string=asked)

    assert boxes(page.text, "choice") == {str(BOB.id): True, str(last): False}


@LANGUAGES
def test_the_words_of_a_filter_are_found_too(client_of, crowd, at):
    crowd(at)
    alice, word = client_of(ALICE.at(at)), {"en": "my gr", "ru": "моих"}[at.locale]
    offers = "/contacts/offers/managers"

    first = boxes(alice.get("/contacts/filter?field=manager").text, "choice")
    found = boxes(alice.get(offers, query_string={"q": word, "words": "1"}).text, "")
    every = boxes(alice.get(offers, query_string={"words": "1"}).text, "")

    assert list(first)[:2] == list(every)[:2] == ["me", "group"]
    assert list(found) == ["group"]


@LANGUAGES
def test_a_filter_by_the_last_of_a_thousand_calls_them_by_name(client_of, a_contact, crowd, at):
    last = crowd(at)

    page = client_of(MAX.at(at)).get(f"/contacts?f=manager:is:{last}").text

    assert "Яков Королёв" in page
    assert f"№ {last}" not in page


def test_whoever_is_chosen_by_the_search_becomes_a_manager(client_of, a_contact, crowd):
    last = crowd(NORTH)
    contact = a_contact("Vera", "Zimina", managers=[ALICE])

    client_of(ALICE).post(f"/contacts/{contact.id}/managers", data={"manager_ids": [ALICE.id, last]})
    again = client_of(ALICE).get(f"/contacts/{contact.id}/managers").text

    assert boxes(again, "manager_ids")[str(last)] is True
