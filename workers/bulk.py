"""Acts on many contacts in the background, part by part (CON-12), and tables of them (IMP-7)."""

import tempfile
from typing import IO

from sqlalchemy import select

from crm.contacts.access import EXPORT_CONTACTS
from crm.contacts.actions import exporting
from crm.contacts.actions.bulk import running
from crm.contacts.presenters.table import Table
from crm.kernel import runs
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import _, speaking
from crm.kernel.jobs import Running, job
from crm.kernel.runs import Run, RunPart, RunState
from crm.kernel.tables import BOM, csv_line
from crm.team.actors import actor_of


def _failed(*, reason: str, run_id: int) -> None:
    run = db.session.get_one(Run, run_id)
    runs.end(run, RunState.FAILED)
    running.settle(run, by=Actor.system("contacts"))


@job(running.JOB, queue="bulk", gave_up=_failed)
def change_many(job: Running, *, run_id: int) -> None:
    """As whoever began it and in their language. What is done stays done if it is stopped."""
    with speaking(db.session.get_one(Run, run_id).payload["locale"]):
        while running.go_on(run_id):
            job.checkpoint()


def _export_failed(*, reason: str, run_id: int) -> None:
    runs.end(db.session.get_one(Run, run_id), RunState.FAILED)


@job(exporting.JOB, queue="bulk", max_attempts=5, gave_up=_export_failed)
def export(job: Running, *, run_id: int) -> None:
    """Write the table part by part, as whoever asked for it and in their language."""
    run = db.session.get_one(Run, run_id)
    by = actor_of(run.made_by or 0)
    if by is None or not by.may(EXPORT_CONTACTS):
        runs.end(run, RunState.CANCELLED)
        return
    with speaking(run.payload["locale"], time_zone=by.time_zone), tempfile.TemporaryFile() as content:
        written = _written(job, run_id, content, by=by)
        if written is not None:
            # Translators: the name of a file with many contacts
            exporting.finish(run_id, content, name=f"{_('Contacts')}.csv", contacts=written, by=by)


def _written(job: Running, run_id: int, content: IO[bytes], *, by: Actor) -> int | None:
    """How many contacts were written; None if it was cancelled."""
    table, number, done = Table(to=by), 0, 0
    content.write(f"{BOM}{csv_line(table.head())}".encode())
    parts = select(RunPart.ids).where(RunPart.run_id == run_id).order_by(RunPart.number)
    for ids in db.session.scalars(parts).all():
        for row in table.rows(ids):
            content.write(csv_line(row).encode())
            number += 1
        done += len(ids)
        if not exporting.note_progress(run_id, done):
            return None
        job.checkpoint()
    return number


@job("contacts.forget_exports", queue="bulk")
def forget_exports(job: Running) -> None:
    """Remove the tables whose day is over."""
    while exporting.remove_expired():
        job.checkpoint()
