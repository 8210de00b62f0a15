"""Saving views, changing, ordering and deleting them."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import func, select

from crm.journal import actions as journal
from crm.journal.restorers import Noted
from crm.kernel import clock
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict, Forbidden, Invalid, Stale
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.kernel.lists import moved
from crm.team.actions.preferring import prefer
from crm.team.models import Group
from crm.views.access import may_change, may_share
from crm.views.facts import ViewDeleted, ViewEdited, ViewSaved, ViewsReordered
from crm.views.forms import ViewSettings, ViewShape
from crm.views.kinds import ListKind
from crm.views.models import SavedView
from crm.views.queries import own_views

KIND: Final = "saved_view"
MOST_OWN: Final = 100
KEPT: Final = ("name", "state", "sharing", "group_ids")
FULL: Final = lazy("You have as many views of this list as there can be. Delete one first.")
NOT_YOURS: Final = lazy("It is the view of somebody else.")
FORBIDDEN: Final = lazy("You may not share views with all of them.")
NO_GROUPS: Final = lazy("Choose the groups that should see it.")
STRANGE: Final = lazy("One of these groups is not there any more.")


def save_view(kind: ListKind, shape: ViewShape, *, by: Actor) -> SavedView:
    """Keep a list under a name, behind the person's other views.

    Raises:
        Invalid: the filter can't be used, or it can't be shared so.
        Conflict: the person has 100 views of the list.
    Records: ViewSaved.
    """
    by.must(kind.can)
    state = kind.normal(shape.state)
    sharing, group_ids = _shared(shape, before=set(), by=by)
    present = own_views(kind.record, of=by)
    if by.user_id is None or len(present) >= MOST_OWN:
        raise Conflict(FULL)
    view = SavedView(
        record=kind.record, name=shape.name, state=state, owner_id=by.user_id, sharing=sharing,
        group_ids=group_ids, position=max((one.position for one in present), default=-1) + 1,
    )  # fmt: skip
    db.session.add(view)
    db.session.flush()
    record(ViewSaved(saved_view_id=view.id, record=view.record, sharing=sharing, group_ids=group_ids), by=by)
    return view


def edit_view(view: SavedView, shape: ViewSettings, *, version: int | None = None, by: Actor) -> SavedView:
    """Rename a view and share it so; nothing happens if nothing differs.

    Raises:
        Forbidden: it is somebody else's.
        Invalid: it can't be shared so.
        Stale: it was changed since ``version``.
    Records: ViewEdited.
    """
    _must_change(view, version, by)
    before = set(view.group_ids) if view.sharing == "groups" else set()
    sharing, group_ids = _shared(shape, before=before, was=view.sharing, by=by)
    _change(view, {"name": shape.name, "sharing": sharing, "group_ids": group_ids}, by)
    return view


def restate_view(
    view: SavedView, state: str, *, kind: ListKind, version: int | None = None, by: Actor
) -> SavedView:
    """Keep this state of the list under the view's name; nothing happens if it is the same.

    Raises:
        Forbidden: it is somebody else's.
        Invalid: the filter can't be used.
        Stale: it was changed since ``version``.
    Records: ViewEdited.
    """
    _must_change(view, version, by)
    _change(view, {"state": kind.normal(state)}, by)
    return view


def delete_view(view: SavedView, *, version: int | None = None, by: Actor) -> None:
    """Put a view out of sight; undoing brings it back as it was.

    Raises:
        Forbidden: it is somebody else's.
        Stale: it was changed since ``version``.
    Records: ViewDeleted.
    """
    _must_change(view, version, by)
    view.deleted_at = clock.now()
    view.version += 1
    gone = {"deleted_at": view.deleted_at.isoformat()}
    act = journal.keep(
        "views.deleted", [Noted(KIND, view.id, {"deleted_at": None}, gone)], about=(KIND, view.id), by=by
    )
    record(ViewDeleted(saved_view_id=view.id, act_id=act.id), by=by)


def move_view(view: SavedView, *, to: int, by: Actor) -> None:
    """Put one's own view at this place among one's own, counted from 0; places beyond the ends mean the ends.

    Raises:
        Forbidden: it is somebody else's.
    Records: ViewsReordered, if the order differs.
    """
    if view.owner_id != by.user_id:
        raise Forbidden(lazy("Only your own views can be put into another order."))
    order = moved(view, own_views(view.record, of=by), to=to)
    if order is not None:
        record(ViewsReordered(record=view.record, view_ids=[other.id for other in order]), by=by)


def open_with(view: SavedView | None, *, kind: ListKind, by: Actor) -> None:
    """Let the person's list open with this view; with None, with everything again.

    Records: ProfileChanged, if that is new.
    """
    prefer({kind.setting: view.id if view is not None else None}, by=by)


def values_of(view: SavedView) -> dict[str, Any]:
    """The columns that an undo puts back."""
    return {name: getattr(view, name) for name in KEPT}


def _must_change(view: SavedView, version: int | None, by: Actor) -> None:
    if not may_change(view, by=by):
        raise Forbidden(NOT_YOURS)
    db.session.refresh(view, with_for_update=True)
    if version is not None and version != view.version:
        raise Stale


def _change(view: SavedView, wanted: dict[str, Any], by: Actor) -> None:
    before = {name: value for name, value in values_of(view).items() if wanted.get(name, value) != value}
    if not before:
        return
    after = {name: wanted[name] for name in before}
    for name, value in after.items():
        setattr(view, name, value)
    view.version += 1
    act = journal.keep("views.edited", [Noted(KIND, view.id, before, after)], about=(KIND, view.id), by=by)
    told: dict[str, Any] = {"sharing": view.sharing, "group_ids": view.group_ids, "fields": sorted(before)}
    record(ViewEdited(saved_view_id=view.id, act_id=act.id, **told), by=by)


def _shared(
    shape: ViewSettings, *, before: Collection[int], was: str = "own", by: Actor
) -> tuple[str, list[int]]:
    """With whom it is to be shared. What it was shared with before may stay, whoever it was that did so."""
    group_ids = sorted(set(shape.group_ids)) if shape.sharing == "groups" else []
    if shape.sharing == "groups" and not group_ids:
        raise Invalid({"group_ids": NO_GROUPS})
    added = set(group_ids) - set(before)
    stays = shape.sharing == was and not added
    if not stays and not may_share(shape.sharing, added, by=by):
        raise Invalid({"sharing": FORBIDDEN})
    there = select(func.count()).where(Group.id.in_(added), Group.deleted_at.is_(None))
    if added and db.session.scalar(there) != len(added):
        raise Invalid({"group_ids": STRANGE})
    return shape.sharing, group_ids
