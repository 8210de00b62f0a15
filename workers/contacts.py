"""Handing over the contacts of a user who managed many."""

from crm.contacts.actions import handing_over
from crm.contacts.facts import ContactsHandedOver
from crm.contacts.reactions import acting
from crm.kernel.db import db
from crm.kernel.facts import FactRow
from crm.kernel.jobs import Running, job


@job(handing_over.JOB, queue="bulk")
def hand_over(job: Running, *, fact_id: int) -> None:
    """Part by part, until the old manager has none left. What went over stays over."""
    row = db.session.get_one(FactRow, fact_id)
    fact, by = row.fact(), acting(row)
    assert isinstance(fact, ContactsHandedOver)
    while handing_over.hand_over_part(fact.user_id, to=fact.heir_id, by=by):
        job.checkpoint()
