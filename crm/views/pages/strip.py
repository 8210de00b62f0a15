"""The views over a list, and how the list as it stands is saved as one."""

from collections.abc import Sequence
from typing import Any, Final

from flask import request, url_for

from crm.kernel.access import Actor
from crm.kernel.i18n import _
from crm.views.access import shares_with_all
from crm.views.kinds import ListKind
from crm.views.queries import Shelf, Shelved, exists_for
from crm.web.here import actor, own_settings

SHOWN: Final = 6
"""So many views stand beside each other; the rest is in the menu."""


def default_view(kind: ListKind) -> str | None:
    """The address that this person's list opens with, where it asks for nothing else; None for everything."""
    chosen = None if request.query_string else own_settings().get(kind.setting)
    if isinstance(chosen, int) and exists_for(chosen, kind.record, to=actor()):
        return kind.url(f"view={chosen}")
    return None


def strip(kind: ListKind, shelf: Shelf, *, state: str, changed: bool) -> dict[str, Any]:
    """What ``views/strip.html`` and ``views/saving.html`` show.

    ``state`` is how the list stands; ``changed``, whether that differs from the open view, else from
    everything.
    """
    opened, chosen = shelf.open, own_settings().get(kind.setting)
    shown = _shown(shelf)
    rest = [view for view in shelf.views if view not in shown]
    return {
        "views": [_whole(kind, opened), *(_item(view, kind, opened, chosen) for view in shown)]
        if shelf.views
        else [],
        "rest": [_item(view, kind, opened, chosen) for view in rest],
        "counts": _counts(kind, shown),
        "manage": url_for("views.index", record=kind.record),
        "open": _opened(opened, chosen, actor()) if opened else None,
        "changed": changed,
        "state": state,
        "save": url_for("views.new_view", record=kind.record, state=state) if changed else "",
    }


def _shown(shelf: Shelf) -> list[Shelved]:
    """Those that stand beside each other, the open one among them."""
    first = list(shelf.views[:SHOWN])
    if shelf.open is not None and shelf.open not in first:
        first[-1] = shelf.open
    return first


def _whole(kind: ListKind, opened: Shelved | None) -> dict[str, Any]:
    # Translators: the list with nothing left out, as the first of the saved views
    return {"key": 0, "label": _("All"), "url": kind.url(kind.whole), "current": opened is None}


def _item(view: Shelved, kind: ListKind, opened: Shelved | None, chosen: Any) -> dict[str, Any]:
    return {
        "key": view.id,
        "label": view.name,
        "url": kind.url(f"view={view.id}"),
        "current": opened is not None and view.id == opened.id,
        "icon": "star" if view.id == chosen else "users" if view.sharing != "own" else "",
    }


def _counts(kind: ListKind, shown: Sequence[Shelved]) -> str:
    return url_for("views.counts", record=kind.record, id=[0, *(view.id for view in shown)])


def _opened(view: Shelved, chosen: Any, to: Actor) -> dict[str, Any]:
    """What can be done with the open view."""
    return {
        "id": view.id,
        "name": view.name,
        "version": view.version,
        "may_change": view.owner_id == to.user_id or shares_with_all(to),
        "is_default": view.id == chosen,
    }
