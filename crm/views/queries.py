"""The views that somebody has of a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, Select, bindparam, case, func, select

from crm.kernel.access import Actor, found
from crm.kernel.db import db
from crm.kernel.errors import NotFound
from crm.kernel.paging import COUNT_CAP, Count
from crm.views.access import seen_by, visible_to
from crm.views.kinds import list_kinds
from crm.views.models import SavedView

MOST_ON_SHELF: Final = 40
"""So many views stand over a list, in its menu too; all of them on the page of the views."""
MOST_LISTED: Final = 300
SHELVED: Final = ("id", "name", "owner_id", "sharing", "version", "position")


@dataclass(frozen=True, slots=True)
class Shelved:
    """A view as it stands over a list; ``state`` only of the one that is open."""

    id: int
    name: str
    owner_id: int
    sharing: str
    version: int
    position: int
    state: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The views over a list, in order, and which of them is open."""

    views: Sequence[Shelved]
    open: Shelved | None
    has_more: bool = False


def shelf(record: str, *, open_id: int | None = None, to: Actor) -> Shelf:
    """The first views that the person has of the list, the open one among them; one statement.

    Raises:
        NotFound: the one that should be open is not there, or not for this person.
    """
    asked = {"me": to.user_id, "groups": sorted(to.group_ids), "record": record, "open": open_id or 0}
    rows = db.session.execute(_SHELF, asked).all() if record in list_kinds.open_to(to) else ()
    views = [Shelved(*row) for row in rows]
    opened = next((view for view in views if view.id == open_id), None)
    if open_id is not None and opened is None:
        raise NotFound
    shown = sorted(views[:MOST_ON_SHELF], key=lambda view: _place(view, to))
    return Shelf(shown, opened, has_more=len(views) > MOST_ON_SHELF)


def state_of(view_id: int, record: str, *, to: Actor) -> str:
    """The state of a view that the person has of the list; one statement.

    Raises:
        NotFound: it is not there, or not for this person.
    """
    view: SavedView = found(visible_to(to), id=view_id, record=record)
    return view.state


def views_of(record: str, *, to: Actor) -> Any:
    """The person's views of this list."""
    return visible_to(to).where(SavedView.record == record)


def in_order(views: Any, *, to: Actor) -> Any:
    """One's own first, in one's own order, then what others share, by name."""
    return views.order_by(*_order(to.user_id))


def _order(user_id: Any) -> tuple[Any, ...]:
    mine = SavedView.owner_id == user_id
    place = case((mine, SavedView.position), else_=0)
    name = case((mine, ""), else_=func.lower(SavedView.name))
    return mine.desc(), place, name, SavedView.id


def own_views(record: str, *, of: Actor) -> Sequence[SavedView]:
    """The person's own views of the list, in their order."""
    mine = views_of(record, to=of).where(SavedView.owner_id == of.user_id)
    return list(db.session.scalars(in_order(mine, to=of)))


def states(record: str, ids: Sequence[int], *, to: Actor) -> dict[int, str]:
    """The states of those of these views that the person has; one statement."""
    if not ids:
        return {}
    rows = views_of(record, to=to).where(SavedView.id.in_(ids))
    told = db.session.execute(rows.with_only_columns(SavedView.id, SavedView.state))
    return {row.id: row.state for row in told}


def page_of_views(record: str, *, after: int, limit: int, to: Actor) -> list[SavedView]:
    """Up to so many of the person's views of the list, in the order of their ids, above ``after``."""
    rows = views_of(record, to=to).where(SavedView.id > after).order_by(SavedView.id)
    return list(db.session.scalars(rows.limit(limit)))


def number_of_views(record: str, *, to: Actor) -> Count:
    """How many views of the list the person has, up to 1,000."""
    some = views_of(record, to=to).with_only_columns(SavedView.id).limit(COUNT_CAP + 1).subquery()
    number = db.session.scalar(select(func.count()).select_from(some)) or 0
    return Count(min(number, COUNT_CAP), capped=number > COUNT_CAP)


def exists_for(view_id: int, record: str, *, to: Actor) -> bool:
    """Whether the person has this view; one statement."""
    one = views_of(record, to=to).where(SavedView.id == view_id)
    return db.session.scalar(select(one.with_only_columns(SavedView.id).exists())) is True


def _place(view: Shelved, to: Actor) -> tuple[Any, ...]:
    """The place of ``in_order``."""
    mine = view.owner_id == to.user_id
    return not mine, view.position if mine else 0, "" if mine else view.name.lower(), view.id


def _shelf() -> Select[Any]:
    """Built once: every page of a list asks it."""
    me, groups = bindparam("me", type_=BigInteger), bindparam("groups", type_=ARRAY(BigInteger))
    is_open = SavedView.id == bindparam("open", type_=BigInteger)
    columns = [getattr(SavedView, name) for name in SHELVED]
    state = case((is_open, SavedView.state), else_="").label("state")
    rows = select(*columns, state).where(*seen_by(me, groups), SavedView.record == bindparam("record"))
    ordered = rows.order_by(is_open.desc(), *_order(me)).limit(MOST_ON_SHELF + 1)
    return ordered.execution_options(prepared=True)


_SHELF: Final = _shelf()
