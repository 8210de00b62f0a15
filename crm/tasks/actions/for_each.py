"""A task for each of many contacts (CON-12): by a few statements a part."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, Text, func, insert, literal
from sqlalchemy.dialects.postgresql import JSONB

from crm.journal.actions import add_changes
from crm.journal.restorers import Noted
from crm.kernel.access import Actor
from crm.kernel.bulk import BulkAction, Ending, Part, Skip
from crm.kernel.db import db
from crm.kernel.facts import of_each, record
from crm.kernel.forms import read
from crm.kernel.i18n import lazy
from crm.tasks.access import CREATE_TASKS
from crm.tasks.actions.noting import RECORD, kept_columns
from crm.tasks.actions.saving import PLAIN, must_exist
from crm.tasks.facts import ManyTasksGiven, TaskAddedWithOthers
from crm.tasks.forms import PRIORITIES, TaskForEachShape, TaskShape, due_of
from crm.tasks.forms import check as check_shape
from crm.tasks.models import Task, TaskCategory, order_of
from crm.tasks.queries.people import impossible, possible_assignees
from crm.tasks.queries.settings import categories
from crm.team.presenters.offers import offered

ASSIGNEES: Final = "/tasks/offers/assignees"


def check(typed: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """The task that each contact gets, with those who are to do it.

    Raises:
        Invalid: it doesn't fit together, or names somebody or a category that isn't there.
    """
    given = {name: value for name, value in typed.items() if name not in ("due_day", "due_time")}
    if given.keys() != typed.keys():
        given |= due_of(*(str(typed.get(name) or "").strip() for name in ("due_day", "due_time")))
    each = read(TaskForEachShape, given)
    check_shape(each.task())
    must_exist(each.task(), present=None, by=by)
    assignee_ids = each.assignee_ids or ([by.user_id] if by.user_id else [])
    return {**each.model_dump(mode="json"), "assignee_ids": assignee_ids, "zone": by.time_zone}


def add_each(part: Part) -> None:
    """Add a task about each contact.

    Records: TaskAddedWithOthers for each.
    """
    if not _stands(part.wanted):
        part.skip(Skip.STALE, part.ids)
    if not part.ids:
        return
    columns = _columns(part.wanted, by=part.by)
    rows = [{**columns, "about_id": contact_id} for contact_id in part.ids]
    added = insert(Task).returning(Task.id, sort_by_parameter_order=True)
    task_ids = list(db.session.scalars(added, rows))
    kept = kept_columns(Task(**columns))
    each = zip(task_ids, part.ids, strict=True)
    add_changes(
        part.act_id, [Noted(RECORD, one, None, {**kept, "about_id": about_id}) for one, about_id in each]
    )
    db.session.execute(of_each(TaskAddedWithOthers, *told(task_ids, act_id=part.act_id), by=part.by))
    part.changed += part.ids


def tell(ending: Ending) -> None:
    """Each who is to do them gets one summary, however many they are; never who gave them.

    Records: ManyTasksGiven for each.
    """
    for user_id in ending.wanted["assignee_ids"] if ending.changed else ():
        if user_id != ending.by.user_id:
            given = ManyTasksGiven(user_id=user_id, run_id=ending.run_id, tasks=ending.changed)
            record(given, by=ending.by)


def told(task_ids: Collection[int], *, act_id: int) -> tuple[Any, Any]:
    """For ``of_each``: these tasks, and what a fact of each holds."""
    each = func.unnest(literal(sorted(task_ids), ARRAY(BigInteger))).table_valued("id")
    each = each.render_derived(name="each")
    pairs = literal("task_id", Text), each.c.id, literal("act_id", Text), literal(act_id, BigInteger)
    return each.c.id, func.jsonb_build_object(*pairs, type_=JSONB)


def _stands(wanted: Mapping[str, Any]) -> bool:
    """Whether the category is still there, held against being deleted, and all of them may still do tasks."""
    category_id = wanted["category_id"]
    key_share = {"read": True, "key_share": True}
    if category_id and db.session.get(TaskCategory, category_id, with_for_update=key_share) is None:
        return False
    return not impossible(wanted["assignee_ids"])


def _columns(wanted: Mapping[str, Any], *, by: Actor) -> dict[str, Any]:
    """All that the tasks have in common."""
    shape = read(TaskShape, {name: wanted[name] for name in TaskForEachShape.model_fields})
    checklist = [step.model_dump() for step in shape.checklist]
    return {
        **{name: getattr(shape, name) for name in PLAIN}, "checklist": checklist, "zone": wanted["zone"],
        "due_order": order_of(shape.due_on, shape.due_at), "assignee_ids": list(wanted["assignee_ids"]),
        "about_kind": "contact", "made_by": by.user_id,
    }  # fmt: skip


def _offers(to: Actor, typed: Mapping[str, Any]) -> Mapping[str, Any]:
    present: Sequence[Any] = typed.get("assignee_ids", [to.user_id])
    return {
        "chosen": [int(one) for one in present if str(one).isdecimal()],
        "people": offered(possible_assignees(), q=typed.get("find", ""), present=present, url=ASSIGNEES),
        "categories": [(one.id, one.shown) for one in categories()],
        "priorities": [(str(key), str(label)) for key, label in PRIORITIES.items()],
    }


ADD_EACH: Final = BulkAction(
    "task", lazy("Add a task"), lazy("Task"), lazy("Tasks added: %(contacts)s"), "checklist",
    CREATE_TASKS, check, add_each, template="tasks/for_each.html", offers=_offers, ends=tell, weight=75,
)  # fmt: skip
