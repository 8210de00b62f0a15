"""What stands in somebody's bell."""

from typing import Any, Final

from sqlalchemy import Select, bindparam, func, select

from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import FactRow
from crm.notifications.models import Notice

PAGE: Final = 50
MOST_COUNTED: Final = 99


def notices_of(actor: Actor) -> Select[Any]:
    """One's own notices, newest first. Nobody reads another's."""
    return select(Notice).where(Notice.user_id == actor.user_id).order_by(Notice.id.desc())


def notices_page(actor: Actor, *, before: int | None = None, limit: int = PAGE) -> list[Notice]:
    """At most ``limit`` of one's notices, older than the one with the id ``before``."""
    query = notices_of(actor).limit(limit)
    return list(db.session.scalars(query.where(Notice.id < before) if before else query))


def unread_notices(actor: Actor, *, limit: int) -> list[Notice]:
    """The newest of one's notices that are not read yet."""
    return list(db.session.scalars(notices_of(actor).where(Notice.read_at.is_(None)).limit(limit)))


def unread_count(actor: Actor) -> int:
    """How many notices wait, counted up to ``MOST_COUNTED`` + 1."""
    return db.session.scalar(_WAITING, {"user": actor.user_id}) or 0


def facts_of(notices: list[Notice]) -> dict[int, FactRow]:
    """The facts that the notices tell of, by id."""
    ids = {notice.fact_id for notice in notices}
    return {row.id: row for row in db.session.scalars(select(FactRow).where(FactRow.id.in_(ids)))}


def _waiting() -> Select[Any]:
    """Built once: every page asks it."""
    mine = select(Notice.id).where(Notice.user_id == bindparam("user"), Notice.read_at.is_(None))
    count = select(func.count()).select_from(mine.limit(MOST_COUNTED + 1).subquery())
    return count.execution_options(prepared=True)


_WAITING: Final = _waiting()
