"""Own fields that name a contact, as columns: by its external id, its e-mail or its name."""

from typing import Any

import pytest
from sqlalchemy import select

from crm.contacts.models.contact import Contact
from crm.kernel.db import db
from tests.crm.imports.test_matching import let_import
from tests.kit.cast import ALICE, CAROL, MAX, NORTH, OLGA, SEVER

pytestmark = pytest.mark.promise("IMP-2")


@pytest.fixture
def known(api_of):
    """Contacts that may be meant: a company, a person with an id, two of one name; ids in their order."""

    def of(at=NORTH):
        bodies: list[dict[str, Any]] = [
            {"kind": "company", "name": "ООО «Ромашка»"},
            {"kind": "person", "first_name": "Oleg", "last_name": "Zimin", "external_id": "A-7",
             "comms": [{"kind": "email", "value": "zimin@new.example"}]},
            {"kind": "person", "first_name": "Ivan", "last_name": "Zotov", "middle_name": "Ilyich"},
            {"kind": "person", "first_name": "Ivan", "last_name": "Zotov", "middle_name": "Petrovich"},
        ]  # fmt: skip
        api = api_of(OLGA.at(at))
        return [api.post("/api/v1/contacts", json={**one, "sharing": "read"}).json["id"] for one in bodies]

    return of


@pytest.mark.parametrize("at", [NORTH, SEVER])
def test_a_cell_means_a_contact_by_id_mail_or_name(journey, in_scope, a_field, known, at):
    agent = a_field("contact", "Agent", at=at)
    firm, zimin, _one, other = known(at)
    way = journey(MAX.at(at))
    page = way.upload(
        "Last name,First name,Agent\nYa,A,Ромашка\nYb,B,A-7\nYc,C,ZIMIN@new.example\nYd,D,Oleg Zimin\n"
        "Ye,E,Ivan Petrovich Zotov\nYf,F,Zotov Ivan\nYg,G,Nobody Atall\nYh,H,\n"
    )
    checked = way.check()
    way.run()

    with in_scope(at, read_only=True):
        rows = db.session.execute(
            select(Contact.last_name, Contact.custom).where(Contact.last_name.like("Y_"))
        )
        found = {name: custom.get(agent.key) for name, custom in rows}
    assert f'value="field:{agent.key}" selected' in page
    assert found == {"Ya": firm, "Yb": zimin, "Yc": zimin, "Yd": zimin, "Ye": other, "Yh": None}
    assert ("Several contacts are called so" in checked) or ("Так называются несколько контактов" in checked)
    assert "Nobody Atall" in checked


@pytest.mark.promise("IMP-3", "ACC-6")
def test_a_contact_that_one_does_not_see_is_told_as_one_that_is_not_there(
    journey, in_scope, a_field, api_of, client_of
):
    a_field("contact", "Agent")
    body = {"kind": "person", "first_name": "Oleg", "last_name": "Zimin", "external_id": "A-7",
            "sharing": "private", "manager_ids": [CAROL.id]}  # fmt: skip
    api_of(OLGA).post("/api/v1/contacts", json=body)
    let_import(client_of, in_scope, ALICE)
    way = journey(ALICE)
    way.upload("Last name,First name,Agent\nYa,A,A-7\nYb,B,Oleg Zimin\nYc,C,A-8\n")

    page = way.check()

    for text in ("A-7", "Oleg Zimin", "A-8"):
        assert f"There is no such contact, or you don’t see it: {text}" in page


def test_a_known_contact_gets_it_too(journey, in_scope, a_field, known):
    agent = a_field("contact", "Agent")
    _firm, zimin, *_others = known()
    way = journey()
    way.upload("Last name,First name,E-mail,Agent\nZimin,Oleg,zimin@new.example,Ромашка\n")
    page = way.check(on_match="fill")
    way.run()

    with in_scope(NORTH, read_only=True):
        one = db.session.scalar(select(Contact.custom).where(Contact.id == zimin))
    assert "Ромашка" in page
    assert one[agent.key] == _firm
