"""What definitions may name: who works here, which roles, groups and fields there are."""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, select

from crm.fields.models import CustomField
from crm.kernel.db import db
from crm.team.models import Group, Role, User
from crm.team.queries import workspace_settings
from crm.team.schedule import MIDNIGHT, Hours
from crm.workflows.checking import Known
from crm.workflows.definition import Definition, Responsible

MOST_FIELDS = 200
USUAL_DAY = timedelta(hours=8)


def known_for(definition: Definition) -> Known:
    """Of what this definition names, what there is; at most five statements, however much there is."""
    named = [one for step in definition.steps for one in (step.responsible, *_late(step.escalation))]
    ids = {
        kind: {one.id for one in named if one.kind == kind and one.id} for kind in ("user", "role", "group")
    }
    return Known(
        users=_there(select(User.id).where(User.deactivated_at.is_(None)), User.id, ids["user"]),
        roles=_there(select(Role.id), Role.id, ids["role"]),
        groups=_there(select(Group.id).where(Group.deleted_at.is_(None)), Group.id, ids["group"]),
        fields=_fields(definition),
        working_day=_working_day(),
    )


def _late(escalation: Any) -> tuple[Responsible, ...]:
    return (escalation.to,) if escalation else ()


def _there(rows: Select[Any], column: Any, ids: set[int]) -> frozenset[int]:
    return frozenset(db.session.scalars(rows.where(column.in_(ids)))) if ids else frozenset()


def _fields(definition: Definition) -> frozenset[str]:
    if not any(step.condition for step in definition.steps):
        return frozenset()
    rows = select(CustomField.id).where(CustomField.record == "case", CustomField.deleted_at.is_(None))
    return frozenset(str(field_id) for field_id in db.session.scalars(rows.limit(MOST_FIELDS)))


def _working_day() -> timedelta:
    """The longest day of the week."""
    lengths = [_length(hours) for hours in workspace_settings().schedule.hours.values()]
    return max(lengths, default=USUAL_DAY)


def _length(hours: Hours) -> timedelta:
    day = datetime(2026, 1, 1)  # noqa: DTZ001 (a length, no instant)
    closes = datetime.combine(day, hours.closes) + timedelta(days=hours.closes == MIDNIGHT)
    return closes - datetime.combine(day, time(hours.opens.hour, hours.opens.minute))
