"""Lists of tasks: of one's own, of those one gave, of everybody's; by when they are due or were done."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, Select, and_, func, literal, not_, or_, select, true, tuple_
from sqlalchemy.orm import joinedload

from crm.kernel import clock
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.paging import COUNT_CAP, Count
from crm.kernel.search_text import patterns
from crm.tasks.models import Task
from crm.tasks.queries.filtering import NOTHING as NOTHING
from crm.tasks.queries.filtering import belongs_to as belongs_to
from crm.tasks.queries.filtering import clauses, of_kind
from crm.views.language import EVERYTHING, AllOf

View = Literal["overdue", "today", "week", "all", "done"]
Whose = Literal["mine", "group", "given", "everybody"]
VIEWS: Final[tuple[View, ...]] = ("today", "overdue", "week", "all", "done")
WHOSE: Final[tuple[Whose, ...]] = ("mine", "group", "given", "everybody")
RECORDS: Final = ("contact", "case")
"""The kinds of record that tasks can be narrowed to."""
PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Wish:
    """What of the tasks somebody wants to see: all of it holds; ``after`` is the key of the page before.

    ``kind`` narrows to tasks about records of a kind that the person sees, or about ``NOTHING``; ``view_id``
    is the saved view that is open.
    """

    view: View = "all"
    whose: Whose = "mine"
    user_id: int | None = None
    category_id: int | None = None
    about: tuple[str, int] | None = None
    kind: str = ""
    q: str = ""
    filter: AllOf = EVERYTHING
    view_id: int | None = None
    after: Sequence[Any] | None = None
    limit: int = PAGE


@dataclass(frozen=True, slots=True)
class Slice:
    """A page of tasks in order, and the key that the next one starts after."""

    tasks: Sequence[Task]
    next_key: list[Any] | None


def listed(wish: Wish, *, to: Actor) -> Slice:
    """A page of the tasks that the person sees; one statement.

    Raises:
        Invalid: the filter can't be used.
    """
    key = (Task.done_at, Task.id) if wish.view == "done" else (Task.due_order, Task.id)
    rows = matching(wish, to=to).options(joinedload(Task.category)).limit(wish.limit + 1)
    if wish.after is not None:
        place = (literal(datetime.fromisoformat(str(wish.after[0]))), literal(int(wish.after[1]), BigInteger))
        beyond = tuple_(*key) < tuple_(*place) if wish.view == "done" else tuple_(*key) > tuple_(*place)
        rows = rows.where(beyond)
    order = [one.desc() for one in key] if wish.view == "done" else list(key)
    found = list(db.session.scalars(rows.order_by(*order)))
    if len(found) <= wish.limit:
        return Slice(found, None)
    last = found[wish.limit - 1]
    at = last.done_at if wish.view == "done" else last.due_order
    return Slice(found[: wish.limit], [at.isoformat() if at else "", last.id])


def counted(wish: Wish, *, to: Actor) -> Count:
    """How many match, exact up to 1,000; one statement."""
    some = matching(wish, to=to).with_only_columns(Task.id).limit(COUNT_CAP + 1)
    number = db.session.scalar(select(func.count()).select_from(some.subquery())) or 0
    return Count(min(number, COUNT_CAP), capped=number > COUNT_CAP)


def counts(wish: Wish, *, to: Actor) -> dict[str, int]:
    """How many open ones each view finds, counted up to 1,001 together; one statement."""
    some = _filtered(wish, to).where(Task.done_at.is_(None))
    rows = some.with_only_columns(Task.due_on, Task.due_at).limit(COUNT_CAP + 1).subquery()
    views = [view for view in VIEWS if view != "done"]
    within = [
        func.count().filter(_within(view, rows.c.due_on, rows.c.due_at, to.time_zone)) for view in views
    ]
    return dict(zip(views, db.session.execute(select(*within)).one(), strict=True))


def matching(wish: Wish, *, to: Actor) -> Select[Any]:
    """All that match, in no order."""
    rows = _filtered(wish, to)
    if wish.view == "done":
        return rows.where(Task.done_at.is_not(None))
    return rows.where(Task.done_at.is_(None), _within(wish.view, Task.due_on, Task.due_at, to.time_zone))


def waiting(user_ids: Collection[int], *, to: Actor) -> Select[Any]:
    """The open tasks of these people that the person sees, what is due first before what is not dated."""
    rows = Task.visible_to(to).where(Task.done_at.is_(None), belongs_to(user_ids))
    return rows.order_by(Task.due_order, Task.id)  # type: ignore[no-any-return] # a select of tasks


def editable_among(ids: Collection[int], *, by: Actor) -> set[int]:
    """Those of these tasks that the actor may change; one statement."""
    if not ids:
        return set()
    rows = Task.editable_by(by).where(Task.id.in_(ids)).with_only_columns(Task.id)
    return set(db.session.scalars(rows))


def _filtered(wish: Wish, to: Actor) -> Select[Any]:
    rows: Select[Any] = Task.visible_to(to).where(of_whom(wish, to), *clauses(wish.filter, to=to))
    if wish.kind:
        rows = rows.where(of_kind(wish.kind, to))
    if wish.category_id is not None:
        rows = rows.where(Task.category_id == wish.category_id)
    if wish.about is not None:
        rows = rows.where(Task.about_kind == wish.about[0], Task.about_id == wish.about[1])
    for pattern in patterns(wish.q):
        rows = rows.where(func.replace(func.lower(Task.title), "ё", "е").like(pattern))
    return rows


def of_whom(wish: Wish, to: Actor) -> ColumnElement[bool]:
    """Whether the task is of those whose tasks are asked for."""
    mine = {to.user_id} if to.user_id else set[int]()
    if wish.user_id is not None:
        return belongs_to({wish.user_id})
    if wish.whose == "given":
        return and_(Task.made_by == to.user_id, not_(belongs_to(mine)))
    if wish.whose == "everybody":
        return true()
    return belongs_to(mine | to.teammates if wish.whose == "group" else mine)


def _within(view: str, due_on: Any, due_at: Any, zone: str) -> ColumnElement[bool]:
    """Whether a task with this date belongs to the view, by the reader's clock; late ones are today's."""
    now = clock.now()
    today = now.astimezone(ZoneInfo(zone)).date()
    if view == "overdue":
        return or_(due_at < now, due_on < today)
    if view == "all":
        return and_(literal(True))
    last = today if view == "today" else today + timedelta(days=6)
    end = datetime.combine(last + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)
    return or_(due_at < end, due_on <= last)
