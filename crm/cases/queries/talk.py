"""What was said in a case, and what happened to it."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select, func, select

from crm.cases.models.case import Case
from crm.cases.models.comment import CaseComment
from crm.kernel.access import Actor, found
from crm.kernel.db import db
from crm.kernel.facts import FACTS, FactRow, tellable
from crm.kernel.tellings import tellings

PAGE: Final = 50


def comments_visible_to(actor: Actor) -> Select[Any]:
    """What was said in cases that the person sees, and not deleted."""
    seen = Case.visible_to(actor).with_only_columns(Case.id).order_by(None)
    return select(CaseComment).where(CaseComment.deleted_at.is_(None), CaseComment.case_id.in_(seen))


def comment_seen(comment_id: int, *, case_id: int, to: Actor) -> CaseComment:
    """One comment of this case.

    Raises:
        NotFound: there is none, it is deleted, or the person does not see the case.
    """
    comment: CaseComment = found(comments_visible_to(to), id=comment_id, case_id=case_id)
    return comment


def comments(case_id: int, *, before: int | None = None, limit: int = PAGE) -> Sequence[CaseComment]:
    """A page of what was said in a case, the newest first, and one more where there is any."""
    rows = select(CaseComment).where(CaseComment.case_id == case_id, CaseComment.deleted_at.is_(None))
    if before is not None:
        rows = rows.where(CaseComment.id < before)
    return db.session.scalars(rows.order_by(CaseComment.id.desc()).limit(limit + 1)).all()


def number_of_comments(case_id: int, *, most: int) -> int:
    """How many comments there are, counted up to ``most``."""
    rows = select(CaseComment.id).where(CaseComment.case_id == case_id, CaseComment.deleted_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(rows.limit(most).subquery())) or 0


def facts(case_id: int, *, before: int | None = None, to: Actor) -> tuple[Sequence[FactRow], int | None]:
    """A page of what happened to a case, the newest first, and the fact that the next one lies before.

    Facts that name further records out of the reader's sight are left out.
    """
    rows = select(FactRow).where(
        FactRow.subject_kind == "case",
        FactRow.subject_id == case_id,
        FactRow.name.in_(FACTS),
        FactRow.name.not_in(tellings.silent()),
    )
    if before is not None:
        rows = rows.where(FactRow.id < before)
    page = db.session.scalars(rows.order_by(FactRow.id.desc()).limit(PAGE + 1)).all()
    more = page[PAGE - 1].id if len(page) > PAGE else None
    return tellable(page[:PAGE], to=to), more
