"""Saving a list as a view, renaming and sharing it, saving it anew, deleting it (CON-10)."""

from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify, request, url_for

from crm.journal.pages.plane import undo_url
from crm.kernel import moments
from crm.kernel.access import Doors
from crm.kernel.db import db
from crm.kernel.errors import Forbidden, Invalid, Stale
from crm.kernel.forms import read
from crm.kernel.i18n import LazyText, _
from crm.team.queries import names_of
from crm.views.access import may_change
from crm.views.actions import saving
from crm.views.forms import ViewSettings, ViewShape
from crm.views.kinds import ListKind
from crm.views.models import SavedView
from crm.views.pages.plane import MOST_COUNTED, ONE, kind_here, kind_of, number_here, pages, the
from crm.views.queries import MOST_LISTED, in_order, states, views_of
from crm.views.sharing import groups_to_choose, offered, told
from crm.web.answers import form_values, next_page, page, to_path, toast
from crm.web.here import actor, own_settings


@pages.get("/views", can=Doors.SIGNED_IN)
def index() -> Response:
    """All views that the person has of a list: their own in their order, and those shared with them."""
    kind, to = kind_here(), actor()
    views = list(db.session.scalars(in_order(views_of(kind.record, to=to), to=to).limit(MOST_LISTED)))
    return page(
        "views/index.html",
        kind=kind,
        own=[view for view in views if view.owner_id == to.user_id],
        shared=[view for view in views if view.owner_id != to.user_id],
        sharing=told(views),
        owners=names_of(view.owner_id for view in views if view.owner_id != to.user_id),
        may_change={view.id for view in views if may_change(view, by=to)},
        chosen=own_settings().get(kind.setting),
    )


@pages.get("/views/counts", can=Doors.SIGNED_IN)
def counts() -> Response:
    """How many records each of these views (``id``) shows this person; the list asks when it is there."""
    kind, to = kind_here(), actor()
    asked = [int(text) for text in request.args.getlist("id") if text.isascii() and text.isdigit()]
    ids = [view_id for view_id in asked[:MOST_COUNTED] if view_id < 2**63]
    some = {0: kind.whole, **states(kind.record, ids, to=to)}
    numbers = kind.counted({key: some[key] for key in ids if key in some}, to)
    return jsonify({str(key): _number(count) for key, count in numbers.items()})


@pages.get("/views/new", can=Doors.SIGNED_IN)
def new_view() -> Response:
    """A form for the list as it stands (``state``)."""
    return _form(kind_here(), {"sharing": "own", "state": request.args.get("state", "")})


@pages.post("/views", can=Doors.SIGNED_IN)
def save_view() -> Response:
    """Keep it, and open it."""
    kind, typed = kind_here(), _typed()
    try:
        view = saving.save_view(kind, read(ViewShape, typed), by=actor())
    except Invalid as error:
        return _form(kind, typed, errors=error.fields, status=422)
    toast(_("View saved: %(name)s", name=view.name))
    return to_path(kind.url(f"view={view.id}"))


@pages.get(ONE, can=Doors.SIGNED_IN)
def show_view(view_id: int) -> Response:
    """The list with the view open."""
    view = the(view_id)
    return to_path(kind_of(view).url(f"view={view.id}"))


@pages.get(f"{ONE}/settings", can=Doors.SIGNED_IN)
def view_settings(view_id: int) -> Response:
    """Its name and who sees it."""
    view = _changeable(view_id)
    return _form(kind_of(view), _values(view), view=view)


@pages.post(f"{ONE}/settings", can=Doors.SIGNED_IN)
def edit_view(view_id: int) -> Response:
    """Rename it, share it otherwise."""
    view, typed = _changeable(view_id), _typed()
    shape = {name: value for name, value in typed.items() if name != "state"}
    try:
        saving.edit_view(view, read(ViewSettings, shape), version=number_here("version"), by=actor())
    except Invalid as error:
        return _form(kind_of(view), typed, view=view, errors=error.fields, status=422)
    except Stale:
        return _form(kind_of(view), _values(view), view=view, stale=True, status=412)
    toast(_("View saved: %(name)s", name=view.name), undo=undo_url())
    return to_path(next_page() or kind_of(view).url(f"view={view.id}"))


