"""Type, class and tags of many contacts."""

from collections.abc import Collection, Mapping
from typing import Annotated, Any, Final

from pydantic import Field
from sqlalchemy import ARRAY, BigInteger, Select, case, func, literal, select

from crm.contacts.access import ASSIGN_CONTACTS, EDIT_CONTACTS, derive_access
from crm.contacts.actions import tagging
from crm.contacts.actions.bulk.columns import write
from crm.contacts.actions.bulk.losing import Change, warning
from crm.contacts.actions.bulk.rights import among
from crm.contacts.forms.tags import MOST_TAGS, TagNames, split
from crm.contacts.models.classes import ContactClass
from crm.contacts.models.contact import Contact
from crm.contacts.models.lists import ContactType
from crm.contacts.queries.records import types
from crm.contacts.queries.tags import TAG_IDS, tagged
from crm.kernel.access import Actor
from crm.kernel.bulk import BulkAction, Part, Skip
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.forms import OptionalId, Shape, read
from crm.kernel.i18n import lazy


class TypeShape(Shape):
    """The type that contacts get; none takes it away."""

    type_id: OptionalId = None


class ClassShape(Shape):
    """The class that contacts get; none takes it away."""

    class_id: OptionalId = None


class RetaggingShape(Shape):
    """Tags that contacts get, and those that they lose."""

    add: Annotated[TagNames, Field(default_factory=list)]
    remove: Annotated[TagNames, Field(default_factory=list)]


def check_type(typed: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """The type of this id, or none.

    Raises:
        Invalid: there is no such type.
    """
    wanted = read(TypeShape, typed)
    if wanted.type_id is not None and db.session.get(ContactType, wanted.type_id) is None:
        raise Invalid({"type_id": lazy("There is no such type.")})
    return wanted.model_dump()


def set_type(part: Part) -> None:
    """Give the contacts this type, or none."""
    if _is_there(part, ContactType, part.wanted["type_id"]):
        write(part, {"type_id": literal(part.wanted["type_id"], BigInteger)})


def check_class(typed: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """The class of this id, or none.

    Raises:
        Invalid: there is no such class.
    """
    wanted = read(ClassShape, typed)
    if wanted.class_id is not None and db.session.get(ContactClass, wanted.class_id) is None:
        raise Invalid({"class_id": lazy("There is no such class.")})
    return wanted.model_dump()


def set_class(part: Part) -> None:
    """Make the contacts of this class, or of none; who reaches them follows (ACC-4)."""
    if _is_there(part, ContactClass, part.wanted["class_id"]):
        derive_access(write(part, {"class_id": literal(part.wanted["class_id"], BigInteger)}))


def warns_of_class(ids: Select[Any], wanted: Mapping[str, Any], by: Actor) -> str:
    """That the person will no longer see some of the contacts, whose class opens them to nobody else."""
    return warning(ids, Change(classed=True, class_id=wanted["class_id"]), by=by)


def check_tags(typed: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """The tags to add, made where they are not there yet, and those to remove, by their ids.

    Raises:
        Invalid: nothing is named; or a tag can't be added, or is not there.
    """
    wanted = read(RetaggingShape, {name: split(value) for name, value in typed.items()})
    if not wanted.add and not wanted.remove:
        raise Invalid({"add": lazy("Name a tag to add or to remove.")})
    removed, unknown = tagging.resolved(wanted.remove, present=())
    if unknown:
        raise Invalid({"remove": lazy("There is no tag “%(name)s”.", name=unknown[0])})
    try:
        added = tagging.named(wanted.add, present=(), by=by)
    except Invalid as error:
        raise Invalid({"add": next(iter(error.fields.values()))}) from None
    return {"add": added, "remove": [tag_id for tag_id in removed if tag_id not in added]}


def retag(part: Part) -> None:
    """Add these tags and remove those; a contact that has 50 already stays as it is."""
    asked = {*part.wanted["add"], *part.wanted["remove"]}
    held = set(tagging.held(asked))
    if not held:
        part.skip(Skip.STALE, part.ids)
        return
    tags = _retagged([one for one in part.wanted["add"] if one in held], held & {*part.wanted["remove"]})
    grows = func.cardinality(tags) > func.greatest(MOST_TAGS, func.cardinality(Contact.tag_ids))
    part.skip(Skip.FULL, db.session.scalars(select(Contact.id).where(among(part.ids), grows)))
    write(part, {"tag_ids": tags})


def _retagged(added: Collection[int], removed: Collection[int]) -> Any:
    """The tags of a contact without the removed ones and with the added ones, in their order."""
    tags: Any = Contact.tag_ids
    for tag_id in sorted(removed):
        tags = func.array_remove(tags, literal(tag_id, BigInteger), type_=TAG_IDS)
    for tag_id in added:
        new = case((tagged(tag_id), literal([], TAG_IDS)), else_=literal([tag_id], TAG_IDS))
        tags = func.array_cat(tags, new, type_=ARRAY(BigInteger))
    return tags


def _is_there(part: Part, model: Any, record_id: int | None) -> bool:
    """Whether what was chosen is still there, held against being deleted; else all are left as they are."""
    if record_id is None:
        return True
    held = select(model.id).where(model.id == record_id).with_for_update(read=True, key_share=True)
    if db.session.scalar(held) is None:
        part.skip(Skip.STALE, part.ids)
        return False
    return True


def _types(to: Actor, typed: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"options": [(one.id, one.shown) for one in types()]}


def _classes(to: Actor, typed: Mapping[str, Any]) -> Mapping[str, Any]:
    rows = db.session.scalars(select(ContactClass).order_by(ContactClass.position, ContactClass.id))
    return {"options": [(one.id, one.shown) for one in rows]}


SET_TYPE: Final = BulkAction(
    "type", lazy("Set type"), lazy("Type"), lazy("Type set: %(contacts)s"), "category",
    EDIT_CONTACTS, check_type, set_type, template="contacts/bulk/type.html", offers=_types, weight=20,
)  # fmt: skip
RETAG: Final = BulkAction(
    "tags", lazy("Change tags"), lazy("Tags"), lazy("Tags changed: %(contacts)s"), "tag",
    EDIT_CONTACTS, check_tags, retag, template="contacts/bulk/tags.html", weight=10,
)  # fmt: skip
SET_CLASS: Final = BulkAction(
    "class", lazy("Set class"), lazy("Class"), lazy("Class set: %(contacts)s"), "shield-lock",
    ASSIGN_CONTACTS, check_class, set_class, template="contacts/bulk/class.html", offers=_classes,
    warns=warns_of_class, weight=50,
)  # fmt: skip
