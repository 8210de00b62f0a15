"""Tasks among what waits for a person (CAS-7), and among what the one search box finds (CON-13)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from flask import url_for
from sqlalchemy import func, select, tuple_

from crm.kernel import clock
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.finding import Answers, Found, SearchKind
from crm.kernel.i18n import _, lazy
from crm.kernel.paging import COUNT_CAP, Count
from crm.kernel.search_text import patterns
from crm.kernel.work import Deed, Work, WorkSource
from crm.tasks.access import VIEW_TASKS
from crm.tasks.models import Task
from crm.tasks.presenters import when
from crm.tasks.presenters.rows import subjects_of, url
from crm.tasks.queries.lists import editable_among, waiting

LOOKED_AT: Final = 500


def of_users(
    user_ids: Collection[int], after: Sequence[Any] | None, limit: int, actor: Actor
) -> Sequence[Work]:
    """The open tasks of these users that the actor sees, what is due first before what has no date."""
    if not actor.may(VIEW_TASKS):
        return ()
    rows = waiting(user_ids, to=actor).limit(limit)
    if after is not None:
        behind = tuple_(Task.due_order, Task.id) > (datetime.fromisoformat(after[0]), after[1])
        rows = rows.where(behind)
    tasks = list(db.session.scalars(rows))
    subjects, editable = subjects_of(tasks, to=actor), editable_among([task.id for task in tasks], by=actor)
    now, today = clock.now(), when.today()
    return [
        Work(
            title=task.title, url=url(task.id), user_id=_whose(task, user_ids),
            subject=subjects[task.id].title if task.id in subjects else "",
            due_at=task.due_at, due_on=task.due_on, is_late=task.is_late(now=now, today=today),
            deeds=(Deed(_("Done"), url_for("tasks.finish", task_id=task.id)),) if task.id in editable else (),
            place=(task.due_order.isoformat(), task.id),
        )
        for task in tasks
    ]  # fmt: skip


def count_of(user_ids: Collection[int], actor: Actor) -> Count:
    """How many there are, exact up to 1,000."""
    if not actor.may(VIEW_TASKS):
        return Count(0)
    some = waiting(user_ids, to=actor).with_only_columns(Task.id).order_by(None).limit(COUNT_CAP + 1)
    number = db.session.scalar(select(func.count()).select_from(some.subquery())) or 0
    return Count(min(number, COUNT_CAP), capped=number > COUNT_CAP)


def found(q: str, limit: int, to: Actor) -> Answers:
    """Tasks whose title has all the words, open ones first; at most two statements."""
    rows = Task.visible_to(to)
    for pattern in patterns(q):
        rows = rows.where(func.replace(func.lower(Task.title), "ё", "е").like(pattern))
    some = rows.with_only_columns(Task.id).limit(LOOKED_AT).subquery()
    number = db.session.scalar(select(func.count()).select_from(some)) or 0
    if not number:
        return Answers((), Count(0))
    best = select(Task).where(Task.id.in_(select(some.c.id)))
    best = best.order_by(Task.done_at.is_not(None), Task.due_order, Task.id).limit(limit)
    return Answers(
        [Found(one.id, one.title, url(one.id), _second(one)) for one in db.session.scalars(best)],
        Count(number, capped=number >= LOOKED_AT),
    )


def _second(task: Task) -> str:
    return _("Done") if task.done_at is not None else when.due(task).text


def _whose(task: Task, user_ids: Collection[int]) -> int:
    return next((user_id for user_id in task.assignee_ids if user_id in user_ids), task.assignee_ids[0])


SOURCE: Final = WorkSource(
    "tasks", lazy("Tasks"), "checklist", of_users, count_of, weight=30, one=lazy("Task")
)
SEARCHED: Final = SearchKind("task", lazy("Tasks"), VIEW_TASKS, found, weight=60)
