"""What persons ask for by law: gathering what is held about them, erasing it, and letting archives expire."""

from crm.kernel.access import Actor
from crm.kernel.context import tenant
from crm.kernel.db import db
from crm.kernel.i18n import speaking
from crm.kernel.jobs import Running, job
from crm.kernel.runs import Run
from crm.privacy.actions import erasing, expiring, exporting
from crm.privacy.archive import Archive, name_of
from crm.privacy.models import Erasure
from crm.privacy.queries import title_of
from crm.team.actors import actor_of
from crm.web import here
from tenants.blanking import blank_changes


class Cancelled(Exception):
    """Somebody stopped the export."""


def _export_failed(*, reason: str, run_id: int) -> None:
    exporting.fail(run_id)


@job(exporting.JOB, queue="bulk", max_attempts=5, gave_up=_export_failed)
def export(job: Running, *, run_id: int) -> None:
    """Gather what is held, part by part. A run whose worker died begins anew: its file died along."""
    run = db.session.get_one(Run, run_id)
    by = actor_of(run.made_by or 0) or Actor(user_id=run.made_by, name="")
    if not run.is_open or (subject := exporting.subject_of(run, by=by)) is None:
        return

    def checkpoint(done: int) -> None:
        if not exporting.note_progress(run_id, done):
            raise Cancelled
        job.checkpoint()

    try:
        with speaking(by.locale, time_zone=by.time_zone):
            archive = Archive(subject, title=title_of(subject.id, by=by), by=by, checkpoint=checkpoint)
            with archive.made() as content:
                exporting.finish(run_id, content, name=name_of(subject.id), by=by)
    except Cancelled:
        return


@job(erasing.JOB, queue="bulk")
def erase(job: Running, *, erasure_id: int) -> None:
    """Step by step, until nothing is left. What the journal keeps is blanked by the owner's login."""
    asked_by = db.session.get_one(Erasure, erasure_id).asked_by
    by = actor_of(asked_by or 0) or Actor.system("privacy")
    step = erasing.erase_some(erasure_id, by=by)
    while step.more:
        if step.changes:
            blank_changes(here.settings(), schema=tenant().schema, ids=step.changes)
        job.checkpoint()
        step = erasing.erase_some(erasure_id, by=by)


@job("privacy.forget", queue="bulk")
def forget(job: Running) -> None:
    """Remove the archives and the proofs whose time is over."""
    while expiring.remove_expired():
        job.checkpoint()
    expiring.forget_proofs()
