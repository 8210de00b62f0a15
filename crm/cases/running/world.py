"""What the engine asks about a real case: its people, its fields, the workspace's hours."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from crm.cases.access import ANSWER_STEPS, VIEW_CASES
from crm.cases.models.case import Case
from crm.cases.running.people import lead_of
from crm.cases.running.queries import last_chosen, numbers_waiting
from crm.cases.running.values import values_of
from crm.kernel.db import db
from crm.team.actors import actors_of
from crm.team.models import GroupMember, User, UserRole, Workspace
from crm.team.queries import workspace_settings
from crm.team.working_time import WorkingTime, delivery
from crm.workflows.definition import Responsible, Who
from crm.workflows.engine.walking import MOST_PEOPLE
from crm.workflows.models import Workflow
from crm.workflows.queries.world import quiet_hours_of
from crm.workflows.worlds import in_turn


class CaseWorld:
    """The world around one run; each question costs a statement at most, asked only where it matters.

    ``workspace`` is the workspace, where it is known already.
    """

    def __init__(self, case: Case, *, workflow_id: int, workspace: Workspace | None = None) -> None:
        self._case, self._workflow_id, self._known = case, workflow_id, workspace

    @cached_property
    def working(self) -> WorkingTime:
        """The workspace's hours, on its own clock."""
        return WorkingTime(self._workspace.schedule, ZoneInfo(self._workspace.time_zone))

    @cached_property
    def facts(self) -> Mapping[str, Any]:
        """The case's values by field."""
        return values_of(self._case)

    @property
    def owner_id(self) -> int | None:
        """The case's owner."""
        return self._case.owner_id

    def people(self, responsible: Responsible, *, answering: bool = False) -> Sequence[int]:
        """All whom this can mean, by id; those who have left never. To answer takes the right to."""
        rows = _active()
        match responsible.kind:
            case Who.USER:
                rows = rows.where(User.id == responsible.id)
            case Who.ROLE:
                rows = rows.join(UserRole, UserRole.user_id == User.id).where(
                    UserRole.role_id == responsible.id
                )
            case Who.GROUP:
                rows = rows.join(GroupMember, GroupMember.user_id == User.id).where(
                    GroupMember.group_id == responsible.id
                )
            case Who.LEAD:
                rows = rows.where(User.id == lead_of(self._case.id))
            case Who.OWNER:
                rows = rows.where(User.id == self._case.owner_id)
        ids = list(db.session.scalars(rows.order_by(User.id).limit(MOST_PEOPLE)))
        able = answering_among(ids) if answering else ids
        return [user_id for user_id in ids if user_id in able]

    def next_in_turn(self, step: str, people: Sequence[int]) -> int:
        """Who comes after whoever got this step of the workflow last."""
        self._one_at_a_time()
        return in_turn(people, after=last_chosen(self._workflow_id, [step]).get(step))

    def least_busy(self, people: Sequence[int]) -> int:
        """Who has the fewest steps waiting; the first of several."""
        self._one_at_a_time()
        counted = numbers_waiting(people)
        return min(people, key=lambda user_id: counted.get(user_id, 0))

    def delivery(self, user_id: int, at: datetime) -> datetime:
        """When a reminder or an escalation of this instant may reach the user."""
        user = db.session.get(User, user_id)
        zone = ZoneInfo((user and user.time_zone) or self._workspace.time_zone)
        quiet = quiet_hours_of(user.settings) if user is not None else None
        return delivery(at, schedule=self._workspace.schedule, zone=zone, quiet=quiet)

    @cached_property
    def _workspace(self) -> Workspace:
        return self._known or workspace_settings()

    def _one_at_a_time(self) -> None:
        """Two cases that begin at once don't both go to the same one."""
        db.session.execute(
            select(Workflow.id).where(Workflow.id == self._workflow_id).with_for_update(key_share=True)
        )


def answering_among(user_ids: Collection[int]) -> set[int]:
    """Those of these users who have not left and may answer steps."""
    able = (VIEW_CASES, ANSWER_STEPS)
    people = actors_of(user_ids).items() if user_ids else ()
    return {user_id for user_id, actor in people if all(map(actor.may, able))}


def _active() -> Select[Any]:
    return select(User.id).where(User.deactivated_at.is_(None))
