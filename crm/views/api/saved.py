"""Saved views in the JSON API (CON-10)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar

from flask import url_for
from pydantic import BaseModel, Field

from crm.kernel import forms
from crm.kernel.access import Doors, found
from crm.kernel.forms import Shape
from crm.kernel.paging import Count
from crm.views.access import visible_to
from crm.views.actions import saving
from crm.views.api.plane import api
from crm.views.forms import ViewSettings, ViewShape
from crm.views.kinds import list_kinds
from crm.views.models import SavedView
from crm.views.queries import number_of_views, page_of_views
from crm.web.api import preconditions
from crm.web.api.answers import Answer, created
from crm.web.api.listing import CountOut, Listing, Paged, count_out, read_cursor, write_cursor
from crm.web.api.patches import merged, patch_of
from crm.web.here import actor, own_settings

Record = Annotated[str, Field(max_length=40, description="The kind of record that the list is of.")]


class ViewOut(BaseModel):
    """A list under a name. Whoever opens it sees with it what they may see at all."""

    seen_by_reader: ClassVar[tuple[str, ...]] = ("opens", "contacts")
    id: int
    record: Record
    name: str
    state: Annotated[str, Field(description="The query of the list's address: filters, order and columns.")]
    owner_id: int
    sharing: Annotated[str, Field(description="`own`, `groups` or `all`.")]
    group_ids: list[int]
    position: Annotated[int, Field(description="Its place among its owner's views.")]
    opens: Annotated[bool, Field(description="Your list opens with it.")]
    made_at: datetime
    version: int
    contacts: Annotated[
        CountOut | None, Field(description="How many records it shows you, where that was asked for.")
    ] = None


class ViewListing(Listing[ViewOut]):
    """A page of views, in the order of their ids."""


class ViewToSave(ViewShape):
    """A view to save."""

    record: Record = "contact"


class ViewQuery(Paged):
    """What of the views is wanted."""

    record: Record = "contact"
    counted: Annotated[
        bool, Field(description="Count what each of them shows you; then at most 12 at a time.")
    ] = False


class _Changes(ViewShape):
    position: Annotated[int, Field(ge=0, le=saving.MOST_OWN)] = 0
    """Its place among your own views, from 0."""
    opens: bool = False
    """Let your list open with it; this alone you may change of what others share."""


ViewPatch = patch_of(_Changes, name="ViewPatch", never_null=set(_Changes.model_fields))
MOST_COUNTED = 12


@api.get("/views", can=Doors.SIGNED_IN, asks=ViewQuery, gives=ViewListing)
def list_views(asked: ViewQuery) -> ViewListing:
    """List the saved views that you have.

    They are your own and those that are shared with you.
    """
    kind, to, order = list_kinds.of(asked.record, to=actor()), actor(), f"views of {asked.record}"
    limit = min(asked.limit, MOST_COUNTED) if asked.counted else asked.limit
    after = read_cursor(asked.cursor, of=order)
    views = page_of_views(kind.record, after=after[0] if after else 0, limit=limit + 1, to=to)
    shown = views[:limit]
    counts = kind.counted({view.id: view.state for view in shown}, to) if asked.counted else {}
    return ViewListing(
        items=[_shown(view, counts) for view in shown],
        next_cursor=write_cursor([shown[-1].id] if len(views) > limit else None, of=order),
        count=count_out(number_of_views(kind.record, to=to)),
    )


@api.post("/views", can=Doors.SIGNED_IN, takes=ViewToSave, gives=ViewOut)
def save_view(form: ViewToSave) -> Answer:
    """Save a list as a view.

    Of `state` is kept what the list knows. Sharing it needs the right to share views.
    """
    kind = list_kinds.of(form.record, to=actor())
    shape = ViewShape.model_construct(**{name: getattr(form, name) for name in ViewShape.model_fields})
    view = saving.save_view(kind, shape, by=actor())
    return created(_shown(view), at=url_for(".get_view", view_id=view.id))


@api.get("/views/<int:view_id>", can=Doors.SIGNED_IN, gives=ViewOut)
def get_view(view_id: int) -> ViewOut:
    """Read a view."""
    return _shown(found(visible_to(actor()), id=view_id))


@api.patch("/views/<int:view_id>", can=Doors.SIGNED_IN, takes=ViewPatch, gives=ViewOut)
def edit_view(view_id: int, form: Shape, if_match: str | None) -> ViewOut:
    """Change a view, its place, or whether your list opens with it.

    By merge-patch: what is not sent stays.
    """
    view: SavedView = found(visible_to(actor()).with_for_update(), id=view_id)
    preconditions.expect(view.version, if_match)
    _change(view, form, form.model_dump(exclude_unset=True))
    return _shown(view)


@api.delete("/views/<int:view_id>", can=Doors.SIGNED_IN)
def delete_view(view_id: int, if_match: str | None) -> None:
    """Delete a view.

    The act that the answer names in `Act` can be undone for 30 days.
    """
    view: SavedView = found(visible_to(actor()).with_for_update(), id=view_id)
    preconditions.expect(view.version, if_match)
    saving.delete_view(view, by=actor())


def _change(view: SavedView, form: Shape, sent: Mapping[str, Any]) -> None:
    kind, by = list_kinds.of(view.record, to=actor()), actor()
    if sent.keys() & ViewSettings.model_fields.keys():
        typed = merged(saving.values_of(view), form)
        shape = {name: value for name, value in typed.items() if name in ViewSettings.model_fields}
        saving.edit_view(view, forms.read(ViewSettings, shape), by=by)
    if "state" in sent:
        saving.restate_view(view, sent["state"], kind=kind, by=by)
    if "position" in sent:
        saving.move_view(view, to=sent["position"], by=by)
    if "opens" in sent and sent["opens"] != (own_settings().get(kind.setting) == view.id):
        saving.open_with(view if sent["opens"] else None, kind=kind, by=by)


def _shown(view: SavedView, counts: Mapping[int, Count] | None = None) -> ViewOut:
    opens = own_settings().get(f"view-of-{view.record}") == view.id
    count = (counts or {}).get(view.id)
    names = (
        "id",
        "record",
        "name",
        "state",
        "owner_id",
        "sharing",
        "group_ids",
        "position",
        "made_at",
        "version",
    )
    told = {name: getattr(view, name) for name in names}
    return ViewOut(**told, opens=opens, contacts=count_out(count) if count else None)
