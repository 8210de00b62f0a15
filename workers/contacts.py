"""Work on contacts in the background: handing over many, the search for duplicates, imports of
vCards, lists kept in step.
"""

from crm.contacts.actions import activity, duplicates, handing_over, reclassing, retagging, retyping
from crm.contacts.actions.vcards import importing
from crm.contacts.facts import ContactsHandedOver
from crm.contacts.reactions import acting
from crm.kernel import runs
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import FactRow
from crm.kernel.i18n import speaking
from crm.kernel.jobs import Running, job
from crm.kernel.runs import Run, RunState
from crm.team.actors import actor_of


@job(handing_over.JOB, queue="bulk")
def hand_over(job: Running, *, fact_id: int) -> None:
    """Part by part, until the old manager has none left. What went over stays over."""
    row = db.session.get_one(FactRow, fact_id)
    fact, by = row.fact(), acting(row)
    assert isinstance(fact, ContactsHandedOver)
    while handing_over.hand_over_part(fact.user_id, to=fact.heir_id, by=by):
        job.checkpoint()


def _run_failed(*, reason: str, run_id: int) -> None:
    runs.end(db.session.get_one(Run, run_id), RunState.FAILED)


@job(duplicates.SEARCH, queue="heavy", gave_up=_run_failed)
def find_duplicates(job: Running, *, run_id: int) -> None:
    """Part by part; the run keeps how far it came, and whether somebody cancelled it."""
    run = db.session.get_one(Run, run_id)
    while duplicates.search_part(run):
        job.checkpoint()


@job(importing.IMPORT, queue="bulk", gave_up=_run_failed)
def import_vcards(job: Running, *, run_id: int) -> None:
    """Part by part, as whoever sent them and in their language. What is made stays if it is stopped."""
    run = db.session.get_one(Run, run_id)
    by = actor_of(run.made_by or 0)
    if by is None:
        runs.end(run, RunState.FAILED)
        return
    with speaking(run.payload["locale"]):
        cards = importing.cards_of(run)
        while importing.import_part(run, cards, by=by):
            job.checkpoint()


@job(retagging.JOB, queue="bulk", gave_up=_run_failed)
def retag(job: Running, *, run_id: int) -> None:
    """Part by part, until no contact has the old tags. What was done stays done."""
    by = actor_of(db.session.get_one(Run, run_id).made_by or 0) or Actor.system("tags")
    while retagging.go_on_in_background(run_id, by=by):
        job.checkpoint()


@job(reclassing.JOB, queue="bulk", gave_up=_run_failed)
def reclass(job: Running, *, run_id: int) -> None:
    """Part by part, until no contact is of the class. What was done stays done."""
    by = actor_of(db.session.get_one(Run, run_id).made_by or 0) or Actor.system("classes")
    while reclassing.go_on_in_background(run_id, by=by):
        job.checkpoint()


@job(retyping.JOB, queue="bulk", gave_up=_run_failed)
def retype(job: Running, *, run_id: int) -> None:
    """Part by part, until no contact is of the type. What was done stays done."""
    by = actor_of(db.session.get_one(Run, run_id).made_by or 0) or Actor.system("types")
    while retyping.go_on_in_background(run_id, by=by):
        job.checkpoint()


@job(activity.JOB, queue="flow")
def copy_activity(job: Running, *, contact_id: int) -> None:
    """Bring the access list's copies of a contact's last activity in step."""
    activity.copy_activity(contact_id)
