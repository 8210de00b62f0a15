"""Names that the workspace doesn't know, told before the first check; companies, asked about name by name."""

import re
from io import BytesIO

import pytest
from sqlalchemy import select

from crm.contacts.models.contact import Contact
from crm.contacts.models.links import ContactLink
from crm.contacts.models.lists import ContactType, Tag
from crm.kernel.db import db
from tests.crm.imports.test_unknown_names import FILE, decided, rows_of
from tests.kit.cast import MAX, NORTH, OLGA, SEVER

pytestmark = pytest.mark.promise("IMP-2")
STAFF = """Last name,First name,Company
Zimin,Oleg,Acme
Zotov,Ivan,Twice
Zuev,Ilya,Nowhere
Zorin,Petr,"Nowhere, LLC"
Zykov,Egor,Elsewhere
"""


@pytest.fixture
def firms(api_of):
    """Companies that are there: one called Acme, two called Twice; ids in their order."""
    bodies = [{"kind": "company", "name": name, "sharing": "read"} for name in ("Acme", "Twice", "Twice")]
    return [api_of(OLGA).post("/api/v1/contacts", json=body).json["id"] for body in bodies]


def employer_of(in_scope, last_name, at=NORTH):
    """The id of whom the person works for; None for nobody."""
    with in_scope(at, read_only=True):
        link = select(ContactLink.other_id).join(Contact, Contact.id == ContactLink.one_id)
        return db.session.scalar(link.where(Contact.last_name == last_name))


def test_names_are_told_at_once_and_what_is_chosen_holds_for_the_first_check(
    journey, contact_called, in_scope
):
    way = journey()
    page = way.upload(FILE)

    form = decided(page, type={"Dealer": "create"}, tags={"loud": "create", "quiet": "refuse"})
    checked = way.check(**form)
    way.run()

    assert set(rows_of(page, "type")) == {"Dealer", "Foe"}
    assert set(rows_of(page, "tags")) == {"loud", "quiet"}
    assert "There is no such tag: quiet" in checked
    with in_scope(NORTH, read_only=True):
        types = {one.name: one.id for one in db.session.scalars(select(ContactType))}
        assert db.session.scalar(select(Tag.name).where(Tag.name == "loud"))
    assert contact_called("Zorin").type_id == types["Dealer"]


def test_another_meaning_of_a_column_shows_its_names_at_once(journey):
    way = journey()
    way.upload("Last name,First name,Group,Level\nZimin,Oleg,Loud,Dealer\nZotov,Ivan,Loud,Client\n")
    form = way.chosen() | {"targets[]": ["last_name", "first_name", "tags", "type"]}

    part = way.client.post(f"{way.place}/reading", data=form, headers={"HX-Request": "true"})
    kept = way.page()

    assert part.status_code == 200
    assert set(rows_of(part.text, "type")) == {"Dealer"}
    assert set(rows_of(kept, "tags")) == {"Loud"}
    assert "2 rows" in kept


def test_names_of_later_rows_are_told_and_columns_that_are_all_different_are_not(journey):
    rows = "".join(f"Zimin{number},Oleg,{'Rare' if number > 700 else 'Client'}\n" for number in range(800))
    way = journey()
    page = way.upload(f"Last name,First name,Type\n{rows}")
    form = way.chosen() | {"targets[]": ["type", "first_name", "last_name"]}
    part = way.client.post(f"{way.place}/reading", data=form, headers={"HX-Request": "true"})

    assert set(rows_of(page, "type")) == {"Rare"}
    assert len(rows_of(part.text, "type")) == 50  # of the sample


def test_programs_are_told_before_a_check(api_of):
    api = api_of(MAX.at(SEVER))
    file = "Фамилия;Имя;Тип;Теги\nЯхонтов;Пётр;Дилер;Громкий\n"
    told = api.post("/api/v1/imports", data={"file": (BytesIO(file.encode()), "c.csv")}).json

    assert told["unknown_names"] == [
        {"target": "type", "name": "Дилер", "rows": 1}, {"target": "tags", "name": "Громкий", "rows": 1}
    ]  # fmt: skip


def test_each_company_that_is_not_there_is_asked_about(journey, in_scope, firms, contact_called):
    acme, first, second = firms
    way = journey()
    way.upload(STAFF)
    asked = way.client.post(f"{way.place}/reading", data=way.chosen() | {"companies": "ask"})
    page = way.page()

    names = {"Twice": str(second), "Nowhere": "create", "Elsewhere": "refuse"}
    checked = way.check(companies="ask", **decided(page, company=names))
    way.run()

    assert asked.status_code == 303
    assert set(rows_of(page, "company")) == {"Twice", "Nowhere", "Elsewhere"}
    assert re.search(rf'<option value="{first}"[^>]*>Twice', page)
    assert "There is no such company: Elsewhere" in checked
    assert employer_of(in_scope, "Zimin") == acme
    assert employer_of(in_scope, "Zotov") == second
    made = contact_called("Nowhere")
    assert {employer_of(in_scope, name) for name in ("Zuev", "Zorin")} == {made.id}
    assert contact_called("Zykov") is None


def test_companies_that_nobody_decided_on_are_left_out(journey, in_scope, firms, contact_called):
    way = journey()
    way.upload(STAFF)
    page = way.check(companies="ask")
    way.run()

    told = rows_of(page, "company")
    assert set(told) == {"Twice", "Nowhere", "Elsewhere"}
    assert "2 rows" in page
    assert [employer_of(in_scope, name) for name in ("Zimin", "Zotov", "Zuev")] == [firms[0], None, None]
    assert contact_called("Nowhere") is None


@pytest.mark.promise("IMP-3")
def test_a_company_that_one_does_not_see_can_not_be_chosen(api_of, run_jobs, firms):
    api = api_of(MAX)
    place = api.post("/api/v1/imports", data={"file": (BytesIO(STAFF.encode()), "c.csv")}).headers["Location"]
    person = api_of(OLGA).post(
        "/api/v1/contacts", json={"kind": "person", "last_name": "Nobody", "first_name": "X"}
    )

    for choice in ("999999", str(person.json["id"]), "x", "9" * 30, "²"):
        asked = {"companies": "ask", "lists": {"company": {"Twice": choice}}}
        answer = api.post(f"{place}/check", json=asked)
        assert answer.status_code == 422
        assert "lists.company.Twice" in answer.json["errors"]
