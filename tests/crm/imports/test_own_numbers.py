"""What Artel exported comes back, changed: rows that tell which contact they are of (IMP-3, IMP-8)."""

import csv
import io
import json

import pytest
from sqlalchemy import func, select

from crm.contacts.models.contact import Comm, Contact
from crm.kernel.db import db
from crm.team.models import Role, UserRole
from tests.kit.cast import ALICE, BOB, MAX, NORTH

pytestmark = pytest.mark.promise("IMP-3", "IMP-8")


@pytest.fixture
def imported(journey):
    """Import these rows, a heading first, by this rule; the page of the check."""

    def go(rows, **wishes):
        way = journey()
        table = io.StringIO()
        csv.writer(table).writerows(rows)
        way.upload(table.getvalue())
        checked = way.check(**wishes)
        way.run()
        return checked

    return go


def number_of(in_scope):
    with in_scope(NORTH, read_only=True):
        return db.session.scalar(
            select(func.count()).select_from(Contact).where(Contact.deleted_at.is_(None))
        )


def test_a_contact_that_nothing_else_tells_is_changed_and_not_added(imported, a_company, in_scope, api_of):
    one = a_company(name="Zarya")
    before = number_of(in_scope)

    rows = [
        ["Artel ID", "Company name", "Phone", "E-mail"],
        [one, "Zarya", "+7 495 123-45-67", "info@zarya.example"],
    ]
    imported(rows, on_match="fill")
    imported(
        [rows[0], [one, "Zarya and sons", "", "info@zarya.example"]],
        on_match="overwrite",
        overwrite__=["company"],
    )

    assert number_of(in_scope) == before
    told = api_of(MAX).get(f"/api/v1/contacts/{one}").json
    assert told["name"] == "Zarya and sons"
    assert len(told["comms"]) == 2


def test_an_untouched_export_adds_nothing(a_company, a_contact, in_scope, journey):
    a_company(name="Zarya")
    a_contact("Vera", "Zimina")
    before = number_of(in_scope)
    way = journey()
    way.upload("Artel ID,Kind,Last name,First name,Company name\n" + "".join(_rows(in_scope)))
    checked = way.check()

    assert "Already there, not added" in checked
    way.run()
    assert number_of(in_scope) == before


def _rows(in_scope):
    with in_scope(NORTH, read_only=True):
        for one in db.session.scalars(select(Contact).where(Contact.deleted_at.is_(None))):
            yield f"{one.id},{one.kind},{one.last_name},{one.first_name},{one.name}\n"


def test_another_workspaces_contact_of_the_number_is_somebody_else(imported, a_company, in_scope):
    one = a_company(name="Zarya")
    before = number_of(in_scope)

    imported([["Artel ID", "Company name"], [one, "Rassvet"]], on_match="overwrite", overwrite__=["company"])

    assert number_of(in_scope) == before + 1


def test_a_hidden_contact_of_the_number_is_not_changed(journey, api_of, in_scope):
    body = {"kind": "company", "name": "Zarya", "sharing": "private", "manager_ids": [ALICE.id]}
    made = api_of(ALICE).post("/api/v1/contacts", json=body)
    assert made.status_code == 201, made.json
    with in_scope(NORTH):
        of_his = select(UserRole.role_id).where(UserRole.user_id == BOB.id)
        role = db.session.scalar(select(Role).where(Role.id.in_(of_his)))
        role.reaches = {**role.reaches, "imports.run": 3}
    way = journey(BOB)
    way.upload(f"Artel ID,Company name,E-mail\n{made.json['id']},Zarya,info@zarya.example\n")
    way.check(on_match="fill")
    way.run()

    with in_scope(NORTH, read_only=True):
        held = select(Comm.contact_id).where(Comm.normalised == "info@zarya.example")
        assert db.session.scalars(held).all() != [made.json["id"]]
        assert len(db.session.scalars(held).all()) == 1


def test_contacts_of_different_numbers_are_not_one_though_they_share_an_address(imported, in_scope):
    before = number_of(in_scope)
    rows = [["Artel ID", "Last name", "First name", "E-mail"]]
    for place, name in enumerate(("Oleg", "Olga", "Osip")):
        rows.append([str(10**9 + place), "Zimin", name, "family@zimin.example"])

    imported([*rows, [str(10**9), "Zimin", "Oleg", "other@zimin.example"]])

    assert number_of(in_scope) == before + 3


def test_json_lines_tell_it_too(journey, a_company, in_scope):
    one = a_company(name="Zarya")
    before = number_of(in_scope)
    line = {
        "id": one,
        "kind": "company",
        "display_name": "Zarya",
        "name": "Zarya",
        "born_on": None,
        "sharing": "read",
    }
    way = journey()
    way.upload(json.dumps(line) + "\n", "a.jsonl")
    way.check()
    way.run()

    assert number_of(in_scope) == before


def test_what_is_no_number_is_told(journey):
    way = journey()
    way.upload("Artel ID,Last name,First name\nseven,Zimin,Oleg\n")

    assert "Artel ID: This should be a whole number." in way.check()
