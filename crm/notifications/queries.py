"""What stands in somebody's bell, and what waits to be mailed."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, bindparam, func, select, true

from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import FactRow
from crm.notifications.models import Notice
from crm.notifications.planning import TOGETHER
from crm.team.models import User

PAGE: Final = 50
MOST_COUNTED: Final = 99
MOST_MAILED: Final = 200
"""So many notices at most are mailed in one go; more wait for the next."""
LOOKED_BACK: Final = 30


def notices_of(actor: Actor) -> Select[Any]:
    """One's own notices, newest first, but for those that the bell is not to tell. Nobody reads another's."""
    mine = select(Notice).where(Notice.user_id == actor.user_id, Notice.in_bell)
    return mine.order_by(Notice.id.desc())


def notices_page(
    actor: Actor, *, before: int | None = None, limit: int = PAGE, unread: bool = False
) -> list[Notice]:
    """At most ``limit`` of one's notices, older than the one with the id ``before``; or only unread ones."""
    query = notices_of(actor).limit(limit)
    query = query.where(Notice.id < before) if before else query
    return list(db.session.scalars(query.where(Notice.read_at.is_(None)) if unread else query))


def counted(actor: Actor, *, unread: bool, most: int) -> int:
    """How many notices one has, or only unread ones, counted up to ``most``."""
    query = notices_of(actor).with_only_columns(Notice.id).order_by(None).limit(most)
    query = query.where(Notice.read_at.is_(None)) if unread else query
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def unread_count(actor: Actor) -> int:
    """How many notices wait, counted up to ``MOST_COUNTED`` + 1."""
    return db.session.scalar(_WAITING, {"user": actor.user_id}) or 0


def pulse(actor: Actor) -> tuple[int, int]:
    """How many notices wait, counted like ``unread_count``, and the id of one's newest; one statement."""
    row = db.session.execute(_PULSE, {"user": actor.user_id}).one()
    return row[0], row[1] or 0


def facts_of(notices: Sequence[Notice]) -> dict[int, FactRow]:
    """The facts that the notices tell of, by id."""
    ids = {notice.fact_id for notice in notices}
    return {row.id: row for row in db.session.scalars(select(FactRow).where(FactRow.id.in_(ids)))}


def notices_by_id(notice_ids: Collection[int], *, user_id: int) -> list[Notice]:
    """Those of these notices that are this user's, newest first."""
    mine = select(Notice).where(Notice.id.in_(notice_ids), Notice.user_id == user_id)
    return list(db.session.scalars(mine.order_by(Notice.id.desc())))


def waiting_for_mail(user_id: int) -> list[Notice]:
    """The user's notices whose mail is due, or all but, oldest first, held until the transaction ends."""
    due = select(Notice).where(Notice.user_id == user_id, Notice.mail_due_at <= func.now() + TOGETHER)
    return list(db.session.scalars(due.order_by(Notice.id).limit(MOST_MAILED).with_for_update()))


def mailed_lately(user_ids: Collection[int], about: FactRow, *, since: datetime) -> dict[int, int]:
    """How many of their last notices, since then, told of the same by the same person and were mailed.

    By user's id; who had none is left out. At most ``LOOKED_BACK`` of each are looked at.
    """
    if not user_ids:
        return {}
    last = (
        select(Notice.fact_id, Notice.mail_id, Notice.made_at)
        .where(Notice.user_id == User.id)
        .order_by(Notice.id.desc())
        .limit(LOOKED_BACK)
        .lateral()
    )
    same = (
        select(User.id, func.count())
        .join(last, true())
        .join(FactRow, FactRow.id == last.c.fact_id)
        .where(
            User.id.in_(user_ids),
            last.c.mail_id.is_not(None),
            last.c.made_at >= since,
            FactRow.name == about.name,
            FactRow.actor_id.is_not_distinct_from(about.actor_id),
        )
        .group_by(User.id)
    )
    return {row[0]: row[1] for row in db.session.execute(same)}


def _counted() -> Select[Any]:
    mine = select(Notice.id).where(Notice.user_id == bindparam("user"), Notice.read_at.is_(None))
    return select(func.count()).select_from(mine.limit(MOST_COUNTED + 1).subquery())


def _newest() -> Select[Any]:
    mine = select(Notice.id).where(Notice.user_id == bindparam("user"), Notice.in_bell)
    return mine.order_by(Notice.id.desc()).limit(1)


_WAITING: Final = _counted().execution_options(prepared=True)
_BOTH: Final = select(_counted().scalar_subquery(), _newest().scalar_subquery())
_PULSE: Final = _BOTH.execution_options(prepared=True)
"""Built once: every page asks the one, every page that is looked at the other."""
