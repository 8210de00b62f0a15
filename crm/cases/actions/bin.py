"""Into the bin, back, and out of it for good (CON-18)."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import delete, func, select

from crm.cases.access import DELETE_CASES, NOT_OWNER, restorable_by
from crm.cases.actions import noting, writing
from crm.cases.facts import CaseDeleted, CasePurged, CaseRestored
from crm.cases.models.case import Case
from crm.cases.models.words import CASE
from crm.cases.queries.binned import questions
from crm.contacts.access import derive_access
from crm.fields.actions.claims import claim, release
from crm.fields.queries import fields_of
from crm.files.actions.sweeping import purge as purge_files
from crm.journal import actions as journal
from crm.journal.bins import Unsettled
from crm.journal.restorers import Noted
from crm.kernel.access import Actor, found
from crm.kernel.db import db
from crm.kernel.deletion import guards
from crm.kernel.facts import record

DELETED: Final = "cases.deleted"
RESTORED: Final = "cases.restored"


def delete_case(one: Case, *, version: int | None = None, by: Actor) -> Case:
    """Put the case into the bin with everything attached; from then on nobody reaches it.

    Raises:
        Forbidden: the actor does not own the case.
        Stale: it was changed since ``version``.
        Needed: other records need it.
    Records: CaseDeleted.
    """
    by.must(DELETE_CASES, one, why=NOT_OWNER)
    one = writing.hold(one, version=version)
    guards.must_be_free(CASE, one.id, by=by)
    before = noting.snapshot(one)
    one.deleted_at, one.deleted_by = func.now(), by.user_id
    one.version += 1
    db.session.flush()
    db.session.refresh(one, ["deleted_at"])
    release([one.id], record=CASE)
    if one.responsible_ids:
        derive_access(before[noting.CONTACTS])
    act_id = _kept(DELETED, one, before, by=by)
    record(CaseDeleted(case_id=one.id, version=one.version, act_id=act_id), by=by)
    return one


def restore_case(one: Case, *, leave_out: Collection[str] = (), by: Actor) -> Case:
    """Bring the case back from the bin as it was; nothing happens to one that is back already.

    Raises:
        NotFound: the actor neither deleted it nor may delete every case.
        Unsettled: something can't come back, and is not among ``leave_out``.
    Records: CaseRestored.
    """
    if one.deleted_at is None:
        return one
    mine = restorable_by(by).with_for_update(of=Case).execution_options(populate_existing=True)
    one = found(mine, id=one.id)
    asked = questions(one, to=by)
    if open_questions := {name: asked[name] for name in asked if name not in leave_out}:
        raise Unsettled(open_questions)
    before = noting.snapshot(one)
    one.deleted_at = one.deleted_by = None
    keys = {name.removeprefix("custom.") for name in asked}
    one.custom = {key: value for key, value in one.custom.items() if key not in keys}
    claim(one.id, fields_of(CASE), one.custom, by=by)
    writing.touch(one, before=before)
    act_id = _kept(RESTORED, one, before, by=by)
    record(CaseRestored(case_id=one.id, version=one.version, act_id=act_id), by=by)
    return one


def restore_binned(case_id: int, leave_out: Collection[str], by: Actor) -> None:
    """Bring back the case of this id, as the bin asks for it.

    Raises: as ``restore_case``.
    """
    restore_case(found(restorable_by(by), id=case_id), leave_out=leave_out, by=by)


def purge_cases(case_ids: Collection[int], by: Actor) -> int:
    """Delete these cases of the bin for good, with what hangs on them; returns how many of them went.

    Those that other records need stay; so do those that came back from the bin meanwhile.
    Records: CasePurged for each.
    """
    locked = select(Case.id).where(Case.id.in_(case_ids), Case.deleted_at.is_not(None))
    binned = db.session.scalars(locked.order_by(Case.id).with_for_update()).all()
    needed = guards.blocked(CASE, binned, by=by)
    return erase_cases([case_id for case_id in binned if case_id not in needed], by=by)


def erase_cases(case_ids: Collection[int], *, by: Actor) -> int:
    """Delete these cases for good, wherever they are, with what hangs on them; returns how many they were.

    Records: CasePurged for each.
    """
    if not case_ids:
        return 0
    guards.purge(CASE, case_ids)
    purge_files(CASE, case_ids)
    release(case_ids, record=CASE)
    gone = delete(Case).where(Case.id.in_(case_ids)).returning(Case.id, Case.version)
    went = db.session.execute(gone).all()
    for case_id, version in went:
        record(CasePurged(case_id=case_id, version=version), by=by)
    return len(went)


def _kept(kind: str, one: Case, before: noting.Values, *, by: Actor) -> int:
    was, now = noting.changed(before, noting.snapshot(one))
    return journal.keep(kind, [Noted(CASE, one.id, was, now)], about=(CASE, one.id), by=by).id
