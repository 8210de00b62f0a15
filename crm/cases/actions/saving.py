"""Adding and changing a case."""

from collections.abc import Sequence
from typing import Final

from crm.cases.access import CREATE_CASES, EDIT_CASES, READ_ONLY
from crm.cases.actions import custom, noting, writing
from crm.cases.actions.numbers import next_number
from crm.cases.facts import CaseOpened
from crm.cases.forms.case import PLAIN_FIELDS, CaseShape, NewCaseShape
from crm.cases.models.case import Case
from crm.cases.models.words import ENDED, Status
from crm.cases.queries.records import possible_owners
from crm.kernel import clock
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.facts import record
from crm.team.models import User

EDITED: Final = "cases.edited"
MOVED: Final = "cases.moved"
ASSIGNED: Final = "cases.assigned"


def open_case(shape: CaseShape, *, by: Actor) -> Case:
    """Add a case with the next number of the series. Whoever adds it owns it, unless somebody is named.

    Its owner and members are told, never the actor.

    Raises:
        Forbidden: the actor may not add cases.
        Invalid: a field at fault.
    Records: CaseOpened.
    """
    by.must(CREATE_CASES)
    own = custom.given(shape, None, by=by)
    writing.check(shape, None, also=own.faults, by=by)
    one = Case(made_by=by.user_id, custom=dict(own.values), version=1, responsible_ids=[], **_plain(shape))
    one.owner_id, one.member_ids = first_owner(shape, by=by), list(shape.member_ids)
    one.captured = [line.model_dump() for line in shape.captured] if isinstance(shape, NewCaseShape) else []
    one.closed_at = clock.now() if one.status in ENDED else None
    one.number = next_number()
    custom.derive(one)
    db.session.add(one)
    db.session.flush()
    custom.hold_unique(one, own, by=by)
    writing.write_contacts(one, shape.contact_ids)
    told = one.people(without=by.user_id)
    record(CaseOpened(case_id=one.id, version=one.version, people=told), by=by)
    return writing.hold(one)


def edit_case(one: Case, shape: CaseShape, *, version: int | None = None, by: Actor) -> Case:
    """Change a case to what was typed; nothing happens if nothing differs.

    ``version`` is the one the person saw; None overwrites whatever stands there. Contacts that the actor
    does not see stay.

    Raises:
        Forbidden: the actor may not change it.
        Stale: it was changed since ``version``.
        Invalid: a field at fault.
    Records: CaseEdited, CaseMoved and CaseAssigned, as far as these differ.
    """
    by.must(EDIT_CASES, one, why=READ_ONLY)
    one = writing.hold(one, version=version)
    own = custom.given(shape, one, by=by)
    writing.check(shape, one, also=own.faults, by=by)
    before = noting.snapshot(one)
    for name, value in _plain(shape).items():
        setattr(one, name, value)
    one.member_ids, one.custom = list(shape.member_ids), dict(own.values)
    custom.hold_unique(one, own, by=by)
    writing.put_contacts(one, shape.contact_ids, by=by)
    return writing.settle(one, before, EDITED, by=by)


def set_status(one: Case, status: Status, *, version: int | None = None, by: Actor) -> Case:
    """Give the case this status; nothing happens if it has it.

    Raises:
        Forbidden: the actor may not change it.
        Stale: it was changed since ``version``.
    Records: CaseMoved.
    """
    by.must(EDIT_CASES, one, why=READ_ONLY)
    one = writing.hold(one, version=version)
    before = noting.snapshot(one)
    one.status = status
    return writing.settle(one, before, MOVED, by=by)


def assign_case(one: Case, *, owner_id: int | None, member_ids: Sequence[int], by: Actor) -> Case:
    """Make this user the owner, and these the members; those who are new are told, never the actor.

    Raises:
        Forbidden: the actor may not change it.
        Invalid: somebody new can't be that.
    Records: CaseAssigned.
    """
    by.must(EDIT_CASES, one, why=READ_ONLY)
    one = writing.hold(one)
    if faults := writing.faults_of_people(owner_id, member_ids, one=one, by=by):
        raise Invalid(faults)
    before = noting.snapshot(one)
    one.owner_id, one.member_ids = owner_id, list(dict.fromkeys(member_ids))
    return writing.settle(one, before, ASSIGNED, by=by)


def first_owner(shape: CaseShape, *, by: Actor) -> int | None:
    """Who is named, nobody if that is said, else the actor where they may own cases."""
    if "owner_id" in shape.model_fields_set or by.user_id is None:
        return shape.owner_id
    able = possible_owners().where(User.id == by.user_id).with_only_columns(User.id).order_by(None)
    return db.session.scalar(able)


def _plain(shape: CaseShape) -> dict[str, object]:
    return {name: getattr(shape, name) for name in PLAIN_FIELDS}
