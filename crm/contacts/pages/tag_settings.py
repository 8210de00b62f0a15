"""Settings: the workspace's list of tags."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, request

from crm.contacts.access import MANAGE_TAGS
from crm.contacts.actions import retagging
from crm.contacts.actions import tags as acts
from crm.contacts.forms.tags import TagShape
from crm.contacts.models.lists import HUES, Tag
from crm.contacts.pages.plane import as_id, pages, whole_number
from crm.contacts.pages.types import list_entry_values
from crm.contacts.presenters import cards
from crm.contacts.queries.listing import Wish, counted
from crm.contacts.queries.tags import NONE, all_tags, tag_counts, tags, tags_by_id
from crm.kernel.access import found
from crm.kernel.errors import Invalid
from crm.kernel.forms import LARGEST_ID, read
from crm.kernel.i18n import _
from crm.kernel.paging import Count
from crm.kernel.runs import Run
from crm.web.answers import go, page, toast
from crm.web.here import actor

ONE_TAG: Final = f"/settings/tags/<int(max={LARGEST_ID}):tag_id>"


@pages.get("/settings/tags", can=MANAGE_TAGS)
def tag_list() -> Response:
    """The list, each with how many contacts have it, and a form for one more."""
    return _list({"labels": {}, "hue": len(tags()) % HUES + 1})


@pages.post("/settings/tags", can=MANAGE_TAGS)
def add_tag() -> Response:
    """Add one."""
    values = list_entry_values()
    try:
        added = acts.add_tag(read(TagShape, values), by=actor())
    except Invalid as error:
        return _list(values, errors=error.fields, status=422)
    toast(_("Tag added: %(name)s", name=added.shown))
    return go("contacts.tag_list")


@pages.get("/settings/tags/progress", can=MANAGE_TAGS)
def tag_progress() -> Response:
    """How far the merging and deleting of tags is: a part of the page that asks again until it is done."""
    return page("contacts/tag_progress.html", run=_progress(), ended=True)


@pages.get("/settings/tags/merging", can=MANAGE_TAGS)
def merging_tags() -> Response:
    """Which tags become one; ``?tag=`` is chosen already."""
    first = whole_number("tag")
    return _merging({first} if first else set())


@pages.post("/settings/tags/merging", can=MANAGE_TAGS)
def merge_tags() -> Response:
    """Make one tag of several: at once, or in the background where many contacts have them."""
    chosen = set(filter(None, map(as_id, request.form.getlist("tag_ids"))))
    into_id = whole_number("into_id") or 0
    known = tags_by_id([*chosen, into_id])
    try:
        if into_id not in known:
            raise Invalid({"into_id": acts.CHOOSE})
        others = [known[tag_id] for tag_id in chosen if tag_id in known]
        run = acts.merge_tags(others, into=known[into_id], by=actor())
    except Invalid as error:
        return _merging(chosen, into_id=into_id, errors=error.fields, status=422)
    _say(run, _("Tags merged"))
    return go("contacts.tag_list")


@pages.get(ONE_TAG, can=MANAGE_TAGS)
def edit_tag(tag_id: int) -> Response:
    """Its name, its name in either language, its colour."""
    tag = _the(tag_id)
    return _form(tag, {"name": tag.name, "labels": tag.labels, "hue": tag.hue})


@pages.post(ONE_TAG, can=MANAGE_TAGS)
def save_tag(tag_id: int) -> Response:
    """Rename or colour it anew."""
    tag, values = _the(tag_id), list_entry_values()
    try:
        acts.edit_tag(tag, read(TagShape, values), by=actor())
    except Invalid as error:
        return _form(tag, values, errors=error.fields, status=422)
    toast(_("Tag saved: %(name)s", name=tag.shown))
    return go("contacts.tag_list")


@pages.get(f"{ONE_TAG}/deletion", can=MANAGE_TAGS)
def deleting_tag(tag_id: int) -> Response:
    """What would happen: how many contacts in sight have it."""
    tag = _the(tag_id)
    count = cards.counted_text(counted(Wish(tag_id=tag.id), to=actor()))
    return page("contacts/tag_deletion.html", tag=tag, count=count)


@pages.post(f"{ONE_TAG}/deletion", can=MANAGE_TAGS)
def delete_tag(tag_id: int) -> Response:
    """Take it off all its contacts and delete it: at once, or in the background where there are many."""
    tag = _the(tag_id)
    name = tag.shown
    _say(acts.delete_tag(tag, by=actor()), _("Tag deleted: %(name)s", name=name))
    return go("contacts.tag_list")


def _the(tag_id: int) -> Tag:
    tag: Tag = found(all_tags(), id=tag_id)
    return tag


def _say(run: Run | None, done: str) -> None:
    if run is None:
        toast(done)
    else:
        toast(_("Many contacts have it, so they change in the background"), kind="info")


def _progress() -> dict[str, int] | None:
    """How many contacts have changed, of how many, in all that goes on; None where nothing does."""
    open_runs = retagging.open_runs()
    done, total = sum(run.done for run in open_runs), sum(run.total or 0 for run in open_runs)
    return {"done": done, "total": max(done, total, 1)} if open_runs else None


def _counts(every: list[Tag]) -> dict[int, Count]:
    counts = tag_counts(to=actor())
    return {tag.id: counts.get(tag.id, NONE) for tag in every}


def _list(values: dict[str, Any], *, errors: Mapping[str, Any] | None = None, status: int = 200) -> Response:
    every, busy = tags(), retagging.busy()
    counts = _counts(every)
    rows = [(tag, cards.counted_text(counts[tag.id]), counts[tag.id].value, tag.id in busy) for tag in every]
    return page(
        "contacts/tag_list.html",
        status=status,
        rows=rows,
        run=_progress(),
        values=values,
        errors=errors or {},
    )


def _form(
    tag: Tag, values: dict[str, Any], *, errors: Mapping[str, Any] | None = None, status: int = 200
) -> Response:
    return page("contacts/tag.html", status=status, tag=tag, values=values, errors=errors or {})


def _merging(
    chosen: set[int], *, into_id: int = 0, errors: Mapping[str, Any] | None = None, status: int = 200
) -> Response:
    every = tags()
    counts = _counts(every)
    return page(
        "contacts/tag_merging.html",
        status=status,
        options=[(tag.id, tag.shown, cards.counted_text(counts[tag.id]), "", "") for tag in every],
        targets=[(tag.id, tag.shown) for tag in every],
        chosen=chosen,
        into_id=into_id,
        errors=errors or {},
    )
