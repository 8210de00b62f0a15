"""Putting a view back as an act found it (CON-19): what is deleted returns, columns as they were."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from crm.journal.models import Act, Change
from crm.journal.restorers import Line, Noted, Reason, Restorer, Told
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import record
from crm.kernel.i18n import LazyText, lazy
from crm.views.access import may_share, visible_to
from crm.views.actions.saving import KIND
from crm.views.facts import ViewDeleted, ViewEdited, ViewRestored
from crm.views.models import SavedView
from crm.views.sharing import SHARINGS


def restore(changes: Sequence[Change], *, undo: Act, by: Actor) -> list[Noted]:
    """Put back each column that is still as the act left it.

    Records: ViewRestored, ViewDeleted or ViewEdited.
    """
    ids = {change.record_id for change in changes}
    held = select(SavedView).where(SavedView.id.in_(ids)).order_by(SavedView.id).with_for_update()
    views = {view.id: view for view in db.session.scalars(held)}
    return [noted for change in changes for noted in _restored(change, views.get(change.record_id), undo, by)]


def tell(changes: Sequence[Any], to: Actor) -> Iterable[Told]:
    """What changed of views that the reader has; of deleted ones, those that were their own."""
    ids = {change.record_id for change in changes}
    mine = SavedView.owner_id == to.user_id, SavedView.deleted_at.is_not(None)
    seen = {view.id: view for view in db.session.scalars(visible_to(to).where(SavedView.id.in_(ids)))}
    own = select(SavedView).where(SavedView.id.in_(ids), *mine)
    gone = {view.id: view for view in db.session.scalars(own)}
    for change in changes:
        view = seen.get(change.record_id) or gone.get(change.record_id)
        if view is not None:
            reason = Reason(change.skipped) if change.skipped else None
            url = f"/views/{view.id}" if view.id in seen else ""
            yield Told(KIND, view.id, view.name, url, tuple(_lines(change)), reason, change)


def _lines(change: Any) -> Iterator[Line]:
    before, after = change.before or {}, change.after or {}
    for name in before.keys() | after.keys():
        texts = ("", "")
        if name == "name":
            texts = str(before.get(name) or ""), str(after.get(name) or "")
        elif name == "sharing":
            texts = _word(before.get(name)), _word(after.get(name))
        yield Line(str(COLUMNS[name]), *texts)


def _word(sharing: Any) -> str:
    return str(SHARINGS[sharing]) if sharing in SHARINGS else ""


def _restored(change: Change, view: SavedView | None, undo: Act, by: Actor) -> Iterator[Noted]:
    was, made = change.before or {}, change.after or {}
    reason = _refusal(view, was, made, by)
    if view is None or reason is not None:
        yield Noted(KIND, change.record_id, None, was, reason or Reason.GONE)
        return
    stood = {name: _plain(getattr(view, name)) for name in was}
    for name, value in was.items():
        setattr(view, name, datetime.fromisoformat(value) if name == "deleted_at" and value else value)
    view.version += 1
    db.session.flush()
    _tell(view, was, undo, by)
    yield Noted(KIND, view.id, stood, dict(was))


def _refusal(view: SavedView | None, was: dict[str, Any], made: dict[str, Any], by: Actor) -> Reason | None:
    if view is None or (view.deleted_at is not None and "deleted_at" not in was):
        return Reason.GONE
    if view.owner_id != by.user_id and not may_share("all", (), by=by):
        return Reason.FORBIDDEN
    sharing, group_ids = was.get("sharing", view.sharing), was.get("group_ids", view.group_ids)
    shared = (sharing, group_ids) != (view.sharing, view.group_ids) or was.get("deleted_at", "") is None
    if shared and not may_share(sharing, group_ids, by=by):
        return Reason.FORBIDDEN
    if any(_plain(getattr(view, name)) not in (made.get(name), was[name]) for name in was):
        return Reason.CHANGED
    return None


def _tell(view: SavedView, was: dict[str, Any], undo: Act, by: Actor) -> None:
    if "deleted_at" in was:
        fact = ViewDeleted if view.deleted_at is not None else ViewRestored
        record(fact(saved_view_id=view.id, act_id=undo.id), by=by)
        return
    told: dict[str, Any] = {"sharing": view.sharing, "group_ids": view.group_ids, "fields": sorted(was)}
    record(ViewEdited(saved_view_id=view.id, act_id=undo.id, **told), by=by)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


COLUMNS: Final[dict[str, LazyText]] = {
    "name": lazy("Name"), "state": lazy("Filters and columns"), "sharing": lazy("Sharing"),
    "group_ids": lazy("Groups"), "deleted_at": lazy("Deleted"),
}  # fmt: skip
ACTS: Final[dict[str, LazyText]] = {
    "views.edited": lazy("View changed"),
    "views.deleted": lazy("View deleted"),
}
RESTORER: Final = Restorer(kinds=(KIND,), restore=restore, tell=tell, acts=ACTS)
