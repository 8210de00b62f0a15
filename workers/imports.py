"""Imports in the background: the dry run, the run, and what follows."""

from crm.imports.actions import checking, comparing, ending, forgetting, running, wishing
from crm.imports.models import Import, Stage
from crm.kernel import runs
from crm.kernel.db import db
from crm.kernel.i18n import speaking
from crm.kernel.jobs import Running, job
from crm.kernel.runs import Run, RunState
from crm.team.actors import actor_of


def _check_failed(*, reason: str, run_id: int) -> None:
    run = db.session.get_one(Run, run_id)
    runs.end(run, RunState.FAILED)
    one = db.session.get_one(Import, run.payload["import_id"])
    if one.run_id == run.id:
        one.stage = Stage.MAPPING.value


@job(wishing.CHECK, queue="bulk", max_attempts=8, gave_up=_check_failed, resumes=True)
def check(job: Running, *, run_id: int) -> None:
    """Line by line, in the language of whoever asked; a successor goes on where the lines end."""
    run = db.session.get_one(Run, run_id)
    by = actor_of(run.made_by or 0)
    if by is None or not run.is_open:
        runs.end(run, RunState.FAILED)
        return
    with speaking(by.locale, time_zone=by.time_zone):
        for _done in checking.checked(run, by=by):
            job.checkpoint()


def _run_failed(*, reason: str, run_id: int) -> None:
    run = db.session.get_one(Run, run_id)
    runs.end(run, RunState.FAILED)
    running.go_on(run_id)


@job(running.RUN, queue="bulk", gave_up=_run_failed, resumes=True)
def run(job: Running, *, run_id: int) -> None:
    """Chunk by chunk; what is made stays if it is stopped."""
    while _chunk(run_id, from_end=False):
        job.checkpoint()


@job(running.ASSIST, queue="heavy", resumes=True)
def assist(job: Running, *, run_id: int) -> None:
    """The same from the end of a long run, beside the first worker."""
    while _chunk(run_id, from_end=True):
        job.checkpoint()


def _chunk(run_id: int, *, from_end: bool) -> bool:
    try:
        return running.go_on(run_id, from_end=from_end)
    except running.Overtaken:
        db.session.rollback()
        return True


@job(ending.COMPARE, queue="heavy", resumes=True)
def compare(job: Running, *, import_id: int) -> None:
    """Whom the new contacts look like, part by part."""
    while comparing.compare_some(import_id):
        job.checkpoint()


@job("imports.forget", queue="bulk")
def forget(job: Running) -> None:
    """Remove rows of files whose time is over."""
    while forgetting.forget_some():
        job.checkpoint()
