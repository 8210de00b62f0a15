"""Taking back what an act did to cases and comments: the journal's ``Restorer`` for them (CON-19)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import select

from crm.cases.access import DELETE_CASES, EDIT_CASES
from crm.cases.actions import noting, writing
from crm.cases.actions.bin import DELETED, RESTORED
from crm.cases.actions.comments import DELETED as COMMENT_DELETED
from crm.cases.actions.comments import EDITED as COMMENT_EDITED
from crm.cases.actions.comments import may_change
from crm.cases.actions.for_each import OPEN_EACH
from crm.cases.actions.saving import ASSIGNED, EDITED, MOVED
from crm.cases.actions.unmaking import unmake
from crm.cases.facts import CaseDeleted, CaseRestored, CaseReverted, CommentRestored
from crm.cases.models.case import Case
from crm.cases.models.comment import CaseComment
from crm.cases.models.words import CASE, COMMENT
from crm.cases.running.lending import hides_what_is_lent
from crm.contacts.models.contact import Contact
from crm.fields.actions.claims import claim, release
from crm.fields.queries import fields_of
from crm.journal.models import Act, Change
from crm.journal.restorers import Noted, Reason, Restorer
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.facts import record
from crm.kernel.i18n import lazy

ACTS: Final = {
    EDITED: lazy("Case changed"),
    MOVED: lazy("Status changed"),
    ASSIGNED: lazy("Owner and members changed"),
    DELETED: lazy("Case deleted"),
    RESTORED: lazy("Case restored"),
    COMMENT_EDITED: lazy("Comment changed"),
    COMMENT_DELETED: lazy("Comment deleted"),
    OPEN_EACH.act: lazy("Cases opened for contacts"),
}


def restore(changes: Sequence[Change], *, undo: Act, by: Actor) -> Iterator[Noted]:
    """Put back each column that still holds what the act gave it; the rest is told as skipped.

    Records: CaseReverted, CaseDeleted, CaseRestored or CommentRestored for each record that changed.
    """
    for change in changes:
        if change.record_kind == CASE:
            yield from _case(change, undo, by)
        else:
            yield from _comment(change, undo, by)


def _case(change: Change, undo: Act, by: Actor) -> Iterable[Noted]:
    fresh = select(Case).where(Case.id == change.record_id).with_for_update(of=Case)
    one: Case | None = db.session.scalar(fresh.execution_options(populate_existing=True))
    was, left = change.before or {}, change.after or {}
    reason = _refusal(one, was, by)
    if one is None or reason is not None:
        return [Noted(CASE, change.record_id, None, was, reason or Reason.GONE)]
    now = noting.snapshot(one)
    same = [name for name in was if now.get(name) == left.get(name)]
    if "owner_id" in same and hides_what_is_lent(one.id, to=by):
        same.remove("owner_id")
    if not same or not _put_back(one, was, same, by):
        skipped = Reason.CHANGED if not same else Reason.TAKEN
        return [Noted(CASE, one.id, None, was, skipped)]
    before, after = noting.changed(now, noting.snapshot(one))
    writing.touch(one, before=now)
    _tell(one, after, undo, by)
    done = [Noted(CASE, one.id, before, after)]
    if others := {name: value for name, value in was.items() if name not in same}:
        done.append(Noted(CASE, one.id, None, others, Reason.CHANGED))
    return done


def _refusal(one: Case | None, was: dict[str, Any], by: Actor) -> Reason | None:
    """Why nothing of it can be put back; whoever deleted it may bring it back."""
    if one is None:
        return Reason.GONE
    if one.deleted_at is not None:
        mine = one.deleted_by == by.user_id or by.is_system
        return None if "deleted_at" in was and (mine or by.may(DELETE_CASES)) else Reason.BINNED
    needed = DELETE_CASES if "deleted_at" in was else EDIT_CASES
    if not by.may(needed, one):
        return Reason.FORBIDDEN
    return None


def _put_back(one: Case, was: dict[str, Any], names: Sequence[str], by: Actor) -> bool:
    """Write these values; False if another case holds a unique one of them by now."""
    try:
        with db.session.begin_nested():
            _write(one, was, names)
            if one.deleted_at is not None:
                release([one.id], record=CASE)
            else:
                claim(one.id, fields_of(CASE), one.custom, by=by)
    except Invalid:
        db.session.refresh(one)
        return False
    return True


def _write(one: Case, was: dict[str, Any], names: Sequence[str]) -> None:
    custom = dict(one.custom)
    for name in names:
        if name.startswith("custom."):
            custom[name.removeprefix("custom.")] = was[name]
        elif name == noting.CONTACTS:
            writing.write_contacts(one, _still_there(was[name]))
        else:
            noting.put_back(one, name, was[name])
    one.custom = {key: value for key, value in custom.items() if value is not None}
    db.session.flush()


def _still_there(ids: Sequence[int]) -> list[int]:
    rows = set(db.session.scalars(select(Contact.id).where(Contact.id.in_(ids))))
    return [contact_id for contact_id in ids if contact_id in rows]


def _tell(one: Case, after: dict[str, Any], undo: Act, by: Actor) -> None:
    about = {"case_id": one.id, "version": one.version, "act_id": undo.id}
    if "deleted_at" in after:
        record((CaseDeleted if one.deleted_at is not None else CaseRestored)(**about), by=by)
    else:
        record(CaseReverted(**about, fields=list(after)), by=by)


def _comment(change: Change, undo: Act, by: Actor) -> Iterable[Noted]:
    fresh = select(CaseComment).where(CaseComment.id == change.record_id).with_for_update()
    comment: CaseComment | None = db.session.scalar(fresh.execution_options(populate_existing=True))
    was, left = change.before or {}, change.after or {}
    one = db.session.get(Case, comment.case_id) if comment is not None else None
    if comment is None or one is None:
        return [Noted(COMMENT, change.record_id, None, was, Reason.GONE)]
    if not (by.may(EDIT_CASES, one) and may_change(comment, by=by)):
        return [Noted(COMMENT, comment.id, None, was, Reason.FORBIDDEN)]
    now = noting.comment_snapshot(comment)
    same = [name for name in was if now.get(name) == left.get(name)]
    if len(same) < len(was):
        return [Noted(COMMENT, comment.id, None, was, Reason.CHANGED)]
    for name in same:
        noting.put_back(comment, name, was[name])
    comment.version += 1
    db.session.flush()
    record(CommentRestored(case_id=comment.case_id, comment_id=comment.id, act_id=undo.id), by=by)
    return [Noted(COMMENT, comment.id, *noting.changed(now, noting.comment_snapshot(comment)))]


RESTORER: Final = Restorer((CASE, COMMENT), restore, weight=55, acts=ACTS, restore_alike=unmake)
