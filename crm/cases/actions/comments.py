"""Saying something in a case, changing and deleting it (CAS-1)."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select

from crm.cases.access import EDIT_CASES, READ_ONLY
from crm.cases.actions import noting
from crm.cases.facts import CommentAdded, CommentDeleted, CommentEdited, CommentMentioned
from crm.cases.forms.case import CommentShape
from crm.cases.models.case import Case
from crm.cases.models.comment import CaseComment
from crm.cases.models.words import CASE, COMMENT
from crm.cases.queries.mentions import called
from crm.journal import actions as journal
from crm.journal.models import Act
from crm.journal.restorers import Noted
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Forbidden, NotFound, Stale
from crm.kernel.facts import record
from crm.kernel.i18n import lazy

EDITED: Final = "cases.comment_edited"
DELETED: Final = "cases.comment_deleted"
NOT_YOURS: Final = lazy("Only who wrote it can change it.")


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as it stands now, and the names of those whom it calls though they don't see the case."""

    comment: CaseComment
    blind: list[str]


def add_comment(one: Case, shape: CommentShape, *, by: Actor) -> Said:
    """Say something in the case. Its owner and members, and whom it mentions, are told, never who said it.

    The case's version is not counted.

    Raises:
        Forbidden: the actor may not change the case.
    Records: CommentAdded; CommentMentioned, if it mentions anybody.
    """
    by.must(EDIT_CASES, one, why=READ_ONLY)
    people = called(shape.body, case_id=one.id)
    comment = CaseComment(case_id=one.id, body=shape.body, internal=shape.internal, made_by=by.user_id)
    comment.version, comment.mention_ids = 1, people.user_ids
    db.session.add(comment)
    one.changed_at = func.now()
    db.session.flush()
    db.session.refresh(comment)
    told = [user_id for user_id in one.people(without=by.user_id) if user_id not in people.user_ids]
    record(CommentAdded(**_about(comment), internal=comment.internal, told_ids=told), by=by)
    _mention(comment, people.user_ids, by=by)
    return Said(comment, people.blind)


def edit_comment(comment: CaseComment, shape: CommentShape, *, version: int | None = None, by: Actor) -> Said:
    """Change what was said; nothing happens if nothing differs. Who is mentioned for the first time is told.

    Raises:
        Forbidden: it is somebody else's, or the actor may not change the case.
        Stale: it was changed since ``version``.
    Records: CommentEdited; CommentMentioned, if it mentions somebody new.
    """
    comment = _held(comment, version=version, by=by)
    before, known = noting.comment_snapshot(comment), set(comment.mention_ids)
    people = called(shape.body, case_id=comment.case_id)
    comment.body, comment.internal, comment.mention_ids = shape.body, shape.internal, people.user_ids
    act = _kept(EDITED, comment, before, by=by)
    if act is not None:
        record(CommentEdited(**_about(comment), act_id=act.id), by=by)
        _mention(comment, [user_id for user_id in people.user_ids if user_id not in known], by=by)
    return Said(comment, people.blind)


def delete_comment(comment: CaseComment, *, version: int | None = None, by: Actor) -> Act:
    """Delete what was said; returns the act by which it can be taken back.

    Raises:
        Forbidden: it is somebody else's, or the actor may not change the case.
        Stale: it was changed since ``version``.
    Records: CommentDeleted.
    """
    comment = _held(comment, version=version, by=by)
    before = noting.comment_snapshot(comment)
    comment.deleted_at, comment.deleted_by = func.now(), by.user_id
    act = _kept(DELETED, comment, before, by=by)
    assert act is not None
    record(CommentDeleted(**_about(comment), act_id=act.id), by=by)
    return act


def may_change(comment: CaseComment, *, by: Actor) -> bool:
    """Whether it is the actor's own."""
    return by.is_system or comment.made_by == by.user_id


def _held(comment: CaseComment, *, version: int | None, by: Actor) -> CaseComment:
    """The comment, locked, as it is now, for who may change it."""
    fresh = select(CaseComment).where(CaseComment.id == comment.id).with_for_update()
    held: CaseComment | None = db.session.scalar(fresh.execution_options(populate_existing=True))
    one = db.session.get(Case, held.case_id) if held is not None else None
    if held is None or held.deleted_at is not None or one is None:
        raise NotFound
    by.must(EDIT_CASES, one, why=READ_ONLY)
    if not may_change(held, by=by):
        raise Forbidden(NOT_YOURS)
    if version is not None and held.version != version:
        raise Stale
    return held


def _kept(kind: str, comment: CaseComment, before: noting.Values, *, by: Actor) -> Act | None:
    """Count one change and keep what it changed; None if nothing differs."""
    if comment.deleted_at is None and noting.comment_snapshot(comment) == before:
        return None
    comment.version += 1
    if comment.deleted_at is None:
        comment.changed_at = func.now()
    db.session.flush()
    db.session.refresh(comment)
    was, now = noting.changed(before, noting.comment_snapshot(comment))
    about = (CASE, comment.case_id)
    return journal.keep(kind, [Noted(COMMENT, comment.id, was, now)], about=about, by=by)


def _mention(comment: CaseComment, user_ids: list[int], *, by: Actor) -> None:
    if others := [user_id for user_id in user_ids if user_id != by.user_id]:
        record(CommentMentioned(**_about(comment), mentioned=others), by=by)


def _about(comment: CaseComment) -> dict[str, Any]:
    return {"case_id": comment.case_id, "comment_id": comment.id}
