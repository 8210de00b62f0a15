"""Contacts taken away as a file: those that were asked for, as far as the person sees them (IMP-7).

Whom the file is about is fixed when it is asked for; who sees what is asked anew for each part. A run whose
worker died begins anew: its file died along.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import IO, Any, Final

from sqlalchemy import Select, select

from crm.contacts.access import EXPORT_CONTACTS
from crm.contacts.facts_of_many import ContactsExported, ContactsExportReady
from crm.contacts.models.contact import Contact
from crm.files.actions.making import keep_made, remove_made
from crm.files.models import StoredFile
from crm.kernel import clock, runs
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.facts import record
from crm.kernel.i18n import lazy, locale
from crm.kernel.jobs import later
from crm.kernel.runs import Run

JOB: Final = "contacts.export"
FILE: Final = "contact_export"
KEPT: Final = timedelta(hours=24)
PART: Final = 2_000
"""So many contacts are read at once."""
MOST_REMOVED: Final = 100


def start(ids: Select[Any], wanted: Mapping[str, Any], *, by: Actor) -> Run:
    """Begin to write the file, in the background. ``wanted`` are small values that its writer understands.

    The contacts stand in it in the order of their names.

    Raises:
        Forbidden: the actor may not export.
        Invalid: under ``contacts``: nobody is selected.
    """
    by.must(EXPORT_CONTACTS)
    run = runs.start(JOB, by=by, locale=locale(), **wanted)
    by_name = ids.with_only_columns(Contact.id, Contact.sort_name)
    if not runs.fix_parts(run, by_name, size=PART):
        raise Invalid({"contacts": lazy("Select contacts first.")})
    later(JOB, key=str(run.id), run_id=run.id)
    return run


def note_progress(run_id: int, done: int) -> bool:
    """Keep how far it is; False once somebody cancelled it."""
    run = db.session.get_one(Run, run_id, populate_existing=True)
    if not run.is_open:
        return False
    run.state, run.done = runs.RunState.RUNNING.value, done
    return True


def finish(run_id: int, content: IO[bytes], *, name: str, media_type: str, contacts: int, by: Actor) -> None:
    """Keep the file for a day, end the run, and tell who asked for it.

    Records: ContactsExported, ContactsExportReady.
    """
    run = db.session.get_one(Run, run_id, with_for_update=True, populate_existing=True)
    if not run.is_open:
        return
    keep_made(content, name=name, media_type=media_type, kind=FILE, record_id=run.id, by=by)
    run.done = run.total or run.done
    runs.end(run, contacts=contacts)
    format_ = run.payload.get("format", "csv")
    record(ContactsExported(run_id=run.id, contacts=contacts, format=format_), by=by)
    record(ContactsExportReady(run_id=run.id, for_id=run.made_by), by=Actor.system("contacts"))


def my_exports(to: Actor) -> Select[Any]:
    """The person's own exports."""
    return select(Run).where(Run.kind == JOB, Run.made_by == to.user_id)


def file_of(run: Run) -> StoredFile | None:
    """The finished table, for 24 hours."""
    if run.ended_at is None or clock.now() > expires_at(run):
        return None
    made = select(StoredFile).where(StoredFile.about_kind == FILE, StoredFile.about_id == run.id)
    return db.session.scalar(made)


def expires_at(run: Run) -> datetime:
    """When the table goes by itself."""
    return (run.ended_at or clock.now()) + KEPT


def remove_expired() -> bool:
    """Remove some tables whose day is over; returns whether there may be more."""
    old = select(StoredFile).where(StoredFile.about_kind == FILE, StoredFile.made_at < clock.now() - KEPT)
    files = list(db.session.scalars(old.order_by(StoredFile.id).limit(MOST_REMOVED)))
    remove_made(files)
    return len(files) == MOST_REMOVED