@pages.post(f"{ONE}/state", can=Doors.SIGNED_IN)
def restate_view(view_id: int) -> Response:
    """Keep the list as it stands under the view's name."""
    view, state = _changeable(view_id), request.form.get("state", "")
    kind = kind_of(view)
    try:
        saving.restate_view(view, state, kind=kind, version=number_here("version"), by=actor())
    except Stale:
        return _form(kind, {"sharing": "own", "state": state}, stale=True, status=412)
    except Invalid as error:
        return _form(kind, {"sharing": "own", "state": state}, errors=error.fields, status=422)
    toast(_("View saved: %(name)s", name=view.name), undo=undo_url())
    return to_path(kind.url(f"view={view.id}"))


@pages.post(f"{ONE}/deletion", can=Doors.SIGNED_IN)
def delete_view(view_id: int) -> Response:
    """Put it out of sight; the toast brings it back."""
    view = _changeable(view_id)
    kind = kind_of(view)
    saving.delete_view(view, by=actor())
    toast(_("View deleted: %(name)s", name=view.name), undo=undo_url())
    return to_path(next_page() or kind.url(kind.whole))


@pages.post(f"{ONE}/place", can=Doors.SIGNED_IN)
def place_view(view_id: int) -> Response:
    """Move one's own view to the place ``to`` among one's own, counted from 0."""
    view = the(view_id)
    saving.move_view(view, to=number_here("to") or 0, by=actor())
    return to_path(url_for("views.index", record=view.record))


@pages.post(f"{ONE}/opening", can=Doors.SIGNED_IN)
def open_with(view_id: int) -> Response:
    """Let the person's list open with this view (``on``), or with everything again."""
    view, on = the(view_id), request.form.get("on") == "1"
    kind = kind_of(view)
    saving.open_with(view if on else None, kind=kind, by=actor())
    opens = _("The list opens with “%(name)s” now.", name=view.name)
    toast(opens if on else _("The list opens with everything again."))
    return to_path(next_page() or kind.url(f"view={view.id}"))


def _changeable(view_id: int) -> SavedView:
    view = the(view_id)
    if not may_change(view, by=actor()):
        raise Forbidden(saving.NOT_YOURS)
    return view


def _typed() -> dict[str, Any]:
    """The form; groups may come as one or as several."""
    given = form_values()
    groups = given.get("group_ids") or []
    typed = {name: given.get(name, "") for name in ("name", "state")}
    sharing = given.get("sharing") or "own"
    return {**typed, "sharing": sharing, "group_ids": groups if isinstance(groups, list) else [groups]}


def _values(view: SavedView) -> dict[str, Any]:
    return {"name": view.name, "sharing": view.sharing, "group_ids": view.group_ids, "version": view.version}


def _form(
    kind: ListKind,
    values: Mapping[str, Any],
    *,
    view: SavedView | None = None,
    errors: Mapping[str, LazyText | str] | None = None,
    stale: bool = False,
    status: int = 200,
) -> Response:
    known = {"state": "form"}
    chosen = [str(group_id) for group_id in values.get("group_ids", ())]
    back = kind.url(f"view={view.id}" if view else str(values.get("state") or kind.whole))
    return page(
        "views/form.html",
        status=status,
        kind=kind,
        view=view,
        values={**values, "group_ids": chosen},
        errors={known.get(name, name): sentence for name, sentence in (errors or {}).items()},
        stale=stale,
        version=view.version if view else "",
        sharings=offered(values.get("sharing", "own"), to=actor()),
        groups=groups_to_choose(view.group_ids if view else (), to=actor()),
        back=next_page() or back,
        next=next_page() or "",
    )


def _number(count: Any) -> str:
    return moments.number(count.value) + ("+" if count.capped else "")
