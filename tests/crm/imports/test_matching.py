"""Rows of contacts that are there already, hidden contacts, other people's imports, a killed worker."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from crm.contacts.models.contact import Contact
from crm.imports.actions import running
from crm.imports.models import Import
from crm.kernel.db import db
from tests.kit.cast import ALICE, MAX, NORTH, OLGA, TWIN

FILE = """Last name,First name,E-mail,Phone
Zimin,Oleg,zimin@new.example,+7 495 123-45-67
Zotov,Ivan,ZIMIN@new.example,
Zuev,Ilya,,+7 495 123-45-67
Zuev,Ilya,,+7 (495) 123 45 67
"""


@pytest.mark.promise("IMP-3")
def test_rows_of_contacts_that_are_there_are_left_out(journey, in_scope):
    way = journey()
    way.upload(FILE)
    checked = way.check()
    way.run()
    again = journey()
    again.upload(FILE)
    page = again.check()

    assert "The same as row 2" in checked
    assert "The same as row 4" in checked
    assert "Already there, not added" in page
    assert again.client.post(f"{again.place}/run").status_code == 303
    with in_scope(NORTH, read_only=True):
        made = select(Contact.last_name).where(Contact.last_name.in_(["Zimin", "Zotov", "Zuev"]))
        assert sorted(db.session.scalars(made)) == ["Zimin", "Zuev"]


@pytest.mark.promise("IMP-3")
def test_a_hidden_contact_is_neither_matched_nor_told_of(journey, in_scope, client_of, api_of):
    hidden = {"kind": "person", "last_name": "Zimin", "first_name": "Secret", "sharing": "private",
              "comms": [{"kind": "email", "value": "zimin@new.example"}],
              "manager_ids": [OLGA.id]}  # fmt: skip
    assert api_of(OLGA).post("/api/v1/contacts", json=hidden).status_code == 201
    let_import(client_of, in_scope, ALICE)
    way = journey(ALICE)
    way.upload(FILE)

    checked = way.check()
    way.run()

    assert "Secret" not in checked
    assert "Already there, not added" in checked  # rows of the file itself
    with in_scope(NORTH, read_only=True):
        named = select(func.count()).where(Contact.last_name == "Zimin")
        assert db.session.scalar(named) == 2


def let_import(client_of, in_scope, person):
    """Give the role that managers have the right to import."""
    from crm.team.models import Role, UserRole

    with in_scope(NORTH):
        role = db.session.scalar(
            select(Role).join(UserRole, UserRole.role_id == Role.id).where(UserRole.user_id == person.id)
        )
        role.reaches = {**role.reaches, "imports.run": 3}


def test_an_import_is_its_makers_alone(journey, client_of):
    way = journey(MAX)
    way.upload(FILE)

    for other in (OLGA, MAX.at(TWIN)):
        stranger = client_of(other)
        for path in ("", "/progress", "/rows"):
            assert stranger.get(way.place + path).status_code == 404
        for path in ("/reading", "/check", "/run", "/cancellation", "/removal"):
            assert stranger.post(way.place + path).status_code == 404


def test_a_run_of_another_workspace_does_nothing_with_these_ids(journey, in_scope):
    way = journey(MAX)
    way.upload(FILE)
    way.check()
    import_id = int(way.place.rpartition("/")[2])
    with in_scope(NORTH, read_only=True):
        run_id = db.session.get_one(Import, import_id).run_id

    with in_scope(TWIN), pytest.raises(Exception, match="No row"):
        running.go_on(run_id)

    assert "Nothing was added yet." in way.page()


@pytest.mark.promise("IMP-5")
def test_a_run_that_dies_between_chunks_goes_on_with_each_row_once(journey, in_scope, monkeypatch):
    monkeypatch.setattr(running, "CHUNK", 7)
    rows = "".join(f"Zhukov{n},Oleg,zhukov{n}@new.example,\n" for n in range(40))
    way = journey(MAX)
    way.upload("Last name,First name,E-mail,Phone\n" + rows)
    way.check()
    assert way.client.post(f"{way.place}/run").status_code == 303
    with in_scope(NORTH, read_only=True):
        run_id = db.session.get_one(Import, int(way.place.rpartition("/")[2])).run_id
    with in_scope(NORTH):
        running.go_on(run_id)
    with in_scope(NORTH):
        running.go_on(run_id)
        db.session.rollback()  # what the killed worker had not committed

    way.run()

    with in_scope(NORTH, read_only=True):
        named = select(func.count()).where(Contact.last_name.startswith("Zhukov"))
        assert db.session.scalar(named) == 40


HARM = (
    "Name,Company,Birthday\nA\x00B\u202e,\x00,1\x002\n" + "x" * 30_000 + "," + "y" * 300 + ",32.13.2020\n,,\n"
)


def test_harmful_cells_are_told_of_and_harm_nothing(journey):
    way = journey()
    way.upload(HARM)
    page = way.check(targets__=["full_name", "company", "birthday"])
    way.run()

    assert "This is no date" in page
    assert way.client.get(f"{way.place}/rows").status_code == 200


@pytest.mark.parametrize("content", [b"", bytes([0, 1, 2, 255]) * 40, b"a\n", HARM.encode()])
def test_whatever_is_uploaded_is_answered_in_words(client_of, content):
    answer = client_of(MAX).post("/imports", data={"file": (BytesIO(content), "x.csv")})

    assert answer.status_code in (303, 422)


def test_choices_that_cannot_be_come_back_beside_their_columns(journey):
    way = journey()
    way.upload(FILE)

    chosen = ["email", "nonsense", "job_title", "job_title"]
    answer = way.client.post(f"{way.place}/check", data={"targets[]": chosen})

    assert answer.status_code == 422
    for words in ("Choose one of the given values.", "Another column has this meaning already.",
                  "Choose which column holds the names"):  # fmt: skip
        assert words in answer.text
