"""The workspace's tags in the JSON API."""

from typing import Annotated

from flask import url_for
from pydantic import BaseModel, Field

from crm.contacts.access import ADD_TAGS, MANAGE_TAGS, VIEW_CONTACTS
from crm.contacts.actions import retagging
from crm.contacts.actions import tags as acts
from crm.contacts.api.plane import tags as api
from crm.contacts.forms.tags import TagShape
from crm.contacts.models.lists import Tag
from crm.contacts.queries.tags import NONE, all_tags, tag_counts, tags, tags_by_id
from crm.kernel import forms
from crm.kernel.access import found
from crm.kernel.errors import Invalid
from crm.kernel.forms import Id, Shape
from crm.kernel.i18n import lazy
from crm.kernel.paging import Count
from crm.web.api.answers import Answer, created
from crm.web.api.listing import CountOut, Listing, count_out
from crm.web.api.patches import merged, patch_of
from crm.web.here import actor


class TagOut(BaseModel):
    """A word that contacts are marked with."""

    id: int
    name: str
    label: Annotated[str, Field(description="In the reader's language, where it has a label in it.")]
    labels: dict[str, str]
    hue: Annotated[int, Field(description="Its colour: one of eight hues.", ge=1, le=8)]
    busy: Annotated[bool, Field(description="It is being merged or deleted in the background.")]
    contacts: Annotated[
        CountOut | None,
        Field(description="How many contacts that you see have it, where that was asked for."),
    ] = None


class TagListing(Listing[TagOut]):
    """All tags, in the order of the reader's alphabet."""


class TagQuery(Shape):
    """What is wanted of the list."""

    counted: Annotated[bool, Field(description="Count the contacts of each tag, those that you see.")] = False


class TagMergeIn(Shape):
    """Tags to make one of."""

    into_id: Id
    """The tag that stays."""
    tag_ids: Annotated[list[Id], Field(min_length=1, max_length=acts.MOST_MERGED)]
    """The tags that give way to it and are deleted."""


class TagMergeOut(BaseModel):
    """A merge of tags, done or begun."""

    done: Annotated[bool, Field(description="False where it goes on in the background.")]
    tag: TagOut


TagPatch = patch_of(TagShape, name="TagPatch", never_null={"name", "labels", "hue"})


@api.get("/tags", can=VIEW_CONTACTS, asks=TagQuery, gives=TagListing)
def list_tags(asked: TagQuery) -> TagListing:
    """List the tags.

    Their ids are what `tag_ids` of a contact takes, and `tag_id` of the list of contacts.
    """
    every, busy = tags(), retagging.busy()
    counts = tag_counts(to=actor()) if asked.counted else None
    items = [
        _shown(tag, busy=tag.id in busy, contacts=counts.get(tag.id, NONE) if counts is not None else None)
        for tag in every
    ]
    return TagListing(items=items, next_cursor=None, count=count_out(Count(len(items))))


@api.post("/tags", can=ADD_TAGS, takes=TagShape, gives=TagOut)
def add_tag(form: TagShape) -> Answer:
    """Add a tag."""
    added = acts.add_tag(form, by=actor())
    return created(_shown(added), at=url_for(".get_tag", tag_id=added.id))


@api.post("/tags/merges", can=MANAGE_TAGS, takes=TagMergeIn, gives=TagMergeOut)
def merge_tags(form: TagMergeIn) -> Answer:
    """Make one tag of several.

    More than 1,000 contacts change in the background; until then the tags are `busy`. It can't be undone.
    """
    known = tags_by_id([form.into_id, *form.tag_ids])
    missing = [
        name
        for name, ids in (("into_id", [form.into_id]), ("tag_ids", form.tag_ids))
        if set(ids) - set(known)
    ]
    if missing:
        raise Invalid(dict.fromkeys(missing, lazy("There is no such tag.")))
    into = known[form.into_id]
    run = acts.merge_tags([known[tag_id] for tag_id in form.tag_ids], into=into, by=actor())
    told = TagMergeOut(done=run is None, tag=_shown(into, busy=run is not None))
    return created(told, at=url_for(".get_tag", tag_id=into.id))


@api.get("/tags/<int:tag_id>", can=VIEW_CONTACTS, gives=TagOut)
def get_tag(tag_id: int) -> TagOut:
    """Read a tag."""
    return _shown(found(all_tags(), id=tag_id), busy=tag_id in retagging.busy())


@api.patch("/tags/<int:tag_id>", can=MANAGE_TAGS, takes=TagPatch, gives=TagOut)
def edit_tag(tag_id: int, form: Shape, if_match: str | None) -> TagOut:
    """Rename or colour a tag.

    By merge-patch: what is not sent stays, within `labels`, too.
    """
    tag: Tag = found(all_tags().with_for_update(), id=tag_id)
    wanted = merged({"name": tag.name, "labels": tag.labels, "hue": tag.hue}, form)
    edited = acts.edit_tag(tag, forms.read(TagShape, wanted), by=actor())
    return _shown(edited, busy=tag_id in retagging.busy())


@api.delete("/tags/<int:tag_id>", can=MANAGE_TAGS)
def delete_tag(tag_id: int, if_match: str | None) -> None:
    """Delete a tag.

    All its contacts lose it; more than 1,000 in the background, until when it is `busy`. It can't be undone.
    """
    tag: Tag = found(all_tags(), id=tag_id)
    acts.delete_tag(tag, by=actor())


def _shown(tag: Tag, *, busy: bool = False, contacts: Count | None = None) -> TagOut:
    return TagOut(
        id=tag.id, name=tag.name, label=tag.shown, labels=tag.labels, hue=tag.hue, busy=busy,
        contacts=count_out(contacts) if contacts else None,
    )  # fmt: skip
