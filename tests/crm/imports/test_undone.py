"""An import that was undone says so, wherever it is told, and can be brought back."""

import re

import pytest
from sqlalchemy import func, select

from crm.contacts.models.contact import Contact
from crm.imports.models import Import
from crm.journal import long_undo
from crm.journal.models import Act
from crm.kernel.db import db
from tests.kit.cast import MAX, NORTH

FILE = "Last name,First name,E-mail\n" + "".join(f"Un{n},Ivan,un{n}@example.org\n" for n in range(4))


@pytest.fixture
def imported(journey):
    """A file, imported."""
    way = journey()
    way.upload(FILE)
    way.check()
    way.run()
    return way


def press(way, label):
    """Press this button of the report; returns the page that it leads to."""
    forms = re.findall(r'<form class="act".*?</form>', way.page(), re.DOTALL)
    (form,) = [form for form in forms if label in form]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    answer = way.client.post(re.search(r'action="([^"]+)"', form)[1], data=fields)
    assert answer.status_code == 303, answer.text
    way.run_jobs()
    return answer.headers["Location"]


@pytest.mark.promise("CON-19")
def test_what_was_undone_is_told_as_undone_and_comes_back(imported, api_of, in_scope):
    assert press(imported, "Undo the import") == imported.place
    page, listed = imported.page(), imported.client.get("/imports").text
    told = api_of(MAX).get(f"/api/v1{imported.place}").json

    assert re.search(r'class="note">.*?<b>Undone</b><p>[^<]* · Max', page, re.DOTALL)
    for gone in ("4 contacts added", "Show these contacts", "Undo the import", "Un1", 'class="note ok"'):
        assert gone not in page
    assert re.search(r"contacts\.csv.{0,300}Undone", listed, re.DOTALL)
    assert "4 contacts" not in listed
    assert told["undone_at"] is not None

    assert press(imported, "Bring the import back") == imported.place
    page = imported.page()
    assert "4 contacts added" in page
    assert "4 contacts" in imported.client.get("/imports").text
    assert api_of(MAX).get(f"/api/v1{imported.place}").json["undone_at"] is None
    with in_scope(NORTH, read_only=True):
        here = Contact.last_name.like("Un_"), Contact.deleted_at.is_(None)
        assert db.session.scalar(select(func.count()).where(*here)) == 4

    press(imported, "Undo the import")
    assert "<b>Undone</b>" in imported.page()


@pytest.mark.promise("CON-19")
def test_it_says_how_many_contacts_stayed(imported, api_of, in_scope):
    with in_scope(NORTH, read_only=True):
        one = db.session.scalars(select(Contact).where(Contact.last_name == "Un2")).one()
    version = {"If-Match": f'"{one.version}"'}
    api_of(MAX).patch(f"/api/v1/contacts/{one.id}", json={"job_title": "Boss"}, headers=version)

    press(imported, "Undo the import")

    assert "1 contact stayed as it is" in imported.page()


@pytest.mark.promise("CON-19")
def test_a_long_undo_tells_that_it_goes_on_and_what_of_it_was_done(imported, in_scope, monkeypatch):
    monkeypatch.setattr(long_undo, "AT_ONCE", 1)
    with in_scope(NORTH, read_only=True):
        act_id = db.session.scalars(select(Import.act_id)).one()
    imported.client.post(f"/acts/{act_id}/undoing")
    assert "<b>Is being undone</b>" in imported.page()
    assert "Bring the import back" not in imported.page()
    with in_scope(NORTH, read_only=True):
        reversal = db.session.scalars(select(Act.id).where(Act.undoes_id == act_id)).one()
    imported.client.post(f"/acts/{reversal}/cancellation")

    assert "<b>Undone in part</b>" in imported.page()


def test_contacts_that_are_gone_are_not_shown_as_a_beginning(imported):
    shown = imported.client.post(f"{imported.place}/selection")
    assert shown.headers["Location"].startswith("/contacts?")
    press(imported, "Undo the import")

    here = imported.client.get(shown.headers["Location"]).text
    again = imported.client.post(f"{imported.place}/selection")

    assert "None of the selected is here" in here
    assert "Your customers will live here" not in here
    assert again.headers["Location"] == imported.place
    assert "None of these contacts is there any more." in imported.page()
