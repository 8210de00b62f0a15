"""What follows: who is given a task or reminded is told, tasks go along with a merge, heirs take over."""

from crm.contacts.facts import ContactsMerged
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import FactRow, on, together
from crm.kernel.i18n import lazy
from crm.notifications.actions import tell
from crm.notifications.kinds import NoticeKind, kinds
from crm.notifications.planning import Urgency
from crm.tasks.actions.following import TASKS
from crm.tasks.actions.handing_over import hand_over_all
from crm.tasks.actions.noting import RECORD
from crm.tasks.actions.rezoning import rezone_later
from crm.tasks.facts import (
    ManyTasksGiven,
    TaskAdded,
    TaskDone,
    TaskEdited,
    TaskFact,
    TaskReminded,
    TaskRemindedLate,
    TasksHandedOver,
)
from crm.tasks.letters import GIVEN, REMINDER
from crm.tasks.models import Task
from crm.team.actors import actor_of
from crm.team.facts import ProfileChanged, UserDeactivated, WorkspaceChanged

kinds.add(
    NoticeKind("tasks", lazy("Tasks are given to me"), lazy("And those that you gave are done."), weight=50),
    TaskAdded,
    TaskEdited,
    TaskDone,
    TasksHandedOver,
    ManyTasksGiven,
)
kinds.add(
    NoticeKind(
        "reminders",
        lazy("Reminders of tasks"),
        lazy("At the time that you or others chose, working hours or not; mails wait for your quiet hours."),
        weight=60,
    ),
    TaskReminded,
    TaskRemindedLate,
)


@on(TaskAdded)
def tell_assigned(fact: TaskAdded, row: FactRow) -> None:
    """Bell and mail to those who are to do it, in their own language, never to who gave it."""
    _tell(fact.assigned, fact, row, GIVEN)


@on(TaskEdited)
def tell_newly_assigned(fact: TaskEdited, row: FactRow) -> None:
    """The same to those who are new to it."""
    _tell(fact.assigned, fact, row, GIVEN)


@on(ManyTasksGiven)
def tell_of_many(fact: ManyTasksGiven, row: FactRow) -> None:
    """One summary to each who is given many by one act, however many they are (CON-12)."""
    tell([fact.user_id], about=row)


@on(TaskDone)
def tell_who_gave_it(fact: TaskDone, row: FactRow) -> None:
    """A line in the bell of who gave it to others; a mail would be too much."""
    task = db.session.get(Task, fact.task_id)
    if task is not None and task.made_by is not None and task.made_by not in task.assignee_ids:
        _tell([task.made_by], fact, row, None)


@on(TaskReminded)
def send_reminder(fact: TaskReminded, row: FactRow) -> None:
    """Bell and mail to who wanted to be reminded: the bell at the instant that was chosen, working hours or
    not, as people chose it; the mail as each of them wants mails, after quiet hours (NOT-1)."""
    _tell([fact.user_id], fact, row, REMINDER)


@on(TaskRemindedLate)
def send_late_reminder(fact: TaskRemindedLate, row: FactRow) -> None:
    """The same, saying that it is late (TSK-2)."""
    _tell([fact.user_id], fact, row, REMINDER)


@on(TasksHandedOver)
def tell_heir(fact: TasksHandedOver, row: FactRow) -> None:
    """To whoever takes over, in one mail with what other packages hand over (TEN-7)."""
    tell([fact.heir_id], about=row, urgency=Urgency.SOON)


@together(UserDeactivated)
def hand_over_tasks(fact: UserDeactivated, row: FactRow) -> None:
    """The heir takes over in the same transaction in which the user is shut out."""
    if fact.heir_id is not None:
        person = actor_of(row.actor_id) if row.actor_id is not None else None
        hand_over_all(fact.user_id, to=fact.heir_id, by=person or Actor.system("tasks"))


@together(ProfileChanged)
def follow_clock(fact: ProfileChanged, row: FactRow) -> None:
    """Whoever lives by another clock from now on is reminded of days by that."""
    if "time_zone" in fact.fields:
        rezone_later(row.id, user_id=fact.user_id)


@together(WorkspaceChanged)
def follow_workspace_clock(fact: WorkspaceChanged, row: FactRow) -> None:
    """So is everybody who lives by the workspace's clock, if that is another one."""
    if "time_zone" in fact.fields:
        rezone_later(row.id, user_id=None)


@together(ContactsMerged)
def take_tasks_along(fact: ContactsMerged, row: FactRow) -> None:
    """What is to be done about the losers is about the survivor from now on (CON-16)."""
    TASKS.move(fact.loser_ids, to=fact.survivor_id, act_id=fact.act_id)


def _tell(user_ids: list[int], fact: TaskFact, row: FactRow, letter: str | None) -> None:
    tell(user_ids, about=row, anchor=(RECORD, fact.task_id), letter=letter)
