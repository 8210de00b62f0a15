"""The workspace's list of tags (CON-5)."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import func, select

from crm.contacts.access import ADD_TAGS, MANAGE_TAGS
from crm.contacts.actions import retagging
from crm.contacts.actions.retagging import Swap
from crm.contacts.actions.tagging import FULL, MOST_IN_ALL, folded
from crm.contacts.facts import TagAdded, TagDeleted, TagEdited, TagsMerged
from crm.contacts.forms.tags import TagShape
from crm.contacts.models.lists import Tag
from crm.contacts.queries.tags import tags
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict, Invalid
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.kernel.lists import unique_name
from crm.kernel.runs import Run
from crm.team.models import Workspace

MOST_MERGED: Final = 50
CHOOSE: Final = lazy("Choose the tag that stays.")
TAKEN: Final = lazy("There is a tag of this name already.")


def add_tag(shape: TagShape, *, reserved: int | None = None, by: Actor) -> Tag:
    """Add a tag, with an id that was ``reserved`` for it.

    Raises:
        Invalid: the name or a label is that of another tag.
        Conflict: the list is full.
    Records: TagAdded.
    """
    by.must(ADD_TAGS)
    if (db.session.scalar(select(func.count()).select_from(Tag)) or 0) >= MOST_IN_ALL:
        raise Conflict(FULL)
    _check_names(shape)
    added = Tag(id=reserved, **shape.values())
    with unique_name(TAKEN):
        db.session.add(added)
    record(TagAdded(tag_id=added.id), by=by)
    return added


def edit_tag(tag: Tag, shape: TagShape, *, by: Actor) -> Tag:
    """Rename or colour a tag anew; nothing happens if nothing differs.

    Raises:
        Invalid: the name or a label is that of another tag.
    Records: TagEdited.
    """
    by.must(MANAGE_TAGS)
    typed = shape.values()
    fields = [name for name, value in typed.items() if getattr(tag, name) != value]
    if not fields:
        return tag
    _check_names(shape, but=tag.id)
    with unique_name(TAKEN):
        for name in fields:
            setattr(tag, name, typed[name])
    record(TagEdited(tag_id=tag.id, fields=fields), by=by)
    return tag


def merge_tags(others: Sequence[Tag], *, into: Tag, by: Actor) -> Run | None:
    """Give all contacts of the others this tag instead, and delete them: at once, or by the returned run.

    Raises:
        Invalid: there is nothing to merge, or too much.
        Conflict: one of them is being merged or deleted.
        NotFound: one of them went meanwhile.
    Records: TagsMerged, and a part for each transaction.
    """
    by.must(MANAGE_TAGS)
    old_ids = tuple(dict.fromkeys(tag.id for tag in others if tag.id != into.id))
    if not 1 <= len(old_ids) <= MOST_MERGED:
        raise Invalid({"tag_ids": lazy("Choose from one to %(most)s other tags.", most=MOST_MERGED)})
    _in_turn([*old_ids, into.id])
    record(TagsMerged(tag_id=into.id, merged_ids=list(old_ids)), by=by)
    return retagging.start(Swap(old_ids, into.id), by=by)


def delete_tag(tag: Tag, *, by: Actor) -> Run | None:
    """Take the tag off all its contacts and delete it: at once, or by the returned run.

    Raises:
        Conflict: it is being merged or deleted.
        NotFound: it went meanwhile.
    Records: TagDeleted, and a part for each transaction.
    """
    by.must(MANAGE_TAGS)
    _in_turn([tag.id])
    record(TagDeleted(tag_id=tag.id), by=by)
    return retagging.start(Swap((tag.id,)), by=by)


def _in_turn(tag_ids: Sequence[int]) -> None:
    """Of two who begin at the same instant, the second sees what the first has begun."""
    db.session.execute(select(Workspace.id).with_for_update())
    retagging.must_rest(tag_ids)


def _check_names(shape: TagShape, *, but: int | None = None) -> None:
    """No two tags are called the same in any language: whoever types a name means one of them."""
    taken = {
        folded(text) for tag in tags() if tag.id != but for text in (tag.name, *tag.labels.values()) if text
    }
    faults = {path: TAKEN for path, text in _names(shape).items() if folded(text) in taken}
    if faults:
        raise Invalid(faults)


def _names(shape: TagShape) -> Mapping[str, str]:
    return {
        "name": shape.name,
        **{f"labels.{language}": text for language, text in shape.values()["labels"].items()},
    }
