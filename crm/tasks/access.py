"""Who sees and does what with tasks.

A task belongs to those who are to do it and to who gave it: that is reach *own*. *Group* adds the tasks of
everybody in a common group, *all* every task. Seeing a task shows nothing of the record that it is about, and
seeing a record shows none of its tasks (ACC-6).
"""

from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, Select, literal, or_, select

from crm.kernel.access import Actor, May, Reach
from crm.kernel.i18n import lazy
from crm.tasks.models import Task

REACHES: Final = (Reach.NONE, Reach.OWN, Reach.GROUP, Reach.ALL)


def reached(actor: Actor, may: May) -> Select[Any]:
    """The tasks that are not deleted and that this person may do this to; one select for every question.

    Whoever may act further than see still acts on what they see only.
    """
    reach = min(actor.reach(may), actor.reach(VIEW_TASKS))
    return _narrowed(select(Task).where(Task.deleted_at.is_(None)), actor, reach)


def deleted_within(actor: Actor) -> Select[Any]:
    """The deleted tasks that this person may bring back."""
    reach = min(actor.reach(DELETE_TASKS), actor.reach(VIEW_TASKS))
    return _narrowed(select(Task).where(Task.deleted_at.is_not(None)), actor, reach)


def _narrowed(tasks: Select[Any], actor: Actor, reach: Reach) -> Select[Any]:
    if reach is Reach.ALL:
        return tasks
    if reach is Reach.NONE:
        return tasks.where(literal(False))
    own = {actor.user_id or 0}
    people = own if reach is Reach.OWN else own | actor.teammates
    theirs = Task.assignee_ids.bool_op("&&")(literal(sorted(people), ARRAY(BigInteger)))
    return tasks.where(or_(theirs, Task.made_by == actor.user_id))


VIEW_TASKS: Final = May(
    key="tasks.view",
    label=lazy("See tasks"),
    help=lazy("Own: those they are to do and those they gave. Group: also those of their teammates."),
    entity="task",
    reaches=REACHES,
    unsafe=False,
    given={"manager": Reach.OWN, "observer": Reach.OWN},
    records=reached,
)
CREATE_TASKS: Final = May(
    key="tasks.create",
    label=lazy("Add tasks"),
    help=lazy("For themselves and for colleagues."),
    entity="task",
    given={"manager": Reach.ALL},
)
EDIT_TASKS: Final = May(
    key="tasks.edit",
    label=lazy("Change tasks"),
    help=lazy("Also to tick them off. Own: those they are to do and those they gave."),
    entity="task",
    reaches=REACHES,
    given={"manager": Reach.OWN},
    records=reached,
)
DELETE_TASKS: Final = May(
    key="tasks.delete",
    label=lazy("Delete tasks"),
    help=lazy("Own: those they are to do and those they gave."),
    entity="task",
    reaches=REACHES,
    given={"manager": Reach.OWN},
    records=reached,
)
MANAGE_TASK_LISTS: Final = May(
    key="tasks.lists",
    label=lazy("Change categories and templates of tasks"),
    help=lazy("Add, rename and delete them for the whole workspace."),
    entity="task",
)
PERMISSIONS: Final = (VIEW_TASKS, CREATE_TASKS, EDIT_TASKS, DELETE_TASKS, MANAGE_TASK_LISTS)
NOT_YOURS: Final = lazy("You can see this task but not change it.")
