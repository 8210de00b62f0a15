"""What a workspace says about its cases: types, the series of numbers, names of statuses."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from crm.cases.access import MANAGE_CASE_SETTINGS
from crm.cases.actions.numbers import this_year
from crm.cases.facts import CaseSetupChanged, CaseTypeAdded, CaseTypeEdited
from crm.cases.forms.setup import MOST_TYPES, CaseTypeShape, SetupShape
from crm.cases.models.setup import THE_ONE, CaseSetup, CaseType
from crm.cases.queries.records import types
from crm.kernel import clock
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict, Invalid, Stale
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.kernel.lists import moved

TAKEN: Final = lazy("There is a type of this name already.")
PLAIN: Final = ("prefix", "by_year", "digits")


def add_type(shape: CaseTypeShape, *, by: Actor) -> CaseType:
    """Add a type at the end of the list.

    Raises:
        Forbidden: the actor may not change the settings of cases.
        Invalid: another type has this name.
        Conflict: there are too many.
    Records: CaseTypeAdded.
    """
    by.must(MANAGE_CASE_SETTINGS)
    if len(types()) >= MOST_TYPES:
        raise Conflict(lazy("There are too many types already."))
    _must_be_free(shape.name, None)
    kind = _added(shape.name, shape.hue, labels=dict(shape.labels), workflow_id=shape.workflow_id)
    record(CaseTypeAdded(case_type_id=kind.id), by=by)
    return kind


def edit_type(kind: CaseType, shape: CaseTypeShape, *, by: Actor) -> CaseType:
    """Rename it, colour it, or let it start another workflow; nothing happens if nothing differs.

    Raises:
        Forbidden: the actor may not change the settings of cases.
        Invalid: another type has this name.
    Records: CaseTypeEdited.
    """
    by.must(MANAGE_CASE_SETTINGS)
    _must_be_free(shape.name, kind.id)
    wanted: dict[str, Any] = shape.model_dump()
    fields = [name for name, value in wanted.items() if getattr(kind, name) != value]
    for name in fields:
        setattr(kind, name, wanted[name])
    if fields:
        db.session.flush()
        record(CaseTypeEdited(case_type_id=kind.id, fields=fields), by=by)
    return kind


def archive_type(kind: CaseType, *, by: Actor) -> None:
    """Give it to no further case; those that have it keep it.

    Raises:
        Forbidden: the actor may not change the settings of cases.
    Records: CaseTypeEdited.
    """
    by.must(MANAGE_CASE_SETTINGS)
    if kind.archived_at is None:
        kind.archived_at = clock.now()
        record(CaseTypeEdited(case_type_id=kind.id, fields=["archived_at"]), by=by)


def bring_back_type(kind: CaseType, *, by: Actor) -> None:
    """Let cases have it again.

    Raises:
        Forbidden: the actor may not change the settings of cases.
    Records: CaseTypeEdited.
    """
    by.must(MANAGE_CASE_SETTINGS)
    if kind.archived_at is not None:
        kind.archived_at = None
        record(CaseTypeEdited(case_type_id=kind.id, fields=["archived_at"]), by=by)


def move_type(kind: CaseType, *, to: int, by: Actor) -> None:
    """Move it to this place of the list, counted from 0; places beyond the ends mean the ends.

    Raises:
        Forbidden: the actor may not change the settings of cases.
    Records: CaseTypeEdited, if the order differs.
    """
    by.must(MANAGE_CASE_SETTINGS)
    if moved(kind, types(), to=to):
        record(CaseTypeEdited(case_type_id=kind.id, fields=["position"]), by=by)


def change_setup(shape: SetupShape, *, version: int | None = None, by: Actor) -> CaseSetup:
    """Number cases otherwise from the next one on, and call statuses otherwise.

    Raises:
        Forbidden: the actor may not change the settings of cases.
        Invalid: the next number was given already.
        Stale: they were changed since ``version``.
    Records: CaseSetupChanged, if anything differs.
    """
    by.must(MANAGE_CASE_SETTINGS)
    setup = held_setup()
    if version is not None and setup.version != version:
        raise Stale
    wanted: dict[str, Any] = {name: getattr(shape, name) for name in PLAIN}
    wanted["statuses"] = {
        code: {"labels": dict(one.labels), "hue": one.hue}
        for code, one in shape.statuses.items()
        if one.labels or one.hue
    }
    wanted |= _next(setup, shape)
    fields = [name for name, value in wanted.items() if getattr(setup, name) != value]
    for name in fields:
        setattr(setup, name, wanted[name])
    if fields:
        setup.version += 1
        db.session.flush()
        record(CaseSetupChanged(fields=fields), by=by)
    return setup


def held_setup() -> CaseSetup:
    """The one row, made if it is not there yet, held until the transaction ends."""
    db.session.execute(insert(CaseSetup).values(id=THE_ONE).on_conflict_do_nothing())
    one = select(CaseSetup).where(CaseSetup.id == THE_ONE).with_for_update()
    return db.session.execute(one.execution_options(populate_existing=True)).scalar_one()


def furnish_types(named: Sequence[tuple[str, int]]) -> None:
    """Give a new workspace these types: names and hues."""
    for name, hue in named:
        _added(name, hue)


def _added(name: str, hue: int, **columns: Any) -> CaseType:
    last = db.session.scalar(select(func.max(CaseType.position)))
    kind = CaseType(name=name, hue=hue, position=0 if last is None else last + 1, **columns)
    db.session.add(kind)
    db.session.flush()
    return kind


def _next(setup: CaseSetup, shape: SetupShape) -> dict[str, int]:
    """Where the series goes on; a number that was given already is refused."""
    year = this_year()
    begins_anew = shape.by_year and setup.year < year
    following = 1 if begins_anew else setup.last_number + 1
    if shape.next_number is None or shape.next_number == following:
        return {}
    if shape.next_number < following:
        raise Invalid({"next_number": lazy("It can only be higher: %(number)s or more.", number=following)})
    return {"last_number": shape.next_number - 1, "year": max(setup.year, year)}


def _must_be_free(name: str, own_id: int | None) -> None:
    same = select(CaseType.id).where(func.lower(CaseType.name) == name.lower(), CaseType.id != (own_id or 0))
    if db.session.scalar(same) is not None:
        raise Invalid({"name": TAKEN})
