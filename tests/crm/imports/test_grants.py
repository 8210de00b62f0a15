"""Extra access for all contacts of a file (ACC-3)."""

import pytest
from sqlalchemy import func, select

from crm.contacts.access_list import astray
from crm.contacts.models.classes import ContactGrant
from crm.contacts.models.contact import Contact
from crm.imports.models import Import
from crm.journal.models import Change
from crm.kernel.db import db
from crm.team.models import User
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NORTH

pytestmark = [pytest.mark.promise("IMP-2"), pytest.mark.promise("ACC-3")]
FILE = "Last name,First name,Company\nZimin,Oleg,Acme\nZuev,Ilya,\n"


def test_all_contacts_of_a_file_are_granted_so(journey, in_scope, api_of):
    way = journey()
    page = way.upload(FILE)
    way.check(readers__=[f"u{ALICE.id}"], writers__=[f"u{CAROL.id}"], sharing="private")
    way.run()

    assert 'name="readers[]"' in page
    with in_scope(NORTH, read_only=True):
        rows = select(Contact.id, ContactGrant.grantee, ContactGrant.level).join(ContactGrant)
        found = {
            (row.grantee, row.level)
            for row in db.session.execute(rows.where(Contact.last_name.in_(["Zimin", "Zuev"])))
        }
        granted = select(func.count()).select_from(ContactGrant)
        assert found == {(f"u{ALICE.id}", 1), (f"u{CAROL.id}", 2)}
        assert db.session.scalar(granted) == 6  # of the company too
        act_id = db.session.scalar(select(func.max(Import.act_id)))
        noted = db.session.scalars(select(Change.after).where(Change.act_id == act_id)).all()
        assert all(len(after["grants"]) == 2 for after in noted)
        assert not list(astray())
    assert len(api_of(CAROL).get("/api/v1/contacts?q=Zimin").json["items"]) == 1
    assert api_of(BOB).get("/api/v1/contacts?q=Zimin").json["items"] == []


def test_who_is_gone_can_be_granted_nothing(journey, in_scope, api_of):
    way = journey()
    way.upload(FILE)
    way.check(readers__=[f"u{BOB.id}"])
    with in_scope(NORTH):
        db.session.get_one(User, BOB.id).deactivated_at = func.now()

    page = way.run()
    again = journey()
    again.upload(FILE)
    refused = again.client.post(f"{again.place}/check", data=again.chosen() | {"readers[]": [f"u{BOB.id}"]})
    odd = again.client.post(f"{again.place}/check", data=again.chosen() | {"writers[]": ["x", "u9"]})

    assert "One of these people or groups is not there any more." in page
    assert (refused.status_code, odd.status_code) == (422, 422)
    with in_scope(NORTH, read_only=True):
        assert not db.session.scalar(select(func.count()).where(Contact.last_name == "Zimin"))


def test_programs_grant_by_users_and_groups(api_of, run_jobs, in_scope):
    from io import BytesIO

    api = api_of(MAX)
    place = api.post("/api/v1/imports", data={"file": (BytesIO(FILE.encode()), "c.csv")}).headers["Location"]
    wrong = api.post(f"{place}/check", json={"grants": [{"level": "read"}]})
    asked = api.post(f"{place}/check", json={"grants": [{"user_id": ALICE.id, "level": "write"}]})
    run_jobs()
    api.post(f"{place}/run", json={})
    run_jobs()

    assert (wrong.status_code, asked.status_code) == (422, 201)
    with in_scope(NORTH, read_only=True):
        assert db.session.scalar(select(func.count()).select_from(ContactGrant)) == 3
