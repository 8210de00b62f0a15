"""Who is in charge of known contacts, who reaches them, whom they work for: changed by the rows of a file."""

import pytest
from sqlalchemy import func, select

from crm.contacts.access_list import astray
from crm.contacts.models.contact import Contact
from crm.contacts.models.links import ContactLink
from crm.contacts.queries.records import WHOLE
from crm.imports.models import Import
from crm.kernel.db import db
from crm.kernel.facts import FactRow
from tests.crm.imports.test_matching import let_import
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NORTH, OLGA

pytestmark = [pytest.mark.promise("IMP-3"), pytest.mark.promise("IMP-4")]
FILE = """Last name,First name,E-mail,Manager,Lead,Class,Reach,Company
Zimin,Oleg,zimin@new.example,Bob,,VIP,Managers only,Acme
"""
TARGETS = ["last_name", "first_name", "email", "manager", "lead", "class", "access", "company"]


@pytest.fixture
def zimin(api_of):
    """A contact of Carol's that all may read, and that works for Old."""
    api = api_of(OLGA)
    assert api.post("/api/v1/contact-classes", json={"name": "VIP"}).status_code == 201
    body = {"kind": "person", "last_name": "Zimin", "first_name": "Oleg", "sharing": "read",
            "comms": [{"kind": "email", "value": "zimin@new.example"}], "manager_ids": [CAROL.id],
            }  # fmt: skip
    made = api.post("/api/v1/contacts", json=body)
    old = api.post("/api/v1/contacts", json={"kind": "company", "name": "Old", "sharing": "read"}).json["id"]
    link = api.post(f"/api/v1/contacts/{made.json['id']}/links", json={"contact_id": old})
    assert (made.status_code, link.status_code) == (201, 201)
    return made.json["id"]


def stands(in_scope, contact_id):
    """Managers with the lead first, class, sharing, and employers with the main one first."""
    with in_scope(NORTH, read_only=True):
        one = db.session.scalar(select(Contact).where(Contact.id == contact_id).options(*WHOLE))
        managers = [each.user_id for each in sorted(one.managers, key=lambda each: not each.lead)]
        firms = select(Contact.name).join(ContactLink, ContactLink.other_id == Contact.id)
        firms = firms.where(ContactLink.one_id == contact_id, ~ContactLink.former)
        firms = firms.where(Contact.deleted_at.is_(None))
        names = list(db.session.scalars(firms.order_by(ContactLink.main.desc(), ContactLink.id)))
        assert not list(astray())
        return managers, one.contact_class and one.contact_class.name, one.sharing, names


def imported(journey, file=FILE, **rule):
    way = journey()
    way.upload(file)
    page = way.check(targets__=TARGETS, **rule)
    return way, page, way.run()


def told(in_scope, kind):
    with in_scope(NORTH, read_only=True):
        return list(db.session.scalars(select(FactRow.body).where(FactRow.name == kind)))


def test_a_row_that_appends_adds_managers_and_a_company_and_opens_nothing(journey, in_scope, zimin):
    before = told(in_scope, "contacts.ManagersAssigned")
    _way, page, report = imported(journey, on_match="append")

    assert stands(in_scope, zimin) == ([CAROL.id, BOB.id], None, "read", ["Old", "Acme"])
    assert "Acme" in page
    assert "1 contact changed" in report
    assert [one["user_id"] for one in told(in_scope, "contacts.ManyContactsAssigned")] == [BOB.id]
    assert told(in_scope, "contacts.ManagersAssigned") == before  # nobody is told of each contact by itself


def test_columns_that_overwrite_replace_them_and_the_check_counts_who_sees_less(
    journey, in_scope, zimin, api_of
):
    way, page, _report = imported(
        journey, on_match="overwrite", overwrite__=["manager", "class", "access", "company"]
    )
    row = "VIP"

    assert stands(in_scope, zimin) == ([BOB.id], "VIP", "private", ["Acme", "Old"])
    assert "Whose access changes" in page
    assert row in page
    assert "more access to 1 contact" in page
    assert "less access to 1 contact" in page
    counted = api_of(MAX).get(f"/api/v1{way.place}").json
    assert counted["stage"] == "done"


