"""Tasks about a person: listed for the export, gone with the erasure (CON-22)."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select, delete, func, select

from crm.kernel import moments
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import _, lazy
from crm.kernel.subjects import PART, Holding, Item, Subject, columns_of
from crm.tasks.actions.following import TASKS
from crm.tasks.actions.noting import RECORD
from crm.tasks.models import Task
from crm.tasks.presenters import when
from crm.team.queries import names_of


def items(subject: Subject, after: int, by: Actor) -> Sequence[Item]:
    """Tasks, done and deleted ones too."""
    rows = db.session.scalars(_of(subject).where(Task.id > after).order_by(Task.id).limit(PART)).all()
    people = names_of(row.made_by for row in rows)
    return [_item(row, people.get(row.made_by or 0) or _("Artel")) for row in rows]


def count(subject: Subject) -> int:
    """How many there are."""
    return db.session.scalar(select(func.count()).select_from(_of(subject).subquery())) or 0


def erase(subject: Subject) -> int:
    """Delete some for good."""
    some = _of(subject).with_only_columns(Task.id).limit(PART)
    return int(db.session.execute(delete(Task).where(Task.id.in_(some))).rowcount)  # type: ignore[attr-defined] # as a cursor counts


def ids(subject: Subject) -> Select[Any]:
    """The ids of all of them."""
    return _of(subject).with_only_columns(Task.id)


def _of(subject: Subject) -> Select[Any]:
    return select(Task).where(Task.about_kind == subject.kind, Task.about_id.in_(subject.ids))


def _item(row: Task, author: str) -> Item:
    told = [
        (_("What there is to do"), row.title),
        (_("Due"), when.due(row).exact),
        (_("Given by"), author),
        (_("Text"), row.text),
        *((_("Checklist"), str(step["text"])) for step in row.checklist),
    ]
    for label, at in ((_("Done"), row.done_at), (_("Deleted"), row.deleted_at)):
        if at is not None:
            told.append((label, moments.exact(at)))
    return Item(row.id, columns_of(row, without=("due_order", "version")), [one for one in told if one[1]])


HOLDING: Final = Holding(
    "tasks", lazy("Tasks"), Task.__tablename__, items, count, erase=erase, weight=35,
    owned={RECORD: ids, TASKS.kind: ids},
)  # fmt: skip
