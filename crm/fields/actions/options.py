"""The values of a select: renamed and put into another order freely; a used one goes only with a decision."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import func, literal, select

from crm.fields.access import MANAGE_FIELDS
from crm.fields.actions import sweeps
from crm.fields.actions.holding import hold
from crm.fields.actions.noting import Journal
from crm.fields.actions.sweeps import Sweep, Task, known
from crm.fields.facts import FieldOptionRemoved
from crm.fields.forms import OptionShape
from crm.fields.models import CustomField
from crm.fields.takers import takers
from crm.fields.values import Faults
from crm.kernel import runs
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Invalid, NotFound
from crm.kernel.facts import record
from crm.kernel.i18n import lazy, ngettext
from crm.kernel.search_text import fold

MOST_COUNTED: Final = 1_000


def options_from(field: CustomField, shapes: Sequence[OptionShape]) -> list[dict[str, Any]]:
    """The options as they are kept: new ones get ids that no option of the field ever had.

    Behind them stand, marked as deleted, those of the field that are not among the wanted.

    Raises:
        Invalid: an option's id is unknown, two have one name, or one that records have is left out.
    """
    present = {option["id"]: option for option in field.options or ()}
    wanted, last = [], max(present, default=0)
    for shape in shapes:
        last += shape.id is None
        wanted.append({**shape.model_dump(), "id": shape.id or last})
    faults = _doubles(wanted)
    for number, shape in enumerate(shapes):
        if shape.id is not None and shape.id not in present:
            faults[f"options.{number}.id"] = lazy("This field has no such value.")
    ids = {option["id"] for option in wanted}
    left_out = [option for option in present.values() if option["id"] not in ids]
    if used := [option for option in left_out if not option.get("deleted") and uses(field, option["id"])]:
        faults["options"] = lazy(
            "Records have the value %(name)s: archive it, or remove it by itself.", name=used[0]["name"]
        )
    if faults:
        raise Invalid(faults)
    return [*wanted, *({**option, "deleted": True} for option in left_out)]


def remove_option(
    field: CustomField, option_id: int, *, replacement_id: int | None, by: Actor
) -> runs.Run | None:
    """Remove a value to choose from; the records that have it get the replacement, or none.

    Many records are brought in step in the background, by the returned run. The journal keeps what changed.

    Raises:
        NotFound: the field has no such value.
        Invalid: the replacement is the value itself, or no value of the field.
        Conflict: the field's values are being worked on.
    Records: FieldOptionRemoved, and FieldValuesRewritten for each part.
    """
    by.must(MANAGE_FIELDS)
    field = hold(field)
    option(field, option_id)
    others = {one["id"] for one in live(field)} - {option_id}
    if replacement_id is not None and replacement_id not in others:
        raise Invalid({"replacement_id": lazy("Choose another value.")})
    journal = Journal("fields.option_removed", field, by=by)
    field.options = [{**one, "deleted": True} if one["id"] == option_id else one for one in field.options]
    if field.default == option_id:
        field.default = replacement_id
    elif isinstance(field.default, list):
        field.default = _replaced(field.default, option_id, replacement_id) or None
    field.version += 1
    journal.note_field()
    fact = FieldOptionRemoved(field_id=field.id, option_id=option_id, replacement_id=replacement_id)
    record(fact, by=by)
    wish = {"option_id": option_id, "replacement_id": replacement_id, "act_id": journal.act_id}
    return sweeps.start(REPLACE, field, by=by, **wish)


def live(field: CustomField) -> list[dict[str, Any]]:
    """The field's options, archived ones too, without the deleted."""
    return [option for option in field.options if not option.get("deleted")]


def option(field: CustomField, option_id: int) -> dict[str, Any]:
    """One of the field's options.

    Raises:
        NotFound: it has none with this id.
    """
    for found in live(field):
        if found["id"] == option_id:
            return found
    raise NotFound


def uses(field: CustomField, option_id: int) -> int:
    """How many records have this option, counted up to 1,000; one statement, by the index of ``custom``."""
    model = takers.of(field.record).model
    held = [option_id] if field.type == "multi_select" else option_id
    some = select(literal(1)).select_from(model).where(model.custom.contains({field.key: held}))
    return db.session.scalar(select(func.count()).select_from(some.limit(MOST_COUNTED).subquery())) or 0


def _replace(task: Task, part: Mapping[int, Any]) -> dict[str, int]:
    old, new = task.wish["option_id"], task.wish["replacement_id"]
    values = {}
    for record_id, value in part.items():
        if isinstance(value, list) and old in value:
            values[record_id] = _ordered(task.field, _replaced(value, old, new)) or None
        elif value == old:
            values[record_id] = new
    Journal.of(task).rewrite(part, values)
    return {"replaced": len(values)}


def _replaced(value: list[int], old: int, new: int | None) -> list[int]:
    kept = [one for one in value if one != old]
    return kept if new is None or new in kept else [*kept, new]


def _ordered(field: CustomField, chosen: Sequence[int]) -> list[int]:
    return [one["id"] for one in field.options if one["id"] in chosen]


def _doubles(wanted: Sequence[Mapping[str, Any]]) -> Faults:
    seen: set[str] = set()
    faults: Faults = {}
    for number, option in enumerate(wanted):
        name = fold(option["name"])
        if name in seen:
            faults[f"options.{number}.name"] = lazy("There is a value of this name already.")
        seen.add(name)
    return faults


def removed_told(number: int) -> str:
    """What was done, for a toast."""
    return ngettext("Value removed; %(num)s record changed", "Value removed; %(num)s records changed", number)


def _done(task: Task) -> None:
    """Nothing more follows."""


REPLACE: Final = known(Sweep("replace", ((_replace, _done),), exclusive=True))
