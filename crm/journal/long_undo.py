"""Undoing acts on many records in the background, a chunk of changes in each transaction (CON-19).

Only acts that are about no single record are taken back so: their changes don't build on each other. The
reversal is kept when it begins, so that nobody undoes an act twice; it gains its changes chunk by chunk.
"""

from typing import Any, Final

from sqlalchemy import Select, exists, func, select

from crm.journal.actions import add_changes, reversal_of, undo
from crm.journal.facts import ManyUndone
from crm.journal.models import Act, Change
from crm.journal.restorers import restorers
from crm.kernel import runs
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.kernel.jobs import later
from crm.kernel.runs import Run, RunState
from crm.team.actors import actor_of

JOB: Final = "journal.undo"
GOING_ON: Final = lazy("This is still going on: stop it first, or wait until it is done.")
AT_ONCE: Final = 500
"""So many changes are taken back while one waits."""
CHUNK: Final = 200
"""So many in one transaction of the background, where they are put back record by record."""
ALIKE: Final = 1_000
"""So many where nearly all are put back together."""


def is_long(act: Act) -> bool:
    """Whether undoing the act goes on in the background."""
    if act.about_kind is not None:
        return False
    some = _changes(act.id).with_only_columns(Change.id).limit(AT_ONCE + 1).subquery()
    return (db.session.scalar(select(func.count()).select_from(some)) or 0) > AT_ONCE


def undo_any(act: Act, *, by: Actor) -> Act:
    """Take the act back: at once, or in the background if it has more than 500 changes.

    Raises: as ``actions.undo``.
        Conflict: what did it has not come to its end.
    """
    if is_going_on(act.id) or _has_gone_on(act.id):
        raise Conflict(GOING_ON)
    return start(act, by=by) if is_long(act) else undo(act, by=by)


def start(act: Act, *, by: Actor) -> Act:
    """Begin to take the act back; returns the act that does it, whose run tells how far it is.

    Raises: as ``actions.undo``, but that nothing could be undone shows in its report.
    Records: ManyUndone.
    """
    reversal = reversal_of(act, by=by)
    total = db.session.scalar(select(func.count()).select_from(_changes(act.id).subquery()))
    scopes = sorted(by.scopes) if by.scopes is not None else None
    run = runs.start(JOB, by=by, total=total, act_id=act.id, scopes=scopes)
    run.cursor = {"act_id": reversal.id}
    record(ManyUndone(act_id=reversal.id, action=act.kind, contacts=total or 0), by=by)
    db.session.flush()
    later(JOB, key=str(run.id), run_id=run.id)
    return reversal


def go_on(run_id: int) -> bool:
    """Take back the next chunk, the latest changes first; False when there is nothing more to do."""
    run = db.session.get_one(Run, run_id, with_for_update=True)
    by = actor_of(run.made_by or 0)
    if by is None:
        runs.end(run, RunState.FAILED)
    if by is None or not run.is_open:
        return False
    if run.payload["scopes"] is not None:
        by = by.narrowed_to(frozenset(run.payload["scopes"]))
    run.state = RunState.RUNNING.value
    size = run.cursor.get("size", CHUNK)
    chosen = _changes(run.payload["act_id"]).order_by(Change.id.desc()).limit(size)
    if "before" in run.cursor:
        chosen = chosen.where(Change.id < run.cursor["before"])
    changes = db.session.scalars(chosen).all()
    if not changes:
        runs.end(run)
        return False
    reversal = db.session.get_one(Act, run.cursor["act_id"])
    left = restorers.restore_alike(changes, undo=reversal, by=by)
    add_changes(reversal.id, restorers.restore(left, undo=reversal, by=by))
    size = ALIKE if len(left) <= len(changes) // 10 else CHUNK
    run.cursor = {**run.cursor, "before": changes[-1].id, "size": size}
    run.done += len(changes)
    db.session.flush()
    return True


def cancel(reversal: Act) -> None:
    """Stop what this act undoes in the background, after its present chunk; nothing happens if it is done."""
    if (run := run_of(reversal.id)) is not None:
        db.session.refresh(run, with_for_update=True)
        runs.cancel(run)


def run_of(act_id: int) -> Run | None:
    """The run that undoes by this act; None for acts that were done at once."""
    mine = select(Run).where(Run.kind == JOB, Run.cursor["act_id"].as_integer() == act_id)
    return db.session.scalar(mine.order_by(Run.id.desc()).limit(1))


def is_going_on(act_id: int) -> bool:
    """Whether a run still adds to the act: of many records, of an import, of an undo."""
    open_ones = Run.state.in_(runs.OPEN), Run.cursor["act_id"].as_integer() == act_id
    return bool(db.session.scalar(select(exists().where(*open_ones))))


def _has_gone_on(act_id: int) -> bool:
    """The same once more, when nobody else can let what has ended go on, until this transaction ends."""
    db.session.execute(select(Run.id).where(Run.cursor["act_id"].as_integer() == act_id).with_for_update())
    return is_going_on(act_id)


def _changes(act_id: int) -> Select[Any]:
    return select(Change).where(Change.act_id == act_id, Change.skipped.is_(None))
