"""What acts changed of a person, before and after: listed for the export, blanked by the erasure (CON-22).

No workspace's role may change what the journal keeps. An erasure names the changes to blank, and the owner's
login blanks them (``tenants.blanking``): what stays is that something was changed, by whom and when. A blank
change is left alone by every undo.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Text, and_, any_, func, literal, or_, select
from sqlalchemy.orm import aliased

from crm.journal.models import Act, Change
from crm.journal.restorers import Reason, restorers
from crm.kernel import moments
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import _, lazy
from crm.kernel.subjects import PART, Holding, Item, Subject, columns_of, subjects
from crm.team.queries import names_of

ENDS: Final = ("contact_id", "one_id", "other_id")
"""Values by which the change of a row that is gone tells to which record the row belonged."""
mixing: Final[set[str]] = set()
"""Acts that carry values from record to record, as merges do; whoever owns the records adds them."""


def items(subject: Subject, after: int, by: Actor) -> Sequence[Item]:
    """Every change of the subject and of what belongs to it."""
    chosen = _changes(subject, _own(subject)).where(Change.id > after)
    rows = db.session.execute(chosen.order_by(Change.id).limit(PART)).all()
    words = {id(told.of): told for told in restorers.tell([change for change, _act in rows], to=by)}
    people = names_of(act.made_by for _change, act in rows)
    return [
        _item(change, act, people.get(act.made_by or 0) or _("Artel"), words.get(id(change)))
        for change, act in rows
    ]


def count(subject: Subject) -> int:
    """How many changes are kept that are not blank."""
    chosen = _changes(subject, _own(subject)).with_only_columns(Change.id).subquery()
    return db.session.scalar(select(func.count()).select_from(chosen)) or 0


def to_blank(subject: Subject) -> list[int]:
    """The ids of some changes that still hold values: those of the subject, and all of merges with others."""
    partner = aliased(Change)
    met = select(partner.act_id).where(
        partner.record_kind == subject.kind, partner.record_id == _any(subject.ids)
    )
    merges = and_(Act.kind.in_(mixing), Change.act_id.in_(met))
    chosen = _changes(subject, or_(_own(subject), merges)).with_only_columns(Change.id)
    return list(db.session.scalars(chosen.order_by(Change.id).limit(PART)))


def _changes(subject: Subject, which: ColumnElement[bool]) -> Any:
    kept = func.coalesce(Change.skipped, "") != Reason.ERASED.value
    return select(Change, Act).join(Act, Act.id == Change.act_id).where(kept, which)


def _own(subject: Subject) -> ColumnElement[bool]:
    """Changes of the record, of what belongs to it now or once did, and all else of acts about it."""
    owned = subjects.owned(subject)
    once = aliased(Change)
    gone = select(once.record_id).where(once.record_kind == Change.record_kind, _names_an_end(once, subject))
    about = and_(Act.about_kind == subject.kind, Act.about_id == _any(subject.ids))
    of_record = and_(Change.record_kind == subject.kind, Change.record_id == _any(subject.ids))
    return or_(
        of_record,
        *(
            and_(Change.record_kind == kind, Change.record_id.in_(ids))
            for kind, selects in owned.items()
            for ids in selects
        ),
        and_(Change.record_kind.in_(owned), _names_an_end(Change, subject)),
        and_(Change.record_kind.in_(owned), Change.record_id.in_(gone)),
        and_(about, Change.record_kind != subject.kind),
    )


def _names_an_end(change: Any, subject: Subject) -> ColumnElement[bool]:
    ids = any_(literal([str(record_id) for record_id in subject.ids], ARRAY(Text)))
    values = (change.before, change.after)
    return or_(*(column[end].as_string() == ids for column in values for end in ENDS))


def _any(ids: Sequence[int]) -> Any:
    return any_(literal(list(ids), ARRAY(BigInteger)))


def _item(change: Change, act: Act, author: str, words: Any) -> Item:
    lines = words.lines if words is not None else ()
    told = [
        (restorers.title(act.kind), moments.exact(act.made_at)),
        (_("By"), author),
        *((line.label, f"{line.before or '—'} → {line.after or '—'}") for line in lines if line.label),
    ]
    data = {"act": act.kind, "at": act.made_at.isoformat(), "by": author, **columns_of(change)}
    return Item(change.id, data, told)


HOLDING: Final = Holding("changes", lazy("What was changed"), Change.__tablename__, items, count, weight=80)
