"""Taking back the tasks that an act on many contacts has added, those that nobody has touched since."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, any_, func, literal, select, update

from crm.journal.actions import add_changes
from crm.journal.models import Act, Change
from crm.journal.restorers import Noted
from crm.kernel.access import Actor, Reach
from crm.kernel.db import db
from crm.kernel.facts import of_each
from crm.tasks.access import DELETE_TASKS, reached
from crm.tasks.actions.for_each import told
from crm.tasks.actions.noting import RECORD
from crm.tasks.facts import TaskDeletedWithOthers
from crm.tasks.models import Task

FIRST: Final = 1
"""The version of a task that nobody has changed."""


def unmake(changes: Sequence[Change], *, undo: Act, by: Actor) -> Sequence[Change]:
    """Delete them; returns what else there is, and those that are changed, done or out of reach.

    Records: TaskDeletedWithOthers for each.
    """
    made = [one.record_id for one in changes if one.record_kind == RECORD and one.before is None]
    if not made or by.reach(DELETE_TASKS) is Reach.NONE:
        return changes
    db.session.execute(select(Task.id).where(_among(made)).order_by(Task.id).with_for_update())
    mine = Task.id.in_(reached(by, DELETE_TASKS).with_only_columns(Task.id).order_by(None))
    values = {"deleted_at": func.now(), "deleted_by": by.user_id, "version": FIRST + 1}
    values |= {"changed_at": func.now()}
    deleted = update(Task).where(_among(made), Task.version == FIRST, mine).values(values)
    unread = {"synchronize_session": False}
    rows = db.session.execute(deleted.returning(Task.id, Task.deleted_at), execution_options=unread).all()
    gone = {row.id: row.deleted_at.isoformat() for row in rows}
    before = {"deleted_at": None, "deleted_by": None}
    after = {"deleted_by": by.user_id}
    add_changes(
        undo.id, [Noted(RECORD, one, before, {"deleted_at": gone[one], **after}) for one in sorted(gone)]
    )
    db.session.execute(of_each(TaskDeletedWithOthers, *told(gone, act_id=undo.id), by=by))
    return [one for one in changes if one.record_kind != RECORD or one.record_id not in gone]


def _among(ids: Sequence[int]) -> Any:
    return Task.id == any_(literal(list(ids), ARRAY(BigInteger)))
