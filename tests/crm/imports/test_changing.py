"""Rows of contacts that are there already: what they change, what is asked, what the run makes of it."""

import pytest
from sqlalchemy import func, select

from crm.contacts.models.contact import Contact
from crm.contacts.queries.records import WHOLE
from crm.imports.models import Import
from crm.journal.models import Change
from crm.kernel.db import db
from tests.crm.imports.test_matching import let_import
from tests.kit.cast import ALICE, MAX, NORTH, OLGA

FILE = """Last name,First name,E-mail,Phone,Post,Note
Zimin,Oleg,zimin@new.example,+7 495 123-45-67,Director,Called in May
Zuev,Ilya,zuev@new.example,,,
"""


@pytest.fixture
def zimin(api_of):
    """A contact that is there: without a post, with a note."""
    made = api_of(OLGA).post(
        "/api/v1/contacts",
        json={"kind": "person", "last_name": "Zimin", "first_name": "Oleg", "description": "An old friend",
              "comms": [{"kind": "email", "value": "zimin@new.example"}], "sharing": "write"},
    )  # fmt: skip
    assert made.status_code == 201, made.text
    return made.json["id"]


def stands(in_scope, contact_id):
    """The contact as it stands."""
    with in_scope(NORTH, read_only=True):
        one = db.session.scalar(select(Contact).where(Contact.id == contact_id).options(*WHOLE))
        return one, sorted(comm.value for comm in one.comms)


@pytest.mark.promise("IMP-3", "IMP-4")
@pytest.mark.parametrize(
    ("rule", "post", "note", "phones"),
    [
        ({"on_match": "fill"}, "Director", "An old friend", 1),
        ({"on_match": "append"}, "", "An old friend\nCalled in May", 1),
        ({"on_match": "overwrite", "overwrite__": ["note"]}, "Director", "Called in May", 1),
        ({"on_match": "skip"}, "", "An old friend", 0),
    ],
)
def test_a_known_contact_becomes_what_the_rule_says(journey, in_scope, zimin, rule, post, note, phones):
    way = journey()
    way.upload(FILE)

    page = way.check(**rule)
    before, _ways = stands(in_scope, zimin)
    way.run()
    after, ways = stands(in_scope, zimin)

    assert ("What changes" in page) == (rule["on_match"] != "skip")
    assert (before.job_title, before.description) == ("", "An old friend")
    assert (after.job_title, after.description) == (post, note)
    assert len(ways) == 1 + phones
    assert after.version == before.version + (rule["on_match"] != "skip")
    with in_scope(NORTH, read_only=True):
        named = select(func.count()).where(Contact.last_name == "Zimin")
        assert db.session.scalar(named) == 1


@pytest.mark.promise("IMP-4")
def test_the_check_shows_value_by_value_what_would_change(journey, api_of, zimin):
    way = journey()
    way.upload(FILE)
    page = way.check(on_match="fill")

    assert "Director" in page
    assert "+74951234567" in page
    assert "Zimin Oleg" in page or "Oleg Zimin" in page
    line = api_of(MAX).get(f"/api/v1{way.place}/lines?becomes=changing").json["lines"][0]
    assert line["contact_id"] == zimin
    assert {(one["before"], one["after"]) for one in line["changes"]} == {
        ("", "Director"), ("", "+74951234567")
    }  # fmt: skip


@pytest.mark.promise("IMP-4")
def test_a_contact_that_was_changed_meanwhile_stays_and_is_told_of(journey, in_scope, api_of, zimin):
    way = journey()
    way.upload(FILE)
    way.check(on_match="overwrite", overwrite__=["note"])
    one, _ways = stands(in_scope, zimin)
    answer = api_of(OLGA).patch(
        f"/api/v1/contacts/{zimin}", json={"description": "Newer"}, headers={"If-Match": f'"{one.version}"'}
    )
    assert answer.status_code == 200, answer.text

    page = way.run()
    after, _ways = stands(in_scope, zimin)

    assert after.description == "Newer"
    assert "The contact was changed after the check" in page
    assert "1 row left out" in page
    way.client.post("/me/language", data={"locale": "ru"})
    assert "Контакт изменили после проверки" in way.page(), "a reason speaks the reader's language"


