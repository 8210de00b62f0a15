"""With whom views are shared, in words, and with whom somebody may share theirs."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from sqlalchemy import select

from crm.kernel.access import Actor, Reach
from crm.kernel.db import db
from crm.kernel.i18n import LazyText, _, lazy
from crm.team.models import Group
from crm.team.queries import groups
from crm.views.access import SHARE_VIEWS, shares_with_all
from crm.views.models import SavedView

SHARINGS: Final[dict[str, LazyText]] = {
    "own": lazy("Only me"),
    "groups": lazy("Chosen groups"),
    "all": lazy("Everybody"),
}


def told(views: Iterable[SavedView]) -> dict[int, str]:
    """Who sees each view, by its id; one statement for the names of groups."""
    some = list(views)
    ids = {group_id for view in some for group_id in view.group_ids}
    rows = db.session.execute(
        select(Group.id, Group.name).where(Group.id.in_(ids), Group.deleted_at.is_(None))
    )
    names = {row.id: row.name for row in rows} if ids else {}
    return {view.id: _told(view, names) for view in some}


def offered(now: str, *, to: Actor) -> Sequence[tuple[str, LazyText]]:
    """The ways of sharing that this person has, and the present one."""
    reach = to.reach(SHARE_VIEWS)
    known = {"own", now, *(("groups",) if reach and (to.group_ids or shares_with_all(to)) else ())}
    if reach is Reach.ALL:
        known.add("all")
    return [(key, label) for key, label in SHARINGS.items() if key in known]


def groups_to_choose(present: Collection[int], *, to: Actor) -> list[tuple[int, str]]:
    """The groups that this person may share with, and those that it is shared with now: id and name."""
    if to.reach(SHARE_VIEWS) is Reach.NONE and not present:
        return []
    some = groups()
    if not shares_with_all(to):
        some = some.where(Group.id.in_({*to.group_ids, *present}))
    return [(group.id, group.name) for group in db.session.scalars(some)]


def _told(view: SavedView, names: dict[int, str]) -> str:
    if view.sharing != "groups":
        return str(SHARINGS[view.sharing])
    shown = [names[group_id] for group_id in view.group_ids if group_id in names]
    return ", ".join(shown) if shown else _("Groups that are not there any more")