def test_programs_are_told_who_gains_and_who_loses(journey, zimin, api_of):
    way = journey()
    way.upload(FILE)
    way.check(targets__=TARGETS, on_match="overwrite", overwrite__=["manager", "access"])

    told = api_of(MAX).get(f"/api/v1{way.place}").json

    assert told["gains"] == {str(BOB.id): 1}
    assert str(CAROL.id) in told["loses"]
    assert str(MAX.id) not in {**told["gains"], **told["loses"]}


def test_only_the_ticked_columns_overwrite_and_blank_cells_change_nothing(journey, in_scope, zimin):
    heading = FILE.partition("\n")[0]
    blank = f"{heading}\nZimin,Oleg,zimin@new.example,,Alice,,,\n"
    imported(journey, on_match="overwrite", overwrite__=["class", "email"])
    assert stands(in_scope, zimin)[::2] == ([CAROL.id], "read")

    imported(journey, blank, on_match="overwrite", overwrite__=["manager", "lead", "access"])
    assert stands(in_scope, zimin)[0] == [ALICE.id, CAROL.id]


def test_undo_gives_all_of_it_back(journey, in_scope, zimin):
    before = stands(in_scope, zimin)
    way, _page, _report = imported(
        journey, on_match="overwrite", overwrite__=["manager", "class", "access", "company"]
    )
    with in_scope(NORTH, read_only=True):
        act_id = db.session.scalar(select(func.max(Import.act_id)))

    assert way.client.post(f"/acts/{act_id}/undoing").status_code in (200, 303)
    way.run_jobs()

    assert stands(in_scope, zimin) == before


def test_who_is_not_in_charge_changes_none_of_it(journey, in_scope, api_of, client_of):
    body = {"kind": "person", "last_name": "Zimin", "first_name": "Oleg", "sharing": "write",
            "comms": [{"kind": "email", "value": "zimin@new.example"}], "manager_ids": [CAROL.id],
            }  # fmt: skip
    one = api_of(OLGA).post("/api/v1/contacts", json=body).json["id"]
    let_import(client_of, in_scope, ALICE)
    way = journey(ALICE)
    way.upload("Last name,First name,E-mail,Manager,Post\nZimin,Oleg,zimin@new.example,Bob,Chief\n")

    page = way.check(on_match="append")
    way.run_jobs()

    assert "Only the contact's managers choose its managers and sharing." in page
    assert stands(in_scope, one)[0] == [CAROL.id]


def test_a_company_that_nobody_is_linked_with_is_not_among_the_changes(journey, in_scope, zimin):
    way = journey()
    way.upload(FILE)
    page = way.check(targets__=["last_name", "first_name", "email", "", "", "", "", "company"],
                     on_match="append", companies="link")  # fmt: skip

    assert "The contact says the same already." in page
    assert "What changes" not in page


def test_rows_that_are_asked_about_do_the_same(journey, in_scope, zimin):
    way = journey()
    way.upload(FILE)
    way.check(targets__=TARGETS, on_match="ask")
    answer = way.client.post(f"{way.place}/decisions", data={"choice": "overwrite", "lines[]": "2"})
    page = way.page()
    way.run()

    assert answer.status_code == 303
    assert "Whose access changes" in page
    assert stands(in_scope, zimin) == ([BOB.id], "VIP", "private", ["Acme", "Old"])


def test_a_contact_whose_phone_alone_changed_counts_as_changed(journey, in_scope, zimin):
    way = journey()
    way.upload("Last name,First name,E-mail,Phone\nZimin,Oleg,zimin@new.example,+7 495 123-45-67\n")
    way.check(on_match="append")
    report = way.run()
    listed = way.client.get(way.client.post(f"{way.place}/selection").headers["Location"])

    assert "1 contact changed" in report
    assert "Zimin" in listed.text
