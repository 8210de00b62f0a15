"""The cases in the bin, as whoever may bring them back sees them; and what has to be asked first."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import literal, select, tuple_

from crm.cases.access import restorable_by
from crm.cases.models.case import Case
from crm.cases.models.words import CASE
from crm.fields.actions.claims import taken
from crm.fields.queries import fields_of
from crm.journal.bins import Binned, Key
from crm.kernel.access import Actor, found
from crm.kernel.db import db
from crm.kernel.i18n import LazyText, lazy
from crm.kernel.search_text import patterns


def rows(actor: Actor, q: str, before: Key | None, limit: int) -> Sequence[Binned]:
    """A page of them, those deleted last first; one statement."""
    chosen = restorable_by(actor).where(*(Case.search_text.like(pattern) for pattern in patterns(q)))
    if before is not None:
        last = tuple_(literal(before[0], Case.deleted_at.type), literal(before[1], Case.id.type))
        chosen = chosen.where(tuple_(Case.deleted_at, Case.id) < last)
    ordered = chosen.order_by(Case.deleted_at.desc(), Case.id.desc()).limit(limit)
    return [_binned(one) for one in db.session.scalars(ordered)]


def one(case_id: int, by: Actor) -> Binned:
    """One of them.

    Raises:
        NotFound: it is not in the bin, or the actor may not bring it back.
    """
    return _binned(found(restorable_by(by), id=case_id))


def old(before: datetime, after_id: int, limit: int) -> Sequence[int]:
    """The ids, above ``after_id``, of those that were deleted before that instant."""
    chosen = select(Case.id).where(Case.deleted_at < before, Case.id > after_id)
    return db.session.scalars(chosen.order_by(Case.id).limit(limit)).all()


def questions(one: Case, *, to: Actor) -> dict[str, LazyText | str]:
    """What can't come back as it was: unique values that others have by now, under ``custom.<field id>``."""
    fields = fields_of(CASE) if one.custom else []
    labels = {f"custom.{field.key}": field.shown for field in fields}
    held = taken(one.id, fields, one.custom, by=to) if fields else {}
    return {name: lazy("%(field)s: %(why)s", field=labels[name], why=why) for name, why in held.items()}


def asked_of(case_id: int, by: Actor) -> Mapping[str, LazyText | str]:
    """The questions about one of those that the actor may bring back.

    Raises:
        NotFound: it is not in the bin, or the actor may not bring it back.
    """
    return questions(found(restorable_by(by), id=case_id), to=by)


def _binned(one: Case) -> Binned:
    assert one.deleted_at is not None
    return Binned(
        kind=CASE, id=one.id, title=one.shown_name, initials="№", shape="company",
        second=one.description.partition("\n")[0][:80], deleted_at=one.deleted_at, deleted_by=one.deleted_by,
    )  # fmt: skip
