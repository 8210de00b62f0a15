"""Cases about a person: listed for the export; gone with the erasure, unless about others too (CON-22)."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select, delete, func, select, update

from crm.cases.actions.bin import erase_cases
from crm.cases.models.case import Case, CaseContact
from crm.cases.models.comment import CaseComment
from crm.cases.models.words import CASE, COMMENT, PRIORITIES, SOURCES, STATUSES
from crm.kernel import moments
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import _, lazy
from crm.kernel.subjects import PART, Holding, Item, Subject, columns_of
from crm.team.queries import names_of

NOT_TOLD: Final = ("search_text", "people_ids", "principals")


def items(subject: Subject, after: int, by: Actor) -> Sequence[Item]:
    """Every case about the person, those in the bin too."""
    rows = _of(subject).where(Case.id > after).order_by(Case.id).limit(PART)
    return [_item(one) for one in db.session.scalars(rows)]


def count(subject: Subject) -> int:
    """How many there are."""
    return db.session.scalar(select(func.count()).select_from(_of(subject).subquery())) or 0


def comments(subject: Subject, after: int, by: Actor) -> Sequence[Item]:
    """What was said in these cases, deleted comments too."""
    rows = db.session.scalars(
        _comments(subject).where(CaseComment.id > after).order_by(CaseComment.id).limit(PART)
    ).all()
    people = names_of(row.made_by for row in rows)
    return [_comment(row, people.get(row.made_by or 0) or _("Artel")) for row in rows]


def comments_count(subject: Subject) -> int:
    """How many there are."""
    return db.session.scalar(select(func.count()).select_from(_comments(subject).subquery())) or 0


def erase(subject: Subject) -> int:
    """Delete some of the cases about the person alone; others lose the person and what forms caught."""
    chosen = db.session.scalars(_ids(subject).order_by(Case.id).limit(PART)).all()
    others = select(CaseContact.case_id).where(
        CaseContact.case_id.in_(chosen), CaseContact.contact_id.not_in(subject.ids)
    )
    shared = set(db.session.scalars(others))
    db.session.execute(
        delete(CaseContact).where(CaseContact.case_id.in_(shared), CaseContact.contact_id.in_(subject.ids))
    )
    db.session.execute(update(Case).where(Case.id.in_(shared)).values(captured=[]))
    erase_cases([case_id for case_id in chosen if case_id not in shared], by=Actor.system("privacy"))
    return len(chosen)


def links(subject: Subject) -> Select[Any]:
    """The ids of the rows that say which cases are about the person."""
    return select(CaseContact.id).where(CaseContact.contact_id.in_(subject.ids))


def _of(subject: Subject) -> Select[Any]:
    about = select(CaseContact.case_id).where(CaseContact.contact_id.in_(subject.ids))
    return select(Case).where(Case.id.in_(about))


def _ids(subject: Subject) -> Select[Any]:
    return _of(subject).with_only_columns(Case.id)


def _comments(subject: Subject) -> Select[Any]:
    return select(CaseComment).where(CaseComment.case_id.in_(_ids(subject)))


def _comment_ids(subject: Subject) -> Select[Any]:
    return _comments(subject).with_only_columns(CaseComment.id)


def _item(one: Case) -> Item:
    told = (
        (one.shown_number, one.title),
        (_("Description"), one.description),
        (_("Status"), str(STATUSES[one.status])),
        (_("Priority"), str(PRIORITIES[one.priority])),
        (_("How it came"), str(SOURCES[one.source])),
        (_("Opened"), moments.exact(one.made_at)),
        *((line["label"], line["value"]) for line in one.captured),
    )
    return Item(one.id, columns_of(one, without=NOT_TOLD), [(label, text) for label, text in told if text])


def _comment(row: CaseComment, author: str) -> Item:
    told = [(_("Comment"), moments.exact(row.made_at)), (_("Written by"), author), (_("Text"), row.body)]
    return Item(row.id, columns_of(row, without=("version",)), told)


HOLDINGS: Final = (
    Holding(
        "cases", lazy("Cases"), Case.__tablename__, items, count, erase=erase, weight=35,
        owned={CASE: _ids, "case_contact.contact": links},
    ),
    Holding(
        "case-comments", lazy("Comments in cases"), CaseComment.__tablename__, comments, comments_count,
        weight=34, owned={COMMENT: _comment_ids},
    ),
)  # fmt: skip
