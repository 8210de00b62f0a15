"""Who sees a saved view, who may change it, and whom it may be shared with.

A view belongs to whoever saved it; others see it when it is shared with everybody or with a group of theirs,
and see with it what they may see at all. It is changed by its owner and, once it is shared, by whoever may
share with everybody.
"""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Select, and_, literal, or_, select

from crm.kernel.access import Actor, May, Reach
from crm.kernel.i18n import lazy
from crm.views.kinds import list_kinds
from crm.views.models import SavedView

SHARE_VIEWS: Final = May(
    key="views.share",
    label=lazy("Share views"),
    help=lazy("Group: with the groups that they belong to. All: with everybody, and change what is shared."),
    entity="view",
    reaches=(Reach.NONE, Reach.GROUP, Reach.ALL),
    given={"manager": Reach.GROUP},
)
PERMISSIONS: Final = (SHARE_VIEWS,)


def visible_to(actor: Actor) -> Select[Any]:
    """The views that this person has of lists that they may open: their own, and those shared with them."""
    theirs = seen_by(actor.user_id, literal(sorted(actor.group_ids), ARRAY(BigInteger)))
    return select(SavedView).where(*theirs, SavedView.record.in_(list_kinds.open_to(actor)))


def seen_by(user_id: Any, group_ids: Any) -> tuple[ColumnElement[bool], ...]:
    """That a view stands and is of this user, or shared with all or with one of these groups."""
    shared_with = SavedView.group_ids.op("&&", is_comparison=True)(group_ids)
    shared = or_(SavedView.sharing == "all", and_(SavedView.sharing == "groups", shared_with))
    return SavedView.deleted_at.is_(None), or_(SavedView.owner_id == user_id, shared)


def editable_by(actor: Actor) -> Select[Any]:
    """Those of them that this person may change."""
    mine = SavedView.owner_id == actor.user_id
    return visible_to(actor).where(or_(mine, literal(shares_with_all(actor))))


def may_change(view: SavedView, *, by: Actor) -> bool:
    """Whether the person may change this view, which they see."""
    return view.owner_id == by.user_id or shares_with_all(by)


def shares_with_all(actor: Actor) -> bool:
    """Whether the person may share with everybody, and with any group."""
    return actor.reach(SHARE_VIEWS) is Reach.ALL


def may_share(sharing: str, group_ids: Collection[int], *, by: Actor) -> bool:
    """Whether the person may share so."""
    if sharing == "own" or shares_with_all(by):
        return True
    within = sharing == "groups" and set(group_ids) <= by.group_ids
    return within and by.reach(SHARE_VIEWS) is Reach.GROUP
