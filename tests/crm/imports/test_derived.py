"""A contact out of a file is, to the last derived column, the contact that somebody would have typed."""

import csv
from io import StringIO

import pytest
from sqlalchemy import inspect, select

from crm.contacts.models.contact import Comm, Contact
from crm.kernel.db import db
from tests.kit.cast import MAX, NORTH

PEOPLE = (
    ("Ёлкин-Смирнов", "Артём", "Ильич", "El.Kin+a@Example.COM", "8 (912) 345-67-89", "Ведущий  инженер"),
    ("O’Neill", "Zoë", "", "zoe@example.com", "+1 (212) 555-0123", "CEO"),
    ("Straße", "Ångström", "J.", "почта@пример.рф", "12", "«Главный»"),
    ("Zhukov", "  Yuri  ", "", "", "+7 701 123 45 67 доб. 12", ""),
)
DIFFERENT = {"id", "made_at", "changed_at", "version", "made_by"}


def columns(one):
    """All columns but those that differ by nature."""
    names = [each.key for each in inspect(Contact).column_attrs if each.key not in DIFFERENT]
    return db.session.execute(
        select(*(getattr(Contact, name) for name in names)).where(Contact.id == one)
    ).one()


def comms(one):
    """Its ways to be reached, without their ids."""
    names = ("kind", "value", "normalised", "label", "primary", "position", "valid", "parts")
    rows = select(*(getattr(Comm, name) for name in names)).where(Comm.contact_id == one)
    return db.session.execute(rows.order_by(Comm.position, Comm.value)).all()


@pytest.mark.promise("IMP-2", "IMP-8")
@pytest.mark.parametrize("person", PEOPLE)
def test_typed_and_imported_are_the_same(journey, in_scope, api_of, person):
    last, first, middle, email, phone, post = person
    ways = [("email", email), ("phone", phone)]
    typed = api_of(MAX).post(
        "/api/v1/contacts",
        json={"kind": "person", "last_name": last, "first_name": first, "middle_name": middle,
              "job_title": post, "comms": [{"kind": kind, "value": value} for kind, value in ways if value]},
    )  # fmt: skip
    assert typed.status_code == 201, typed.text
    text = StringIO()
    csv.writer(text).writerows(
        [("Last name", "First name", "Middle name", "E-mail", "Phone", "Post"), person]
    )
    way = journey(MAX)
    way.upload(text.getvalue())
    way.check(on_match="create")
    way.run()

    with in_scope(NORTH, read_only=True):
        [one, other] = db.session.scalars(select(Contact.id).order_by(Contact.id.desc()).limit(2)).all()
        assert {one, other} >= {typed.json["id"]}
        assert columns(one) == columns(other)
        assert comms(one) == comms(other)