@pytest.mark.promise("IMP-3")
def test_who_is_asked_decides_row_by_row_or_for_all(journey, in_scope, zimin):
    way = journey()
    way.upload(FILE)
    page = way.check(on_match="ask")
    asked = "There already: decide" in page
    answer = way.client.post(f"{way.place}/decisions", data={"choice": "append", "lines[]": "2"})
    way.run()
    after, _ways = stands(in_scope, zimin)

    assert asked
    assert answer.status_code == 303
    assert after.description == "An old friend\nCalled in May"


@pytest.mark.promise("IMP-3")
def test_of_two_rows_of_one_contact_the_first_changes_it(journey, in_scope, zimin):
    way = journey()
    way.upload(FILE + "Zimin,Oleg,zimin@new.example,,Chairman,\n")
    page = way.check(on_match="fill")
    report = way.run()
    after, _ways = stands(in_scope, zimin)

    assert "The same as row 2" in page
    assert after.job_title == "Director"
    assert "left out" not in report


@pytest.mark.parametrize("line", ["0", "2147483648", "9223372036854775807", "x"])
def test_a_row_that_no_file_has_is_refused(journey, zimin, line):
    way = journey()
    way.upload(FILE)
    way.check(on_match="ask")

    answer = way.client.post(f"{way.place}/decisions", data={"choice": "skip", "lines[]": line})

    assert answer.status_code == 422


@pytest.mark.promise("IMP-3")
def test_what_nobody_decides_is_left_out(journey, in_scope, zimin):
    way = journey()
    way.upload(FILE)
    way.check(on_match="ask")
    way.run()
    after, ways = stands(in_scope, zimin)

    assert after.description == "An old friend"
    assert ways == ["zimin@new.example"]


@pytest.mark.promise("CON-19", "IMP-3")
def test_the_undo_gives_changed_contacts_back_their_values(journey, in_scope, zimin):
    way = journey()
    way.upload(FILE)
    way.check(on_match="overwrite", overwrite__=["note", "email"])
    way.run()
    with in_scope(NORTH, read_only=True):
        act_id = db.session.scalar(select(func.max(Import.act_id)))
        noted = select(func.count()).where(Change.act_id == act_id)
        assert db.session.scalar(noted) > 2
    way.client.post(f"/acts/{act_id}/undoing")
    way.run_jobs()
    after, ways = stands(in_scope, zimin)

    assert after.description == "An old friend"
    assert after.job_title == ""
    assert ways == ["zimin@new.example"]
    with in_scope(NORTH, read_only=True):
        there = select(func.count()).where(Contact.last_name == "Zuev", Contact.deleted_at.is_(None))
        assert db.session.scalar(there) == 0


@pytest.mark.promise("CON-11", "IMP-4")
def test_what_was_added_and_changed_is_shown_as_a_list(journey, zimin):
    way = journey()
    way.upload(FILE)
    way.check(on_match="fill")
    page = way.run()
    answer = way.client.post(f"{way.place}/selection")
    listed = way.client.get(answer.headers["Location"])

    assert "1 contact added" in page
    assert "1 contact changed" in page
    assert answer.status_code == 303
    assert "Zimin" in listed.text
    assert "Zuev" in listed.text
    assert listed.text.count('href="/contacts/') >= 2


@pytest.mark.promise("IMP-3")
def test_a_contact_that_one_may_only_see_is_not_changed(journey, in_scope, client_of, api_of):
    made = api_of(OLGA).post(
        "/api/v1/contacts",
        json={"kind": "person", "last_name": "Zimin", "first_name": "Oleg", "sharing": "read",
              "comms": [{"kind": "email", "value": "zimin@new.example"}], "manager_ids": [OLGA.id]},
    )  # fmt: skip
    let_import(client_of, in_scope, ALICE)
    way = journey(ALICE)
    way.upload(FILE)
    page = way.check(on_match="fill")
    way.run()
    after, ways = stands(in_scope, made.json["id"])

    assert "You can see this contact but not change it." in page
    assert ways == ["zimin@new.example"]
    assert after.job_title == ""
