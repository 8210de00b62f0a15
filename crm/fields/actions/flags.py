"""What follows for the records when a flag of a field changes: unique values are claimed, texts are found."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from crm.fields.actions.sweeps import Sweep, Task, known
from crm.fields.models import CustomField, UniqueValue
from crm.fields.reading import unique_form
from crm.fields.takers import takers
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.i18n import ngettext


def release_all(field: CustomField) -> None:
    """Let all records go of their values of this field."""
    db.session.execute(delete(UniqueValue).where(UniqueValue.field_id == field.id))


def _claim(task: Task, part: Mapping[int, Any]) -> dict[str, int]:
    """Claim the values of these records; counts those whose value another record holds."""
    wanted = {record_id: unique_form(value) for record_id, value in part.items()}
    rows = [
        {"field_id": task.field.id, "value": value, "record_id": record_id}
        for record_id, value in wanted.items()
    ]
    db.session.execute(insert(UniqueValue).values(rows).on_conflict_do_nothing())
    named = select(UniqueValue.value, UniqueValue.record_id).where(
        UniqueValue.field_id == task.field.id, UniqueValue.value.in_(wanted.values())
    )
    holders = dict(db.session.execute(named).all())
    return {"doubles": sum(holders.get(value) != record_id for record_id, value in wanted.items())}


def _no_doubles(task: Task) -> None:
    if doubles := task.course.counts.get("doubles", 0):
        raise Invalid({"unique": doubles_told(doubles)})


def _not_unique(task: Task) -> None:
    task.field.unique = False
    task.field.version += 1
    release_all(task.field)


def _refold(task: Task, part: Mapping[int, Any]) -> dict[str, int]:
    takers.of(task.field.record).refold(part)
    return {"refolded": len(part)}


def doubles_told(doubles: int) -> str:
    """Why the field can't be unique."""
    return ngettext(
        "%(num)s record has a value that another one has, too. Change it first.",
        "%(num)s records have values that others have, too. Change them first.",
        doubles,
    )


def _done(task: Task) -> None:
    """Nothing more follows."""


CLAIM: Final = known(Sweep("claim", ((_claim, _no_doubles),), binned=False, failed=_not_unique))
REFOLD: Final = known(Sweep("refold", ((_refold, _done),)))
