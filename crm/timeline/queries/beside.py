"""Facts of records that are about a contact, such as its cases and tasks, as its history holds them.

Only those of records that the reader sees: others are neither told nor counted (ACC-6).
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, or_, select, true, union_all

from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import FactRow
from crm.kernel.tellings import Beside, tellings

GROUPS: Final = ("cases", "tasks")


def newest(ids: Sequence[Select[Any]], *, most: int) -> Sequence[FactRow]:
    """The newest of the facts that these select; one statement."""
    if not ids:
        return ()
    chosen = select(FactRow).where(FactRow.id.in_(union_all(*ids)))
    return db.session.scalars(chosen.order_by(FactRow.id.desc()).limit(most)).all()


def found(
    contact_ids: Sequence[int],
    *,
    to: Actor,
    show: str = "all",
    user_id: int | None = None,
    before: int | None = None,
    most: int,
) -> list[Select[Any]]:
    """For each kind of record, the ids of the newest facts of each that is about one of these contacts.

    ``show`` is the filter of the history; ``user_id``: only what this user did; ``before``: only below this
    id.
    """
    if show not in ("all", *GROUPS):
        return []
    narrowed: list[ColumnElement[bool]] = []
    if user_id is not None:
        narrowed.append(FactRow.actor_id == user_id)
    if before is not None:
        narrowed.append(FactRow.id < before)
    known = (one for one in tellings.beside("contact") if show in ("all", one.group))
    return [_of(one, contact_ids, narrowed, to=to, most=most) for one in known]


def _of(
    one: Beside, contact_ids: Sequence[int], narrowed: Sequence[ColumnElement[bool]], *, to: Actor, most: int
) -> Select[Any]:
    """By the index of what each fact is about, record by record: never through all facts of the workspace."""
    records = one.records(contact_ids, to).subquery(f"some_{one.kind}")
    [record_id] = records.c
    told = or_(*(_is(fact.name(), only) for fact, only in one.facts.items()))
    about = FactRow.subject_kind == one.kind, FactRow.subject_id == record_id
    theirs = select(FactRow.id).where(*about, told, *narrowed).order_by(FactRow.id.desc()).limit(most)
    each = theirs.lateral(f"of_{one.kind}")
    return select(each.c.id).select_from(records.join(each, true()))


def _is(name: str, only: ColumnElement[bool] | None) -> ColumnElement[bool]:
    return FactRow.name == name if only is None else and_(FactRow.name == name, only)
