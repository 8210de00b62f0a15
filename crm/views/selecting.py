"""What somebody has selected of a kind of record (CON-11): a basket that survives paging and another device.

It holds ids only. Whoever reads it narrows a select of what the person may see by ``chosen``, so that what
is hidden or deleted by now is neither shown nor counted.
"""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, Select, any_, bindparam, delete, exists, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.paging import Count
from crm.views.models import Selected

MOST_COUNTED = 10_000
"""A selection is counted exactly up to so many."""


def chosen(record: str, user_id: int | None) -> Select[Any]:
    """The ids that this user has selected of a kind of record, those out of sight too."""
    mine = Selected.user_id == user_id, Selected.record == record
    return select(Selected.record_id).where(*mine)


def at_hand(record: str, ids: Collection[int], *, to: Actor) -> tuple[bool, set[int]]:
    """Whether the person has selected anything of this kind, and which of these ids; one statement."""
    asked = {"by": to.user_id, "kind": record, "these": list(ids)}
    anything, these = db.session.execute(_AT_HAND, asked).one()
    return anything, set(these)


def counted(visible: Select[Any], record: str, *, to: Actor) -> Count:
    """How many the person has selected of what they see (a select), up to 10,000; one statement."""
    model_id = visible.column_descriptions[0]["entity"].id
    mine = chosen(record, to.user_id).subquery("mine")
    seen = visible.join(mine, mine.c.record_id == model_id).with_only_columns(model_id).order_by(None)
    number = db.session.scalar(select(func.count()).select_from(seen.limit(MOST_COUNTED + 1).subquery())) or 0
    return Count(min(number, MOST_COUNTED), capped=number > MOST_COUNTED)


def page(visible: Select[Any], record: str, *, after: int, limit: int, to: Actor) -> list[int]:
    """The ids that the person has selected of what they see, above ``after``: one more than so many."""
    model_id = visible.column_descriptions[0]["entity"].id
    mine = chosen(record, to.user_id).where(Selected.record_id > after).subquery("mine")
    seen = visible.join(mine, mine.c.record_id == model_id).with_only_columns(model_id).order_by(model_id)
    return list(db.session.scalars(seen.limit(limit + 1)))


def put(record: str, ids: Select[Any], *, by: Actor) -> None:
    """Add to the selection what this select of ids finds: through the person, however many; one statement."""
    found = ids.order_by(None).subquery("found")
    rows = select(literal(by.user_id, BigInteger), literal(record), found.c[0])
    new = insert(Selected).from_select(["user_id", "record", "record_id"], rows)
    db.session.execute(new.on_conflict_do_nothing())


def remove(record: str, ids: Collection[int], *, by: Actor) -> None:
    """Take these out of the selection."""
    these = Selected.record_id == any_(literal(list(ids), ARRAY(BigInteger)))
    db.session.execute(delete(Selected).where(*_mine(record, by), these))


def clear(record: str, *, by: Actor) -> None:
    """Select nothing any more."""
    db.session.execute(delete(Selected).where(*_mine(record, by)))


def _mine(record: str, by: Actor) -> tuple[Any, Any]:
    return Selected.user_id == by.user_id, Selected.record == record


def _at_hand() -> Select[Any]:
    """Built once: every page of a list asks it."""
    mine = Selected.user_id == bindparam("by"), Selected.record == bindparam("kind")
    these = Selected.record_id == any_(bindparam("these", type_=ARRAY(BigInteger)))
    return select(
        exists().where(*mine), func.array(select(Selected.record_id).where(*mine, these).scalar_subquery())
    ).execution_options(prepared=True)


_AT_HAND: Final = _at_hand()
