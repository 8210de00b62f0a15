"""Files of many contacts, written in the background (IMP-7)."""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from typing import IO, Final

from crm.contacts.access import EXPORT_CONTACTS
from crm.contacts.actions import exporting
from crm.contacts.models.exporting import Wanted, wanted_of
from crm.contacts.presenters.exported.files import KINDS, Opened, open_file
from crm.contacts.queries import exported
from crm.kernel import runs
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import _, speaking
from crm.kernel.jobs import Running, job
from crm.kernel.runs import Run, RunState
from crm.team.actors import actor_of

PATIENCE_SECONDS: Final = 15


def _failed(*, reason: str, run_id: int) -> None:
    runs.end(db.session.get_one(Run, run_id), RunState.FAILED)


@job(exporting.JOB, queue="bulk", max_attempts=5, gave_up=_failed)
def export(job: Running, *, run_id: int) -> None:
    """Write the file part by part, as whoever asked for it and in their language."""
    run = db.session.get_one(Run, run_id)
    by = actor_of(run.made_by or 0)
    if by is None or not by.may(EXPORT_CONTACTS):
        runs.end(run, RunState.CANCELLED)
        return
    wanted = wanted_of(run.payload)
    kind = KINDS[wanted.format]
    with speaking(run.payload["locale"], time_zone=by.time_zone), tempfile.TemporaryFile() as content:
        written = _written(job, run_id, wanted, content, by=by)
        if written is not None:
            # Translators: the name of a file with many contacts
            name = f"{_('Contacts')}.{kind.ending}"
            exporting.finish(run_id, content, name=name, media_type=kind.media_type, contacts=written, by=by)


def _written(job: Running, run_id: int, wanted: Wanted, content: IO[bytes], *, by: Actor) -> int | None:
    """How many contacts were written; None if it was cancelled."""
    opened = open_file(content, wanted, exported.of_run(run_id), to=by)
    number, done = 0, 0
    for ids in exported.parts_of(run_id):
        batch = exported.batch(ids, needs=opened.needs, to=by)
        opened.file.put(batch)
        number, done = number + len(batch.rows), done + len(ids)
        if not exporting.note_progress(run_id, done):
            return None
        job.checkpoint()
    _end(job, opened)
    return number


def _end(job: Running, opened: Opened) -> None:
    """End the file beside this thread: packing a large workbook may outlast the lease."""
    with ThreadPoolExecutor(max_workers=1) as beside:
        ending = beside.submit(opened.file.end)
        while not wait_for([ending], timeout=PATIENCE_SECONDS).done:
            job.checkpoint()
        ending.result()


@job("contacts.forget_exports", queue="bulk")
def forget_exports(job: Running) -> None:
    """Remove the files whose day is over."""
    while exporting.remove_expired():
        job.checkpoint()
