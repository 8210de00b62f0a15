"""Companies that have a row of their own in a file whose people work for them (IMP-2, IMP-8)."""

import pytest
from sqlalchemy import func, select

from crm.contacts.models.contact import Comm, Contact
from crm.contacts.models.links import ContactLink
from crm.imports.actions import checking, running
from crm.kernel.db import db
from tests.kit.cast import NORTH

HEADINGS = "Last name,First name,Company,E-mail\n"
COMPANY = ",,Zeta Works Ltd,info@zeta.example\n"
AMY = "Stone,Amy,Zeta Works Ltd,amy@zeta.example\n"
BEN = "Stone,Ben,zeta works ltd.,ben@zeta.example\n"
IDA = "Stone,Ida,Other Ltd,ida@other.example\n"

pytestmark = pytest.mark.promise("IMP-2", "IMP-8")


@pytest.fixture
def imported(journey):
    """Import these rows, with these wishes; the page of the check and that of the end."""

    def go(*rows, **wishes):
        way = journey()
        way.upload(HEADINGS + "".join(rows))
        checked = way.check(**wishes)
        return checked, way.run()

    return go


@pytest.fixture
def employers(in_scope):
    """The companies of the workspace that are called so, and whom each person works for, by first names."""

    def told(name="Zeta Works Ltd"):
        with in_scope(NORTH, read_only=True):
            firms = db.session.execute(
                select(Contact.id, func.count(ContactLink.id))
                .outerjoin(ContactLink, ContactLink.other_id == Contact.id)
                .where(Contact.name == name)
                .group_by(Contact.id)
            ).all()
            ids = [one.id for one in firms]
            mails = list(db.session.scalars(select(Comm.value).where(Comm.contact_id.in_(ids))))
        return sorted(count for _id, count in firms), mails

    return told


@pytest.mark.parametrize("rows", [[COMPANY, AMY, BEN, IDA], [AMY, COMPANY, BEN], [AMY, IDA, BEN, COMPANY]])
@pytest.mark.parametrize("companies", ["create", "link", "ask"])
@pytest.mark.parametrize("at_once", [1, 2_000])
def test_its_people_are_linked_with_it_wherever_it_stands(
    imported, employers, in_scope, monkeypatch, rows, companies, at_once
):
    with in_scope(NORTH, read_only=True):
        last = db.session.scalar(select(func.max(Contact.id))) or 0
    monkeypatch.setattr(checking, "PART", at_once)

    checked, report = imported(*rows, companies=companies)

    assert employers() == ([2], ["info@zeta.example"])
    assert f"{len(rows)} contacts added" in report
    with in_scope(NORTH, read_only=True):
        added = db.session.scalar(select(func.count()).where(Contact.id > last))
    assert added == len(rows) + (IDA in rows and companies == "create"), checked


def test_rows_that_people_name_come_before_them_in_whatever_chunks(imported, employers, monkeypatch):
    monkeypatch.setattr(running, "CHUNK", 1)
    monkeypatch.setattr(running, "SHORTEST", 1)
    monkeypatch.setattr(running, "LONG", 1)
    others = [f",,Firm {n},f{n}@zeta.example\n" for n in range(3)]

    imported(AMY, IDA, *others, BEN, COMPANY, "Stone,Eva,Firm 2,eva@zeta.example\n")

    assert employers() == ([2], ["info@zeta.example"])
    assert [employers(f"Firm {n}")[0] for n in range(3)] == [[0], [0], [1]]
    assert employers("Other Ltd") == ([1], [])


def test_of_two_rows_of_one_company_the_first_counts(imported, employers):
    imported(AMY, COMPANY, ",,Zeta Works Ltd,other@zeta.example\n", BEN)

    assert employers()[0] == [0, 2]


def test_a_row_that_stands_twice_is_one_company(imported, employers):
    imported(AMY, ",,Zeta,info@zeta.example\n", COMPANY, BEN)

    assert employers("Zeta") == ([2], ["info@zeta.example"])
    assert employers() == ([], [])


def test_a_row_of_a_company_that_is_there_under_another_name(imported, employers, a_company, api_of):
    imported(",,Zeta Holding,info@zeta.example\n")

    imported(AMY, COMPANY, BEN)

    assert employers("Zeta Holding") == ([2], ["info@zeta.example"])
    assert employers() == ([], [])


def test_a_row_with_mistakes_leaves_the_bare_name(imported, employers):
    imported(AMY, ",,Zeta Works Ltd,no mail at all\n")

    assert employers() == ([1], [])


def test_the_contact_that_a_person_chose_for_the_name_counts_more(imported, employers, a_company, in_scope):
    chosen = a_company(name="Zeta Old")
    wishes = {"lists-0-target": "company", "lists-0-name": "Zeta Works Ltd", "lists-0-choice": str(chosen)}

    imported(AMY, COMPANY, companies="ask", **wishes)

    assert employers("Zeta Old")[0] == [1]
    assert employers()[0] == [0]


def test_a_company_is_not_the_same_as_whoever_reads_its_mail(imported, employers, contact_called):
    imported(COMPANY, "Stone,Amy,Zeta Works Ltd,info@zeta.example\n")

    assert employers() == ([1], ["info@zeta.example"])
    assert contact_called("Stone").comms[0].value == "info@zeta.example"
    again, _report = imported(COMPANY, "Stone,Amy,Zeta Works Ltd,info@zeta.example\n")
    assert "Already there, not added" in again
    assert employers() == ([1], ["info@zeta.example"])
