"""The tags of a contact: chosen among the workspace's, or made in place (CON-5)."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from crm.contacts.access import ADD_TAGS, EDIT_CONTACTS
from crm.contacts.actions import writing
from crm.contacts.actions.noting import noting
from crm.contacts.facts import ContactEdited, TagAdded
from crm.contacts.forms.tags import MOST_TAGS, TagsShape
from crm.contacts.models.contact import Contact
from crm.contacts.models.lists import HUES, Tag
from crm.contacts.queries.tags import tags
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.facts import record
from crm.kernel.i18n import lazy

MOST_IN_ALL: Final = 1_000
"""So many tags a workspace may have."""
COLUMN: Final = "tag_ids"
FULL: Final = lazy("There can be at most %(most)s tags in all; merge or delete some first.", most=MOST_IN_ALL)
TOO_MANY: Final = lazy("A contact has at most %(most)s tags.", most=MOST_TAGS)


def retag(contact: Contact, shape: TagsShape, *, by: Actor) -> Contact:
    """Give the contact these tags; what others added or removed since ``shape.had`` stays so.

    Raises:
        Forbidden: the actor may not change the contact.
        Invalid: under ``tags``.
    Records: ContactEdited, if anything differs, and TagAdded for each that is made.
    """
    by.must(EDIT_CONTACTS, contact, why=lazy("You can see this contact but not change it."))
    contact = writing.hold(contact)
    had = contact.tag_ids if shape.had is None else shape.had
    with noting(contact, "contacts.edited", by=by) as note:
        chosen = named(shape.tags, present=contact.tag_ids, by=by)
        if _put(contact, united(chosen, had, contact.tag_ids)):
            writing.touch(contact)
            about = {"contact_id": contact.id, "version": contact.version, "act_id": note.act_id}
            record(ContactEdited(**about, fields=[COLUMN]), by=by)
    return contact


def put(
    contact: Contact, *, names: Sequence[str] | None = None, ids: Sequence[int] | None = None, by: Actor
) -> list[str]:
    """Give the contact (held, or new) the tags of these names and ids and no others; both None: as they are.

    Returns the name of the column if it differs. Part of the caller's act, which has asked whether it may.

    Raises:
        Invalid: under ``tags`` or ``tag_ids``.
    Records: TagAdded, for each tag that is made.
    """
    if names is None and ids is None:
        return []
    known = _checked(ids or (), present=contact.tag_ids)
    return _put(contact, [*known, *named(names or (), present=contact.tag_ids, by=by)])


def united(mine: Iterable[int], had: Collection[int], theirs: Sequence[int]) -> list[int]:
    """What becomes of two changes of one list: each one's additions and removals hold."""
    wanted = set(mine)
    kept = [tag_id for tag_id in theirs if tag_id in wanted or tag_id not in had]
    return list(dict.fromkeys([*kept, *(tag_id for tag_id in mine if tag_id not in had)]))


def resolved(names: Iterable[str], *, present: Collection[int]) -> tuple[list[int], list[str]]:
    """The ids of the tags of these names, in any language and case, and the names that are not there.

    ``present`` are those that a contact has: of two that are called the same, it keeps its own.
    """
    wanted = {folded(name): name for name in reversed(list(names))}
    if not wanted:
        return [], []
    known = ids_by_name(present)
    ids = dict.fromkeys(known[folded] for folded in reversed(wanted) if folded in known)
    return list(ids), [name for folded, name in reversed(wanted.items()) if folded not in known]


def _put(contact: Contact, tag_ids: Iterable[int]) -> list[str]:
    wanted = set(tag_ids)
    if len(wanted) > MOST_TAGS:
        raise Invalid({"tags": TOO_MANY})
    stood = list(contact.tag_ids)
    if wanted == set(stood):
        return []
    new = dict.fromkeys(tag_id for tag_id in tag_ids if tag_id not in stood)
    contact.tag_ids = [*(tag_id for tag_id in stood if tag_id in wanted), *new]
    return [COLUMN]


def _checked(tag_ids: Sequence[int], *, present: Collection[int]) -> list[int]:
    coming = set(tag_ids) - set(present)
    if coming - set(held(coming)):
        raise Invalid({COLUMN: lazy("There is no such tag.")})
    return list(tag_ids)


def named(names: Sequence[str], *, present: Collection[int], by: Actor) -> list[int]:
    """The ids of the tags of these names; one that is not there yet is made, if the actor may.

    Raises:
        Invalid: under ``tags``.
    Records: TagAdded, for each tag that is made.
    """
    ids, unknown = resolved(names, present=present)
    if unknown and not by.may(ADD_TAGS):
        raise Invalid({"tags": lazy("There is no tag “%(name)s”, and you may not add one.", name=unknown[0])})
    return [
        *held(set(ids) - set(present)),
        *(set(ids) & set(present)),
        *(_made(name, by) for name in unknown),
    ]


def held(tag_ids: Collection[int]) -> Sequence[int]:
    """Those of these tags that are there, held against being deleted until the transaction ends."""
    held = select(Tag.id).where(Tag.id.in_(tag_ids)).order_by(Tag.id)
    return db.session.scalars(held.with_for_update(read=True, key_share=True)).all() if tag_ids else []


def ids_by_name(present: Collection[int]) -> dict[str, int]:
    """Every name and label → the tag's id; what is present goes first, what is shown before labels."""
    found: dict[str, int] = {}
    everything = sorted(tags(), key=lambda tag: (tag.id not in present, tag.id))
    for tag in everything:
        found.setdefault(folded(tag.shown), tag.id)
    for tag in everything:
        for text in (tag.name, *tag.labels.values()):
            found.setdefault(folded(text), tag.id)
    return found


def folded(name: str) -> str:
    """The name as it is compared with others."""
    return name.lower()


def _made(name: str, by: Actor) -> int:
    """A new tag in the next colour; that of somebody else who makes the same one at this instant."""
    number = db.session.scalar(select(func.count()).select_from(Tag)) or 0
    if number >= MOST_IN_ALL:
        raise Invalid({"tags": FULL})
    row = insert(Tag).values(name=name, labels={}, hue=number % HUES + 1)
    made: int | None = db.session.scalar(row.on_conflict_do_nothing().returning(Tag.id))
    if made is None:
        return db.session.scalars(select(Tag.id).where(func.lower(Tag.name) == func.lower(name))).one()
    record(TagAdded(tag_id=made), by=by)
    return made
