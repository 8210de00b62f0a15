"""Custom fields as cases have them: what is given, who holds a unique value, what is found (CON-4)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Text, case, cast, func, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB

from crm.cases.forms.case import CaseShape
from crm.cases.models.case import Case
from crm.cases.models.words import CASE
from crm.fields.actions.claims import claim
from crm.fields.models import CustomField
from crm.fields.queries import fields_of, searched_keys
from crm.fields.values import Faults, checked
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.search_text import searchable

LONGEST_SEARCHED: Final = 200
ABOUT_SEARCHED: Final = 1_000


@dataclass(frozen=True, slots=True)
class Given:
    """The custom values that a case shall have, or why it can't; ``fields`` are all that cases have."""

    fields: Sequence[CustomField]
    values: Mapping[str, Any]
    faults: Faults = field(default_factory=dict)


def given(shape: CaseShape, one: Case | None, *, by: Actor) -> Given:
    """What is given, on top of what the case has; ``one`` None for a new one."""
    fields = fields_of(CASE)
    present = one.custom if one is not None else None
    if not fields and not shape.custom:
        return Given(fields, present or {})
    try:
        return Given(fields, checked(fields, shape.custom, present, kind=CASE, by=by))
    except Invalid as error:
        return Given(fields, present or {}, error.fields)


def hold_unique(one: Case, own: Given, *, by: Actor) -> None:
    """Hold the case's unique values against all others outside the bin.

    Raises:
        Invalid: another case holds one of them.
    """
    claim(one.id, own.fields, one.custom, by=by)


def derive(one: Case, *, searched: Sequence[str] | None = None) -> None:
    """Bring in step what the case is found by: number, title, description, and own fields that say so.

    Names of contacts are no part of it: who does not see a contact must not find the case by it.
    """
    one.search_text = searchable(
        one.number, one.title, one.description[:ABOUT_SEARCHED], *_searched(one, searched)
    )


def rewrite(key: str, values: Mapping[int, Any]) -> None:
    """Put these values of one field into cases, by id; None takes the value away. Counts a change."""
    by_id = literal({str(case_id): value for case_id, value in values.items()}, JSONB)
    value = by_id.op("->")(cast(Case.id, Text))
    gone = func.jsonb_typeof(value) == "null"
    put = Case.custom.op("||")(func.jsonb_build_object(literal(key, Text), value))
    changed = case((gone, Case.custom.op("-")(literal(key, Text))), else_=put)
    columns = {"custom": changed, "version": Case.version + 1, "changed_at": func.now()}
    db.session.execute(
        update(Case).where(Case.id.in_(values)).values(columns),
        execution_options={"synchronize_session": False},
    )
    if key in searched_keys(CASE):
        refold(values)


def refold(case_ids: Collection[int]) -> None:
    """Bring what these cases are found by in step with their values."""
    keys = searched_keys(CASE)
    chosen = select(Case).where(Case.id.in_(case_ids)).order_by(Case.id)
    for one in db.session.scalars(chosen.execution_options(populate_existing=True)):
        derive(one, searched=keys)
    db.session.flush()


def _searched(one: Case, keys: Sequence[str] | None) -> Iterator[str]:
    for key in (searched_keys(CASE) if keys is None else keys) if one.custom else ():
        if isinstance(value := one.custom.get(key), str):
            yield value[:LONGEST_SEARCHED]
