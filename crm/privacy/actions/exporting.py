"""Gathering all that is held about a person into one archive, for whoever asked for it (CON-22)."""

from typing import IO, Final

from sqlalchemy import select

from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import CONTACT
from crm.files.actions.making import keep_made
from crm.kernel import runs
from crm.kernel.access import Actor, found
from crm.kernel.db import db
from crm.kernel.facts import record
from crm.kernel.jobs import later
from crm.kernel.runs import Run, RunState
from crm.kernel.subjects import Subject, subjects
from crm.privacy.access import EXPORT_SUBJECTS
from crm.privacy.facts import SubjectExported, SubjectExportReady
from crm.privacy.queries import ARCHIVE, EXPORT, reachable

JOB: Final = EXPORT


def begin_export(contact: Contact, *, by: Actor) -> Run:
    """Begin to gather, in the background; while one of the same person for the same contact runs, that one.

    Raises:
        Forbidden: the actor may not hand out personal data.
        NotFound: the contact is out of reach by now.
    """
    by.must(EXPORT_SUBJECTS)
    found(reachable(by).with_for_update(of=Contact), id=contact.id)
    of_contact = Run.payload["contact_id"].as_integer() == contact.id
    going_on = select(Run).where(Run.kind == EXPORT, Run.state.in_(runs.OPEN), Run.made_by == by.user_id)
    running: Run | None = db.session.scalar(going_on.where(of_contact))
    if running is not None:
        return running
    subject = subjects.subject(CONTACT, contact.id)
    total = sum(holding.count(subject) for holding in subjects.holdings(CONTACT))
    run = runs.start(EXPORT, by=by, total=total, contact_id=contact.id)
    later(JOB, key=str(run.id), run_id=run.id)
    return run


def subject_of(run: Run, *, by: Actor) -> Subject | None:
    """The person whose data the run gathers; None, and the run ends, if that is no longer to be done."""
    contact_id = run.payload["contact_id"]
    reached = reachable(by).where(Contact.id == contact_id).with_only_columns(Contact.id)
    if not by.may(EXPORT_SUBJECTS) or db.session.scalar(reached) is None:
        runs.end(run, RunState.CANCELLED)
        return None
    return subjects.subject(CONTACT, contact_id)


def note_progress(run_id: int, done: int) -> bool:
    """Keep how far it is; False once somebody cancelled it."""
    run = db.session.get_one(Run, run_id, populate_existing=True)
    if not run.is_open:
        return False
    run.state, run.done = RunState.RUNNING.value, done
    return True


def finish(run_id: int, content: IO[bytes], *, name: str, by: Actor) -> None:
    """Keep the archive, end the run, and tell who asked for it.

    Records: SubjectExported, SubjectExportReady.
    """
    run = db.session.get_one(Run, run_id, with_for_update=True, populate_existing=True)
    if not run.is_open:
        return
    keep_made(content, name=name, media_type="application/zip", kind=ARCHIVE, record_id=run.id, by=by)
    run.done = run.total or run.done
    runs.end(run)
    contact_id = run.payload["contact_id"]
    record(SubjectExported(contact_id=contact_id, run_id=run.id), by=by)
    ready = SubjectExportReady(subject_export_id=run.id, for_id=run.made_by or 0)
    record(ready, by=Actor.system("privacy"))


def fail(run_id: int) -> None:
    """Give up; whoever asked may ask again."""
    if (run := db.session.get(Run, run_id)) is not None:
        runs.end(run, RunState.FAILED)
