"""Writing something down is activity: told at once, copied to the lists a little later."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from crm.contacts import access
from crm.contacts.actions.activity import JOB, copy_activity
from crm.contacts.models.access import ContactAcl, ContactActivity
from crm.kernel import clock
from crm.kernel.db import db
from crm.kernel.jobs import Job
from tests.kit.cast import ALICE, BOB, NORTH

LONG_AGO = clock.now() - timedelta(days=90)


@pytest.fixture
def quiet(a_contact, in_scope):
    """A contact with which nothing has happened for 90 days."""
    contact = a_contact("Ivan", "Petrov", managers=[ALICE, BOB])
    with in_scope(NORTH):
        for row in (ContactActivity, ContactAcl):
            of_contact = row.contact_id == contact.id
            db.session.execute(update(row).where(of_contact).values(last_activity_at=LONG_AGO))
    return contact


def last(contact):
    return db.session.get_one(ContactActivity, contact.id).last_activity_at


def copies(contact):
    of_contact = ContactAcl.contact_id == contact.id
    return set(db.session.scalars(select(ContactAcl.last_activity_at).where(of_contact)))


@pytest.mark.promise("CON-10")
def test_an_entry_is_activity_and_the_contacts_version_stays(quiet, an_entry, in_scope):
    an_entry(quiet, "Called", by=ALICE)

    with in_scope(NORTH):
        assert clock.now() - last(quiet) < timedelta(minutes=1)
        assert copies(quiet) == {LONG_AGO}
        copy_activity(quiet.id)
        assert copies(quiet) == {last(quiet)}
        assert list(access.astray()) == []
        contact = db.session.get_one(type(quiet), quiet.id)
        assert contact.version == quiet.version


def test_activity_is_when_it_took_place_never_earlier_than_before_and_never_to_come(
    quiet, an_entry, in_scope
):
    earlier, later = LONG_AGO - timedelta(days=1), LONG_AGO + timedelta(days=1)
    seen = []
    for at in (earlier, later, clock.now() + timedelta(days=9)):
        an_entry(quiet, "Met", by=ALICE, kind="meeting", happened_at=at.isoformat())
        with in_scope(NORTH, read_only=True):
            seen.append(last(quiet))

    assert seen[:2] == [LONG_AGO, later]
    assert timedelta() <= clock.now() - seen[2] < timedelta(minutes=1)


def test_many_entries_make_few_jobs(quiet, an_entry, in_scope, app):
    for number in range(5):
        an_entry(quiet, f"Call {number}", by=ALICE)

    with app.app_context(), db.engines["control"].connect() as connection:
        jobs = connection.execute(select(Job.due_at, Job.made_at).where(Job.kind == JOB)).all()
    assert 1 <= len(jobs) <= 2
    assert all(timedelta(seconds=5) < job.due_at - job.made_at <= timedelta(seconds=21) for job in jobs)
