"""The workspace as the engine sees it, as plain values: for the simulator."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from crm.kernel.db import db
from crm.notifications.preferences import preferences_of
from crm.team.models import GroupMember, User, UserRole
from crm.team.queries import workspace_settings
from crm.team.working_time import QuietHours, WorkingTime
from crm.workflows.casebook import casebook
from crm.workflows.definition import Definition, Responsible, Step
from crm.workflows.worlds import PlainWorld

MOST_PEOPLE: Final = 200


def working_time() -> WorkingTime:
    """The workspace's hours on its own clock; one statement."""
    known = workspace_settings()
    return WorkingTime(known.schedule, ZoneInfo(known.time_zone))


def world_of(
    definition: Definition, *, workflow_id: int | None, owner_id: int | None, lead_id: int | None,
    facts: Mapping[str, Any],
) -> PlainWorld:  # fmt: skip
    """The world of a case with this owner, lead manager and values; at most six statements.

    Turns and what waits for whom are as they stand now, of the workflow that is kept under ``workflow_id``.
    """
    named = [one for step in definition.steps for one in (step.responsible, *_late(step))]
    ids = {
        kind: sorted({one.id for one in named if one.kind == kind and one.id})
        for kind in ("user", "role", "group")
    }
    roles = _members(UserRole.role_id, UserRole.user_id, ids["role"])
    groups = _members(GroupMember.group_id, GroupMember.user_id, ids["group"])
    wanted = {*ids["user"], owner_id, lead_id}.union(*roles.values(), *groups.values())
    users = db.session.execute(
        select(User.id, User.time_zone, User.settings).where(
            User.id.in_(wanted - {None}), User.deactivated_at.is_(None)
        )
    ).all()
    quiet = {row.id: quiet_hours_of(row.settings) for row in users}
    known = sorted(quiet)
    counters = casebook.counters(workflow_id, [step.key for step in definition.steps], known)
    return PlainWorld(
        working=working_time(),
        users=known,
        roles=roles,
        groups=groups,
        lead_id=lead_id,
        owner_id=owner_id,
        facts=facts,
        zones={row.id: ZoneInfo(row.time_zone) for row in users if row.time_zone},
        quiet={user_id: hours for user_id, hours in quiet.items() if hours is not None},
        turns=counters.turns,
        waiting=counters.waiting,
    )


def quiet_hours_of(settings: Mapping[str, Any]) -> QuietHours | None:
    """When a user with these settings wants to hear nothing (NOT-1)."""
    return preferences_of(settings).quiet


def _late(step: Step) -> tuple[Responsible, ...]:
    return (step.escalation.to,) if step.escalation else ()


def _members(of: Any, member: Any, ids: Sequence[int]) -> dict[int, list[int]]:
    """The active members of each of these, at most ``MOST_PEOPLE`` in each; by id."""
    found: dict[int, list[int]] = {one: [] for one in ids}
    if not ids:
        return found
    rows = select(of, member).join(User, User.id == member)
    rows = rows.where(of.in_(ids), User.deactivated_at.is_(None)).order_by(of, member)
    for one, user_id in db.session.execute(rows.limit(MOST_PEOPLE * len(ids))):
        found[one].append(user_id)
    return {one: people[:MOST_PEOPLE] for one, people in found.items()}
