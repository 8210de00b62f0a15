"""Taking back the cases that an act on many contacts has opened, those that nobody has worked on since."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, any_, exists, func, literal, or_, select, update

from crm.cases.access import DELETE_CASES, VIEW_CASES, reached
from crm.cases.actions.writing import told
from crm.cases.facts import CaseDeletedWithOthers, CasesDeletedPart
from crm.cases.models.case import Case, CaseContact
from crm.cases.models.words import CASE
from crm.contacts.access import derive_access
from crm.fields.actions.claims import release
from crm.journal.actions import add_changes
from crm.journal.models import Act, Change
from crm.journal.restorers import Noted
from crm.kernel.access import Actor, Reach
from crm.kernel.db import db
from crm.kernel.deletion import guards
from crm.kernel.facts import FactRow, of_each, record
from crm.tasks.models import Task

FIRST: Final = 1
"""The version of a case that nobody has changed."""


def unmake(changes: Sequence[Change], *, undo: Act, by: Actor) -> Sequence[Change]:
    """Put them into the bin; returns what else there is, and those that are worked on, hidden or needed.

    Whoever opened a case may take it back, though another owns it.
    Records: CaseDeletedWithOthers for each; CasesDeletedPart.
    """
    made = [one.record_id for one in changes if one.record_kind == CASE and one.before is None and one.after]
    if not made or by.reach(DELETE_CASES) is Reach.NONE:
        return changes
    held = db.session.scalars(select(Case.id).where(_among(made)).order_by(Case.id).with_for_update()).all()
    needed = guards.blocked(CASE, held, by=by)
    gone = _binned([one for one in held if one not in needed], undo=undo, by=by)
    if gone:
        release(gone, record=CASE)
        _derive(gone)
        record(CasesDeletedPart(case_ids=sorted(gone)), by=by)
    return [one for one in changes if one.record_kind != CASE or one.record_id not in gone]


def _binned(case_ids: Sequence[int], *, undo: Act, by: Actor) -> set[int]:
    """Those of these that could go, gone, with what the journal and their histories keep of it."""
    mine = or_(Case.made_by == by.user_id, _reached(by, DELETE_CASES))
    untouched = Case.version == FIRST, Case.deleted_at.is_(None), ~_worked_on()
    values = {"deleted_at": func.now(), "deleted_by": by.user_id, "version": FIRST + 1}
    binned = update(Case).where(_among(case_ids), *untouched, _reached(by, VIEW_CASES), mine).values(values)
    unread = {"synchronize_session": False}
    rows = db.session.execute(binned.returning(Case.id, Case.deleted_at), execution_options=unread).all()
    gone = {row.id: row.deleted_at for row in rows}
    add_changes(undo.id, (_noted(one, gone[one], by) for one in sorted(gone)))
    db.session.execute(of_each(CaseDeletedWithOthers, *told(gone, version=FIRST + 1, act_id=undo.id), by=by))
    return set(gone)


def _noted(case_id: int, at: datetime, by: Actor) -> Noted:
    before, after = {"deleted_at": None, "deleted_by": None}, {"deleted_at": at.isoformat()}
    return Noted(CASE, case_id, before, {**after, "deleted_by": by.user_id})


def _worked_on() -> Any:
    """Whether anybody has done something with the case after the transaction that added it."""
    did = FactRow.subject_kind == CASE, FactRow.subject_id == Case.id, FactRow.actor_id.is_not(None)
    task = Task.about_kind == CASE, Task.about_id == Case.id, Task.deleted_at.is_(None)
    return or_(exists().where(*did, FactRow.at > Case.made_at), exists().where(*task))


def _reached(by: Actor, may: Any) -> Any:
    return Case.id.in_(reached(by, may).with_only_columns(Case.id).order_by(None))


def _derive(case_ids: set[int]) -> None:
    """Whoever had a step of them no longer sees their contacts by it."""
    theirs = select(CaseContact.contact_id).join(Case, Case.id == CaseContact.case_id)
    with_steps = theirs.where(_among(sorted(case_ids)), func.cardinality(Case.responsible_ids) > 0)
    if contact_ids := set(db.session.scalars(with_steps)):
        derive_access(sorted(contact_ids))


def _among(ids: Sequence[int]) -> Any:
    return Case.id == any_(literal(list(ids), ARRAY(BigInteger)))
