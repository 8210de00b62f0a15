"""What the journal keeps of imported contacts is what stands, but for blank values; undo compares with it."""

import pytest
from sqlalchemy import func, select

from crm.contacts.actions.noting import snapshots
from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import CONTACT
from crm.imports.models import Import
from crm.journal.models import Change
from crm.kernel.db import db
from tests.kit.cast import MAX, NORTH

FILE = """Last name,First name,Company,Born,Inn,Kpp,Wants,Note
Zimin,Oleg,,03.02.1990,,,yes,
Zuev,Ilya,,,,,,Loud
,,Severnaya zvezda,,7707083893,770701001,,
"""
TARGETS = ["last_name", "first_name", "company", "birthday", "inn", "kpp", "field:{field}", "note"]


@pytest.fixture
def field(api_of):
    """A field of text."""
    made = api_of(MAX).post("/api/v1/fields", json={"record": "contact", "type": "text", "name": "Wants"})
    assert made.status_code == 201, made.text
    return made.json["id"]


@pytest.fixture
def imported(journey, field):
    """The file, imported."""
    way = journey()
    way.upload(FILE)
    way.check(targets__=[target.format(field=field) for target in TARGETS])
    way.run()
    return way


@pytest.mark.promise("CON-19", "IMP-6")
def test_it_is_what_stands_but_for_what_is_blank(imported, in_scope):
    with in_scope(NORTH, read_only=True):
        act_id = db.session.scalar(select(func.max(Import.act_id)))
        noted = select(Change.record_id, Change.after).where(Change.act_id == act_id)
        kept = dict(map(tuple, db.session.execute(noted.where(Change.record_kind == CONTACT))))
        stands = snapshots(list(kept))

    assert len(kept) == 3
    for contact_id, after in kept.items():
        values = {name: value for name, value in stands[contact_id].values.items() if value}
        assert {name: value for name, value in after.items() if value} == values
    names = {name for after in kept.values() for name in after}
    assert {"requisites.inn", "requisites.kpp", "born_on", "description"} < names
    assert [name for name in names if name.startswith("custom.")]


@pytest.mark.promise("CON-19", "IMP-6")
@pytest.mark.parametrize("change", [{"job_title": "Boss"}, {"language": "ru"}, {"last_name": "Zorin"}])
def test_who_got_a_value_that_was_blank_stays_when_all_is_undone(imported, in_scope, api_of, change):
    with in_scope(NORTH, read_only=True):
        act_id = db.session.scalar(select(func.max(Import.act_id)))
        one = db.session.scalars(select(Contact).where(Contact.last_name == "Zuev")).one()
    version = {"If-Match": f'"{one.version}"'}
    changed = api_of(MAX).patch(f"/api/v1/contacts/{one.id}", json=change, headers=version)
    assert changed.status_code == 200, changed.text

    imported.client.post(f"/acts/{act_id}/undoing")
    imported.run_jobs()

    with in_scope(NORTH, read_only=True):
        made = select(Change.record_id).where(Change.act_id == act_id, Change.record_kind == CONTACT)
        left = select(Contact.id).where(Contact.id.in_(made), Contact.deleted_at.is_(None))
        assert db.session.scalars(left).all() == [one.id]
